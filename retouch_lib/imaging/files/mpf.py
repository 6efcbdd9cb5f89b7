"""How many pictures a JPEG holds by its MPF segment: MPO of 3D cameras, phones' gain maps and large previews.

CIPA DC-007 (Multi-Picture Format): an APP2 segment with a TIFF directory; the first picture is the one every program
shows, the others follow behind its end.
"""

from __future__ import annotations

import struct

JPEG_TAG = b"MPF\x00"
_NUMBER_OF_IMAGES = 0xB001
_MAX_ENTRIES = 20


def pictures(segment: bytes) -> int:
    """The number that the segment names; 1 when it can't be read."""
    tiff = segment[len(JPEG_TAG) :]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        (start,) = struct.unpack_from(order + "I", tiff, 4)
        (entries,) = struct.unpack_from(order + "H", tiff, start)
        for index in range(min(entries, _MAX_ENTRIES)):
            tag, _kind, _count, value = struct.unpack_from(order + "HHII", tiff, start + 2 + 12 * index)
            if tag == _NUMBER_OF_IMAGES:
                return max(1, min(int(value), 1000))
    except struct.error:
        return 1
    return 1

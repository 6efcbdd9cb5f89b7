"""The orientation in Exif data (Exif 2.3, 4.6.4, tag 0x0112): read, and set to upright with all else left as it is.

Exif data is a TIFF: a header, then directories of 12-byte entries (TIFF 6.0, section 2). No length in it is believed.
"""

from __future__ import annotations

import struct

JPEG_TAG = b"Exif\x00\x00"
"""What an APP1 segment with Exif data begins with."""
MAX_IN_JPEG = 65_533 - len(JPEG_TAG)

_ORIENTATION = 0x0112
_SHORT = 3
_MAX_ENTRIES = 500


def orientation(tiff: bytes) -> int:
    """1-8 as Exif counts them; 1 (upright) when the data names none, or none that exists."""
    found = _place(tiff)
    if found is None:
        return 1
    order, at = found
    kind, _count, value = struct.unpack_from(order + "HIH", tiff, at + 2)
    return int(value) if kind == _SHORT and 1 <= value <= 8 else 1


def upright(tiff: bytes) -> bytes:
    """The same data for pixels that were turned: orientation 1, and no small picture, which still lies on its side.

    Changed in place, so that every other byte, a maker's notes with their own offsets too, stays where it is.
    """
    changed = bytearray(tiff)
    if found := _place(tiff):
        order, at = found
        struct.pack_into(order + "HIHH", changed, at + 2, _SHORT, 1, 1, 0)
    order = _order(tiff)
    try:
        end = _entries(tiff, order)[1] if order else len(tiff)
        struct.pack_into(order + "I", changed, end, 0)  # the next directory describes the small picture
    except struct.error:
        return bytes(changed)
    return bytes(changed)


def _order(tiff: bytes) -> str:
    """The byte order as `struct` writes it; "" when this is no TIFF."""
    return {b"II": "<", b"MM": ">"}.get(tiff[:2], "")


def _entries(tiff: bytes, order: str) -> tuple[range, int]:
    """Where the first directory's entries begin, and where it ends. Raises struct.error when it is cut off."""
    (start,) = struct.unpack_from(order + "I", tiff, 4)
    (count,) = struct.unpack_from(order + "H", tiff, start)
    first, end = start + 2, start + 2 + 12 * count
    return range(first, min(end, first + 12 * _MAX_ENTRIES), 12), end


def _place(tiff: bytes) -> tuple[str, int] | None:
    """The byte order and where the orientation's entry begins; None when there is none."""
    order = _order(tiff)
    if not order:
        return None
    try:
        for at in _entries(tiff, order)[0]:
            tag, _kind, _count, _value = struct.unpack_from(order + "HHIH", tiff, at)
            if tag == _ORIENTATION:
                return order, at
    except struct.error:
        return None
    return None

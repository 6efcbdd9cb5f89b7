"""Photoshop's image resources, which hold the IPTC of a JPEG (Adobe Photoshop File Formats, "Image Resource Blocks").

Carried on is what tells of the picture, not of its pixels: previews, paths, slices and the like belong to the photo.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

JPEG_TAG = b"Photoshop 3.0\x00"
MAX_BYTES = 1 << 20
"""Of all resources together; real IPTC has some kB."""
_PIECE = 65_533 - len(JPEG_TAG)
_SIGNATURE = b"8BIM"
_IPTC = 0x0404
_KEPT = frozenset({_IPTC, 0x040A, 0x040B, 0x041E, 0x0425})
"""IPTC, the mark of copyright, the address and addresses that go with it, and the IPTC's digest."""
_IPTC_RECORD = b"\x1c"


def of_pieces(pieces: list[bytes]) -> bytes:
    """The kept resources in the data of APP13 segments, each with its tag: a long one goes on in the next."""
    return kept(b"".join(piece[len(JPEG_TAG) :] for piece in pieces))


def kept(data: bytes) -> bytes:
    """The resources among these that are carried on; what follows a damaged one is left out. Bare IPTC is one too."""
    if data.startswith(_IPTC_RECORD):
        return _resource(_IPTC, data)
    return b"".join(_resource(number, its) for number, its in each(data[:MAX_BYTES]) if number in _KEPT)


def segments(data: bytes) -> list[bytes]:
    """The data of the APP13 segments that hold these resources."""
    return [JPEG_TAG + data[at : at + _PIECE] for at in range(0, len(data), _PIECE)]


def each(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Each one's number and data. Stored are signature, number, name, length, data; name and data filled up to even."""
    at = 0
    while data[at : at + 4] == _SIGNATURE and at + 7 <= len(data):
        number = int.from_bytes(data[at + 4 : at + 6], "big")
        begin = at + 6 + _even(1 + data[at + 6])
        length = int.from_bytes(data[begin : begin + 4], "big")
        end = begin + 4 + length
        if begin + 4 > len(data) or end > len(data):
            return
        yield number, data[begin + 4 : end]
        at = begin + 4 + _even(length)


def _resource(number: int, data: bytes) -> bytes:
    return struct.pack(">4sHHI", _SIGNATURE, number, 0, len(data)) + data + bytes(len(data) % 2)


def _even(count: int) -> int:
    return count + count % 2

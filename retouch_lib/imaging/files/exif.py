"""What matters of Exif data: the orientation (Exif 2.3, 4.6.4, tag 0x0112), read and set to upright, and Adobe RGB.

Exif data is a TIFF: a header, then directories of 12-byte entries (TIFF 6.0, section 2). No length in it is believed.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

JPEG_TAG = b"Exif\x00\x00"
"""What an APP1 segment with Exif data begins with."""
MAX_IN_JPEG = 65_533 - len(JPEG_TAG)

ADOBE_RGB = (
    b"MM\x00*\x00\x00\x00\x08\x00\x01"
    b"\x87\x69\x00\x04\x00\x00\x00\x01\x00\x00\x00\x1a\x00\x00\x00\x00"
    b"\x00\x02"
    b"\xa0\x01\x00\x03\x00\x00\x00\x01\xff\xff\x00\x00"
    b"\xa0\x05\x00\x04\x00\x00\x00\x01\x00\x00\x00\x38\x00\x00\x00\x00"
    b"\x00\x01"
    b"\x00\x01\x00\x02\x00\x00\x00\x04R03\x00\x00\x00\x00\x00"
)
"""Exif data that says Adobe RGB and nothing else: its three directories, each with where the next one begins."""

_ORIENTATION = 0x0112
_EXIF_DIRECTORY, _COLOUR_SPACE, _INTEROPERABILITY, _INDEX = 0x8769, 0xA001, 0xA005, 0x0001
_UNCALIBRATED, _OLD_ADOBE_RGB = 0xFFFF, 2
_SHORT = 3
_FIRST = 4
"""Where a TIFF tells where its first directory lies."""
_MAX_ENTRIES = 500


@dataclass(frozen=True, slots=True)
class _Entry:
    """Where an entry begins."""

    order: str
    """The byte order as `struct` writes it."""
    at: int

    @property
    def value(self) -> int:
        """Where its value begins, or the place of its value or directory where that is longer than four bytes."""
        return self.at + 8


def orientation(tiff: bytes) -> int:
    """1-8 as Exif counts them; 1 (upright) when the data names none, or none that exists."""
    found = _place(tiff, _ORIENTATION)
    if found is None:
        return 1
    kind, _count, value = struct.unpack_from(found.order + "HIH", tiff, found.at + 2)
    return int(value) if kind == _SHORT and 1 <= value <= 8 else 1


def is_adobe_rgb(tiff: bytes) -> bool:
    """Whether it says so as cameras do: ColorSpace "uncalibrated" and the interoperability index "R03" (DCF 2.0, 5.5).

    Some write ColorSpace 2 instead.
    """
    main = _place(tiff, _EXIF_DIRECTORY)
    space = main and _place(tiff, _COLOUR_SPACE, main)
    if not main or not space:
        return False
    (named,) = struct.unpack_from(space.order + "H", tiff, space.value)
    if named == _UNCALIBRATED:
        rules = _place(tiff, _INTEROPERABILITY, main)
        index = rules and _place(tiff, _INDEX, rules)
        return index is not None and tiff[index.value : index.value + 3] == b"R03"
    return bool(named == _OLD_ADOBE_RGB)


def upright(tiff: bytes) -> bytes:
    """The same data for pixels that were turned: orientation 1, and no small picture, which still lies on its side.

    Changed in place, so that every other byte, a maker's notes with their own offsets too, stays where it is.
    """
    changed = bytearray(tiff)
    if found := _place(tiff, _ORIENTATION):
        struct.pack_into(found.order + "HIHH", changed, found.at + 2, _SHORT, 1, 1, 0)
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


def _entries(tiff: bytes, order: str, pointer: int = _FIRST) -> tuple[range, int]:
    """Where a directory's entries begin, and where it ends; `pointer`: where it is told where the directory lies.

    Raises struct.error when it is cut off.
    """
    (start,) = struct.unpack_from(order + "I", tiff, pointer)
    (count,) = struct.unpack_from(order + "H", tiff, start)
    first, end = start + 2, start + 2 + 12 * count
    return range(first, min(end, first + 12 * _MAX_ENTRIES), 12), end


def _place(tiff: bytes, wanted: int, within: _Entry | None = None) -> _Entry | None:
    """The entry of a tag in the first directory, or in the one that another entry points to; None without one."""
    order = _order(tiff)
    if not order:
        return None
    try:
        for at in _entries(tiff, order, within.value if within else _FIRST)[0]:
            tag, _kind, _count, _value = struct.unpack_from(order + "HHIH", tiff, at)
            if tag == wanted:
                return _Entry(order, at)
    except struct.error:
        return None
    return None

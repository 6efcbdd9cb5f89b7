"""Exif data changed where it lies: nothing else moves, so that offsets in a maker's notes go on pointing right.

Exif data is a TIFF: a header, then directories of 12-byte entries, each with its value or the place of it (TIFF 6.0,
section 2; Exif 2.32, 4.6). No count and no offset in it is believed, and no directory is followed twice.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from retouch_lib.imaging.metadata.said import Span, merged, overlaps

ORIENTATION, WIDTH, HEIGHT = 0x0112, 0x0100, 0x0101
EXIF_DIRECTORY, GPS_DIRECTORY, INTEROPERABILITY = 0x8769, 0x8825, 0xA005
COLOUR_SPACE, PIXEL_WIDTH, PIXEL_HEIGHT, SUBJECT_AREA, SUBJECT_LOCATION = 0xA001, 0xA002, 0xA003, 0x9214, 0xA214
XMP_INSIDE = 0x02BC
_COMPRESSION, _SMALL_PICTURE, _SMALL_LENGTH = 0x0103, 0x0201, 0x0202
_RESOLUTION_X, _RESOLUTION_Y, _UNIT = 0x011A, 0x011B, 0x0128

SHORT, LONG, _RATIONAL = 3, 4, 5
_BYTES = {1: 1, 2: 1, SHORT: 2, LONG: 4, _RATIONAL: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 129: 1}
"""Of one value of each type (TIFF 6.0, section 2; 13: IFD, of its supplement; 129: UTF-8, Exif 3.0)."""
_ENTRY, _HEADER = 12, 8
_INSIDE = 4
"""A value of so many bytes stands in its entry."""
_JPEG = 6
"""How a small picture is packed."""
_INCH, _SCREEN = 2, (72, 1)
"""A small picture's resolution, which says nothing and must be there."""
_DESCRIBED = {
    _COMPRESSION: SHORT,
    _RESOLUTION_X: _RATIONAL,
    _RESOLUTION_Y: _RATIONAL,
    _UNIT: SHORT,
    _SMALL_PICTURE: LONG,
    _SMALL_LENGTH: LONG,
}
"""What must be told of a small picture, with its types, in order."""
SMALL_PICTURE_COSTS = 1 + 2 + len(_DESCRIBED) * _ENTRY + 4 + 2 * _BYTES[_RATIONAL]
"""Bytes that one takes at most beside its own."""
_PADDING = 4
"""Bytes that may fill up behind the last value."""


class BadExif(ValueError):
    """It is no TIFF, or its first directory is cut off."""


@dataclass(frozen=True, slots=True)
class TiffTag:
    """One tag of a directory."""

    at: int
    kind: int
    count: int
    place: int
    """Where its value begins."""
    length: int
    """Of its value in bytes; 0 for a type that nobody knows."""

    @property
    def end(self) -> int:
        return self.place + self.length


class Tiff:
    """Exif data that can be changed. Raises BadExif, at any time: a hostile file's parts may lie over each other."""

    def __init__(self, data: bytes) -> None:
        self._data = bytearray(data)
        self._order = {b"II*\x00": "<", b"MM\x00*": ">"}.get(data[:4], "")
        if not self._order:
            raise BadExif("it is no TIFF")
        self._places(self.main)

    def to_bytes(self) -> bytes:
        self._places(self.main)
        return bytes(self._data)

    @property
    def length(self) -> int:
        return len(self._data)

    @property
    def main(self) -> int:
        """Where the first directory begins."""
        return self._number("I", 4)

    def within(self, tag: int, directory: int | None = None) -> int | None:
        """Where the directory begins that this tag names; None without one."""
        entry = self.find(self.main if directory is None else directory, tag)
        if entry is None or entry.length < _INSIDE:
            return None
        begin = self._number("I", entry.at + 8)
        try:
            self._places(begin)
        except BadExif:
            return None
        return begin

    def find(self, directory: int | None, tag: int) -> TiffTag | None:
        return (
            None if directory is None else next((entry for key, entry in self._entries(directory) if key == tag), None)
        )

    def number(self, directory: int | None, tag: int) -> int | None:
        """A tag's value where it is one SHORT or LONG."""
        entry = self.find(directory, tag)
        if entry is None or entry.kind not in (SHORT, LONG) or entry.count < 1:
            return None
        return self._number("H" if entry.kind == SHORT else "I", entry.place)

    def put(self, directory: int | None, tag: int, value: int) -> bool:
        """Give a tag that is there this value. Returns whether it says so then."""
        entry = self.find(directory, tag)
        if entry is None:
            return False
        kind = SHORT if value < 1 << 16 else LONG
        struct.pack_into(self._order + "HI", self._data, entry.at + 2, kind, 1)
        struct.pack_into(
            self._order + ("HH" if kind == SHORT else "I"), self._data, entry.at + 8, *_filled(value, kind)
        )
        return True

    def remove(self, directory: int | None, tag: int) -> bool:
        """Take a tag with its value away; the entries behind it move up. Returns whether it was there."""
        entry = self.find(directory, tag)
        if entry is None or directory is None:
            return False
        self._blank(entry)
        end = min(self._places(directory).stop + _INSIDE, len(self._data))
        self._data[entry.at : end] = self._data[entry.at + _ENTRY : end] + bytes(_ENTRY)
        self._set("H", directory, self._number("H", directory) - 1)
        return True

    def remove_directory(self, tag: int, directory: int | None) -> bool:
        """Take away a tag that names a directory, with all that stands in that."""
        begin = None if directory is None else self.within(tag, directory)
        if begin not in (None, self.main, directory):
            self._blank_directory(begin)
        return self.remove(directory, tag)

    def remove_small_picture(self) -> bytes:
        """Take away what the second directory describes; where it stands last, the data ends before it.

        Returns the JPEG that it was; empty where it was none. What lies over other parts of the data stays as it is.
        """
        pointer = self._places(self.main).stop
        begin = self._next(pointer)
        if not begin:
            return b""
        self._set("I", pointer, 0)
        try:
            places = self._places(begin)
        except BadExif:
            return b""
        held = merged(self._held())
        taken = [(begin, min(places.stop + _INSIDE, len(self._data)))]
        taken += [(entry.place, entry.end) for _, entry in self._entries(begin) if entry.length > _INSIDE]
        picture = self._small_picture(begin)
        taken = [span for span in (*taken, picture) if not overlaps(span, held)]
        jpeg = self.number(begin, _COMPRESSION) == _JPEG and picture in taken
        old = bytes(self._data[slice(*picture)]) if jpeg else b""
        for first, last in merged(taken):
            self._data[first:last] = bytes(last - first)
        self._cut(merged(taken))
        return old

    def add_small_picture(self, length: int) -> None:
        """Room for a JPEG of so many bytes behind all else, with a directory that describes it (Exif 2.32, 4.5.5).

        There is no second directory yet. `fill_small_picture` puts the JPEG there.
        """
        self._data += bytes(len(self._data) % 2)
        begin = len(self._data)
        self._data += struct.pack(self._order + "H", len(_DESCRIBED))
        values = begin + 2 + len(_DESCRIBED) * _ENTRY + 4
        told = {
            _COMPRESSION: _JPEG,
            _RESOLUTION_X: values,
            _RESOLUTION_Y: values + _BYTES[_RATIONAL],
            _UNIT: _INCH,
            _SMALL_PICTURE: values + 2 * _BYTES[_RATIONAL],
            _SMALL_LENGTH: length,
        }
        for tag, kind in _DESCRIBED.items():
            self._data += struct.pack(self._order + "HHI", tag, kind, 1)
            self._data += struct.pack(self._order + ("HH" if kind == SHORT else "I"), *_filled(told[tag], kind))
        self._data += bytes(4) + 2 * struct.pack(self._order + "II", *_SCREEN) + bytes(length)
        self._set("I", self._places(self.main).stop, begin)

    def fill_small_picture(self, jpeg: bytes) -> None:
        """Put a JPEG into the room that `add_small_picture` made; with none, nothing describes that any more.

        The data is as long as before.
        """
        pointer = self._places(self.main).stop
        begin = self._next(pointer)
        if not jpeg:
            self._set("I", pointer, 0)
            self._blank_directory(begin)
            return
        start, stop = self._small_picture(begin)
        if len(jpeg) > stop - start:
            raise ValueError("it is longer than its room")
        self._data[start : start + len(jpeg)] = jpeg
        if entry := self.find(begin, _SMALL_LENGTH):  # not by `put`: it must stay a LONG
            self._set("I", entry.place, len(jpeg))

    def _small_picture(self, directory: int) -> Span:
        """Where it stands; an empty span where it is not told, or not within the data."""
        start, length = self.number(directory, _SMALL_PICTURE), self.number(directory, _SMALL_LENGTH)
        if start and length and _HEADER <= start < start + length <= len(self._data):
            return start, start + length
        return 0, 0

    def _held(self) -> Iterator[Span]:
        """What the first directory and those that it names take, a maker's notes too; the header."""
        yield 0, _HEADER
        camera = self.within(EXIF_DIRECTORY)
        named = (self.main, camera, self.within(GPS_DIRECTORY), self.within(INTEROPERABILITY, camera))
        for directory in {begin for begin in named if begin is not None}:
            yield directory, self._places(directory).stop + _INSIDE
            yield from ((entry.place, entry.end) for _, entry in self._entries(directory) if entry.length > _INSIDE)

    def _cut(self, taken: list[Span]) -> None:
        """Let the data end before what is nothing but zeros now."""
        for first, last in sorted(taken, reverse=True):
            if last >= len(self._data) - _PADDING:
                del self._data[first:]

    def _entries(self, directory: int) -> Iterator[tuple[int, TiffTag]]:
        """Each tag whose value lies within the data."""
        for at in self._places(directory):
            tag, kind, count = struct.unpack_from(self._order + "HHI", self._data, at)
            length = _BYTES.get(kind, 0) * count
            place = at + 8 if length <= _INSIDE else self._number("I", at + 8)
            if length <= _INSIDE or _HEADER <= place <= len(self._data) - length:
                yield tag, TiffTag(at, kind, count, place, length)

    def _places(self, directory: int) -> range:
        """Where its entries begin; it ends there too, with the place of the next one."""
        first = directory + 2
        end = first + _ENTRY * self._number("H", directory)
        if directory < _HEADER or end > len(self._data):
            raise BadExif("a directory is cut off")
        return range(first, end, _ENTRY)

    def _next(self, pointer: int) -> int:
        """0 also where the data ends before it is told."""
        return self._number("I", pointer) if pointer + 4 <= len(self._data) else 0

    def _blank(self, entry: TiffTag) -> None:
        if entry.length > _INSIDE:
            self._data[entry.place : entry.end] = bytes(entry.length)

    def _blank_directory(self, begin: int) -> None:
        places = self._places(begin)
        for _, entry in list(self._entries(begin)):
            self._blank(entry)
        self._data[begin : places.stop] = bytes(places.stop - begin)

    def _number(self, kind: str, at: int) -> int:
        try:
            (value,) = struct.unpack_from(self._order + kind, self._data, at)
        except struct.error:
            raise BadExif("it is cut off") from None
        return int(value)

    def _set(self, kind: str, at: int, value: int) -> None:
        try:
            struct.pack_into(self._order + kind, self._data, at, value)
        except struct.error:
            raise BadExif("it is cut off") from None


def _filled(value: int, kind: int) -> tuple[int, ...]:
    return (value, 0) if kind == SHORT else (value,)

"""Exif data written by hand, of cameras and phones, with offsets as they have them."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

BYTE, ASCII, SHORT, LONG, RATIONAL, UNDEFINED = 1, 2, 3, 4, 5, 7
Value = tuple[int, int | bytes | Sequence[tuple[int, int]]]
"""A type with a number, bytes, or fractions."""
Directory = Mapping[int, "Value | Directory"]
"""Tag → its value, or the directory that it names."""


def tiff(directory: Directory, small: bytes = b"", order: str = "<") -> bytes:
    """All of it: header, directories and values, each behind its directory; then a small picture in a second one."""
    made = bytearray((b"II" if order == "<" else b"MM") + struct.pack(order + "HI", 42, 8))
    pointer = _put(made, directory, order)
    if small:
        struct.pack_into(order + "I", made, pointer, len(made))
        begin = len(made)
        second = {0x0103: (SHORT, 6), 0x0201: (LONG, begin + 2 + 3 * 12 + 4), 0x0202: (LONG, len(small))}
        _put(made, second, order)
        made += small
    return bytes(made)


def text(words: str) -> Value:
    return ASCII, words.encode() + b"\x00"


def _put(made: bytearray, directory: Directory, order: str) -> int:
    """Write it at the end; returns where the next directory's place is to be told."""
    begin = len(made)
    made += struct.pack(order + "H", len(directory)) + bytes(12 * len(directory) + 4)
    for number, (tag, value) in enumerate(sorted(directory.items())):
        at = begin + 2 + 12 * number
        if isinstance(value, Mapping):
            struct.pack_into(order + "HHII", made, at, tag, LONG, 1, len(made))
            _put(made, value, order)
            continue
        kind, what = value
        data, count = _data(kind, what, order)
        struct.pack_into(order + "HHI", made, at, tag, kind, count)
        if len(data) <= 4:
            made[at + 8 : at + 8 + len(data)] = data
        else:
            struct.pack_into(order + "I", made, at + 8, len(made))
            made += data + bytes(len(data) % 2)
    return begin + 2 + 12 * len(directory)


def _data(kind: int, what: int | bytes | Sequence[tuple[int, int]], order: str) -> tuple[bytes, int]:
    if isinstance(what, bytes):
        return what, len(what)
    if isinstance(what, int):
        return struct.pack(order + {SHORT: "H", LONG: "I", BYTE: "B"}[kind], what), 1
    return b"".join(struct.pack(order + "II", *each) for each in what), len(what)


def canon_note(place: int, order: str = "<") -> bytes:
    """A maker's note as Canon writes it, that begins at `place` in the Exif data: its offsets count from there on."""
    words = {0x0006: b"Canon EOS R5\x00", 0x0007: b"Firmware Version 1.8.2\x00", 0x0009: b"A. Photographer\x00"}
    head = 2 + 12 * len(words) + 4
    made = bytearray(struct.pack(order + "H", len(words)) + bytes(head - 2))
    for number, (tag, data) in enumerate(words.items()):
        struct.pack_into(order + "HHII", made, 2 + 12 * number, tag, ASCII, len(data), place + len(made))
        made += data + bytes(len(data) % 2)
    return bytes(made)


GPS: Directory = {
    0x0000: (BYTE, b"\x02\x03\x00\x00"),
    0x0001: text("N"),
    0x0002: (RATIONAL, ((59, 1), (26, 1), (1397, 100))),
    0x0003: text("E"),
    0x0004: (RATIONAL, ((24, 1), (45, 1), (1234, 100))),
    0x001D: text("2026:11:27"),
}

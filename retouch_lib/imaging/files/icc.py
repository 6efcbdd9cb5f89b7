"""Colour profiles (ICC): their tags and description, and how a JPEG holds one."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from retouch_lib.words.text import one_line

MAX_BYTES = 4 * 1024 * 1024
"""Profiles for photos have 0.5-600 kB; a longer one is left out rather than believed."""

JPEG_TAG = b"ICC_PROFILE\x00"
_JPEG_PIECE = 65533 - len(JPEG_TAG) - 2
_HEADER = 128
_MAX_TAGS = 100


def fits_rgb(profile: bytes) -> bool:
    """Whether it describes RGB pixels (header field "data colour space", ICC.1:2010, 7.2.6), not grey or CMYK."""
    return profile[16:20] == b"RGB "


def is_whole(profile: bytes) -> bool:
    """Whether header and tag table are sound: signature, length, and every tag within it (ICC.1:2010, 7.2 and 7.3)."""
    if len(profile) < _HEADER + 4 or profile[36:40] != b"acsp":
        return False
    (size,) = struct.unpack_from(">I", profile)
    (count,) = struct.unpack_from(">I", profile, _HEADER)
    if size > len(profile) or not 0 < count <= _MAX_TAGS or _HEADER + 4 + 12 * count > size:
        return False
    return all(start >= _HEADER and start + length <= size for _, start, length in _table(profile))


def tag(profile: bytes, wanted: bytes) -> bytes | None:
    """The data of a tag, such as b"desc"; None when the profile has no such tag. Raises struct.error when cut off."""
    return next((data for kind, data in tags(profile) if kind == wanted), None)


def tags(profile: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Signature and data of each tag. Raises struct.error when the table is cut off."""
    return ((kind, profile[start : start + length]) for kind, start, length in _table(profile))


def _table(profile: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Of each tag: its signature, and where its data begins and how long it is."""
    (count,) = struct.unpack_from(">I", profile, _HEADER)
    for index in range(min(count, _MAX_TAGS)):
        yield struct.unpack_from(">4sII", profile, _HEADER + 4 + 12 * index)


def description(profile: bytes) -> str | None:
    """The profile's own name, such as "Display P3"; None when it has none that can be read.

    Reads the tag "desc" in both shapes: textDescription (ICC.1:2001, 6.5.17) and multiLocalizedUnicode (ICC.1:2010,
    10.13).
    """
    try:
        text = _text(tag(profile, b"desc") or b"")
    except (struct.error, UnicodeDecodeError):
        return None
    return one_line(text, 100) or None


def _text(data: bytes) -> str:
    if data[:4] == b"desc":
        (length,) = struct.unpack_from(">I", data, 8)
        return data[12 : 12 + length].split(b"\x00")[0].decode("latin-1")
    if data[:4] == b"mluc":
        return _in_english(data)
    return ""


def _in_english(data: bytes) -> str:
    """The English text of a multiLocalizedUnicode, else its first: Apple's profiles begin with Croatian."""
    count, size = struct.unpack_from(">II", data, 8)
    records = [struct.unpack_from(">2s2xII", data, 16 + size * index) for index in range(min(count, _MAX_TAGS))]
    _, length, start = next(
        (record for record in records if record[0] == b"en"), records[0] if records else (b"", 0, 0)
    )
    return bytes(data[start : start + length]).decode("utf-16-be")


def pieces(profile: bytes) -> list[bytes]:
    """The data of the APP2 segments that hold the profile in a JPEG (ICC.1:2010, annex B.4)."""
    parts = [profile[at : at + _JPEG_PIECE] for at in range(0, len(profile), _JPEG_PIECE)]
    return [JPEG_TAG + bytes((number, len(parts))) + part for number, part in enumerate(parts, start=1)]


class Pieces:
    """Collects a profile from the APP2 segments of a JPEG, each with its number (1 to count) and the count."""

    def __init__(self) -> None:
        self._count = 0
        self._pieces: dict[int, bytes] = {}

    def add(self, segment: bytes) -> None:
        """Take one APP2 segment, which may also be of another kind."""
        if segment.startswith(JPEG_TAG) and len(segment) > len(JPEG_TAG) + 2:
            number, self._count = segment[len(JPEG_TAG)], segment[len(JPEG_TAG) + 1]
            self._pieces.setdefault(number, segment[len(JPEG_TAG) + 2 :])

    def profile(self) -> bytes | None:
        """None when there is none, a piece is missing, or all together are too long."""
        if not self._pieces or set(self._pieces) != set(range(1, self._count + 1)):
            return None
        profile = b"".join(self._pieces[number] for number in sorted(self._pieces))
        return profile if len(profile) <= MAX_BYTES else None

"""What the chunks of a PNG say beside its picture (https://www.w3.org/TR/png-3/), and how it is written into one.

Exif has a chunk of its own, XMP is a text of a fixed keyword (ISO 16684-3), and IPTC stands as ImageMagick has it and
ExifTool reads it: a "raw profile", the bytes as hexadecimal digits in a text.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from retouch_lib.imaging.files import exif
from retouch_lib.imaging.files.formats import PNG_START
from retouch_lib.imaging.files.headers import DamagedFile
from retouch_lib.imaging.files.jpeg_parts import Data
from retouch_lib.imaging.files.png_chunks import chunk
from retouch_lib.imaging.metadata import resources, xmp
from retouch_lib.imaging.metadata.said import Parted, Said, Span, joined

_MAX_CHUNKS = 500_000
"""Of a picture of 400 MB in pieces of 8 kB: 50,000."""
_MAX_TEXT = xmp.MAX_BYTES
_MAX_TEXTS, _LONGEST_TEXT = 100, 1 << 20
_XMP = "XML:com.adobe.xmp"
_RAW = "Raw profile type "
_RAW_IPTC = b"Raw profile type iptc\x00\x00"
_CREDENTIALS = b"caBX"
_COLUMNS = 72
"""Hexadecimal digits on a line."""
_TEXTS = (b"tEXt", b"zTXt", b"iTXt")


def read_said(data: Data) -> Said:
    """What it says. Raises DamagedFile where its chunks can't be followed."""
    return part(data).said


def part(data: Data) -> Parted:
    """Raises DamagedFile where its chunks can't be followed."""
    reader = _Reader()
    spans: list[Span] = [(0, len(PNG_START))]
    head = 1
    for kind, begin, stop in _chunks(data):
        if reader.take(kind, data, begin, stop):
            spans.append((begin, stop))
        if kind == b"IHDR":
            head = len(spans)
        if kind == b"IEND":
            break
    first, rest = joined(spans[:head]), joined(spans[head:])
    return Parted(reader.told(), first + rest, len(first))


def chunks(told: Said, packet: xmp.Xmp | None) -> bytes:
    """All of it as chunks that stand before the picture."""
    made = [chunk(b"eXIf", told.exif)] if told.exif else []
    made += [chunk(b"iTXt", _XMP.encode() + bytes(5) + packet.packet())] if packet else []
    made += [chunk(b"zTXt", _RAW_IPTC + zlib.compress(_in_digits(told.resources)))] if told.resources else []
    return b"".join((*made, *told.texts.values()))


class _Reader:
    """Takes chunk after chunk; keeps within bounds however many there are."""

    def __init__(self) -> None:
        self._said = Said()
        self._raw: dict[str, bytes] = {}

    def take(self, kind: bytes, data: Data, begin: int, stop: int) -> bool:
        """Returns whether the chunk stays in the file."""
        if kind == b"eXIf" or kind in _TEXTS:
            if stop - begin <= _MAX_TEXT:
                self._take_said(kind, bytes(data[begin:stop]))
            return False
        self._said.credentials |= kind == _CREDENTIALS
        return kind != _CREDENTIALS

    def _take_said(self, kind: bytes, whole: bytes) -> None:
        inside = whole[8:-4]
        if zlib.crc32(whole[4:-4]) != int.from_bytes(whole[-4:], "big"):
            return  # left out, as browsers do
        if kind == b"eXIf":
            self._said.exif = self._said.exif or inside
            return
        keyword, _, rest = inside.partition(b"\x00")
        name = keyword.decode("latin-1")
        if name == _XMP:
            self._said.xmp = self._said.xmp or _words(kind, rest)
        elif name.startswith(_RAW):
            self._raw.setdefault(name.removeprefix(_RAW).lower(), _from_digits(_words(kind, rest)))
        elif len(self._said.texts) < _MAX_TEXTS and len(whole) <= _LONGEST_TEXT:
            self._said.texts.setdefault(name, whole)

    def told(self) -> Said:
        said, raw = self._said, self._raw
        for name in ("exif", "app1"):
            if not said.exif and raw.get(name, b"").startswith(exif.JPEG_TAG):
                said.exif = raw[name][len(exif.JPEG_TAG) :]
        app1 = raw.get("app1", b"")
        said.xmp = (
            said.xmp or raw.get("xmp", b"") or (app1[len(xmp.JPEG_TAG) :] if app1.startswith(xmp.JPEG_TAG) else b"")
        )
        said.resources = resources.kept(raw.get("iptc", b"") or raw.get("8bim", b""))
        return said


def _chunks(data: Data) -> Iterator[tuple[bytes, int, int]]:
    """Each one's kind, where it begins, and where it ends; a last one that is cut ends with the file."""
    at = len(PNG_START)
    for _ in range(_MAX_CHUNKS):
        if at + 8 > len(data):
            return
        length, kind = struct.unpack_from(">I4s", data, at)
        stop = min(at + 12 + length, len(data))
        yield kind, at, stop
        at = stop
    raise DamagedFile("it is in too many pieces")


def _words(kind: bytes, rest: bytes) -> bytes:
    """A text's content, unpacked; empty where it can't be, or only to too much (PNG, 11.3.3)."""
    if kind == b"tEXt":
        return rest
    packed = kind == b"zTXt"
    if kind == b"iTXt":
        packed, rest = rest[:1] == b"\x01", rest[2:]
        for _ in ("language", "translated keyword"):
            rest = rest.partition(b"\x00")[2]
    elif packed:
        rest = rest[1:]
    if not packed:
        return rest
    unpacking = zlib.decompressobj()
    try:
        unpacked = unpacking.decompress(rest, _MAX_TEXT)
    except zlib.error:
        return b""
    return b"" if unpacking.unconsumed_tail else unpacked


def _in_digits(data: bytes) -> bytes:
    """As ImageMagick writes it: the profile's name, its length, and its digits in lines."""
    digits = data.hex()
    lines = [digits[at : at + _COLUMNS] for at in range(0, len(digits), _COLUMNS)]
    return "\n".join(("", "iptc", f"{len(data):8}", *lines, "")).encode()


def _from_digits(text: bytes) -> bytes:
    """Empty for what is no such profile."""
    parts = text.split(maxsplit=2)
    try:
        return bytes.fromhex(parts[2].decode("ascii")) if len(parts) == 3 else b""
    except ValueError:
        return b""

"""Decoding and encoding JPEGs with libjpeg-turbo. A picture of which a part is missing is refused, never half shown."""

from __future__ import annotations

import mmap
import re
import struct

import numpy as np
import simplejpeg
from numpy.typing import NDArray

from retouch_lib.imaging.files import exif, icc
from retouch_lib.imaging.files.headers import DamagedFile

QUALITY = 95
APP1, APP2, COMMENT = 0xE1, 0xE2, 0xFE
_MAX_SCANS = 100
"""A progressive photo has about 10. Each costs a pass over the whole picture: a hostile file could have thousands."""
_MAX_SCANS_LARGE, _LARGE = 30, 100_000_000
"""For a picture of so many bytes of coefficients (17 megapixels of 4:4:4) a pass takes a tenth of a second and more."""
_MAX_SEGMENTS = 20_000
"""With all that stands before the picture and between its passes; real files have under 300."""
_MARKER = re.compile(rb"\xff[^\x00\x01\xff\xd0-\xd7]")
_LEFT_OVER = re.compile(r"(\d+) extraneous bytes before marker 0xd9")
_PADDING = 512
"""Bytes that may stand unused before the end in any file, and a tenth of it in a longer one."""
_HARMLESS = re.compile(
    r"extraneous bytes before marker 0xd9|Adobe color transform|JFIF revision|Invalid SOS parameters"
)
"""Warnings of libjpeg that cost no pixel; cameras and editors write such files. All others mean missing picture."""


def check(data: bytes | mmap.mmap, *, buffered: int = 0) -> None:
    """Read all of the picture's data at an eighth of its size, which takes little time and memory. Raises DamagedFile.

    `buffered`: bytes of coefficients that a decoder must keep, as the header says (`Header.buffered`).
    """
    _walk(data, _MAX_SCANS if buffered < _LARGE else _MAX_SCANS_LARGE)
    decode(data, least=(1, 1))


def decode(data: bytes | mmap.mmap, *, least: tuple[int, int] | None = None) -> NDArray[np.uint8]:
    """The pixels as stored, RGB uint8 (H, W, 3), whatever the orientation says. Raises DamagedFile.

    `least`: (width, height); the picture may come at a reduced size (n/8), but not below this.
    """
    width, height = least or (0, 0)
    strict = True
    while True:
        try:
            pixels: NDArray[np.uint8] = simplejpeg.decode_jpeg(
                data, "RGB", min_width=width, min_height=height, strict=strict
            )
        except ValueError as error:
            if strict and _HARMLESS.search(str(error)):
                _refuse_left_over(str(error), len(data))
                _walk(data)  # the lenient decoder fills up what is missing with grey
                strict = False
                continue
            raise DamagedFile(_reason(str(error))) from None
        return pixels


def encode(pixels: NDArray[np.uint8], profile: bytes | None, quality: int = QUALITY) -> bytes:
    """A JPEG of RGB uint8 (H, W, 3), without chroma subsampling (4:4:4), with the ICC profile embedded."""
    plain: bytes = simplejpeg.encode_jpeg(np.ascontiguousarray(pixels), quality, "RGB", "444")
    return with_profile(plain, profile) if profile else plain


def with_profile(plain: bytes, profile: bytes) -> bytes:
    """The same JPEG with an ICC profile."""
    return insert(plain, *(segment(APP2, piece) for piece in icc.pieces(profile)))


def segment(marker: int, data: bytes) -> bytes:
    """A segment of at most 65,533 bytes (T.81, B.1.1.4)."""
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def exif_segments(tiff: bytes) -> list[bytes]:
    """Exif data (from its TIFF header on) as it goes with pixels that stand upright; none where it is too long."""
    if not tiff or len(tiff) > exif.MAX_IN_JPEG:
        return []
    return [segment(APP1, exif.JPEG_TAG + exif.upright(tiff))]


def insert(plain: bytes, *segments: bytes) -> bytes:
    """The same JPEG with these segments behind its JFIF header."""
    at = 2
    if plain[2:4] == b"\xff\xe0":
        at += 2 + struct.unpack_from(">H", plain, 4)[0]
    return b"".join((plain[:at], *segments, plain[at:]))


def _walk(data: bytes | mmap.mmap, most_scans: int = _MAX_SCANS) -> None:
    """Go from marker to marker. Raises DamagedFile when no end comes, or too many scans, which take minutes."""
    at, scans = 2, 0
    for _ in range(_MAX_SEGMENTS):
        found = _MARKER.search(data, at)
        if found is None:
            raise DamagedFile("a part of the picture is missing")
        at = found.end()
        marker = data[at - 1]
        if marker == 0xD9:
            return
        scans += marker == 0xDA
        if scans > most_scans:
            raise DamagedFile(f"it is stored in more than {most_scans} passes")
        at += int.from_bytes(data[at : at + 2], "big")
    raise DamagedFile("it is in too many pieces")


def _refuse_left_over(words: str, length: int) -> None:
    """Raises DamagedFile when much data is left behind the last pixel: the header names too small a size."""
    found = _LEFT_OVER.search(words)
    if found and int(found[1]) > max(_PADDING, length // 10):
        raise DamagedFile("it holds more than its header says")


def _reason(words: str) -> str:
    """libjpeg's words, put plainly."""
    if "remature end" in words:
        return "a part of the picture is missing"
    if "nsupported" in words or "precision" in words:
        return "it is stored in a way that almost no program reads"
    return "its data is damaged"

"""Decoding and encoding JPEGs with libjpeg-turbo. A picture of which a part is missing is refused, never half shown."""

from __future__ import annotations

import bisect
import re
import struct
from collections.abc import Iterator

import numpy as np
import simplejpeg
from numpy.typing import NDArray

from retouch_lib.imaging.files import exif, icc, jpeg_mending, jpeg_parts, jpeg_quality
from retouch_lib.imaging.files.headers import DamagedFile
from retouch_lib.imaging.files.jpeg_mending import MISSING, ONE_PASS
from retouch_lib.imaging.files.jpeg_parts import END, SCAN, Data, Parts
from retouch_lib.imaging.files.jpeg_quality import Subsampling
from retouch_lib.imaging.files.oddities import Oddities

APP1, APP2, COMMENT = 0xE1, 0xE2, 0xFE
_MAX_SCANS = 100
"""A progressive photo has about 10. Each costs a pass over the whole picture: a hostile file could have thousands."""
_MAX_SCANS_LARGE, _LARGE = 30, 100_000_000
"""For a picture of so many bytes of coefficients (17 megapixels of 4:4:4) a pass takes a tenth of a second and more."""
_LEFT_OVER = re.compile(r"(\d+) extraneous bytes before marker 0x([0-9a-f]{2})")
_HARMLESS = re.compile(r"extraneous bytes before marker|Adobe color transform|JFIF revision|Invalid SOS parameters")
"""Warnings of libjpeg that cost no pixel; cameras and editors write such files. All others mean missing picture."""
_SMALL = (1, 1)
"""As small as the decoder makes it: an eighth."""
_TRIES = 12
"""Times that a file is decoded to find out where its stray bytes stand; an odd one takes two or three."""


def check(data: Data, *, buffered: int = 0) -> Oddities:
    """Read all of the picture's data at an eighth of its size, which takes little time and memory. Raises DamagedFile.

    `buffered`: bytes of coefficients that a decoder must keep, as the header says (`Header.buffered`).
    """
    parts = jpeg_parts.find(data, _MAX_SCANS if buffered < _LARGE else _MAX_SCANS_LARGE)
    if parts.stray and jpeg_mending.is_text_copy(data):
        raise DamagedFile("it was copied as if it were a text, which changed its bytes")
    try:
        _decode(data, parts, _SMALL)
    except DamagedFile as damage:
        raise DamagedFile(_how_much(data, parts) if str(damage) == MISSING and parts.whole else str(damage)) from None
    return _odd(data, parts)


def oddities(data: Data) -> Oddities:
    """What `check` tells of a file that has passed it; nothing is decoded."""
    return _odd(data, jpeg_parts.find(data, _MAX_SCANS))


def with_end(data: Data) -> bytes | None:
    """The same picture with its end mark; None when it has one, or is not whole."""
    try:
        parts = jpeg_parts.find(data, _MAX_SCANS)
        return bytes(jpeg_mending.mended(data, parts)) if parts.end is None else None
    except DamagedFile:
        return None


def decode(data: Data, *, least: tuple[int, int] | None = None) -> NDArray[np.uint8]:
    """The pixels as stored, RGB uint8 (H, W, 3), whatever the orientation says. Raises DamagedFile.

    `least`: (width, height); the picture may come at a reduced size (n/8), but not below this.
    """
    return _decode(data, jpeg_parts.find(data, _MAX_SCANS), least or (0, 0))


def _odd(data: Data, parts: Parts) -> Oddities:
    behind = 0 if parts.end is None else len(data) - parts.end - 2
    return Oddities(no_end=parts.end is None, stray=parts.stray > 0, unfinished=not parts.whole, behind=behind)


def _decode(data: Data, parts: Parts, least: tuple[int, int]) -> NDArray[np.uint8]:
    """Strictly, so that a picture of which a part is missing is refused: an odd file is put right in memory for it."""
    if parts.is_plain:
        try:
            return _strictly(data, least)
        except ValueError as error:
            if not _HARMLESS.search(str(error)):
                raise DamagedFile(_reason(str(error))) from None
            _refuse_more(data, parts, str(error))
    return _decode_mended(jpeg_mending.mended(data, parts), least)


def _refuse_more(data: Data, parts: Parts, words: str) -> None:
    """Raises DamagedFile when more picture stands before the end mark: the header names too small a size."""
    found = _LEFT_OVER.search(words)
    if found and parts.end is not None and int(found[2], 16) == END:
        left = data[max(0, parts.end - int(found[1])) : parts.end]
        if jpeg_mending.is_more_picture(left, len(data)):
            raise DamagedFile("it holds more than its header says")


def _decode_mended(made: bytearray, least: tuple[int, int]) -> NDArray[np.uint8]:
    """Only libjpeg can tell what is left over behind a scan's data: it is taken out, and all is read again."""
    trials, blamed, words = iter([(2, made)]), "", ""
    for _ in range(_TRIES):
        place, trial = next(trials, (0, None))
        if trial is None:
            break
        try:
            return _strictly(trial, least)
        except ValueError as error:
            words = str(error)
        found = _LEFT_OVER.search(words)
        if found and found[0] != blamed:  # else the bytes stood at another place
            trials, blamed = _without(trial, int(found[1]), int(found[2], 16), place), found[0]
    raise DamagedFile(_reason(words))


def _without(made: bytearray, count: int, marker: int, begin: int) -> Iterator[tuple[int, bytearray]]:
    """Without so many bytes at each place from `begin` on where they may stand: libjpeg names the marker behind them.

    Each with that place, before which all is right.
    """
    for start, end in jpeg_parts.find(made, _MAX_SCANS).segments:
        if start >= begin and made[start + 1] == SCAN and made[end + 1] == marker:
            yield start, jpeg_mending.without(made, end, count)


def _how_much(data: Data, parts: Parts) -> str:
    """What is missing, in rows where a single pass brings them: as many are there as a strict decoder takes."""
    made = jpeg_mending.mended(data, parts)
    marks = [(made[start + 1], start) for start, _ in jpeg_parts.find(made, _MAX_SCANS).segments]
    frame = next((start for marker, start in marks if marker in ONE_PASS), None)
    if frame is None or sum(marker == SCAN for marker, _ in marks) != 1:
        return MISSING
    height = int.from_bytes(made[frame + 5 : frame + 7], "big")
    there = bisect.bisect_left(range(1, height), True, key=lambda rows: not _has(made, frame, rows))
    return f"only {there} of its {height} rows came" if there else MISSING


def _has(made: bytearray, frame: int, rows: int) -> bool:
    """Whether it could be decoded if its header named only so many rows (T.81, B.2.2)."""
    made[frame + 5 : frame + 7] = rows.to_bytes(2, "big")
    try:
        _strictly(made, _SMALL)
    except ValueError as error:
        return _LEFT_OVER.search(str(error)) is not None
    return True


def _strictly(data: Data, least: tuple[int, int]) -> NDArray[np.uint8]:
    """Raises ValueError with libjpeg's first warning."""
    width, height = least
    pixels: NDArray[np.uint8] = simplejpeg.decode_jpeg(data, "RGB", min_width=width, min_height=height, strict=True)
    return pixels


def encode(
    pixels: NDArray[np.uint8],
    profile: bytes | None,
    quality: int = jpeg_quality.BEST.number,
    subsampling: Subsampling = jpeg_quality.BEST.subsampling,
) -> bytes:
    """A JPEG of RGB uint8 (H, W, 3), with the ICC profile embedded; colour is kept as fine as light (4:4:4) or less."""
    plain: bytes = simplejpeg.encode_jpeg(np.ascontiguousarray(pixels), quality, "RGB", subsampling)
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


def _reason(words: str) -> str:
    """libjpeg's words, put plainly."""
    if "remature end" in words:
        return MISSING
    if "nsupported" in words or "precision" in words:
        return "it is stored in a way that almost no program reads"
    return "its data is damaged"

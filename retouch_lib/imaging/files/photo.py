"""Photos as the API takes them: told by their bytes, checked, loaded upright and saved with their colour profile.

The size is read from the header by our own reader, before any decoder sees the file, so that a small file can't ask
for more memory than MAX_MEGAPIXELS; Pillow's own, lower limit is left as it is and plays no part.
"""

from __future__ import annotations

import mmap
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging.files import (
    exif,
    hdr,
    icc,
    jpeg,
    jpeg_quality,
    opening,
    png,
    png_chunks,
    profiles,
    remarks,
    upright,
)
from retouch_lib.imaging.files.formats import JPEG_START
from retouch_lib.imaging.files.headers import DamagedFile, Format, Header
from retouch_lib.imaging.files.jpeg_quality import Quality
from retouch_lib.imaging.files.limits import MAX_BYTES
from retouch_lib.imaging.files.oddities import Oddities

Pixels = NDArray[np.uint8]
Fine = NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class PhotoInfo:
    """What the header tells."""

    format: Format
    width: int
    """Pixels, upright (the orientation applied)."""
    height: int
    orientation: int
    """1-8 as Exif counts them; how the stored rows are turned to stand upright."""
    profile: str | None
    """The colour profile's own name, at most 100 characters; None when the file has no profile."""
    bytes: int
    """The file's length."""
    remarks: tuple[str, ...] = ()
    """Sentences for the photo's owner: what of the file is left out, or was converted."""
    buffered: int = 0
    """Bytes of memory that reading it takes even where it comes smaller: a progressive JPEG, an interlaced PNG."""


@dataclass(slots=True)
class Picture:
    """A decoded photo."""

    pixels: Pixels
    """RGB uint8 (H, W, 3), upright, in the colours of the profile (not converted)."""
    icc: bytes | None
    """The profile, if the file has one that fits RGB pixels."""
    format: Format
    """What the file was, and what `save` writes."""
    adobe_rgb: bool = False
    """Its Exif data alone said Adobe RGB; what is written says the same, so that both are shown alike."""
    quality: Quality = jpeg_quality.BEST
    """With which it is written as a JPEG: as finely as the one that it comes from."""


def inspect(path: Path, *, max_bytes: int | None = MAX_BYTES) -> PhotoInfo:
    """What the header tells, in bounded time and memory. `max_bytes` None: any length (a result may be longer).

    Raises InvalidPhoto with a sentence that says what the file is and what to do, OSError when it can't be opened.
    """
    with path.open("rb") as file:
        return _info(opening.read_header(file, max_bytes), opening.length_of(file))


def verify(path: Path, *, max_bytes: int = MAX_BYTES) -> PhotoInfo:
    """`inspect`, and the whole picture is there, can be decoded, and may be sent. Raises as `inspect` does."""
    with path.open("rb") as file:
        header = opening.read_header(file, max_bytes)
        if header.hdr:
            raise hdr.refusal("PNG", header.hdr)
        return _verified(file, header)


def verify_result(path: Path) -> PhotoInfo:
    """As `verify`, of what a server sent and what was paid for: of any length, and HDR too."""
    with path.open("rb") as file:
        return _verified(file, opening.read_header(file, None))


def all_remarks(path: Path) -> tuple[str, ...]:
    """The remarks that `verify` brings, of a file that has passed it; all of it is read.

    Only those of its header, where it was damaged since. Raises as `inspect` does.
    """
    with path.open("rb") as file:
        header = opening.read_header(file, None)
        told = remarks.remarks(header)
        try:
            return told + remarks.of_bytes(header, _oddities(file, header))
        except DamagedFile:
            return told


def with_end(path: Path) -> bytes | None:
    """A whole JPEG with the end mark that it lacks, without which browsers leave out its last rows; None for all else.

    Raises OSError.
    """
    with path.open("rb") as file:
        if file.read(len(JPEG_START)) != JPEG_START:
            return None
        with _mapped(file) as data:
            return jpeg.with_end(data)


def exif_of(path: Path) -> bytes:
    """Its Exif data from the TIFF header on; empty where it has none. Raises as `inspect` does."""
    with path.open("rb") as file:
        return opening.read_header(file, None).exif


def profile_of(path: Path) -> bytes | None:
    """The colour profile that fits the file's RGB pixels, whole; None without one. Raises as `inspect` does."""
    with path.open("rb") as file:
        profile = opening.read_header(file, None).profile
    return profile if profile and icc.is_whole(profile) and icc.fits_rgb(profile) else None


def load(path: Path, *, least: int | None = None) -> Picture:
    """The photo upright, as RGB; a PNG's transparency is left out and its 16 bits become 8 (see `png.decode`).

    `least`: the longest side may come smaller than stored, but not below this many pixels, which saves memory and
    time. Raises as `inspect` does, whatever is wrong with the file.
    """
    with path.open("rb") as file:
        header = opening.read_header(file, None)
        try:
            pixels = _decode(file, header, least)
        except DamagedFile as damage:
            raise opening.damaged(header.format, damage) from None
    profile = profiles.for_rgb(header.profile) if header.profile else None
    quality = jpeg_quality.upright(jpeg_quality.as_fine_as(header.quantisation), header.orientation)
    return Picture(upright.turned(pixels, header.orientation), profile, header.format, header.adobe_rgb, quality)


def load_fine(path: Path) -> Fine | None:
    """The photo in 16 bits, RGB uint16 (H, W, 3), upright; None where it has 8. Raises as `load` does."""
    with path.open("rb") as file:
        header = opening.read_header(file, None)
        if header.format != "png" or header.bits != 16:
            return None
        try:
            return upright.turned(png.decode_fine(file, header), header.orientation)
        except DamagedFile as damage:
            raise opening.damaged(header.format, damage) from None


def save(picture: Picture, path: Path) -> None:
    """Write the picture in its format: see `encode`."""
    path.write_bytes(encode(picture, picture.format))


def encode(picture: Picture, file_format: Format) -> bytes:
    """A JPEG of the picture's quality, or a PNG; upright, so without an orientation tag."""
    if file_format == "png":
        return png_chunks.insert(png.encode(picture.pixels), colour_chunks(picture))
    mark = exif.ADOBE_RGB if picture.adobe_rgb else b""
    plain = jpeg.encode(picture.pixels, picture.icc, picture.quality.number, picture.quality.subsampling)
    return jpeg.insert(plain, *jpeg.exif_segments(mark))


def colour_chunks(picture: Picture) -> bytes:
    """What a PNG says of the picture's colours: its profile, or the mark of Adobe RGB; empty when nothing is known."""
    if picture.icc:
        return png_chunks.profile(picture.icc)
    return png_chunks.chunk(b"eXIf", exif.ADOBE_RGB) if picture.adobe_rgb else b""


def _info(header: Header, length: int) -> PhotoInfo:
    width, height = header.width, header.height
    if header.orientation >= 5:
        width, height = height, width
    profile = None
    if header.profile and icc.is_whole(header.profile):
        profile = icc.description(header.profile) or "without a name"
    elif header.srgb:
        profile = "sRGB"
    buffered = 3 * width * height if header.interlaced else header.buffered
    return PhotoInfo(
        header.format, width, height, header.orientation, profile, length, remarks.remarks(header), buffered
    )


def _verified(file: BinaryIO, header: Header) -> PhotoInfo:
    info = _info(header, opening.length_of(file))
    try:
        odd = _check(file, header)
    except DamagedFile as damage:
        raise opening.damaged(header.format, damage) from None
    return replace(info, remarks=info.remarks + remarks.of_bytes(header, odd))


def _check(file: BinaryIO, header: Header) -> Oddities:
    if header.format == "png":
        return png.check(file, header)
    _refuse_short(file, header)
    with _mapped(file) as data:
        return jpeg.check(data, buffered=header.buffered)


def _oddities(file: BinaryIO, header: Header) -> Oddities:
    if header.format == "png":
        return png.oddities(file, header)
    with _mapped(file) as data:
        return jpeg.oddities(data)


def _decode(file: BinaryIO, header: Header, least: int | None) -> Pixels:
    size = fit(header.width, header.height, least) if least else None
    if header.format == "png":
        return png.decode(file, header, least=size)
    _refuse_short(file, header)
    with _mapped(file) as data:
        return jpeg.decode(data, least=size)


def _refuse_short(file: BinaryIO, header: Header) -> None:
    """Before a decoder takes memory for a size that the file can't fill."""
    if opening.length_of(file) < header.least_bytes:
        raise DamagedFile("a part of the picture is missing")


def _mapped(file: BinaryIO) -> mmap.mmap:
    """The whole file as bytes that the system pages in and out: 100 MB need not stand in memory for each upload."""
    return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def fit(width: int, height: int, side: int) -> tuple[int, int]:
    """The size of the same picture with a longest side of at most `side` pixels; never enlarged."""
    scale = min(1.0, side / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))

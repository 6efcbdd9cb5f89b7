"""Photos as the API takes them: told by their bytes, checked, loaded upright and saved with their colour profile.

The size is read from the header by our own reader, before any decoder sees the file, so that a small file can't ask
for more memory than MAX_MEGAPIXELS; Pillow's own, lower limit is left as it is and plays no part.
"""

from __future__ import annotations

import io
import mmap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

import numpy as np
from numpy.typing import NDArray

from retouch_lib.errors import InvalidPhoto
from retouch_lib.imaging.files import formats, headers, icc, jpeg, limits, png, profiles
from retouch_lib.imaging.files.headers import DamagedFile, Header
from retouch_lib.imaging.files.limits import MAX_BYTES
from retouch_lib.imaging.files.remarks import remarks
from retouch_lib.words.sizes import size_in_words

MAX_BUFFERED = 1 << 30
"""Bytes of coefficients that a progressive JPEG may need to be read at all: 178 megapixels of 4:4:4, 357 of 4:2:0."""

WHAT_TO_DO = "The API takes JPEG or PNG. Export a full-size JPEG, quality 95 or more, profile embedded."

Format = Literal["jpeg", "png"]
Pixels = NDArray[np.uint8]


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


def inspect(path: Path, *, max_bytes: int | None = MAX_BYTES) -> PhotoInfo:
    """What the header tells, in bounded time and memory. `max_bytes` None: any length (a result may be longer).

    Raises InvalidPhoto with a sentence that says what the file is and what to do, OSError when it can't be opened.
    """
    with path.open("rb") as file:
        return _info(_header(file, max_bytes), _length(file))


def verify(path: Path, *, max_bytes: int | None = MAX_BYTES) -> PhotoInfo:
    """`inspect`, and the whole picture is there and can be decoded. Raises as `inspect` does."""
    with path.open("rb") as file:
        header = _header(file, max_bytes)
        info = _info(header, _length(file))
        try:
            _check(file, header)
        except DamagedFile as damage:
            raise _damaged(header.format, damage) from None
    return info


def exif_of(path: Path) -> bytes:
    """Its Exif data from the TIFF header on; empty where it has none. Raises as `inspect` does."""
    with path.open("rb") as file:
        return _header(file, None).exif


def load(path: Path, *, least: int | None = None) -> Picture:
    """The photo upright, as RGB; a PNG's transparency is left out and its 16 bits become 8 (see `png.decode`).

    `least`: the longest side may come smaller than stored, but not below this many pixels, which saves memory and
    time. Raises as `inspect` does, whatever is wrong with the file.
    """
    with path.open("rb") as file:
        header = _header(file, None)
        try:
            pixels = _decode(file, header, least)
        except DamagedFile as damage:
            raise _damaged(header.format, damage) from None
    profile = profiles.for_rgb(header.profile) if header.profile else None
    return Picture(_UPRIGHT[header.orientation](pixels), profile, header.format)


def save(picture: Picture, path: Path) -> None:
    """Write the picture in its format: JPEG 4:4:4 of quality 95, or PNG; upright, so without an orientation tag."""
    encode = jpeg.encode if picture.format == "jpeg" else png.encode
    path.write_bytes(encode(picture.pixels, picture.icc))


def _header(file: BinaryIO, max_bytes: int | None) -> Header:
    """The header of a file that the API would take. Raises InvalidPhoto."""
    length = _length(file)
    file.seek(0)
    head = file.read(formats.HEAD_BYTES)
    what = formats.name(head)
    if not head:
        raise InvalidPhoto("The file is empty (0 bytes). Export or copy it again.")
    if what not in ("JPEG", "PNG"):
        raise InvalidPhoto(f"This is {what}. {WHAT_TO_DO}" if what else f"This is no picture we can read. {WHAT_TO_DO}")
    if max_bytes is not None:
        limits.refuse_long(length, max_bytes)
    try:
        header = headers.read_jpeg(file) if what == "JPEG" else headers.read_png(file)
    except DamagedFile as damage:
        raise _damaged("jpeg" if what == "JPEG" else "png", damage) from None
    _refuse_sizes(header)
    _refuse_kinds(header)
    return header


def _refuse_sizes(header: Header) -> None:
    if header.width < 1 or header.height < 1:
        raise _damaged(header.format, DamagedFile("its header says that it has no pixels"))
    limits.refuse_large(header.width, header.height)


def _refuse_kinds(header: Header) -> None:
    if header.format == "png":
        return
    if header.samples == 4:
        colours = "YCCK" if header.ycck else "CMYK"
        raise InvalidPhoto(
            f"This JPEG is in {colours} colours, for print. Convert it to RGB (sRGB) and export it again."
        )
    if header.bits != 8:
        raise InvalidPhoto(f"This JPEG has {header.bits} bits per colour. Export an ordinary JPEG with 8 bits.")
    if header.lossless or header.samples not in (1, 3):
        raise InvalidPhoto("This JPEG is of a kind that almost no program reads. Export an ordinary JPEG.")
    if header.buffered > MAX_BUFFERED:
        raise InvalidPhoto(
            "This JPEG is stored in several passes (progressive), and reading it takes"
            f" {size_in_words(header.buffered)} of memory. Export it without “progressive”."
        )


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
    return PhotoInfo(header.format, width, height, header.orientation, profile, length, remarks(header), buffered)


def _check(file: BinaryIO, header: Header) -> None:
    if header.format == "png":
        png.check(file, header)
        return
    _refuse_short(file, header)
    with _mapped(file) as data:
        jpeg.check(data, buffered=header.buffered)


def _decode(file: BinaryIO, header: Header, least: int | None) -> Pixels:
    size = fit(header.width, header.height, least) if least else None
    if header.format == "png":
        return png.decode(file, header, least=size)
    _refuse_short(file, header)
    with _mapped(file) as data:
        return jpeg.decode(data, least=size)


def _refuse_short(file: BinaryIO, header: Header) -> None:
    """Before a decoder takes memory for a size that the file can't fill."""
    if _length(file) < header.least_bytes:
        raise DamagedFile("a part of the picture is missing")


def _mapped(file: BinaryIO) -> mmap.mmap:
    """The whole file as bytes that the system pages in and out: 100 MB need not stand in memory for each upload."""
    return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def fit(width: int, height: int, side: int) -> tuple[int, int]:
    """The size of the same picture with a longest side of at most `side` pixels; never enlarged."""
    scale = min(1.0, side / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _damaged(file_format: Format, damage: DamagedFile) -> InvalidPhoto:
    return InvalidPhoto(f"This {file_format.upper()} can't be read: {damage}. Export or copy it again.")


def _length(file: BinaryIO) -> int:
    return file.seek(0, io.SEEK_END)


_UPRIGHT: dict[int, Callable[[Pixels], Pixels]] = {
    1: lambda stored: stored,
    2: lambda stored: np.ascontiguousarray(stored[:, ::-1]),
    3: lambda stored: np.ascontiguousarray(stored[::-1, ::-1]),
    4: lambda stored: np.ascontiguousarray(stored[::-1]),
    5: lambda stored: np.ascontiguousarray(stored.transpose(1, 0, 2)),
    6: lambda stored: np.ascontiguousarray(stored[::-1].transpose(1, 0, 2)),
    7: lambda stored: np.ascontiguousarray(stored[::-1, ::-1].transpose(1, 0, 2)),
    8: lambda stored: np.ascontiguousarray(stored[:, ::-1].transpose(1, 0, 2)),
}
"""How the stored rows are turned, by orientation (Exif 2.3, 4.6.4, tag 0x0112)."""

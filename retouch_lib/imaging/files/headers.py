"""What the head of a JPEG or PNG says: the facts that `jpeg_head` and `png_head` read by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO, Literal

from retouch_lib.imaging.files.jpeg_quality import Quantisation
from retouch_lib.imaging.files.origin import Origin

Format = Literal["jpeg", "png"]


class DamagedFile(ValueError):
    """The file can't be read; the text is the reason, without a full stop."""


class EndsEarly(DamagedFile):
    """The file ends where more of it should come."""


@dataclass(frozen=True, slots=True)
class Header:
    """The facts of a head. Width and height are as stored, before the orientation is applied."""

    format: Format
    width: int
    height: int
    bits: int
    """Per sample: 1-16 for a PNG, 8 or 12 for a JPEG."""
    samples: int
    """Per pixel as stored: 1 grey or palette, 2 grey with alpha, 3 colour, 4 colour with alpha or CMYK."""
    orientation: int = 1
    """1-8 as Exif counts them; 1 is upright."""
    exif: bytes = b""
    """From its TIFF header on; of a JPEG its first."""
    profile: bytes | None = None
    srgb: bool = False
    """A PNG that says by an sRGB chunk that it is sRGB."""
    known_colours: bool = True
    """False for a PNG that names its colours in a way that we can't follow."""
    hdr: str = ""
    """PQ or HLG, for a PNG that says that it is an HDR picture."""
    adobe_rgb: bool = False
    """Its Exif data says Adobe RGB, and no profile says anything."""
    interlaced: bool = False
    palette: bool = False
    lossless: bool = False
    """A JPEG in one of the processes that almost no program reads."""
    ycck: bool = False
    """A JPEG of four colours that stores them as YCCK."""
    buffered: int = 0
    """Bytes that a decoder needs for all of a JPEG's coefficients at once, because it comes in several passes."""
    least_bytes: int = 0
    """Of a JPEG's data: a shorter file can't hold all of the picture. 0 when that can't be told."""
    quantisation: Quantisation | None = None
    """Of a JPEG: how finely it is stored."""
    transparent: bool = False
    """A PNG with an alpha channel, or with one colour or palette entries that are transparent."""
    animated: bool = False
    pictures: int = 1
    """In a JPEG of several (MPO, or one with a gain map)."""
    origin: Origin | None = None
    """What the HEIC was of which we made this JPEG."""


def exactly(file: BinaryIO, count: int) -> bytes:
    """So many bytes. Raises EndsEarly."""
    data = file.read(count)
    if len(data) < count:
        raise EndsEarly("it ends too early")
    return data

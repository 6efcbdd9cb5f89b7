"""Smaller versions of photos: for the screen, and to be sent in the photo's place."""

from __future__ import annotations

from pathlib import Path

import cv2

from retouch_lib.imaging.files import exif, jpeg, photo
from retouch_lib.imaging.files.photo import PhotoInfo, Picture, fit

_FINER = 2
"""A decoder's own reduction, in steps of an eighth, ends at so many times the size; the mean of areas does the rest."""


def reduced(path: Path, info: PhotoInfo, side: int, *, least: int | None = None) -> Picture:
    """The photo upright, its longest side at most `side` pixels: each pixel the mean of the area that it covers.

    `least`: the decoder may reduce it to this many pixels before, which saves memory and time; `side` where it is left
    out. Raises as `photo.load` does.
    """
    size = fit(info.width, info.height, side)
    picture = photo.load(path, least=least or side)
    if size != picture.pixels.shape[1::-1]:
        picture.pixels = cv2.resize(picture.pixels, size, interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
    return picture


def reduced_jpeg(path: Path, side: int) -> bytes:
    """A JPEG 4:4:4 of quality 95, at most `side` pixels long, upright, with the photo's colour profile and Exif data.

    The same file always brings the same bytes, as long as the libraries stay the same. A PNG's transparency is left
    out, its 16 bits become 8, and of Exif data too long for a JPEG only the mark of Adobe RGB goes along. Raises
    InvalidPhoto, OSError, MemoryError.
    """
    picture = reduced(path, photo.inspect(path, max_bytes=None), side, least=_FINER * side)
    plain = jpeg.encode(picture.pixels, picture.icc)
    mark = exif.ADOBE_RGB if picture.adobe_rgb else b""
    return jpeg.insert(plain, *(jpeg.exif_segments(photo.exif_of(path)) or jpeg.exif_segments(mark)))

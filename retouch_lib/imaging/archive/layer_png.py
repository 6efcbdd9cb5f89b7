"""The pixels of one layer: a PNG of any kind as RGBA, checked to its last byte."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from retouch_lib.imaging.files import png, png_rows
from retouch_lib.imaging.files.headers import DamagedFile, Header
from retouch_lib.imaging.files.png_rows import Rows, Samples

Pixels = NDArray[np.uint8]

MAX_WHOLE = 256 << 20
"""Bytes of RGBA of an interlaced layer, which must stand in memory as a whole to be shown: 67 megapixels."""


def strips(file: BinaryIO, header: Header) -> Iterator[Pixels]:
    """RGBA uint8 (rows, W, 4), from the top down. Raises DamagedFile.

    The file is read once, forward; all of it is checked when the last strip came. Grey and palette become RGB, what has
    no alpha is opaque, and 16-bit samples are rounded to 8.
    """
    if header.interlaced and 4 * header.width * header.height > MAX_WHOLE:
        raise DamagedFile(
            f"a layer of {header.width} × {header.height} pixels is stored interlaced, as no program should"
        )
    return png_rows.coloured(file, header, 4, _coloured)


def raw_bytes(header: Header) -> int:
    """What the picture takes as it is decoded, in its own depth."""
    samples = 4 if header.palette or header.samples in (2, 4) else header.samples
    return header.width * header.height * max(samples * (2 if header.bits == 16 else 1), 4)


def _coloured(samples: Samples, width: int, rows: Rows) -> Pixels:
    """RGBA (rows, width, 4) of samples as `png_rows.plain` brings them."""
    header = rows.header
    if header.palette or header.bits < 8:
        return png.by_table(np.asarray(samples, np.uint8), width, rows)
    rgba = _rgba(_pairs(samples, header.bits) if header.samples == 2 else samples)
    if header.samples in (1, 3) and len(rows.transparency) >= 2 * header.samples:
        rgba[..., 3] = cv2.bitwise_not(_is(samples, rows.transparency, header))
    return rgba


def _is(samples: Samples, colour: bytes, header: Header) -> Pixels:
    """255 where the samples are the one colour that tRNS names: grey, or R, G, B, of two bytes each (PNG, 11.3.1.1)."""
    values = np.frombuffer(colour[: 2 * header.samples], ">u2") & ((1 << header.bits) - 1)
    bounds = tuple(float(value) for value in values[::-1])
    return np.asarray(cv2.inRange(samples, bounds, bounds), np.uint8)


def _pairs(samples: Samples, bits: int) -> MatLike:
    """Grey with alpha, BGRA: `png_rows.plain` brings 8 bits of each as one of 16, and 16 bits of each as R, G, B, A."""
    if bits == 8:
        return _merged((samples >> 8).astype(np.uint8), samples.astype(np.uint8))
    blue, green, red, last = (samples[..., channel].astype(np.uint16) for channel in range(4))
    return _merged((red << 8 | green).astype(np.uint16), (blue << 8 | last).astype(np.uint16))


def _merged(grey: MatLike, alpha: MatLike) -> MatLike:
    return cv2.merge((grey, grey, grey, alpha))


def _rgba(stored: MatLike | Samples) -> Pixels:
    """From OpenCV's grey, BGR or BGRA of 8 or 16 bits."""
    channels = 1 if stored.ndim == 2 else stored.shape[2]
    code = {1: cv2.COLOR_GRAY2RGBA, 3: cv2.COLOR_BGR2RGBA, 4: cv2.COLOR_BGRA2RGBA}[channels]
    levels = cv2.convertScaleAbs(stored, alpha=1 / 257) if stored.dtype == np.uint16 else stored
    return np.asarray(cv2.cvtColor(levels, code), np.uint8)

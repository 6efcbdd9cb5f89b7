"""A difference as a picture: 256 levels of ΔE00, seen through a palette that an amplification stretches, or of FLIP.

The map of ΔE00 is viridis, that of FLIP magma, as its authors have it (van der Walt and Smith, 2015; OpenCV's tables):
equal steps look equal, also to the colour-blind and in grey.
"""

from __future__ import annotations

import struct

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging.files import png_chunks
from retouch_lib.imaging.floats import Floats

Levels = NDArray[np.uint8]

FULL = 20.0
"""ΔE00 of the last level; what is more looks the same."""
FACTORS = (1, 2, 4, 8)
"""Amplifications: the map's last colour is `FULL` divided by one of them."""
VIRIDIS, MAGMA = cv2.COLORMAP_VIRIDIS, cv2.COLORMAP_MAGMA
_LEVELS = 256
_INDEXED = 3
"""The colour type of a PNG with a palette (https://www.w3.org/TR/png-3/, table 8)."""
_FASTEST = 1


def levels(difference: Floats) -> Levels:
    """Of ΔE00 of any shape: 0-255, each within half of `FULL` / 255."""
    return np.asarray(np.clip(np.rint(difference * np.float32((_LEVELS - 1) / FULL)), 0, _LEVELS - 1), np.uint8)


def differences(of: Levels) -> Floats:
    """ΔE00 of levels: the other way."""
    return of * np.float32(FULL / (_LEVELS - 1))


def packed(difference: Levels) -> bytes:
    """Levels (H, W) as a grey PNG, to be kept and to be shown by `coloured`."""
    done, png = cv2.imencode(".png", difference, [cv2.IMWRITE_PNG_COMPRESSION, _FASTEST])
    assert done, "OpenCV writes every uint8 picture as PNG"
    return png.tobytes()


def unpacked(png: bytes) -> Levels:
    """The levels of what `packed` made, (H, W)."""
    return np.asarray(cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED), np.uint8)


def coloured(png: bytes, factor: int) -> bytes:
    """What `packed` made, in the map's colours: the same pixels with a palette, nothing is packed anew."""
    return _with_palette(png, palette(factor))


def flip_coloured(of: Levels) -> bytes:
    """Levels of FLIP (H, W), 0-255 for its 0-1, as a PNG in magma."""
    return _with_palette(packed(of), _map(MAGMA))


def palette(factor: int) -> NDArray[np.uint8]:
    """RGB (256, 3) of each level. Raises ValueError for a factor that there is not."""
    if factor not in FACTORS:
        raise ValueError("no factor of amplification")
    return _map(VIRIDIS)[np.minimum(np.arange(_LEVELS) * factor, _LEVELS - 1)]


def stops(count: int, of: int = VIRIDIS) -> list[str]:
    """So many colours of VIRIDIS or MAGMA from its first to its last, in equal steps, in hex: for a legend."""
    colours = _map(of)[np.rint(np.linspace(0, _LEVELS - 1, count)).astype(int)]
    return [f"#{bytes(colour).hex()}" for colour in colours]


def _with_palette(png: bytes, colours: NDArray[np.uint8]) -> bytes:
    width, height = struct.unpack(">II", png[16:24])  # of the header (11.2.1)
    head = png_chunks.head(width, height, 8, _INDEXED)
    return head + png_chunks.chunk(b"PLTE", colours.tobytes()) + png[png_chunks.HEAD_BYTES :]


def _map(which: int) -> NDArray[np.uint8]:
    ramp = np.arange(_LEVELS, dtype=np.uint8)[:, None]
    return np.ascontiguousarray(cv2.applyColorMap(ramp, which)[:, 0, ::-1])

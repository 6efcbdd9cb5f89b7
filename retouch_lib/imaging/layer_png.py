"""The pixels of one layer: a PNG of any kind as RGBA, checked to its last byte before a decoder sees it."""

from __future__ import annotations

import io
import struct
from typing import BinaryIO

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from retouch_lib.imaging import headers, png
from retouch_lib.imaging.formats import PNG_START
from retouch_lib.imaging.headers import Damaged, Header

_WANTED = frozenset((b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"))
"""What makes the picture. All else (texts, profiles, animation) is kept from the decoder: it can only do harm."""
_STRIP = 1 << 20
"""Pixels that are converted at a time."""


def decode(file: BinaryIO, length: int) -> NDArray[np.uint8]:
    """RGBA uint8 (H, W, 4) of a PNG of at most `length` bytes, which is read once, forward. Raises Damaged.

    Grey and palette become RGB, what has no alpha is opaque, and 16-bit samples are rounded to 8.
    """
    data = _essence(file, length)
    header = headers.read_png(io.BytesIO(data))
    png.check(io.BytesIO(data), header)
    try:
        stored = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    except cv2.error:
        stored = None
    if stored is None or stored.shape[:2] != (header.height, header.width):
        raise Damaged("its data is damaged")
    del data
    return _rgba(stored)


def raw_bytes(header: Header) -> int:
    """What the picture takes as it is decoded, in its own depth."""
    samples = 4 if header.palette or header.samples in (2, 4) else header.samples
    return header.width * header.height * max(samples * (2 if header.bits == 16 else 1), 4)


def _essence(file: BinaryIO, length: int) -> bytes:
    """The same PNG without the chunks that make no picture."""
    if file.read(len(PNG_START)) != PNG_START:
        raise Damaged("it is no PNG")
    kept = [PNG_START]
    while True:
        head = _exactly(file, 8)
        size, kind = struct.unpack(">I4s", head)
        if size > length:
            raise Damaged("it ends too early")
        if kind in _WANTED:
            kept += (head, _exactly(file, size + 4))
        else:
            file.seek(size + 4, io.SEEK_CUR)
        if kind == b"IEND":
            return b"".join(kept)


def _rgba(stored: MatLike) -> NDArray[np.uint8]:
    """From OpenCV's grey, BGR or BGRA of 8 or 16 bits, in strips: a second whole copy at most."""
    height, width = stored.shape[:2]
    channels = 1 if stored.ndim == 2 else stored.shape[2]
    code = {1: cv2.COLOR_GRAY2RGBA, 3: cv2.COLOR_BGR2RGBA, 4: cv2.COLOR_BGRA2RGBA}[channels]
    pixels = np.empty((height, width, 4), np.uint8)
    rows = max(1, _STRIP // width)
    for top in range(0, height, rows):
        strip = stored[top : top + rows]
        if strip.dtype == np.uint16:
            strip = cv2.convertScaleAbs(strip, alpha=1 / 257)
        pixels[top : top + rows] = cv2.cvtColor(strip, code)
    return pixels


def _exactly(file: BinaryIO, count: int) -> bytes:
    data = file.read(count)
    if len(data) < count:
        raise Damaged("it ends too early")
    return data

"""The pixels of one layer: a PNG of any kind as RGBA, checked to its last byte."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import BinaryIO

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from retouch_lib.imaging import png, png_rows
from retouch_lib.imaging.formats import PNG_START
from retouch_lib.imaging.headers import Damaged, Header
from retouch_lib.imaging.png_rows import Samples

Pixels = NDArray[np.uint8]

_WANTED = frozenset((b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"))
"""What makes the picture. All else (texts, profiles, animation) is kept from the decoder: it can only do harm."""


def strips(file: BinaryIO, header: Header, length: int) -> Iterator[Pixels]:
    """RGBA uint8 (rows, W, 4), from the top down, of a PNG of at most `length` bytes. Raises Damaged.

    The file is read once, forward; all of it is checked when the last strip came. Grey and palette become RGB, what has
    no alpha is opaque, and 16-bit samples are rounded to 8.
    """
    if header.interlaced or header.bits < 8 or header.palette or (header.transparent and header.samples in (1, 3)):
        yield _at_once(file, header, length)
        return
    rows, above = png_rows.Rows(file, header), b""
    for _, strip in rows.strips():
        samples, above = png_rows.plain(strip, above or bytes(strip.shape[1] - 1), rows.step)
        yield _rgba(_pairs(samples, header.bits) if header.samples == 2 else samples)


def raw_bytes(header: Header) -> int:
    """What the picture takes as it is decoded, in its own depth."""
    samples = 4 if header.palette or header.samples in (2, 4) else header.samples
    return header.width * header.height * max(samples * (2 if header.bits == 16 else 1), 4)


def _at_once(file: BinaryIO, header: Header, length: int) -> Pixels:
    """The kinds that no layer should be stored in, and some may be: by OpenCV, once they are checked."""
    data = _essence(file, length)
    png.check(io.BytesIO(data), header)
    try:
        stored = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    except cv2.error:
        stored = None
    if stored is None or stored.shape[:2] != (header.height, header.width):
        raise Damaged("its data is damaged")
    return _rgba(stored)


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


def _exactly(file: BinaryIO, count: int) -> bytes:
    data = file.read(count)
    if len(data) < count:
        raise Damaged("it ends too early")
    return data

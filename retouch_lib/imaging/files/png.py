"""Checking, decoding and encoding PNGs (https://www.w3.org/TR/png-3/)."""

from __future__ import annotations

from typing import BinaryIO

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging.files import png_chunks, png_rows
from retouch_lib.imaging.files.headers import Header
from retouch_lib.imaging.files.oddities import Oddities
from retouch_lib.imaging.files.png_rows import Rows, Samples

Pixels = NDArray[np.uint8]


def check(file: BinaryIO, header: Header) -> Oddities:
    """Read every chunk with its checksum and unpack the whole picture, strip by strip. Raises DamagedFile."""
    rows = Rows(file, header)
    for _ in rows.strips():
        pass
    return rows.oddities


def oddities(file: BinaryIO, header: Header) -> Oddities:
    """What `check` tells of a file that has passed it; nothing is unpacked. Raises DamagedFile."""
    rows = Rows(file, header)
    rows.pass_over()
    return rows.oddities


def decode(file: BinaryIO, header: Header, *, least: tuple[int, int] | None = None) -> Pixels:
    """The pixels as stored, RGB uint8 (H, W, 3). All of the file is checked as by `check`. Raises DamagedFile.

    16-bit samples keep their high byte; grey and palette become RGB; transparency is left out, so that what an
    editor hid under it shows, as in a JPEG of the same picture. `least`: (width, height); the picture may come smaller,
    by a whole number, but not below this: each pixel is then the mean of a square, and the memory is the small one's.
    """
    factor = 1 if least is None else max(1, min(header.width // least[0], header.height // least[1]))
    pixels = np.empty((-(-header.height // factor), -(-header.width // factor), 3), np.uint8)
    waiting, done = np.empty((0, header.width, 3), np.uint8), 0
    for strip in png_rows.coloured(file, header, 3, _rgb):
        rows = np.concatenate((waiting, strip)) if len(waiting) else strip
        whole = len(rows) // factor * factor
        if whole:  # not of a last strip that has fewer rows than a square
            made = _smaller(rows[:whole], factor)
            pixels[done : done + len(made)] = made
            done += len(made)
        waiting = rows[whole:].copy()
    if len(waiting):
        pixels[done:] = _smaller(waiting, factor)
    return pixels


def decode_fine(file: BinaryIO, header: Header) -> NDArray[np.uint16]:
    """The pixels of a PNG of 16 bits as stored, RGB uint16 (H, W, 3). Raises as `decode`."""
    pixels = np.empty((header.height, header.width, 6), np.uint8)
    done = 0
    for strip in png_rows.coloured(file, header, 6, _rgb_fine):
        pixels[done : done + len(strip)] = strip
        done += len(strip)
    return pixels.view(np.uint16)


def _rgb_fine(samples: Samples, width: int, rows: Rows) -> Pixels:
    """RGB of 16 bits as the bytes (rows, width, 6) of this machine."""
    levels = np.asarray(samples)
    if rows.header.samples == 2:  # grey and alpha look like RGBA of 8 bits: R and G are the grey's two bytes
        levels = levels[..., 2].astype(np.uint16) << 8 | levels[..., 1]
    code = cv2.COLOR_GRAY2RGB if levels.ndim == 2 else cv2.COLOR_BGR2RGB
    return np.asarray(cv2.cvtColor(levels[..., :3] if levels.ndim == 3 else levels, code), np.uint16).view(np.uint8)


def _rgb(samples: Samples, width: int, rows: Rows) -> Pixels:
    """RGB (rows, width, 3) of samples as `png_rows.plain` brings them."""
    header = rows.header
    levels: Pixels = np.asarray(samples >> 8 if samples.dtype == np.uint16 else samples, np.uint8)
    if header.samples == 2 and levels.ndim == 3:  # 16 bits of grey and alpha look like RGBA: the first byte is R
        levels = levels[..., 2]
    if levels.ndim == 3:
        return np.asarray(cv2.cvtColor(levels[..., :3], cv2.COLOR_BGR2RGB), np.uint8)
    if header.palette or header.bits < 8:
        return by_table(levels, width, rows)[..., :3]
    return np.asarray(cv2.cvtColor(levels, cv2.COLOR_GRAY2RGB), np.uint8)


def by_table(levels: Pixels, width: int, rows: Rows) -> Pixels:
    """RGBA (rows, width, 4) of numbers in a palette, or of grey in fewer than 8 bits, with what tRNS says."""
    header, alpha = rows.header, np.frombuffer(rows.transparency, np.uint8)
    if header.bits < 8:
        levels = _unpacked(levels, header.bits)[:, :width]
    table = np.zeros((256, 4), np.uint8)
    table[:, 3] = 255
    if header.palette:
        colours = np.frombuffer(rows.palette[: len(rows.palette) // 3 * 3], np.uint8).reshape(-1, 3)
        table[: len(colours), :3] = colours
        table[: len(alpha), 3] = alpha
    else:
        most = (1 << header.bits) - 1
        table[:, :3] = (np.minimum(np.arange(256), most) * (255 // most))[:, None]
        if len(alpha) >= 2:
            table[alpha[1] & most, 3] = 0
    return np.take(table, levels, axis=0)


def _unpacked(packed: Pixels, bits: int) -> Pixels:
    """Samples of 1, 2 or 4 bits, the leftmost in a byte's highest bits (PNG, 7.2)."""
    shifts = np.arange(8 - bits, -1, -bits, dtype=np.uint8)
    return ((packed[..., None] >> shifts) & np.uint8((1 << bits) - 1)).reshape(len(packed), -1)


def _smaller(pixels: Pixels, factor: int) -> Pixels:
    """Squares of `factor` pixels become one; at the right and lower edge, what is left of a square."""
    if factor == 1:
        return pixels
    height, width = pixels.shape[:2]
    size = (-(-width // factor), -(-height // factor))
    short = (size[1] * factor - height, size[0] * factor - width)
    if any(short):
        pixels = np.pad(pixels, ((0, short[0]), (0, short[1]), (0, 0)), mode="edge")
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def encode(pixels: NDArray[np.uint8], chunks: bytes = b"") -> bytes:
    """A PNG of RGB uint8 (H, W, 3), 8 bits per sample, with these chunks between header and picture."""
    done, packed = cv2.imencode(".png", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))
    assert done, "OpenCV writes every uint8 picture as PNG"
    return png_chunks.insert(packed.tobytes(), chunks)

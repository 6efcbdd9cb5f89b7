"""Writing a PNG row by row: a layer as large as the picture never stands in memory as a whole.

https://www.w3.org/TR/png-3/. Every row is stored as its difference from the one above (filter 2, "Up"), packed by run
lengths and Huffman codes: layers are mostly empty or smooth, and this is five times as fast as a full search. Rows
that are like the one above are packed once.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import IO

import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging.files import png_chunks
from retouch_lib.imaging.files.packing import Packer, Piece

_COLOUR_TYPES = {1: png_chunks.GREY, 3: png_chunks.RGB, 4: png_chunks.RGBA}
"""By number of channels."""
_UP = 2


def write(
    file: IO[bytes],
    size: tuple[int, int],
    channels: int,
    strips: Iterable[NDArray[np.uint8]],
    chunks: bytes = b"",
) -> None:
    """Write a PNG of 8 bits per sample. `size`: width and height; `strips`: (rows, width, channels), from the top down;
    `chunks`: what stands between header and picture, such as a colour profile. A strip whose rows are one and
    the same in memory, as `numpy.broadcast_to` makes them, takes hardly any time.

    Raises ValueError when the strips make up another height, OSError as the file does.
    """
    width, height = size
    file.write(png_chunks.head(width, height, 8, _COLOUR_TYPES[channels]) + chunks)
    packer = Packer()
    above = np.zeros(width * channels, np.uint8)
    rows = 0
    for strip in strips:
        if not len(strip):
            continue
        still = len(strip) - 1 if strip.strides[0] == 0 else 0
        flat = strip[: len(strip) - still].reshape(-1, width * channels)
        _write(file, packer.pack(_filtered(flat, above).tobytes()))
        if still:
            _write(file, packer.put(_still(still, flat.shape[1])))
        above = flat[-1].copy()
        rows += len(strip)
    if rows != height:
        raise ValueError(f"{rows} rows for a picture of {height}")
    _write(file, packer.finish())
    file.write(png_chunks.END)


def _filtered(rows: NDArray[np.uint8], above: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Each row less the one above it, modulo 256, behind the filter's number (PNG, 9.2)."""
    block = np.empty((len(rows), rows.shape[1] + 1), np.uint8)
    block[:, 0] = _UP
    np.subtract(rows[0], above, out=block[0, 1:])
    np.subtract(rows[1:], rows[:-1], out=block[1:, 1:])
    return block


@lru_cache(maxsize=64)
def _still(rows: int, samples: int) -> Piece:
    """So many rows that are as the one above them."""
    like = np.zeros((rows, samples), np.uint8)
    return Piece.of(_filtered(like, like[0]).tobytes())


def _write(file: IO[bytes], packed: bytes) -> None:
    """A part of the picture, where the packer has given out any."""
    if packed:
        file.write(png_chunks.chunk(b"IDAT", packed))

"""A result of 24 megapixels as it leaves, with its photo's metadata and a small picture of its own.

The baseline, in the same run, is reading the same file from the disk's cache; both in pieces of a megabyte. It leaves
without a small picture (its photo has none), with one of the thumbnail that the app keeps, with one of all its pixels.
"""

from __future__ import annotations

import io
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from retouch_lib.imaging.files import jpeg, png
from retouch_lib.imaging.files.reduced import reduced_jpeg
from retouch_lib.media.metadata import outgoing
from retouch_lib.media.previews import THUMBNAIL_SIDE
from tests.unit.metadata.exif_writing import SHORT, tiff

WIDTH, HEIGHT = 6000, 4000
TIMES = 5
_ORIENTATION = 0x0112
_PIECE = 1 << 20


def main() -> None:
    pixels = _picture()
    small = jpeg.encode(np.ascontiguousarray(cv2.resize(pixels, (160, 107)), np.uint8), None)
    progressive = io.BytesIO()
    Image.fromarray(pixels).save(progressive, "JPEG", quality=92, progressive=True)
    results = {
        "JPEG": jpeg.encode(pixels, None, 92, "420"),
        "JPEG, progressive": progressive.getvalue(),
        "PNG": png.encode(pixels),
    }
    with tempfile.TemporaryDirectory(prefix="retouch-bench-") as scratch:
        bare, full = _photo(Path(scratch) / "bare.jpg", b""), _photo(Path(scratch) / "full.jpg", small)
        for name, data in results.items():
            path, copy = Path(scratch) / "result", Path(scratch) / "copy.jpg"
            path.write_bytes(data)
            copy.write_bytes(reduced_jpeg(path, THUMBNAIL_SIDE))
            reading = _least(partial(_read, path))
            ways = {
                "without a small picture": outgoing(bare, path),
                "with one of the kept thumbnail": outgoing(full, path, copy=lambda copy=copy: copy),  # type: ignore[misc]
                "with one of all its pixels": outgoing(full, path),
            }
            took = {way: _least(made.pieces) for way, made in ways.items()}
            told = "; ".join(f"{way} {took[way] * 1e3:.1f} ms ({took[way] / reading:.1f}×)" for way in ways)
            size = f"{WIDTH * HEIGHT / 1e6:.0f} megapixels, {len(data) / 1e6:.0f} MB"
            print(f"{name}, {size}: read in {reading * 1e3:.1f} ms; leaves {told}", flush=True)


def _picture() -> NDArray[np.uint8]:
    """Soft spots with a sensor's grain."""
    generator = np.random.default_rng(1)
    spots = generator.integers(0, 256, (HEIGHT // 40, WIDTH // 40, 3), dtype=np.uint8)
    enlarged = cv2.resize(spots, (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR)
    grain = generator.integers(-3, 4, enlarged.shape, dtype=np.int16)
    return np.clip(enlarged + grain, 0, 255).astype(np.uint8)


def _photo(path: Path, small: bytes) -> Path:
    plain = jpeg.encode(np.zeros((16, 16, 3), np.uint8), None)
    path.write_bytes(jpeg.insert(plain, jpeg.segment(jpeg.APP1, b"Exif\0\0" + tiff({_ORIENTATION: (SHORT, 1)}, small))))
    return path


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb", buffering=0) as file:
        while piece := file.read(_PIECE):
            yield piece


def _least(pieces: Callable[[], Iterator[bytes]]) -> float:
    """Seconds of the fastest of several times, after one that fills the system's cache."""
    taken = []
    for _ in range(TIMES + 1):
        begun = time.perf_counter()
        for _piece in pieces():
            pass
        taken.append(time.perf_counter() - begun)
    return min(taken[1:])


if __name__ == "__main__":
    main()

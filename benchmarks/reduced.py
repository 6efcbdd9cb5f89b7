"""Reduced copies of large photos: seconds and memory. The baseline, in the same run, is decoding the same photo whole.

Each is measured in a process of its own, for memory once taken is counted to a process's end.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging.files import jpeg, photo, png
from retouch_lib.imaging.files.reduced import reduced_jpeg

SIZES = (
    ("jpeg", 4032, 3024, 2048),
    ("jpeg", 8000, 6000, 4096),
    ("jpeg", 18000, 13800, 6000),
    ("png", 8000, 6000, 4096),
)
"""Format, width, height, and the longest side of the copy."""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="retouch-bench-") as scratch:
        for form, width, height, side in SIZES:
            path = Path(scratch) / f"photo.{form}"
            encode = jpeg.encode if form == "jpeg" else png.encode
            path.write_bytes(encode(_picture(width, height), None))
            whole, copy = _measured(path, 0), _measured(path, side)
            print(
                f"{form:<4} {width * height / 1e6:4.0f} megapixels to {side} px   {copy[0]:5.2f} s, {copy[1]:4.0f} MB"
                f"   (decoded whole: {whole[0]:5.2f} s, {whole[1]:4.0f} MB)",
                flush=True,
            )


def _picture(width: int, height: int) -> NDArray[np.uint8]:
    """Soft spots of all colours, as large a file as an ordinary portrait makes."""
    spots = np.random.default_rng(1).integers(0, 256, (height // 40, width // 40, 3), dtype=np.uint8)
    enlarged: NDArray[np.uint8] = cv2.resize(spots, (width, height), interpolation=cv2.INTER_LINEAR)  # type: ignore[assignment]
    return enlarged


def _measured(path: Path, side: int) -> tuple[float, float]:
    """Seconds, and MB of memory at its highest beyond what the process has before."""
    command = [sys.executable, "-m", "benchmarks.reduced", str(path), str(side)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(said[0]), float(said[1])


def _measure(path: Path, side: int) -> None:
    before, begin = highest(), time.perf_counter()
    if side:
        reduced_jpeg(path, side)
    else:
        photo.load(path)
    seconds = time.perf_counter() - begin
    print(seconds, highest() - before)


def highest() -> float:
    """MB of memory that this process ever had, as Linux counts; `getrusage` counts the parent's too."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    _measure(Path(sys.argv[1]), int(sys.argv[2]))

"""The process that computes FLIP of one pair: `python -m retouch_lib.measuring.flip_program`, started by `flip`.

Both pictures come on standard input, the map goes to standard output. No thread can watch it: the package holds
Python's lock. So a timer in C ends it, also when the app is gone.
"""

from __future__ import annotations

import faulthandler
import os
import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retouch_lib.measuring.flip import MEAN, MOST_PIXELS, NOT_INSTALLED, SECONDS, SIZE

if sys.platform != "win32":  # which knows no such limits
    import resource

PIXELS_PER_DEGREE = 67.0
"""The authors' own: a screen 0.7 m and 3840 pixels wide, seen from 0.7 m."""
_NICE = 10
_PROCESSOR_SECONDS = 30
_MEMORY = 2 << 30
"""Bytes of addresses. Half a megapixel takes some 0.2 GB, libraries as much."""
_MOST_BYTES = SIZE.size + 2 * 3 * MOST_PIXELS


def main() -> int:
    """Returns the exit code."""
    faulthandler.dump_traceback_later(SECONDS, exit=True)
    _step_back()
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)  # what a library prints must not stand in the answer
        reference, test = _pair(sys.stdin.buffer.read(_MOST_BYTES))
        try:
            found, mean = evaluate(reference, test)
        except ImportError:
            return NOT_INSTALLED
        out.write(MEAN.pack(mean) + levels(found).tobytes())
    return 0


def evaluate(reference: NDArray[np.uint8], test: NDArray[np.uint8]) -> tuple[NDArray[np.float32], float]:
    """FLIP (H, W) of each pixel, 0-1, and its mean; both pictures RGB uint8 (H, W, 3) in sRGB. Raises ImportError."""
    import flip_evaluator  # type: ignore[import-untyped]  # only here: other systems do without it

    parameters: dict[str, Any] = {"ppd": PIXELS_PER_DEGREE}
    one, other = (np.ascontiguousarray(picture, np.float32) / np.float32(255) for picture in (reference, test))
    found, mean, _ = flip_evaluator.evaluate(one, other, "LDR", applyMagma=False, parameters=parameters)
    return np.asarray(found, np.float32)[..., 0], float(mean)


def levels(found: NDArray[np.float32]) -> NDArray[np.uint8]:
    """0-255 for FLIP's 0-1."""
    return np.asarray(np.rint(np.clip(found, 0, 1) * np.float32(255)), np.uint8)


def _pair(asked: bytes) -> NDArray[np.uint8]:
    """(2, H, W, 3). Raises ValueError, struct.error for what is no pair."""
    width, height = SIZE.unpack_from(asked)
    return np.frombuffer(asked, np.uint8, offset=SIZE.size).reshape(2, height, width, 3)


def _step_back() -> None:
    """Less than the app itself, and no more than it should take."""
    if sys.platform == "win32":
        return
    os.nice(_NICE)
    wanted = {
        resource.RLIMIT_CPU: _PROCESSOR_SECONDS,
        resource.RLIMIT_AS: _MEMORY,
        resource.RLIMIT_CORE: 0,
    }
    for kind, value in wanted.items():
        _, hard = resource.getrlimit(kind)
        try:
            resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))
        except (ValueError, OSError):  # macOS refuses a limit of addresses
            continue


if __name__ == "__main__":
    sys.exit(main())

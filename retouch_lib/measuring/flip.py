"""FLIP of two pictures: how far they differ for who looks at them in turn, on a screen at arm's length.

Andersson, Nilsson, Akenine-Möller, Oskarsson, Åström and Fairchild, "FLIP: A Difference Evaluator for Alternating
Images", 2020 (https://doi.org/10.1145/3406183), as its authors' package `flip-evaluator` computes it. It holds Python's
lock while it does, so it works in a process of its own (`flip_program`): one at a time, little before all else.
"""

from __future__ import annotations

import math
import signal
import struct
import subprocess
import sys
import threading
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from retouch_lib.errors import RetouchError
from retouch_lib.measuring.child import environment

PACKAGE = "flip_evaluator"
MODULE = "retouch_lib.measuring.flip_program"
MOST_PIXELS = 500_000
SECONDS = 60.0
"""Wall time; half a megapixel takes some 1.1 s of one processor."""
SIZE = struct.Struct(">II")
"""Width and height, then both pictures, go in."""
MEAN = struct.Struct(">f")
"""It comes out, then a byte for each pixel."""
NOT_INSTALLED = 3
"""The process's exit code when the package can't be loaded."""

ABSENT = "FLIP is not installed here: the package flip-evaluator has no build for this system or this Python."
_TOO_LONG = "FLIP took too long and was stopped. Try again when less is under way, or on a smaller part."
_ENDED = "FLIP could not be computed: its process ended. Try another part of the picture."
_CLOSED = "Retouch Lab was stopped while FLIP was computed."


class FlipFailed(RetouchError):
    """There is no map; the pictures are as they were."""


@dataclass(frozen=True, slots=True)
class FlipMap:
    """Of two pictures of one size."""

    levels: NDArray[np.uint8]
    """(H, W): FLIP of each pixel, 0-255 for 0-1."""
    mean: float
    """Over all pixels, 0-1."""


@cache
def is_installed() -> bool:
    """Whether there is a build of the package for this system and Python: requirements.txt names them."""
    return find_spec(PACKAGE) is not None


class Flip:
    """May be used from any thread. `close` ends what is under way."""

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()
        self._changing = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The process that runs now, or None."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def of(self, reference: NDArray[np.uint8], test: NDArray[np.uint8]) -> FlipMap:
        """Both RGB uint8 (H, W, 3) in sRGB, of one size of at most `MOST_PIXELS`. Raises FlipFailed; OSError where no
        process can be made.
        """
        height, width = reference.shape[:2]
        assert reference.shape == test.shape
        assert width * height <= MOST_PIXELS
        asked = SIZE.pack(width, height) + reference.tobytes() + test.tobytes()
        with self._one_at_a_time:
            answer = self._answer(asked)
        return _read(answer, width, height)

    def close(self) -> None:
        with self._changing:
            self._closed = True
            if self._process is not None:
                self._process.kill()

    def _answer(self, asked: bytes) -> bytes:
        with self._changing:
            if self._closed:
                raise FlipFailed(_CLOSED)
            self._process = process = _started()
        with process:
            try:
                answer, _ = process.communicate(asked, SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                raise FlipFailed(_TOO_LONG) from None
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            raise FlipFailed(_CLOSED if self._closed else _sentence(process.returncode))
        return answer


def _started() -> subprocess.Popen[bytes]:
    """In a group of its own, which Ctrl-C does not reach, and in our session: that it is nice counts there."""
    return subprocess.Popen(  # noqa: S603 - our own module, no shell
        [sys.executable, "-m", MODULE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(),
        process_group=0,
        creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
    )


def _sentence(code: int) -> str:
    if code == NOT_INSTALLED:
        return ABSENT
    return _TOO_LONG if -code == getattr(signal, "SIGXCPU", 0) else _ENDED


def _read(answer: bytes, width: int, height: int) -> FlipMap:
    """Raises FlipFailed for what is no answer."""
    if len(answer) != MEAN.size + width * height:
        raise FlipFailed(_ENDED)
    (mean,) = MEAN.unpack_from(answer)
    if not (math.isfinite(mean) and 0 <= mean <= 1):
        raise FlipFailed(_ENDED)
    return FlipMap(np.frombuffer(answer, np.uint8, offset=MEAN.size).reshape(height, width), mean)

"""In FLIP's process's place: does what FLIP_STAND_IN asks for, and answers for two pictures of any size otherwise."""

from __future__ import annotations

import os
import signal
import sys

import numpy as np

from retouch_lib.measuring import flip_program
from retouch_lib.measuring.flip import MEAN, NOT_INSTALLED

pair = flip_program._pair(sys.stdin.buffer.read(flip_program._MOST_BYTES))
levels, mean = np.zeros(pair.shape[1:3], np.uint8), 0.5
match os.environ.get("FLIP_STAND_IN"):
    case "dies":
        os.kill(os.getpid(), signal.SIGKILL)
    case "hangs":
        signal.pause()
    case "spins":
        flip_program._PROCESSOR_SECONDS = 1
        flip_program._step_back()
        while True:
            pass
    case "absent":
        sys.exit(NOT_INSTALLED)
    case "babbles":
        levels = levels[1:]
    case "means nothing":
        mean = float("nan")
    case "is nice":
        flip_program._step_back()
        levels += np.uint8(os.nice(0))
sys.stdout.buffer.write(MEAN.pack(mean) + levels.tobytes())

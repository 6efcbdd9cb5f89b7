"""How long a small photo takes to be added while a big one is being synced to a slow disk, and while it is hashed.

The baseline, in the same run, is the small photo by itself. The slow disk is one call of `fsync`, and the big photo one
of `sha256`, that takes two seconds longer.
"""

from __future__ import annotations

import hashlib
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

from retouch_lib.lab import Lab
from retouch_lib.settings import Settings
from tests.many_jobs import OWNER

SLOW_SECONDS = 2.0
TIMES = 5
AIM = 0.5
"""Seconds for the small photo, beside whatever big one."""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="retouch-bench-") as scratch:
        lab = Lab.open(Settings(data_dir=Path(scratch)))
        alone = statistics.median(_small(lab) for _ in range(TIMES))
        print(f"a small photo, added alone                  {alone * 1000:6.0f} ms (baseline)")
        for name, module in (("fsync", os), ("sha256", hashlib)):
            beside = _beside_a_big_one(lab, module, name)
            print(
                f"a small photo, beside a big one's {name:<9} {beside * 1000:6.0f} ms = {beside / alone:.1f} × alone"
                f"   (aim ≤ {AIM * 1000:.0f} ms; the call takes {SLOW_SECONDS:.0f} s longer)"
            )
        lab.close()


def _small(lab: Lab) -> float:
    begin = time.perf_counter()
    lab.add_sample(OWNER, "glasses")
    return time.perf_counter() - begin


def _beside_a_big_one(lab: Lab, module: Any, name: str) -> float:
    begun = threading.Event()
    with mock.patch.object(module, name, _slow_once(getattr(module, name), begun)):
        big = threading.Thread(target=lab.add_sample, args=(OWNER, "half-body"))
        big.start()
        begun.wait()
        small = _small(lab)
        big.join()
    return small


def _slow_once(call: Callable[..., Any], begun: threading.Event) -> Callable[..., Any]:
    def slow(*arguments: Any) -> Any:
        if not begun.is_set():
            begun.set()
            time.sleep(SLOW_SECONDS)
        return call(*arguments)

    return slow


if __name__ == "__main__":
    main()

"""How long `retouch-lab --help` takes, and what a command has to wait for before it asks a lab.

The baseline, in the same run, is Python with all that a lab needs; Python doing nothing stands beside it.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys

TIMES = 5
AIM = 0.15
"""Of what a lab needs."""
_ALONE = ["-c", "pass"]
_WHOLE = ["-c", "from retouch_lib.lab import Lab"]
_HELP = ["-m", "retouch_lib", "--help"]
_RUN_HELP = ["-m", "retouch_lib", "run", "--help"]


def main() -> None:
    whole = _seconds(_WHOLE)
    print(f"all that a lab needs             {whole:6.2f} s (baseline; CPU, the best of {TIMES})")
    for name, command in (("retouch-lab --help", _HELP), ("retouch-lab run --help", _RUN_HELP)):
        taken = _seconds(command)
        print(f"{name:<32} {taken:6.2f} s = {taken / whole:.2f} × (aim ≤ {AIM})")
    print(f"python, doing nothing            {_seconds(_ALONE):6.2f} s")


def _seconds(arguments: list[str]) -> float:
    return min(_once(arguments) for _ in range(TIMES))


def _once(arguments: list[str]) -> float:
    """CPU seconds, user and system, of one process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, env={**os.environ})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


if __name__ == "__main__":
    main()

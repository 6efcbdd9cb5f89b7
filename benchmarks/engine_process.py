"""A local engine in a process of its own, for measurements: nothing of it shares this process's cores' lock."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def engine_process(data_dir: Path, seconds: float) -> Iterator[str]:
    """Yields its URL, without /api/v1."""
    command = [sys.executable, "-m", "retouch_lib.engine", "--port", "0", "--seconds", str(seconds)]
    command += ["--data-dir", str(data_dir), "--credits", "100000", "--until-stdin-closes"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()

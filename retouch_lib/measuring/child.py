"""The measuring process, seen from the app: started when there is something to measure, killed when it hangs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

MODULE = "retouch_lib.measuring.program"
SECONDS = 1800.0
"""Wall time for one result: it waits for all other work. The process limits its own processor time far below this."""
_LONGEST_ANSWER = 1 << 20
_SOURCE = Path(__file__).parents[2]


class ChildEnded(Exception):
    """The process ended, or was ended, before it answered."""


@dataclass(frozen=True, slots=True)
class MeasureAnswer:
    """Either of them is empty."""

    figures: str
    trouble: str


class Child:
    """One process at a time; `ask` starts it where there is none. `close` may be called from another thread."""

    def __init__(self) -> None:
        self._changing = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The process that runs now, or None."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def ask(
        self, source: Path, result: Path, result_type: str, plugins: Collection[str], *, looked_at: bool = False
    ) -> MeasureAnswer:
        """Measure one result; one that is `looked_at` does not wait until nobody else wants to run.

        Raises ChildEnded; OSError where no process can be made.
        """
        return self._asked(
            {
                "source": str(source),
                "result": str(result),
                "type": result_type,
                "plugins": sorted(plugins),
                "looked_at": looked_at,
            }
        )

    def decode_layers(self, files: Path, previews: Path, name: str) -> None:
        """Decode a layered result's layers (`layers_ahead`); Mix says what can't be. Raises as `ask`."""
        self._asked({"files": str(files), "previews": str(previews), "layers": name, "looked_at": False})

    def _asked(self, asked: dict[str, object]) -> MeasureAnswer:
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        watchdog = threading.Timer(SECONDS, process.kill)
        watchdog.daemon = True
        watchdog.start()
        try:
            process.stdin.write(json.dumps(asked).encode() + b"\n")
            process.stdin.flush()
            return _read(process.stdout.readline(_LONGEST_ANSWER))
        except (OSError, ValueError) as error:
            self.rest()
            raise ChildEnded from error
        finally:
            watchdog.cancel()

    def rest(self) -> None:
        """End the process, so that it holds no memory, and wait for that; the next `ask` starts another."""
        with self._changing:
            process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()  # a moment, but on a busy machine: ending takes time of the processor, and it is the last
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError):  # what it could not be told any more
                        pipe.close()

    def close(self) -> None:
        """End it for good, in the middle of a result too."""
        with self._changing:
            self._closed = True
        self.break_off()

    def break_off(self) -> None:
        """End the process in the middle of a result: the `ask` that waits raises ChildEnded; the next starts one."""
        with self._changing:
            process = self._process
        if process is not None:
            process.kill()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is not None:
            self.rest()
        with self._changing:
            if self._closed:
                raise ChildEnded
            if self._process is None:
                self._process = _started()
            return self._process


def _started() -> subprocess.Popen[bytes]:
    """In a session of its own: Ctrl-C reaches only us, and it steps back alone."""
    return subprocess.Popen(  # noqa: S603 - our own module, no shell
        [sys.executable, "-m", MODULE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(),
        start_new_session=True,
        creationflags=getattr(subprocess, "IDLE_PRIORITY_CLASS", 0),
    )


def environment() -> dict[str, str]:
    """As little as it needs: no token, and no threads beside its own."""
    names = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR")
    paths = [str(_SOURCE), os.environ.get("PYTHONPATH", "")]
    return {
        **{name: os.environ[name] for name in names if name in os.environ},
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
    }


def _read(line: bytes) -> MeasureAnswer:
    """Raises ValueError for what is no answer: nothing, where the process ended."""
    said = json.loads(line)
    if not isinstance(said, dict) or not all(isinstance(value, str) for value in said.values()):
        raise ValueError("no answer")
    return MeasureAnswer(said.get("figures", ""), said.get("trouble", ""))

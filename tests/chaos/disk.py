"""A small disk of its own for the data folder, so that it can be filled without harm to anybody else's."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PIECE = 64 * 1024


class Disk:
    """Where the data folder stands. `can_fill`: whether it is a disk of its own (mounting one takes root on Linux)."""

    def __init__(self, path: Path, *, can_fill: bool) -> None:
        self.path = path
        self.can_fill = can_fill
        self._filler = path / "filler"

    @contextmanager
    def full(self) -> Iterator[None]:
        """No byte is free until the end of the block."""
        try:
            self._fill()
            yield
        finally:
            self._filler.unlink(missing_ok=True)

    def _fill(self) -> None:
        with self._filler.open("ab", buffering=0) as file:
            for size in (_PIECE, 1024, 1):
                try:
                    while file.write(b"\0" * size):
                        pass
                except OSError:
                    continue


@contextmanager
def small_disk(path: Path, megabytes: int) -> Iterator[Disk]:
    """A disk in memory where one may be mounted, else a plain folder."""
    path.mkdir()
    mounted = _run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0700", "tmpfs", str(path))
    try:
        yield Disk(path, can_fill=mounted)
    finally:
        if mounted:
            _run("umount", "--lazy", str(path))


def _run(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:  # no such program here
        return False

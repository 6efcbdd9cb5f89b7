"""Files that are made: all of one or nothing, so that a killed process leaves no half picture under a name."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def write(target: Path, data: bytes) -> None:
    """Raises OSError, and nothing is there then."""
    with whole(target) as part:
        part.write_bytes(data)


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """A part to write to, which becomes `target` at the end."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.{uuid.uuid4().hex}.part")
    try:
        yield part
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def make_room(folder: Path, most: int, needed: Path, pattern: str = "*") -> None:
    """Remove the oldest files of a folder that match, until the others have at most `most` bytes; `needed` stays."""
    kept = sorted(((stat.st_mtime_ns, stat.st_size, path) for path, stat in _stats(folder, pattern)), reverse=True)
    total = 0
    for _, size, path in kept:
        total += size
        if total > most and path != needed:
            path.unlink(missing_ok=True)


def _stats(folder: Path, pattern: str) -> Iterator[tuple[Path, os.stat_result]]:
    """Those that go meanwhile are left out, and parts."""
    for path in folder.glob(pattern):
        try:
            if path.suffix != ".part":
                yield path, path.stat()
        except FileNotFoundError:  # another thread makes room too
            continue

"""A key in a file of the data folder: whole or absent, and for its owner's eyes only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

KEY_BYTES = 32


def read_key(path: Path) -> bytes | None:
    """What stands there; None where there is no such file. Raises OSError."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def make_key(path: Path) -> bytes:
    """Write a new key, in place of whatever is there. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    key = secrets.token_bytes(KEY_BYTES)
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)  # whole or absent: a kill half-way must not leave an empty key
    return key

"""Guards by their names: a picture's address has the name alone, and the strokes are looked up where it is made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from retouch_lib.imaging.guard import NO_GUARD, Guard
from retouch_lib.media.writing import make_room, write

KEPT_BYTES = 32 << 20
"""Those not used last go first: the mix that has one keeps it."""
Kept = Callable[[str], str | None]
"""The text of a guard of that name, where a mix has it; else None."""


class Guards:
    """All methods may be called from any thread."""

    def __init__(self, folder: Path, kept: Kept = lambda name: None) -> None:
        """`folder`: the previews'; it may be emptied at any time. `kept` is asked for what is not there."""
        self._folder = folder / "guards"
        self._kept = kept

    def know(self, guard: Guard) -> str:
        """Its name, from now on to be looked up, whether a mix has it or not. Raises OSError."""
        if guard and not (self._folder / guard.name).is_file():
            self._write(guard)
        return guard.name

    def get(self, name: str) -> Guard:
        """That of a name as `Strengths.guard` has it; none of the empty one. Raises LookupError, OSError."""
        if not name:
            return NO_GUARD
        return self._read(name) or self._find(name)

    def _read(self, name: str) -> Guard | None:
        try:
            guard = Guard.parse((self._folder / name).read_text())
        except (OSError, ValueError):
            return None
        return guard if guard.name == name else None

    def _find(self, name: str) -> Guard:
        try:
            guard = Guard.parse(self._kept(name) or "")
        except ValueError as error:
            raise LookupError("a guard that can't be read") from error
        if guard.name != name:
            raise LookupError("no such guard")
        self._write(guard)
        return guard

    def _write(self, guard: Guard) -> None:
        target = self._folder / guard.name
        write(target, str(guard).encode())
        make_room(self._folder, KEPT_BYTES, target)

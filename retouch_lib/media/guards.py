"""Guards by their names: a picture's address has the name alone, and the strokes are looked up where it is made."""

from __future__ import annotations

from pathlib import Path

from retouch_lib.imaging.guard import NO_GUARD, Guard
from retouch_lib.media.writing import make_room, write

KEPT_BYTES = 32 << 20
"""Those not used last go first: whoever keeps a mix (`work.mixing`) has its guard still."""


class Guards:
    """All methods may be called from any thread."""

    def __init__(self, folder: Path) -> None:
        """`folder`: the previews'; it may be emptied at any time."""
        self._folder = folder / "guards"

    def know(self, guard: Guard) -> str:
        """Its name, from now on to be looked up. Raises OSError."""
        target = self._folder / guard.name
        if guard and not target.is_file():
            write(target, str(guard).encode())
            make_room(self._folder, KEPT_BYTES, target)
        return guard.name

    def knows(self, name: str) -> bool:
        """Whether it can be looked up."""
        return not name or (self._folder / name).is_file()

    def get(self, name: str) -> Guard:
        """That of a name as `Strengths.guard` has it; none of the empty one. Raises LookupError."""
        if not name:
            return NO_GUARD
        try:
            guard = Guard.parse((self._folder / name).read_text())
        except (OSError, ValueError) as error:
            raise LookupError("no such guard") from error
        if guard.name != name:
            raise LookupError("another guard")
        return guard

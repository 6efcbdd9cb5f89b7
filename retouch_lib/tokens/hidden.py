"""A secret that stands in the settings: it is handed to the one who opens a door with it, and shown to nobody."""

from __future__ import annotations

from retouch_lib.tokens.unshown import Unshown


class Hidden(Unshown):
    """A text that repr, str and format show nothing of."""

    __slots__ = ()

    def in_clear(self) -> str:
        return self._text


NOTHING = Hidden("")

"""Places of a text that have tasks or a plugin's name: what of them is left in the end was not read, and is said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retouch_lib.plugins import PLUGINS
from retouch_lib.presets import share_search
from retouch_lib.presets.importing.source import Source

_NAMES = "|".join(re.escape(plugin.key).replace(r"\ ", "[ _]?") for plugin in PLUGINS)
_MENTION = re.compile(
    rf"""["'`“”„‘’«»>]({_NAMES})["'`“”„‘’«»<\\]|\bPlugins?(?:\.|::|_)({_NAMES})\b"""
    rf"""|\bplugin[\\"'”’]{{0,4}}\s{{0,9}}(?:[:=,]|to\b|=>)(?:[ \t]{{0,9}}({_NAMES})\b)?"""
    r"""|\btasks[\\"'”’]{0,4}\s{0,9}(?:=>|=(?!=)|:|,\s{0,9}\[|\()"""
    r"""|\btasks(?=\]\])""",
    re.IGNORECASE,
)
_QUICK = re.compile(rf"""plugin|tasks|["'`]({_NAMES})["'`\\]""", re.IGNORECASE)
_APART = 8
"""Lines between two mentions from which on they are two places."""
MAX_PLACES = 20
_MAX_NAMES = 4


@dataclass(frozen=True, slots=True)
class Mentioned:
    """One place: lines, and the plugins named there."""

    first: int
    last: int
    plugins: tuple[str, ...]

    def lines(self) -> str:
        return f"line {self.first}" if self.first == self.last else f"lines {self.first} to {self.last}"

    def named(self) -> str:
        """ "“Heal”, “Fabric” and 2 more", or "tasks"."""
        told = ", ".join(f"“{name}”" for name in self.plugins[:_MAX_NAMES])
        more = len(self.plugins) - _MAX_NAMES
        return f"{told} and {more} more" if more > 0 else told or "tasks"


def may_hold(text: str) -> bool:
    """Whether it is worth reading: a word of a payload, or of a share text, stands in it."""
    return _QUICK.search(text) is not None or share_search.begins(text)


def unread(source: Source) -> Sequence[Mentioned]:
    """The places in what is left of a text, in their order."""
    places: list[tuple[int, int, list[str]]] = []
    rest = source.rest()
    if not may_hold(rest):
        return ()
    for match in _MENTION.finditer(rest):
        line = source.line(match.start())
        name = match[1] or match[2] or match[3] or ""
        if not places or line > places[-1][1] + _APART:
            if len(places) == MAX_PLACES + 1:
                break
            places.append((line, line, []))
        first, _, names = places[-1]
        places[-1] = (first, line, names if not name or name in names else [*names, name])
    return [Mentioned(first, last, tuple(names)) for first, last, names in places]

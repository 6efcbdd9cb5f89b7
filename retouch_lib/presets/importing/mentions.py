"""Places of a text that have tasks or a plugin's name: what of them is left in the end was not read, and is said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retouch_lib.plugins import PLUGINS
from retouch_lib.presets import share_search
from retouch_lib.presets.importing.source import Source

_NAMES = "|".join(re.escape(plugin.key).replace(r"\ ", "[ _]?") for plugin in PLUGINS)
_QUOTES = r"""(?:[\\"'”’]|&quot;|&\#34;|%22|\\x22){0,4}"""
_TYPE = r"\s?(?:readonly\b|\w+\[\]|(?:array|list|sequence|vec|i?enumerable|ilist)\b[<\[])"
"""Of a declaration: `tasks: Task[]`."""
_MENTION = re.compile(
    rf"""["'`>]({_NAMES})["'`<\\]|[“”„‘’«»]({_NAMES})[“”„‘’«»]\s{{0,3}}[:,\]}}]|\bPlugins?(?:\.|::|_)({_NAMES})\b"""
    rf"""|\bplugin{_QUOTES}\]?\s{{0,9}}(?:=>|[:=,]|to\b)(?:[ \t]{{0,9}}({_NAMES})\b)?"""
    rf"""|\btasks{_QUOTES}\]?\s{{0,9}}(?:=>|=(?!=)|:(?!{_TYPE})|,\s{{0,9}}\[|\()|\btasks(?=\]\])"""
    r"""|\b(?:tasks|Alpha[12])["'”]?\][^=\n]{0,80}=(?!=)|\.(?:tasks|Alpha[12])\b[^=\n]{0,80}=(?!=)""",
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
        name = next((part for part in match.groups() if part), "")
        if not places or _is_another(places[-1], line, source, begins=match[0].casefold().startswith("tasks")):
            if len(places) == MAX_PLACES + 1:
                break
            places.append((line, line, []))
        first, _, names = places[-1]
        places[-1] = (first, line, names if not name or name in names else [*names, name])
    return [Mentioned(first, last, tuple(names)) for first, last, names in places]


def _is_another(last: tuple[int, int, list[str]], line: int, source: Source, *, begins: bool) -> bool:
    """Whether a mention opens a place of its own: far from the last one, behind something that was read, or with the
    word that begins a payload after plugins were named."""
    _, end, names = last
    if line > end + _APART or (begins and names and line > end):
        return True
    return line > end + 1 and source.touched(end + 1, line - 1)

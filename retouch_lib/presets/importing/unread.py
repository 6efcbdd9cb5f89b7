"""What all forms left: each place with tasks, or a plugin's name, is said with its line and what stood in the way."""

from __future__ import annotations

from retouch_lib.presets.importing import mentions
from retouch_lib.presets.importing.mentions import Mentioned
from retouch_lib.presets.importing.open_text import OpenText

_AROUND = "what stands around the tasks can't be read, only the tasks were"
_NO_MORE_PLACES = "there are more places like these; they were not listed"


def say_unread(opened: OpenText) -> None:
    places = mentions.unread(opened.source)
    for place in places[: mentions.MAX_PLACES]:
        say(opened, place)
    if len(places) > mentions.MAX_PLACES:
        opened.into.problem("", _NO_MORE_PLACES)
    if not places and opened.not_json:
        opened.into.hint(opened.not_json)


def say(opened: OpenText, place: Mentioned) -> None:
    """One place that was not read."""
    where = str(opened.place) if opened.inside else place.lines()
    around = not place.plugins and opened.source.touched(place.first, place.last)
    sentence = _AROUND if around else f"{place.named()} can't be read there"
    opened.into.problem(where, f"{sentence}{_why(opened, place)}")


def _why(opened: OpenText, place: Mentioned) -> str:
    """What the reader of literals met last within the place."""
    if opened.not_data:
        return f": {opened.not_data}"
    lines = [(opened.source.line(at), at, problem) for at, problem in opened.stuck]
    near = [(at, problem) for line, at, problem in lines if place.first <= line <= place.last] or [
        (at, problem) for line, at, problem in lines if line == place.last + 1
    ]
    if not near:
        return ""
    at, problem = max(near)
    return f": {problem}" if opened.inside else f": {problem} at {opened.source.place(at)}"

"""What all forms left: each place with tasks, or a plugin's name, is said with its line and what stood in the way."""

from __future__ import annotations

from retouch_lib.presets.importing import mentions
from retouch_lib.presets.importing.mentions import Mentioned
from retouch_lib.presets.importing.open_text import OpenText

_AROUND = "what stands around the tasks can't be read, only the tasks were"
_NO_MORE_PLACES = "there are more places like these; they were not listed"


def say_unread(reading: OpenText) -> None:
    places = mentions.unread(reading.source)
    for place in places[: mentions.MAX_PLACES]:
        where = str(reading.place) if reading.inside else place.lines()
        around = not place.plugins and reading.source.touched(place.first, place.last)
        sentence = _AROUND if around else f"{place.named()} can't be read there"
        reading.into.problem(where, f"{sentence}{_why(reading, place)}")
    if len(places) > mentions.MAX_PLACES:
        reading.into.problem("", _NO_MORE_PLACES)
    if not places and reading.not_json:
        reading.into.hint(reading.not_json)


def _why(reading: OpenText, place: Mentioned) -> str:
    """What the reader of literals met last within the place."""
    near = [
        (at, problem) for at, problem in reading.stuck if place.first - 1 <= reading.source.line(at) <= place.last + 1
    ]
    if not near:
        return ""
    at, problem = max(near)
    return f": {problem}" if reading.inside else f": {problem} at {reading.source.place(at)}"

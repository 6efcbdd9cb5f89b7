"""Share texts, and links with one, in a text."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import unquote

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets import share_text
from retouch_lib.presets.importing.open_text import OpenText
from retouch_lib.presets.importing.source import Source
from retouch_lib.presets.importing.walk import Place


def share_texts(reading: OpenText) -> None:
    """Open each; a damaged or cut one is said."""
    text = reading.source.text
    if not share_text.START.search(text):
        return
    found = Source(unquote(text) if "%3A" in text else text)
    matches = list(share_text.PATTERN.finditer(found.text))
    for match in matches:
        line = found.line(match.start())
        _open(reading, match[0], reading.at(line, share_text.PLACE))
        reading.source.take_lines(line, found.line(match.end() - 1))
    if not matches:
        _open(reading, found.text, reading.place)


def _open(reading: OpenText, text: str, place: Place) -> None:
    try:
        reading.into.add(replace(share_text.from_text(text), place=str(place)), place.line)
    except InvalidPayload as error:
        for problem in error.problems:
            reading.into.problem("", problem.replace(share_text.PLACE, str(place) or share_text.PLACE, 1))

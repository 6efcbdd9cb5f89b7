"""Share texts, and links with one, in a text: however a mail program broke them, with one bound for all of a source."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets import share_text
from retouch_lib.presets.bounded_json import MAX_TEXT
from retouch_lib.presets.envelope import FoundPreset
from retouch_lib.presets.importing.open_text import OpenText
from retouch_lib.presets.importing.walk import Place
from retouch_lib.presets.share_search import SharedText, find

_MAX_PLACES = 2_000
_MAX_UNPACKED = 2 * MAX_TEXT
"""A thousand share texts that unpack to a megabyte each fit into one megabyte."""
_MORE = f"Of the places where a share text begins, only the first {_MAX_PLACES:,} were looked at."


class Opener:
    """Opens share texts until they have unpacked to too much."""

    def __init__(self) -> None:
        self._left = _MAX_UNPACKED

    def opened(self, shared: SharedText) -> FoundPreset:
        """Raises InvalidPayload with a sentence that begins with `share_text.PLACE`."""
        if self._left < MAX_TEXT:
            raise InvalidPayload(f"{share_text.PLACE} was not opened: those before it hold too much")
        self._left -= MAX_TEXT  # what it takes when it is refused
        data = share_text.unpacked(shared)
        self._left += MAX_TEXT - len(data)
        return share_text.from_unpacked(shared, data)


def share_texts(opened: OpenText) -> None:
    """Open each; a damaged or cut one is said."""
    text = opened.source.text
    for number, shared in enumerate(islice(find(text), _MAX_PLACES + 1)):
        if opened.into.full:
            return
        if number == _MAX_PLACES:
            opened.into.note(_MORE)
        elif shared.body or shared.end == len(text):  # else it is a mention: "a share text (retouchlab:1:…)"
            _open(opened, shared, opened.at(opened.source.line(shared.start), share_text.PLACE))
            opened.source.take(shared.start, shared.end)


def _open(opened: OpenText, shared: SharedText, place: Place) -> None:
    try:
        opened.into.add(replace(opened.open_shared(shared), place=str(place)), place.line)
    except InvalidPayload as error:
        for problem in error.problems:
            opened.into.problem("", problem.replace(share_text.PLACE, str(place), 1))

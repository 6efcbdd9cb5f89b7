"""Every form in which presets stand in one text, one after the other."""

from __future__ import annotations

from retouch_lib.presets.bounded_json import MAX_TEXT
from retouch_lib.presets.importing import tokens_in_text
from retouch_lib.presets.importing.collected import Collected
from retouch_lib.presets.importing.commands import curl_commands
from retouch_lib.presets.importing.data_blocks import data
from retouch_lib.presets.importing.open_text import OpenText
from retouch_lib.presets.importing.scripts import TOO_MUCH, disguised_literals, literals, task_lists
from retouch_lib.presets.importing.shared import Opener, share_texts
from retouch_lib.presets.importing.source import Source
from retouch_lib.presets.importing.unread import say_unread
from retouch_lib.presets.importing.walk import Place
from retouch_lib.presets.importing.whole_json import as_json

NOTHING = (
    "no preset was found: paste a payload's JSON, a preset file, a share text (retouchlab:1:…), or a curl command that "
    "sends a payload"
)
_BUDGET = 3 * MAX_TEXT
"""Characters of all the texts within texts."""
_FORMS = (share_texts, curl_commands, literals, data, disguised_literals, task_lists, say_unread)


def read_text(text: str, into: Collected) -> None:
    """Collect every preset in the text, and what is to be said of the rest."""
    tokens = tokens_in_text.in_text(text)
    if tokens:
        into.tokens |= tokens
        into.note(tokens_in_text.LEFT_OUT)
    _NestedTexts().read(text, Place(), into)
    into.in_order()


class _NestedTexts:
    """Reads a text and the texts within it, with one budget for all."""

    def __init__(self) -> None:
        self._left = _BUDGET
        self._opener = Opener()

    def read(self, text: str, place: Place, into: Collected) -> None:
        self._left -= len(text)
        if self._left < 0:
            into.note(TOO_MUCH)
            return
        opened = OpenText(Source(text.removeprefix("\ufeff")), place, into, self.read, self._opener.opened)
        if as_json(opened):
            return
        for form in _FORMS:
            form(opened)

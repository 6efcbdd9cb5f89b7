"""The ways a text is disguised on its way: quoted by a mail program, escaped for a web page, an address or a string.

Each view undoes one of them line by line, so that a line keeps its number.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote_plus

_QUOTED_MAIL = re.compile(r"^(?:[ \t]{0,9}[>|])+ ?", re.MULTILINE)
_BACKSLASHED = re.compile(r"\\([\"'\\/])")
_LINE_BREAKS = re.compile(r"\\[nrt]")
_ZERO_WIDTH = str.maketrans(dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_QUOTES = str.maketrans({**dict.fromkeys("“”„‟«»″", '"'), **dict.fromkeys("‘’‚‛′", "'")})
_TAG = re.compile(r"<[^<>\n]{0,2000}>")


@dataclass(frozen=True, slots=True)
class _View:
    applies: re.Pattern[str]
    undo: Callable[[str], str]


def _decoded(text: str) -> str:
    """Form fields and addresses; each line by itself, as %0A would make two of one."""
    return "\n".join(" ".join(unquote_plus(line).splitlines()) for line in text.split("\n"))


def _of_html(text: str) -> str:
    """Without the tags that colour code on web pages."""
    return "\n".join(" ".join(html.unescape(_TAG.sub("", line)).splitlines()) for line in text.split("\n"))


def _out_of_string(text: str) -> str:
    """A payload within a string: `set "payload={\\"tasks\\":…}"`; twice, as logs escape what was escaped."""
    return _BACKSLASHED.sub(r"\1", _LINE_BREAKS.sub(" ", text))


_VIEWS = (
    _View(_QUOTED_MAIL, lambda text: _QUOTED_MAIL.sub("", text)),
    _View(re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]"), lambda text: text.translate(_ZERO_WIDTH)),
    _View(re.compile(r"%7B|%22|%5B", re.IGNORECASE), _decoded),
    _View(re.compile(r"&(?:quot|#34|#x22|amp|lbrace|#123);", re.IGNORECASE), _of_html),
    _View(re.compile(r"\\[\"']"), _out_of_string),
    _View(re.compile("[“”„‟«»″‘’‚‛′]"), lambda text: text.translate(_QUOTES)),
    _View(re.compile('""'), lambda text: text.replace('""', '"')),
)
"""In the order in which a text went through them last: mail first. A doubled quote is how CSV writes one."""


def views(text: str) -> Iterator[str]:
    """The text with one disguise taken off after the other; none where it wears none."""
    for view in _VIEWS:
        if view.applies.search(text):
            text = view.undo(text)
            yield text
            again = view.undo(text) if view.undo is _out_of_string else text
            if again != text:
                text = again
                yield text

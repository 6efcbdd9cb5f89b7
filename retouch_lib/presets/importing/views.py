"""The ways a text is disguised on its way: quoted by a mail program, escaped for a web page, an address or a string.

Each is undone line by line, so that a line of what is then seen (a view) keeps its number.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote_plus

_QUOTED_MAIL = re.compile(r"^(?:[ \t]{0,9}[>|])+ ?", re.MULTILINE)
_ESCAPED = re.compile(r"\\(x22|x5C|[\"'\\/nrt])")
_QUOTES = str.maketrans({**dict.fromkeys("“”„‟«»″", '"'), **dict.fromkeys("‘’‚‛′", "'")})
_TAG = re.compile(r"<[^<>\n{&]{0,2000}>")
"""Not one with a payload among its attributes."""


_URL_ENCODED = re.compile(r"%7B|%22|%5B", re.IGNORECASE)
_URL_RUN = re.compile(r"[\w.~*!'()+%-]++")
_ENTITY = re.compile(r"&(?:quot|#34|#x22|amp|lbrace|#123);", re.IGNORECASE)
_LETTERS = {"n": " ", "r": " ", "t": " ", "x22": '"', "x5C": "\\"}
_IN_STRING = re.compile(r"\\(?:[\"']|x22)")
_UNSEEN = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]|\x1b\\[[0-9;]{0,20}m")
_CURLY = re.compile("[“”„‟«»″‘’‚‛′]")
_PATCH = re.compile(r"^@@ ", re.MULTILINE)
_ADDED = re.compile(r"^\+(?!\+\+ )", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]{0,40}(?:#|//|--|;|\*)[ \t]?", re.MULTILINE)
_DOUBLED = re.compile('""')


@dataclass(frozen=True, slots=True)
class Disguise:
    """One way, and how it is undone."""

    worn: re.Pattern[str]
    """Found where a text may have gone that way."""
    undo: Callable[[str], str]


def _decoded(text: str) -> str:
    """What is written as in addresses and forms; elsewhere + is no blank. A line stays one: %0A is a blank, too."""
    return _URL_RUN.sub(lambda run: " ".join(unquote_plus(run[0]).splitlines()) if "%" in run[0] else run[0], text)


def _of_html(text: str) -> str:
    """Without the tags that colour code on web pages."""
    return "\n".join(" ".join(html.unescape(_TAG.sub("", line)).splitlines()) for line in text.split("\n"))


def _out_of_string(text: str) -> str:
    """A payload within a string: `set "payload={\\"tasks\\":…}"`; twice, as logs escape what was escaped."""
    return _ESCAPED.sub(lambda found: _LETTERS.get(found[1], found[1]), text)


DISGUISES = (
    Disguise(_QUOTED_MAIL, lambda text: _QUOTED_MAIL.sub("", text)),
    Disguise(_UNSEEN, lambda text: _UNSEEN.sub("", text)),
    Disguise(_URL_ENCODED, _decoded),
    Disguise(_ENTITY, _of_html),
    Disguise(_ENTITY, _of_html),
    Disguise(_IN_STRING, _out_of_string),
    Disguise(_IN_STRING, _out_of_string),
    Disguise(_CURLY, lambda text: text.translate(_QUOTES)),
    Disguise(_DOUBLED, lambda text: text.replace('""', '"')),
    Disguise(_PATCH, lambda text: _ADDED.sub("", text)),
    Disguise(_COMMENT, lambda text: _COMMENT.sub("", text)),
)
"""What a text went through last comes first: mail. Pages and logs escape what was escaped, so these stand twice. Tables
(CSV) write a quote as two. What is commented out comes last."""

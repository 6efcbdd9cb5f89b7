"""Finds share texts in what mail and chat programs make of them: broken at any letter, quoted, escaped, within links.

Nothing here decides whether one is right: whoever opens it compares the checksum. So whatever can't be a letter of a
share text may stand between any two: blanks of every kind, line ends, signs of quoting, escapes, what can't be seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ODD = r"\s>|=\\\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
"""Inside a class: blanks, ">" and "|" of quoting, "=" at a soft line end, Markdown's "\\", and what can't be seen."""
_ESCAPE = (
    r"[=%](?!3A|25)[0-9A-Fa-f]{2}|&(?:gt|nbsp|shy|zwn?j|#x?[0-9A-Fa-f]{1,6});|</?(?:br|wbr|p|div)\s{0,3}/?>"
    r"|\\(?:[nrt]|u[0-9A-Fa-f]{4})"
)
"""Of blanks and line ends: quoted-printable ("=20"), links ("%0A"), HTML, JSON."""
_GAP = rf"(?:{_ESCAPE}|[{_ODD}])*+"
_COLON = rf"(?::|%{_GAP}(?:2{_GAP}5{_GAP}){{0,4}}3{_GAP}A)"
"""As it is, in a link, or in a link within a link ("%253A"); a link may be broken within the escape, too."""

_START = re.compile(
    rf"(?<![<w/]b)(?<!\\){_GAP.join('retouchlab')}{_GAP}{_COLON}{_GAP}(\d(?:{_GAP}\d){{0,3}}){_GAP}{_COLON}",
    re.IGNORECASE,
)
"""Not from the "r" of an escape on: of a thousand line ends in a row each would be the beginning of a search."""
_REST = re.compile(
    rf"([\w\-\u2010-\u2014\u2212&#;</{_ODD}]*+)(?:(?:\.{_GAP}){{1,2}}([0-9a-f](?:{_GAP}[0-9a-f]){{7}}))?+"
)
"""The body with what stands between its letters, and the checksum; a dot that begins a line may arrive as two. It ends
before ":" and "%", so that it never reaches over where another one begins, and no letter is looked at by two."""
_BETWEEN = re.compile(rf"(?:{_ESCAPE}|[{_ODD}])++", re.IGNORECASE)
_ESCAPED = (("=2D", "-  "), ("=2E", ".  "), ("=5F", "_  "))
"""Signs of a share text that quoted-printable may write as escapes; its letters stay, and so do places in the text."""
_DASHES = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "--", "\u2212": "-"})
"""What programs that mend typography make of "-" and "--"."""


@dataclass(frozen=True, slots=True)
class SharedText:
    """One share text, without what came between its letters."""

    start: int
    """Where it begins in the text, in characters."""
    end: int
    version: int
    body: str
    """Empty where the form is merely mentioned: "a share text (retouchlab:1:…)"."""
    checksum: str
    """Eight hex digits; empty where its end is missing."""


def begins(text: str) -> bool:
    """Whether a share text begins anywhere in it."""
    return _START.search(text) is not None


def find(text: str) -> Iterator[SharedText]:
    """Every place where one begins, whole or not, in order. The time it takes grows with the text's length only."""
    for escape, sign in _ESCAPED:
        text = text.replace(escape, sign)
    for start in _START.finditer(text):
        rest = _REST.match(text, start.end())
        assert rest is not None, "it matches an empty text, too"
        version, body, checksum = (_BETWEEN.sub("", found or "") for found in (start[1], *rest.groups()))
        yield SharedText(start.start(), rest.end(), int(version), body.translate(_DASHES), checksum)

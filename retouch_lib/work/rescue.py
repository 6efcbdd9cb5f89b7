"""Ids of jobs, found in what people have of them: the id itself, an address, the output of curl, a log."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

MOST_IDS = 100
LONGEST_TEXT = 1_000_000
"""Characters in which ids are looked for."""
_ASKS = ("/status/", "/getFile/")
"""What an address has before an id."""
_BETWEEN = str.maketrans(dict.fromkeys("\"'`<>()[]{},;", " "))
_SIGNS = (":", "=")
_KEYS = ("id:", "id=")
_OF_AN_ID = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
_LEAST, _MOST = 16, 60
"""Characters of what counts as an id wherever it stands in a text; a SHA-256 has more."""


def ids_in(text: str) -> tuple[str, ...]:
    """Each id once, in their order, MOST_IDS at most.

    A text that is one word and no address is an id, whatever it looks like. In others an id is what stands in an
    address of a status or a file, behind "id", or what is as long as one and has letters and figures.

    >>> ids_in("https://server/api/v1/retoucher/getFile/my-job")
    ('my-job',)
    >>> ids_in('{"status": 200, "id": "7f3a9c", "retouchQuota": 9}')
    ('7f3a9c',)
    """
    text = text[:LONGEST_TEXT].strip()
    words = text.translate(_BETWEEN).split()
    if len(words) == 1 and words[0] == text and "/" not in text:
        return (text,)
    return tuple(dict.fromkeys(_ids(words)))[:MOST_IDS]


def _ids(words: list[str]) -> Iterator[str]:
    key = ""
    """What stood before: "id", and "id:" once its sign was seen, too."""
    for word in words:
        address = next((word.partition(ask)[2] for ask in _ASKS if ask in word), "")
        name, _, value = word.partition("=")
        if word in _SIGNS:
            key += word
        elif address:
            yield unquote(urlsplit(address).path.partition("/")[0])
        elif name.lower() == "id" and value:
            yield value
        elif key in _KEYS or _looks_like_one(word):
            yield word
        if word not in _SIGNS:
            key = word.lower()


def _looks_like_one(word: str) -> bool:
    fits = _LEAST <= len(word) <= _MOST and _OF_AN_ID.issuperset(word)
    return fits and any(map(str.isdigit, word)) and any(map(str.isalpha, word)) and not _begins_with_a_date(word)


def _begins_with_a_date(word: str) -> bool:
    """As 2026-11-28 or 20261128T…: no id of hexadecimal digits does, and no UUID."""
    return word[:4].isdigit() and (word[4:5] == "-" or (word[:8].isdigit() and word[8:9] in ("T", "_")))

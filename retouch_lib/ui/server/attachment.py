"""How a browser is told to save an answer as a file of that name."""

from __future__ import annotations

from urllib.parse import quote

_UNTRUSTED = frozenset('"\\%;')
"""What some readers of the plain form take for something else."""


def attachment(name: str) -> str:
    """The value of `Content-Disposition` (RFC 6266): the name in UTF-8, and in ASCII for what reads no other.

    >>> attachment("Été 50%.jpg")
    'attachment; filename="_t_ 50_.jpg"; filename*=UTF-8\'\'%C3%89t%C3%A9%2050%25.jpg'
    """
    plain = "".join("_" if sign in _UNTRUSTED or not " " <= sign <= "~" else sign for sign in name)
    told = f'attachment; filename="{plain}"'
    return told if plain == name else f"{told}; filename*=UTF-8''{quote(name, safe='')}"

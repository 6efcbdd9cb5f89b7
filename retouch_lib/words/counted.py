"""A number with what it counts."""

from __future__ import annotations


def counted(count: int, one: str, many: str = "") -> str:
    """The number and the word, which gets an s for all but 1 unless `many` is given.

    >>> counted(1, "credit"), counted(1000, "credit"), counted(0, "copy", "copies")
    ('1 credit', '1,000 credits', '0 copies')
    """
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"

"""What is odd about a file's bytes and costs no pixel, told by all of the file; `remarks` puts it in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Oddities:
    """Nothing, unless said otherwise."""

    no_end: bool = False
    """Its end mark is missing or damaged."""
    stray: bool = False
    """Bytes stand between its parts that belong to none."""
    wrong_sums: tuple[bytes, ...] = ()
    """Kinds of a PNG's chunks that were left out because their check sum is wrong; each once."""
    wrong_picture_sum: bool = False
    """A chunk's of a PNG's picture, which is whole by the check sum of all of it."""
    unfinished: bool = False
    """A JPEG that has its end mark before the last passes that would make it fine."""
    behind: int = 0
    """Bytes behind its end."""

"""The text that is being read: which of its places were read already, and on which line a letter stands."""

from __future__ import annotations

import re
from bisect import bisect_right

_IN_LINE = re.compile(r"[^\n]+")


class Source:
    """One text. Each form reads `rest()`, in which every letter stands where it stood, and takes what it understood."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._spans: list[tuple[int, int]] = []
        self._read = bytearray(len(text))
        self._rest: str | None = text

    @property
    def lines(self) -> int:
        return len(self._starts)

    def line(self, at: int) -> int:
        """The line of an offset; the first is 1."""
        return bisect_right(self._starts, at)

    def place(self, at: int) -> str:
        """ "line 12, column 7" """
        line = self.line(at)
        return f"line {line}, column {at - self._starts[line - 1] + 1}"

    def touched(self, first: int, last: int) -> bool:
        """Whether something in the lines from `first` to `last` was read."""
        return 1 in self._read[slice(*self._span(first, last))]

    def is_read(self, at: int) -> bool:
        """Whether the letter there was read."""
        return self._read[at] == 1

    def take(self, start: int, end: int) -> None:
        """What stands from `start` up to `end` was read."""
        self._spans.append((start, end))
        self._rest = None
        self._read[start:end] = b"\1" * (end - start)

    def take_lines(self, first: int, last: int) -> None:
        """The lines from `first` to `last` were read, both included."""
        self.take(*self._span(first, last))

    def _span(self, first: int, last: int) -> tuple[int, int]:
        return self._starts[first - 1], self._starts[last] if last < self.lines else len(self.text)

    def rest(self) -> str:
        """The text with blanks for what was read."""
        if self._rest is None:
            self._rest = self._without_read()
        return self._rest

    def _without_read(self) -> str:
        pieces, at = [], 0
        for start, end in sorted(self._spans):
            start = max(start, at)
            if end > start:
                pieces += [self.text[at:start], _IN_LINE.sub(_blanks, self.text[start:end])]
                at = end
        return "".join([*pieces, self.text[at:]])


def _blanks(found: re.Match[str]) -> str:
    return " " * len(found[0])

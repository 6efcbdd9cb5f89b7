"""How strongly each layer of a result lies in a mix.

A strength is a layer's opacity in thousandths: 1000 is the layer as it came, 0 leaves it out, more than 1000 is
extrapolated. The strengths of all layers, from the lowest up, name a mix: "1000-450-0".
"""

from __future__ import annotations

from dataclasses import dataclass

from retouch_lib.imaging.files.limits import MAX_LAYERS

FULL = 1000
"""The layer as it came."""
MOST = 1500
"""As far as a layer is extrapolated."""


@dataclass(frozen=True)
class Strengths:
    """The strength of each layer of a result, masks too; equal ones have the same text."""

    values: tuple[int, ...]
    """By a layer's number: 0-MOST."""

    def __post_init__(self) -> None:
        """Raises ValueError for a strength out of bounds, for none, and for more than an archive has layers."""
        if not 1 <= len(self.values) <= MAX_LAYERS or not all(0 <= value <= MOST for value in self.values):
            raise ValueError("strengths out of bounds")

    @classmethod
    def parse(cls, text: str) -> Strengths:
        """From an address, which anybody may have written. Raises ValueError for all but what `str` makes."""
        parts = text.split("-", MAX_LAYERS)
        if not all(part.isascii() and part.isdecimal() and len(part) <= len(str(MOST)) for part in parts):
            raise ValueError("no strengths of layers")
        found = cls(tuple(map(int, parts)))
        if str(found) != text:
            raise ValueError("strengths written in another way than their own")
        return found

    @classmethod
    def full(cls, count: int) -> Strengths:
        """All layers as they came: the whole result."""
        return cls((FULL,) * count)

    def __str__(self) -> str:
        return "-".join(map(str, self.values))

    @property
    def extrapolated(self) -> bool:
        """Whether a layer is laid more strongly than it came."""
        return max(self.values) > FULL

    def opacity(self, number: int) -> float:
        """Of the layer with that number: 0-MOST_OPACITY."""
        return self.values[number] / FULL

    def put(self, number: int, strength: int) -> Strengths:
        """A copy with another strength of one layer. Raises IndexError, ValueError."""
        values = list(self.values)
        values[number] = strength
        return Strengths(tuple(values))

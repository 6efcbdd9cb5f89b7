"""How strongly each layer of a result lies in a mix.

A strength is a layer's opacity in thousandths: 1000 is the layer as it came, 0 leaves it out, more than 1000 is
extrapolated. The strengths of all layers, from the lowest up, name a mix: "1000-450-0"; behind them stands the name of
its guard where it has one: "1000-450-0~3f0c…".
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from retouch_lib.imaging.files.limits import MAX_LAYERS

_DIGITS = frozenset("0123456789abcdef")
_NAME_LENGTH = 24

FULL = 1000
"""The layer as it came."""
MOST = 1500
"""As far as a layer is extrapolated."""


@dataclass(frozen=True)
class Strengths:
    """The strength of each layer of a result, masks too; equal ones have the same text."""

    values: tuple[int, ...]
    """By a layer's number: 0-MOST."""
    guard: str = ""
    """The name of an `imaging.guard.Guard`: where layers are taken away."""

    def __post_init__(self) -> None:
        """Raises ValueError for a strength out of bounds, for none, and for more than an archive has layers."""
        if not 1 <= len(self.values) <= MAX_LAYERS or not all(0 <= value <= MOST for value in self.values):
            raise ValueError("strengths out of bounds")
        if self.guard and not (len(self.guard) == _NAME_LENGTH and _DIGITS.issuperset(self.guard)):
            raise ValueError("no name of a guard beside strengths")

    @classmethod
    def parse(cls, text: str) -> Strengths:
        """From an address, which anybody may have written. Raises ValueError for all but what `str` makes."""
        values, _, guard = text.partition("~")
        parts = values.split("-", MAX_LAYERS)
        if not all(part.isascii() and part.isdecimal() and len(part) <= len(str(MOST)) for part in parts):
            raise ValueError("no strengths of layers")
        found = cls(tuple(map(int, parts)), guard)
        if str(found) != text:
            raise ValueError("strengths written in another way than their own")
        return found

    @classmethod
    def full(cls, count: int) -> Strengths:
        """All layers as they came: the whole result."""
        return cls((FULL,) * count)

    def __str__(self) -> str:
        return "-".join(map(str, self.values)) + (f"~{self.guard}" if self.guard else "")

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
        return replace(self, values=tuple(values))

    def guarded(self, guard: str) -> Strengths:
        """A copy with the guard of that name, or with none."""
        return replace(self, guard=guard)

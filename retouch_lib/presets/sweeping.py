"""What a sweep varies, and what is in which cell: one or two things, each in steps.

Nothing here knows how a cell's picture is made: from layers (`layer_sweep`), or by a job of its own (`payload_sweep`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from retouch_lib.presets.simulating import percent

FEWEST, MOST = 3, 9
"""Steps of an axis."""


class Varied(Protocol):
    """One thing in steps."""

    @property
    def values(self) -> tuple[float, ...]:
        """Each once; what they stand for is the axis's own matter."""

    def in_words(self, value: float) -> str:
        """One of them: "Dodge Burn 45 %"."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One number of one plugin, in steps."""

    plugin: str
    """As the archive or the payload names it; from outside."""
    label: str
    """What the number is called: "Blend", "Whiten + Brighten", "Opacity"."""
    values: tuple[float, ...]
    """As the board has them, 1.0 for 100 %; FEWEST-MOST, rising."""

    def __post_init__(self) -> None:
        """Raises ValueError for too few or too many values, and for those that don't rise."""
        if not FEWEST <= len(self.values) <= MOST or list(self.values) != sorted(set(self.values)):
            raise ValueError("steps of an axis out of bounds")

    def in_words(self, value: float) -> str:
        """ "Dodge Burn 45 %" """
        return f"{self.plugin} {percent(value)}"


@dataclass(frozen=True, slots=True)
class SweepCell:
    """One place in a sweep."""

    row: int
    column: int
    values: tuple[float, ...]
    """One for each axis, in the sweep's order."""

    @property
    def id(self) -> str:
        """Of its place: "0-2"."""
        return f"{self.row}-{self.column}"


@dataclass(frozen=True, slots=True)
class Sweep:
    """One axis across, and perhaps one down; all else is as whoever makes the pictures has it."""

    across: Varied
    down: Varied | None = None

    @property
    def axes(self) -> tuple[Varied, ...]:
        return (self.across,) if self.down is None else (self.across, self.down)

    @property
    def rows(self) -> tuple[tuple[SweepCell, ...], ...]:
        """From top to bottom, each from left to right."""
        down = [()] if self.down is None else [(value,) for value in self.down.values]
        return tuple(
            tuple(SweepCell(row, column, (value, *below)) for column, value in enumerate(self.across.values))
            for row, below in enumerate(down)
        )

    @property
    def cells(self) -> Iterator[SweepCell]:
        return (cell for row in self.rows for cell in row)

    def cell(self, cell_id: str) -> SweepCell | None:
        """By its id, which may be anybody's word."""
        return next((cell for cell in self.cells if cell.id == cell_id), None)

    def in_words(self, cell: SweepCell) -> str:
        """ "Dodge Burn 45 %, White Teeth 30 %" """
        return ", ".join(axis.in_words(value) for axis, value in zip(self.axes, cell.values, strict=True))


def steps(low: float, high: float, count: int, step: float) -> tuple[float, ...]:
    """From one value to the other in `count` steps that are as even as multiples of `step` can be.

    Fewer where there are not so many multiples between them. Raises ValueError for fewer than FEWEST.
    """
    wanted = (low + (high - low) * place / (count - 1) for place in range(count))
    values = sorted({round(round(value / step) * step, 6) for value in wanted})
    if len(values) < FEWEST:
        raise ValueError("too narrow for so many steps")
    return tuple(values)

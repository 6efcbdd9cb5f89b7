"""A sweep as the grid takes it: what is in a cell comes from the sweep, its picture from what makes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from retouch_lib.presets.sweeping import Sweep, SweepCell
from retouch_lib.ui.grid import Cell, Column, Row

PICKED = "picked"


class Made(NamedTuple):
    """How one cell is made."""

    src: str
    """As `grid.Cell.src`."""
    mark: str = ""
    words: str = ""
    """What stands on it."""


def rows_of(sweep: Sweep, name: str, original: str, made: Callable[[SweepCell], Made]) -> tuple[Row, ...]:
    """A row for each step down, or one. `name`: the photo's, where no step names the row; `original`: its `Row.src`."""
    found = []
    for place, cells in enumerate(sweep.rows):
        called = sweep.down.in_words(sweep.down.values[place]) if sweep.down else name
        drawn = ((cell, made(cell)) for cell in cells)
        found.append(
            Row(
                f"row-{place}",
                called,
                original,
                tuple(
                    Cell(
                        cell.id,
                        sweep.across.in_words(cell.values[0]),
                        one.src,
                        words=one.words,
                        mark=one.mark,
                        simulated=True,
                    )
                    for cell, one in drawn
                ),
            )
        )
    return tuple(found)


def columns_of(sweep: Sweep, tally: str) -> list[Column]:
    """Their heads; `tally`: what is said below each."""
    return [Column(sweep.across.in_words(value), tally) for value in sweep.across.values]

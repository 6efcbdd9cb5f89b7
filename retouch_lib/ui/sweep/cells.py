"""A sweep as the grid takes it: what is in a cell comes from the sweep, its picture from what makes it."""

from __future__ import annotations

from collections.abc import Callable

from retouch_lib.presets.sweeping import Sweep, SweepCell
from retouch_lib.ui.grid import Cell, Column, Row

PICKED = "picked"


def rows_of(
    sweep: Sweep,
    name: str,
    original: str,
    made: Callable[[SweepCell], Cell],
    *,
    row_id: str = "row",
) -> tuple[Row, ...]:
    """A row for each step down, or one. `name`: the photo's, where no step names the row; `original`: its `Row.src`.
    `row_id`: what its ids begin with."""
    found = []
    for place, cells in enumerate(sweep.rows):
        called = sweep.down.in_words(sweep.down.values[place]) if sweep.down else name
        found.append(Row(f"{row_id}-{place}", called, original, tuple(map(made, cells))))
    return tuple(found)


def label_of(sweep: Sweep, cell: SweepCell) -> str:
    """What a cell is called within its row."""
    return sweep.across.in_words(cell.values[0])


def columns_of(sweep: Sweep, tally: str) -> list[Column]:
    """Their heads; `tally`: what is said below each."""
    return [Column(sweep.across.in_words(value), tally) for value in sweep.across.values]

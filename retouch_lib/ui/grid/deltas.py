"""What of the rows goes to the browser: all of them once, and from then on what is other than then.

Each sending is complete by itself. It names the rows that it speaks of by their digest; a browser that doesn't hold
those (a run of the page was lost, or the page was loaded anew) says so and gets them all. What changed is told against
those rows and never against the sending before, so that none can be missed and none counts twice.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from retouch_lib.ui.grid.cells import Cell, Row

MOST_CHANGED = 200
"""Cells; with more of them all rows are sent anew."""

_CHANGING = ("src", "state", "words", "share", "mark", "stars", "note", "warning", "simulated")
_BLANK = {name: Cell.__dataclass_fields__[name].default for name in _CHANGING}


@dataclass(frozen=True, slots=True)
class Sent:
    """The rows that were sent whole, as the browser holds them."""

    digest: str
    frame: str
    """A hash of all of them that changes are not told of: ids and labels."""
    cells: Mapping[str, Mapping[str, Any]]
    """Cell's id → what may change of it."""


def prepare(rows: Sequence[Row], sent: Sent | None) -> tuple[Sent, dict[str, Any]]:
    """The rows to hold on to, which are `sent` where that will do, and what is other than in those, by cell's id."""
    cells = {cell.id: _changing(cell) for row in rows for cell in row.cells if cell is not None}
    frame = _hash([_frame(row) for row in rows])
    if sent is not None and sent.frame == frame:
        changed = {cell_id: now for cell_id, now in cells.items() if now != sent.cells[cell_id]}
        if len(changed) <= MOST_CHANGED:
            return sent, changed
    return Sent(_hash([frame, cells]), frame, cells), {}


def whole(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """All rows as the browser takes them; what is as usual of a cell is left out."""
    return [{**_frame(row), "cells": [_cell(cell) for cell in row.cells]} for row in rows]


def _frame(row: Row) -> dict[str, Any]:
    cells = [None if cell is None else [cell.id, cell.label] for cell in row.cells]
    odd = {"warning": row.warning} if row.warning else {}
    faces = {"faces": row.faces} if row.faces else {}
    return {"id": row.id, "name": row.name, "src": row.src, **odd, **faces, "cells": cells}


def _cell(cell: Cell | None) -> dict[str, Any] | None:
    if cell is None:
        return None
    said = {name: value for name, value in _changing(cell).items() if value != _BLANK[name]}
    return {"id": cell.id, "label": cell.label, **said}


def _changing(cell: Cell) -> dict[str, Any]:
    return {name: getattr(cell, name) for name in _CHANGING}


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]

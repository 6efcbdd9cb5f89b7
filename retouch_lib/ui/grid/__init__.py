"""A grid of pictures: rows and columns of cells that are judged where they stand. What they are it doesn't know.

A Streamlit v2 component without a build step. Only what is in sight is on the page, and each picture is one request.
Judgements show at once; what the page says next settles them. See `deltas` for what is sent and `told` for what comes
back.

memory: Memory = session.value(…) or Memory()
told, memory = taken(key, memory)
… judge what was told, make the rows …
memory = grid(rows, columns, view=Framing("face", 220), key=key, memory=memory)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import streamlit as st

from retouch_lib.ui import keys
from retouch_lib.ui.component import component
from retouch_lib.ui.grid.cells import SIDES as SIDES
from retouch_lib.ui.grid.cells import Cell as Cell
from retouch_lib.ui.grid.cells import Column as Column
from retouch_lib.ui.grid.cells import Framing as Framing
from retouch_lib.ui.grid.cells import Row as Row
from retouch_lib.ui.grid.deltas import prepare, whole
from retouch_lib.ui.grid.told import Memory as Memory
from retouch_lib.ui.grid.told import Pointed as Pointed
from retouch_lib.ui.grid.told import Told as Told
from retouch_lib.ui.grid.told import holds, take

_FOLDER = Path(__file__).parent
_SCRIPTS = (
    *keys.SCRIPTS,
    "lattice",
    "sheet",
    "ledger",
    "choice",
    "faces",
    "cell",
    "heads",
    "rows",
    "ahead",
    "hands",
    "grid",
)
"""In the order in which they need each other."""


def taken(key: str, memory: Memory) -> tuple[Told, Memory]:
    """What was done in the grid since the last run: to be asked before its rows are made."""
    return take(st.session_state.get(key), memory)


def grid(
    rows: Sequence[Row],
    columns: Sequence[Column],
    *,
    view: Framing,
    key: str,
    memory: Memory,
    label: str,
    shown: Sequence[int] | None = None,
    corner: str = "",
    hint: str = "",
    pointing: bool = False,
    ties: bool = False,
    choosing: bool = False,
    behind: bool = False,
    go_to: tuple[str, str] | None = None,
) -> Memory:
    """Draws the grid; returns what to keep of it.

    `label`: what it is to a screen reader. `shown`: the places of the rows to be seen, all where it is None. `corner`:
    below the head of the originals. `hint`: a sentence above the grid. `pointing`: a click in a picture tells its spot
    and does nothing else. `ties`: whether a row may be said to have no winner.
    `choosing`: a pick is all that can be said of a cell, and the next one takes its place, in whatever row. `behind`:
    something opened from the grid is shown in its place, only the way back is drawn. `go_to`: ids of a row and a cell
    that is to be the current one.
    """
    sent, changed = prepare(rows, memory.sent)
    state = st.session_state.get(key)
    _component(
        key=key,
        data={
            "label": label,
            "digest": sent.digest,
            "rows": None if holds(state) == sent.digest else whole(rows),
            "changed": changed,
            "tied": [row.id for row in rows if row.tied],
            "shown": None if shown is None else list(shown),
            "columns": [asdict(column) for column in columns],
            "view": asdict(view),
            "judged": {"by": memory.by, "upto": memory.upto},
            "corner": corner,
            "hint": hint,
            "pointing": pointing,
            "ties": ties,
            "choosing": choosing,
            "behind": behind,
            "goTo": list(go_to) if go_to else None,
            "keys": keys.sent("survey"),
        },
        on_holds_change=_nothing,
        on_judge_change=_nothing,
        on_open_change=_nothing,
        on_back_change=_nothing,
        on_point_change=_nothing,
        on_single_keys_change=keys.heard(key),
    )
    return replace(memory, sent=sent)


def _nothing() -> None:
    """Streamlit tells a value only to a page that listens for it."""


_component = component(_FOLDER, _SCRIPTS, keys.STYLE)

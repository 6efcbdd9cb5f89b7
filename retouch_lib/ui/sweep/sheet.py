"""The grid of a sweep from layers, the cell that is picked in it, and the one that is looked at large."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from retouch_lib.imaging.strengths import Strengths
from retouch_lib.presets.layer_sweep import LayerSweep
from retouch_lib.presets.simulating import percent
from retouch_lib.presets.sweeping import SweepCell
from retouch_lib.ui import session
from retouch_lib.ui.grid import Cell, Memory, Told, grid, taken
from retouch_lib.ui.server.urls import crop_template, mix_crop_template
from retouch_lib.ui.sweep.axes import axes
from retouch_lib.ui.sweep.cells import PICKED, columns_of, label_of, rows_of
from retouch_lib.ui.sweep.chosen import chosen_bar
from retouch_lib.ui.sweep.closeup import closeup
from retouch_lib.ui.sweep.crops import CROPS, crop_choice
from retouch_lib.ui.sweep.swept import Swept

_ON_MIX = "as on Mix"


class _Picked(NamedTuple):
    """A cell, kept while other steps are looked at."""

    label: str
    strengths: Strengths
    job: str
    base: Strengths
    """The mix that it was swept from: of another one it says nothing."""


def sheet(shown: Swept) -> None:
    """Draw choices, bar and grid; or what was opened from it, in its place."""
    told, memory = taken(session.SWEEP_GRID, session.value(session.SWEEP_MEMORY) or Memory())
    session.put(session.SWEEP_MEMORY, memory)
    with st.container():  # one element, however much there is in it: a grid that is moved forgets where it was scrolled
        swept = axes(shown)
    if swept is None:
        return
    _follow(told, shown, swept)
    opened = _here(swept, session.value(session.SWEEP_OPENED))
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        crop = crop_choice(session.SWEEP_CROP)
        _bar(shown, swept, opened)
    _grid(shown, swept, crop, behind=opened is not None)
    if opened is not None:
        _large(shown, swept, opened, crop)


def _bar(shown: Swept, swept: LayerSweep, opened: SweepCell | None) -> None:
    """What is looked at large, or else what was picked, though it be in other steps than these."""
    picked = _picked(shown)
    cell = opened or _here(swept, picked.strengths if picked else None)
    if cell is not None:
        chosen_bar(shown, swept.sweep.in_words(cell), swept.strengths(cell))
    elif picked is not None:
        chosen_bar(shown, picked.label, picked.strengths, note="Picked before: none of these cells.")
    else:
        chosen_bar(shown, "", None)


def _picked(shown: Swept) -> _Picked | None:
    picked: _Picked | None = session.value(session.SWEEP_CHOSEN)
    return picked if picked and (picked.job, picked.base) == (shown.result.job.id, shown.base) else None


def _follow(told: Told, shown: Swept, swept: LayerSweep) -> None:
    """Keep what was picked, and where the user went."""
    for judgement in told.judgements:
        ids = judgement.get("shots")
        last = ids[-1] if isinstance(ids, list) and ids and isinstance(ids[-1], str) else ""
        if judgement.get("what") == "clear":
            session.take(session.SWEEP_CHOSEN)
        elif judgement.get("what") == "pick" and (cell := swept.sweep.cell(last)):
            picked = _Picked(swept.sweep.in_words(cell), swept.strengths(cell), shown.result.job.id, swept.base)
            session.put(session.SWEEP_CHOSEN, picked)
    if told.opened is not None:
        row, cell_id, _ = told.opened
        cell = swept.sweep.cell(cell_id or f"{row.removeprefix('row-')}-0")
        if cell is not None:
            session.put(session.SWEEP_OPENED, swept.strengths(cell))
    if told.back and (before := _here(swept, session.take(session.SWEEP_OPENED))):
        session.put(session.SWEEP_WENT, (f"row-{before.row}", before.id))


def _here(swept: LayerSweep, strengths: Strengths | None) -> SweepCell | None:
    """The cell with these strengths; None where there is none any more."""
    return next((cell for cell in swept.sweep.cells if swept.strengths(cell) == strengths), None)


def _grid(shown: Swept, swept: LayerSweep, crop: str, *, behind: bool) -> None:
    picture, picked = shown.result.picture, _picked(shown)

    def made(cell: SweepCell) -> Cell:
        strengths = swept.strengths(cell)
        mark = PICKED if picked and strengths == picked.strengths else ""
        words = _ON_MIX if strengths == swept.base else ""
        src = mix_crop_template(str(picture), str(strengths))
        return Cell(cell.id, label_of(swept.sweep, cell), src, words=words, mark=mark, simulated=True)

    memory = grid(
        rows_of(swept.sweep, shown.photo.name, crop_template(picture.below, picture.below), made),
        columns_of(swept.sweep, "simulated"),
        view=CROPS[crop],
        key=session.SWEEP_GRID,
        memory=session.value(session.SWEEP_MEMORY),
        label="Sweep: a column a strength",
        choosing=True,
        behind=behind,
        go_to=session.value(session.SWEEP_WENT),
    )
    session.put(session.SWEEP_MEMORY, memory)


def _large(shown: Swept, swept: LayerSweep, opened: SweepCell, crop: str) -> None:
    row = [(percent(cell.values[0]), swept.strengths(cell)) for cell in swept.sweep.rows[opened.row]]
    seen = closeup(shown, row, str(swept.strengths(opened)), CROPS[crop].region)
    now = next((strengths for _, strengths in row if str(strengths) == seen), None)
    if now is not None and now != swept.strengths(opened):
        session.put(session.SWEEP_OPENED, now)
        st.rerun()  # the bar above names what is looked at

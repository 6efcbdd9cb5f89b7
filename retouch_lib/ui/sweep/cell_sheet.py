"""A sweep of any setting: its price, and the grid of its cells as they come, in a fragment that ticks meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import streamlit as st

from retouch_lib.errors import RetouchError
from retouch_lib.presets.payload_sweep import PayloadSweep
from retouch_lib.store.records import Pick
from retouch_lib.ui import session, workspace
from retouch_lib.ui.grid import Memory, Told, grid, taken
from retouch_lib.ui.session import lab, owner
from retouch_lib.ui.shared import judging
from retouch_lib.ui.shared.again import draw_again
from retouch_lib.ui.shared.amounts import choose_amount
from retouch_lib.ui.shared.photo_names import photo_names
from retouch_lib.ui.shared.text import plain
from retouch_lib.ui.sweep.asked import AskedSweep
from retouch_lib.ui.sweep.cell_bar import cell_bar
from retouch_lib.ui.sweep.cell_closeup import cell_closeup
from retouch_lib.ui.sweep.cell_leaving import cell_leaving
from retouch_lib.ui.sweep.cell_rows import cell_id, cell_rows
from retouch_lib.ui.sweep.cells import columns_of
from retouch_lib.ui.sweep.crops import CROPS, crop_choice
from retouch_lib.ui.sweep.curves import curves
from retouch_lib.ui.sweep.price import price, rendered_choice, rendered_wanted
from retouch_lib.work.sweep_cells import PlannedCell, PlannedSweep

_FEW, _SIDE, _SMALL_SIDE = 8, 220, 160
"""Up to how many columns cells are large, and how many pixels wide they are then, and else."""
TICK_SECONDS = 1.0
"""How often the grid looks into the store while cells are under way; no server is asked."""


class CellKept(NamedTuple):
    """A cell that was opened or judged, by what is in it: other axes may put it elsewhere."""

    photo: str
    fingerprint: str
    place: str
    """Where it stood: two cells may have the same in them."""


def cell_sheet(asked: AskedSweep, sweep: PayloadSweep) -> None:
    """Draw it."""
    planned = _planned(asked, sweep)
    if planned is None:
        return

    def draw() -> None:
        _sheet(asked, sweep, ticking=planned.under_way)

    every = TICK_SECONDS if planned.under_way and not session.asking() else None
    st.fragment(draw, run_every=every, key=session.CELLS)()


def _planned(asked: AskedSweep, sweep: PayloadSweep) -> PlannedSweep | None:
    """None, and it is said, where it can't be planned."""
    if not asked.photos:
        st.info("Choose a photo to sweep.")
        return None
    try:
        return lab().sweeps.plan(
            *(owner(), asked.photos, sweep, workspace.server().name),
            rendered=rendered_wanted(),
            longest_side=workspace.longest_side(),
        )
    except RetouchError as error:
        st.warning(plain(str(error)))
        return None


def _sheet(asked: AskedSweep, sweep: PayloadSweep, *, ticking: bool) -> None:
    planned, noting = _planned(asked, sweep), session.noted()
    if planned is None:
        return
    told, memory = taken(session.CELLS_GRID, session.value(session.CELLS_MEMORY) or Memory())
    session.put(session.CELLS_MEMORY, memory)
    _follow(told, planned)
    opened = _cell(planned, session.value(session.CELLS_OPENED))
    with st.container():  # one element, however much there is in it: a grid that is moved forgets where it was scrolled
        price(planned)
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            crop = crop_choice(session.CELLS_CROP)
            rendered_choice(planned)
            cell_bar(planned, opened or _cell(planned, session.value(session.CELLS_CHOSEN)))
    picks = lab().picks.of_photos(owner(), planned.photos)
    _grid(planned, picks, crop, behind=opened is not None)
    if opened is not None:
        _large(planned, opened, picks, crop)
    else:
        curves(planned)
        cell_leaving(planned)
    judging.tell()
    if session.noted() != noting or planned.under_way != ticking:
        st.rerun()  # the whole page: a dialog opens, or the timer starts or stops


def _cell(planned: PlannedSweep, kept: CellKept | None) -> PlannedCell | None:
    """That one, be it elsewhere by now; None where there is none any more."""
    if kept is None:
        return None
    same = [one for one in planned.cells if (one.photo, one.preset.fingerprint) == (kept.photo, kept.fingerprint)]
    return next((one for one in same if one.id == kept.place), same[0] if same else None)


def _kept(one: PlannedCell) -> CellKept:
    return CellKept(one.photo, one.preset.fingerprint, one.id)


def _by_grid_id(planned: PlannedSweep, row: str, cell: str) -> PlannedCell | None:
    """As the grid named it; cells with the same values share a job, so the row counts. Empty: the row's first."""
    its = [one for one in planned.cells if f"{one.photo[:12]}-{one.cell.row}" == row]
    return next((one for one in its if cell in (cell_id(one), "")), None)


def _follow(told: Told, planned: PlannedSweep) -> None:
    """Judge what was judged, and keep where the user went."""
    jobs = {job.id: job for job in planned.jobs}
    for judgement in told.judgements:
        judging.judge(judgement, jobs)
        shots = judgement.get("shots")
        last = shots[-1] if isinstance(shots, list) and shots else None
        judged = next((one for one in planned.cells if cell_id(one) == last), None)
        if judged is not None:
            session.put(session.CELLS_CHOSEN, _kept(judged))
    if told.opened is not None and (one := _by_grid_id(planned, *told.opened[:2])) is not None:
        session.put(session.CELLS_OPENED, _kept(one))
        session.put(session.CELLS_CHOSEN, _kept(one))
    if told.back and (before := _cell(planned, session.take(session.CELLS_OPENED))) is not None:
        session.put(session.CELLS_WENT, (f"{before.photo[:12]}-{before.cell.row}", cell_id(before)))


def _grid(planned: PlannedSweep, picks: Mapping[str, Pick], crop: str, *, behind: bool) -> None:
    names = photo_names(lab().store.photos_of(owner(), planned.photos))
    amounts = lab().mixes.amounts(owner(), [job.id for job in planned.jobs])
    memory = grid(
        cell_rows(planned, names, picks, amounts),
        columns_of(planned.sweep.sweep, ""),
        view=replace(CROPS[crop], side=_SIDE if len(planned.sweep.axes[0].values) <= _FEW else _SMALL_SIDE),
        key=session.CELLS_GRID,
        memory=session.value(session.CELLS_MEMORY),
        label="Sweep: a column a value",
        corner=_corner(planned),
        behind=behind,
        go_to=session.value(session.CELLS_WENT),
    )
    session.put(session.CELLS_MEMORY, memory)


def _corner(planned: PlannedSweep) -> str:
    """ "12 of 20 cells" """
    cells = planned.cells
    there = sum(one.simulated is not None or (one.job is not None and one.job.result is not None) for one in cells)
    return f"{there:,} of {len(cells):,} cells"


def _large(planned: PlannedSweep, opened: PlannedCell, picks: Mapping[str, Pick], crop: str) -> None:
    photo = lab().store.photo(owner(), opened.photo)
    if photo is None:
        session.take(session.CELLS_OPENED)
        draw_again()
    state = cell_closeup(planned, photo, opened, picks, CROPS[crop].region)
    jobs = {job.id: job for job in planned.jobs}
    if state.judge:
        judging.judge(state.judge, jobs)
    amount = choose_amount(state.amount, jobs.values())
    now = next((one for one in planned.cells if _is_beside(one, opened) and cell_id(one) == state.right), None)
    if now is not None and now.id != opened.id:
        session.put(session.CELLS_OPENED, _kept(now))
        session.put(session.CELLS_CHOSEN, _kept(now))
    if session.noted():
        st.rerun()  # the whole page: the dialog is drawn by it
    if amount or state.step or state.judge or (now is not None and now.id != opened.id):
        draw_again()


def _is_beside(one: PlannedCell, opened: PlannedCell) -> bool:
    return (one.photo, one.cell.row) == (opened.photo, opened.cell.row)

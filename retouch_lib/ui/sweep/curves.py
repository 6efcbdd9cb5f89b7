"""Curves: each measure against what is varied across, so that one sees where an effect saturates."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import altair as alt
import pandas as pd
import streamlit as st

from retouch_lib.presets.varying import NumberVariable
from retouch_lib.ui import session
from retouch_lib.ui.session import lab, owner
from retouch_lib.ui.shared.needs_look import TICK_SECONDS, triaged
from retouch_lib.words.counted import counted
from retouch_lib.work.sweep_cells import PlannedSweep
from retouch_lib.work.sweep_table import MEASURES

_HEIGHT, _WITH_NAMES = 200, 320
"""CSS pixels of a chart; of one that names its lines."""
_NAMES_BESIDE = 2
_DASH_SIZE, _GREY = 900, "#8a8a8a"
"""Of the line beside the name of its dashes, square pixels."""
_COLOUR, _DASH = "colour", "dash"
"""Columns that tell whose curve a row is part of."""


def curves(planned: PlannedSweep) -> None:
    """Draw them in what opens at a press; they grow while results are measured."""
    if not any(job.result for job in planned.jobs):
        return
    with st.expander("Curves: what each step does", icon=":material/show_chart:"):
        found = triaged(planned.jobs)
        measuring = found.is_measuring and not session.asking()
        every = TICK_SECONDS if measuring else None
        st.fragment(partial(_curves, planned), run_every=every, key=session.CELLS_CURVES)()


def _curves(planned: PlannedSweep) -> None:
    found = triaged(planned.jobs)
    frame = lab().sweeps.frame(owner(), planned)
    if found.is_measuring:
        st.caption(f"Measured: {found.measured:,} of {counted(found.count, 'result')}.")
    known = [name for name in MEASURES if frame[name].notna().any()]
    if not known:
        st.caption("No measure is known yet." if found.is_measuring else "None of these results could be measured.")
        return
    rows = _lines(planned, frame)
    columns = st.columns(min(2, len(known)))
    for place, name in enumerate(known):
        with columns[place % len(columns)]:
            st.markdown(f"**{MEASURES[name]}**")
            chart = _chart(planned, rows, name)
            st.altair_chart(chart, key=session.cells_curve(name), alt=f"{MEASURES[name]} against what is varied across")
    st.caption(
        "Texture kept: 1 is all of it. What the figures mean: Compare, Measures. Simulated cells aren’t measured."
    )


def _lines(planned: PlannedSweep, frame: pd.DataFrame) -> pd.DataFrame:
    """With what tells lines apart: the photo by its colour, the step down by its dashes, or by colour on one photo."""
    axes = planned.sweep.axes
    down = [axes[1].short(one.cell.values[1]) if len(axes) > 1 else "" for one in planned.cells]
    steps = pd.Series(down, index=frame.index)
    several = len(planned.photos) > 1
    frame[_COLOUR] = frame["photo_name"] if several else steps
    frame[_DASH] = steps if several else ""
    return frame


def _chart(planned: PlannedSweep, rows: pd.DataFrame, measure: str) -> alt.Chart:
    across = planned.sweep.axes[0].variable
    named = [column for column in (_COLOUR, _DASH) if rows[column].nunique() > 1]
    shown = rows.rename(columns={across.title: "x", measure: "y"})[["x", "y", _COLOUR, _DASH]].dropna()
    title = f"{across.title}, {across.sign.strip()}" if isinstance(across, NumberVariable) else across.title
    x = alt.X("x:Q", title=title) if isinstance(across, NumberVariable) else alt.X("x:N", title=title, sort=None)
    chart: alt.Chart = (
        alt.Chart(shown)
        .mark_line(point=True)
        .encode(
            x,
            alt.Y("y:Q", title=None, scale=alt.Scale(zero=False, nice=True)),
            alt.Color(f"{_COLOUR}:N", title=None, scale=_scale(rows, _COLOUR), legend=_legend(_COLOUR, named)),
            alt.StrokeDash(f"{_DASH}:N", title=None, scale=_scale(rows, _DASH), legend=_legend(_DASH, named)),
            [
                alt.Tooltip("x", title=across.title),
                alt.Tooltip("y:Q", format=".3~f", title=MEASURES[measure]),
                *(alt.Tooltip(f"{column}:N", title="of") for column in named),
            ],
        )
        .properties(height=_WITH_NAMES if named else _HEIGHT)
    )
    return chart


def _scale(rows: pd.DataFrame, column: str) -> alt.Scale:
    """The same in every chart, whatever of it is known."""
    domain = list(dict.fromkeys(rows[column]))
    return alt.Scale(domain=domain, scheme="tableau10") if column == _COLOUR else alt.Scale(domain=domain)


def _legend(column: str, named: Sequence[str]) -> alt.Legend | None:
    if column not in named:
        return None
    if column == _COLOUR:
        return alt.Legend(orient="bottom", columns=_NAMES_BESIDE)
    return alt.Legend(
        orient="bottom",
        columns=_NAMES_BESIDE,
        symbolType="stroke",
        symbolSize=_DASH_SIZE,
        symbolStrokeColor=_GREY,
        symbolFillColor=_GREY,
    )

"""Curves: each measure against what is varied across, so that one sees where an effect saturates."""

from __future__ import annotations

from functools import partial

import altair as alt
import pandas as pd
import streamlit as st

from retouch_lib.presets.varying import NumberVariable
from retouch_lib.ui import session
from retouch_lib.ui.session import OWNER, lab
from retouch_lib.ui.shared.needs_look import TICK_SECONDS, triaged
from retouch_lib.words.counted import counted
from retouch_lib.work.sweep_cells import PlannedSweep
from retouch_lib.work.sweep_table import MEASURES

_HEIGHT, _WITH_NAMES = 200, 280
"""CSS pixels of a chart; of one that names its lines."""
_NAMES_BESIDE = 3
_LINE = "line"
"""The column that tells whose curve a row is part of."""


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
    frame = lab().sweeps.frame(OWNER, planned)
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
    """With a name for each photo and step down."""
    parts = [frame["photo_name"]] if len(planned.photos) > 1 else []
    if len(planned.sweep.axes) > 1:
        down = planned.sweep.axes[1]
        names = [down.short(one.cell.values[1]) for one in planned.cells]
        parts.append(pd.Series(names, index=frame.index))
    joined = parts[0] if parts else pd.Series("", index=frame.index)
    for part in parts[1:]:
        joined = joined + " · " + part
    return frame.assign(**{_LINE: joined})


def _chart(planned: PlannedSweep, rows: pd.DataFrame, measure: str) -> alt.Chart:
    across = planned.sweep.axes[0].variable
    several = rows[_LINE].nunique() > 1
    shown = rows.rename(columns={across.title: "x", measure: "y"})[["x", "y", _LINE]].dropna()
    title = f"{across.title}, {across.sign.strip()}" if isinstance(across, NumberVariable) else across.title
    x = alt.X("x:Q", title=title) if isinstance(across, NumberVariable) else alt.X("x:N", title=title, sort=None)
    chart: alt.Chart = (
        alt.Chart(shown)
        .mark_line(point=True)
        .encode(
            x,
            alt.Y("y:Q", title=None, scale=alt.Scale(zero=False, nice=True)),
            alt.Color(
                f"{_LINE}:N", title=None, legend=alt.Legend(orient="bottom", columns=_NAMES_BESIDE) if several else None
            ),
            [
                alt.Tooltip("x", title=across.title),
                alt.Tooltip("y:Q", format=".3~f", title=MEASURES[measure]),
                *([alt.Tooltip(f"{_LINE}:N", title="of")] if several else []),
            ],
        )
        .properties(height=_WITH_NAMES if several else _HEIGHT)
    )
    return chart

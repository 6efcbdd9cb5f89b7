"""The figures of results against their original, with what each means, and what a texture kept looks like."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib.imaging.measures.definitions import TEXTURE_CROPS
from retouch_lib.store.records import Job
from retouch_lib.ui.server.top_level import SETTINGS
from retouch_lib.ui.server.urls import texture_url
from retouch_lib.ui.session import lab, owner
from retouch_lib.ui.shared.escaped import table
from retouch_lib.ui.shared.measure_words import definitions, lines
from retouch_lib.ui.shared.needs_look import triaged
from retouch_lib.ui.shared.shots import result_label
from retouch_lib.ui.shared.text import distinct, plain
from retouch_lib.work.triaging import TriagedResults, is_measurable

_NOT_YET = "not measured yet"
_LOOK = "Needs a look"
_WIDTH = 220
"""Pixels; the crops of texture are so wide, at 1:1."""


def measures_panel(jobs: Sequence[Job]) -> None:
    """Draw it, where any of these jobs has a picture."""
    shown = [job for job in jobs if is_measurable(job)]
    if not shown:
        return
    with st.expander("Measures", icon=":material/straighten:"):
        found = triaged(shown)
        labels = distinct([result_label(job) for job in shown])
        columns = {label: _column(job, found) for label, job in zip(labels, shown, strict=True)}
        names = list(dict.fromkeys(name for column in columns.values() for name in column))
        table({"": names, **{label: [column.get(name, "–") for name in names] for label, column in columns.items()}})
        st.caption("Parts and spots that are gone are shown in the picture: its button with three sheets, or K.")
        with st.popover("What these figures mean", icon=":material/help:"):
            _meaning()


def _column(job: Job, found: TriagedResults) -> dict[str, str]:
    measured = lab().triages.figures(owner(), job)
    if measured is None:
        return {_LOOK: found.troubles.get(job.id, _NOT_YET)}
    return {_LOOK: found.why(job.id) or "no", **lines(measured)}


def _meaning() -> None:
    for name, text in definitions():
        st.markdown(f"**{plain(name)}.** {plain(text)}")
    st.markdown("Skin of the sample portrait at 1:1, with all of its texture and smoothed to what is kept of it:")
    with st.container(horizontal=True, gap="small"):
        for kept in TEXTURE_CROPS:
            st.markdown(f"![Skin with {kept} % of its texture]({texture_url(kept)})  \n{kept} %", width=_WIDTH)
    # by its focus the keyboard scrolls what is longer than the window
    st.page_link(SETTINGS, label="From what on a result needs a look: Settings", icon=":material/settings:")

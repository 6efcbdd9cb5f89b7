"""The cell that was picked, or is open: used on Mix, or saved as a preset."""

from __future__ import annotations

import streamlit as st

from retouch_lib.errors import InvalidPayload
from retouch_lib.imaging.strengths import Strengths
from retouch_lib.ui import session
from retouch_lib.ui.server.top_level import MIX
from retouch_lib.ui.shared.kept_press import kept_press
from retouch_lib.ui.shared.preset_save import begin_saving
from retouch_lib.ui.shared.simulated import BADGE
from retouch_lib.ui.shared.text import plain
from retouch_lib.ui.sweep.swept import Swept

_HINT = (
    "Simulated from layers, for nothing. Pick a cell (P) to use it; Enter opens it, up to 1:1. All else is as on Mix."
)


def chosen_bar(shown: Swept, label: str, strengths: Strengths | None, note: str = "") -> None:
    """Draw what it is, and what can be done with it. `label`: in the plugins' words; None where none is chosen; `note`:
    what is to be known of it."""
    if strengths is None:
        st.caption(_HINT, width="stretch")
        return
    st.markdown(f"**{plain(label)}** {BADGE}", width="content")
    if note:
        st.caption(note, width="content")
    taken = shown.result.job.id, strengths.guarded("")  # Mix has its own guard
    if kept_press("Use on Mix", key=session.SWEEP_USE, about=taken, icon=":material/layers:", type="primary"):
        session.put(session.MIX_TAKEN, taken)
        st.switch_page(MIX)
    _save_button(shown, label, strengths)


def _save_button(shown: Swept, label: str, strengths: Strengths) -> None:
    try:
        saved = shown.result.as_preset(strengths, label)
    except InvalidPayload:
        st.caption("Every layer is off: there is nothing to save.")
        return
    st.button(
        "Save as preset",
        key=session.SWEEP_SAVE,
        icon=":material/bookmark_add:",
        help=plain(" ".join(saved.remarks)) or None,
        on_click=begin_saving,
        args=((saved.preset,),),
    )

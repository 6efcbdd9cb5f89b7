"""The caption under layered results: what is seen of them was composed on this computer."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib.store.records import Job
from retouch_lib.ui.shared.layer_words import COMPOSED
from retouch_lib.ui.shared.shots import is_layered
from retouch_lib.ui.viewer import Shot


def composed_note(jobs: Sequence[Job], shots: Sequence[Shot], more: str = "") -> None:
    """Say that what the viewer shows of a layered result was made here; nothing where it shows none."""
    if {job.id for job in jobs if is_layered(job)} & {shot.id for shot in shots}:
        st.caption(f"{COMPOSED}{more}", width="content")

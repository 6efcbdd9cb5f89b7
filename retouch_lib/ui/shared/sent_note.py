"""The caption under results of a photo that was sent reduced."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib.store.records import Job, Photo
from retouch_lib.ui.shared.sent_words import shown_in_words
from retouch_lib.ui.shared.shots import pair_of
from retouch_lib.ui.shared.text import plain


def sent_note(photo: Photo, jobs: Sequence[Job]) -> None:
    """Say to which size the photo was reduced for these results, and which original stands beside them."""
    if said := shown_in_words(photo, jobs, together=pair_of(jobs) is not None):
        st.caption(plain(said))

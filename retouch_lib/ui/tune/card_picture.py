"""The picture on a result's card: its face, which a press shows in the viewer."""

from __future__ import annotations

import streamlit as st

from retouch_lib.store.records import JobState, Mix, RunItem
from retouch_lib.ui import session
from retouch_lib.ui.shared.before_after import face_of_job, face_url
from retouch_lib.ui.shared.text import plain


def card_picture(item: RunItem, amount: Mix | None = None) -> None:
    """Draw it, in the amount that is kept; the photo's own face, pale, while there is no result."""
    job = item.job
    address = face_of_job(job, amount) if job.state is JobState.DONE else ""
    if not address:
        st.markdown(f"![No result yet]({face_url(job.photo)})")
        return
    st.button(
        f"![Show {plain(item.variant)}]({address})",
        key=session.show_result(job.id),
        type="tertiary",
        width="stretch",
        on_click=_show,
        args=(job.id,),
    )


def _show(job_id: str) -> None:
    session.put(session.RESULT_SHOWN, job_id)

"""Below the sliders: the mix as a preset, confirmed by really rendering it, and as a file."""

from __future__ import annotations

import streamlit as st

from retouch_lib.errors import InvalidPayload, RetouchError
from retouch_lib.store.records import Job, JobState
from retouch_lib.ui import session
from retouch_lib.ui.mix.document import document, document_button
from retouch_lib.ui.mix.mixed import Mixed
from retouch_lib.ui.mix.paying import paying_button
from retouch_lib.ui.mix.waiting import job_of, waiting
from retouch_lib.ui.server.urls import mix_file_url
from retouch_lib.ui.session import lab, owner
from retouch_lib.ui.shared.preset_save import begin_saving
from retouch_lib.ui.shared.text import plain
from retouch_lib.work.mixing import Confirming

_SEEN = ((1.0, "hardly visible"), (2.0, "visible side by side"))
"""Mean ΔE00 below which a difference is so."""
_PLAIN = "plain to see"
ENDINGS = {"jpg": "JPEG", "png": "PNG"}


def confirming(mixed: Mixed) -> Confirming | None:
    """What would confirm the mix; None, and it is said, where nothing of it is on."""
    try:
        return lab().mixes.confirming(owner(), mixed.mix)
    except InvalidPayload:
        return None
    except RetouchError as error:
        st.caption(plain(str(error)))
        return None


def rendered(wanted: Confirming | None) -> Job | None:
    """The job that has confirmed it already."""
    job = job_of(wanted.plan) if wanted else None
    return job if job is not None and job.state is JobState.DONE and job.result_type in ("jpeg", "png") else None


def leaving(mixed: Mixed, wanted: Confirming | None) -> None:
    """Draw the buttons and what came of them."""
    if wanted is None:
        st.caption("Every layer is off: there is nothing to save.")
        return
    if wanted.saved.remarks:
        st.caption(plain("As a preset: " + " ".join(wanted.saved.remarks)))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            "Save as preset", key=session.MIX_SAVE, icon=":material/bookmark_add:", on_click=begin_saving,
            args=((wanted.saved.preset,),),
        )  # fmt: skip
        if wanted.plan.answered:
            words = "Confirmed" if rendered(wanted) else "Confirming …"
            st.button(words, key=session.MIX_CONFIRM, disabled=True)
        else:
            paying_button("Confirm", wanted.plan, session.MIX_CONFIRM, "secondary")
        for ending, words in ENDINGS.items():
            url = mix_file_url(mixed.result.job.id, str(mixed.leaving), ending, mixed.mix.name or "mix")
            st.link_button(words, url, icon=":material/download:", type="tertiary")
        document_button(mixed)
    document(mixed)
    if mixed.alone is not None:
        st.caption("One layer is seen alone; what is saved, confirmed or downloaded is the whole mix.")
    waiting([job_of(wanted.plan)], "The mix")
    if job := rendered(wanted):
        _compared(mixed, job)


def _compared(mixed: Mixed, job: Job) -> None:
    """How far the simulated picture is from what came."""
    try:
        off = lab().mix_pictures.off(mixed.result.picture, mixed.strengths, job.result or "")
    except (RetouchError, OSError) as error:
        st.caption(plain(str(error)))
        return
    seen = next((words for limit, words in _SEEN if off.mean < limit), _PLAIN)
    worst = f"ΔE00 {off.mean:.1f} on the whole, {off.worst:.1f} at its worst place"
    st.caption(plain(f"The mix, simulated against rendered: {worst}. On the whole that is {seen}."))

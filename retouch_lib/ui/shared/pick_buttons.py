"""What can be said of one result by mouse or finger: pick, reject, stars, note. The viewer's keys say the same."""

from __future__ import annotations

import streamlit as st

from retouch_lib.store.records import Job, Pick, Verdict
from retouch_lib.ui import session
from retouch_lib.ui.session import Key
from retouch_lib.ui.shared.judging import judge_jobs
from retouch_lib.ui.shared.text import plain
from retouch_lib.work.picks import Judgement

_TAKES_BACK = "A press takes it back."
_BY_KEY = "The key P also goes on to the next photo."


def pick_buttons(job: Job, pick: Pick | None) -> None:
    """Draw them for a result, as it is judged now; a press on what stands takes it back."""
    verdict = pick.verdict if pick else Verdict.NONE
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=session.pick_row(job.id)):
        if verdict is Verdict.PICKED:
            _button("Picked", "check_circle", job, Judgement("clear"), f"The photo’s winner. {_TAKES_BACK} (P or U)")
        else:
            _button(
                "Pick", "check", job, Judgement("pick"), f"This look wins the photo; another’s pick goes. {_BY_KEY}"
            )
        if verdict is Verdict.REJECTED:
            _button("Rejected", "cancel", job, Judgement("clear"), f"{_TAKES_BACK} (X or U)")
        else:
            _button("Reject", "close", job, Judgement("reject"), "Not this look. (X)")
        _note(job, pick.note if pick else "")
        _stars(job, pick.stars if pick else 0)


def _button(label: str, icon: str, job: Job, judgement: Judgement, help_text: str) -> None:
    st.button(
        label,
        key=session.pick_button(label, job.id),
        icon=f":material/{icon}:",
        type="tertiary",
        help=help_text,
        on_click=_say,
        args=(job, judgement),
    )


def _say(job: Job, judgement: Judgement) -> None:
    judge_jobs([job], judgement)


def _stars(job: Job, stars: int) -> None:
    # A widget of its own for each number that stands: the browser sends what it last drew with every press, and what of
    # that is late would count as a choice of the old number.
    key = session.pick_stars(job.id, stars)
    session.put(key, stars - 1 if stars else None)
    st.feedback("stars", key=key, on_change=_give_stars, args=(job, key))


def _give_stars(job: Job, key: Key) -> None:
    chosen = session.value(key)
    judge_jobs([job], Judgement("stars", 0 if chosen is None else chosen + 1))


def _note(job: Job, note: str) -> None:
    st.button(
        "Note",
        key=session.pick_button("Note", job.id),
        icon=":material/sticky_note_2:" if note else ":material/edit_note:",
        type="tertiary",
        help=f"{plain(note)} (N)" if note else "A note on this result. (N)",
        on_click=_write_note,
        args=(job,),
    )


def _write_note(job: Job) -> None:
    session.write_note([job])
    st.rerun()  # the whole page: the dialog is drawn by it

"""What came with finished results: the server's remarks, and what is odd about a file. Each is said once."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib.store.records import Job, JobState
from retouch_lib.ui.shared.shots import result_label
from retouch_lib.ui.shared.text import plain


def remarks_note(jobs: Sequence[Job]) -> None:
    """Draw one line for the done ones among these jobs, or none."""
    if lines := remarks_in_words([job for job in jobs if job.state is JobState.DONE]):
        st.caption(plain(" · ".join(lines)))


def remarks_in_words(jobs: Sequence[Job]) -> list[str]:
    """ "2 faces found." where all say the same, "balanced, heavy: 2 faces found." where only some do."""
    who: dict[str, list[str]] = {}
    for job in jobs:
        for remark in dict.fromkeys(filter(None, (job.reason, job.note))):
            who.setdefault(remark, []).append(result_label(job))
    return [remark if len(names) == len(jobs) else f"{', '.join(names)}: {remark}" for remark, names in who.items()]

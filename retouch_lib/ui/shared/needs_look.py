"""Which results need a look: how many of them, and a list of them, the worst first, each with its reason and place."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

from retouch_lib.imaging.faces.regions import MOST_TIMES, spot_name
from retouch_lib.imaging.measures.places import PhotoPlace, around
from retouch_lib.store.records import Job, RunItem
from retouch_lib.ui import session, workspace
from retouch_lib.ui.server.top_level import COMPARE
from retouch_lib.ui.server.urls import crop_url
from retouch_lib.ui.session import lab, owner
from retouch_lib.ui.shared.shots import result_label
from retouch_lib.ui.shared.text import plain
from retouch_lib.work.triage import Reason, Triaged
from retouch_lib.work.triaging import TriagedResults

TICK_SECONDS = 2.0
"""How often it is looked how far measuring has come."""
_AT_FIRST, _MORE = 6, 12
"""Results in the list, and so many more with each press."""
_MOST_MARKS = 3
_CROP, _WIDTH = 160, 112
"""Pixels of a crop as it is made, and as it is shown."""
_SEEN = 24
"""Pixels of a crop that a mark is wide at least, if that takes no more than `MOST_TIMES`."""
_WIDE = 0.3
"""Of the picture: a place that reaches further is shown in the whole picture."""

Open = Callable[[Job, PhotoPlace | None], None]


def triaged(jobs: Sequence[Job]) -> TriagedResults:
    """Of these jobs."""
    return lab().triages.of_jobs(owner(), jobs)


def jobs_of(items: Sequence[RunItem]) -> list[Job]:
    """Each job once, called as in the run."""
    return list(
        {item.job.id: replace(item.job, variant=item.variant, photo_name=item.photo_name) for item in items}.values()
    )


def open_in_compare(job: Job, place: PhotoPlace | None) -> None:
    """Show that result on Compare beside its original, at 1:1 at that place."""
    workspace.show_photo(job.photo)
    session.put(session.compared(job.photo), [job.id])
    session.put(session.LOOK_AT, (job.photo, place.middle) if place else None)
    st.switch_page(COMPARE)


def looked_at(photo: str) -> tuple[float, float] | None:
    """The place of that photo at which a result was opened from the list; None for another photo, or without one."""
    kept = session.value(session.LOOK_AT)
    return kept[1] if kept and kept[0] == photo else None


def needs_look(jobs: Sequence[Job], where: str, open_: Open = open_in_compare) -> None:
    """Draw it, where any of these jobs has a result. `where`: the page's name. `open_`: what a press does."""
    found = triaged(jobs)
    if not found.count:
        return

    def draw() -> None:
        _draw(jobs, where, open_, was_measuring=found.is_measuring)

    if found.is_measuring and not session.asking():
        st.fragment(draw, run_every=TICK_SECONDS, key=session.needs_look(where))()
    else:
        # A part of what it stands in: what is pressed here and in a viewer beside it in one moment comes to one run.
        draw()


def _draw(jobs: Sequence[Job], where: str, open_: Open, *, was_measuring: bool) -> None:
    found = triaged(jobs)
    with st.container(gap="xxsmall", key=session.needs_look_box(where)):
        flag = ":material/flag: " if found.needing else ""
        st.markdown(f"{flag}{needs_look_in_words(found)}")
        if found.needing or found.troubles:
            with st.expander("Worst first"):
                _list(found, {job.id: job for job in jobs}, where, open_)
    if found.is_measuring != was_measuring and not session.asking():
        st.rerun()  # the whole page: the timer stops, and what shows reasons elsewhere is drawn with all of them


def needs_look_in_words(found: TriagedResults) -> str:
    """ "5 of 200 need a look", "1 of 12 needs a look · measuring 13 of 200" """
    count = len(found.needing)
    verb = "needs" if count <= 1 else "need"
    told = f"{count or 'None'} of {found.measured} {verb} a look"
    words = [f"**{told}**" if count else told] if found.measured else []
    if found.is_measuring:
        words.append(f"measuring {found.measured + 1} of {found.count}")
    if found.troubles:
        words.append(f"{len(found.troubles)} could not be measured")
    return " · ".join(words)


def _list(found: TriagedResults, jobs: dict[str, Job], where: str, open_: Open) -> None:
    shown = session.value(session.needs_look_count(where)) or _AT_FIRST
    for one in found.needing[:shown]:
        _result(jobs[one.id], one, where, open_)
    if (left := len(found.needing) - shown) > 0:
        st.button(
            f"{min(left, _MORE)} more",
            key=session.needs_look_more(where),
            on_click=session.put,
            args=(session.needs_look_count(where), shown + _MORE),
        )
    for job_id, trouble in list(found.troubles.items())[:_AT_FIRST]:
        st.caption(f"{named_result(jobs[job_id])}: {plain(trouble)}")


def _result(job: Job, one: Triaged, where: str, open_: Open) -> None:
    worst = one.reasons[0]
    times = _times(job, worst)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", border=True):
        for place in _places(worst):
            _pair(job, place, times)
        with st.container(gap=None, width="stretch"):
            st.markdown(f"**{named_result(job)}**")
            for reason in one.reasons:
                st.markdown(plain(reason.words))
            if times > 1:
                st.caption(f"Shown {times} × enlarged")
        st.button(
            "Open at 1:1",
            key=session.needs_look_open(where, job.id),
            icon=":material/search:",
            help="This result beside its original, at the place of the first reason.",
            on_click=session.put,
            args=(session.needs_look_opened(where), job.id),
        )
        if session.value(session.needs_look_opened(where)) == job.id:  # kept: a key may have ended the run of the press
            session.take(session.needs_look_opened(where))
            open_(job, worst.place)


def _places(reason: Reason) -> list[PhotoPlace | None]:
    """Where to look: at each mark that is gone, else at the place that is plainest."""
    if reason.marks:
        return [around(mark.x, mark.y) for mark in reason.marks[:_MOST_MARKS]]
    return [reason.place]


def _times(job: Job, reason: Reason) -> int:
    """By how much the crops of marks are enlarged, so that the smallest can be seen; 1 for all other places."""
    photo = lab().store.photo(owner(), job.photo) if reason.marks else None
    if photo is None:
        return 1
    smallest = min(2 * mark.radius * photo.width for mark in reason.marks[:_MOST_MARKS])
    return min(MOST_TIMES, max(1, math.ceil(_SEEN / max(smallest, 1.0))))


def _pair(job: Job, place: PhotoPlace | None, times: int) -> None:
    """The same part before and after."""
    region = "whole" if place is None or max(place.width, place.height) > _WIDE else spot_name(*place.middle, times)
    assert job.result is not None
    with st.container(horizontal=True, gap="xxsmall", width="content"):
        st.markdown(f"![before]({crop_url(job.photo, job.photo, region, _CROP)})", width=_WIDTH)
        st.markdown(f"![after]({crop_url(job.result, job.photo, region, _CROP)})", width=_WIDTH)


def named_result(job: Job) -> str:
    """Photo and look, safe in Markdown."""
    return plain(f"{job.photo_name} · {result_label(job)}")

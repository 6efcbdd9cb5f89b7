"""One run of a colleague's: its pictures, what may be done with them, and the way to one's own Tune."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib.errors import NotAllowed, RetouchError
from retouch_lib.presets.preset import Preset
from retouch_lib.store.records import Job, JobState, Photo
from retouch_lib.ui import session, workspace
from retouch_lib.ui.server.top_level import TUNE
from retouch_lib.ui.session import lab
from retouch_lib.ui.shared.add_variants import add_variants
from retouch_lib.ui.shared.kept_press import kept_press
from retouch_lib.ui.shared.shots import computed_of, face_boxes, original_shot, result_shots
from retouch_lib.ui.shared.text import plain
from retouch_lib.ui.team.results import results
from retouch_lib.ui.viewer import viewer
from retouch_lib.words.counted import counted
from retouch_lib.words.text import visible
from retouch_lib.words.times import day_of_year_and_time
from retouch_lib.work.sharing import NO_LONGER, OpenedRun

HEIGHT = 560
"""Pixels of the viewer."""
_MOST_SHOWN = 5
_PLACE = "team"


def asked_run() -> OpenedRun | None:
    """The run that the address names; None, with a sentence, where it isn't there or not shared any more."""
    run_id = st.query_params.get(session.RUN, "")
    if not run_id:
        return None
    opened = lab().sharing.run(session.owner(), run_id)
    if opened is None:
        st.warning(NO_LONGER)
    return opened


def opened_run(opened: OpenedRun) -> None:
    """Draw it."""
    _head(opened)
    session.show_sayings(_PLACE)
    photo = _photo(opened)
    if photo is None:
        st.info("Its photos are no longer there.")
        return
    jobs = list({item.job.id: item.job for item in opened.run.items if item.job.photo == photo.sha256}.values())
    done = [job for job in jobs if job.state is JobState.DONE][:_MOST_SHOWN]
    viewer(
        [original_shot(photo, done), *result_shots(photo, done)],
        key=session.TEAM_VIEWER,
        height=HEIGHT,
        faces=face_boxes(photo),
        photo=photo.sha256,
        name=photo.name,
        computed=computed_of(photo),
    )
    results(opened, jobs, _PLACE)


def _head(opened: OpenedRun) -> None:
    run = opened.run
    who = plain(lab().people.name(opened.access.owner))
    labels = {server.name: server.label for server in lab().servers()}
    said = [f"made on {labels.get(run.server, run.server)}", counted(len(_photos(opened)), "photo")]
    if run.project:
        said.append(f"project “{run.project}”")
    st.subheader(f"{who}’s run of {day_of_year_and_time(run.created_at)}", anchor=False)
    st.caption(f"{plain(' · '.join(said))}. {_may_in_words(opened)}")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if kept_press(
            "Use on my Tune",
            key=session.TEAM_USE,
            about=run.id,
            type="primary",
            icon=":material/tune:",
            help="Copies its photos onto your list, and its looks onto your board. Nothing is run or paid by that.",
        ):
            _use(opened)
        st.button("All shared runs", key=session.TEAM_BACK, icon=":material/arrow_back:", on_click=_close)


def _may_in_words(opened: OpenedRun) -> str:
    judge = "to look at and to judge: what you pick stands for its owner, too" if opened.writes else "to look at"
    return f"Shared with you {judge}. What you run is a run of your own, on your own budget."


def _photos(opened: OpenedRun) -> list[str]:
    return list(dict.fromkeys(item.job.photo for item in opened.run.items))


def _photo(opened: OpenedRun) -> Photo | None:
    """The one chosen; the first at first."""
    wanted = _photos(opened)
    there = {photo.sha256: photo for photo in lab().store.photos_of(opened.access.owner, wanted)}
    listed = [there[sha256] for sha256 in wanted if sha256 in there]
    if len(listed) < 2:
        return next(iter(listed), None)
    chosen: Photo = st.selectbox(
        "Photo", listed, format_func=lambda photo: visible(photo.name), key=session.team_photo(opened.run.id), width=360
    )
    return chosen


def _use(opened: OpenedRun) -> None:
    """Copy photos and looks, then go there."""
    try:
        photos = lab().sharing.copy_photos(session.owner(), opened.run.id)
        looks = _looks(opened)
    except (NotAllowed, RetouchError) as error:
        session.say("error", plain(str(error)), _PLACE)
        st.rerun()
    st.query_params.clear()
    workspace.choose_photos([photo.sha256 for photo in photos])
    if photos:
        workspace.show_photo(photos[0].sha256)
    known = {variant.preset.fingerprint for variant in workspace.variants()}
    new = [look for look in looks if look.fingerprint not in known]
    added = add_variants(new)
    wanted = {look.fingerprint for look in looks}
    workspace.choose_variants([one.id for one in workspace.variants() if one.preset.fingerprint in wanted])
    if added < len(new):
        session.say("warning", f"{counted(len(new) - added, 'look')} had no room on your board.")
    st.switch_page(TUNE)


def _looks(opened: OpenedRun) -> Sequence[Preset]:
    """What the run asked for, each once; of a look that can't be read nothing."""
    found: dict[str, Preset] = {}
    for item in opened.run.items:
        job: Job = item.job
        found.setdefault(job.fingerprint, Preset.from_json(job.payload, name=item.variant))
    return tuple(found.values())


def _close() -> None:
    del st.query_params[session.RUN]

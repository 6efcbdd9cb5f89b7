"""The picture side of Tune: the viewer, and the strip of results that fills while a run is under way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from retouch_lib.cloud.servers import LOCAL_NAME
from retouch_lib.store.records import JobState, Photo, Run, RunItem
from retouch_lib.ui import runs, session, workspace
from retouch_lib.ui.desk import photos_of
from retouch_lib.ui.shared import judging
from retouch_lib.ui.shared.again import draw_again
from retouch_lib.ui.shared.amounts import amounts_of, choose_amount, with_amounts
from retouch_lib.ui.shared.composed_note import composed_note
from retouch_lib.ui.shared.dropped_files import dropped_files
from retouch_lib.ui.shared.look import ALIKE, keep_look, looks_wanted, mode_kept, wanted_place
from retouch_lib.ui.shared.needs_look import jobs_of, needs_look
from retouch_lib.ui.shared.photo_filter import photo_filter, seen, show_next
from retouch_lib.ui.shared.photo_strip import photo_strip
from retouch_lib.ui.shared.remarks import remarks_note
from retouch_lib.ui.shared.sent_note import sent_note
from retouch_lib.ui.shared.server_note import origin_note
from retouch_lib.ui.shared.shots import computed_of, face_boxes, judged, original_shot, result_shots
from retouch_lib.ui.shared.simulated import look_shots
from retouch_lib.ui.shared.strip_note import strip_note
from retouch_lib.ui.shared.tally import tally_bar
from retouch_lib.ui.shared.text import plain
from retouch_lib.ui.tune.job_cards import job_cards
from retouch_lib.ui.tune.judged import judge
from retouch_lib.ui.tune.look_cards import look_cards
from retouch_lib.ui.tune.photo_notes import photo_notes
from retouch_lib.ui.tune.run_bar import run_bar
from retouch_lib.ui.tune.unsent import unsent_bar
from retouch_lib.ui.viewer import viewer
from retouch_lib.work import time_left

TICK_SECONDS = 0.6
"""How often the strip looks into the store while a run is under way; no server is asked."""
VIEWER_HEIGHT = 700
_BELOW_PICTURE = 172
"""CSS pixels: the filmstrip, and how the run stands."""
_MOST_RESULTS = 5


def stage() -> None:
    """Draw viewer and strip; they tick by themselves only while something moves."""
    moving = runs.moving(runs.shown())

    def draw() -> None:
        _stage(moving)

    st.fragment(draw, run_every=TICK_SECONDS if moving else None, key=session.STAGE)()


def _stage(moved_before: int) -> None:
    dropped_files()
    photo = workspace.photo_shown()
    if photo is None:
        st.info("Drop a portrait, or start with a sample. Nothing leaves this computer on the local engine.")
        strip_note()  # all photos may have been taken off the list just now
        return
    judging.tell()
    run = runs.shown()
    items = _items(run, photo)
    _photo_name(photo)
    done = [replace(item.job, variant=item.variant) for item in items if item.job.state is JobState.DONE]
    picks = session.lab().picks.of_photos(session.owner(), photos_of(run) if run else ())
    looks = session.lab().previewing.looks(run, photo.sha256) if run else ()
    rendered = [] if looks else done[:_MOST_RESULTS]  # all layers at their most are no look that anybody asked for
    shots = judged([original_shot(photo, done), *result_shots(photo, rendered)], picks)
    shots += look_shots(photo, looks[:_MOST_RESULTS])
    amounts = amounts_of(done)
    state = viewer(
        with_amounts(photo, shots, done, amounts),
        key=session.VIEWER,  # the same for every photo: zoom and mode stay
        height=VIEWER_HEIGHT,
        fills=True,
        mode=mode_kept(),
        below=_BELOW_PICTURE,
        show=session.text(session.RESULT_SHOWN),
        right=wanted_place(shots),
        faces=face_boxes(photo),
        start="kept",
        photos=len(_walked(photo)) > 1,
        photo=photo.sha256,
        coming=_coming(items),
        name=photo.name,
        computed=computed_of(photo),
    )
    keep_look(state, shots)
    if state.right == session.value(session.RESULT_SHOWN):
        session.take(session.RESULT_SHOWN)  # asked for once more, it is news to the viewer
    judge(state.judge, {job.id: job for job in done}, run, photo)
    if choose_amount(state.amount, done):
        draw_again()
    if state.step:
        _step(photo, state.step)
    photo_strip(run, photo)
    moving = runs.moving(run)
    left = time_left.of_run(session.lab().store, run, session.lab().clock()) if run and moving else time_left.NOTHING
    if run is not None:
        run_bar(run, photo)
    with st.container(gap=None):
        photo_notes(photo)
        if run is not None and run.server != workspace.server().name:
            origin_note(done)
        composed_note(done, shots, " Compare opens the layers.")
        sent_note(photo, done)
    look_cards(looks)
    if items:
        job_cards(photo, items, left.jobs, picks, amounts)
    if run is not None:
        tally_bar(run.items, picks)
        needs_look(jobs_of(run.items), "tune")
    remarks_note(done)
    if run is not None:
        _run_notes(run, moving, len(looks or done))
    if moving != moved_before and not session.asking():
        st.rerun()  # the whole page: plan and balance have changed; after the last job the timer stops


def _run_notes(run: Run, moving: int, done: int) -> None:
    """What neither cards nor bar say: what can't be sent, what wasn't, and that the viewer has no room for all."""
    if unset := workspace.unset_in_words(run.server):
        st.caption(plain(unset))
    unsent_bar(run)
    if done > _MOST_RESULTS:
        st.caption(f"The viewer shows the first {_MOST_RESULTS} of {done} results. Compare shows any of them.")
    if moving and run.server != LOCAL_NAME:
        st.caption("You may close this tab. Paid results are fetched while Retouch Lab runs.")


def _items(run: Run | None, photo: Photo) -> list[RunItem]:
    """The run's items for this photo, without those no longer watched; variants with one job are one item."""
    if run is None:
        return []
    unwatched = runs.unwatched()
    items: dict[str, RunItem] = {}
    for item in run.items:
        if item.job.photo == photo.sha256 and item.job.id not in unwatched:
            alike = items.get(item.job.id)
            items[item.job.id] = replace(alike, variant=f"{alike.variant}{ALIKE}{item.variant}") if alike else item
    return list(items.values())


def _coming(items: Sequence[RunItem]) -> bool:
    """Whether what is to stand beside the original is on its way: the look wanted most, or the first result of all."""
    if not any(item.job.state is JobState.DONE for item in items):
        return any(runs.moves(item.job) for item in items)
    for name in looks_wanted():
        for item in items:
            if name in item.variant.split(ALIKE):
                return runs.moves(item.job)
    return False


def _photo_name(photo: Photo) -> None:
    """Which photo is shown, and where it stands among those of the run, with buttons to go on to another of them."""
    run = [other.sha256 for other in workspace.photos_chosen()]
    only = len(_walked(photo)) < 2
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if len(workspace.photos()) > 1:
            for label, icon, step in (("Previous", "chevron_left", -1), ("Next", "chevron_right", 1)):
                st.button(
                    label,
                    key=session.photo_step(step),
                    icon=f":material/{icon}:",
                    disabled=only,
                    help=_NO_OTHER if only else None,
                    on_click=_show_next,
                    args=(photo, step),
                )
        st.text(_place_in_words(photo, run), width="stretch")
        photo_filter()


_NO_OTHER = "No other photo is in the run: tick some in the strip below, or choose “All photos”."


def _place_in_words(photo: Photo, run: Sequence[str]) -> str:
    """ "2 of 7 in the run · DSC_2.jpg", "DSC_3.jpg · not in the run"; of the run's only photo its name."""
    if photo.sha256 not in run:
        return f"{photo.name} · not in the run"
    if len(run) < 2:
        return photo.name
    return f"{run.index(photo.sha256) + 1} of {len(run)} in the run · {photo.name}"


def _walked(photo: Photo) -> list[str]:
    """Those that the buttons and arrow keys go through: the run's that the filter leaves, and the one shown, as in the
    strip."""
    run = {other.sha256 for other in workspace.photos_chosen()} | {photo.sha256}
    return seen([other.sha256 for other in workspace.photos() if other.sha256 in run], photo.sha256)


def _show_next(photo: Photo, step: int) -> None:
    show_next(_walked(photo), photo.sha256, step)


def _step(photo: Photo, step: int) -> None:
    """The arrow keys in the viewer."""
    _show_next(photo, step)
    draw_again()

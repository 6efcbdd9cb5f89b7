"""The filmstrip below the picture, on Tune and on Compare: which photos are there, in the run, and shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from retouch_lib.store.records import Photo, Run
from retouch_lib.ui import desks, session, workspace
from retouch_lib.ui.filmstrip import Removed, Saying, StripPhoto, Which, filmstrip
from retouch_lib.ui.server.urls import THUMBNAIL, file_url
from retouch_lib.ui.session import lab, owner
from retouch_lib.ui.shared.photo_filter import seen
from retouch_lib.ui.shared.strip_conditions import conditions
from retouch_lib.ui.shared.strip_note import StripNote, say, strip_note
from retouch_lib.words.counted import counted
from retouch_lib.words.sizes import size_in_words


def photo_strip(run: Run | None, shown: Photo, show: Callable[[str], None] = workspace.show_photo) -> None:
    """Draw it. `run`: the one whose states it tells; `show`: what is done with the photo (SHA-256) that is clicked."""
    photos = _seen(workspace.photos(), shown)
    there = [photo.sha256 for photo in photos]
    picks = lab().picks.of_photos(owner(), there)
    with_results = lab().store.with_results(owner(), there)
    digest = filmstrip(
        [_frame(photo) for photo in photos],
        key=session.FILMSTRIP,
        shown=shown.sha256,
        chosen=[photo.sha256 for photo in workspace.ticked(photos)],
        conditions=conditions(run, picks, with_results),
        sent=session.text(session.FILMSTRIP_SENT),
        removable=desks.looked_at() is None,
        heard=lambda saying: _hear(saying, show),
    )
    session.put(session.FILMSTRIP_SENT, digest)
    strip_note()


def _seen(photos: Sequence[Photo], shown: Photo | None) -> list[Photo]:
    """Those that the filter leaves, and the one that is shown."""
    left = set(seen([photo.sha256 for photo in photos], shown.sha256 if shown else ""))
    return [photo for photo in photos if photo.sha256 in left]


def _frame(photo: Photo) -> StripPhoto:
    size = f"{photo.width} × {photo.height} · {size_in_words(photo.bytes)}"
    about = f"{photo.folder} · {size}" if photo.folder else size
    return StripPhoto(photo.sha256, photo.name, about, file_url(photo.sha256, THUMBNAIL))


def _hear(saying: Saying, show: Callable[[str], None]) -> None:
    if saying.lacks_frames:
        session.take(session.FILMSTRIP_SENT)
    if saying.shown:
        show(saying.shown)
    if not (saying.ticked or saying.choose or saying.remove):
        return
    if saying.ticked:
        _tick(saying.ticked)
    if saying.choose:
        _choose(saying.choose)
    if saying.remove:
        _remove(saying.remove)
    st.rerun()  # the whole page: the plan counts other photos


def _tick(ticked: Mapping[str, bool]) -> None:
    before = {photo.sha256 for photo in workspace.photos_chosen()}
    wanted = {*before, *(photo for photo, value in ticked.items() if value)}
    wanted -= {photo for photo, value in ticked.items() if not value}
    if wanted != before:
        say(None)
        workspace.choose_photos([photo.sha256 for photo in workspace.photos() if photo.sha256 in wanted])


def _choose(which: Which) -> None:
    before = tuple(photo.sha256 for photo in workspace.photos_chosen())
    photos = [photo.sha256 for photo in _seen(workspace.photos(), workspace.photo_shown())]
    new = lab().store.photos_never_run(owner()) if which == "new" else frozenset()
    chosen = {"all": photos, "none": [], "new": [photo for photo in photos if photo in new]}[which]
    if which == "new" and not chosen:
        say(StripNote("There are no new ones: each photo was run before."))
        return
    workspace.choose_photos(chosen)
    say(StripNote(_CHOSEN[which].format(counted(len(chosen), "photo")), before=before))


_CHOSEN: Mapping[Which, str] = {
    "all": "All are in the run now: {}.",
    "none": "None is in the run now.",
    "new": "In the run now: {}, never run before.",
}


def _remove(which: Removed) -> None:
    """Off the list; not while a run is looked at: one's own ticks are out of sight then."""
    if desks.looked_at() is not None:
        return
    chosen = {photo.sha256 for photo in workspace.photos_chosen()}
    shown = workspace.photo_shown()
    photos = [photo.sha256 for photo in _seen(workspace.tray(), shown)]
    gone = {
        "shown": [photo for photo in photos if shown is not None and photo == shown.sha256],
        "in the run": [photo for photo in photos if photo in chosen],
        "not in the run": [photo for photo in photos if photo not in chosen],
    }[which]
    lab().store.remove_photos(owner(), gone)
    words = f"{counted(len(gone), 'photo')} removed from the list. Runs and results stay."
    say(StripNote(words, removed=tuple(gone)))

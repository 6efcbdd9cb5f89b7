"""The photos in the sidebar: which are in the run, which is shown, and how more are added."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from retouch_lib.errors import RetouchError
from retouch_lib.imaging.files.limits import MAX_ADDED_BYTES
from retouch_lib.lab import SAMPLES
from retouch_lib.store.records import Photo
from retouch_lib.ui import session, workspace
from retouch_lib.ui.drop_zone import Uploaded, drop_zone
from retouch_lib.ui.server.routes import UPLOAD_TICKET
from retouch_lib.ui.server.urls import THUMBNAIL, file_url, upload_url
from retouch_lib.ui.session import Key
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.sizes import size_in_words
from retouch_lib.words.text import shortened_inside

_NAME_LENGTH = 16
_THUMBNAIL_WIDTH = 36
_SHORT_TRAY, _TALLEST_TRAY = 1, 5
_TRAY_HEIGHT = 340


def tray() -> None:
    """Draw the photos with their ticks, the drop zone and the samples."""
    st.markdown("**Photos**")
    rows = st.container(gap="xsmall")
    _adding()  # before the rows are filled: what arrives now is among them
    photos = workspace.photos()
    chosen = {photo.sha256 for photo in workspace.photos_chosen()}
    height: int | Literal["content"] = _TRAY_HEIGHT if len(photos) > _TALLEST_TRAY else "content"
    with rows, st.container(height=height, border=False, gap="xsmall", key=session.TRAY):
        for photo in photos:
            _row(photo, ticked=photo.sha256 in chosen)
        if len(chosen) < len(photos) > _SHORT_TRAY and workspace.may_clear_unticked():
            st.button(
                "Clear unticked",
                key=session.CLEAR_UNTICKED,
                type="tertiary",
                help="Takes them off this list. Their runs and results stay.",
                on_click=workspace.clear_unticked,
            )


def _row(photo: Photo, *, ticked: bool) -> None:
    key = session.photo_tick(photo.sha256)
    session.put(key, ticked)
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="xsmall"):
        unshown = session.lab().previews.refusal(photo.sha256)
        picture = f"![{plain(photo.name)}]({file_url(photo.sha256, THUMBNAIL)})"
        st.markdown(":material/broken_image:" if unshown else picture, width=_THUMBNAIL_WIDTH)
        st.checkbox(
            plain(shortened_inside(photo.name, _NAME_LENGTH)),
            key=key,
            help=f"{plain(photo.name)} · {photo.width} × {photo.height} · {size_in_words(photo.bytes)}",
            on_change=_ticked,
            args=(photo.sha256, key),
        )


def _ticked(sha256: str, key: Key) -> None:
    chosen = [photo.sha256 for photo in workspace.photos_chosen()]
    if session.value(key):
        workspace.choose_photos([*chosen, sha256])
        workspace.show_photo(sha256)
    else:
        left = [other for other in chosen if other != sha256]
        shown = workspace.photo_shown()
        workspace.choose_photos(left)
        if left and shown is not None and shown.sha256 == sha256:
            workspace.show_photo(left[0])


def _adding() -> None:
    answers = drop_zone(key=session.DROP, url=upload_url(UPLOAD_TICKET), max_bytes=MAX_ADDED_BYTES)
    _take([answer.sha256 for answer in answers if isinstance(answer, Uploaded)])
    st.caption("Or a sample:")
    with st.container(horizontal=True, gap="small"):
        for name in SAMPLES:
            st.button(
                name.capitalize(), key=session.sample_button(name), type="tertiary", on_click=_add_sample, args=(name,)
            )


def _take(sha256s: list[str]) -> None:
    """Choose what was uploaded, and no sample any more."""
    if sha256s:
        own = [photo.sha256 for photo in workspace.photos_chosen() if photo.sample is None]
        workspace.choose_photos([*own, *sha256s])
        workspace.show_photo(sha256s[0])


def _add_sample(name: str) -> None:
    try:
        photo = session.lab().add_sample(session.OWNER, name)
    except RetouchError as error:
        session.say("error", plain(str(error)))
        return
    workspace.choose_photos([*(other.sha256 for other in workspace.photos_chosen()), photo.sha256])
    workspace.show_photo(photo.sha256)

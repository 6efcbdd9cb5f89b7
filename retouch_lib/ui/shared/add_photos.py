"""In the sidebar: how photos are added, by the drop zone or as a sample."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib.errors import RetouchError
from retouch_lib.imaging.files.limits import MAX_ADDED_BYTES
from retouch_lib.lab import SAMPLES
from retouch_lib.ui import session, workspace
from retouch_lib.ui.drop_zone import Uploaded, drop_zone
from retouch_lib.ui.server.urls import upload_url
from retouch_lib.ui.shared.dropped_files import keep_dropped
from retouch_lib.ui.shared.strip_note import say, say_added
from retouch_lib.ui.shared.text import plain


def add_photos() -> None:
    """Draw the drop zone and the samples; what was dropped since is in the run then, and shown."""
    st.markdown("**Photos**")
    ticket = session.lab().upload_tickets.issue(session.owner())
    answers = drop_zone(key=session.DROP, url=upload_url(ticket), max_bytes=MAX_ADDED_BYTES)
    keep_dropped(answers)
    _take([answer.sha256 for answer in answers if isinstance(answer, Uploaded) and not answer.said])
    st.caption("Or a sample:")
    with st.container(horizontal=True, gap="small"):
        for name in SAMPLES:
            st.button(
                name.capitalize(), key=session.sample_button(name), type="tertiary", on_click=_add_sample, args=(name,)
            )


def _take(sha256s: Sequence[str]) -> None:
    """Put what was uploaded into the run, beside one's own photos and in the place of samples."""
    if sha256s:
        own = [photo.sha256 for photo in workspace.photos_chosen() if photo.sample is None]
        workspace.choose_photos([*own, *sha256s])
        workspace.show_photo(sha256s[0])
        say_added(sha256s, own)


def _add_sample(name: str) -> None:
    try:
        photo = session.lab().add_sample(session.owner(), name)
    except RetouchError as error:
        session.say("error", plain(str(error)))
        return
    say(None)
    workspace.choose_photos([*(other.sha256 for other in workspace.photos_chosen()), photo.sha256])
    workspace.show_photo(photo.sha256)

"""What is said of the photo in the viewer: one caption below it."""

from __future__ import annotations

import streamlit as st

from retouch_lib.errors import RetouchError
from retouch_lib.store.records import Photo
from retouch_lib.ui import session
from retouch_lib.ui.shared.text import plain

_ENDINGS = {"jpeg": ("jpg", "jpeg", "jpe", "jfif"), "png": ("png",)}


def photo_notes(photo: Photo) -> None:
    """Draw the caption, if there is something to say."""
    if notes := notes_of(photo):
        st.caption(plain(" ".join(notes)))


def notes_of(photo: Photo) -> list[str]:
    """Sentences, the most telling first."""
    if trouble := _trouble(photo):
        return [trouble]
    if photo.sample:
        return ["Sample: too small to judge pores. Drop your own full-size JPEG."]
    notes = list(session.lab().previews.remarks(photo.sha256))
    ending = photo.name.rpartition(".")[2].lower() if "." in photo.name else ""
    if ending and ending not in _ENDINGS[photo.format]:
        notes.append(f"Its name ends in .{ending}, but it is a {photo.format.upper()}: it is treated as one.")
    if photo.profile is None and not any("shown as sRGB" in note for note in notes):
        notes.append("No colour profile; shown as sRGB.")
    return notes


def _trouble(photo: Photo) -> str:
    """Why it can't be shown, and what that means for a run; empty where it can."""
    previews = session.lab().previews
    try:
        previews.size(photo.sha256)
    except RetouchError as error:
        return str(error)
    except OSError as error:
        return (
            f"The file of this photo can't be opened ({type(error).__name__}), so no run with it can start. "
            "Look whether the disk is there, or add the photo again."
        )
    return previews.refusal(photo.sha256)

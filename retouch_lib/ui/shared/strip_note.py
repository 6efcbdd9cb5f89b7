"""One line below the filmstrip: what was just done to the list or to the run's photos, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from retouch_lib.ui import session, workspace
from retouch_lib.ui.session import lab, owner
from retouch_lib.words.counted import counted

_ADDED, _ONLY = "added to the run", "only these are in the run"


@dataclass(frozen=True, slots=True)
class StripNote:
    """What was done. Photos are named by SHA-256."""

    words: str
    """A sentence of ours."""
    before: tuple[str, ...] | None = None
    """What was in the run; None where that did not change."""
    added: tuple[str, ...] = ()
    """Photos that were just chosen, those among them that were on the list already, too."""
    called: str = ""
    """What those are: "2 new photos"."""
    only: bool = False
    """Whether these alone are in the run, and those of before are not."""
    removed: tuple[str, ...] = ()
    """Photos that were taken off the list."""

    @property
    def undoable(self) -> bool:
        return self.before is not None or bool(self.removed)


def say(note: StripNote | None) -> None:
    """Say it from now on; None takes away what was said."""
    session.put(session.STRIP_NOTE, note)


def say_added(photos: Sequence[str], before: Sequence[str]) -> None:
    """That these were added to the photos that were in the run."""
    added = tuple(dict.fromkeys(photos))
    new = [photo for photo in added if photo not in before]
    called = counted(len(new), "new photo")
    if len(new) < len(added):
        called = f"{counted(len(added), 'photo')}, {len(new) or 'none'} of them new"
    others = any(photo not in added for photo in before)
    say(StripNote(f"{called}: {_ADDED}.", tuple(before), added, called) if others else None)


def strip_note() -> None:
    """Draw it, where there is something to say."""
    note: StripNote | None = session.value(session.STRIP_NOTE)
    if note is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(note.words, width="content")
        if note.added:
            label = "Add to the others" if note.only else "Only these instead"
            st.button(label, key=session.ONLY_NEW, type="tertiary", on_click=_turn, args=(note,))
        if note.undoable:
            st.button("Undo", key=session.UNDO_STRIP, type="tertiary", on_click=_undo, args=(note,))
        hide = ":material/close:"
        st.button("Hide", key=session.HIDE_STRIP_NOTE, icon=hide, type="tertiary", on_click=say, args=(None,))


def _turn(note: StripNote) -> None:
    """Between the new ones beside the others, and the new ones alone."""
    only = not note.only
    workspace.choose_photos(note.added if only else list(dict.fromkeys((*(note.before or ()), *note.added))))
    say(replace(note, only=only, words=f"{note.called}: {_ONLY if only else _ADDED}."))
    st.rerun()  # the whole page: the plan counts other photos


def _undo(note: StripNote) -> None:
    if note.removed:
        lab().store.put_photos_back(owner(), note.removed)
    if note.before is not None:
        workspace.choose_photos(note.before)
    say(None)
    st.rerun()

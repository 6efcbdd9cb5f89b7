"""Delete a run, or everything of a project, for good: what would go is counted before, and asked about."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import streamlit as st

from retouch_lib.errors import RetouchError
from retouch_lib.store.deletion import DeletionCount
from retouch_lib.ui import session
from retouch_lib.ui.session import Key
from retouch_lib.ui.shared.again import draw_again
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.counted import counted
from retouch_lib.words.sizes import size_in_words
from retouch_lib.words.text import folded, shortened_inside

_PLACE = "deleting"
_NAME_LENGTH = 30


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the dialog is about."""

    runs: tuple[str, ...]
    project: str
    """Empty where single runs are meant."""


def delete_buttons(runs: Collection[str], projects: Collection[str]) -> None:
    """Buttons for these runs (by id), and for their project where they all have one; and the dialog they open."""
    ids = tuple(sorted(set(runs) - {""}))
    label = f"Delete {len(ids)} runs" if len(ids) > 1 else "Delete run"
    why = "" if ids else "Its run is no longer known."
    _button(
        label,
        session.DELETE_RUNS,
        _Asked(ids, ""),
        why or "Its photos, results and names, for good. Counted first.",
        why,
    )
    named = {folded(project): project for project in projects}
    if ids and len(named) == 1 and (project := next(iter(named.values()))):
        whole = _Asked((), project)
        text = f"Every run of “{plain(project)}”, with photos, results and names, for good. Counted first."
        _button(
            f"Delete all of “{plain(shortened_inside(project, _NAME_LENGTH))}”", session.DELETE_PROJECT, whole, text, ""
        )
    if session.value(session.DELETE_ASKED) is not None:
        st.dialog("Delete for good?", on_dismiss=_dismiss)(_dialog)()


def deletion_in_words(count: DeletionCount) -> list[str]:
    """What goes, what was paid for it, and what stays; a sentence each."""
    goes = f"**{counted(count.photos, 'photo')}, {counted(count.results, 'result')}** ({size_in_words(count.bytes)})"
    sentences = [
        f"{goes} of {counted(count.runs, 'run')} go from this computer, with their previews, names,"
        " payloads, picks and notes."
    ]
    if count.credits or count.unknown:
        paid = f"{counted(count.credits, 'credit')} {'was' if count.credits == 1 else 'were'} paid for them"
        if count.unknown:
            paid += f", and of {counted(count.unknown, 'job')} nobody knows"
        sentences.append(f"{paid}; the results can’t be fetched again. The credits stay counted, without a name.")
    kept = [counted(count.photos_kept, "photo")] if count.photos_kept else []
    kept += [counted(count.results_kept, "result")] if count.results_kept else []
    if kept:
        one = count.photos_kept + count.results_kept == 1
        sentences.append(f"{' and '.join(kept)} used by other runs {'stays' if one else 'stay'}.")
    return sentences


def _button(label: str, key: Key, asked: _Asked, text: str, why_not: str) -> None:
    icon = ":material/delete_forever:"
    st.button(label, key=key, icon=icon, help=text, disabled=bool(why_not), on_click=_ask, args=(asked,))


def _ask(asked: _Asked) -> None:
    session.put(session.DELETE_ASKED, asked)
    session.put(session.DELETE_TYPED, "")


def _dismiss() -> None:
    session.take(session.DELETE_ASKED)


def _dialog() -> None:
    asked: _Asked | None = session.value(session.DELETE_ASKED)
    if asked is None:
        return
    storage = session.lab().storage
    runs = storage.runs_of(session.owner(), asked.project) if asked.project else asked.runs
    count = storage.count_deletion(session.owner(), runs)
    if not count.runs:
        st.info("There is nothing of it any more.")
        return
    if asked.project:
        st.markdown(f"Everything of the project “{plain(asked.project)}”:")
    st.markdown(" ".join(deletion_in_words(count)))
    st.caption("A server deletes its own copies 24 hours after the start; a browser keeps small pictures for a while.")
    session.show_sayings(_PLACE)
    ready = _confirmed(asked, count)
    with st.container(horizontal=True, gap="small"):
        pressed = st.button("Delete for good", key=session.DELETE_NOW, type="primary", disabled=not ready)
        if st.button("Keep it", key=session.DELETE_NOT):
            _dismiss()
            st.rerun()
    if pressed and ready:
        _delete(runs, count)


def _confirmed(asked: _Asked, count: DeletionCount) -> bool:
    """Whether it may be pressed: nothing is under way, and a project's name is typed."""
    if count.under_way:
        st.warning(
            f"{counted(count.under_way, 'job')} still under way: what they bring is paid for. Wait until they have"
            " ended, cancel them, or decide about what got no answer; then delete."
        )
        return False
    if not asked.project:
        return True
    typed = str(st.text_input("Type the project’s name, then press Enter", key=session.DELETE_TYPED))
    return folded(typed.strip()) == folded(asked.project)


def _delete(runs: Collection[str], count: DeletionCount) -> None:
    """Exactly what was counted; more than that is not deleted."""
    try:
        with st.spinner("Deleting …"):
            gone = session.lab().storage.delete(session.owner(), runs, count)
    except RetouchError as error:
        session.say("error", plain(str(error)), _PLACE)
        draw_again()
    _dismiss()
    if session.lab().storage.unfinished():
        session.say(
            "warning",
            "Something of it is in use at the moment, or the disk is full: it is removed within the hour, or when"
            " Retouch Lab starts the next time.",
        )
    session.forget_compared()
    session.say(
        "success",
        f"Deleted for good: {counted(gone.runs, 'run')}, {counted(gone.photos, 'photo')},"
        f" {counted(gone.results, 'result')} ({size_in_words(gone.bytes)}).",
    )
    st.rerun()

"""To where a parcel leaves: as one ZIP by the browser, or into a folder of this computer; and how far it is."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from retouch_lib.errors import InvalidFolder, MissingFolder
from retouch_lib.media.parcel import Parcel
from retouch_lib.ui import preferences, session
from retouch_lib.ui.server.urls import download_url
from retouch_lib.ui.session import lab, owner
from retouch_lib.ui.shared.download_words import (
    ended_in_words,
    moving_in_words,
    remarks_in_words,
    size_of_parcel_in_words,
)
from retouch_lib.ui.shared.escaped import progress
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.counted import counted
from retouch_lib.work.folder_writer import Writing
from retouch_lib.work.transfers import Transfer, TransferState

ZIP, FOLDER = "ZIP", "Folder on this computer"
NUMBER, REPLACE = "Number the new ones", "Replace what is there"
_PLACE = "download"
_PRESSED = session.DOWNLOAD_PRESSED
_LOOKS_EVERY = 0.5


def way_out(parcel: Parcel, told: DeltaGenerator) -> None:
    """Draw the choice and the button; and into `told`, which is in sight, what has become of this choice's press."""
    if lab().folder_writer.allowed and _is_folder():
        _folder(parcel, told)
    else:
        _zip(parcel, told)


def _is_folder() -> bool:
    before = preferences.text(preferences.DOWNLOAD_TO) or ZIP
    chosen = st.segmented_control(
        "To",
        (ZIP, FOLDER),
        default=before if before in (ZIP, FOLDER) else ZIP,
        required=True,
        key=session.DOWNLOAD_TO,
    )
    if chosen != before:
        lab().store.set_preference(owner(), preferences.DOWNLOAD_TO, str(chosen))
    return bool(chosen == FOLDER)


def _zip(parcel: Parcel, told: DeltaGenerator) -> None:
    ticket = lab().tickets.issue(owner(), parcel)
    st.link_button(
        f"Download {size_of_parcel_in_words(parcel)}",
        download_url(ticket.id),
        key=session.DOWNLOAD_NOW,
        on_click=_pressed,
        args=(ticket.id,),
        icon=":material/download:",
        type="primary",
    )
    if session.value(session.DOWNLOAD_PRESSED) == ticket.id:
        with told:
            _follow(ticket.transfer, "sent to your browser")


def _pressed(ticket_id: str) -> None:
    session.put(session.DOWNLOAD_PRESSED, ticket_id)


def _folder(parcel: Parcel, told: DeltaGenerator) -> None:
    writer = lab().folder_writer
    session.show_sayings(_PLACE)
    folder = _folder_typed()
    writing = writer.last(owner())
    mine = folder is not None and writing is not None and _is_of(writing, parcel, folder)
    if writing and (mine or not writing.transfer.ended):
        with told:
            _follow(writing.transfer, f"in {writing.folder}", stops=True)
    if mine and writing and writing.transfer.state is TransferState.DONE:
        st.button("Save them once more…", key=session.DOWNLOAD_AGAIN, on_click=session.take, args=(_PRESSED,))
    else:
        _save_button(parcel, folder)


def _folder_typed() -> Path | None:
    """The folder in the field; None where none can be used, which is said below it."""
    writer = lab().folder_writer
    if session.value(session.DOWNLOAD_FOLDER) is None:
        session.put(session.DOWNLOAD_FOLDER, preferences.text(preferences.DOWNLOAD_FOLDER) or str(writer.usual))
    typed = str(st.text_input("Folder", key=session.DOWNLOAD_FOLDER))
    if not typed.strip():
        st.caption("Type a folder: its whole path.")
        return None
    try:
        return writer.folder(typed)
    except MissingFolder as error:
        st.warning(plain(str(error)))
        return _folder_to_make(typed)
    except InvalidFolder as error:
        st.warning(plain(str(error)))
        return None


def _folder_to_make(typed: str) -> Path | None:
    """One that is made when it is saved into, once that was ticked for this very path."""
    if not st.checkbox("Make this folder", key=session.download_make(typed)):
        return None
    try:
        return lab().folder_writer.folder(typed, make=True)
    except InvalidFolder as error:
        st.warning(plain(str(error)))
        return None


def _save_button(parcel: Parcel, folder: Path | None) -> None:
    writer, replaces = lab().folder_writer, False
    if folder is not None and not writer.under_way(owner()):
        try:
            replaces = _replaces(writer.look(folder, parcel).there)
        except InvalidFolder as error:
            st.warning(plain(str(error)))
            folder = None
    st.button(
        f"Save {size_of_parcel_in_words(parcel)}",
        key=session.DOWNLOAD_NOW,
        type="primary",
        icon=":material/folder:",
        disabled=folder is None or writer.under_way(owner()),
        on_click=_save,
        args=(parcel, folder, replaces),
    )


def _is_of(writing: Writing, parcel: Parcel, folder: Path) -> bool:
    """Whether it was pressed in this dialog, and with all that is chosen now."""
    pressed = session.value(_PRESSED) == writing.id
    return pressed and (writing.parcel, writing.folder) == (parcel, folder / parcel.name)


def _replaces(there: int) -> bool:
    """Nothing that is there goes unasked."""
    if not there:
        return False
    st.caption(f"{counted(there, 'file')} of {'this name is' if there == 1 else 'these names are'} there already.")
    chosen = st.segmented_control("Those", (NUMBER, REPLACE), default=NUMBER, required=True, key=session.DOWNLOAD_CLASH)
    return bool(chosen == REPLACE)


def _save(parcel: Parcel, folder: Path, replace: bool) -> None:
    try:
        writing = lab().folder_writer.begin(owner(), parcel, folder, replace=replace)
    except InvalidFolder as error:
        session.say("error", plain(str(error)), _PLACE)
        return
    session.put(_PRESSED, writing.id)
    lab().store.set_preference(owner(), preferences.DOWNLOAD_FOLDER, str(folder))


def _follow(transfer: Transfer, where: str, *, stops: bool = False) -> None:
    """How far it is, looked at twice a second; nothing but memory is read for it."""
    begun = not transfer.ended

    def draw() -> None:
        if begun and transfer.ended:
            st.rerun()  # the whole dialog: the timer ends, and the button is free again
        if transfer.state is TransferState.WAITING:
            st.caption("It begins in a moment.")
        elif transfer.state is TransferState.MOVING:
            progress(transfer.share, moving_in_words(transfer))
            if stops:
                st.button("Stop", key=session.DOWNLOAD_STOP, on_click=lab().folder_writer.stop, args=(owner(),))
        else:
            _ended(transfer, where)

    st.fragment(draw, run_every=_LOOKS_EVERY if begun else None)()


def _ended(transfer: Transfer, where: str) -> None:
    say = st.success if transfer.state is TransferState.DONE else st.warning
    say(plain(ended_in_words(transfer, where)))
    for sentence in remarks_in_words(transfer.remarks):
        st.caption(plain(sentence))

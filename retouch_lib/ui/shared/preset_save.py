"""Save preset, on Tune: the open variant becomes a preset of the library, or its next version."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from retouch_lib.errors import InvalidName, InvalidPayload
from retouch_lib.ui import preferences, session, workspace
from retouch_lib.ui.shared.preset_diff import change_table
from retouch_lib.ui.shared.preset_words import outcome_in_words
from retouch_lib.ui.shared.text import plain
from retouch_lib.ui.variants import Variant, as_saved
from retouch_lib.words.text import folded
from retouch_lib.work.library import LibraryEntry, Version, is_vendor, usable_name

_PLACE = "save"


def begin_saving() -> None:
    """Open the dialog for the open variant, filled in as far as the library knows it."""
    name = _first_name(workspace.open_variant().preset.name, workspace.preset_entries())
    before = session.lab().library.entry(session.OWNER, name)
    session.put(session.SAVE_NAME, name)
    session.put(session.SAVE_NOTE, "")
    session.put(session.SAVE_TAGS, ", ".join(before.newest.tags) if before else "")
    session.put(session.SAVE_AUTHOR, workspace.author())
    session.set_saving(True)


def save_dialog() -> None:
    """Draw the dialog while it is open."""
    if session.saving():
        st.dialog("Save preset", on_dismiss=_dismissed)(_dialog)()


def _dialog() -> None:
    variant = workspace.open_variant()
    st.text_input("Name", key=session.SAVE_NAME)
    st.text_area("Note", key=session.SAVE_NOTE, height=70, placeholder="What it is for, what you changed and why")
    with st.container(horizontal=True, gap="small"):
        st.text_input("Tags", key=session.SAVE_TAGS, placeholder="school, indoors")
        st.text_input("Author", key=session.SAVE_AUTHOR)
    session.show_sayings(_PLACE)
    try:
        name = usable_name(session.text(session.SAVE_NAME))
    except InvalidName as error:
        st.warning(plain(str(error)))
        name = ""
    if name:
        _outcome(variant, name)
    st.button("Save", key=session.SAVE_NOW, type="primary", disabled=not name, on_click=_save, args=(variant.id,))


def _outcome(variant: Variant, name: str) -> None:
    entry = session.lab().library.entry(session.OWNER, name)
    st.caption(plain(outcome_in_words(entry, variant.preset.fingerprint, name)))
    if entry is not None and entry.newest.fingerprint != variant.preset.fingerprint:
        change_table(entry.newest.preset, variant.preset, (f"version {entry.newest.number}", "now"))


def _save(variant_id: str) -> None:
    variant = workspace.variant(variant_id)
    if variant is None:
        session.say("error", "This variant was removed in another tab. Nothing was saved.", _PLACE)
        return
    author = session.text(session.SAVE_AUTHOR)
    preset = replace(
        variant.preset, name=session.text(session.SAVE_NAME), note=session.text(session.SAVE_NOTE), author=author
    )
    try:
        version = session.lab().library.save(session.OWNER, preset, tags=session.text(session.SAVE_TAGS).split(","))
    except (InvalidName, InvalidPayload) as error:
        session.say("error", plain(str(error)), _PLACE)
        return
    session.lab().store.set_preference(session.OWNER, preferences.AUTHOR, author)
    _rename(variant, version)
    session.set_saving(False)
    said = f"Saved as “{plain(version.preset.name)}”, version {version.number}. You find it on the page Presets."
    session.say("caption", said, session.VARIANT_BAR)
    st.rerun()


def _rename(variant: Variant, version: Version) -> None:
    """The variant is that preset from now on: it has its name, and what is changed next is marked against it."""
    others = [other for other in workspace.variants() if other.id != variant.id]
    workspace.replace_variant(as_saved(variant, version, others))


def _dismissed() -> None:
    session.set_saving(False)


def _first_name(name: str, entries: Sequence[LibraryEntry]) -> str:
    """The preset a variant comes from: "wedding" for the variant "wedding v2", where there is such a preset."""
    if is_vendor(name):
        return f"my {name}"
    stem = re.sub(r" v\d+$", "", name)
    return stem if any(folded(entry.name) == folded(stem) and not entry.vendor for entry in entries) else name

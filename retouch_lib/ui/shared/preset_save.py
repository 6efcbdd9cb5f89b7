"""Save preset: the open variant, or a run's winner, becomes a preset of the library, or its next version."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import streamlit as st

from retouch_lib.errors import InvalidName, InvalidPayload
from retouch_lib.presets.preset import Preset
from retouch_lib.ui import preferences, session, workspace
from retouch_lib.ui.shared.made_from import of_variant, of_winner
from retouch_lib.ui.shared.preset_diff import change_table
from retouch_lib.ui.shared.preset_words import outcome_in_words
from retouch_lib.ui.shared.text import distinct, plain
from retouch_lib.ui.variants import Variant, as_saved
from retouch_lib.words.text import folded
from retouch_lib.work.library import LibraryEntry, Version, is_vendor, usable_name

_PLACE = "save"


class SaveStart(NamedTuple):
    """What the fields of the dialog begin with.

    As their default: text that is put into a field of an earlier opening can get lost, where the page is drawn twice
    before the browser hears of the first time.
    """

    opening: int
    """One more whenever the dialog is opened."""
    filled: int
    """One more whenever name and tags begin anew."""
    name: str
    tags: str
    note: str
    author: str


def begin_saving(winners: Sequence[Preset] = (), *, note: str = "") -> None:
    """Open the dialog, filled in as far as the library knows it: for the open variant, or for what won in a run.

    `winners`: exactly as they were sent, several at a tie.
    """
    name, tags = _first_words(winners[0] if winners else workspace.open_variant().preset)
    before: SaveStart | None = session.value(session.SAVE_START)
    number = before.filled + 1 if before else 0
    session.put(session.SAVE_START, SaveStart(number, number, name, tags, note, workspace.author()))
    session.set_saving(tuple(winners))


def save_dialog() -> None:
    """Draw the dialog while it is open."""
    if session.saving() is not None:
        st.dialog("Save preset", on_dismiss=_dismissed)(_dialog)()


def _dialog() -> None:
    preset, variant = _chosen(session.saving() or ())
    start = _start()
    typed = st.text_input("Name", start.name, key=_key("name"))
    st.text_area(
        "Note", start.note, key=_key("note"), height=70, placeholder="What it is for, what you changed and why"
    )
    with st.container(horizontal=True, gap="small"):
        st.text_input("Tags", start.tags, key=_key("tags"), placeholder="school, indoors")
        st.text_input("Author", start.author, key=_key("author"))
    session.show_sayings(_PLACE)
    try:
        name = usable_name(typed)
    except InvalidName as error:
        st.warning(plain(str(error)))
        name = ""
    if name:
        _outcome(preset, name)
    st.button(
        "Save",
        key=session.SAVE_NOW,
        type="primary",
        disabled=not name,
        on_click=_save,
        args=(preset, variant.id if variant else ""),
    )


def _chosen(winners: Sequence[Preset]) -> tuple[Preset, Variant | None]:
    """What is to be saved, with its variant where it is the open one; at a tie there is a choice."""
    if not winners:
        variant = workspace.open_variant()
        return variant.preset, variant
    if len(winners) == 1:
        return winners[0], None
    names = distinct([preset.name for preset in winners])
    place = st.segmented_control(
        "A tie: which look?",
        range(len(winners)),
        default=0,
        required=True,
        key=session.SAVE_WHICH,
        format_func=lambda place: plain(names[place]),
        on_change=lambda: _fill(winners[session.value(session.SAVE_WHICH)]),
    )
    return winners[place], None


def _start() -> SaveStart:
    start: SaveStart = session.value(session.SAVE_START)
    return start


def _key(what: str) -> session.Key:
    """Of a field: name and tags begin anew with another winner."""
    start = _start()
    return session.save_field(start.filled if what in ("name", "tags") else start.opening, what)


def _fill(preset: Preset) -> None:
    """Name and tags begin anew, with that preset's."""
    name, tags = _first_words(preset)
    start = _start()
    session.put(session.SAVE_START, start._replace(filled=start.filled + 1, name=name, tags=tags))


def _first_words(preset: Preset) -> tuple[str, str]:
    """The name and the tags that are offered."""
    name = _first_name(preset.name, workspace.preset_entries())
    before = session.lab().library.entry(session.owner(), name)
    return name, ", ".join(before.newest.tags) if before else ""


def _outcome(preset: Preset, name: str) -> None:
    entry = session.lab().library.entry(session.owner(), name)
    st.caption(plain(outcome_in_words(entry, preset.fingerprint, name)))
    if entry is not None and entry.newest.fingerprint != preset.fingerprint:
        change_table(entry.newest.preset, preset, (f"version {entry.newest.number}", "now"))


def _save(preset: Preset, variant_id: str) -> None:
    """`variant_id`: of the open variant; empty for a winner."""
    variant = workspace.variant(variant_id) if variant_id else None
    if variant_id and variant is None:
        session.say("error", "This variant was removed in another tab. Nothing was saved.", _PLACE)
        return
    author = session.text(_key("author"))
    named = replace(
        preset,
        name=session.text(_key("name")),
        note=session.text(_key("note")),
        author=author,
        made_from=of_variant(variant) if variant else of_winner(preset),
    )
    try:
        version = session.lab().library.save(session.owner(), named, tags=session.text(_key("tags")).split(","))
    except (InvalidName, InvalidPayload) as error:
        session.say("error", plain(str(error)), _PLACE)
        return
    session.lab().store.set_preference(session.owner(), preferences.AUTHOR, author)
    session.set_saving(None)
    said = f"Saved as “{plain(version.preset.name)}”, version {version.number}. You find it on the page Presets."
    if variant is None:
        session.say("toast", said, session.JUDGING)
    else:
        _rename(variant, version)
        session.say("caption", said, session.VARIANT_BAR)
    st.rerun()


def _rename(variant: Variant, version: Version) -> None:
    """The variant is that preset from now on: it has its name, and what is changed next is marked against it."""
    others = [other for other in workspace.variants() if other.id != variant.id]
    workspace.replace_variant(as_saved(variant, version, others))


def _dismissed() -> None:
    session.set_saving(None)


def _first_name(name: str, entries: Sequence[LibraryEntry]) -> str:
    """The preset a variant comes from: "wedding" for the variant "wedding v2", where there is such a preset."""
    if is_vendor(name):
        return f"my {name}"
    stem = re.sub(r" v\d+$", "", name)
    return stem if any(folded(entry.name) == folded(stem) and not entry.vendor for entry in entries) else name

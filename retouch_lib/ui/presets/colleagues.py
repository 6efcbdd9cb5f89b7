"""Presets that colleagues share: under one's own in the list, and one of them opened."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from retouch_lib.errors import NotAllowed, RetouchError
from retouch_lib.ui import session, workspace
from retouch_lib.ui.server.top_level import TUNE
from retouch_lib.ui.session import lab
from retouch_lib.ui.shared.add_variants import use_version
from retouch_lib.ui.shared.kept_press import kept_press
from retouch_lib.ui.shared.preset_words import saved_in_words
from retouch_lib.ui.shared.script_view import script_view
from retouch_lib.ui.shared.team import called, in_team
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.counted import counted
from retouch_lib.work.library import LibraryEntry, Version
from retouch_lib.work.sharing import NO_LONGER, Access, May

_PLACE = "colleagues"
_CODE_HEIGHT = 420


def colleagues_presets() -> None:
    """Draw the names; nothing in a lab of one person, or while nobody shares any."""
    if not in_team() or not (shared := lab().sharing.presets_for(session.owner())):
        return
    st.markdown("**From colleagues**")
    for one in shared:
        with st.container(gap=None):
            label = plain(one.name)
            st.button(label, key=session.shared_row(one.id), type="tertiary", on_click=_show, args=(one.id,))
            st.caption(f"from {called(one.owner)} · {counted(one.versions, 'version')}")


def asked_preset() -> str:
    """The id of a colleague's preset that the address names; empty where it names none."""
    return st.query_params.get(session.SHARED, "") if in_team() else ""


def shared_preset(preset_id: str) -> None:
    """Draw it: its values, and what the one who looks may do with it."""
    session.show_sayings(_PLACE)
    found = lab().sharing.preset(session.owner(), preset_id)
    if found is None:
        st.warning(NO_LONGER)
        st.button("My presets", key=session.SHARED_BACK, on_click=_back)
        return
    entry, access = found
    version = entry.newest
    st.subheader(plain(entry.name), anchor=False)
    write = " and to save versions of" if access.may >= May.WRITE else ""
    st.caption(
        f"From {called(access.owner)}, to use{write} · version {version.number} · {plain(saved_in_words(version))}"
    )
    if version.note:
        st.markdown(plain(version.note))
    _presses(preset_id, entry, version, access)
    said = f"The payload, as the API takes it. Fingerprint {version.fingerprint[:12]}."
    script_view(version.preset, said, key=session.PRESET_COPY_AS, height=_CODE_HEIGHT)


def _presses(preset_id: str, entry: LibraryEntry, version: Version, access: Access) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if kept_press("Use on Tune", key=session.SHARED_USE, about=version.id, type="primary", icon=":material/tune:"):
            if problem := use_version(entry, version):
                session.say("warning", problem, _PLACE)
                st.rerun()
            st.switch_page(TUNE)
        st.button(
            "Copy to my presets",
            key=session.SHARED_COPY,
            help="A preset of your own, which stays when this one is shared no longer.",
            on_click=_copy,
            args=(preset_id,),
        )
        if access.may >= May.WRITE:
            opened = workspace.open_variant()
            st.button(
                f"Save “{plain(opened.name)}” as version {entry.count + 1}",
                key=session.SHARED_SAVE,
                help="The variant that lies open on your Tune becomes this preset’s newest version, for everybody.",
                on_click=_save,
                args=(preset_id,),
            )
        st.button("My presets", key=session.SHARED_BACK, type="tertiary", on_click=_back)


def _show(preset_id: str) -> None:
    st.query_params[session.SHARED] = preset_id


def _back() -> None:
    del st.query_params[session.SHARED]


def _copy(preset_id: str) -> None:
    found = lab().sharing.preset(session.owner(), preset_id)
    if found is None:
        session.say("warning", f"{NO_LONGER} Nothing was copied.", _PLACE)
        return
    entry, access = found
    mine = {one.name for one in lab().library.entries(session.owner())}
    name = entry.name if entry.name not in mine else f"{entry.name} ({lab().people.name(access.owner)})"
    try:
        version = lab().library.save(
            session.owner(), replace(entry.newest.preset, name=name[:40]), tags=entry.newest.tags
        )
    except RetouchError as error:
        session.say("error", plain(str(error)), _PLACE)
        return
    session.say("success", f"“{plain(version.preset.name)}” is in your library.", _PLACE)


def _save(preset_id: str) -> None:
    opened = workspace.open_variant()
    preset = replace(opened.preset, author=workspace.author() or lab().people.name(session.owner()))
    try:
        version = lab().sharing.save_version(session.owner(), preset_id, preset)
    except (NotAllowed, RetouchError) as error:
        session.say("error", plain(str(error)), _PLACE)
        return
    session.say("success", f"Saved as version {version.number}.", _PLACE)

"""One preset of the library: its versions, what changed, and how it leaves: to Tune, to somebody else, as code."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib.errors import InvalidName
from retouch_lib.ui import session, workspace
from retouch_lib.ui.presets.library_list import told_note, usage_note
from retouch_lib.ui.presets.share import share_view
from retouch_lib.ui.presets.won_and_lost import outcomes_of, won_and_lost, won_and_lost_in_words
from retouch_lib.ui.server.top_level import TUNE
from retouch_lib.ui.session import Key
from retouch_lib.ui.shared.add_variants import use_version
from retouch_lib.ui.shared.before_after import pair_of_job, show_pair
from retouch_lib.ui.shared.escaped import table
from retouch_lib.ui.shared.kept_press import kept_press
from retouch_lib.ui.shared.made_from import made_from_in_words
from retouch_lib.ui.shared.preset_diff import library_diff
from retouch_lib.ui.shared.preset_words import saved_in_words, version_in_words
from retouch_lib.ui.shared.script_view import script_view
from retouch_lib.ui.shared.share_menu import share_menu
from retouch_lib.ui.shared.text import plain
from retouch_lib.work.library import LibraryEntry, Usage, Version
from retouch_lib.work.sharing import Thing

_CHANGED, _VERSIONS, _WON, _SHARE, _CODE = "What changed", "Versions", "Won and lost", "Share and export", "Code"
_CODE_HEIGHT = 420
_PICTURE_WIDTH = 128
_PLACE = "preset"


def preset_detail(entries: Sequence[LibraryEntry], entry: LibraryEntry) -> None:
    version = _head(entry)
    session.show_sayings(_PLACE)
    view = st.segmented_control(
        "Details of the preset",
        [_CHANGED, _VERSIONS, _WON, _SHARE, _CODE],
        default=_CHANGED,
        required=True,
        key=session.PRESET_VIEW,
        label_visibility="collapsed",
    )
    if view == _VERSIONS:
        _versions(entry)
    elif view == _WON:
        won_and_lost(version)
    elif view == _SHARE:
        share_view(entry, version)
    elif view == _CODE:
        said = f"The payload, as the API takes it. Fingerprint {version.fingerprint[:12]}."
        script_view(version.preset, said, key=session.PRESET_COPY_AS, height=_CODE_HEIGHT)
    else:
        library_diff(entries, entry, version)


def _head(entry: LibraryEntry) -> Version:
    """Name, version, what is known of it, and what can be done with it as a whole; the version that is looked at."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(plain(entry.name), width="stretch", anchor=False)
        version = _version(entry)
        if kept_press("Use on Tune", key=session.USE_ON_TUNE, about=version.id, type="primary", icon=":material/tune:"):
            _use(entry, version)
        if not entry.vendor:
            if preset_id := session.lab().sharing.preset_id(session.owner(), entry.name):
                share_menu(Thing.PRESET, preset_id)
            _manage(entry)
    usage = session.lab().library.usage(session.owner(), version.preset)
    with st.container(horizontal=True, wrap=False, gap="small"):
        if pair_of_job(usage.last):
            show_pair(usage.last, "last result", _PICTURE_WIDTH)
        _known(entry, version, usage)
    return version


def _known(entry: LibraryEntry, version: Version, usage: Usage) -> None:
    made_from = version.preset.made_from
    made = f"made from {made_from_in_words(made_from)}" if made_from else ""
    said = (version_in_words(entry, version).capitalize(), saved_in_words(version), made)
    with st.container(gap=None):
        if version.note:
            st.markdown(plain(version.note))
        st.caption(plain(" · ".join(part for part in said if part)))
        st.caption(plain(usage_note(usage)))
        if words := won_and_lost_in_words(outcomes_of([version])[0]):
            st.caption(plain(words))
        if told := session.lab().library.told(session.owner(), version.fingerprint):
            st.caption(plain(told_note(told)))


def _version(entry: LibraryEntry) -> Version:
    if len(entry.versions) == 1:
        return entry.newest
    numbers = [version.number for version in reversed(entry.versions)]
    number = st.selectbox(
        "Version",
        numbers,
        key=session.version_choice(entry.versions[0].id, len(numbers)),
        format_func=lambda number: f"Version {number}",
        label_visibility="collapsed",
        width=130,
    )
    return entry.version(number) or entry.newest


def _use(entry: LibraryEntry, version: Version) -> None:
    problem = use_version(entry, version)
    if problem:
        session.say("warning", problem, _PLACE)
        return
    st.switch_page(TUNE)


def _manage(entry: LibraryEntry) -> None:
    # Another key for each preset: after a removal the popover is closed, and not open for the next preset.
    with st.popover("More", key=session.preset_menu(entry.versions[0].id)):
        key = session.new_name(entry.versions[0].id)
        st.text_input("Name", value=entry.name, key=key)
        st.button("Rename", key=session.RENAME_PRESET, on_click=_rename, args=(entry.name, key))
        st.divider()
        st.caption("Runs made with it keep their exact payloads and results.")
        st.button(
            f"Remove all {entry.count} versions" if entry.count > 1 else "Remove it",
            key=session.REMOVE_PRESET,
            icon=":material/delete:",
            on_click=_remove,
            args=(entry.name,),
        )


def _rename(old: str, key: Key) -> None:
    try:
        workspace.show_preset(session.lab().library.rename(session.owner(), old, session.value(key)))
    except InvalidName as error:
        session.say("error", plain(str(error)), _PLACE)


def _remove(name: str) -> None:
    try:
        session.lab().library.remove(session.owner(), name)
    except InvalidName as error:
        session.say("error", plain(str(error)), _PLACE)
        return
    session.say("success", f"“{plain(name)}” was removed from your library. It can be brought back under Removed.")


def _versions(entry: LibraryEntry) -> None:
    library = session.lab().library
    shown = list(reversed(entry.versions))
    table(
        {
            "Version": [str(version.number) for version in shown],
            "Saved": [saved_in_words(version) or "–" for version in shown],
            "Note": [version.note or "–" for version in shown],
            "Won and lost": [won_and_lost_in_words(found) or "–" for found in outcomes_of(shown)],
            "Used": [usage_note(library.usage(session.owner(), version.preset)) for version in shown],
        }
    )

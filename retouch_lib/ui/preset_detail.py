"""One preset of the library: its versions, what changed, and how it leaves: to Tune, as a file, as a share text."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib import envelope, sharing
from retouch_lib.errors import InvalidName
from retouch_lib.library import Entry, Version
from retouch_lib.ui import session
from retouch_lib.ui.preset_diff import library_diff
from retouch_lib.ui.preset_list import usage_note
from retouch_lib.ui.preset_words import saved_in_words, version_in_words
from retouch_lib.ui.text import plain
from retouch_lib.ui.variant_bar import use_version

_CHANGED, _VERSIONS, _SHARE, _PAYLOAD = "What changed", "Versions", "Share and export", "Payload"
_PLACE = "preset"
_TUNE = "../../pages/tune.py"


def preset_detail(entries: Sequence[Entry], entry: Entry) -> None:
    version = _head(entry)
    session.show_sayings(_PLACE)
    view = st.segmented_control(
        "Details of the preset",
        [_CHANGED, _VERSIONS, _SHARE, _PAYLOAD],
        default=_CHANGED,
        required=True,
        key="preset_view",
        label_visibility="collapsed",
    )
    if view == _VERSIONS:
        _versions(entry)
    elif view == _SHARE:
        _share(entry, version)
    elif view == _PAYLOAD:
        st.caption(f"Fingerprint {version.fingerprint[:12]}.")
        st.code(version.preset.to_json(indent=2), language="json", height=420)
    else:
        library_diff(entries, entry, version)


def _head(entry: Entry) -> Version:
    """Name, version, what is known of it, and what can be done with it as a whole; the version that is looked at."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(plain(entry.name), width="stretch", anchor=False)
        version = _version(entry)
        if st.button("Use on Tune", key="use_on_tune", type="primary", icon=":material/tune:"):
            _use(entry, version)
        if not entry.vendor:
            _manage(entry)
    saved = saved_in_words(version)
    with st.container(gap=None):
        if version.note:
            st.markdown(plain(version.note))
        st.caption(plain(" · ".join(part for part in (version_in_words(entry, version).capitalize(), saved) if part)))
        st.caption(plain(usage_note(session.lab().library.usage(session.OWNER, version.preset))))
    return version


def _version(entry: Entry) -> Version:
    if len(entry.versions) == 1:
        return entry.newest
    numbers = [version.number for version in reversed(entry.versions)]
    number = st.selectbox(
        "Version",
        numbers,
        key=f"version_{entry.versions[0].id}_{len(numbers)}",  # a version just saved is the one shown
        format_func=lambda number: f"Version {number}",
        label_visibility="collapsed",
        width=130,
    )
    return entry.version(number) or entry.newest


def _use(entry: Entry, version: Version) -> None:
    problem = use_version(entry, version)
    if problem:
        session.say("warning", problem, _PLACE)
        return
    st.switch_page(_TUNE)


def _manage(entry: Entry) -> None:
    with st.popover("More", key="preset_more"):
        key = f"rename_{entry.versions[0].id}"
        st.text_input("Name", value=entry.name, key=key)
        st.button("Rename", key="rename_preset", on_click=_rename, args=(entry.name, key))
        st.divider()
        st.caption("Runs made with it keep their exact payloads and results.")
        st.button(
            f"Remove all {len(entry.versions)} versions" if len(entry.versions) > 1 else "Remove it",
            key="remove_preset",
            icon=":material/delete:",
            on_click=_remove,
            args=(entry.name,),
        )


def _rename(old: str, key: str) -> None:
    try:
        session.show_preset(session.lab().library.rename(session.OWNER, old, st.session_state[key]))
    except InvalidName as error:
        session.say("error", plain(str(error)), _PLACE)


def _remove(name: str) -> None:
    try:
        session.lab().library.remove(session.OWNER, name)
    except InvalidName as error:
        session.say("error", plain(str(error)), _PLACE)
        return
    session.say("success", f"“{plain(name)}” was removed from your library.")


def _versions(entry: Entry) -> None:
    library = session.lab().library
    shown = list(reversed(entry.versions))
    st.table(
        {
            "Version": [str(version.number) for version in shown],
            "Saved": [saved_in_words(version) or "–" for version in shown],
            "Note": [plain(version.note) or "–" for version in shown],
            "Used": [usage_note(library.usage(session.OWNER, version.preset)) for version in shown],
        },
        border="horizontal",
        hide_index=True,
    )


def _share(entry: Entry, version: Version) -> None:
    number = None if entry.vendor else version.number
    text = sharing.to_text(version.preset, version=number, tags=version.tags)
    st.markdown("**Share text**")
    st.caption("Copy it into a message. The other side pastes it under Presets → Import, and sees what is in it first.")
    st.code(text, language=None, wrap_lines=True)
    st.caption(f"{len(text):,} characters.")
    st.markdown("**Files**")
    name = envelope.file_name(version.preset, number)
    with st.container(horizontal=True, gap="small"):
        _file(
            name, envelope.to_json(version.preset, number, version.tags), "export_envelope", "With name, note, version."
        )
        _file(
            f"payload-{name}",
            version.preset.to_json(indent=2),
            "export_payload",
            "The payload only, as the API takes it.",
        )


def _file(name: str, text: str, key: str, about: str) -> None:
    st.download_button(
        name,
        data=text.encode(),
        file_name=name,
        mime="application/json",
        key=key,
        help=about,
        on_click="ignore",
        icon=":material/download:",
    )

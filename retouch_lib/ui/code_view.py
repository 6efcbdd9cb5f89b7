"""Tune's Code tab: the open variant as JSON or as a script to copy, and a box that makes variants of what is pasted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from retouch_lib import importing
from retouch_lib.cloud.servers import Server
from retouch_lib.errors import CallError, InvalidPayload
from retouch_lib.importing import Found
from retouch_lib.presets import Preset
from retouch_lib.snippets import LANGUAGES, snippet
from retouch_lib.ui import session
from retouch_lib.ui.text import plain
from retouch_lib.ui.variant_bar import add_variants
from retouch_lib.ui.variants import MAX_VARIANTS
from retouch_lib.validation import Finding, check

_PASTED = "pasted"
_COPY_AS = "copy_as"
_JSON = "JSON"
_HEIGHT = 320


def code_view() -> None:
    variant = session.open_variant()
    preset = session.as_sent(variant)
    for finding in check(preset):
        (st.error if finding.severity == "error" else st.warning)(plain(str(finding)))
    if variant.preset.layered and not preset.layered:
        st.caption("One picture is chosen for the run: this payload’s Layer flags are left out.")
    language = st.selectbox("Copy as", [_JSON, *LANGUAGES], key=_COPY_AS)
    if language == _JSON:
        st.caption(f"The payload of {plain(variant.name)}, as sent. Fingerprint {preset.fingerprint[:12]}.")
        st.code(preset.to_json(indent=2), language="json", height=_HEIGHT)
    else:
        _script(language, preset)
    _paste_box()


def _script(language: str, preset: Preset) -> None:
    """The script with its download; or the reason why there is none."""
    server = session.server()
    photo = session.photo_shown()
    try:
        address = session.lab().client(server.name).address()
        text = snippet(language, preset, address, photo_name=photo.name if photo else "photo.jpg")
    except (CallError, InvalidPayload) as error:
        st.warning(plain(str(error)))
        return
    st.caption(f"{_where(server)} The token is read from RETOUCH_TOKEN; it is not in the script.")
    st.code(text.replace("\r\n", "\n"), language=LANGUAGES[language].highlight, height=_HEIGHT)
    st.download_button(
        LANGUAGES[language].file_name,
        text.encode(),
        LANGUAGES[language].file_name,
        "text/plain",
        key="save_script",
        icon=":material/download:",
        on_click="ignore",
    )


def _where(server: Server) -> str:
    if server.is_local:
        return (
            "For the local engine at the address it has until Retouch Lab ends; any token that begins with reto will "
            "do. For another server choose it in Settings first."
        )
    return (
        f"For {plain(server.label)}: each new photo or payload takes one credit, a rerun none while the key is known."
    )


def _paste_box() -> None:
    with st.form("paste", border=False):
        st.text_area(
            "Paste a payload, a preset file, a script, a curl command or a share text to make variants of it",
            key=_PASTED,
            height=120,
            placeholder='{"mode": "professional", …}',
        )
        st.form_submit_button("Add as variant", on_click=_add_pasted)
    session.show_sayings(_PASTED)


def _add_pasted() -> None:
    try:
        imported = importing.read(st.session_state[_PASTED])
    except InvalidPayload as error:
        _nothing_changed(str(error))
        return
    found = imported.found
    added = add_variants([replace(item.preset, name=item.preset.name or "pasted") for item in found])
    if not added:
        _nothing_changed(f"There are {MAX_VARIANTS} variants already; remove one first.")
        return
    for note in imported.notes:
        session.say("warning", plain(note), _PASTED)
    if len(found) > 1:  # of one the findings stand above its code
        _say_all(found[:added])
    if added < len(found):
        session.say("warning", f"{added} of {len(found)} were added: {MAX_VARIANTS} variants are the most.", _PASTED)
    st.session_state[_PASTED] = ""
    st.rerun()


def _nothing_changed(sentence: str) -> None:
    session.say("error", f"{plain(sentence)}\n\nNothing was changed; your text is still in the box.", _PASTED)


def _say_all(found: Sequence[Found]) -> None:
    """Every finding of several presets, with the preset it is about."""
    for item in found:
        for kind in ("error", "warning"):
            findings = [finding for finding in item.findings if finding.severity == kind]
            if findings:
                session.say(kind, _listed(item, findings), _PASTED)


def _listed(item: Found, findings: Sequence[Finding]) -> str:
    name = " · ".join(part for part in (item.place, item.preset.name) if part)
    return "\n\n".join([plain(name), *(plain(str(finding)) for finding in findings)])

"""Tune's Code tab: the open variant as JSON or as a script to copy, and a box that makes variants of what is pasted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets import importing
from retouch_lib.presets.importing import FoundPreset
from retouch_lib.presets.near_misses import corrected
from retouch_lib.presets.validation import Finding, check
from retouch_lib.ui import session, workspace
from retouch_lib.ui.shared.add_variants import add_variants
from retouch_lib.ui.shared.again import draw_parts
from retouch_lib.ui.shared.preset_words import SUGGESTED
from retouch_lib.ui.shared.script_view import script_view
from retouch_lib.ui.shared.text import plain
from retouch_lib.ui.tune.controls import SHOW_VALUES
from retouch_lib.ui.variants import MAX_VARIANTS
from retouch_lib.words.counted import counted

_PLACE = session.PASTED
_HEIGHT = 320
_ALL_SAID = 4
"""Remarks on what was pasted that are shown here."""


def code_view() -> None:
    variant = workspace.open_variant()
    preset = workspace.as_sent(variant)
    for finding in check(preset):
        (st.error if finding.severity == "error" else st.warning)(plain(str(finding)))
    if corrected(variant.preset) != variant.preset:
        st.button("Take the suggested names", key=session.TAKE_NAMES, help=SUGGESTED, on_click=_take_names)
    if variant.preset.layered and not preset.layered:
        st.caption("One picture is chosen for the run: this payload’s Layer flags are left out.")
    if side := workspace.longest_side():
        st.caption(f"A script sends the file that you give it as it is: it reduces none to {side} px.")
    said = f"The payload of {plain(variant.name)}, as sent. Fingerprint {preset.fingerprint[:12]}."
    script_view(preset, said, key=session.COPY_AS, height=_HEIGHT)
    _paste_box()


def _take_names() -> None:
    variant = workspace.open_variant()
    workspace.replace_variant(variant.with_preset(corrected(variant.preset)))
    draw_parts([session.BOARD, *SHOW_VALUES])


def _paste_box() -> None:
    with st.form(session.PASTE_FORM, border=False):
        st.text_area(
            "Paste a payload, a preset file, a script, a curl command or a share text to make variants of it",
            key=session.PASTED,
            height=120,
            placeholder='{"mode": "professional", …}',
        )
        st.form_submit_button("Add as variant", on_click=_add_pasted)
    session.show_sayings(_PLACE)


def _add_pasted() -> None:
    try:
        imported = importing.read_presets(session.value(session.PASTED))
    except InvalidPayload as error:
        _nothing_changed(str(error))
        return
    found = imported.found
    added = add_variants([replace(item.preset, name=item.preset.name or "pasted") for item in found])
    if not added:
        _nothing_changed(f"There are {MAX_VARIANTS} variants already; remove one first.")
        return
    for note in imported.notes[:_ALL_SAID]:
        session.say("warning", plain(note), _PLACE)
    if len(imported.notes) > _ALL_SAID:
        more = counted(len(imported.notes) - _ALL_SAID, "more remark")
        session.say("warning", f"{more}: the Presets page’s Import shows all of them.", _PLACE)
    if len(found) > 1:  # the findings of a single one are shown above its code
        _say_all(found[:added])
    if added < len(found):
        session.say("warning", f"{added} of {len(found)} were added: {MAX_VARIANTS} variants are the most.", _PLACE)
    session.put(session.PASTED, "")
    st.rerun()


def _nothing_changed(sentence: str) -> None:
    session.say("error", f"{plain(sentence)}\n\nNothing was changed; your text is still in the box.", _PLACE)


def _say_all(found: Sequence[FoundPreset]) -> None:
    """Every finding of several presets, with the preset it is about."""
    for item in found:
        for kind in ("error", "warning"):
            findings = [finding for finding in item.findings if finding.severity == kind]
            if findings:
                session.say(kind, _listed(item, findings), _PLACE)


def _listed(item: FoundPreset, findings: Sequence[Finding]) -> str:
    name = " · ".join(part for part in (item.place, item.preset.name) if part)
    return "\n\n".join([plain(name), *(plain(str(finding)) for finding in findings)])

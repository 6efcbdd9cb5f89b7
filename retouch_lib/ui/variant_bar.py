"""Which variant is on the board, and what can be done with it as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from retouch_lib.library import Entry, Version
from retouch_lib.plugins import BY_KEY
from retouch_lib.presets import Preset, default_task
from retouch_lib.ui import session
from retouch_lib.ui.preset_save import begin_saving, save_dialog
from retouch_lib.ui.text import plain
from retouch_lib.ui.variants import MAX_VARIANTS, Variant, duplicate, names_of, new_variant

_PLACE = "variants"
_OF_HEAVY = " Three looks, not steps of one: heavy has less Heal than balanced."
_SAVE, _DUPLICATE, _NEW = "Save preset", "Duplicate", "New"
_RESET, _REMOVE = "Reset to its start", "Remove"


def variant_bar() -> None:
    """Draw the row of variants, the open one's sentence, and its menu."""
    st.fragment(_bar, key="variants")()
    save_dialog()


def _bar() -> None:
    variants = session.variants()
    names = {one.id: f"{plain(one.preset.name)}{'*' if one.edited else ''}" for one in variants}
    opened = session.open_variant()
    session.tell_open_variant(opened)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.segmented_control(
            "Variant on the board",
            list(names),
            key="open_variant",
            required=True,
            format_func=lambda variant_id: names.get(variant_id, ""),
            label_visibility="collapsed",
            on_change=_opened,
            width="stretch",
            wrap=True,
        )
        options = [_SAVE, _DUPLICATE, _NEW]
        if opened.edited:
            options.append(_RESET)
        if len(variants) > 1:
            options.append(_REMOVE)
        st.menu_button("More", options, key="variant_menu", help=", ".join(options), on_click=_picked)
    session.show_sayings(_PLACE)
    if opened.edited:
        st.caption(f"{plain(opened.name)}: changed values are marked.")
    elif opened.preset.note:
        st.caption(f"{plain(opened.preset.note)}{_OF_HEAVY if opened.preset.name == 'heavy' else ''}")


def _opened() -> None:
    if not session.an_open_variant_is_chosen():  # a browser that missed the first one; the next drawing tells it
        return
    session.keep_open_variant()
    st.rerun(["variants", "board", "details", "stage"])


def _picked() -> None:
    _do(st.session_state.variant_menu)
    st.rerun()


def _do(action: str) -> None:
    variants = session.variants()
    opened = session.open_variant()
    if action == _SAVE:
        begin_saving()
    elif action == _RESET:
        session.replace_variant(opened.with_preset(opened.start))
    elif action == _REMOVE:
        session.set_variants([variant for variant in variants if variant.id != opened.id])
    elif len(variants) >= MAX_VARIANTS:
        session.say("warning", f"There are {MAX_VARIANTS} variants already; remove one first.", _PLACE)
    elif action == _DUPLICATE:
        _add(duplicate(variants, opened).preset)
    elif action == _NEW:
        _add(Preset("variant", (default_task(BY_KEY["Heal"]),)))


def _add(preset: Preset) -> None:
    """Add a variant and open it."""
    variants = session.variants()
    added = new_variant(variants, preset)
    session.set_variants([*variants, added])
    session.show_variant(added.id)


def use_version(entry: Entry, version: Version) -> str:
    """Open a version of a preset on the board, as a variant; returns why that can't be, or nothing."""
    variants = session.variants()
    names = names_of(entry, version)
    for variant in variants:
        if variant.preset.name in names and variant.preset.fingerprint == version.fingerprint:
            session.show_variant(variant.id)
            return ""
    if len(variants) >= MAX_VARIANTS:
        return f"There are {MAX_VARIANTS} variants on Tune already; remove one there first."
    taken = {variant.preset.name for variant in variants}
    name = next((name for name in names if name not in taken), names[-1])
    _add(replace(version.preset, name=name))
    return ""


def add_variants(presets: Sequence[Preset]) -> int:
    """Make variants of as many as there is room for, and open the first of them; returns how many."""
    variants = list(session.variants())
    added: list[Variant] = []
    for preset in presets[: MAX_VARIANTS - len(variants)]:
        added.append(new_variant([*variants, *added], preset))
    if added:
        session.set_variants([*variants, *added])
        session.show_variant(added[0].id)
    return len(added)

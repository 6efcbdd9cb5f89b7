"""Which variant is on the board, and what can be done with it as a whole."""

from __future__ import annotations

import streamlit as st

from retouch_lib.plugins import BY_KEY
from retouch_lib.presets.preset import Preset, default_task
from retouch_lib.ui import session, workspace
from retouch_lib.ui.shared.add_variants import add_variant
from retouch_lib.ui.shared.again import draw_parts
from retouch_lib.ui.shared.preset_save import begin_saving
from retouch_lib.ui.shared.text import plain
from retouch_lib.ui.variants import MAX_VARIANTS, duplicate

_PLACE = session.VARIANT_BAR
_OF_HEAVY = " Three looks, not steps of one: heavy has less Heal than balanced."
_SAVE, _DUPLICATE, _NEW = "Save preset", "Duplicate", "New"
_RESET, _REMOVE = "Reset to its start", "Remove"


def variant_bar() -> None:
    """Draw the row of variants, the open one's sentence, and its menu."""
    st.fragment(_bar, key=session.VARIANT_BAR)()


def _bar() -> None:
    variants = workspace.variants()
    names = {one.id: f"{plain(one.preset.name)}{'*' if one.edited else ''}" for one in variants}
    opened = workspace.open_variant()
    workspace.tell_open_variant(opened)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.segmented_control(
            "Variant on the board",
            list(names),
            key=session.OPEN_VARIANT,
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
        st.menu_button("More", options, key=session.VARIANT_MENU, help=", ".join(options), on_click=_picked)
    session.show_sayings(_PLACE)
    if opened.edited:
        st.caption(f"{plain(opened.name)}: changed values are marked.")
    elif opened.preset.note:
        st.caption(f"{plain(opened.preset.note)}{_OF_HEAVY if opened.preset.name == 'heavy' else ''}")


def _opened() -> None:
    if not workspace.an_open_variant_is_chosen():  # the browser missed which one is open; the next drawing tells it
        return
    workspace.keep_open_variant()
    draw_parts([session.VARIANT_BAR, session.BOARD, session.DETAILS, session.STAGE])


def _picked() -> None:
    _do(session.value(session.VARIANT_MENU))
    st.rerun()


def _do(action: str) -> None:
    variants = workspace.variants()
    opened = workspace.open_variant()
    if action == _SAVE:
        begin_saving()
    elif action == _RESET:
        workspace.replace_variant(opened.with_preset(opened.start))
    elif action == _REMOVE:
        workspace.set_variants([variant for variant in variants if variant.id != opened.id])
    elif len(variants) >= MAX_VARIANTS:
        session.say("warning", f"There are {MAX_VARIANTS} variants already; remove one first.", _PLACE)
    elif action == _DUPLICATE:
        add_variant(duplicate(variants, opened).preset)
    elif action == _NEW:
        add_variant(Preset("variant", (default_task(BY_KEY["Heal"]),)))

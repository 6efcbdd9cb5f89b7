"""The plugin board: a card per plugin, in groups; each card is a fragment, so a slider moves without a full rerun.

The variant in the session is the truth. A widget's value is written from it before the widget is drawn, and a
callback writes the variant and names the fragments that show it.
"""

from __future__ import annotations

import streamlit as st

from retouch_lib import engine
from retouch_lib.errors import InvalidPayload
from retouch_lib.plugins import SCALE_CHOICES, Group, Plugin, in_group
from retouch_lib.presets.differences import scale_in_words
from retouch_lib.presets.preset import Task, default_task
from retouch_lib.ui import preferences, session, workspace
from retouch_lib.ui.session import Key
from retouch_lib.ui.shared.again import draw_parts
from retouch_lib.ui.shared.text import plain
from retouch_lib.ui.tune.controls import SHOW_VALUES, as_is, changed, control, row, shown, values_in_words
from retouch_lib.ui.variants import Variant

_SCALE_WIDTH = 120
"""Pixels."""
_SCALE = ("Scale",)


def board() -> None:
    """Draw the open variant's cards."""
    st.fragment(_groups, key=session.BOARD)()


def _groups() -> None:
    variant = workspace.open_variant()
    kept = preferences.board_groups()
    with st.container(gap="xsmall"):
        for group in Group:
            plugins = in_group(group)
            on = sum(variant.preset.task(plugin.key) is not None for plugin in plugins)
            key = session.group(group.name)
            opened = session.value(key)
            session.put(key, group.name in kept if opened is None else opened)  # or a new label would close it
            label = f"**{group.value}** · {on} on" if on else f"**{group.value}**"
            expander = st.expander(label, key=key, type="compact", on_change=_keep_group, args=(group.name, key))
            if expander.open:
                with expander:
                    _cards(plugins, variant)


def _keep_group(name: str, key: Key) -> None:
    preferences.keep_board_group(name, is_open=session.value(key) is True)


def _cards(plugins: tuple[Plugin, ...], variant: Variant) -> None:
    for plugin in plugins:
        _card(plugin, variant.id)


def _card(plugin: Plugin, variant_id: str) -> None:
    """A fragment of its own: only this card is drawn again when its value changes."""

    def draw() -> None:
        variant = workspace.variant(variant_id)
        if variant is None:
            return
        task = variant.preset.task(plugin.key)
        with row():
            _on_switch(plugin, variant, task)
            if task is not None and plugin.scale is not None:
                _scale(plugin, variant, task)
        if task is None:
            return
        if _is_missing(plugin):
            st.caption("Not on the local engine yet: switch it off, or choose another server.")
        for parameter in shown(plugin, task):
            control(plugin, parameter, variant, task)

    st.fragment(draw, key=session.plugin_card(plugin.key))()


def _on_switch(plugin: Plugin, variant: Variant, task: Task | None) -> None:
    missing = _is_missing(plugin)
    key = session.plugin_value(variant.id, plugin.key, "on")
    session.put(key, task is not None)
    was_on = variant.start.task(plugin.key) is not None
    label = plugin.label if was_on == (task is not None) else f":blue[**{plugin.label}**]"
    about = plugin.about if task is None else "\n\n".join((plugin.about, *values_in_words(plugin, variant, task)))
    st.checkbox(
        label,
        key=key,
        help=f"{about} Not on the local engine yet." if missing else about,
        disabled=missing and task is None,
        width="stretch",
        on_change=_switched,
        args=(variant.id, plugin, key),
    )


def _is_missing(plugin: Plugin) -> bool:
    """Whether the chosen server is the local engine, and that can't do it."""
    return workspace.server().is_local and plugin.key not in engine.PLUGINS


def _switched(variant_id: str, plugin: Plugin, key: Key) -> None:
    variant = workspace.variant(variant_id)
    if variant is None:
        return
    if session.value(key):
        task = variant.start.task(plugin.key) or default_task(plugin)
        try:
            workspace.replace_variant(variant.with_preset(variant.preset.with_task(task)))
        except InvalidPayload as error:
            session.say("error", f"{plugin.label} was not switched on. {plain(str(error))}.")
            st.rerun()
    else:
        workspace.replace_variant(variant.with_preset(variant.preset.without(plugin.key)))
    draw_parts([session.BOARD, *SHOW_VALUES])


def _scale(plugin: Plugin, variant: Variant, task: Task) -> None:
    assert plugin.scale is not None
    value = task.fields.get("Scale")
    choices = range(len(SCALE_CHOICES[plugin.scale]))
    key = session.plugin_value(variant.id, plugin.key, "Scale")
    session.put(key, value if value in choices else 0)
    st.selectbox(
        f"{plugin.label}: {plugin.scale.value}",
        choices,
        key=key,
        format_func=lambda number: scale_in_words(plugin, number),
        width=_SCALE_WIDTH,
        label_visibility="collapsed",
        on_change=changed,
        args=(variant.id, plugin, _SCALE, key, as_is),
    )

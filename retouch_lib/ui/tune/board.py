"""The plugin board: a card per plugin, in groups; each card is a fragment, so a slider moves without a full rerun.

The variant in the session is the truth. A widget's value is written from it before the widget is drawn, and a
callback writes the variant and names the fragments that show it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from retouch_lib import engine
from retouch_lib.errors import InvalidPayload
from retouch_lib.plugins import SCALE_CHOICES, Choice, Constant, Group, Number, Parameter, Plugin, Switch, in_group
from retouch_lib.presets.differences import in_words, scale_in_words
from retouch_lib.presets.preset import Json, Task, default_task
from retouch_lib.ui import session, workspace
from retouch_lib.ui.session import Key
from retouch_lib.ui.shared.text import plain
from retouch_lib.ui.variants import Variant

HEIGHT, HEIGHT_ON_CLOUD = 460, 430
"""Pixels of the board's own scroll box: picture and price stay in sight. A cloud server needs more lines below."""
_NAME_WIDTH, _TYPED_WIDTH, _SCALE_WIDTH = 122, 62, 120
"""Pixels; the slider takes the rest of the column."""
_SHOW_VALUES = (session.VARIANT_BAR, session.PLAN, session.DETAILS)
_SCALE = ("Scale",)


def board() -> None:
    """Draw the open variant's cards."""
    st.fragment(_groups, key=session.BOARD)()


def _groups() -> None:
    variant = workspace.open_variant()
    height = HEIGHT if workspace.server().is_local else HEIGHT_ON_CLOUD
    with st.container(height=height, border=False, gap="xsmall", key=session.BOARD_BOX):
        for group in Group:
            plugins = in_group(group)
            if group is Group.SKIN:
                st.markdown(f"**{group.value}**")
                _cards(plugins, variant)
                continue
            on = sum(variant.preset.task(plugin.key) is not None for plugin in plugins)
            label = f"{group.value} · {on} on" if on else group.value
            key = session.group(group.name)
            session.put(key, session.value(key) is True)  # or it would close when its label changes
            expander = st.expander(label, key=key, on_change="rerun")
            if expander.open:
                with expander:
                    _cards(plugins, variant)


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
        with _row():
            _on_switch(plugin, variant, task)
            if task is not None and plugin.scale is not None:
                _scale(plugin, variant, task)
        if task is None:
            return
        for parameter in plugin.parameters:
            if not isinstance(parameter, Constant):
                _parameter(plugin, parameter, variant, task)

    st.fragment(draw, key=session.plugin_card(plugin.key))()


def _on_switch(plugin: Plugin, variant: Variant, task: Task | None) -> None:
    missing = workspace.server().is_local and plugin.key not in engine.PLUGINS
    key = session.plugin_value(variant.id, plugin.key, "on")
    session.put(key, task is not None)
    was_on = variant.start.task(plugin.key) is not None
    label = plugin.label if was_on == (task is not None) else f":primary[**{plugin.label}**]"
    st.checkbox(
        label,
        key=key,
        help=f"{plugin.about} Not on the local engine yet." if missing else plugin.about,
        disabled=missing and task is None,
        width="stretch",
        on_change=_switched,
        args=(variant.id, plugin, key),
    )
    if missing and task is not None:
        st.caption("Not on the local engine yet: switch it off, or choose another server.")


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
    st.rerun([session.BOARD, *_SHOW_VALUES])


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
        on_change=_changed,
        args=(variant.id, plugin, _SCALE, key, _as_is),
    )


def _parameter(plugin: Plugin, parameter: Parameter, variant: Variant, task: Task) -> None:
    if isinstance(parameter, Number) and parameter.minimum is not None:
        _bounded_number(plugin, parameter, variant, task)
    elif isinstance(parameter, Number):
        _free_number(plugin, parameter, variant, task)
    elif isinstance(parameter, Choice):
        _choice(plugin, parameter, variant, task)
    elif isinstance(parameter, Switch):
        _toggle(plugin, parameter, variant, task)


def _bounded_number(plugin: Plugin, parameter: Number, variant: Variant, task: Task) -> None:
    """A number to type and a slider, both in whole per cent."""
    assert parameter.minimum is not None
    assert parameter.maximum is not None
    low, high = round(parameter.minimum * 100), round(parameter.maximum * 100)
    value = _percent(task.get(parameter.path), low, high)
    label = f"{plugin.label}: {parameter.label}"
    with _row():
        _name(parameter, variant, plugin, task)
        for kind in ("typed", "slid"):
            key = session.plugin_value(variant.id, plugin.key, f"{parameter.path[-1]}_{kind}")
            session.put(key, value)
            options: dict[str, Any] = {
                "step": 1,
                "key": key,
                "label_visibility": "collapsed",
                "on_change": _changed,
                "args": (variant.id, plugin, parameter.path, key, _share),
            }
            if kind == "typed":
                # `value` is what an emptied field goes back to.
                st.number_input(f"{label}, typed", low, high, value, width=_TYPED_WIDTH, **options)
            else:
                st.slider(f"{label}, slider", low, high, **options)


def _free_number(plugin: Plugin, parameter: Number, variant: Variant, task: Task) -> None:
    """A number whose bounds nobody documents: typed only."""
    key = session.plugin_value(variant.id, plugin.key, parameter.path[-1])
    value = task.get(parameter.path)
    usable = isinstance(value, int | float) and not isinstance(value, bool)
    shown = float(value) if usable and value is not None else parameter.default
    session.put(key, shown)
    with _row():
        _name(parameter, variant, plugin, task)
        st.number_input(
            f"{plugin.label}: {parameter.label}",
            value=shown,
            step=parameter.step,
            key=key,
            label_visibility="collapsed",
            on_change=_changed,
            args=(variant.id, plugin, parameter.path, key, _as_is),
        )


def _choice(plugin: Plugin, parameter: Choice, variant: Variant, task: Task) -> None:
    key = session.plugin_value(variant.id, plugin.key, parameter.path[-1])
    value = task.get(parameter.path)
    session.put(key, value if value in parameter.options else parameter.default)
    with _row():
        _name(parameter, variant, plugin, task)
        st.selectbox(
            f"{plugin.label}: {parameter.label}",
            parameter.options,
            key=key,
            label_visibility="collapsed",
            on_change=_changed,
            args=(variant.id, plugin, parameter.path, key, _as_is),
        )


def _toggle(plugin: Plugin, parameter: Switch, variant: Variant, task: Task) -> None:
    key = session.plugin_value(variant.id, plugin.key, parameter.path[-1])
    session.put(key, task.get(parameter.path) is True)
    st.toggle(
        parameter.label,
        key=key,
        help=parameter.path[-1],
        on_change=_changed,
        args=(variant.id, plugin, parameter.path, key, _as_is),
    )


def _name(parameter: Parameter, variant: Variant, plugin: Plugin, task: Task) -> None:
    """The parameter's name, marked and with its first value in the tooltip once it was changed."""
    assert not isinstance(parameter, Constant)
    first = variant.start.task(plugin.key)
    before = first.get(parameter.path) if first else None
    help_text = parameter.path[-1]
    label = parameter.label
    if "(" in label:  # what stands in brackets is a remark: it goes into the tooltip
        label, _, remark = label.partition(" (")
        help_text = f"{help_text} · {remark.rstrip(')')}"
    if first is not None and before != task.get(parameter.path):
        help_text = f"{help_text} · was {plain(in_words(parameter, before))}"
        label = f":primary[**{label}**]"
    st.markdown(f":small[{label}]", help=help_text, width=_NAME_WIDTH)


def _row() -> DeltaGenerator:
    """One line of a card. Only the slider stretches, so that the controls of all lines stand in columns."""
    return st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small")


def _changed(variant_id: str, plugin: Plugin, path: tuple[str, ...], key: Key, convert: Callable[[Any], Json]) -> None:
    variant = workspace.variant(variant_id)
    task = variant.preset.task(plugin.key) if variant else None
    if variant is None or task is None or session.value(key) is None:
        return
    new = task.put(path, convert(session.value(key)))
    workspace.replace_variant(variant.with_preset(variant.preset.with_task(new)))
    st.rerun([session.plugin_card(plugin.key), *_SHOW_VALUES])


def _percent(value: Json, low: int, high: int) -> int:
    """The whole per cent nearest to a value; the payload keeps what it has until the widget is moved."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return low
    return min(high, max(low, round(value * 100)))


def _share(percent: Any) -> float:
    return round(float(percent) / 100, 4)


def _as_is(value: Any) -> Json:
    return value

"""The controls of a plugin's card: one for each value that its row of the plugin table has.

A control shows the open variant's value (`held`), and a change of it writes the variant.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from retouch_lib.plugins import Choice, Constant, Number, Parameter, Plugin, Switch
from retouch_lib.presets.crop_rules import counts
from retouch_lib.presets.differences import in_words
from retouch_lib.presets.preset import Json, Task
from retouch_lib.ui import session, workspace
from retouch_lib.ui.session import Key
from retouch_lib.ui.shared.again import draw_parts
from retouch_lib.ui.shared.text import plain
from retouch_lib.ui.tune.held import hold, is_moved
from retouch_lib.ui.variants import Variant

SHOW_VALUES = (session.VARIANT_BAR, session.PLAN, session.DETAILS)
"""Fragments that show the variant's values, beside the card itself."""
_NAME_WIDTH, _TYPED_WIDTH = 112, 62
"""Pixels; the slider takes the rest of the column."""
_NOT_SET = "Not set"


def control(plugin: Plugin, parameter: Parameter, variant: Variant, task: Task) -> None:
    """Draw the control of one value."""
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
    with row():
        _name(parameter, variant, plugin, task)
        for kind in ("typed", "slid"):
            key = session.plugin_value(variant.id, plugin.key, f"{parameter.path[-1]}_{kind}")
            hold(key, value)
            options: dict[str, Any] = {
                "step": 1,
                "key": key,
                "label_visibility": "collapsed",
                "on_change": changed,
                "args": (variant.id, plugin, parameter.path, key, _share),
            }
            if kind == "typed":
                # `value` is what an emptied field goes back to.
                st.number_input(f"{label}, typed", low, high, value, width=_TYPED_WIDTH, **options)
            else:
                st.slider(f"{label}, slider", low, high, **options)


def _free_number(plugin: Plugin, parameter: Number, variant: Variant, task: Task) -> None:
    """A number whose bounds nobody documents: typed only. One that is left out by default can be emptied."""
    key = session.plugin_value(variant.id, plugin.key, parameter.path[-1])
    value = task.number(parameter.path)
    shown = parameter.default if value is None else value
    hold(key, shown)
    with row():
        _name(parameter, variant, plugin, task)
        st.number_input(
            f"{plugin.label}: {parameter.label}",
            value=None if parameter.default is None else shown,  # what an emptied field goes back to
            step=parameter.step,
            key=key,
            placeholder=_NOT_SET,
            label_visibility="collapsed",
            on_change=changed if parameter.default is not None else _changed_or_emptied,
            args=(variant.id, plugin, parameter.path, key, as_is),
        )


def _choice(plugin: Plugin, parameter: Choice, variant: Variant, task: Task) -> None:
    key = session.plugin_value(variant.id, plugin.key, parameter.path[-1])
    value = task.get(parameter.path)
    shown = str(value) if parameter.takes(value) else parameter.default
    hold(key, shown)
    own = [shown] if shown and shown not in parameter.options else []
    left_out = parameter.default is None
    with row():
        _name(parameter, variant, plugin, task)
        st.selectbox(
            f"{plugin.label}: {parameter.label}",
            [*parameter.options, *own],
            index=None if left_out else 0,
            key=key,
            placeholder=_NOT_SET,
            accept_new_options=parameter.open,
            label_visibility="collapsed",
            on_change=_changed_or_emptied if left_out else changed,
            args=(variant.id, plugin, parameter.path, key, as_is),
        )


def _toggle(plugin: Plugin, parameter: Switch, variant: Variant, task: Task) -> None:
    key = session.plugin_value(variant.id, plugin.key, parameter.path[-1])
    hold(key, task.get(parameter.path) is True)
    st.toggle(
        parameter.label,
        key=key,
        on_change=changed,
        args=(variant.id, plugin, parameter.path, key, as_is),
    )


def _name(parameter: Parameter, variant: Variant, plugin: Plugin, task: Task) -> None:
    """The parameter's name, marked once its value was changed; all else of it is told at the plugin's."""
    label, _ = name_and_remark(parameter)
    if _before(parameter, variant, plugin, task):
        label = f":blue[**{label}**]"
    st.markdown(f":small[{label}]", width=_NAME_WIDTH)


def shown(plugin: Plugin, task: Task) -> list[Parameter]:
    """The parameters that have a control: those that the user sets, and that count with the others' values."""
    return [
        parameter
        for parameter in plugin.parameters
        if not isinstance(parameter, Constant) and counts(task, parameter.path)
    ]


def values_in_words(plugin: Plugin, variant: Variant, task: Task) -> list[str]:
    """In Markdown, a line for each value: "Blend: Alpha1 · was 100 %", by its name in the payload.

    They stand in the plugin's tooltip. Streamlit gives a text's tooltip no name of its own, and each would be another
    stop of the keyboard.
    """
    lines = []
    for parameter in shown(plugin, task):
        label, remark = name_and_remark(parameter)
        told = [parameter.path[-1], remark, _before(parameter, variant, plugin, task)]
        lines.append(f"{label}: {' · '.join(filter(None, told))}")
    return lines


def name_and_remark(parameter: Parameter) -> tuple[str, str]:
    """A parameter's name, and what stands behind it in brackets: a remark."""
    assert not isinstance(parameter, Constant)
    label, _, remark = parameter.label.partition(" (")
    return label, remark.removesuffix(")")


def _before(parameter: Parameter, variant: Variant, plugin: Plugin, task: Task) -> str:
    """ "was 100 %", once it was changed; else empty."""
    assert not isinstance(parameter, Constant)
    first = variant.start.task(plugin.key)
    if first is None or first.get(parameter.path) == task.get(parameter.path):
        return ""
    return f"was {plain(in_words(parameter, first.get(parameter.path)))}"


def row() -> DeltaGenerator:
    """One line of a card. Only the slider stretches, so that the controls of all lines stand in columns."""
    return st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small")


def changed(variant_id: str, plugin: Plugin, path: tuple[str, ...], key: Key, convert: Callable[[Any], Json]) -> None:
    variant = workspace.variant(variant_id)
    task = variant.preset.task(plugin.key) if variant else None
    if variant is None or task is None or session.value(key) is None or not is_moved(key):
        return
    new = task.put(path, convert(session.value(key)))
    workspace.replace_variant(variant.with_preset(variant.preset.with_task(new)))
    draw_parts([session.plugin_card(plugin.key), *SHOW_VALUES])


def _changed_or_emptied(
    variant_id: str, plugin: Plugin, path: tuple[str, ...], key: Key, convert: Callable[[Any], Json]
) -> None:
    """An emptied field is left out of the payload."""
    variant = workspace.variant(variant_id)
    task = variant.preset.task(plugin.key) if variant else None
    if session.value(key) is not None or variant is None or task is None:
        changed(variant_id, plugin, path, key, convert)
        return
    workspace.replace_variant(variant.with_preset(variant.preset.with_task(task.drop(*path))))
    draw_parts([session.plugin_card(plugin.key), *SHOW_VALUES])


def _percent(value: Json, low: int, high: int) -> int:
    """The whole per cent nearest to a value; the payload keeps what it has until the widget is moved."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return low
    return min(high, max(low, round(value * 100)))


def _share(percent: Any) -> float:
    return round(float(percent) / 100, 4)


def as_is(value: Any) -> Json:
    return value

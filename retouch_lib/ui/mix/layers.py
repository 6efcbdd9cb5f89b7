"""A slider for each layer, the topmost first: it shows the value that the layer's opacity stands for."""

from __future__ import annotations

import streamlit as st

from retouch_lib.imaging.strengths import FULL
from retouch_lib.presets.simulating import percent
from retouch_lib.presets.sliders import Slider
from retouch_lib.ui import session
from retouch_lib.ui.mix.mixed import Mixed, change, most
from retouch_lib.ui.shared.text import plain


def layers(mixed: Mixed) -> None:
    """Draw them."""
    for slider in reversed(mixed.result.sliders):
        _layer(mixed, slider)


def _layer(mixed: Mixed, slider: Slider) -> None:
    strength = mixed.strengths.values[slider.layer]
    key = session.mix_layer(mixed.result.job.id, slider.layer)
    highest = max(1, _shown(slider, most(mixed, slider.most)))
    session.put(key, min(highest, _shown(slider, strength)))  # the store's, whatever another tab or undo did
    on = session.mix_on(mixed.result.job.id, slider.layer)
    session.put(on, strength > 0)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
        name = plain(f"{slider.plugin} is on")
        st.toggle(name, key=on, label_visibility="collapsed", width=40, on_change=_switched, args=(mixed, slider))
        st.slider(
            plain(f"{slider.plugin} · {slider.label}"),
            0,
            highest,
            key=key,
            format="%d %%",
            help=plain(_about(mixed, slider)) or None,
            on_change=_moved,
            args=(mixed, slider),
        )
    if strength > FULL:
        st.caption(f"Extrapolated: it was rendered at {percent(slider.shown(FULL)[0])}.")


def _shown(slider: Slider, strength: int) -> int:
    """The first value, in per cent."""
    return round(slider.shown(strength)[0] * 100)


def _about(mixed: Mixed, slider: Slider) -> str:
    values = slider.shown(mixed.strengths.values[slider.layer])
    if len(values) < 2:
        return slider.sentence
    told = ", ".join(
        f"{one.parameter.label.partition(' (')[0]} {percent(value)}"
        for one, value in zip(slider.values, values, strict=True)
    )
    return f"{slider.sentence} Now: {told}."


def _switched(mixed: Mixed, slider: Slider) -> None:
    change(mixed, mixed.strengths.put(slider.layer, 0 if mixed.strengths.values[slider.layer] else FULL))


def _moved(mixed: Mixed, slider: Slider) -> None:
    value = session.value(session.mix_layer(mixed.result.job.id, slider.layer))
    strength = min(slider.strength(value / 100), most(mixed, slider.most))
    change(mixed, mixed.strengths.put(slider.layer, strength))

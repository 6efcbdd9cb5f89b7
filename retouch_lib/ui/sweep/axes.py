"""What is varied: a layer across and perhaps one down, each from one value to another in 3 to 9 steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from retouch_lib.presets.layer_sweep import LayerAxis, LayerSweep, layer_sweep, name_of, whole
from retouch_lib.presets.sliders import Slider
from retouch_lib.presets.sweeping import FEWEST, MOST
from retouch_lib.ui import session
from retouch_lib.ui.shared.text import distinct, plain
from retouch_lib.ui.sweep.swept import Swept

Which = Literal["across", "down"]
_NONE = -1
"""In the place of a layer's number."""
_USUAL = 5
_LEAST_PER_CENT = FEWEST - 1
_TOO_NEAR = "From and to are too near to each other for three steps."


def axes(shown: Swept) -> LayerSweep | None:
    """Draw the choices; None, and it is said, where they make no sweep."""
    sliders = shown.sliders
    if not sliders:
        st.info("No layer of this result does anything on this photo: there is nothing to sweep.")
        return None
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        across = _axis(shown, "across", sliders)
        down = _axis(shown, "down", [one for one in sliders if across is None or one.layer != across.slider.layer])
    chosen = [axis for axis in (across, down) if axis is not None]
    for axis in chosen:
        if axis.slider.sentence:
            st.caption(f"{plain(axis.slider.plugin)}: {plain(axis.slider.sentence)}")
    try:
        return layer_sweep(chosen, shown.base)
    except ValueError:
        st.caption(_TOO_NEAR)
        return None


def _axis(shown: Swept, which: Which, sliders: Sequence[Slider]) -> LayerAxis | None:
    job_id = shown.result.job.id
    names = distinct([name_of(one) for one in sliders])
    labels = dict(zip([one.layer for one in sliders], names, strict=True))
    options = list(labels) if which == "across" else [_NONE, *labels]
    layer = st.selectbox(
        which.capitalize(),
        options,
        key=session.sweep_axis(which, job_id),
        format_func=lambda number: plain(labels.get(number, "nothing")),
        width=200,
        persist_state="session",
    )
    slider = next((one for one in sliders if one.layer == layer), None)
    if slider is None:
        return None
    most = round(100 * whole(slider, extrapolate=shown.extrapolate))
    low, high = st.slider(
        f"From and to, {which}",
        0,
        max(most, _LEAST_PER_CENT),
        (0, max(most, _LEAST_PER_CENT)),
        format="%d %%",
        key=session.sweep_range(which, job_id, slider.layer),
        width=180,
        persist_state="session",
    )
    count = st.number_input(
        f"Steps {which}",
        FEWEST,
        MOST,
        _USUAL,
        key=session.sweep_steps(which),
        width=110,
        persist_state="session",
    )
    return LayerAxis(slider, low / 100, high / 100, int(count))

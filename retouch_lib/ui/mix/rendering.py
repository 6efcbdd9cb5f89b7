"""Render layers for this photo: once, each plugin of the variants at its most, so that all strengths below are free."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib.errors import RetouchError
from retouch_lib.presets.preset import Preset
from retouch_lib.presets.simulating import percent
from retouch_lib.store.records import Photo
from retouch_lib.ui import session, workspace
from retouch_lib.ui.mix.paying import paying_button
from retouch_lib.ui.mix.waiting import is_done, job_of, waiting
from retouch_lib.ui.session import lab, owner
from retouch_lib.ui.shared.text import plain
from retouch_lib.ui.variants import Variant
from retouch_lib.words.counted import counted

_FLAT = "Layers were asked for, and one picture came: it can’t be mixed. Compare shows it."


def rendering(photo: Photo, *, anew: bool) -> None:
    """Draw the button with its price, or how far it is. `anew`: beside layers that are there already."""
    opened = workspace.open_variant().id  # first: what doesn't add up is as it has it
    chosen = sorted((one for one in workspace.variants() if one.chosen), key=lambda one: one.id != opened)
    presets = [variant.preset for variant in chosen]
    if not presets:
        st.caption("Put a variant into the run on Tune: its plugins are what is rendered.")
        return
    try:
        request, plan = lab().mixes.rendering(
            owner(), photo.sha256, presets, workspace.server().name, longest_side=workspace.longest_side()
        )
    except RetouchError as error:
        st.caption(plain(str(error)))
        return
    if plan.answered:
        job = job_of(plan)
        waiting([job], "The layers")
        if job is not None and is_done(job) and job.result_type != "zip":
            st.caption(_FLAT)
        return
    st.caption(
        f"Every plugin of the {counted(len(presets), 'variant')} in the run on Tune comes as a layer of its own, at "
        "its highest value there. Every strength up to that is then shown here for nothing."
    )
    _heal(request.preset, chosen)
    if request.remarks:
        st.caption(plain(" ".join(request.remarks)))
    paying_button("Render layers for this photo", plan, session.MIX_RENDER, "secondary" if anew else "primary")


def _heal(asked: Preset, chosen: Sequence[Variant]) -> None:
    """Its sensitivity is no strength: which one it will be, and whose."""
    task = asked.task("Heal")
    value = task.get(("Alpha1",)) if task else None
    whose = next((variant for variant in chosen if variant.preset.task("Heal")), None)
    if whose is not None and isinstance(value, int | float):
        told = f"Heal finds spots at {percent(value)}, as {whose.name} has it: another sensitivity is another job."
        st.caption(plain(told))

"""Above the sliders: the variants on the board, simulated from the layers; back and again; beyond what was rendered."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib.presets.simulating import Simulation
from retouch_lib.ui import session, workspace
from retouch_lib.ui.mix.mixed import (
    PLACE,
    Mixed,
    again,
    call,
    can_do_again,
    can_take_back,
    change,
    do_again,
    mix_name,
    take_back,
    within,
)
from retouch_lib.ui.shared.opening import opening
from retouch_lib.ui.shared.text import plain
from retouch_lib.ui.variants import Variant

_FREE, _STANDS = "Simulated from the layers, for nothing.", "The sliders stand at this look."
_BEYOND = "Sliders go on to 1.5 times the layer, as far as the plugin goes. No server has rendered that."


def looks(mixed: Mixed) -> None:
    """Draw them, and what the layers can't show of the look that was chosen last."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for variant in workspace.variants():
            lit = _simulated(mixed, variant).strengths == mixed.strengths
            st.button(
                plain(variant.name), key=session.mix_look(variant.id), on_click=_simulate, args=(mixed, variant),
                type="primary" if lit else "secondary", help=_STANDS if lit else _FREE,
            )  # fmt: skip
        st.button(
            "As rendered", key=session.MIX_WHOLE, type="tertiary", on_click=change, args=(mixed, mixed.result.whole)
        )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            "Undo", key=session.MIX_UNDO, icon=":material/undo:", shortcut="Mod+Z", on_click=take_back, args=(mixed,),
            disabled=not can_take_back(mixed),
        )  # fmt: skip
        st.button(
            "Redo", key=session.MIX_REDO, icon=":material/redo:", shortcut="Mod+Shift+Z", on_click=do_again,
            args=(mixed,), disabled=not can_do_again(mixed),
        )  # fmt: skip
        session.put(session.MIX_BEYOND, mixed.mix.extrapolate)
        st.toggle("Stronger than rendered", key=session.MIX_BEYOND, help=_BEYOND, on_change=_beyond, args=(mixed,))
    _remarks(mixed)


def _simulated(mixed: Mixed, variant: Variant) -> Simulation:
    return mixed.result.simulated(variant.preset, extrapolate=mixed.mix.extrapolate)


def _simulate(mixed: Mixed, variant: Variant) -> None:
    found = _simulated(mixed, variant)
    change(mixed, found.strengths)
    call(again(mixed), mix_name(variant.name))
    session.put(session.MIX_SAID, (mixed.result.job.id, variant.name, found.remarks))


def _remarks(mixed: Mixed) -> None:
    job_id, name, remarks = session.value(session.MIX_SAID) or ("", "", ())
    if job_id == mixed.result.job.id:
        _say(name, remarks)
    elif not mixed.mix.id:
        look, found = opening(mixed.result)
        if look:
            _say(f"Opened at {look}", found.remarks)
        else:
            st.caption("Opened as rendered: every layer as it came.")


def _say(what: str, remarks: Sequence[str]) -> None:
    said = " ".join(remarks) or "The layers can show all of it."
    st.caption(f"{plain(what)}, simulated. {plain(said)}")


def _beyond(mixed: Mixed) -> None:
    wanted = bool(session.value(session.MIX_BEYOND))
    if not wanted and mixed.strengths.extrapolated:
        session.say("toast", "What was stronger than rendered is as it was rendered now. Undo brings it back.", PLACE)
    change(mixed, mixed.strengths if wanted else within(mixed.strengths), extrapolate=wanted)

"""How far simulated is from rendered, by what was confirmed on this server: sentences, figures, and the worst place."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib.errors import InvalidPayload, RetouchError
from retouch_lib.imaging.faces.regions import spot_name
from retouch_lib.store.records import Confirmation
from retouch_lib.ui import session
from retouch_lib.ui.mix.leaving import rendered
from retouch_lib.ui.mix.mixed import Mixed
from retouch_lib.ui.mix.paying import paying_button
from retouch_lib.ui.mix.waiting import job_of, jobs_of, waiting
from retouch_lib.ui.server.urls import crop_url
from retouch_lib.ui.session import lab, owner
from retouch_lib.ui.shared.escaped import table
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.counted import counted
from retouch_lib.work.confirmations import ConfirmationTally
from retouch_lib.work.mixing import Confirming
from retouch_lib.work.plan import Plan

_CROP = 220
"""Pixels of the file, one for one."""
_ABOUT = (
    "Each confirmation is measured against the mix and counted here, by the plugins that were on: what several did "
    "together says nothing of one alone. A mix that a preset can’t say in full, that goes beyond what was rendered, or "
    "that strokes keep from places, is not counted."
)
_NONE = "Nothing was confirmed on this server yet."
_CHECK = "Check layers against the flat result"
_UNTOLD = "Nobody documents how {} lays its layers."
_OURS = "The local engine lays its layers as Mix does: this proves it on your photo."
_CHECK_ABOUT = (
    "{} The same payload is sent once with every task as a layer and once "
    "without, and what the layers make here is measured against what came flat. What is known is not paid again."
)


def noted(mixed: Mixed, wanted: Confirming | None) -> None:
    """Keep that a press of *Confirm* belongs to this mix, and measure what has come since."""
    job = job_of(wanted.plan) if wanted else None
    if wanted is not None and job is not None:
        lab().confirmations.note(owner(), mixed.result, mixed.leaving, wanted.saved, job)
    lab().confirmations.settle(owner())


def confirmed(mixed: Mixed, wanted: Confirming | None) -> None:
    """Draw what is known of this server, for this mix's plugins first; and the check of its layers."""
    job = mixed.result.job
    tallies = lab().confirmations.tallies(owner(), job.server)
    on = {slider.plugin for slider in mixed.result.sliders if mixed.strengths.values[slider.layer]}
    own = next((one for one in tallies if set(one.plugins) == on), None)
    if own and not (own.count == 1 and rendered(wanted)):  # one alone is this mix's, whose figures stand above
        st.caption(plain(_sentence(own, lab().server(job.server).label)))
    if why := _uncounted(mixed, wanted):
        st.caption(plain(f"What was rendered of this mix is not counted: {why}."))
    plan = _checking(mixed)
    check = lab().confirmations.check_of(owner(), plan) if plan else None
    if check is not None and check.off is not None:
        st.caption(plain(_check_sentence(check)))
    with st.expander("How far simulated is from rendered", key=session.MIX_CONFIRMED):
        st.caption(_ABOUT if tallies else f"{_NONE} {_ABOUT}")
        if tallies:
            _tallies(tallies)
            worst = max((one for one in tallies if on & set(one.plugins)), key=lambda one: one.worst, default=None)
            _worst(worst.worst_one if worst else None, "simulated")
        if check is not None:
            _worst(check, "layers")
        elif plan is not None:
            _check(mixed, plan)


def _uncounted(mixed: Mixed, wanted: Confirming | None) -> str:
    """Why the job that renders this mix is in no figure; empty where it is, or there is none."""
    job = job_of(wanted.plan) if wanted else None
    if wanted is None or job is None:
        return ""
    return lab().confirmations.uncounted(mixed.result, mixed.leaving, wanted.saved, job)


def _sentence(tally: ConfirmationTally, server: str) -> str:
    """ "Simulations of Dodge Burn (Main): ΔE00 0.6 on the whole, 2.1 at worst (4 confirmations)." """
    what = _together(tally.plugins)
    count = counted(tally.count, "confirmation")
    return (
        f"Simulations of {what} ({server}): ΔE00 {tally.mean:.1f} on the whole, {tally.worst:.1f} at worst ({count})."
    )


def _together(plugins: Sequence[str]) -> str:
    return plugins[0] if len(plugins) == 1 else f"{', '.join(plugins[:-1])} and {plugins[-1]} together"


def _tallies(tallies: Sequence[ConfirmationTally]) -> None:
    table(
        {
            "Plugins": [_together(one.plugins) for one in tallies],
            "Confirmations": [str(one.count) for one in tallies],
            "ΔE00": [f"{one.mean:.1f}" for one in tallies],
            "at worst": [f"{one.worst:.1f}" for one in tallies],
        }
    )


def _worst(one: Confirmation | None, simulated: str) -> None:
    """The place where it was worst, in both pictures, pixel for pixel."""
    pair = lab().confirmations.pair(owner(), one) if one else None
    if one is None or one.off is None or pair is None:
        return
    region = spot_name(one.off.x, one.off.y)
    with st.container(horizontal=True, gap="small"):
        for words, name in ((simulated, pair.simulated), ("rendered", pair.rendered)):
            with st.container(width=_CROP):
                url = crop_url(str(name), pair.photo, region, _CROP)
                st.markdown(f"![{words}, at its worst place]({url})")
                st.caption(words)


def _checking(mixed: Mixed) -> Plan | None:
    """None where the layers' payload can't be asked for any more; else what stands in the way is said."""
    try:
        plan = lab().confirmations.checking(owner(), mixed.result)
    except InvalidPayload:  # a job of an older version
        return None
    except RetouchError as error:
        st.caption(plain(str(error)))
        return None
    lab().confirmations.note_check(owner(), mixed.result, plan)
    return plan


def _check(mixed: Mixed, plan: Plan) -> None:
    server = lab().server(mixed.result.job.server)
    st.caption(plain(_CHECK_ABOUT.format(_OURS if server.is_local else _UNTOLD.format(server.label))))
    if plan.answered:
        waiting(jobs_of(plan), "The check")
    else:
        paying_button(_CHECK, plan, session.MIX_CHECK, "secondary")


def _check_sentence(check: Confirmation) -> str:
    off = check.off
    assert off is not None
    return (
        f"These layers against the flat result: ΔE00 {off.mean:.1f} on the whole, below {off.p99:.1f} on 99 of 100 "
        f"places, {off.worst:.1f} at the worst one."
    )

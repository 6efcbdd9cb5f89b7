"""Around the grid: how the looks did, the winner's way to a preset, and after a blind judging who was who."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import streamlit as st

from retouch_lib.cloud.servers import LOCAL_NAME
from retouch_lib.store.records import Pick, Verdict
from retouch_lib.ui.rounds import Round
from retouch_lib.ui.session import lab
from retouch_lib.ui.shared.tally import tally_bar
from retouch_lib.ui.shared.text import plain
from retouch_lib.ui.survey.rows import letter
from retouch_lib.ui.survey.scope import Scope
from retouch_lib.words.counted import counted

FEWEST_TO_TELL_A_HABIT = 6
"""Winners; of fewer their places say nothing."""
HABIT = 0.7
"""The share of winners at one place from which it is asked whether that is a habit."""


def outcome(shown: Scope, picks: Mapping[str, Pick], one: Round) -> None:
    """Draw it; nothing while names are hidden."""
    if one.blind:
        return
    with st.container(gap=None):
        tally_bar(shown.items, picks)
        if told := blind_in_words(shown, picks, one):
            st.caption(plain(told))


def origin(shown: Scope) -> None:
    """Where these results were made: a local one must never be taken for the vendor's. It names no look."""
    st.caption(plain(origin_in_words(shown)))


def origin_in_words(shown: Scope) -> str:
    """ "Made on Local engine, an approximation, not Retouch4me’s result, and Main." """
    labels = {server.name: server.label for server in lab().servers()}
    names = dict.fromkeys(item.job.server for item in shown.items)
    remarks = {LOCAL_NAME: ", an approximation, not Retouch4me’s result"}
    parts = [labels.get(name, name) + remarks.get(name, "") for name in names]
    return f"Made on {', and '.join(parts)}."


def blind_in_words(shown: Scope, picks: Mapping[str, Pick], one: Round) -> str:
    """Who won while names were hidden, and at which place it stood; empty where nothing was judged so."""
    won = [pick for pick in picks.values() if pick.verdict is Verdict.PICKED and one.was_blind(pick)]
    places = Counter(place for place in (place_of(pick, shown, one) for pick in won) if place is not None)
    ties = len(one.ties & shown.photos.keys())
    if one.ended is None or not (places or ties):
        return ""
    labels = dict(zip(shown.looks, shown.labels, strict=True))
    looks = Counter(labels[shown.jobs[pick.job].fingerprint] for pick in won if pick.job in shown.jobs)
    found = [f"{look} won {times}" for look, times in looks.most_common()] + [counted(ties, "tie")] * bool(ties)
    return (
        f"Judged blind: {', '.join(found)} of {counted(len(shown.photos), 'photo')}.{_places_in_words(places, shown)}"
    )


def place_of(pick: Pick, shown: Scope, one: Round) -> int | None:
    """At which place of its row the winner stood; None where it is none of these results."""
    job = shown.jobs.get(pick.job)
    if job is None:
        return None
    look = shown.looks.index(job.fingerprint)
    return one.order(job.photo, len(shown.looks)).index(look)


def _places_in_words(places: Counter[int], shown: Scope) -> str:
    """ " Their places: A 3, B 2, C 1." """
    if not places:
        return ""
    told = ", ".join(f"{letter(place)} {places[place]}" for place in range(len(shown.looks)))
    place, times = places.most_common(1)[0]
    total = places.total()
    if total < FEWEST_TO_TELL_A_HABIT or times < HABIT * total:
        return f" Winners by place: {told}."
    return f" Winners by place: {told}. Most stood at {letter(place)}: if that is a habit, judge blind once more."

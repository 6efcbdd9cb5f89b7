"""The tally of a run's variants, and the winner's way into the library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets.preset import Preset
from retouch_lib.store.records import Pick, RunItem
from retouch_lib.ui import session
from retouch_lib.ui.shared.preset_save import begin_saving
from retouch_lib.ui.shared.tally_words import tally_in_words
from retouch_lib.ui.shared.text import plain
from retouch_lib.ui.variants import EDITED
from retouch_lib.work.picks import Tally, tally, winners


def tally_bar(items: Sequence[RunItem], picks: Mapping[str, Pick]) -> None:
    """How the variants of these items did; nothing while no result is judged. `picks`: of their photos."""
    counted = tally(items, picks)
    words = tally_in_words(counted)
    if not words:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(plain(words[0].upper() + words[1:] if words.startswith("a tie") else words), width="content")
        save_winner_button(counted, f"Chosen by comparing: {words}.")


def save_winner_button(tallies: Sequence[Tally], note: str) -> None:
    """Draw the winner's way into the library, where there is one. `note`: what is said of its version at first."""
    if first := winners(tallies):
        st.button(
            "Save the winner as preset",
            key=session.SAVE_WINNER,
            type="tertiary",
            icon=":material/bookmark_add:",
            on_click=_save,
            args=(first, note),
        )


def _save(first: Sequence[Tally], note: str) -> None:
    sent = [preset for preset in map(_as_sent, first) if preset is not None]
    if not sent:
        session.say("toast", "The winner’s payload can’t be read by this version. Nothing was saved.", session.JUDGING)
        return
    begin_saving(sent, note=note)
    st.rerun()


def _as_sent(one: Tally) -> Preset | None:
    """The exact payload that won, under the variant's name; None where it can't be read."""
    name = one.variant.split(" = ")[0]
    try:
        sent = Preset.from_json(one.job.payload, name)
    except InvalidPayload:
        return None
    return replace(sent, name=name.removesuffix(EDITED))

"""Above the grid: how the looks did, and the winner's way to a preset; after a blind trial who was who."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from retouch_lib.store.records import Pick
from retouch_lib.ui.rounds import Round
from retouch_lib.ui.shared.tally import save_winner_button, tally_bar
from retouch_lib.ui.shared.text import plain
from retouch_lib.ui.survey.names import restore_button, while_hidden
from retouch_lib.ui.survey.scope import Scope
from retouch_lib.ui.survey.trial_words import habit_in_words, heading, note_in_words, trial_in_words
from retouch_lib.ui.trials import Trial
from retouch_lib.work.picks import tally


def outcome(shown: Scope, picks: Mapping[str, Pick], one: Round) -> None:
    """Draw it; while names are hidden only what becomes of picks."""
    if one.blind:
        while_hidden(shown, one)
    elif one.told is not None and one.told.photos & shown.photos.keys():
        stands = one.told.stands_in(picks)
        if not stands:
            tally_bar(shown.items, picks)
        _who_was_who(shown, one, one.told, stands=stands)
    else:
        tally_bar(shown.items, picks)


def _who_was_who(shown: Scope, one: Round, trial: Trial, *, stands: bool) -> None:
    """How the last blind trial ended; closed where something else was said since, and then only to be read."""
    tallies = tally(shown.items, trial.said)
    with st.expander(plain(heading(trial)), expanded=stands, icon=":material/visibility:"):
        with st.container(gap=None):
            for line in trial_in_words(shown, trial):
                st.markdown(plain(line))
        if habit := habit_in_words(shown, trial):
            st.caption(plain(habit))
        if not stands:
            st.caption("Other judgements were made since: those count, and stand above.")
            return
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            save_winner_button(tallies, note_in_words(shown, trial))
            if one.gave_way is not None and one.gave_way.winners:
                restore_button(shown, one.gave_way.winners)

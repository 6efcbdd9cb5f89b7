"""On which photos a version of a preset won, and on which it lost: what was picked, and what was rejected instead."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib.ui import runs, session, workspace
from retouch_lib.ui.server.top_level import TUNE
from retouch_lib.ui.shared.before_after import show_result_pair
from retouch_lib.ui.shared.kept_press import kept_press
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.counted import counted
from retouch_lib.work.library import Version
from retouch_lib.work.picks import Outcome, outcomes

_MOST_SHOWN = 12
_PICTURE_WIDTH, _COLUMNS = 150, 4


def outcomes_of(versions: Sequence[Version]) -> list[tuple[Outcome, ...]]:
    """Of each version, in one query for all."""
    forms = [version.sent_as for version in versions]
    contests = session.lab().picks.contests(session.owner(), {one for form in forms for one in form})
    return [outcomes(contests, form) for form in forms]


def won_and_lost_in_words(found: Sequence[Outcome]) -> str:
    """ "Won on 4 photos, lost on 2." Empty where nothing was said."""
    won = sum(outcome.won for outcome in found)
    lost = len(found) - won
    parts = [f"won on {counted(won, 'photo')}"] if won else []
    parts += [f"lost on {lost if won else counted(lost, 'photo')}"] if lost else []
    words = ", ".join(parts)
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def won_and_lost(version: Version) -> None:
    """Draw the photos of a version, with a way to the run of each."""
    (found,) = outcomes_of([version])
    if not found:
        st.caption(
            "No result of it was picked or rejected yet, and nothing was picked instead. Pick on Tune or Compare."
        )
        return
    _photos("Won", "The photo’s winner.", [outcome for outcome in found if outcome.won])
    _photos("Lost", "Rejected, or another look was picked.", [outcome for outcome in found if not outcome.won])


def _photos(head: str, why: str, found: Sequence[Outcome]) -> None:
    if not found:
        return
    st.markdown(f"**{head} · {counted(len(found), 'photo')}**", help=why)
    with st.grid(_COLUMNS, min_column_width=_PICTURE_WIDTH, gap="small"):
        for outcome in found[:_MOST_SHOWN]:
            with st.container(gap="xsmall"):
                _photo(outcome)
    if len(found) > _MOST_SHOWN:
        st.caption(f"And {len(found) - _MOST_SHOWN:,} more: History finds them, under Filter.")


def _photo(outcome: Outcome) -> None:
    contest = outcome.contest
    name = plain(contest.photo_name)
    show_result_pair(contest.result, contest.result_type, contest.photo, name, _PICTURE_WIDTH)
    rejected = " · rejected" if contest.rejected else ""
    st.caption(f"{name}{rejected}")
    key = session.contest_run(contest.job)
    if contest.run and kept_press("Show its run", key=key, about=contest.run, type="tertiary"):
        workspace.show_photo(contest.photo)
        runs.look_at(contest.run)
        st.switch_page(TUNE, query_params={session.RUN: contest.run})

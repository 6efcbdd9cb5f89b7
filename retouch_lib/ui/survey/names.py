"""Names hidden and shown: a press for each, which does what it says once, however often and late it comes."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from retouch_lib.store.records import Verdict
from retouch_lib.ui import session
from retouch_lib.ui.rounds import Round
from retouch_lib.ui.session import lab, owner
from retouch_lib.ui.shared.kept_rounds import keep_round
from retouch_lib.ui.shared.text import plain
from retouch_lib.ui.survey.heard import hear
from retouch_lib.ui.survey.scope import Scope
from retouch_lib.ui.survey.steps import bring_back, show
from retouch_lib.words.counted import counted


def names_button(shown: Scope, one: Round, *, done: bool) -> None:
    """Draw it. `done`: whether every photo is judged."""
    if one.trial is None:
        last = one.told.seed if one.told else ""
        st.button(
            "Judge blind again" if last else "Judge blind",
            key=session.SURVEY_HIDE,
            icon=":material/visibility_off:",
            help="Hides names and shuffles the looks of each photo. Earlier picks stay until it is shown who was who.",
            on_click=_hide,
            args=(shown, last),
        )
        return
    kind: Literal["primary", "secondary"] = "primary" if done else "secondary"
    label = "Back to names" if one.trial.empty else "Show who was who"
    st.button(label, key=session.SURVEY_SHOW, type=kind, on_click=_show, args=(shown, one.trial.seed))


def _hide(shown: Scope, last: str) -> None:
    """`last`: the trial that was over when the press was drawn; after another one it means nothing any more."""
    _, one = hear(shown)
    if (one.told.seed if one.told else "") == last:
        keep_round(shown.id, one.hide())


def _show(shown: Scope, seed: str) -> None:
    """End that trial, with all that was judged before the press, and no other."""
    _, one = hear(shown)
    if one.trial is not None and one.trial.seed == seed:
        keep_round(shown.id, show(shown.id, one))


def while_hidden(shown: Scope, one: Round) -> None:
    """Draw what becomes of picks, of before and of now."""
    if one.blind:
        st.caption(plain(f"Names are hidden, and looks change places on every photo. {_of_before(shown)}"))


def _of_before(shown: Scope) -> str:
    picks = lab().picks.of_photos(owner(), shown.photos).values()
    photos = len({pick.photo for pick in picks if pick.verdict is Verdict.PICKED})
    if not photos:
        return "Your picks count once you show who was who."
    have = "has" if photos == 1 else "have"
    return (
        f"{photos} of {counted(len(shown.photos), 'photo')} {have} an earlier pick: it stays until you show "
        "who was who; then your blind pick takes its place."
    )


def restore_button(shown: Scope, count: int) -> None:
    """Draw what was replaced in the end, and the way back."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(f"{counted(count, 'earlier pick')} gave way to what you chose blind.", width="content")
        st.button(
            "Bring back the earlier picks",
            key=session.SURVEY_RESTORE,
            type="tertiary",
            icon=":material/undo:",
            on_click=_restore,
            args=(shown,),
        )


def _restore(shown: Scope) -> None:
    _, one = hear(shown)
    keep_round(shown.id, bring_back(shown.id, one))

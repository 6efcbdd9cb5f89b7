"""What was done in the grid, carried out: before the page is drawn, and before a press that ends a blind trial."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from retouch_lib.ui import session
from retouch_lib.ui.grid import Memory, Told, taken
from retouch_lib.ui.rounds import Round
from retouch_lib.ui.shared.kept_rounds import keep_round, kept_round
from retouch_lib.ui.survey.scope import Scope
from retouch_lib.ui.survey.steps import take


def hear(shown: Scope) -> tuple[Told, Round]:
    """What was told since the last time, and the round with its judgements."""
    told, memory = taken(session.SURVEY_GRID, session.value(session.SURVEY_MEMORY) or Memory())
    session.put(session.SURVEY_MEMORY, memory)
    return told, judge(shown, told.judgements)


def judge(shown: Scope, judgements: Iterable[Mapping[str, Any]]) -> Round:
    """Carry these out; the round after them."""
    one = kept_round(shown.id)
    for judgement in judgements:
        one = take(judgement, shown, one)
    keep_round(shown.id, one)
    return one

"""Judging in the grid, and taking it back: picks stand in the store, ties in the round; a step may change both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from retouch_lib.store.records import Pick, Verdict
from retouch_lib.ui import session
from retouch_lib.ui.rounds import Round
from retouch_lib.ui.session import OWNER, Key
from retouch_lib.ui.shared import judging
from retouch_lib.ui.survey.scope import Scope
from retouch_lib.work.picks import Judgement

_TIE = "tie"
_MOST_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class _Step:
    ties: frozenset[str]
    """As they were before."""
    judged: object | None
    """The step of `judging` that belongs to it; None where no pick changed."""


def take(value: Mapping[str, Any], scope: Scope, one: Round) -> Round:
    """Do what a grid or a viewer tells of its cells; the round after it. The value is not trusted."""
    mine, picks = (session.SURVEY_BACK, session.SURVEY_AHEAD), (session.PICKS_BACK, session.PICKS_AHEAD)
    match value.get("what"):
        case "undo":
            return _go(one, "undo", mine, picks)
        case "redo":
            return _go(one, "redo", mine[::-1], picks[::-1])
    before = _last(session.PICKS_BACK)
    ties = _ties_after(value, scope, one)
    judged = _last(session.PICKS_BACK)
    if judged is not before or ties != one.ties:
        _keep(session.SURVEY_BACK, _Step(one.ties, judged if judged is not before else None))
        session.put(session.SURVEY_AHEAD, [])
    return replace(one, ties=ties)


def _ties_after(value: Mapping[str, Any], scope: Scope, one: Round) -> frozenset[str]:
    """Judge, and say which photos are ties after that: a pick ends a tie, and a tie takes the pick away."""
    photos = _photos(value.get("shots"), scope)
    if value.get("what") != _TIE:
        judging.judge(value, scope.jobs)
        return one.ties - photos if value.get("what") == "pick" else one.ties
    if photos <= one.ties:
        return one.ties - photos
    picks = session.lab().picks.of_photos(OWNER, photos)
    if winners := [scope.jobs[job] for job, pick in picks.items() if job in scope.jobs and _won(pick)]:
        judging.judge_jobs(winners, Judgement("clear"))
    return one.ties | photos


def _won(pick: Pick) -> bool:
    return pick.verdict is Verdict.PICKED


def _photos(shots: object, scope: Scope) -> frozenset[str]:
    names = shots[:_MOST_AT_ONCE] if isinstance(shots, list) else []
    return frozenset(scope.jobs[name].photo for name in names if isinstance(name, str) and name in scope.jobs)


def _go(one: Round, what: str, mine: tuple[Key, Key], picks: tuple[Key, Key]) -> Round:
    """Take the last step back, or do it again. One made elsewhere since comes first, and changes no tie."""
    begin, end = picks
    step = _last(mine[0])
    if not isinstance(step, _Step) or (step.judged is not None and step.judged is not _last(begin)):
        judging.judge({"what": what}, {})
        return one
    before = _last(end)
    if step.judged is not None:
        judging.judge({"what": what}, {})
    after = _last(end)
    session.put(mine[0], session.value(mine[0])[:-1])
    _keep(mine[1], _Step(one.ties, after if after is not before else None))
    return replace(one, ties=step.ties)


def _last(key: Key) -> object | None:
    steps: list[object] = session.value(key) or []
    return steps[-1] if steps else None


def _keep(key: Key, step: _Step) -> None:
    session.put(key, [*(session.value(key) or []), step][-judging.MOST_STEPS :])

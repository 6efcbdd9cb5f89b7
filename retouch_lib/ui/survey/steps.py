"""Judging in the grid with names shown, and taking it back: picks stand in the store, ties in the round.

A step may change both. How it is judged while names are hidden: `blind`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from retouch_lib.store.records import Pick, Verdict
from retouch_lib.ui import session
from retouch_lib.ui.rounds import GaveWay, Round
from retouch_lib.ui.session import Key, owner
from retouch_lib.ui.shared import judging
from retouch_lib.ui.shared.kept_rounds import TieStep, keep_round, keep_step, kept_round, last_step
from retouch_lib.ui.survey import blind
from retouch_lib.ui.survey.blind import photos_in
from retouch_lib.ui.survey.scope import Scope
from retouch_lib.work.picks import Judgement


def take(value: Mapping[str, Any], scope: Scope, one: Round) -> Round:
    """Do what a grid or a viewer tells of its cells; the round after it. The value is not trusted."""
    if judging.are_too_many(value):
        return one
    if one.trial is not None:
        return replace(one, trial=blind.take(value, scope, one.trial))
    mine, picks = (session.SURVEY_BACK, session.SURVEY_AHEAD), (session.PICKS_BACK, session.PICKS_AHEAD)
    match value.get("what"):
        case "undo":
            return _go(one, scope.id, "undo", mine, picks)
        case "redo":
            return _go(one, scope.id, "redo", mine[::-1], picks[::-1])
    before = last_step(session.PICKS_BACK)
    after = replace(one, named_ties=_ties_after(value, scope, one))
    return replace(after, gave_way=None) if _did(scope.id, one, after, before) else after


def show(scope_id: str, one: Round) -> Round:
    """End the blind trial: what was said in it stands from now on, as one step; still blind where that failed."""
    if one.trial is None or one.trial.empty:
        return one.show()
    before, last = session.lab().picks.of_photos(owner(), one.trial.photos), last_step(session.PICKS_BACK)
    undo = judging.lay(one.trial.over(before), "picked blind")
    if undo is None:
        return one
    after = one.show()
    _did(scope_id, one, after, last)
    return replace(after, gave_way=GaveWay(undo, one.named_ties))


def bring_back(scope_id: str, one: Round) -> Round:
    """Make it as it was before the last blind trial ended, as a step of its own; what was said since stays."""
    if one.gave_way is None:
        return one
    last = last_step(session.PICKS_BACK)
    undo = judging.put_back(one.gave_way.undo, "earlier picks brought back")
    if undo is None:
        return one
    after = replace(one, named_ties=one.gave_way.named_ties, gave_way=None)
    _did(scope_id, one, after, last)
    return after


def _did(scope_id: str, one: Round, after: Round, before: object) -> bool:
    """Keep the step that led from one round to the other, if one did; `before`: the last step of `judging` then."""
    judged = last_step(session.PICKS_BACK)
    if judged is before and after.named_ties == one.named_ties:
        return False
    keep_step(session.SURVEY_BACK, TieStep({scope_id: one.named_ties}, judged if judged is not before else None))
    session.put(session.SURVEY_AHEAD, [])
    return True


def _ties_after(value: Mapping[str, Any], scope: Scope, one: Round) -> frozenset[str]:
    """Judge, and say which photos are ties after that: a pick ends a tie, and a tie takes the pick away."""
    photos = photos_in(value.get("shots"), scope)
    if value.get("what") != blind.TIE:
        judging.judge(value, scope.jobs)
        return one.named_ties - photos if value.get("what") == "pick" else one.named_ties
    if photos <= one.named_ties:
        return one.named_ties - photos
    picks = session.lab().picks.of_photos(owner(), photos)
    if winners := [scope.jobs[job] for job, pick in picks.items() if job in scope.jobs and _won(pick)]:
        judging.judge_jobs(winners, Judgement("clear"))
    return one.named_ties | photos


def _won(pick: Pick) -> bool:
    return pick.verdict is Verdict.PICKED


def _go(one: Round, scope_id: str, what: str, mine: tuple[Key, Key], picks: tuple[Key, Key]) -> Round:
    """Take the last step back, or do it again. One made elsewhere since comes first, and changes no tie."""
    begin, end = picks
    step = last_step(mine[0])
    if what == "undo" and step is None and last_step(begin) is None and one.gave_way is not None:
        return bring_back(scope_id, one)  # the page was loaded anew since
    if not isinstance(step, TieStep) or (step.judged is not None and step.judged is not last_step(begin)):
        judging.judge({"what": what}, {})
        return one
    before = last_step(end)
    if step.judged is not None:
        judging.judge({"what": what}, {})
    after = last_step(end)
    session.put(mine[0], session.value(mine[0])[:-1])
    there = {scope: one if scope == scope_id else kept_round(scope) for scope in step.ties}
    back = TieStep({scope: its.named_ties for scope, its in there.items()}, after if after is not before else None)
    keep_step(mine[1], back)
    changed = {scope: replace(its, named_ties=step.ties[scope], gave_way=None) for scope, its in there.items()}
    for scope, its in changed.items():
        if scope != scope_id:
            keep_round(scope, its)
    return changed.get(scope_id, one)

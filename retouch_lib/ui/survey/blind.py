"""Judging in the grid while names are hidden, and taking it back: it stands in the trial, not in the store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from retouch_lib.ui import session
from retouch_lib.ui.session import Key, lab
from retouch_lib.ui.shared import judging
from retouch_lib.ui.survey.scope import Scope
from retouch_lib.ui.trials import Trial
from retouch_lib.work.picks import Judgement

TIE = "tie"
_NO_NOTES = "Notes wait until it is shown who was who: one of before could tell which look this is."


def take(value: Mapping[str, Any], scope: Scope, trial: Trial) -> Trial:
    """Do what a grid or a viewer tells of its cells; the trial after it. The value is not trusted."""
    match value.get("what"):
        case "undo":
            return _go(trial, session.TRIAL_BACK, session.TRIAL_AHEAD, "Nothing to undo in this blind round.")
        case "redo":
            return _go(trial, session.TRIAL_AHEAD, session.TRIAL_BACK, "Nothing to redo.")
    after = _judged(value, scope, trial)
    if after != trial:
        _keep(session.TRIAL_BACK, trial)
        session.put(session.TRIAL_AHEAD, [])
    return after


def _judged(value: Mapping[str, Any], scope: Scope, trial: Trial) -> Trial:
    if value.get("what") == TIE:
        photos = photos_in(value.get("shots"), scope)
        return trial.tie(photos) if photos else trial
    judgement, jobs = judging.asked(value, scope.jobs)
    if judgement == Judgement("note"):
        session.say("toast", _NO_NOTES, session.JUDGING)
        return trial
    return trial.judge(jobs, judgement, lab().clock()) if judgement is not None else trial


def photos_in(shots: object, scope: Scope) -> frozenset[str]:
    """Of the jobs that are named and are surveyed."""
    names = shots if isinstance(shots, list) else []
    return frozenset(scope.jobs[name].photo for name in names if isinstance(name, str) and name in scope.jobs)


def _go(trial: Trial, begin: Key, end: Key, nothing: str) -> Trial:
    """The trial as it was before the last step, or after the one that was taken back."""
    steps: list[Trial] = session.value(begin) or []
    if not steps or steps[-1].seed != trial.seed:
        session.say("toast", nothing, session.JUDGING)
        return trial
    session.put(begin, steps[:-1])
    _keep(end, trial)
    return steps[-1]


def _keep(key: Key, trial: Trial) -> None:
    """Steps of another trial are gone with its first."""
    steps: list[Trial] = session.value(key) or []
    same = [each for each in steps if each.seed == trial.seed]
    session.put(key, [*same, trial][-judging.MOST_STEPS :])

"""The rounds of what is surveyed, as the store keeps them, and the steps that changed which photos are ties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from retouch_lib.ui import preferences, session
from retouch_lib.ui.rounds import Round, from_json, to_json
from retouch_lib.ui.session import Key, lab, owner
from retouch_lib.ui.shared.judging import MOST_STEPS


@dataclass(frozen=True, slots=True)
class TieStep:
    """One press that may have changed ties, and picks with them."""

    ties: Mapping[str, frozenset[str]]
    """As they were before, by the id of what was surveyed."""
    judged: object | None
    """The step of `judging` that belongs to it; None where no pick changed."""


def last_step(key: Key) -> object | None:
    steps: list[object] = session.value(key) or []
    return steps[-1] if steps else None


def keep_step(key: Key, step: TieStep) -> None:
    session.append(key, step, MOST_STEPS)


def set_ties(scope_ids: Iterable[str], tied: frozenset[str], settled: frozenset[str], judged: object | None) -> None:
    """Say of the first photos that they are ties, and of the others that they are none, as one step.

    `judged`: the step of `judging` that belongs to it, if any.
    """
    rounds = {scope_id: kept_round(scope_id) for scope_id in scope_ids}
    for scope_id, one in rounds.items():
        keep_round(scope_id, replace(one, named_ties=(one.named_ties - settled) | tied, gave_way=None))
    keep_step(session.SURVEY_BACK, TieStep({scope: one.named_ties for scope, one in rounds.items()}, judged))
    session.put(session.SURVEY_AHEAD, [])


def kept_round(scope_id: str) -> Round:
    return from_json(lab().store.preference(owner(), preferences.ROUNDS)).get(scope_id, Round())


def keep_round(scope_id: str, one: Round) -> None:
    """Nothing is written where nothing changed."""
    rounds = from_json(lab().store.preference(owner(), preferences.ROUNDS))
    if rounds.pop(scope_id, Round()) != one:
        lab().store.set_preference(owner(), preferences.ROUNDS, to_json({**rounds, scope_id: one}))

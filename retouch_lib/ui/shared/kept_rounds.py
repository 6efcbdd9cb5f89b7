"""The round of what is surveyed, as the store keeps it."""

from __future__ import annotations

from retouch_lib.ui import preferences
from retouch_lib.ui.rounds import Round, from_json, to_json
from retouch_lib.ui.session import OWNER, lab


def kept_round(scope_id: str) -> Round:
    return from_json(lab().store.preference(OWNER, preferences.ROUNDS)).get(scope_id, Round())


def keep_round(scope_id: str, one: Round) -> None:
    """Nothing is written where nothing changed."""
    rounds = from_json(lab().store.preference(OWNER, preferences.ROUNDS))
    if rounds.pop(scope_id, Round()) != one:
        lab().store.set_preference(OWNER, preferences.ROUNDS, to_json({**rounds, scope_id: one}))

"""Judging with names shown and without: what each press leaves of a round, and how it is kept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from retouch_lib.store.records import Pick, Verdict
from retouch_lib.ui.rounds import MOST_KEPT, GaveWay, Round, all_readable, from_json, to_json
from retouch_lib.ui.trials import Trial
from retouch_lib.work.picks import Undo

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)
ONE, TWO, THREE = (f"{number:064x}" for number in range(3))
PICKED, NONE = (Pick(ONE, "job", verdict, 3, "", NOW) for verdict in (Verdict.PICKED, Verdict.NONE))
GAVE_WAY = GaveWay(Undo((PICKED, NONE), (NONE, PICKED)), frozenset({THREE}))
SAID = Trial("07f3", {"job": Pick(ONE, "job", Verdict.PICKED, 3, "", NOW)}, frozenset({TWO}))


def test_a_trial_goes_on_until_it_is_shown_who_was_who() -> None:
    first = Round().hide()
    assert first.blind
    assert first.hide() == first
    assert not first.show().blind


def test_each_trial_has_places_of_its_own() -> None:
    one, other = Round().hide().trial, Round().hide().trial
    assert one is not None
    assert other is not None
    assert one.seed != other.seed


def test_ties_said_with_names_shown_are_hidden_and_come_back() -> None:
    hidden = Round(frozenset({ONE, THREE})).hide()
    assert hidden.ties == frozenset()
    assert hidden.show().ties == {ONE, THREE}
    assert Round(frozenset({ONE, THREE}), SAID).show().ties == {TWO, THREE}, "the first has a winner now"


def test_what_was_told_stays_until_another_trial_in_which_something_was_said() -> None:
    told = Round(trial=SAID).show()
    assert told.told == SAID
    assert told.show() == told
    again = told.hide()
    assert (again.told, again.show()) == (SAID, told)


@pytest.mark.parametrize("one", [Round(), Round(frozenset({ONE}), told=SAID, gave_way=GAVE_WAY), Round(trial=SAID)])
def test_rounds_are_kept_as_they_are(one: Round) -> None:
    assert from_json(to_json({"run": one})) == {"run": one}
    assert all_readable(to_json({"run": one}))


def test_the_latest_rounds_are_kept() -> None:
    rounds = {str(number): Round() for number in range(MOST_KEPT + 5)}
    assert list(to_json(rounds)) == [str(number) for number in range(5, MOST_KEPT + 5)]


def test_a_round_of_an_older_version_is_read() -> None:
    row = {name: value for name, value in to_json({"run": Round(told=SAID)})["run"].items() if name != "gave_way"}
    assert from_json({"run": row}) == {"run": Round(told=SAID)}


def test_photos_that_lost_their_winner_are_counted() -> None:
    assert GAVE_WAY.winners == 1
    assert GaveWay(Undo((NONE, PICKED), (PICKED, PICKED)), frozenset()).winners == 0


GOOD = to_json({"run": Round(trial=SAID, gave_way=GAVE_WAY)})["run"]
TRIAL = GOOD["trial"]
PICK = TRIAL["said"][0]


def odd() -> list[Any]:
    rows = [None, 1, [], {}, *({**GOOD, name: value} for name in GOOD for value in (3.5, {"a": 1}, "never"))]
    rows += [{**GOOD, "trial": {**TRIAL, name: value}} for name in TRIAL for value in (3.5, {"a": 1}, [[1]])]
    rows += [
        {**GOOD, "gave_way": {**GOOD["gave_way"], name: value}}
        for name in GOOD["gave_way"]
        for value in (3.5, {"a": 1}, [[1]])
    ]
    rows.append({**GOOD, "gave_way": {**GOOD["gave_way"], "after": []}})
    picks = [[*PICK[:place], value, *PICK[place + 1 :]] for place in range(len(PICK)) for value in (None, 99)]
    return rows + [{**GOOD, "trial": {**TRIAL, "said": [pick]}} for pick in (*picks, PICK[:4])]


@pytest.mark.parametrize("row", odd())
def test_what_cant_be_read_is_left_out(row: Any) -> None:
    assert from_json({"bad": row, "good": GOOD}).keys() == {"good"}
    assert not all_readable({"bad": row})

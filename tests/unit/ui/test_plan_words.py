"""A plan in words: price, sum, money, and the balance with its age."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from retouch_lib.cloud.servers import LOCAL, MAIN
from retouch_lib.presets.vendor import LOOKS
from retouch_lib.store.records import JobState, Kept, Reading, Share, Standing
from retouch_lib.ui.shared import plan_words
from retouch_lib.work.plan import Plan, PlanItem
from tests.unit.ui.test_job_words import QUEUED

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
NEVER = Standing(0, None, 0)


def plan(*shares: Share) -> Plan:
    items = tuple(PlanItem("a" * 64, LOOKS[place % 3], share, None, "") for place, share in enumerate(shares))
    return Plan("local", MAIN, "", "ref", items)


def read(value: int, ago: timedelta = timedelta(minutes=5), taken: int = 0) -> Standing:
    return Standing(0, Reading("local", "main", "ref", "balance", value, None, NOON - ago), taken)


PAID, KNOWN, JOINED = Share.PAID, Share.KNOWN, Share.JOINED


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (NEVER, "Run · 2 credits"),
        (read(41), "Run · 2 credits (balance 41 → 39)"),
        (read(41, taken=3), "Run · 2 credits (balance 38 → 36)"),
        (read(2), "Run · 2 credits (balance 2 → 0)"),
        (read(1), "Send the 1 you can pay for"),
        (read(3, taken=2), "Send the 1 you can pay for"),
        (read(0), "No credits left"),
        (read(1, taken=3), "No credits left"),
        (replace(read(41), attempts_left=1), "Send the 1 that today’s quota allows"),
        (replace(read(41), attempts_left=0), "No attempts left today"),
        (replace(NEVER, attempts_left=0), "No attempts left today"),
        (replace(read(0), attempts_left=0), "No credits left"),
    ],
)
def test_the_price_stands_on_the_button(standing: Standing, words: str) -> None:
    assert plan_words.button_label(plan(PAID, PAID, KNOWN), standing) == words
    assert plan_words.button_label(plan(KNOWN), standing) == "Run · free"
    assert plan_words.button_label(replace(plan(PAID), server=LOCAL), standing) == "Run · free"


def at(state: JobState, **fields: Any) -> PlanItem:
    """An item that a job in that state answers."""
    share = Share.KNOWN if state is JobState.DONE and not fields else Share.JOINED
    return PlanItem("a" * 64, LOOKS[0], share, replace(QUEUED, state=state, **fields), "")


def test_the_sum_names_what_is_done_what_runs_and_what_it_costs() -> None:
    mixed = replace(plan(PAID), items=(*plan(PAID).items, at(JobState.DONE), at(JobState.WAITING)))
    start = "3 variants × 1 photo = 3 · 1 already done, 1 running: 0 credits"
    assert plan_words.sum_in_words(mixed, 0) == start
    assert plan_words.sum_in_words(mixed, 0.15) == f"{start} · 1 credit ≈ 0.15 USD"
    known = replace(mixed, items=(at(JobState.DONE),))
    assert plan_words.sum_in_words(known, 0.15) == "1 variant × 1 photo = 1", "the button says the rest"
    here = plan_words.sum_in_words(replace(mixed, server=LOCAL), 0.15)
    assert here == "3 variants × 1 photo = 3 · 1 already done, 1 running: free"


@pytest.mark.parametrize(
    ("states", "words"),
    [
        ([JobState.DONE], "Done already"),
        ([JobState.DONE] * 18, "All 18 done already"),
        ([JobState.WAITING], "1 of 1 running"),
        ([JobState.QUEUED, JobState.WAITING, JobState.DONE], "2 of 3 running"),
    ],
)
def test_what_is_under_way_or_done_is_not_offered_as_a_run(states: list[JobState], words: str) -> None:
    answered = replace(plan(), items=tuple(map(at, states)))
    assert answered.answered
    assert plan_words.answered_in_words(answered, shown=True) == words
    assert plan_words.answered_in_words(answered, shown=False) == f"Show · {words[0].lower()}{words[1:]}"


def test_what_is_left_to_be_made_or_decided_is_offered() -> None:
    assert not plan(PAID, KNOWN).answered
    assert not replace(plan(), items=(at(JobState.UNSURE),)).answered
    assert not plan().answered


def test_the_sum_calls_nothing_running_that_the_run_does_not_show_so() -> None:
    """A duplicate is made together with its equal; a result that may get better is done, as its card says."""
    twins = plan_words.sum_in_words(plan(PAID, JOINED), 0)
    assert twins == "2 variants × 1 photo = 2 · 1 the same as another: made once"
    kept = replace(plan(PAID), items=(at(JobState.DONE, kept=Kept.PROVISIONAL),))
    assert plan_words.answered_in_words(kept, shown=True) == "Done already"
    waits = replace(plan(PAID), items=(at(JobState.UNSURE),))
    assert "running" not in plan_words.sum_in_words(waits, 0)


def test_the_balance_with_its_age() -> None:
    def said(standing: Standing) -> str:
        return plan_words.balance_in_words(MAIN, standing, NOON)

    assert said(NEVER) == "The balance was never asked for: whether it suffices, only Main knows."
    assert said(read(41)) == "Balance 41, read 5 min ago."
    assert said(read(41, timedelta(hours=30), taken=3)) == "Balance 41, read 30 h ago; less 3 for jobs since: 38 left."


def test_when_asking_for_the_balance_is_offered() -> None:
    assert plan_words.balance_is_old(NEVER, NOON)
    assert plan_words.balance_is_old(read(9, timedelta(hours=2)), NOON)
    assert not plan_words.balance_is_old(read(9), NOON)
    assert plan_words.balance_is_old(read(9, timedelta(hours=-3)), NOON), "the clock was set back since"
    assert plan_words.passes_balance(plan(PAID, PAID), read(2, taken=1))
    assert not plan_words.passes_balance(plan(PAID, KNOWN), read(2, taken=1))
    assert not plan_words.passes_balance(plan(PAID), NEVER)

"""The budget: what it counts, what it says, and that no press slips past it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from retouch_lib.errors import IllegalTransition, OverBudget
from retouch_lib.store.records import Ask, Job, JobState, Photo, Reading, Run, Standing, Take, Wanted
from retouch_lib.store.runs import Gone
from retouch_lib.store.store import Store
from retouch_lib.work.budget import Budget, day_began
from tests.launches import as_opened_before

OWNER, SHA = "local", "a" * 64
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
BUDGET = Budget(run=3, day=5, since=NOON - timedelta(hours=12))
NOTHING = Standing(0, None, 0)


class Clock:
    now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    store = Store.open(as_opened_before(tmp_path / "lab.sqlite"), clock)
    store.add_photo(Photo(SHA, OWNER, "x.jpg", 1, "jpeg", 1, 1, None, None, NOON))
    yield store
    store.close()


def press(store: Store, *names: str, server: str = "main", budget: Budget | None = BUDGET, token: str = "ref") -> Run:
    wanted = [Wanted(SHA, name, "{}", name, "", None) for name in names]
    return store.make_run(OWNER, server, wanted, engine_version="", token_ref=token, budget=budget)


def bring(store: Store, clock: Clock, job: Job, *way: str) -> Job:
    """Through these states; a start that is answered gives the server's id."""
    for state in map(JobState, way):
        values: dict[str, object] = {}
        if state is JobState.STARTING:
            values = {"attempts": job.attempts + 1, "attempted_at": clock.now}
        elif state is JobState.WAITING:
            values = {"remote_id": "r", "started_at": clock.now}
        elif state is JobState.REFUSED:
            values = {"attempts": 0}
        job = store.set_job(job.id, state=state, **values)
    return job


def now(store: Store, job: Job) -> Job:
    """As it is by now."""
    found = store.any_job(job.id)
    assert found is not None
    return found


def standing(store: Store, server: str = "main", token: str = "ref") -> Standing:
    return store.standing(OWNER, server, token, BUDGET.since)


def balance(store: Store, value: int, at: datetime, server: str = "main", token: str = "ref") -> Reading:
    return store.add_reading(Reading(OWNER, server, token, "balance", value, None, at))


# What it says


@pytest.mark.parametrize(
    ("credits_", "spent", "words"),
    [
        (3, 2, ()),
        (0, 50, ()),
        (4, 0, ("This takes 4 credits, 1 more than the 3 set for one run.", "Spent today: 0 credits.")),
        (
            1,
            5,
            ("Today's spend is 5 credits; with these it would be 6, 1 more than the 5 set for a day.",),
        ),
    ],
)
def test_a_sentence_for_each_limit(credits_: int, spent: int, words: tuple[str, ...]) -> None:
    assert BUDGET.reasons([Take(credits_, replace(NOTHING, spent=spent))]) == words


def test_limits_of_zero_are_none_and_the_balance_counts_all_the_same() -> None:
    free = replace(BUDGET, run=0, day=0)
    assert free.reasons([Take(1000, NOTHING)]) == ()
    low = replace(NOTHING, balance=Reading(OWNER, "main", "ref", "balance", 6, None, NOON), taken=2)
    assert free.reasons([Take(4, low)]) == ()
    assert free.reasons([Take(5, low)]) == (
        "The balance is 4 credits: 1 of 5 would not be sent.",
        "Spent today: 0 credits.",
    )


def test_the_days_quota_counts_like_the_balance() -> None:
    low = replace(NOTHING, attempts_left=2)
    assert BUDGET.reasons([Take(2, low)]) == ()
    assert BUDGET.reasons([Take(3, low)]) == (
        "The day's quota has 2 left, as the server last said: 1 of 3 would not be sent.",
        "Spent today: 0 credits.",
    )
    assert BUDGET.reasons([Take(0, replace(NOTHING, attempts_left=0))]) == ()


def test_it_takes_the_word_for_just_that_many() -> None:
    for confirmed in (0, 3, 5):
        with pytest.raises(OverBudget, match=r"^Nothing was sent\. This takes 4 credits") as caught:
            replace(BUDGET, confirmed=confirmed).check([Take(4, NOTHING)])
        assert (caught.value.credits, len(caught.value.reasons)) == (4, 3)
    replace(BUDGET, confirmed=4).check([Take(4, NOTHING)])
    replace(BUDGET, confirmed=4).check([Take(3, NOTHING)])


def test_a_day_begins_at_midnight_here() -> None:
    began = day_began(NOON).astimezone()
    assert (began.hour, began.minute, began.date()) == (0, 0, NOON.astimezone().date())


@pytest.mark.parametrize(
    ("place", "now", "began"),
    [
        ("Asia/Beirut", "2026-03-29T20:30+00:00", "2026-03-28T22:00+00:00"),  # 00:00 is 01:00
        ("America/Havana", "2026-11-01T15:00+00:00", "2026-11-01T04:00+00:00"),  # 01:00 is 00:00 again
        ("America/New_York", "2026-03-08T15:00+00:00", "2026-03-08T05:00+00:00"),
    ],
)
def test_a_day_begins_once_where_clocks_are_set(
    place: str, now: str, began: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", place)
        time.tzset()
        found = day_began(datetime.fromisoformat(now))
    time.tzset()
    assert found == datetime.fromisoformat(began)


# Where the press is written


def test_over_the_limit_nothing_is_written(store: Store) -> None:
    with pytest.raises(OverBudget):
        press(store, "a", "b", "c", "d")
    assert (store.latest_run(OWNER), store.jobs(OWNER)) == (None, ())
    assert len(press(store, "a", "b", "c", "d", budget=replace(BUDGET, confirmed=4)).items) == 4


def test_two_tabs_that_press_at_once_dont_slip_past_the_day(store: Store) -> None:
    def one(names: tuple[str, ...]) -> bool:
        try:
            press(store, *names)
        except OverBudget:
            return False
        return True

    with ThreadPoolExecutor(3) as pool:
        passed = list(pool.map(one, [("a", "b"), ("c", "d"), ("e", "f")]))
    assert (sum(passed), standing(store).spent) == (2, 4)


def test_what_is_joined_takes_nothing(store: Store) -> None:
    press(store, "a", "b", "c")
    assert len(press(store, "a", "b", "c", "d", "e").items) == 5, "two are new, five a day are allowed"
    press(store, "a", "b", "c", "d", "e")
    with pytest.raises(OverBudget, match="Today's spend is 5 credits; with these it would be 6"):
        press(store, "f")


def test_the_days_spend_counts_what_was_paid_or_may_be(store: Store, clock: Clock) -> None:
    done, failed, refused, unsure, queued, cancelled = (item.job for item in press(store, *"abcdef", budget=None).items)
    bring(store, clock, done, "starting", "waiting", "downloading", "done")
    bring(store, clock, failed, "starting", "waiting", "failed")
    bring(store, clock, refused, "starting", "refused")
    bring(store, clock, unsure, "starting", "unsure")
    bring(store, clock, cancelled, "cancelled")
    press(store, "g", server="local", budget=None)
    assert standing(store).spent == 4
    store.send_again(now(store, unsure))
    assert standing(store).spent == 5, "its first start may have been paid, and the second will be"
    clock.now += timedelta(days=1)
    today = clock.now - timedelta(hours=12)
    assert store.standing(OWNER, "main", "ref", today).spent == 3, "what is in the queue is sent today, if at all"
    store.set_job(unsure.id, state=JobState.DROPPED)
    assert store.standing(OWNER, "main", "ref", today).spent == 1
    bring(store, clock, queued, "starting")
    assert store.standing(OWNER, "main", "ref", today).spent == 1, "sent today, pressed before"
    assert store.standing("another", "main", "ref", BUDGET.since).spent == 0


def test_a_deleted_run_stays_in_the_days_spend(store: Store, clock: Clock) -> None:
    run = press(store, "a", "b", budget=None)
    sent = [bring(store, clock, item.job, "starting", "unsure") for item in run.items]
    store.set_job(sent[0].id, state=JobState.DROPPED)
    bring(store, clock, store.send_again(sent[1]), "starting", "waiting", "downloading", "done")
    balance(store, 9, NOON - timedelta(hours=1))
    before = standing(store)
    assert (before.spent, before.taken) == (3, 2), "one was sent twice"
    store.delete_runs(OWNER, [run.id])
    assert store.jobs(OWNER) == ()
    assert standing(store) == before


# One press over several servers


def ask(*names: str, server: str = "main", token: str = "ref") -> Ask:
    return Ask(server, tuple(Wanted(SHA, name, "{}", name, "", None) for name in names), "", token)


@pytest.mark.parametrize(
    ("asks", "words"),
    [
        ((ask("a", "b"), ask("c", "d", server="custom")), "This takes 4 credits, 1 more than the 3 set for one run"),
        ((ask("a"), ask("b", "c", server="custom"), ask("d", server="local")), ""),
    ],
)
def test_a_press_over_several_servers_is_asked_about_as_a_whole(
    store: Store, asks: tuple[Ask, ...], words: str
) -> None:
    if words:
        with pytest.raises(OverBudget, match=words) as caught:
            store.make_runs(OWNER, asks, budget=BUDGET)
        assert caught.value.credits == 4
        assert (store.runs(OWNER), store.jobs(OWNER)) == ((), ()), "none of its runs is written"
        store.make_runs(OWNER, asks, budget=replace(BUDGET, confirmed=4))
    else:
        store.make_runs(OWNER, asks, budget=BUDGET)
    assert {run.server for run in store.runs(OWNER)} == {one.server for one in asks}


def test_two_servers_of_one_account_draw_on_one_balance(store: Store) -> None:
    balance(store, 3, NOON - timedelta(hours=1))
    both = (ask("a", "b"), ask("c", "d", server="world"))
    with pytest.raises(OverBudget, match="The balance is 3 credits: 1 of 4 would not be sent") as caught:
        store.make_runs(OWNER, both, budget=replace(BUDGET, run=0))
    assert len([words for words in caught.value.reasons if "balance" in words]) == 1
    assert store.jobs(OWNER) == ()


def test_what_keeps_one_server_s_run_from_being_written_keeps_all(store: Store) -> None:
    missing = Ask("custom", (Wanted("e" * 64, "x", "{}", "x", "", None),), "", "ref")
    with pytest.raises(Gone, match="Nothing was sent"):
        store.make_runs(OWNER, (ask("a"), missing), budget=BUDGET)
    assert (store.runs(OWNER), store.jobs(OWNER)) == ((), ())


# The other paid presses


def test_trying_again_is_asked_about_as_a_whole(store: Store, clock: Clock) -> None:
    run = press(store, *"abcd", budget=None)
    refused = [bring(store, clock, item.job, "starting", "refused") for item in run.items]
    with pytest.raises(OverBudget, match="This takes 4 credits"):
        store.repeat_jobs(refused, "ref", BUDGET)
    found = store.run(OWNER, run.id)
    assert found is not None
    assert [item.job.id for item in found.items] == [job.id for job in refused], "none was repeated"
    again = store.repeat_jobs(refused, "ref", replace(BUDGET, confirmed=4))
    assert store.repeat_jobs(refused, "ref", BUDGET) == again, "they are made already: nothing is paid"


def test_what_was_deleted_meanwhile_is_not_repeated(store: Store, clock: Clock) -> None:
    run = press(store, "a", budget=None)
    refused = bring(store, clock, run.items[0].job, "starting", "refused")
    store.delete_runs(OWNER, [run.id])
    with pytest.raises(IllegalTransition, match="deleted meanwhile"):
        store.repeat_jobs([refused], "ref", BUDGET)
    assert store.jobs(OWNER) == ()


def test_sending_again_is_asked_about(store: Store, clock: Clock) -> None:
    job = bring(store, clock, press(store, "a").items[0].job, "starting", "unsure")
    tight = replace(BUDGET, day=1)
    with pytest.raises(OverBudget, match="Today's spend is 1 credit; with these it would be 2"):
        store.send_again(job, tight)
    assert store.any_job(job.id) == job
    assert store.send_again(job, replace(tight, confirmed=1)).state is JobState.QUEUED
    with pytest.raises(IllegalTransition):
        store.send_again(job, tight)


def test_a_press_on_what_another_tab_sent_again_sends_nothing(store: Store, clock: Clock) -> None:
    """It got no answer the second time either: whoever sees the first time in a tab pays for no third."""
    seen = bring(store, clock, press(store, "a").items[0].job, "starting", "unsure")
    again = bring(store, clock, store.send_again(seen), "starting", "unsure")
    with pytest.raises(IllegalTransition, match="Nothing was sent"):
        store.send_again(seen)
    assert now(store, seen) == again
    assert store.send_again(again).state is JobState.QUEUED


def test_what_the_limit_kept_from_being_sent_is_found_in_order(store: Store, clock: Clock) -> None:
    run = press(store, *"abcd", budget=None)
    for item, error in zip(run.items, ("LimitReached", "TaskRejected", "LimitReached", ""), strict=True):
        if error:
            store.set_job(bring(store, clock, item.job, "starting", "refused").id, error=error)
    assert [job.variant for job in store.not_sent(OWNER, run.id)] == ["a", "c"]
    assert store.not_sent("another", run.id) == ()


# The balance


def test_the_balance_goes_down_with_what_was_sent_since(store: Store, clock: Clock) -> None:
    old, way, new, refused = (item.job for item in press(store, *"abcd", budget=None).items)
    bring(store, clock, old, "starting", "waiting")
    bring(store, clock, way, "starting")
    clock.now += timedelta(seconds=10)
    read = balance(store, 10, clock.now)
    clock.now += timedelta(seconds=10)
    bring(store, clock, way, "waiting")
    bring(store, clock, new, "starting", "waiting", "failed")
    bring(store, clock, refused, "starting", "refused")
    press(store, "e", token="another", budget=None)
    assert standing(store) == Standing(4, read, 2)
    assert standing(store).left == 8


def test_the_vendors_servers_share_a_balance_and_the_others_dont(store: Store) -> None:
    assert standing(store).left is None
    balance(store, 7, NOON - timedelta(hours=2), server="world")
    balance(store, 1, NOON - timedelta(hours=1), server="custom")
    balance(store, 2, NOON - timedelta(hours=1), token="another")
    press(store, "a", server="east", budget=None)
    assert (standing(store).left, standing(store, "custom").left, standing(store, token="another").left) == (6, 1, 2)


# The day's quota


def quota(store: Store, value: int, at: datetime, server: str = "main", token: str = "ref") -> Reading:
    return store.add_reading(Reading(OWNER, server, token, "quota", value, None, at))


def test_the_quota_goes_down_with_what_was_sent_since_it_was_said(store: Store, clock: Clock) -> None:
    old, new, queued = (item.job for item in press(store, *"abc", budget=None).items)
    bring(store, clock, old, "starting", "waiting")
    clock.now += timedelta(seconds=10)
    quota(store, 9, clock.now)
    assert queued.state is JobState.QUEUED
    clock.now += timedelta(seconds=10)
    bring(store, clock, new, "starting", "waiting")
    assert standing(store).attempts_left == 7
    assert standing(store, server="world").attempts_left == 7, "one account"
    assert standing(store, server="custom").attempts_left is None
    assert standing(store, token="another").attempts_left is None
    quota(store, 1, clock.now)
    assert standing(store).attempts_left == 0


def test_of_quotas_said_together_the_lowest_counts(store: Store, clock: Clock) -> None:
    for value in (40, 7, 9, 8):
        quota(store, value, clock.now)
        clock.now += timedelta(seconds=20 if value < 40 else 90)
    assert standing(store).attempts_left == 7
    quota(store, 50, clock.now + timedelta(seconds=61))
    assert standing(store).attempts_left == 50, "the server's new day"


def test_the_quota_of_the_day_before_says_nothing(store: Store) -> None:
    quota(store, 1, BUDGET.since - timedelta(seconds=1))
    assert standing(store).attempts_left is None
    quota(store, 1, BUDGET.since)
    assert standing(store).attempts_left == 1
    with pytest.raises(OverBudget, match="The day's quota has 1 left"):
        press(store, *"ab")

"""A job's state in words, its share and its times."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from retouch_lib.store.records import Job, JobState, Kept, Run, RunItem, Share
from retouch_lib.ui.shared.job_words import (
    done_share,
    elapsed,
    progress_in_words,
    run_in_words,
    run_name,
    run_share,
    state_in_words,
    stop_in_words,
    stopped_in_words,
    times_in_words,
)
from retouch_lib.words.times import day_of_year_and_time

START = datetime(2026, 3, 18, 12, 0, tzinfo=UTC)
QUEUED = Job(
    id="j",
    owner="local",
    photo="0" * 64,
    photo_name="DSC_6229.jpg",
    variant="balanced",
    payload="{}",
    fingerprint="f",
    server="main",
    engine_version="",
    nonce="",
    token_ref="",
    state=JobState.QUEUED,
    remote_id=None,
    remote_state="",
    progress=0,
    step="",
    plugin="",
    reason="",
    note="",
    error="",
    uploaded=0,
    quota=None,
    polls=0,
    result=None,
    result_type=None,
    result_bytes=None,
    created_at=START,
    attempts=0,
    attempted_at=None,
    started_at=None,
    ready_at=None,
    ended_at=None,
    expires_at=None,
)
ACTIVE = replace(
    QUEUED,
    state=JobState.WAITING,
    remote_id="r",
    remote_state="active",
    plugin="Dodge Burn",
    progress=50,
    started_at=START + timedelta(seconds=2),
)
DONE = replace(ACTIVE, state=JobState.DONE, progress=100, ended_at=START + timedelta(seconds=9))


@pytest.mark.parametrize("state", list(JobState))
def test_every_state_has_words(state: JobState) -> None:
    assert state_in_words(replace(QUEUED, state=state)).strip()


def test_the_plugin_at_work_is_named() -> None:
    assert state_in_words(ACTIVE) == "Retouching · Dodge Burn"
    assert state_in_words(replace(ACTIVE, remote_state="delayed")) == "Delayed by the server"
    assert state_in_words(replace(ACTIVE, remote_state="brand-new-state")) == "On the server"


def test_a_reused_result_says_that_it_cost_nothing() -> None:
    assert state_in_words(replace(DONE, server="main"), Share.KNOWN) == "Done · reused, 0 credits"
    assert state_in_words(replace(DONE, server="local"), Share.KNOWN) == "Done · reused, free"
    assert state_in_words(DONE, Share.PAID) == "Done"


def test_what_may_be_damaged_is_not_called_done() -> None:
    for kept in (Kept.PROVISIONAL, Kept.DAMAGED):
        assert state_in_words(replace(DONE, kept=kept)) == "Kept as it came"
        assert state_in_words(replace(DONE, kept=kept, state=JobState.SWEPT)) == "Result swept"


def test_the_share_grows_with_sending_and_work() -> None:
    sending = replace(QUEUED, state=JobState.STARTING, uploaded=500)
    shares = [
        done_share(job, 1000)
        for job in (QUEUED, sending, replace(ACTIVE, progress=0), ACTIVE, replace(ACTIVE, progress=100), DONE)
    ]
    assert shares == sorted(shares)
    assert shares[0] == 0.0
    assert 0.98 <= shares[-2] < shares[-1] == 1.0, "a hundred per cent on the server is not done yet"
    assert done_share(replace(QUEUED, state=JobState.FAILED), 1000) == 0.0
    assert done_share(sending, 0) <= 1.0


def test_times_read_as_a_person_would_say_them() -> None:
    now = START + timedelta(seconds=10)
    assert times_in_words(ACTIVE, now=now) == "10\u00a0s", "one job's own pace tells nothing"
    assert times_in_words(ACTIVE, 8.2, now) == "10\u00a0s, about 8\u00a0s to go"
    assert progress_in_words(a_run(DONE, ACTIVE), 0.2) == "1 of 2 done, about 1\u00a0s to go"
    assert times_in_words(DONE) == "9\u00a0s"
    worked = replace(DONE, active_at=START + timedelta(seconds=5), ready_at=START + timedelta(seconds=8))
    assert times_in_words(worked) == "3\u00a0s at work, 9\u00a0s with waiting"
    at_once = replace(worked, active_at=START + timedelta(seconds=1))
    assert times_in_words(at_once) == "9\u00a0s", "a wait that nobody notices is not named"
    assert times_in_words(QUEUED, now=START + timedelta(minutes=3, seconds=5)) == "3\u00a0min"
    assert times_in_words(QUEUED, now=START + timedelta(hours=3, minutes=5)) == "3\u00a0h 5\u00a0min"
    assert elapsed(QUEUED, START - timedelta(seconds=5)) == 0.0, "a clock set back gives no negative time"


def a_run(*jobs: Job) -> Run:
    items = tuple(
        RunItem(place, job.variant, Share.PAID, replace(job, id=str(place)), job.photo_name)
        for place, job in enumerate(jobs)
    )
    return Run("r", "local", "main", "", START, items)


def test_a_run_is_told_by_its_name() -> None:
    refused = replace(DONE, state=JobState.REFUSED)
    assert run_in_words(a_run(DONE, DONE)) == f"{run_name(a_run())}: 2 of 2 done"
    assert run_in_words(a_run(DONE, ACTIVE, refused)) == f"{run_name(a_run())}: 1 of 3 done, 1 not sent"
    assert day_of_year_and_time(START) in run_name(a_run())
    assert run_share(a_run(DONE, refused, QUEUED, QUEUED)) == 0.5
    assert run_share(a_run()) == 0.0


def test_what_stopping_does_to_credits_is_said() -> None:
    run = a_run(DONE, ACTIVE, QUEUED, QUEUED)
    told = "2 not sent yet: stopped, they cost nothing. 1 already sent goes on; its credit is spent."
    assert stop_in_words(run, free=False) == told
    assert stop_in_words(run, free=True) == "2 not sent yet. 1 already sent goes on."
    assert stop_in_words(a_run(DONE, ACTIVE), free=False) == "", "there is nothing to stop"
    tried = stop_in_words(a_run(QUEUED, replace(QUEUED, attempts=1)), free=False)
    assert tried == "2 not sent yet: stopped, they cost nothing, but 1 may have been paid by a try before."


def test_what_stopping_did_is_said() -> None:
    left = a_run(ACTIVE, ACTIVE, replace(QUEUED, state=JobState.CANCELLED))
    said = "1 job stopped before anything was sent; no credit was taken. 2 already sent go on; their credits are spent."
    assert stopped_in_words(1, left, free=False) == said
    assert stopped_in_words(2, None, free=True) == "2 jobs stopped before anything was sent."
    assert stopped_in_words(0, a_run(ACTIVE), free=True) == "All was sent already. 1 already sent goes on."

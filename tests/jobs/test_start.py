"""The start: sent once as far as anybody can know, whatever goes wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from retouch_lib.cloud.answers import Call, unreadable
from retouch_lib.cloud.replies import StartReply
from retouch_lib.errors import (
    BadRequest,
    CallError,
    ConnectionLost,
    Delivery,
    LimitReached,
    ServerError,
    TaskRejected,
    TimedOut,
    TokenRejected,
    TooManyRequests,
    UnexpectedReply,
)
from retouch_lib.jobs.start import start
from retouch_lib.jobs.stopping import Stopped
from retouch_lib.store.records import Job, JobState
from retouch_lib.tokens.secret import Token
from retouch_lib.tokens.vault import Vault
from retouch_lib.ui.shared.job_words import state_in_words
from tests.jobs.world import NOON, OWNER, TOKEN, World

TAKEN = StartReply("r1", 999)
NEVER_SENT = [
    ConnectionLost("No connection."),
    TooManyRequests("Too many.", status=429),
    ServerError("Busy.", status=503),
]
UNANSWERED = [
    ConnectionLost("Dropped.", delivery=Delivery.UNKNOWN),
    TimedOut("No answer.", delivery=Delivery.UNKNOWN),
    ServerError("A proxy's page.", status=502, delivery=Delivery.UNKNOWN),
    UnexpectedReply("No id.", delivery=Delivery.UNKNOWN),
]


def test_a_start_sends_the_photo_with_the_jobs_id_as_its_key(world: World) -> None:
    job = world.job()
    world.api.balances.append(41)
    world.api.starts.append(TAKEN)
    assert start(world.context, job.id) is JobState.WAITING
    assert world.api.calls[-1] == ("start", (job.id, TOKEN, job.payload, "DSC_1.jpg", b"the photo"))
    now = world.now(job)
    assert (now.remote_id, now.quota, now.attempts, now.started_at, now.uploaded) == ("r1", 999, 1, NOON, 9)
    assert [item.value for item in world.store.readings(OWNER, kind="quota", job=job.id)] == [999]
    assert [item.value for item in world.store.readings(OWNER, kind="balance")] == [41]


@pytest.mark.parametrize("server", ["local", "main"])
@pytest.mark.parametrize("error", NEVER_SENT, ids=lambda error: type(error).__name__)
def test_what_was_never_acted_on_is_sent_again_with_the_same_key(world: World, server: str, error: CallError) -> None:
    job = world.job(server)
    states = []
    world.stop.before_wait = lambda: states.append((world.now(job).state, world.now(job).maybe_paid))
    world.api.balances.append(41)
    world.api.starts.extend([error, error, TAKEN])
    assert start(world.context, job.id) is JobState.WAITING
    assert states == [(JobState.QUEUED, False)] * 2
    assert {key for name, (key, *_) in ((n, v) for n, v in world.api.calls if n == "start")} == {job.id}
    assert (world.now(job).attempts, world.now(job).note) == (1, "")


def test_a_server_that_asks_for_time_gets_it(world: World) -> None:
    job = world.job("local")
    world.api.starts.extend([TooManyRequests("Too many.", status=429, retry_after=17.0), TAKEN])
    start(world.context, job.id)
    assert world.stop.waits == [17.0]


@pytest.mark.parametrize("error", UNANSWERED, ids=lambda error: type(error).__name__)
def test_an_unanswered_start_is_asked_again_where_keys_are_known(world: World, error: CallError) -> None:
    job = world.job("local")
    states = []
    world.stop.before_wait = lambda: states.append(world.now(job).state)
    world.api.starts.extend([error, NEVER_SENT[0], TAKEN])
    assert start(world.context, job.id) is JobState.WAITING
    assert states == [JobState.STARTING] * 2
    assert world.now(job).attempts == 3


@pytest.mark.parametrize("error", UNANSWERED, ids=lambda error: type(error).__name__)
def test_an_unanswered_start_is_the_users_to_decide_elsewhere(world: World, error: CallError) -> None:
    job = world.job("main")
    world.api.balances.extend([41, 40])
    world.api.starts.append(error)
    assert start(world.context, job.id) is JobState.UNSURE
    assert world.api.count("start") == 1
    assert "balance before 41, now 40" in world.now(job).note
    assert start(world.context, job.id) is JobState.UNSURE
    assert world.api.count("start") == 1


def test_what_came_instead_of_an_answer_stands_in_the_note(world: World) -> None:
    """A usable answer was called none: "no answer came", with the id thrown away."""
    job = world.job("main")
    world.api.balances.extend([41, 40])
    what = "the job id “..”, which no job can be asked for by"
    world.api.starts.append(unreadable(Call.START, "main.example", what, status=200))
    assert start(world.context, job.id) is JobState.UNSURE
    now = world.now(job)
    assert now.note == (
        f"main.example answered the start of the job with {what}. Whether the job was started, and a credit taken, is "
        "not known. Compare the balance, then send it again (it may be paid twice), or leave it. Figures: balance "
        "before 41, now 40."
    )
    assert (now.error, state_in_words(now)) == ("UnexpectedReply", "Sent, but its number didn't come")


def test_without_a_balance_the_user_is_asked_all_the_same(world: World) -> None:
    job = world.job("main")
    world.api.balances.extend([ConnectionLost("No."), ConnectionLost("No.")])
    world.api.starts.append(UNANSWERED[0])
    assert start(world.context, job.id) is JobState.UNSURE
    assert "may have been paid" in world.now(job).note
    assert "balance before" not in world.now(job).note


def test_a_fault_of_ours_while_sending_counts_as_sent(world: World) -> None:
    job = world.job("main")
    world.api.balances.extend([41, 41])
    world.api.starts.append(RuntimeError("with reto_test_x7K2mQ9Lp4Nz8Vb1 inside"))
    assert start(world.context, job.id) is JobState.UNSURE
    assert TOKEN.reveal() not in world.now(job).note
    assert "tried again" not in world.now(job).note
    assert "may have been paid" in world.now(job).note


@pytest.mark.parametrize(
    ("server", "asked"), [("main", JobState.UNSURE), ("local", JobState.WAITING)], ids=["unknown", "known"]
)
def test_a_start_cut_off_by_a_kill_is_repeated_only_where_keys_are_known(
    world: World, server: str, asked: JobState
) -> None:
    job = world.job(server)
    world.store.set_job(job.id, state=JobState.STARTING, attempts=1, attempted_at=NOON)
    world.api.balances.append(40)
    world.api.starts.append(TAKEN)
    assert start(world.context, job.id) is asked
    assert world.api.count("start") == (0 if server == "main" else 1)


def test_a_start_cut_off_long_ago_is_asked_even_where_keys_are_known(world: World) -> None:
    job = world.job("local")
    world.store.set_job(job.id, state=JobState.STARTING, attempts=1, attempted_at=NOON)
    world.clock.advance(20 * 3600 + 1)
    assert start(world.context, job.id) is JobState.UNSURE
    assert world.api.calls == []
    assert "20 hours" in world.now(job).note


def test_resending_ends_after_20_hours_without_an_answer(world: World) -> None:
    job = world.job("local")
    world.api.starts.extend([UNANSWERED[0]] * 20_000)
    world.stop.before_wait = lambda: world.clock.advance(3000)
    assert start(world.context, job.id) is JobState.UNSURE
    assert world.clock() - NOON >= timedelta(hours=20)


@pytest.mark.parametrize("error", [BadRequest("No file.", status=400), TaskRejected("Heal is too much.", status=462)])
def test_a_refused_job_is_not_paid_and_says_why(world: World, error: CallError) -> None:
    first, second = world.jobs("local", 2)
    world.api.starts.append(error)
    assert start(world.context, first.id) is JobState.REFUSED
    now = world.now(first)
    assert (now.note, now.error, now.maybe_paid) == (str(error), type(error).__name__, False)
    assert now.ended_at == NOON
    assert world.now(second).state is JobState.QUEUED


def test_a_reached_limit_stops_the_rest_of_the_run_without_a_call(world: World) -> None:
    first, second, third = world.jobs("main", 3)
    world.api.balances.append(1)
    world.api.starts.extend([TAKEN, LimitReached("Limit.", status=461)])
    assert start(world.context, first.id) is JobState.WAITING
    assert start(world.context, second.id) is JobState.REFUSED
    assert start(world.context, third.id) is JobState.REFUSED
    assert world.api.count("start") == 2
    assert {world.now(job).note for job in (second, third)} == {"Limit reached. 1 of 3 started, 2 not sent."}
    assert {world.now(job).error for job in (second, third)} == {"LimitReached"}


def test_an_unknown_token_stops_the_rest_of_the_run_too(world: World) -> None:
    first, second, third = world.jobs("main", 3)
    world.api.balances.append(1)
    world.api.starts.append(TokenRejected("Unknown token.", status=460))
    for job in (first, second, third):
        assert start(world.context, job.id) is JobState.REFUSED
    assert world.api.count("start") == 1
    assert world.now(third).note == (
        "The server doesn't know this token. Nothing was sent again. 3 not sent. Check Settings."
    )


def test_a_refusal_after_a_lost_answer_is_not_called_unpaid(world: World) -> None:
    job = world.job("local")
    world.api.starts.extend([UNANSWERED[0], LimitReached("Limit.", status=461)])
    assert start(world.context, job.id) is JobState.UNSURE
    assert world.now(job).maybe_paid


def test_without_its_token_a_job_waits_and_goes_on_when_it_is_back(world: World) -> None:
    job = world.job("main")
    world.vault.forget(OWNER)
    world.api.balances.append(41)
    world.api.starts.append(TAKEN)
    notes = []

    def while_it_waits() -> None:
        notes.append((world.now(job).state, world.now(job).note))
        if len(notes) == 1:
            world.vault.keep(OWNER, Token("reto_another_Zq81LmN0pX"))
        else:
            world.vault.keep(OWNER, TOKEN)

    world.stop.before_wait = while_it_waits
    assert start(world.context, job.id) is JobState.WAITING
    assert [state for state, _ in notes] == [JobState.QUEUED] * 2
    assert "which is not kept now" in notes[0][1]
    assert "Another is kept now, or the lab's own key file (vault.key) is new" in notes[1][1]
    assert world.api.calls[-1][1][1] == TOKEN
    assert world.now(job).note == ""


def test_with_a_new_key_local_jobs_go_on_and_paid_ones_wait_unpaid_for_their_user(world: World, tmp_path: Path) -> None:
    """The key knows a token again; without it none is known, also the right one."""
    local, paid = world.job("local"), world.job("main")
    (tmp_path / "vault.key").write_bytes(b"cut")
    context = replace(world.context, vault=Vault.open(tmp_path))
    context.vault.keep(OWNER, TOKEN)
    world.api.starts.append(TAKEN)
    assert start(context, local.id) is JobState.WAITING

    def take_back() -> None:
        assert "take this job back and run it again" in world.now(paid).note
        world.store.set_job(paid.id, state=JobState.CANCELLED)

    world.stop.before_wait = take_back
    assert start(context, paid.id) is JobState.CANCELLED
    assert world.api.count("start") == 1


def test_a_job_taken_back_while_it_waits_is_not_sent(world: World) -> None:
    job = world.job("local")
    world.api.starts.append(NEVER_SENT[0])
    world.stop.before_wait = lambda: world.store.set_job(job.id, state=JobState.CANCELLED)
    assert start(world.context, job.id) is JobState.CANCELLED
    assert world.api.count("start") == 1


def test_a_missing_file_is_refused_before_anything_is_sent(world: World) -> None:
    from retouch_lib.errors import InvalidPhoto

    job = world.job("local")
    world.api.starts.append(InvalidPhoto("The photo can't be read from disk. Add it again."))
    assert start(world.context, job.id) is JobState.REFUSED
    assert "Add it again" in world.now(job).note


def test_a_photo_whose_file_is_gone_is_refused_before_anything_is_sent(world: World) -> None:
    job = world.job()
    world.api.balances.append(5)
    world.files.path(world.photo).unlink()
    assert start(world.context, job.id) is JobState.REFUSED
    assert "Add the photo again" in world.now(job).note
    assert world.api.count("start") == 0
    assert not world.now(job).maybe_paid


def test_the_servers_id_is_written_down_however_often_it_takes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    job = world.job()
    world.api.balances.append(5)
    world.api.starts.append(TAKEN)
    write, left = world.store.set_job, [3]

    def full_disk(job_id: str, **fields: Any) -> Job:
        if fields.get("remote_id") and left[0]:
            left[0] -= 1
            raise OSError(28, "No space left on device")
        return write(job_id, **fields)

    monkeypatch.setattr(world.store, "set_job", full_disk)
    assert start(world.context, job.id) is JobState.WAITING
    assert world.now(job).remote_id == TAKEN.id
    assert world.api.count("start") == 1


def test_a_balance_that_could_not_be_had_is_not_waited_for_again_at_once(world: World) -> None:
    jobs = world.jobs(number=2)
    world.api.balances.append(TimedOut("Silence."))
    world.api.starts.extend([TAKEN, StartReply("r2", 998)])
    for job in jobs:
        assert start(world.context, job.id) is JobState.WAITING
    assert world.api.count("balance") == 1


def test_leaving_in_the_middle_leaves_the_row_as_it_is(world: World) -> None:
    job = world.job("local")
    world.api.starts.append(NEVER_SENT[0])
    world.stop.before_wait = world.stop.set
    with pytest.raises(Stopped):
        start(world.context, job.id)
    assert world.now(job).state is JobState.QUEUED

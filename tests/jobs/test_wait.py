"""The polling: patient with the network, polite to the server, and it knows when a result is gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from retouch_lib.cloud.servers import LOCAL, MAIN
from retouch_lib.errors import CallError, ConnectionLost, NotFound, ServerError, TimedOut, TooManyRequests
from retouch_lib.jobs import words
from retouch_lib.jobs.download import download
from retouch_lib.jobs.wait import interval, wait
from retouch_lib.presets.vendor import LOOKS
from retouch_lib.store.records import JobState
from tests.engines import jpeg_bytes
from tests.jobs.world import NOON, World, status

COMPLETED = status("completed", progress=100)
END = NOON + timedelta(hours=24)


def test_a_job_is_polled_from_two_seconds_on_and_then_every_three(world: World) -> None:
    job = world.waiting()
    asked = []
    world.api.statuses.extend([lambda: asked.append(world.clock()) or status("active")] * 4)
    world.api.statuses.append(COMPLETED)
    assert wait(world.context, job.id) is JobState.DOWNLOADING
    assert [(moment - NOON).total_seconds() for moment in asked] == [2, 5, 8, 11]
    assert world.now(job).polls == 5
    assert world.now(job).ready_at == NOON + timedelta(seconds=14)


def test_when_the_server_began_its_work_is_written_once(world: World) -> None:
    job = world.waiting()
    world.api.statuses.extend([status("waiting"), status("active"), status("delayed"), status("active"), COMPLETED])
    wait(world.context, job.id)
    assert world.now(job).active_at == NOON + timedelta(seconds=5), "at the second call"


def test_polls_come_slower_with_age_but_never_faster_than_the_server_says() -> None:
    ages = [0, 30, 60, 300, 600, 3600, 86400]
    for every in (LOCAL.every, MAIN.every):
        waits = [interval(every, age) for age in ages]
        assert waits[0] == every
        assert all(earlier <= later for earlier, later in pairwise(waits))
        assert waits[-1] == 30


@pytest.mark.parametrize(("server", "pauses"), [("main", [2, 12, 12, 12]), ("local", [0.4, 0.5, 0.5, 0.5])])
def test_the_owner_sets_the_pace_on_cloud_servers(world: World, server: str, pauses: list[float]) -> None:
    job = world.waiting(server)
    world.poll_seconds = {"local": 12.0}.__getitem__  # the one owner's
    world.api.statuses.extend([status("active")] * 3 + [COMPLETED])
    wait(world.context, job.id)
    assert world.stop.waits == pauses
    assert interval(60, 86400) == 60, "slower than an old job's usual pace"


def test_a_pace_chosen_meanwhile_holds_from_the_next_call_on_and_never_below_two_seconds(world: World) -> None:
    job = world.waiting()
    paces = iter([3.0, 3.0, 9.0, 0.1])
    world.poll_seconds = lambda _owner: next(paces)
    world.api.statuses.extend([status("active")] * 3 + [COMPLETED])
    wait(world.context, job.id)
    assert world.stop.waits == [2, 3, 9, 2]


@pytest.mark.parametrize("length", [3.0, 5.5, 7.0, 10.0, 31.0, 118.0])
def test_a_job_is_asked_just_after_its_expected_end(world: World, length: float) -> None:
    job = world.waiting()

    def answer() -> object:
        age = (world.clock() - NOON).total_seconds()
        return COMPLETED if age >= length else status("active", progress=int(100 * age / length))

    world.api.statuses.extend([answer] * 60)
    assert wait(world.context, job.id) is JobState.DOWNLOADING
    ready_at = world.now(job).ready_at
    assert ready_at is not None
    late = (ready_at - NOON).total_seconds() - length
    assert late <= max(1.5, length / 40), "asked blindly, it would be up to 3 s, or a twentieth of the length"
    assert min(world.stop.waits) >= 2
    assert world.now(job).polls <= 2 + length / 2.5


def test_a_progress_that_stands_still_near_its_end_is_not_asked_more_often(world: World) -> None:
    job = world.waiting()
    world.api.statuses.extend([status("active", progress=95)] * 9 + [COMPLETED])
    wait(world.context, job.id)
    pauses = world.stop.waits
    assert min(pauses) >= 2
    assert sum(pauses) / len(pauses) >= 2.4, "at most every other interval is a short one"


def test_what_the_server_says_is_on_the_row(world: World) -> None:
    job = world.waiting()
    expires = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    active = status("active", progress=40, step="processing", plugin="Heal", reason="two faces", expires=expires)
    seen = []
    world.api.statuses.extend([active, lambda: seen.append(world.now(job)) or COMPLETED])
    wait(world.context, job.id)
    now = seen[0]
    assert (now.remote_state, now.progress, now.step, now.plugin, now.reason, now.expires_at) == (
        "active",
        40,
        "processing",
        "Heal",
        "two faces",
        expires,
    )


def test_progress_100_is_not_the_end(world: World) -> None:
    job = world.waiting()
    world.api.statuses.extend([status("active", progress=100)] * 3 + [COMPLETED])
    wait(world.context, job.id)
    assert world.api.count("status") == 4


@pytest.mark.parametrize("error", [ConnectionLost("Gone."), TimedOut("Silence.")])
def test_a_lost_network_pauses_a_job_and_never_fails_it(world: World, error: CallError) -> None:
    job = world.waiting()
    notes = []
    world.stop.before_wait = lambda: notes.append(world.now(job).note)
    world.api.statuses.extend([error] * 40 + [COMPLETED])
    assert wait(world.context, job.id) is JobState.DOWNLOADING
    expected = f"Connection lost. Your job is still on the server; we keep looking until {END.astimezone():%a %H:%M}."
    assert set(notes[1:]) == {expected}
    assert world.now(job).note == ""
    assert min(world.stop.waits) >= 2
    assert max(world.stop.waits) <= 10


def test_what_keeps_the_local_engine_is_said_in_its_own_words_and_nothing_of_credits(world: World) -> None:
    job = world.waiting(server="local")
    notes = []
    world.stop.before_wait = lambda: notes.append(world.now(job).note)
    full = ServerError("The local engine can't use its folder: the disk is full.", status=500)
    world.api.statuses.extend([ConnectionLost("It is being started again."), full, UNKNOWN, COMPLETED])
    assert wait(world.context, job.id) is JobState.DOWNLOADING
    world.api.files.extend([full, ("jpeg", jpeg_bytes())])
    assert download(world.context, job.id) is JobState.DONE
    said = [f"{error} It is asked again by itself." for error in ("It is being started again.", full, UNKNOWN, full)]
    assert [note for note in notes if note] == said


def test_a_servers_trouble_is_waited_out_for_as_long_as_it_asks(world: World) -> None:
    job = world.waiting()
    world.api.statuses.extend([ServerError("Busy.", status=503), TooManyRequests("Slow.", retry_after=45.0), COMPLETED])
    assert wait(world.context, job.id) is JobState.DOWNLOADING
    assert world.stop.waits[-1] == 45


def test_a_job_is_looked_after_until_its_result_is_gone(world: World) -> None:
    job = world.waiting(expires_at=END)
    world.stop.before_wait = lambda: world.clock.advance(1800)
    world.api.statuses.extend([ConnectionLost("Gone.")] * 60)
    assert wait(world.context, job.id) is JobState.EXPIRED
    assert timedelta(minutes=10) <= world.clock() - END <= timedelta(hours=1, minutes=10)
    assert "credit was taken" in world.now(job).note


def test_a_job_that_never_ends_is_given_up_after_its_result_would_be_gone_and_may_be_asked_about_again(
    world: World,
) -> None:
    job = world.waiting()
    world.stop.before_wait = lambda: world.clock.advance(3600)
    world.api.statuses.extend([status("active")] * 30)
    assert wait(world.context, job.id) is JobState.EXPIRED
    assert world.clock.spent > 25 * 3600
    assert world.now(job).note == words.STILL_AT_WORK
    world.store.set_job(job.id, when={JobState.EXPIRED}, state=JobState.WAITING, polls=0)
    world.api.statuses.clear()
    world.api.statuses.append(COMPLETED)
    assert wait(world.context, job.id) is JobState.DOWNLOADING, "for nothing"
    assert world.stop.waits[-1] == 0, "at once"
    assert world.api.count("start") == 0


def test_a_job_with_a_later_end_is_kept_at_until_then(world: World) -> None:
    job = world.waiting(expires_at=NOON + timedelta(hours=72))
    world.stop.before_wait = lambda: world.clock.advance(3600)
    world.api.statuses.extend([status("active")] * 70 + [COMPLETED])
    assert wait(world.context, job.id) is JobState.DOWNLOADING


def test_a_date_that_is_long_past_by_our_clock_ends_no_job(world: World) -> None:
    job = world.waiting()
    past = NOON - timedelta(days=400)
    world.api.statuses.extend([status("active", expires=past), ConnectionLost("Gone."), COMPLETED])
    assert wait(world.context, job.id) is JobState.DOWNLOADING


UNKNOWN = NotFound("Unknown.", status=404)


def unknown(said_at: datetime) -> NotFound:
    """A 404 of a server whose clock is right."""
    error = NotFound("Unknown.", status=404)
    error.server_time = said_at
    return error


def test_an_unknown_id_after_the_end_is_the_end_when_it_is_said_again_and_again(world: World) -> None:
    job = world.waiting(expires_at=NOON + timedelta(seconds=1))
    notes = []
    world.stop.before_wait = lambda: notes.append(world.now(job).note)
    world.api.statuses.extend([UNKNOWN] * 100)
    assert wait(world.context, job.id) is JobState.EXPIRED
    assert 120 <= world.clock.spent <= 240
    assert "its result's time is over" in notes[-1]


def test_a_single_unknown_after_the_end_ends_nothing(world: World) -> None:
    """An expireDate in the past and one 404 made a paid job expire at 6 s."""
    job = world.waiting()
    past = NOON - timedelta(hours=3)
    world.api.statuses.extend([status("active", expires=past, said_at=NOON), UNKNOWN, UNKNOWN, COMPLETED])
    assert wait(world.context, job.id) is JobState.DOWNLOADING
    assert world.now(job).expires_at is None, "an end that was over when it was named is none"


@pytest.mark.parametrize("hours", [25.0, -25.0, 24.0 * 400])
def test_a_job_that_the_server_has_outlives_a_clock_that_is_set(world: World, hours: float) -> None:
    job = world.waiting()
    world.api.statuses.append(status("active", expires=END, said_at=NOON))
    world.api.statuses.append(lambda: world.clock.jump(hours) or status("active", expires=END, said_at=NOON))
    world.api.statuses.extend([status("active", expires=END, said_at=NOON)] * 3 + [COMPLETED])
    assert wait(world.context, job.id) is JobState.DOWNLOADING


@pytest.mark.parametrize("trouble", [ConnectionLost("Gone."), ServerError("Busy.", status=500), UNKNOWN])
def test_no_trouble_ends_a_job_because_the_clock_was_set(world: World, trouble: CallError) -> None:
    job = world.waiting(expires_at=END)
    world.api.statuses.append(lambda: world.clock.jump(25) or status("active"))
    world.api.statuses.extend([trouble] * 40 + [COMPLETED])
    assert wait(world.context, job.id) is JobState.DOWNLOADING


def test_the_servers_own_time_decides_whether_its_date_has_passed(world: World) -> None:
    """After a restart with a clock that is a day ahead: only what the server says of the time is to be relied on."""
    job = world.waiting(expires_at=END)
    world.clock.jump(25)
    world.api.statuses.extend([unknown(NOON + timedelta(hours=1))] * 100 + [COMPLETED])
    assert wait(world.context, job.id) is JobState.DOWNLOADING
    other = world.waiting(preset=LOOKS[1], expires_at=END)
    world.clock.jump(-60)
    world.api.statuses.extend([unknown(END + timedelta(minutes=1))] * 100)
    assert wait(world.context, other.id) is JobState.EXPIRED


@pytest.mark.parametrize("when", ["before", "between"])
def test_a_clock_set_back_stops_no_polling(world: World, when: str) -> None:
    """Set back by three hours it used to mean no status call for three hours."""
    job = world.waiting()
    if when == "before":
        world.clock.jump(-3)
        world.api.statuses.append(COMPLETED)
    else:
        world.api.statuses.extend([lambda: world.clock.jump(-3) or status("active"), status("active"), COMPLETED])
    assert wait(world.context, job.id) is JobState.DOWNLOADING
    assert max(world.stop.waits) <= 3


def test_silence_ends_a_job_only_after_its_time_and_an_hour_of_asking(world: World) -> None:
    job = world.waiting()
    world.clock.jump(25)
    world.api.statuses.extend([ConnectionLost("Gone.")] * 2000)
    assert wait(world.context, job.id) is JobState.EXPIRED
    assert 3600 <= world.clock.spent <= 3700


def test_an_unknown_id_may_be_a_passing_trouble(world: World) -> None:
    job = world.waiting()
    world.api.statuses.extend([NotFound("Unknown.", status=404)] * 3 + [COMPLETED])
    assert wait(world.context, job.id) is JobState.DOWNLOADING


def test_a_paid_job_is_asked_about_until_its_result_would_be_gone(world: World) -> None:
    job = world.waiting()
    notes = []
    world.stop.before_wait = lambda: notes.append(world.now(job).note)
    world.api.statuses.extend([NotFound("Unknown.", status=404)] * 500)
    world.api.statuses.append(COMPLETED)
    assert wait(world.context, job.id) is JobState.DOWNLOADING
    assert world.clock() - NOON > timedelta(minutes=30), "half an hour of 404 ends nothing that is paid"
    assert all("doesn't know this job at the moment" in note for note in notes[1:])


def test_what_the_local_engine_has_forgotten_is_gone(world: World) -> None:
    job = world.waiting(server="local")
    world.api.statuses.extend([NotFound("Unknown.", status=404)] * 100)
    assert wait(world.context, job.id) is JobState.FAILED
    assert world.clock() - NOON < timedelta(minutes=1)
    assert "it is free" in world.now(job).note


def test_a_failed_job_says_what_is_known_of_its_credit(world: World) -> None:
    job = world.job()
    world.api.balances.append(41)
    from retouch_lib.cloud.replies import StartReply
    from retouch_lib.jobs.start import start

    world.api.starts.append(StartReply("r1", None))
    start(world.context, job.id)
    world.api.balances.append(40)
    world.api.statuses.append(status("failed", reason="No face"))
    assert wait(world.context, job.id) is JobState.FAILED
    now = world.now(job)
    assert now.note == ("Failed: No face. Whether the credit returns isn't documented; balance before 41, now 40.")
    assert (now.reason, now.error) == ("No face", "JobFailed")


def test_a_failed_job_of_the_local_engine_says_nothing_of_credits(world: World) -> None:
    job = world.waiting("local")
    world.api.statuses.append(status("failed", reason="The picture is empty."))
    wait(world.context, job.id)
    assert world.now(job).note == "Failed: The picture is empty. Run it again; it is free."
    assert world.api.count("balance") == 0

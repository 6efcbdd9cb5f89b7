"""What callbacks change: when a server is asked, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from retouch_lib.cloud.replies import StartReply
from retouch_lib.errors import ConnectionLost, Delivery, StoreTrouble
from retouch_lib.jobs.hints import Hints
from retouch_lib.jobs.hooks import Hooks
from retouch_lib.jobs.start import start
from retouch_lib.jobs.wait import wait
from retouch_lib.presets.vendor import LOOKS
from retouch_lib.store.records import Job, JobState
from tests.jobs.world import NOON, World, status

COMPLETED, ACTIVE = status("completed", progress=100), status("active")
BASE = "https://lab.example/retouch"


class Called:
    """The addresses of a lab, and what it told the other replicas."""

    def __init__(self, hints: Hints | None = None, base: str = BASE, key: bytes = b"k" * 32) -> None:
        self.hints = hints or Hints()
        self.passed_on: list[str] = []
        self.now = 0.0
        self.hooks = Hooks(key, base, self.hints, self.passed_on.append, monotonic=lambda: self.now)

    def call(self, job_id: str) -> None:
        """As a server does that was given the job's address."""
        address = self.hooks.address(job_id)
        assert address is not None
        assert self.hooks.is_ours(*address.removeprefix(f"{BASE}/hooks/").split("/"))
        self.hooks.follow(job_id)


class TestAddresses:
    def test_one_job_has_one_address_with_every_replica(self) -> None:
        one, other = Called().hooks.address("job-1"), Called().hooks.address("job-1")
        assert one == other
        assert one is not None
        assert one.startswith(f"{BASE}/hooks/job-1/")
        assert len(one.rsplit("/", 1)[1]) == 24
        assert Called(key=b"l" * 32).hooks.address("job-1") != one
        assert Called().hooks.address("job-2") != one

    def test_a_key_is_not_shown(self) -> None:
        assert "kkk" not in repr(Called().hooks)

    def test_without_a_public_address_nobody_is_asked_to_call_and_nobody_is_heard(self) -> None:
        mark = str(Called().hooks.address("job-1")).rsplit("/", 1)[1]
        off = Called(base="")
        assert off.hooks.address("job-1") is None
        assert not off.hooks.is_ours("job-1", mark)

    @pytest.mark.parametrize("job", ["job-1", "", "../x", "job 1", "j" * 65, "jöb"])
    @pytest.mark.parametrize("mark", ["", "A" * 24, "é" * 24, "\ud800", "x" * 5000])
    def test_a_forged_one_is_not_ours(self, job: str, mark: str) -> None:
        assert not Called().hooks.is_ours(job, mark)

    def test_another_jobs_mark_is_not_ours(self) -> None:
        called = Called()
        mark = str(called.hooks.address("job-2")).rsplit("/", 1)[1]
        assert not called.hooks.is_ours("job-1", mark)


class TestWhoIsTold:
    def test_a_job_in_hand_here_is_told_here_only(self) -> None:
        called = Called()
        with called.hints.hold("job-1"):
            called.call("job-1")
            assert called.hints.event("job-1").is_set()
        assert called.passed_on == []

    def test_any_other_is_passed_on_but_no_flood_of_them(self) -> None:
        called = Called()
        for _ in range(100):
            called.call("job-1")
        assert called.passed_on == ["job-1"] * 4
        called.now = 10.0
        called.call("job-1")
        called.call("job-1")
        assert called.passed_on == ["job-1"] * 5
        called.call("job-2")
        assert called.passed_on[-1] == "job-2"

    def test_a_database_in_trouble_makes_it_slower_only(self) -> None:
        def trouble(_job: str) -> None:
            raise StoreTrouble("The lab's database can't be reached.")

        called = Called()
        called.hooks.pass_on = trouble
        called.call("job-1")

    def test_nothing_is_kept_of_a_job_that_is_not_in_hand(self) -> None:
        hints = Hints()
        with hints.hold("job-1"):
            pass
        assert not hints.give("job-1")
        assert not hints.event("job-1").is_set()


def told(world: World, job: Job, *when: int) -> None:
    """Hints come during those waits (0 is the first)."""

    def before_wait() -> None:
        if len(world.stop.waits) - 1 in when:
            world.context.hints.give(job.id)

    world.stop.before_wait = before_wait
    world.context.hook = lambda job_id: f"{BASE}/{job_id}"


class TestWaiting:
    def test_a_hint_is_followed_at_once(self, world: World) -> None:
        job = world.waiting()
        told(world, job, 1)
        world.api.statuses.extend([ACTIVE, COMPLETED])
        with world.context.hints.hold(job.id):
            assert wait(world.context, job.id) is JobState.DOWNLOADING
        assert world.now(job).ready_at == NOON + timedelta(seconds=2)

    def test_one_that_came_before_the_starts_answer_is_kept(self, world: World) -> None:
        job = world.job()
        with world.context.hints.hold(job.id):
            world.context.hints.give(job.id)  # while it is being sent
            world.store.set_job(job.id, state=JobState.STARTING, attempts=1)
            world.store.set_job(job.id, state=JobState.WAITING, remote_id="r1", started_at=world.clock())
            world.api.statuses.append(COMPLETED)
            wait(world.context, job.id)
        assert world.stop.waits == []

    def test_one_that_came_a_moment_too_early_is_followed_by_a_second_look(self, world: World) -> None:
        job = world.waiting()
        told(world, job, 1)
        world.api.statuses.extend([ACTIVE, ACTIVE, COMPLETED])
        world.context.hints.ended("main", told=True)
        with world.context.hints.hold(job.id):
            wait(world.context, job.id)
        assert world.stop.waits == [2, 12, 2], "first look, the hint, and soon again"

    def test_a_job_that_is_called_for_without_end_is_asked_for_ever_more_rarely(self, world: World) -> None:
        job = world.waiting()
        told(world, job, *range(5000))
        world.api.statuses.extend([ACTIVE] * 20 + [COMPLETED])
        with world.context.hints.hold(job.id):
            wait(world.context, job.id)
        assert world.clock.spent > 16 * 30
        assert world.now(job).polls == 21

    def test_a_hint_ends_nothing_by_itself(self, world: World) -> None:
        job = world.waiting()
        told(world, job, 0, 1)
        world.api.statuses.extend([ACTIVE, ACTIVE, ACTIVE, COMPLETED])
        with world.context.hints.hold(job.id):
            wait(world.context, job.id)
        assert world.api.count("status") == 4


class TestPace:
    def pauses(self, world: World, look: int, *when: int) -> list[float]:
        job = world.waiting(preset=LOOKS[look])
        world.stop.waits.clear()
        told(world, job, *when)
        world.api.statuses.extend([ACTIVE] * 2 + [COMPLETED])
        with world.context.hints.hold(job.id):
            wait(world.context, job.id)
        return list(world.stop.waits)

    def test_it_is_slower_while_callbacks_come_and_as_before_when_they_don_t(self, world: World) -> None:
        world.context.hints.ended("main", told=True)
        assert self.pauses(world, 0) == [2, 12, 12], "nobody told of this one's end"
        assert self.pauses(world, 1, 2) == [2, 3, 3], "somebody told of this one's"
        assert self.pauses(world, 2) == [2, 12, 12]

    def test_servers_are_told_apart(self, world: World) -> None:
        world.context.hints.ended("local", told=True)
        assert self.pauses(world, 0) == [2, 3, 3]

    def test_where_nobody_is_asked_to_call_nothing_is_learnt(self, world: World) -> None:
        job = world.waiting()
        world.api.statuses.append(COMPLETED)
        world.context.hints.ended("main", told=True)
        wait(world.context, job.id)
        assert world.context.hints.arrive("main")


def test_a_start_that_is_sent_again_carries_the_same_address(world: World) -> None:
    called = Called(world.context.hints)
    world.context.hook = called.hooks.address
    job = world.job("local")
    world.api.starts.extend([ConnectionLost("Dropped.", delivery=Delivery.UNKNOWN), StartReply("r1", 10)])
    start(world.context, job.id)
    assert world.api.hooks == [called.hooks.address(job.id)] * 2
    assert {key for call, (key, *_) in world.api.calls if call == "start"} == {job.id}


def test_one_that_carries_none_is_as_ever(world: World) -> None:
    job = world.job("local")
    world.api.starts.append(StartReply("r1", 10))
    start(world.context, job.id)
    assert world.api.hooks == [None]

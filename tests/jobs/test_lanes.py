"""A job that somebody waits for goes before all of the background."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from dataclasses import replace

import pytest

from retouch_lib.jobs.lanes import AT_A_SERVER, AT_THE_ENGINE, Lanes
from retouch_lib.jobs.slots import Slots
from retouch_lib.jobs.stopping import Stop, Stopped
from retouch_lib.presets.vendor import LOOKS
from retouch_lib.store.records import Ask, Job, JobState, Wanted
from tests.engines import wait_until
from tests.jobs.test_stopping import in_thread
from tests.jobs.world import World


@pytest.fixture
def job(world: World) -> Job:
    return world.job()


class Passing:
    """A job on its way through a lane, in a thread of its own."""

    def __init__(self, lanes: Lanes, job: Job, *, local: bool = False) -> None:
        self.passed, self._leave = threading.Event(), threading.Event()

        def work() -> None:
            with lanes.turn(job, local=local):
                self.passed.set()
                assert self._leave.wait(30)

        self._thread, self.raised = in_thread(work)

    @property
    def waits(self) -> bool:
        return not self.passed.is_set()

    def leave(self) -> None:
        self._leave.set()
        self._thread.join(10)


def behind(job: Job, count: int) -> list[Job]:
    return [replace(job, id=f"b{number}", background=True) for number in range(count)]


def all_stand(stop: Stop, count: int) -> None:
    wait_until(lambda: len(stop._waiting) == count)


def test_only_so_many_of_the_background_are_at_a_server_and_others_pass_them(job: Job) -> None:
    stop = Stop()
    lanes = Lanes(stop)
    many = [Passing(lanes, each) for each in behind(job, AT_A_SERVER + 2)]
    all_stand(stop, 2)
    mine = Passing(lanes, job)
    assert mine.passed.wait(10)
    waiting = [each for each in many if each.waits]
    assert len(waiting) == 2
    next(each for each in many if not each.waits).leave()
    assert waiting[0].passed.wait(10), "who came first goes first"
    assert waiting[1].waits
    for each in [*many, mine]:
        each.leave()
    assert not lanes._lanes, "nothing is left of who has gone"


def test_on_this_computer_none_of_the_background_begins_while_somebody_waits(job: Job) -> None:
    stop = Stop()
    lanes = Lanes(stop)
    mine = Passing(lanes, job, local=True)
    assert mine.passed.wait(10)
    many = [Passing(lanes, each, local=True) for each in behind(job, AT_THE_ENGINE + 1)]
    all_stand(stop, AT_THE_ENGINE + 1)
    mine.leave()
    wait_until(lambda: sum(not each.waits for each in many) == AT_THE_ENGINE)
    for each in many:
        each.leave()


def test_one_that_is_at_the_server_already_is_asked_about_at_once(job: Job) -> None:
    lanes = Lanes(Stop())
    with lanes.turn(job, local=True):
        sent = replace(job, id="b", background=True, state=JobState.WAITING)
        with lanes.turn(sent, local=True):
            pass


def test_one_that_somebody_comes_to_wait_for_is_let_through(job: Job) -> None:
    stop = Stop()
    lanes = Lanes(stop)
    with lanes.turn(job, local=True):
        late = Passing(lanes, behind(job, 1)[0], local=True)
        all_stand(stop, 1)
        assert lanes.bring_forward("b0")
        assert late.passed.wait(10)
        assert not lanes.bring_forward("b0")
        late.leave()
    assert not lanes._lanes


def test_a_stop_ends_the_waits_and_leaves_nothing(job: Job) -> None:
    stop = Stop()
    lanes = Lanes(stop)
    with ExitStack() as held:
        held.enter_context(lanes.turn(job, local=True))
        many = [Passing(lanes, each, local=True) for each in behind(job, 20)]
        all_stand(stop, 20)
        stop.set()
        for each in many:
            each.leave()
            assert isinstance(each.raised[0], Stopped)
    assert not lanes._lanes


def test_an_upload_of_the_background_leaves_a_slot_free_and_is_overtaken() -> None:
    stop = Stop()
    slots = Slots(3, stop)
    order: list[str] = []

    def work(name: str, leave: threading.Event) -> None:
        with slots.hold("token", behind=name.startswith("b")):
            order.append(name)
            assert leave.wait(30)

    leave = {name: threading.Event() for name in ("b1", "b2", "b3", "m1", "m2")}
    threads = []
    for number, (name, event) in enumerate(leave.items(), 1):
        threads.append(in_thread(lambda name=name, event=event: work(name, event)))
        wait_until(lambda number=number: len(order) + len(stop._waiting) == number)
    assert order == ["b1", "b2", "m1"]
    for name, then in (("b1", "m2"), ("m1", None), ("m2", "b3")):
        leave[name].set()
        wait_until(lambda then=then: then is None or order[-1] == then)
    for event in leave.values():
        event.set()
    for thread, raised in threads:
        thread.join(10)
        assert not raised
    assert order == ["b1", "b2", "m1", "m2", "b3"]
    assert slots.in_use() == 0


def test_a_press_takes_what_it_joins_out_of_the_background(world: World) -> None:
    look = LOOKS[0]
    wanted = Wanted(world.photo, look.name, look.to_json(), look.fingerprint, "", None)
    ask = Ask("local", (wanted,), "", "ref", background=True)
    (run,) = world.store.make_runs("local", [ask])
    assert run.background
    assert world.store.latest_run("local") != run
    assert run.items[0].job.background
    (again,) = world.store.make_runs("local", [ask])
    assert again.items[0].job.background
    (pressed,) = world.store.make_runs("local", [replace(ask, background=False)])
    assert pressed.items[0].job.id == run.items[0].job.id
    assert not pressed.items[0].job.background
    assert world.store.latest_run("local") == pressed

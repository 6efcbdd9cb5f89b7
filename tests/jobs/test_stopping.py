"""Waits that end at once, and slots."""

from __future__ import annotations

import threading
import time
from functools import partial

import pytest

from retouch_lib.jobs import stopping
from retouch_lib.jobs.slots import Slots
from retouch_lib.jobs.stopping import Stop, Stopped
from tests.engines import wait_until


def in_thread(work: object) -> tuple[threading.Thread, list[BaseException]]:
    raised: list[BaseException] = []

    def run() -> None:
        try:
            work()  # type: ignore[operator]
        except BaseException as error:  # noqa: BLE001
            raised.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread, raised


def test_stopping_ends_hundreds_of_waits_at_once() -> None:
    stop = Stop()
    waiting = [in_thread(lambda: stop.wait(60)) for _ in range(300)]
    begun = time.monotonic()
    stop.set()
    for thread, raised in waiting:
        thread.join(5)
        assert isinstance(raised[0], Stopped)
    assert time.monotonic() - begun < 2
    with pytest.raises(Stopped):
        stop.wait(60)


def test_a_nudge_ends_the_waits_of_its_topic_only() -> None:
    stop = Stop()
    woken, _ = in_thread(lambda: stop.wait(60, "tokens"))
    asleep, _ = in_thread(lambda: stop.wait(60, "other"))
    wait_until(lambda: len(stop._waiting) == 2)
    stop.nudge("tokens")
    woken.join(5)
    assert not woken.is_alive()
    assert asleep.is_alive()
    stop.set()
    asleep.join(5)


def test_a_call_that_hangs_is_left_behind() -> None:
    stop = Stop()
    hangs = threading.Event()
    thread, raised = in_thread(lambda: stop.during(lambda: hangs.wait(60)))
    wait_until(lambda: stop._waiting)
    stop.set()
    thread.join(5)
    assert isinstance(raised[0], Stopped)
    hangs.set()


def test_a_call_that_takes_too_long_is_left_behind() -> None:
    hangs = threading.Event()
    with pytest.raises(TimeoutError):
        Stop().during(lambda: hangs.wait(60), within=0.05)
    hangs.set()


def leaving_while(stop: Stop, answers: threading.Event, grace: float) -> tuple[threading.Thread, list[object]]:
    """A thread in a call that returns "the answer" once `answers` is set; what came of it."""
    got: list[object] = []

    def call() -> str:
        answers.wait(60)
        return "the answer"

    def work() -> None:
        try:
            got.append(stop.during(call, grace=lambda: grace))
        except Stopped as left:
            got.append(left)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    wait_until(lambda: stop._waiting)
    return thread, got


def test_an_outcome_is_taken_within_the_grace() -> None:
    stop, answers = Stop(), threading.Event()
    thread, got = leaving_while(stop, answers, 60)
    stop.set()
    thread.join(0.2)
    assert thread.is_alive()
    answers.set()
    thread.join(10)
    assert got == ["the answer"]


def test_without_grace_or_after_it_the_outcome_is_left() -> None:
    for grace in (0.0, 0.05):
        stop, answers = Stop(), threading.Event()
        thread, got = leaving_while(stop, answers, grace)
        stop.set()
        thread.join(10)
        assert isinstance(got[0], Stopped)
        answers.set()


def test_something_can_be_done_meanwhile_in_the_same_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stopping, "_MEANWHILE_EVERY", 0.001)
    seen, enough = [], threading.Event()

    def meanwhile() -> None:
        seen.append(threading.current_thread())
        if len(seen) == 3:
            enough.set()

    assert Stop().during(lambda: enough.wait(60), meanwhile=meanwhile)
    assert {thread.ident for thread in seen} == {threading.get_ident()}
    with pytest.raises(TimeoutError):
        Stop().during(lambda: enough.wait(60) and threading.Event().wait(5), meanwhile=lambda: None, within=0.02)


def test_a_call_gives_what_it_returns_or_raises() -> None:
    stop = Stop()
    assert stop.during(lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        stop.during(lambda: 1 // 0)


def test_no_more_hold_a_slot_than_there_are() -> None:
    stop = Stop()
    slots = Slots(3, stop)
    lock, now, most = threading.Lock(), 0, 0

    def work() -> None:
        nonlocal now, most
        with slots.hold("token"):
            with lock:
                now += 1
                most = max(most, now)
            time.sleep(0.01)
            with lock:
                now -= 1

    threads = [in_thread(work) for _ in range(12)]
    for thread, raised in threads:
        thread.join(10)
        assert not raised
    assert most == 3
    assert slots.in_use() == 0


def test_full_slots_of_one_key_hold_up_no_other() -> None:
    stop = Stop()
    slots = Slots(1, stop)
    with slots.hold("one"):
        late, raised = in_thread(lambda: slots.hold("one").__enter__())
        with slots.hold("another"):
            assert slots.in_use() == 2
            assert slots.holds("another")
        assert not slots.holds("another")
        stop.set()
        late.join(5)
        assert isinstance(raised[0], Stopped)


class _Recorded(Stop):
    """Tells how long each wait was to last at most."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float | None] = []

    def _wait(self, waiter: threading.Event, seconds: float | None, topic: str) -> None:
        self.waits.append(seconds)
        super()._wait(waiter, seconds, topic)


def test_who_waits_for_a_slot_sleeps_until_its_turn_and_the_first_to_come_is_the_first_to_go() -> None:
    stop = _Recorded()
    slots = Slots(2, stop)
    order: list[int] = []
    leave = [threading.Event() for _ in range(20)]

    def work(number: int) -> None:
        with slots.hold("token"):
            order.append(number)
            assert leave[number].wait(30)

    threads = []
    for number in range(20):
        threads.append(in_thread(partial(work, number)))
        wait_until(lambda: len(order) + len(stop._waiting) == len(threads))
    for number in range(20):
        assert sorted(order) == list(range(min(number + 2, 20)))
        leave[number].set()
        expected = (min(number + 3, 20), min(2, 19 - number))
        wait_until(lambda expected=expected: (len(order), slots.in_use()) == expected)
    for thread, raised in threads:
        thread.join(10)
        assert not raised
    assert stop.waits == [None] * 18, "one sleep each, without an end of its own"
    assert slots.in_use() == 0


def test_a_slot_handed_over_at_the_moment_of_the_stop_is_not_lost() -> None:
    stop = Stop()
    slots = Slots(1, stop)
    first = slots.hold("token")
    first.__enter__()
    waiting = [in_thread(lambda: slots.hold("token").__enter__()) for _ in range(100)]
    wait_until(lambda: len(stop._waiting) == 100)
    with stop._lock:  # those who were woken can't go on before the stop is told
        first.__exit__(None, None, None)
        stop._stopped = True
        for waiter in stop._waiting:
            waiter.set()
    for thread, raised in waiting:
        thread.join(10)
        assert isinstance(raised[0], Stopped)
    assert slots.in_use() == 0
    with slots.hold("token"):
        assert slots.holds("token")

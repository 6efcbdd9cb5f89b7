"""A task's life on the engine, with the clock and the work in the test's hand."""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from retouch_lib.engine.faults import Faults
from retouch_lib.engine.ledger import FolderInUse
from retouch_lib.engine.server import EngineServer
from retouch_lib.engine.worker_pools import cores
from retouch_lib.errors import RetouchError
from tests.clock import ManualClock
from tests.contract import raw
from tests.engines import TOKEN, HandWork, MakeEngine, jpeg_bytes, quick_work, wait_until

JPEG = jpeg_bytes()
DAY = 24 * 3600
TWO = '{"mode":"professional","tasks":[{"Plugin":"Heal","Alpha1":1},{"Plugin":"Fabric","Alpha1":1}]}'


def state(engine: EngineServer, task: str) -> dict[str, Any]:
    return dict(raw.status(engine.url, task).json)


def test_progress_and_plugin_are_told(make_engine: MakeEngine) -> None:
    work = HandWork()
    engine = make_engine(work=work)
    task = raw.started(engine.url, JPEG, payload=TWO)
    work.wait_begun()
    seen = []
    for plugin, fraction in (("Heal", 0.25), ("Fabric", 0.5), ("Fabric", 1.0)):
        work.advance(plugin, fraction)
        now = state(engine, task)
        seen.append((now["state"], now["currentStep"], now["pluginName"], now["progress"]))
    assert seen == [
        ("active", "processing", "Heal", 28),
        ("active", "processing", "Fabric", 52),
        ("active", "processing", "Fabric", 99),
    ]
    work.finish("No face found.")
    end = raw.ended(engine.url, task)
    assert (end["reason"], end["remark"]) == ("", "No face found.")


def test_more_tasks_than_cores_wait_their_turn(make_engine: MakeEngine) -> None:
    work = HandWork()
    engine = make_engine(work=work)
    tasks = [raw.started(engine.url, JPEG) for _ in range(cores() + 2)]
    for _ in range(cores()):
        work.wait_begun()
    states = [state(engine, task) for task in tasks]
    assert [found["state"] for found in states] == ["active"] * cores() + ["waiting"] * 2
    assert states[-1] == {**states[-1], "progress": 0, "currentStep": "", "pluginName": ""}
    for _ in tasks:
        work.finish()
    for task in tasks:
        assert raw.ended(engine.url, task)["state"] == "completed"
    assert work.most == cores()


def test_the_least_time_is_waited_outside_the_pool(make_engine: MakeEngine, clock: ManualClock) -> None:
    engine = make_engine(seconds=10, clock=clock)
    many = [raw.started(engine.url, JPEG, payload=TWO) for _ in range(cores() * 3)]
    wait_until(lambda: all(state(engine, task)["state"] == "active" for task in many))
    clock.advance(2)
    assert (state(engine, many[0])["progress"], state(engine, many[0])["pluginName"]) == (24, "Heal")
    clock.advance(6)
    assert (state(engine, many[0])["progress"], state(engine, many[0])["pluginName"]) == (81, "Fabric")
    clock.advance(1.9)
    assert {state(engine, task)["state"] for task in many} == {"active"}
    clock.advance(0.1)
    for task in many:
        assert raw.ended(engine.url, task)["state"] == "completed"


@pytest.mark.parametrize("seconds", [0, 0.2])
def test_a_clock_that_is_set_back_holds_no_task_up(make_engine: MakeEngine, clock: ManualClock, seconds: float) -> None:
    work = HandWork()
    engine = make_engine(seconds=seconds, clock=clock, work=work)
    task = raw.started(engine.url, JPEG)
    work.wait_begun()
    clock.advance(-3 * 3600)
    work.finish()
    assert raw.ended(engine.url, task)["state"] == "completed"


def test_a_clock_that_is_set_forward_takes_no_result_away(
    engine: EngineServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = raw.started(engine.url, JPEG)
    raw.ended(engine.url, task)
    right = time.time
    monkeypatch.setattr(time, "time", lambda: right() + 25 * 3600)
    engine.tasks.sweep()
    assert (raw.status(engine.url, task).status, raw.get_file(engine.url, task).status) == (200, 200)


def test_the_result_lives_24_hours(make_engine: MakeEngine, clock: ManualClock, tmp_path: Path) -> None:
    engine = make_engine(clock=clock, data_dir=tmp_path / "e")
    key = raw.new_key()
    task = raw.started(engine.url, JPEG, key=key)
    raw.ended(engine.url, task)
    clock.advance(DAY - 1)
    assert raw.get_file(engine.url, task).status == 200
    clock.advance(1)
    assert raw.get_file(engine.url, task).status == 404
    assert raw.status(engine.url, task).status == 404
    assert not list((tmp_path / "e" / "tasks").iterdir())
    assert raw.started(engine.url, JPEG, key=key) != task, "a key is forgotten with its task"
    assert engine.tasks.charges == 2


def test_sweeping_deletes_what_nobody_asks_for(make_engine: MakeEngine, clock: ManualClock, tmp_path: Path) -> None:
    engine = make_engine(clock=clock, data_dir=tmp_path / "e")
    old = raw.started(engine.url, JPEG)
    raw.ended(engine.url, old)
    clock.advance(DAY / 2)
    young = raw.started(engine.url, JPEG)
    raw.ended(engine.url, young)
    clock.advance(DAY / 2)
    engine.tasks.sweep()
    tasks = tmp_path / "e" / "tasks"
    assert [folder.name for folder in tasks.iterdir()] == [young]
    shutil.rmtree(tasks / young)  # whoever owns the folder may take a photo away before its time
    assert raw.get_file(engine.url, young).status == 404
    engine.tasks.sweep()
    assert raw.status(engine.url, young).status == 404


def test_the_same_key_and_token_is_the_same_task(engine: EngineServer) -> None:
    key = raw.new_key()
    first = raw.start(engine.url, JPEG, key=key)
    again = raw.start(engine.url, JPEG, key=key)
    assert again.json == first.json
    assert (engine.tasks.charges, engine.tasks.starts) == (1, 2)
    assert raw.started(engine.url, JPEG, key=key, token="reto_another") != first.json["id"]
    assert raw.started(engine.url, JPEG, key=raw.new_key()) != first.json["id"]
    assert engine.tasks.charges == 3


def test_racing_starts_with_one_key_are_one_task(make_engine: MakeEngine) -> None:
    together = threading.Barrier(8)
    key = raw.new_key()

    def slow_check(path: Path) -> None:
        time.sleep(0.05)  # keeps the first start busy while the others arrive

    engine = make_engine(verify=slow_check)

    def send(_: int) -> str:
        together.wait()
        return raw.started(engine.url, JPEG, key=key)

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(send, range(8)))) == 1
    assert (engine.tasks.charges, engine.tasks.starts) == (1, 8)


def test_racing_starts_never_take_more_credits_than_there_are(make_engine: MakeEngine) -> None:
    engine = make_engine(credits=3)
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda _: raw.start(engine.url, JPEG).status, range(8)))
    assert sorted(replies) == [200] * 3 + [461] * 5
    assert engine.tasks.charges == 3


def test_a_refused_start_does_not_use_its_key_up(engine: EngineServer) -> None:
    key = raw.new_key()
    assert raw.start(engine.url, b"broken", key=key).status == 400
    assert raw.start(engine.url, JPEG, key=key).status == 200


def test_a_broken_attempt_is_tried_again_three_times_in_all(
    make_engine: MakeEngine, caplog: pytest.LogCaptureFixture
) -> None:
    work = HandWork()
    engine = make_engine(work=work)
    lucky, unlucky = (raw.started(engine.url, JPEG) for _ in range(2))
    for attempt in (1, 2):
        for _ in range(2):
            work.wait_begun()
        assert [state(engine, task)["attempt"] for task in (lucky, unlucky)] == [attempt, attempt]
        for _ in range(2):
            work.fail(ZeroDivisionError("a bug"))
    for _ in range(2):
        work.wait_begun()
    work.finish()
    work.fail(ZeroDivisionError("a bug"))
    ends = [raw.ended(engine.url, task) for task in (lucky, unlucky)]
    assert sorted(end["state"] for end in ends) == ["completed", "failed"]
    assert {end["attempt"] for end in ends} == {3}
    assert {end["reason"] for end in ends} == {"", "The local engine failed on this photo 3 times."}
    assert caplog.text.count("ZeroDivisionError") >= 5


def test_an_error_that_repeating_cannot_help_fails_at_once(make_engine: MakeEngine) -> None:
    work = HandWork()
    engine = make_engine(work=work)
    task = raw.started(engine.url, JPEG)
    work.wait_begun()
    work.fail(RetouchError("This photo is CMYK."))
    end = raw.ended(engine.url, task)
    assert (end["state"], end["reason"], end["attempt"]) == ("failed", "This photo is CMYK.", 1)
    assert raw.get_file(engine.url, task).status == 404


def test_a_proper_stop_keeps_tasks_accounts_and_attempts(make_engine: MakeEngine, tmp_path: Path) -> None:
    work = HandWork()
    engine = make_engine(work=work, data_dir=tmp_path / "e", credits=10)
    key = raw.new_key()
    tasks = [raw.started(engine.url, JPEG, key=key), *(raw.started(engine.url, JPEG) for _ in range(cores()))]
    work.wait_begun()
    assert engine.stop(), "the work in progress left"
    assert engine.tasks.charges == len(tasks), "still readable"
    again = make_engine(data_dir=tmp_path / "e", credits=10)
    for task in tasks:
        end = raw.ended(again.url, task)
        assert (end["state"], end["attempt"]) == ("completed", 1)
    assert raw.start(again.url, JPEG, key=key).json == {"status": 200, "id": tasks[0], "retouchQuota": 10 - len(tasks)}
    assert again.tasks.charges == len(tasks)


def test_strays_of_a_killed_engine_are_swept(make_engine: MakeEngine, tmp_path: Path) -> None:
    first = make_engine(data_dir=tmp_path / "e")
    task = raw.started(first.url, JPEG)
    raw.ended(first.url, task)
    first.stop()
    kept = tmp_path / "e" / "tasks" / task
    (tmp_path / "e" / "tasks" / ("0" * 32)).mkdir()
    (tmp_path / "e" / "parts" / f"{'0' * 16}.part").write_bytes(b"half")
    (kept / f"{'0' * 16}.part").write_bytes(b"half")
    make_engine(data_dir=tmp_path / "e")
    assert sorted(path.name for path in kept.iterdir()) == ["photo", "result"]
    assert list((tmp_path / "e" / "tasks").iterdir()) == [kept]
    assert not list((tmp_path / "e" / "parts").iterdir())


def test_a_folder_belongs_to_one_engine(
    make_engine: MakeEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retouch_lib.engine.ledger._LOCK_WAIT", 0.05)
    make_engine(data_dir=tmp_path / "e")
    with pytest.raises(FolderInUse, match="Another local engine works in"):
        make_engine(data_dir=tmp_path / "e")


def busy_work(*arguments: Any) -> Any:
    """Keeps a core busy as pictures do: in C, in pieces of some milliseconds, without the interpreter's lock."""
    end = time.monotonic() + 0.6
    while time.monotonic() < end:
        hashlib.sha256(bytes(4_000_000))
    return quick_work(*arguments)


def test_status_answers_at_once_while_every_core_works(make_engine: MakeEngine) -> None:
    engine = make_engine(work=busy_work)
    tasks = [raw.started(engine.url, JPEG) for _ in range(cores())]
    wait_until(lambda: all(state(engine, task)["state"] == "active" for task in tasks))
    times = []
    for _ in range(15):
        begun = time.perf_counter()
        assert state(engine, tasks[0])["state"] == "active"
        times.append(time.perf_counter() - begun)
    # The median: on a shared machine single calls wait for other processes.
    assert sorted(times)[len(times) // 2] < 0.05, times


def test_a_task_is_completed_only_once_its_file_has_its_name(
    make_engine: MakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, go = threading.Event(), threading.Event()
    real_sync = os.fsync

    def slow_sync(descriptor: int) -> None:
        reached.set()
        go.wait(10)
        real_sync(descriptor)

    engine = make_engine()
    monkeypatch.setattr(os, "fsync", slow_sync)
    task = raw.started(engine.url, JPEG)
    assert reached.wait(10)
    saving = state(engine, task)
    assert (saving["state"], saving["currentStep"], saving["progress"]) == ("active", "uploading", 99)
    assert raw.get_file(engine.url, task).status == 404
    go.set()
    assert raw.ended(engine.url, task)["state"] == "completed"


def test_settings_of_the_fixture_reach_the_engine(make_engine: MakeEngine) -> None:
    faults = Faults()
    engine = make_engine(faults=faults, credits=7)
    assert engine.faults is faults
    assert raw.start(engine.url, JPEG, token=TOKEN).json["retouchQuota"] == 6

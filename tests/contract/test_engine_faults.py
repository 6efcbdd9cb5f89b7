"""Each fault as it looks on the wire, and what it does to the task and the credits."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from retouch_lib.engine.faults import FAULT_KINDS, Faults
from retouch_lib.engine.server import EngineServer
from retouch_lib.engine.worker_pools import cores
from tests.contract import raw
from tests.engines import HandWork, MakeEngine, jpeg_bytes, wait_until

JPEG = jpeg_bytes()


@pytest.fixture
def done(engine: EngineServer) -> str:
    """A completed task's id."""
    task = raw.started(engine.url, JPEG)
    assert raw.ended(engine.url, task)["state"] == "completed"
    return task


@pytest.mark.parametrize(("kind", "status"), [("html_500", 500), ("html_502", 502)])
@pytest.mark.parametrize(("acted", "charges"), [(False, 0), (True, 1)])
def test_html_pages(engine: EngineServer, kind: str, status: int, acted: bool, charges: int) -> None:
    engine.faults.add("start", kind, acted=acted)
    reply = raw.start(engine.url, JPEG)
    assert (reply.status, reply.headers["content-type"].split(";")[0]) == (status, "text/html")
    assert reply.body.startswith(b"<html>")
    assert engine.tasks.charges == charges
    assert raw.start(engine.url, JPEG).status == 200, "count 1 is used up"


def test_count_skip_and_order(engine: EngineServer, done: str) -> None:
    engine.faults.add("status", "503", count=2)
    engine.faults.add("status", "error", status=500, skip=1)
    assert [raw.status(engine.url, done).status for _ in range(5)] == [503, 503, 200, 500, 200]
    engine.faults.add("status", "html_502", count=None)
    assert {raw.status(engine.url, done).status for _ in range(4)} == {502}
    assert raw.get_file(engine.url, done).status == 200, "other calls are not touched"
    engine.faults.clear()
    assert raw.status(engine.url, done).status == 200


@pytest.mark.parametrize(("call", "number"), [("start", 460), ("status", 404), ("get_file", 404)])
def test_the_error_number_only_in_the_body(engine: EngineServer, done: str, call: str, number: int) -> None:
    engine.faults.add(call, "body_error")
    reply = {"start": lambda: raw.start(engine.url, JPEG), "status": lambda: raw.status(engine.url, done)}.get(
        call, lambda: raw.get_file(engine.url, done)
    )()
    assert (reply.status, reply.json["status"]) == (200, number)
    assert reply.json["message"]


@pytest.mark.parametrize("number", ["400", "460", "461", "462", "500", "503"])
def test_error_numbers_to_order(engine: EngineServer, number: str) -> None:
    engine.faults.add("start", number)
    reply = raw.start(engine.url, JPEG)
    assert (reply.status, reply.json["status"]) == (int(number), int(number))
    assert engine.tasks.charges == 0


def test_a_token_issue_as_the_page_words_it(engine: EngineServer) -> None:
    engine.faults.add("start", "error", status=403, message="Token issue")
    reply = raw.start(engine.url, JPEG)
    assert (reply.status, reply.json["message"]) == (403, "Token issue")


def test_too_many_requests(engine: EngineServer, done: str) -> None:
    engine.faults.add("status", "too_many", retry_after=7)
    reply = raw.status(engine.url, done)
    assert (reply.status, reply.headers["retry-after"]) == (429, "7")


def test_redirects(engine: EngineServer) -> None:
    engine.faults.add("start", "redirect", status=307, to="http://127.0.0.1:1/elsewhere")
    reply = raw.start(engine.url, JPEG)
    assert (reply.status, reply.headers["location"]) == (307, "http://127.0.0.1:1/elsewhere")


def test_dropped_before_it_is_acted_on(engine: EngineServer) -> None:
    engine.faults.add("start", "drop_before")
    assert dropped(engine, raw.start_bytes(JPEG)) == b""
    assert engine.tasks.starts == 0


def test_dropped_while_a_large_photo_is_still_being_sent(engine: EngineServer) -> None:
    engine.faults.add("start", "drop_before")
    assert dropped(engine, raw.start_bytes(bytes(30_000_000))) == b""
    assert raw.start(engine.url, JPEG).status == 200


def test_dropped_after_it_is_acted_on(engine: EngineServer) -> None:
    engine.faults.add("start", "drop_after")
    key = raw.new_key()
    assert dropped(engine, raw.start_bytes(JPEG, key=key)) == b""
    assert (engine.tasks.charges, engine.tasks.starts) == (1, 1)
    assert raw.start(engine.url, JPEG, key=key).status == 200
    assert engine.tasks.charges == 1, "the key finds the task that was never answered"


def test_dropped_in_the_middle_of_the_answer(engine: EngineServer) -> None:
    engine.faults.add("start", "drop_middle")
    head, _, body = dropped(engine, raw.start_bytes(JPEG)).partition(b"\r\n\r\n")
    announced = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    assert 0 < len(body) == announced // 2
    assert engine.tasks.charges == 1


@pytest.mark.parametrize("call", ["status", "getFile"])
@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "drop_middle"])
def test_dropped_gets(engine: EngineServer, done: str, call: str, kind: str) -> None:
    engine.faults.add("get_file" if call == "getFile" else call, kind)
    answer = dropped(engine, raw.get_bytes(f"/api/v1/retoucher/{call}/{done}"))
    assert answer.startswith(b"HTTP/1.1 200") if kind == "drop_middle" else answer == b""
    assert raw.status(engine.url, done).status == 200


def dropped(engine: EngineServer, request: bytes) -> bytes:
    """What arrived before the connection ended; a reset counts as nothing."""
    try:
        return raw.exchange(engine.url, request)
    except (ConnectionResetError, BrokenPipeError):
        return b""


def test_a_stall_with_an_end(engine: EngineServer, done: str) -> None:
    engine.faults.add("status", "stall", seconds=0.2)
    begun = time.monotonic()
    assert raw.status(engine.url, done).status == 200
    assert time.monotonic() - begun >= 0.2


def test_a_stall_without_an_end_lasts_until_the_engine_leaves(engine: EngineServer, done: str) -> None:
    engine.faults.add("status", "stall")
    with raw.connected(engine.url) as connection:
        connection.sendall(raw.get_bytes(f"/api/v1/retoucher/status/{done}"))
        wait_until(lambda: engine.faults.left() == 0)
        assert raw.status(engine.url, done).status == 200, "others are answered meanwhile"
        begun = time.monotonic()
        engine.stop()
        assert time.monotonic() - begun < 2
        assert connection.recv(100) == b""


@pytest.mark.parametrize(("acted", "charges"), [(False, 0), (True, 1)])
def test_a_stalled_start_may_be_paid_or_not(engine: EngineServer, acted: bool, charges: int) -> None:
    engine.faults.add("start", "stall", acted=acted)
    with raw.connected(engine.url) as connection:
        connection.sendall(raw.start_bytes(JPEG))
        wait_until(lambda: engine.faults.left() == 0 and engine.tasks.starts == charges)
    engine.stop()
    assert engine.tasks.charges == charges


def test_delayed_and_a_progress_that_means_nothing(make_engine: MakeEngine) -> None:
    work = HandWork()
    engine = make_engine(work=work)
    task = raw.started(engine.url, JPEG)
    work.wait_begun()
    engine.faults.add("status", "delayed")
    engine.faults.add("status", "progress_100")
    told = [raw.status(engine.url, task).json for _ in range(3)]
    assert [(now["state"], now["progress"]) for now in told] == [("delayed", 5), ("active", 100), ("active", 5)]
    assert raw.get_file(engine.url, task).status == 404
    work.finish()


def test_the_next_task_fails_with_a_reason(engine: EngineServer) -> None:
    engine.faults.add("start", "failed", reason="The image is too dark")
    task = raw.started(engine.url, JPEG)
    end = raw.ended(engine.url, task)
    assert (end["state"], end["reason"]) == ("failed", "The image is too dark")
    assert raw.get_file(engine.url, task).status == 404
    assert engine.tasks.charges == 1, "whether a failed task is refunded is not documented: here it is not"


def test_a_running_task_fails_when_it_is_asked_after(make_engine: MakeEngine) -> None:
    work = HandWork()
    engine = make_engine(work=work)
    task = raw.started(engine.url, JPEG)
    work.wait_begun()
    engine.faults.add("status", "failed", reason="Out of memory")
    assert raw.status(engine.url, task).json["reason"] == "Out of memory"
    work.finish()
    wait_until(lambda: work.running == 0)
    assert raw.status(engine.url, task).json["state"] == "failed"


def test_a_task_that_failed_while_it_waited_never_begins(make_engine: MakeEngine) -> None:
    work = HandWork()
    engine = make_engine(work=work)
    tasks = [raw.started(engine.url, JPEG) for _ in range(cores() + 1)]
    for _ in range(cores()):
        work.wait_begun()
    engine.faults.add("status", "failed", reason="Changed its mind")
    assert raw.status(engine.url, tasks[-1]).json["state"] == "failed"
    for _ in tasks[:-1]:
        work.finish()
    for task in tasks[:-1]:
        assert raw.ended(engine.url, task)["state"] == "completed"
    assert raw.status(engine.url, tasks[-1]).json["reason"] == "Changed its mind"
    assert not work.begun.acquire(blocking=False)


@pytest.mark.parametrize("call", ["status", "get_file"])
def test_expired(engine: EngineServer, done: str, call: str) -> None:
    engine.faults.add(call, "expired")
    ask = raw.status if call == "status" else raw.get_file
    assert ask(engine.url, done).status == 404
    assert raw.status(engine.url, done).status == 404, "it is gone for good"


def test_a_truncated_file(engine: EngineServer, done: str) -> None:
    whole = raw.get_file(engine.url, done).body
    engine.faults.add("get_file", "truncated")
    head, _, body = dropped(engine, raw.get_bytes(f"/api/v1/retoucher/getFile/{done}")).partition(b"\r\n\r\n")
    assert f"content-length: {len(whole)}".encode() in head.lower()
    assert body == whole[: len(whole) // 2]


def test_a_short_file_that_looks_whole(engine: EngineServer, done: str) -> None:
    whole = raw.get_file(engine.url, done).body
    engine.faults.add("get_file", "short_file")
    reply = raw.get_file(engine.url, done)
    assert (reply.status, reply.body) == (200, whole[: len(whole) // 2])
    assert int(reply.headers["content-length"]) == len(reply.body)


def test_a_wrong_content_type(engine: EngineServer, done: str) -> None:
    engine.faults.add("get_file", "wrong_type")
    engine.faults.add("get_file", "wrong_type", content_type="binary/octet-stream")
    types = [raw.get_file(engine.url, done).headers["content-type"] for _ in range(2)]
    assert types == ["text/html", "binary/octet-stream"]


def test_the_key_ignored_pays_twice(engine: EngineServer) -> None:
    key = raw.new_key()
    engine.faults.add("start", "ignore_key", count=None)
    first, second = (raw.started(engine.url, JPEG, key=key) for _ in range(2))
    assert first != second
    assert engine.tasks.charges == 2


def test_the_key_ignored_goes_with_a_dropped_answer(engine: EngineServer) -> None:
    key = raw.new_key()
    engine.faults.add("start", "ignore_key")
    engine.faults.add("start", "drop_after")
    dropped(engine, raw.start_bytes(JPEG, key=key))
    second = raw.started(engine.url, JPEG, key=key)
    assert engine.tasks.charges == 2
    assert engine.faults.left() == 0
    assert raw.started(engine.url, JPEG, key=key) != second, "the key still names the first task"


def order(engine: EngineServer, **what: Any) -> raw.Reply:
    return raw.call(engine.url, "POST", "/faults", json.dumps(what).encode(), {"Content-Type": "application/json"})


def test_faults_and_charges_over_http(engine: EngineServer) -> None:
    assert order(engine, call="start", kind="drop_after").json["faults"] == 1
    dropped(engine, raw.start_bytes(JPEG))
    assert raw.call(engine.url, "GET", "/charges").json == {"charges": 1, "starts": 1, "faults": 0}
    order(engine, call="limits", kind="error", status=404, count=None)
    assert raw.call(engine.url, "GET", "/api/v1/info/limits").status == 404
    assert raw.call(engine.url, "DELETE", "/faults").json["faults"] == 0
    assert raw.call(engine.url, "GET", "/api/v1/info/limits").status == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"call": "begin", "kind": "html_500"},
        {"call": "start", "kind": "explode"},
        {"call": "start", "kind": "truncated"},
        {"call": "start", "kind": "html_500", "reason": "misplaced"},
        {"call": "start", "kind": "html_500", "count": 0},
        {"call": "start", "kind": "html_500", "count": "2"},
        {"call": "start", "kind": "html_500", "count": True},
        {"call": "start", "kind": "html_500", "skip": "1"},
        {"call": "start", "kind": "html_500", "skip": -1},
        {"call": "start", "kind": "error", "status": "soon"},
        {"call": "start", "kind": "error", "status": 1000},
        {"call": "start", "kind": "error", "message": 7},
        {"call": "start", "kind": "error", "acted": "yes"},
        {"call": "status", "kind": "stall", "seconds": "long"},
        {"call": "status", "kind": "stall", "seconds": -1},
        {"call": "status", "kind": "redirect", "to": "http://a\r\nSet-Cookie: b"},
        {"call": "status", "kind": "wrong_type", "content_type": None},
        {"call": "start", "kind": "failed", "reason": ["x"]},
        {"kind": "html_500"},
        {"call": "start"},
        {"call": 7, "kind": "html_500"},
        {"call": ["start"], "kind": "html_500"},
        [],
        "html_500",
        None,
    ],
)
def test_a_fault_that_does_not_exist_is_refused(engine: EngineServer, wrong: Any) -> None:
    body = json.dumps(wrong).encode()
    reply = raw.call(engine.url, "POST", "/faults", body, {"Content-Type": "application/json"})
    assert reply.status == 400
    assert engine.faults.left() == 0


def test_every_kind_is_carried_out(engine: EngineServer) -> None:
    from retouch_lib.engine.fault_injection import _RESPONSES
    from retouch_lib.engine.faults import MODIFIERS

    assert set(_RESPONSES) | {kind for _, kind in MODIFIERS} == set(FAULT_KINDS)


def test_faults_are_used_up_once_even_by_racing_requests() -> None:
    from concurrent.futures import ThreadPoolExecutor

    faults = Faults()
    faults.add("status", "html_500", count=50)
    with ThreadPoolExecutor(8) as pool:
        drawn = list(pool.map(lambda _: faults.draw("status") is not None, range(200)))
    assert sum(drawn) == 50

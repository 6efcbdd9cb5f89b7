"""The engine calls whoever asked for it at a task's end, and nobody else."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from retouch_lib.engine.callbacks import Callbacks
from tests.contract import raw
from tests.engines import HandWork, MakeEngine, jpeg_bytes, wait_until

JPEG = jpeg_bytes()


class Listener:
    """Answers each POST with the next of its numbers, with 200 when they are used up, and remembers what came."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.heard: list[tuple[str, dict[str, Any]]] = []
        self.hangs = threading.Event()
        self.hangs.set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self.hangs.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                listener.hangs.wait(30)
                listener.heard.append((self.path, json.loads(body)))
                self.send_response(listener.answers.pop(0) if listener.answers else 200)
                self.send_header("Location", f"{listener.url}/elsewhere")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        return Handler


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()


@pytest.fixture
def started(make_engine: MakeEngine, listener: Listener) -> Callable[..., tuple[Any, str]]:
    """An engine with a task that asked to be told of its end."""

    def start(path: str = "/done?a=1", **settings: Any) -> tuple[Any, str]:
        engine = make_engine(hook_pauses=(0.01, 0.02), **settings)
        return engine, raw.started(engine.url, JPEG, extra={"hook": f"{listener.url}{path}"})

    return start


def test_a_task_that_ended_is_told_with_its_status(started: Callable[..., Any], listener: Listener) -> None:
    engine, task = started()
    wait_until(lambda: listener.heard)
    ((path, body),) = listener.heard
    assert path == "/done?a=1"
    assert body == {"id": task, **raw.status(engine.url, task).json}
    assert body["state"] == "completed"
    wait_until(lambda: not engine.tasks._ledger.hook(task))


def test_so_is_one_that_failed(started: Callable[..., Any], listener: Listener) -> None:
    work = HandWork()
    started(work=work)
    work.wait_begun()
    assert listener.heard == []
    for _ in range(3):
        work.fail(ValueError("broken"))
    wait_until(lambda: listener.heard)
    assert listener.heard[0][1]["state"] == "failed"


@pytest.mark.parametrize(
    ("answers", "times"),
    [([500, 503], 3), ([500] * 9, 3), ([429], 2), ([404], 1), ([302], 1), ([307], 1), ([204], 1)],
)
def test_it_is_tried_again_within_bounds_and_follows_nobody(
    started: Callable[..., Any], listener: Listener, answers: list[int], times: int
) -> None:
    listener.answers = list(answers)
    engine, task = started()
    wait_until(lambda: not engine.tasks._ledger.hook(task))
    assert [path for path, _ in listener.heard] == ["/done?a=1"] * times


def test_nobody_listens_and_the_task_is_done_all_the_same(make_engine: MakeEngine, listener: Listener) -> None:
    listener.hangs.clear()
    engine = make_engine(hook_pauses=())
    task = raw.started(engine.url, JPEG, extra={"hook": f"{listener.url}/slow"})
    assert raw.ended(engine.url, task)["state"] == "completed"
    assert listener.heard == []


def test_who_was_not_heard_is_called_after_the_next_start(
    make_engine: MakeEngine, listener: Listener, tmp_path: Any
) -> None:
    listener.answers = [500]
    first = make_engine(data_dir=tmp_path / "one", hook_pauses=(3600.0,))
    task = raw.started(first.url, JPEG, extra={"hook": f"{listener.url}/again"})
    wait_until(lambda: listener.heard)
    first.stop()
    second = make_engine(data_dir=tmp_path / "one", hook_pauses=())
    wait_until(lambda: not second.tasks._ledger.hook(task))
    assert [path for path, _ in listener.heard] == ["/again"] * 2


@pytest.mark.parametrize(
    "hook",
    [
        "",
        None,
        "ftp://127.0.0.1/x",
        "http://example.org/done",
        "http://127.0.0.1.example.org/",
        "http://localhost@example.org/",
        "http://me@127.0.0.1/",
        "http://127.0.0.1:0/",
        "http://127.0.0.1:99999/",
        "http://[::1/",
        "http://127.0.0.1/a b",
        "http://127.0.0.1/\r\nX: y",
        "http://127.0.0.1/é",
        "http://127.0.0.1/" + "x" * 2100,
        "http:///x",
        "http://10.0.0.1/",
    ],
)
def test_nobody_else_is_called(hook: str | None) -> None:
    assert Callbacks(["lab.example"]).address(hook) == ""


@pytest.mark.parametrize(
    "hook", ["http://127.0.0.1:8501/x?y", "http://localhost/", "http://[::1]:9/x", "https://LAB.example/retouch/x"]
)
def test_this_computer_and_the_named_hosts_are(hook: str) -> None:
    assert Callbacks(["lab.example"]).address(hook) == hook


def test_the_address_is_not_in_the_log(
    started: Callable[..., Any], listener: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    listener.answers = [500, 404]
    engine, task = started("/hooks/secret-mark")
    wait_until(lambda: not engine.tasks._ledger.hook(task))
    assert "500" in caplog.text
    assert "secret-mark" not in caplog.text

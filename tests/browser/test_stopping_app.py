"""The app ends quickly whatever is under way, and nothing of it stays behind."""

from __future__ import annotations

import http.client
import signal
import socket
from collections.abc import Callable

import psutil
import pytest
from playwright.sync_api import Page

from tests.browser.app_server import AppServer
from tests.browser.tune_page import APP_GONE, REFUSED_FILE
from tests.browser.watch import Watch

StartApp = Callable[..., AppServer]
MOST_SECONDS = 10.0  # 1-2 on a quiet machine; the promise is 5, and a busy one takes twice as long for all it does


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_in_seconds_with_jobs_waiting_and_an_upload_stalled(
    start_app: StartApp, page: Page, watch: Watch, how: signal.Signals
) -> None:
    watch.allow(f"{APP_GONE}|{REFUSED_FILE}")
    app = start_app(RETOUCH_ENGINE_SECONDS="600")
    page.goto(app.url)
    page.wait_for_url("**run=*")
    ticket = upload_address(page)
    with stalled_upload(app.port, ticket):
        children = app.children()
        assert children, "the local engine is a process of its own"
        assert app.stop(how) < MOST_SECONDS
    _, alive = psutil.wait_procs(children, timeout=MOST_SECONDS)
    assert not alive


def test_a_second_process_ends_with_one_sentence(running_app: AppServer) -> None:
    second = AppServer(running_app.data_dir)
    with pytest.raises(AssertionError, match="Retouch Lab already runs") as error:
        second.start()
    assert "Traceback" not in str(error.value)


def test_the_network_is_not_listened_to(running_app: AppServer) -> None:
    addresses = {
        connection.laddr.ip
        for process in (psutil.Process(running_app.process.pid), *running_app.children())
        for connection in process.net_connections()
        if connection.status == psutil.CONN_LISTEN
    }
    assert addresses == {"127.0.0.1"}


def test_another_name_for_this_computer_is_not_answered(running_app: AppServer) -> None:
    for path in ("/", "/files/" + "0" * 64 + "/full"):
        connection = http.client.HTTPConnection("127.0.0.1", running_app.port, timeout=10)
        connection.request("GET", path, headers={"Host": "rebound.example"})
        assert connection.getresponse().status == 400
        connection.close()


def upload_address(page: Page) -> str:
    """The path the page uploads to, read from a refused upload of its own."""
    with page.expect_request("**/upload/**") as request:
        page.locator("input[type=file]").set_input_files(
            {"name": "empty.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff"}
        )
    return request.value.url.split("/", 3)[3]


def stalled_upload(port: int, path: str) -> socket.socket:
    """An upload that promised a megabyte and sent ten bytes."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=10)
    head = f"PUT /{path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 1000000\r\n\r\n"
    connection.sendall(head.encode() + b"\xff\xd8\xff\xe0\0\x10JFIF")
    return connection

"""What proxies and watching programs ask: is the process alive, may requests come here."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from retouch_lib.errors import StoreTrouble
from retouch_lib.ui.server import lifespan
from retouch_lib.ui.server.readiness import Readiness
from tests.contract.hosts import Host


def test_a_lab_that_is_open_is_alive_and_ready(host: Host) -> None:
    for path, word in (("/healthz", b"ok\n"), ("/readyz", b"ready\n")):
        status, headers, body = host.call("GET", path)
        assert (status, body, headers["cache-control"]) == (200, word, "no-store")
        assert host.call("HEAD", path)[0] == 200
        assert host.call("POST", path)[0] == 405


def test_one_that_is_not_open_yet_or_any_more_is_alive_only(host: Host) -> None:
    lifespan.use(None)
    assert host.call("GET", "/healthz")[0] == 200
    assert host.call("GET", "/readyz")[::2] == (503, b"starting or stopping\n")


def test_a_proxy_asks_by_its_own_name_and_no_page_does(host: Host) -> None:
    for path in ("/healthz", "/readyz"):
        assert host.call("GET", path, Host="app-1:8501")[0] == 200
        for browser in ({"Origin": "https://other.example"}, {"Sec-Fetch-Site": "cross-site"}):
            assert host.call("GET", path, **browser)[0] == 403
        assert host.call("GET", path, Host="rebound.example", **{"Accept-Language": "de"})[0] == 400
    assert host.call("GET", "/tune", Host="app-1:8501")[0] == 400


class Asked:
    """A database that answers when it is told to."""

    def __init__(self) -> None:
        self.times = 0
        self.answers = threading.Event()
        self.fault: Exception | None = None
        self.now = 0.0
        self.readiness = Readiness(self.ask, lambda: self.now)

    def ask(self) -> None:
        self.times += 1
        self.answers.wait(10)
        if self.fault:
            raise self.fault

    def trouble(self) -> str:
        return asyncio.run(self.readiness.trouble(within=5.0))


def test_one_answer_serves_many_and_is_soon_too_old() -> None:
    asked = Asked()
    asked.answers.set()
    assert [asked.trouble(), asked.trouble()] == ["", ""]
    assert asked.times == 1
    asked.now = 1.5
    assert asked.trouble() == ""
    assert asked.times == 2


@pytest.mark.parametrize("fault", [StoreTrouble("The disk is full. postgresql://user:pw@host"), OSError("at host")])
def test_trouble_is_said_without_its_text(fault: Exception) -> None:
    asked = Asked()
    asked.fault = fault
    asked.answers.set()
    assert asked.trouble() == "the database can't be used"


def test_a_database_that_hangs_is_asked_once_and_waited_for_within_a_bound() -> None:
    asked = Asked()
    hanging = Readiness(asked.ask)
    began = time.monotonic()
    assert [asyncio.run(hanging.trouble(within=0.03)) for _ in range(2)] == ["the database doesn't answer"] * 2
    assert time.monotonic() - began < 5
    assert asked.times == 1
    asked.answers.set()
    assert asyncio.run(hanging.trouble()) == ""

"""A server that sends a byte now and then, for ever: every call has its end, whatever single reads allow."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from retouch_lib.cloud import client as client_module
from retouch_lib.cloud import retry, transport
from retouch_lib.cloud.client import Client
from retouch_lib.cloud.deadlines import Deadline, Deadlines
from retouch_lib.cloud.replies import DOCUMENTED_LIMITS
from retouch_lib.errors import Delivery, NotFound, ServerError, TimedOut
from retouch_lib.presets.vendor import BALANCED
from retouch_lib.tokens.secret import Token
from tests.clock import ManualClock
from tests.engines import wait_until
from tests.unit.cloud.conftest import MakeClient
from tests.unit.cloud.raw_server import Line, RawServer, Script

PAYLOAD = BALANCED.to_json()
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"
JPEG = b"\xff\xd8\xff" + b"x" * 95 + b"\xff\xd9"

Call = Callable[[Client, Path, Token], object]
CALLS: dict[str, Call] = {
    "start": lambda client, photo, token: client.start(photo, PAYLOAD, token, name="a.jpg"),
    "status": lambda client, photo, token: client.status("j-1"),
    "balance": lambda client, photo, token: client.documented_balance(token),
    "file": lambda client, photo, token: client.get_file("j-1", photo.with_name("result")),
}


class Watched:
    """The deadlines of all clients of a test, with the seconds they were given."""

    def __init__(self) -> None:
        self.made: list[Deadline] = []
        self.seconds: list[float] = []
        self.renew = Deadline.renew

    def expire(self) -> None:
        """The time of whatever call is under way is up."""
        for deadline in list(self.made):
            self.renew(deadline, 0.0)


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Watched:
    watched = Watched()
    init = Deadline.__init__

    def made(deadline: Deadline, seconds: float, *others: object) -> None:
        init(deadline, seconds, *others)  # type: ignore[arg-type]
        watched.made.append(deadline)
        watched.seconds.append(seconds)

    def renewed(deadline: Deadline, seconds: float) -> None:
        watched.seconds.append(seconds)
        watched.renew(deadline, seconds)

    monkeypatch.setattr(Deadline, "__init__", made)
    monkeypatch.setattr(Deadline, "renew", renewed)
    monkeypatch.setattr(retry, "GET_ATTEMPTS", 1)
    return watched


def drips(head: bytes, piece: bytes, watched: Watched) -> Script:
    """Answers with `head` and then byte by byte until the client goes away; meanwhile the call's time is up."""

    def script(line: Line) -> None:
        line.read_request()
        line.send(head)
        while True:
            line.send(piece)
            time.sleep(0.01)
            watched.expire()

    return script


def client_of(make_client: MakeClient, server: RawServer) -> Client:
    return make_client(server.base, balance=f"{server.base}/balance")


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("head", [HEAD, b"HTTP/1.1 200 OK\r\nX-Slow: "], ids=["body", "headers"])
def test_a_call_has_an_end_however_often_a_byte_comes(
    make_client: MakeClient, small_photo: Path, token: Token, call: str, head: bytes, watched: Watched
) -> None:
    """One byte per 2 s held a job for ever, with no note and no way to cancel it."""
    with RawServer([drips(head, b"x", watched)]) as server, pytest.raises(TimedOut, match="so slow with") as caught:
        CALLS[call](client_of(make_client, server), small_photo, token)
    assert caught.value.delivery is (Delivery.UNKNOWN if call == "start" else Delivery.NO)
    assert not small_photo.with_name("result").exists()
    sent = small_photo.stat().st_size / transport.LEAST_UPLOAD if call == "start" else 0.0
    assert watched.seconds[0] == pytest.approx(180 + sent, abs=1)
    assert set(watched.seconds[1:]) <= {transport.RATE_SECONDS}


def test_what_has_taken_its_time_is_not_asked_again_unseen(
    make_client: MakeClient, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A job's note says what the matter is only when the call returns."""
    monkeypatch.setattr(client_module, "time", SimpleNamespace(monotonic=clock))

    def slow(line: Line) -> None:
        line.read_request()
        clock.advance(100)
        line.answer(503, {"status": 503})

    with RawServer([slow]) as server, pytest.raises(ServerError):
        make_client(server.base).status("j-1")
    assert len(server.lines) == 2


def test_nobody_waits_long_for_limits_that_are_documented(make_client: MakeClient, watched: Watched) -> None:
    with RawServer([drips(HEAD, b" ", watched)]) as server:
        assert client_of(make_client, server).limits() == DOCUMENTED_LIMITS
    assert watched.seconds == [5.0]


@pytest.mark.parametrize("call", ["start", "file"])
def test_over_tls_too(
    make_client: MakeClient, small_photo: Path, token: Token, trusted: ssl.SSLContext, call: str, watched: Watched
) -> None:
    with RawServer([drips(HEAD, b"x", watched)], tls=trusted) as server, pytest.raises(TimedOut, match="so slow with"):
        CALLS[call](client_of(make_client, server), small_photo, token)


def test_a_proxy_that_drips_before_there_is_a_tunnel(
    make_client: MakeClient, small_photo: Path, token: Token, monkeypatch: pytest.MonkeyPatch, watched: Watched
) -> None:
    def proxy(line: Line) -> None:
        line.read_head()
        line.send(b"HTTP/1.1 200 Connection established\r\nX-Slow: ")
        while True:
            line.send(b"x")
            time.sleep(0.01)
            watched.expire()

    monkeypatch.setenv("no_proxy", "")
    with RawServer([proxy]) as server:
        monkeypatch.setenv("https_proxy", server.base.removesuffix("/api/v1"))
        with pytest.raises(TimedOut, match="so slow with") as caught:
            make_client("https://retouch.invalid/api/v1").start(small_photo, PAYLOAD, token, name="a.jpg")
    assert caught.value.delivery is Delivery.NO


def test_an_upload_that_is_hardly_taken_has_an_end(
    make_client: MakeClient, big_photo: Path, token: Token, watched: Watched
) -> None:
    def sips(line: Line) -> None:
        while line.sock.recv(1):
            time.sleep(0.01)
            watched.expire()

    with RawServer([sips]) as server, pytest.raises(TimedOut, match="so slow with") as caught:
        client_of(make_client, server).start(big_photo, PAYLOAD, token, name="a.jpg")
    assert caught.value.delivery is Delivery.NO, "it can't have the whole request"


def test_the_number_of_a_paid_job_is_kept_though_its_answer_never_ends(
    make_client: MakeClient, small_photo: Path, token: Token, watched: Watched
) -> None:
    with RawServer([drips(HEAD + b'{"status":200,"id":"j-1","more":"', b"x", watched)]) as server:
        reply = client_of(make_client, server).start(small_photo, PAYLOAD, token, name="a.jpg")
    assert reply.id == "j-1"


def test_a_file_may_take_as_long_as_it_needs_at_the_least_rate(
    make_client: MakeClient, tmp_path: Path, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "LEAST_DOWNLOAD", 1)
    monkeypatch.setattr(transport, "RATE_SECONDS", 25.0)

    def whole(line: Line) -> None:
        line.read_request()
        line.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
        for place in range(0, 100, 10):
            line.send(JPEG[place : place + 10])
            time.sleep(0.005)  # so that it comes in pieces

    with RawServer([whole]) as server:
        got = client_of(make_client, server).get_file("j-1", tmp_path / "result")
    assert got.path.read_bytes() == JPEG
    assert 2 <= len(watched.seconds) <= 1 + 1 + 100 // 25, "for each 25 bytes 25 s more"
    assert set(watched.seconds[1:]) == {25.0}


def test_the_end_of_a_call_that_is_over_reaches_nobody(make_client: MakeClient, watched: Watched) -> None:
    """Its connection is used again by the next one."""

    def keeps_alive(line: Line) -> None:
        for _ in range(2):
            line.read_head()
            line.answer(200, {"status": 200, "state": "active"}, Connection="keep-alive")

    with RawServer([keeps_alive]) as server:
        client = client_of(make_client, server)
        client.status("j-1")
        watched.expire()
        assert client.status("j-1").state == "active"
        assert len(server.lines) == 1
    assert not any(deadline.passed for deadline in watched.made)


def test_each_call_has_its_own_end_and_the_watch_ends_with_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Deadlines, "_LINGER", 0.05)
    deadlines = Deadlines()
    for _ in range(2):
        with deadlines.call(60) as long, deadlines.call(0.01) as short:
            assert wait_until(lambda: short.passed, seconds=10)
            assert not long.passed
            long.renew(0.01)
            assert wait_until(lambda: long.passed, seconds=10)
        assert wait_until(lambda: not deadlines._watched, seconds=10)


def test_a_call_whose_time_is_up_opens_no_connection() -> None:
    with Deadlines().call(0.0) as deadline:
        wait_until(lambda: deadline.passed, seconds=10)
        with pytest.raises(TimeoutError):
            deadline.use(None)  # type: ignore[arg-type]


def test_what_is_raised_in_a_call_comes_through(make_client: MakeClient) -> None:
    def unknown(line: Line) -> None:
        line.read_request()
        line.answer(404, {"status": 404})

    with RawServer([unknown]) as server, pytest.raises(NotFound):
        make_client(server.base).status("j-1")

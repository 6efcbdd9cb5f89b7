"""Status, limits and balance over a bare socket: what is tried again, what is believed, where it may lead."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from retouch_lib.cloud import retry
from retouch_lib.cloud.replies import DOCUMENTED_LIMITS
from retouch_lib.errors import (
    CallError,
    ConnectionLost,
    NotFound,
    ServerError,
    TimedOut,
    TokenRejected,
    TooManyRequests,
    UnexpectedReply,
)
from retouch_lib.tokens.secret import Token
from tests.clock import ManualClock
from tests.unit.cloud.conftest import SECRET, MakeClient
from tests.unit.cloud.raw_server import Line, RawServer, Script, closed_port

ACTIVE = {"status": 200, "state": "active", "progress": 5, "expireDate": "2026-03-18T21:58:47.836Z", "queue": 3}


def says(status: int, body: bytes | dict[str, Any], **headers: str) -> Script:
    def script(line: Line) -> None:
        line.read_request()
        line.answer(status, body, **headers)

    return script


def drop(line: Line) -> None:
    line.read_request()
    line.reset()


def test_a_status_is_read_with_its_unknown_fields(make_client: MakeClient) -> None:
    with RawServer([says(200, ACTIVE)]) as server:
        reply = make_client(server.base).status("s0me-1d")
    assert (reply.state, reply.progress, dict(reply.extra)) == ("active", 5, {"queue": 3})
    assert reply.expires == datetime(2026, 3, 18, 21, 58, 47, 836000, UTC)
    assert server.lines[0].head.startswith("GET /api/v1/retoucher/status/s0me-1d HTTP/1.1")


DATE = "Wed, 18 Mar 2026 09:58:47 GMT"


@pytest.mark.parametrize(
    ("date", "said_at"), [(DATE, datetime(2026, 3, 18, 9, 58, 47, tzinfo=UTC)), ("yesterday", None)]
)
def test_the_servers_own_time_comes_with_its_answer_and_with_its_refusal(
    make_client: MakeClient, date: str, said_at: datetime | None, tmp_path: Path
) -> None:
    with RawServer([says(200, ACTIVE, Date=date), says(404, {"status": 404}, Date=date)]) as server:
        client = make_client(server.base)
        assert client.status("s0me-1d").said_at == said_at
        for call in (client.status, lambda remote_id: client.get_file(remote_id, tmp_path / "result")):
            with pytest.raises(NotFound) as error:
                call("s0me-1d")
            assert error.value.server_time == said_at


@pytest.mark.parametrize(
    "trouble",
    [
        drop,
        says(429, {"status": 429}),
        says(200, {"status": 429}),
        says(500, {"status": 500}),
        says(502, b"<html>bad gateway</html>"),
        says(200, b"<html>proxy</html>"),
        says(404, b"<!DOCTYPE html>Cannot GET"),
        says(403, b"<html>Checking your browser</html>"),
        says(200, {"status": 200, "state": 7}),
    ],
)
def test_a_status_call_outlasts_trouble(make_client: MakeClient, clock: ManualClock, trouble: Script) -> None:
    with RawServer([trouble, trouble, says(200, ACTIVE)]) as server:
        assert make_client(server.base).status("a").state == "active"
    assert len(server.lines) == 3
    assert 0.25 <= clock.slept[0] <= 0.5
    assert 0.5 <= clock.slept[1] <= 1.0


def test_it_gives_up_in_the_end(make_client: MakeClient, clock: ManualClock) -> None:
    with RawServer([says(503, {"status": 503})]) as server, pytest.raises(ServerError):
        make_client(server.base).status("a")
    assert len(server.lines) == retry.GET_ATTEMPTS
    assert len(clock.slept) == retry.GET_ATTEMPTS - 1
    with pytest.raises(ConnectionLost, match="still on the server"):
        make_client(f"http://127.0.0.1:{closed_port()}/api/v1").status("a")


def test_retry_after_is_honoured_up_to_a_cap(make_client: MakeClient, clock: ManualClock) -> None:
    scripts = [says(429, {}, Retry_After="7"), says(429, {}, Retry_After="86400"), says(200, ACTIVE)]
    with RawServer(scripts) as server:
        make_client(server.base).status("a")
    assert clock.slept == [7.0, retry.LONGEST_RETRY_AFTER]
    with RawServer([says(429, {}, Retry_After="86400")]) as server, pytest.raises(TooManyRequests) as caught:
        make_client(server.base).status("a")
    assert caught.value.retry_after == 86400.0


def test_a_date_to_return_at_is_read_by_the_servers_own_clock(make_client: MakeClient, clock: ManualClock) -> None:
    later = "Wed, 18 Mar 2026 09:59:17 GMT"
    with RawServer([says(429, {}, Retry_After=later, Date=DATE), says(200, ACTIVE)]) as server:
        make_client(server.base).status("a")
    assert clock.slept == [30.0], "whatever year it is here"


@pytest.mark.parametrize("body", [{"status": 404, "message": "no task"}, b"", b"Not found"])
def test_an_unknown_id_is_not_asked_for_twice(make_client: MakeClient, body: bytes | dict[str, Any]) -> None:
    with RawServer([says(404, body)]) as server, pytest.raises(NotFound):
        make_client(server.base).status("a")
    assert len(server.lines) == 1


class Leave(BaseException):
    pass


def test_what_sleep_raises_ends_the_call(make_client: MakeClient) -> None:
    def leave(seconds: float) -> None:
        raise Leave

    with RawServer([drop]) as server, pytest.raises(Leave):
        make_client(server.base, sleep=leave).status("a")


@pytest.mark.parametrize("bad", ["", ".", "..", "a\n", "a\x00b", "\ud800", "x" * 1001])
def test_an_id_that_is_none_never_reaches_an_address(make_client: MakeClient, tmp_path: Path, bad: str) -> None:
    with RawServer([says(200, ACTIVE)]) as server:
        client = make_client(server.base)
        with pytest.raises(ValueError, match="not a job id"):
            client.status(bad)
        with pytest.raises(ValueError, match="not a job id"):
            client.get_file(bad, tmp_path / "x")
        assert server.lines == []


@pytest.mark.parametrize(
    ("remote_id", "sent"),
    [
        ("a/b", "a%2Fb"),
        ("../../etc", "..%2F..%2Fetc"),
        ("a?b=1&c#d", "a%3Fb%3D1%26c%23d"),
        ("a b", "a%20b"),
        ("ä", "%C3%A4"),
        ("%2e%2e", "%252e%252e"),
        ("eu/2026+03;x,y'z\\", "eu%2F2026%2B03%3Bx%2Cy%27z%5C"),
    ],
)
def test_an_id_is_percent_encoded_wherever_it_goes(
    make_client: MakeClient, tmp_path: Path, remote_id: str, sent: str
) -> None:
    with RawServer([says(200, ACTIVE), says(404, {"status": 404})]) as server:
        client = make_client(server.base)
        client.status(remote_id)
        with pytest.raises(NotFound):
            client.get_file(remote_id, tmp_path / "x")
        assert [line.head.split(" ")[1] for line in server.lines] == [
            f"/api/v1/retoucher/status/{sent}",
            f"/api/v1/retoucher/getFile/{sent}",
        ]


def test_a_stalled_status_times_out_and_close_ends_it_at_once(make_client: MakeClient) -> None:
    asked, over = threading.Event(), threading.Event()

    def stall(line: Line) -> None:
        line.read_request()
        asked.set()
        over.wait(10)

    with RawServer([stall]) as server:
        with pytest.raises(TimedOut):
            make_client(server.base, read_timeout=0.05).status("a")
        asked.clear()
        client = make_client(server.base)
        failures: list[CallError] = []

        def ask() -> None:
            try:
                client.status("a")
            except CallError as error:
                failures.append(error)

        thread = threading.Thread(target=ask)
        thread.start()
        assert asked.wait(5)
        client.close()
        thread.join(3)
        assert not thread.is_alive()
        over.set()
    assert [type(error) for error in failures] == [ConnectionLost]


def test_a_get_follows_a_redirect_but_not_in_circles(make_client: MakeClient) -> None:
    with RawServer([says(200, ACTIVE)]) as elsewhere:
        hop = says(302, b"", Location=f"{elsewhere.base}/retoucher/status/a")
        with RawServer([hop]) as server:
            assert make_client(server.base).status("a").state == "active"
    with RawServer([says(302, b"", Location="/api/v1/again")]) as server, pytest.raises(UnexpectedReply):
        make_client(server.base).status("a")
    assert len(server.lines) == 4, "one call and three redirects, and no second try of them all"


def test_a_redirect_never_leads_from_outside_to_this_machine(
    make_client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with RawServer([says(200, ACTIVE)]) as inside:
        with RawServer([says(302, b"", Location=f"{inside.base}/secrets")]) as server:
            port = server.base.removeprefix("http://127.0.0.1")
            monkeypatch.setattr("retouch_lib.cloud.transport.is_near", lambda url: port not in url)
            with pytest.raises(UnexpectedReply):
                make_client(server.base).status("a")
        assert inside.lines == []


def test_the_machines_netrc_adds_no_header_and_no_cookie_is_kept(
    make_client: MakeClient, token: Token, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login somebody password hunter2\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setattr("retouch_lib.cloud.transport.is_near", lambda url: False)
    again = says(302, b"", Location="/api/v1/retoucher/status/b", Set_Cookie="sid=1; Path=/")
    with RawServer([again, says(200, ACTIVE), says(200, {"remaining": {"professional": 5}})]) as server:
        client = make_client(server.base)
        client.status("a")
        client.balance(token)
    assert len(server.lines) == 3
    for line in server.lines:
        assert line.header("Authorization") is None
        assert line.header("Cookie") is None


def test_the_environments_proxy_is_used_but_not_for_this_machine(
    make_client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with RawServer([says(200, ACTIVE)]) as proxy, RawServer([says(200, ACTIVE)]) as server:
        monkeypatch.setenv("http_proxy", proxy.base.removesuffix("/api/v1"))
        monkeypatch.delenv("no_proxy", raising=False)
        make_client(server.base).status("near")
        make_client("http://retouch.invalid/api/v1").status("far")
    assert [line.head.split()[1] for line in server.lines] == ["/api/v1/retoucher/status/near"]
    assert [line.head.split()[1] for line in proxy.lines] == ["http://retouch.invalid/api/v1/retoucher/status/far"]


@pytest.mark.parametrize(
    "script", [says(404, {"status": 404}), says(200, b"<html>"), drop, says(200, {}), says(200, {"image": [1]})]
)
def test_limits_fall_back_to_the_documented_ones(
    make_client: MakeClient, clock: ManualClock, script: Callable[[Line], None]
) -> None:
    with RawServer([script]) as server:
        assert make_client(server.base).limits() == DOCUMENTED_LIMITS
    assert len(server.lines) == 1
    assert clock.slept == []


def test_the_documented_balance_form_and_where_it_goes(make_client: MakeClient, token: Token) -> None:
    with RawServer([says(200, {"status": 200, "remaining": {"professional": 5, "odd": "x"}, "plan": "a"})]) as server:
        balance = make_client(server.base).balance(token)
    assert (dict(balance.remaining), dict(balance.extra)) == ({"professional": 5}, {"plan": "a"})
    line = server.lines[0]
    assert line.head.startswith("POST /api/retouch/v1/balance HTTP/1.1")
    assert b'name="retouchtoken"\r\n\r\n' + SECRET.encode() in line.body
    assert b'name="modes[]"\r\n\r\nprofessional' in line.body


@pytest.mark.parametrize("first", [says(500, b"<html>"), says(404, b"<html>"), says(200, {"remaining": []}), drop])
def test_the_newer_balance_form_is_tried_next(make_client: MakeClient, token: Token, first: Script) -> None:
    newer = says(200, {"status": 200, "remaining": {"professional": 7}})
    with RawServer([first]) as vendor, RawServer([newer]) as server:
        client = make_client(server.base, balance=f"{vendor.base}/balance")
        assert client.balance(token, ["professional", "other"]).remaining == {"professional": 7}
    line = server.lines[0]
    assert line.head.startswith("POST /api/v1/balance HTTP/1.1")
    assert line.header("X-Retouch-Token") == SECRET
    assert line.body == b'{"modes": ["professional", "other"]}'


def test_a_rejected_token_is_not_shown_to_a_second_address(make_client: MakeClient, token: Token) -> None:
    with RawServer([says(401, {"message": "Token expired"})]) as vendor, RawServer([drop]) as server:
        with pytest.raises(TokenRejected, match="Token expired"):
            make_client(server.base, balance=f"{vendor.base}/balance").balance(token)
        assert server.lines == []


def test_when_both_forms_fail_the_first_error_is_told(make_client: MakeClient, token: Token) -> None:
    with RawServer([says(503, {"status": 503})]) as vendor, RawServer([says(404, b"<html>")]) as server:
        with pytest.raises(ServerError):
            make_client(server.base, balance=f"{vendor.base}/balance").balance(token)
        assert len(server.lines) == 1


def test_a_local_engine_that_does_not_run_yet(make_client: MakeClient) -> None:
    client = make_client("http://127.0.0.1:1/api/v1")
    client._base = lambda: ""
    with pytest.raises(ConnectionLost):
        client.status("a")

"""A server that refuses while 100 MB are still on their way: its answer counts, not the broken pipe."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from retouch_lib.errors import CallError, Delivery, LimitReached, TokenRejected, UnexpectedReply
from retouch_lib.tokens.secret import Token
from tests.unit.cloud.conftest import MakeClient
from tests.unit.cloud.raw_server import Line, RawServer

REFUSED = {"status": 460, "message": "Token not found"}


def read_on(line: Line) -> bool:
    """Read the rest of the body; whether it came whole."""
    left = int(line.header("Content-Length") or 0) - len(line.body)
    while left > 0 and (piece := line.sock.recv(1 << 20)):
        left -= len(piece)
    return left == 0


def refuse_and_close(line: Line) -> None:
    line.read_head()
    line.answer(460, REFUSED)


def refuse_and_reset(line: Line) -> None:
    line.read_head()
    line.answer(200, REFUSED)
    threading.Event().wait(0.05)  # a reset throws away what the other side has not received yet
    line.reset()


def refuse_and_read_on(line: Line) -> None:
    line.read_head()
    line.answer(460, REFUSED)
    read_on(line)


def refuse_and_stall(line: Line) -> None:
    line.read_head()
    line.answer(460, REFUSED)
    threading.Event().wait(0.5)


def continue_then_accept(line: Line) -> None:
    line.read_head()
    line.send(b"HTTP/1.1 100 Continue\r\n\r\n")
    assert read_on(line)
    line.answer(200, {"status": 200, "id": "whole", "retouchQuota": 1})


@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
@pytest.mark.parametrize("script", [refuse_and_close, refuse_and_reset, refuse_and_read_on, refuse_and_stall])
def test_an_early_460_is_a_rejected_token(
    make_client: MakeClient,
    big_photo: Path,
    token: Token,
    trusted: ssl.SSLContext,
    script: Callable[[Line], None],
    tls: bool,
) -> None:
    sent: list[int] = []
    with RawServer([script], tls=trusted if tls else None) as server, pytest.raises(TokenRejected) as caught:
        make_client(server.base).start(big_photo, "{}", token, name="a.jpg", progress=lambda done, _: sent.append(done))
    assert caught.value.delivery is Delivery.NO
    assert sent[-1] < 50_000_000, "the rest of the photo is not sent to a server that refused it"


def test_the_status_is_enough_when_the_text_is_lost(make_client: MakeClient, big_photo: Path, token: Token) -> None:
    def half(line: Line) -> None:
        line.read_head()
        line.send(b'HTTP/1.1 461 Limit\r\nContent-Length: 500\r\n\r\n{"status"')

    with RawServer([half]) as server, pytest.raises(LimitReached):
        make_client(server.base).start(big_photo, "{}", token, name="a.jpg")


@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
def test_an_informational_answer_does_not_end_the_upload(
    make_client: MakeClient, big_photo: Path, token: Token, trusted: ssl.SSLContext, tls: bool
) -> None:
    with big_photo.open("rb+") as file:
        file.truncate(5_000_000)
    with RawServer([continue_then_accept], tls=trusted if tls else None) as server:
        assert make_client(server.base).start(big_photo, "{}", token, name="a.jpg").id == "whole"


def test_garbage_in_place_of_an_answer(make_client: MakeClient, big_photo: Path, token: Token) -> None:
    def babble(line: Line) -> None:
        line.read_head()
        line.send(b"220 mail.example.org ESMTP ready\r\n" * 3)

    with RawServer([babble]) as server, pytest.raises(CallError) as caught:
        make_client(server.base).start(big_photo, "{}", token, name="a.jpg")
    assert not isinstance(caught.value, UnexpectedReply)
    assert caught.value.delivery is Delivery.NO


def test_a_certificate_nobody_vouches_for_is_not_trusted(
    make_client: MakeClient, small_photo: Path, token: Token, certificate: Path
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with RawServer([refuse_and_close], tls=context) as server, pytest.raises(CallError) as caught:
        make_client(server.base).start(small_photo, "{}", token, name="a.jpg")
    assert caught.value.delivery is Delivery.NO
    assert server.lines == []


def test_a_proxy_that_refuses_the_tunnel_has_seen_no_token(
    make_client: MakeClient, small_photo: Path, token: Token, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(line: Line) -> None:
        line.read_head()
        line.answer(407, b"<html>log in first</html>")

    with RawServer([refuse]) as proxy:
        monkeypatch.setenv("https_proxy", proxy.base.removesuffix("/api/v1"))
        with pytest.raises(CallError) as caught:
            make_client("https://retouch.invalid/api/v1").start(small_photo, "{}", token, name="a.jpg", key="k")
    assert caught.value.delivery is Delivery.NO
    assert caught.value.retryable
    assert proxy.lines[0].head.startswith("CONNECT retouch.invalid:443 ")
    assert token.reveal() not in proxy.lines[0].head


def test_an_upload_through_a_tunnel(
    make_client: MakeClient, big_photo: Path, token: Token, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through CONNECT the early refusal is heard too."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def tunnel(line: Line) -> None:
        line.read_head()
        line.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        line.sock = context.wrap_socket(line.sock, server_side=True)
        refuse_and_close(line)

    monkeypatch.setattr("retouch_lib.cloud.transport.is_near", lambda url: False)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", f"{certificate}.crt")
    monkeypatch.setenv("no_proxy", "")
    with RawServer([tunnel]) as proxy:
        monkeypatch.setenv("https_proxy", proxy.base.removesuffix("/api/v1"))
        with pytest.raises(TokenRejected):
            make_client("https://127.0.0.1:9/api/v1").start(big_photo, "{}", token, name="a.jpg")

"""The token is in no exception, no chained exception, no log line and no repr."""

from __future__ import annotations

import logging
import pickle
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from retouch_lib.cloud.client import Client
from retouch_lib.errors import CallError
from retouch_lib.tokens.secret import Token
from tests.unit.cloud.conftest import SECRET, MakeClient
from tests.unit.cloud.raw_server import Line, RawServer, Script, closed_port


def echo(line: Line) -> None:
    """A server that repeats the token in its complaint."""
    line.read_request()
    line.answer(400, {"status": 460, "message": f"token {SECRET} not found", "token": SECRET})


def half(line: Line) -> None:
    line.read_request()
    line.send(b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{")


def malformed(line: Line) -> None:
    line.read_request()
    line.send(b"HTTP/1.1 200 OK\r\n: no name\r\nbroken\r\n\r\n{}")


SCRIPTS: list[Script] = [
    echo,
    half,
    malformed,
    lambda line: (line.read_request(), line.reset()),
    lambda line: (line.read_request(), line.answer(302, b"", Location="http://127.0.0.1:1/x")),
    lambda line: (line.read_request(), line.answer(500, b"<html>")),
    lambda line: line.reset(),
    lambda line: (line.read_request(), line.send(b"garbage\r\n\r\n")),
]


def everything_about(error: BaseException) -> str:
    """The error as printed, with its locals, and all that hangs below it."""
    ours = error.__traceback__.tb_next if error.__traceback__ else None  # the test's own locals know the token
    texts = ["".join(traceback.TracebackException(type(error), error, ours, capture_locals=True).format())]
    todo: list[BaseException | None] = [error]
    while todo:
        item = todo.pop()
        if item is not None:
            texts += [repr(item), str(item), repr(item.args), repr(vars(item))]
            todo += [item.__cause__, item.__context__]
    return "\n".join(texts)


def calls(client: Client, photo: Path, token: Token) -> list[Callable[[], object]]:
    return [
        lambda: client.start(photo, "{}", token, name="a.jpg", key="k"),
        lambda: client.balance(token),
        lambda: client.newer_balance(token),
    ]


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("which", [0, 1, 2])
def test_nowhere_after_any_failure(
    make_client: MakeClient,
    small_photo: Path,
    token: Token,
    caplog: pytest.LogCaptureFixture,
    script: Script,
    which: int,
) -> None:
    caplog.set_level(logging.DEBUG)
    with RawServer([script]) as server:
        client = make_client(server.base)
        with pytest.raises(CallError) as caught:
            calls(client, small_photo, token)[which]()
    assert server.lines, "the token was on its way"
    assert SECRET not in everything_about(caught.value)
    assert SECRET.encode() not in pickle.dumps(caught.value)
    assert caught.value.__context__ is None, "requests' error would hold the request"
    assert SECRET not in caplog.text
    assert SECRET not in repr(vars(client))


def test_nowhere_when_no_connection_is_made(
    make_client: MakeClient, small_photo: Path, token: Token, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = make_client(f"http://127.0.0.1:{closed_port()}/api/v1")
    for call in calls(client, small_photo, token):
        with pytest.raises(CallError) as caught:
            call()
        assert SECRET not in everything_about(caught.value)
    assert SECRET not in caplog.text


def test_what_the_server_repeats_is_shortened(make_client: MakeClient, small_photo: Path, token: Token) -> None:
    def accept(line: Line) -> None:
        line.read_request()
        line.answer(200, {"status": 200, "id": "a", "owner": {"token": SECRET}})

    with RawServer([accept]) as server:
        reply = make_client(server.base).start(small_photo, "{}", token, name="a.jpg")
    assert dict(reply.extra) == {"owner": {"token": "reto…y0Hs"}}

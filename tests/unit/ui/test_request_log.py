"""Each request has a name; the log tells what went wrong or was slow, and never an address."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Message

from retouch_lib.ui.server import request_log


async def hooks(request: Request) -> Response:
    logging.getLogger("retouch_lib").info("within")
    return PlainTextResponse("", int(request.path_params["status"]))


async def broken(_request: Request) -> Response:
    raise ValueError("reto-secret")


ROUTES = [Route("/hooks/{mark}/{status}", hooks), Route("/broken", broken)]
APP = Starlette(routes=ROUTES, middleware=[request_log.request_log()])


def get(path: str, *headers: tuple[bytes, bytes]) -> dict[bytes, bytes]:
    """The answer's headers."""
    answered: dict[bytes, bytes] = {}

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    async def send(message: Message) -> None:
        answered.update(message.get("headers", ()))

    scope = {"type": "http", "method": "GET", "path": path, "headers": list(headers), "query_string": b""}
    with suppress(ValueError):  # Starlette raises again what it has answered with 500
        asyncio.run(APP(scope, receive, send))
    return answered


@pytest.fixture(autouse=True)
def logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "retouch_lib")


def test_what_went_wrong_is_told_by_its_route(caplog: pytest.LogCaptureFixture) -> None:
    get("/hooks/secret-mark/200")
    get("/hooks/secret-mark/404")
    get("/broken")
    told = [record for record in caplog.records if record.name == request_log.__name__]
    assert [(record.route, record.status) for record in told] == [("hooks", 404), ("broken", 500)]  # type: ignore[attr-defined]
    assert "secret" not in " ".join(record.getMessage() for record in told)


def test_so_is_what_was_slow(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_log, "_SLOW", 0.0)
    get("/hooks/x/200")
    assert "GET hooks 200" in caplog.text


@pytest.mark.parametrize(("given", "kept"), [("proxy-7.a", True), ("", False), ("a b", False), ("x" * 65, False)])
def test_a_proxys_name_for_a_request_is_kept(given: str, kept: bool) -> None:
    named = get("/hooks/x/200", (b"X-Request-Id", given.encode()))[b"x-request-id"]
    assert (named == given.encode()) is kept
    assert 1 <= len(named) <= 64

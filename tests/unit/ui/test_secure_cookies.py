"""Cookies for encrypted connections only, where the address that people type is one."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Message

from retouch_lib.settings import Settings
from retouch_lib.ui.server.secure_cookies import secure_cookies


def cookies(public_url: str, host: str, *sent: str) -> list[str]:
    """What a browser gets of these cookies at that host."""

    def page(_request: Request) -> Response:
        response = Response("page")
        for one in sent:
            response.headers.append("set-cookie", one)
        return response

    settings = Settings(data_dir=Path("unused"), public_url=public_url)
    app = Starlette(routes=[Route("/", page)], middleware=secure_cookies(settings))
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": [(b"Host", host.encode())]}
    said: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    async def send(message: Message) -> None:
        said.append(message)

    asyncio.run(app(scope, receive, send))
    return [value.decode() for name, value in said[0]["headers"] if name == b"set-cookie"]


@pytest.mark.parametrize(
    ("public_url", "host"),
    [
        ("https://lab.example", "Lab.Example"),
        ("https://lab.example:8443", "lab.example:8443"),
        ("https://lab.example:443", "lab.example"),
        ("https://bücher.example", "xn--bcher-kva.example"),
    ],
)
def test_under_the_public_address_they_are_secure(public_url: str, host: str) -> None:
    assert cookies(public_url, host, "a=1; Path=/", "b=2; secure; Path=/") == [
        "a=1; Path=/; Secure",
        "b=2; secure; Path=/",
    ]


def test_a_value_that_says_secure_is_none() -> None:
    assert cookies("https://lab.example", "lab.example", "a=secure") == ["a=secure; Secure"]


@pytest.mark.parametrize("public_url", ["https://lab.example", "http://lab.example", ""])
def test_elsewhere_they_stay_as_they_are(public_url: str) -> None:
    """A browser keeps no secure cookie of a page without encryption."""
    host = "127.0.0.1:8501" if public_url.startswith("https") else "lab.example"
    assert cookies(public_url, host, "a=1") == ["a=1"]

"""What is said in a page about where its server is; and that nothing else on its way is touched."""

from __future__ import annotations

import asyncio

import pytest
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import Message, Receive, Scope, Send

from retouch_lib.ui.server.page_base import PageBase

PAGE = "<!DOCTYPE html><html><head><title>é</title></head><body><head></body></html>"


BROWSER = [(b"accept", b"text/html,*/*;q=0.8"), (b"accept-encoding", b"gzip, br")]


def answered(response: Response, headers: list[tuple[bytes, bytes]] = BROWSER) -> tuple[dict[str, str], bytes]:
    """Headers and body as they leave; pages leave Streamlit packed where the request allows that."""
    sent: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await GZipMiddleware(response, minimum_size=1)(scope, receive, send)

    async def receive() -> Message:
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(PageBase(app)({"type": "http", "method": "GET", "headers": headers}, receive, send))
    left = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return left, b"".join(message["body"] for message in sent[1:])


def test_a_page_says_it_once_at_its_top_and_has_its_new_length() -> None:
    page = HTMLResponse(PAGE, headers={"etag": "old", "last-modified": "then", "cache-control": "no-cache"})
    headers, body = answered(page)
    assert body.count(b"BACKEND_BASE_URL") == 1
    assert body.index(b"__streamlit") < body.index(b"<title>")
    assert int(headers["content-length"]) == len(body)
    assert headers["cache-control"] == "no-cache"
    assert not {"etag", "last-modified"} & headers.keys(), "a browser would keep the page of before"


@pytest.mark.parametrize(
    "response",
    [
        PlainTextResponse(PAGE, headers={"etag": "kept"}),
        HTMLResponse(PAGE, status_code=404, headers={"etag": "kept"}),
    ],
)
def test_what_is_no_page_passes_as_it_is(response: Response) -> None:
    headers, body = answered(response)
    assert (headers["etag"], body) == ("kept", PAGE.encode())


def test_what_is_fetched_by_a_script_passes_packed() -> None:
    headers, _ = answered(HTMLResponse(PAGE), [(b"accept", b"*/*"), (b"accept-encoding", b"gzip")])
    assert headers["content-encoding"] == "gzip"

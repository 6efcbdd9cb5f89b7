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


def answered(
    response: Response, headers: list[tuple[bytes, bytes]] = BROWSER, path: str = "/compare"
) -> tuple[dict[str, str], bytes]:
    """Headers and body as they leave; pages leave Streamlit packed where the request allows that."""
    start, body = answer(response, headers, path)
    return {name.decode(): value.decode() for name, value in start["headers"]}, body


def answer(response: Response, headers: list[tuple[bytes, bytes]], path: str) -> tuple[Message, bytes]:
    sent: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await GZipMiddleware(response, minimum_size=1)(scope, receive, send)

    async def receive() -> Message:
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    asked = {"type": "http", "method": "GET", "path": path, "headers": headers}
    asyncio.run(PageBase(app)(asked, receive, send))
    return sent[0], b"".join(message["body"] for message in sent[1:])


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


@pytest.mark.parametrize(("path", "home"), [("/survey/x", "../"), ("/survey/x/", "../../"), ("/a/b/c/d", "../../../")])
def test_below_a_page_there_is_none_and_a_way_back(path: str, home: str) -> None:
    frontend = PAGE.replace("<body>", '<body><div id="root"></div>')
    start, body = answer(HTMLResponse(frontend), BROWSER, path)
    assert start["status"] == 404
    assert f'href="{home}"'.encode() in body
    assert b"__streamlit" not in body
    assert (b"content-length", str(len(body)).encode()) in start["headers"]
    own, _ = answer(HTMLResponse(PAGE), BROWSER, path)
    assert own["status"] == 200, "a page of a route of ours"

"""What a page must never do: complain on its console, throw, or ask any host but this machine."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Request, WebError

LOOPBACK = {"127.0.0.1", "localhost"}
WITHOUT_HOST = {"data", "blob", "about"}
TWO_AT_ONCE = "Multiple different fragmentIds detected in a single batch"
"""Streamlit says so when two parts of a page, as a timer and a component, tell it something in one moment. Both values
arrive; one of the parts is drawn with them at its next run."""


class Watch:
    """Collects the problems of every page of a context; a test may allow those it causes on purpose."""

    def __init__(self) -> None:
        self._seen: list[str] = []
        self._allowed: list[re.Pattern[str]] = []
        self._contexts: list[BrowserContext] = []
        self._ended = False

    def over(self, context: BrowserContext) -> None:
        """Watch every page of this context from now on."""
        self._contexts.append(context)
        self._listen(context.on)

    def allow(self, pattern: str) -> None:
        """Let problems pass in which this regular expression is found."""
        self._allowed.append(re.compile(pattern))

    def pages(self, address: str) -> list[Page]:
        """Those that are open at an address that begins so."""
        return [page for context in self._contexts for page in context.pages if page.url.startswith(address)]

    def end(self) -> None:
        """Take in what is still on its way, then stop: the app ends next, and its pages will miss it."""
        for page in [page for context in self._contexts for page in context.pages if not self._ended]:
            with suppress(Error):
                page.title()  # any call makes Playwright deliver the events that wait
        self._ended = True
        while self._contexts:  # the next test may have the same one
            self._listen(self._contexts.pop().remove_listener)

    @property
    def problems(self) -> list[str]:
        return [text for text in self._seen if not any(pattern.search(text) for pattern in self._allowed)]

    def _listen(self, call: Callable[..., object]) -> None:
        call("console", self._console)
        call("weberror", self._error)
        call("request", self._request)

    def _add(self, text: str) -> None:
        if not self._ended:
            self._seen.append(text)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and TWO_AT_ONCE not in message.text:
            self._add(f"console {message.type}: {message.text} ({message.location.get('url', '')})")

    def _error(self, error: WebError) -> None:
        self._add(f"page error: {error.error}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in WITHOUT_HOST and address.hostname not in LOOPBACK:
            self._add(f"request to another host: {request.url}")

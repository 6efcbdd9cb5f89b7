"""Opening another page while a part of the one shown is drawn anew every moment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.app_server import ROOT, AppServer

APP = Path(__file__).with_name("ticking") / "page.py"


class SlowLine:
    """The server's messages, held back while `is_slow`: the browser hears late that another page is on its way."""

    def __init__(self, page: Page) -> None:
        self.is_slow = False
        self._page = page
        self._sent = 0
        self._held: list[bytes | str] = []
        page.route_web_socket("**/_stcore/stream", self._connect)

    def _connect(self, browser: WebSocketRoute) -> None:
        server = browser.connect_to_server()
        self._browser = browser

        def sent(message: bytes | str) -> None:
            self._sent += self.is_slow
            server.send(message)

        browser.on_message(sent)
        server.on_message(lambda message: self._held.append(message) if self.is_slow else browser.send(message))

    def wait_for_messages(self, count: int) -> None:
        while self._sent < count:
            self._page.wait_for_timeout(20)

    def deliver(self) -> None:
        self.is_slow = False
        for message in self._held:
            self._browser.send(message)


def test_a_tick_of_the_page_left_does_not_empty_the_next(start_app: Callable[..., AppServer], page: Page) -> None:
    app = start_app(APP, PYTHONPATH=str(ROOT))
    line = SlowLine(page)
    page.goto(app.url)
    open_other = page.get_by_role("button", name="Open")
    expect(open_other).to_be_visible()
    line.is_slow = True
    open_other.click()
    line.wait_for_messages(4)  # the press, and ticks for the page that the browser still shows
    line.deliver()
    page.get_by_role("button", name="Ask").click()  # answered after what was asked for before
    expect(page.get_by_text("Answered")).to_be_visible()

"""Every page opened by its own address: nothing on the browser's console, and nothing asked for that isn't there."""

from __future__ import annotations

from playwright.sync_api import Page, Response, expect

from tests.browser.app_server import AppServer
from tests.browser.axe import serious
from tests.browser.tune_page import settled, wait_until_done
from tests.browser.watch import Watch

PAGES = {
    "tune": "Photos",
    "mix": "Render layers for this photo",
    "sweep": "Values across",
    "compare": "portrait_slight.jpg",
    "survey": "Judge blind",
    "batch": "Look at the photos",
    "presets": "Library",
    "history": "Sort by",
    "settings": "Server",
}
"""Under each address, words that stand on that page only."""


def test_a_page_opened_by_its_address_asks_for_nothing_that_is_not_there(done_app: AppServer, page: Page) -> None:
    wrong: list[str] = []

    def answered(response: Response) -> None:
        if response.status >= 400:
            wrong.append(f"{response.status} {response.url}")

    page.on("response", answered)
    page.goto(done_app.url)
    wait_until_done(page)
    for path, words in PAGES.items():
        page.goto(f"{done_app.url}/{path}")
        expect(page.get_by_text(words).first).to_be_visible()
        settled(page)
    page.reload()
    expect(page.get_by_text(words).first).to_be_visible()
    settled(page)
    page.get_by_role("link", name="History").click()
    expect(page.get_by_text("Sort by").first).to_be_visible()
    assert page.url == f"{done_app.url}/history", "the page's address is its folder's, not the last page's"
    settled(page)
    assert wrong == []


def test_below_a_page_one_is_told_that_there_is_none(done_app: AppServer, page: Page, watch: Watch) -> None:
    watch.allow("status of 404")  # what the browser itself says of it
    for path in ("survey/x", "compare/x/y"):
        answer = page.goto(f"{done_app.url}/{path}")
        assert answer is not None
        assert answer.status == 404
        assert serious(page) == []
        page.get_by_role("link", name="Go to Retouch Lab").click()
        expect(page.get_by_text("Photos").first).to_be_visible()
        settled(page)

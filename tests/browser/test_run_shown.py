"""An older run in a real browser: over F5, a new tab and other pages it stays, until one goes back to one's own."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from retouch_lib.store.store import Store
from tests.browser.app_server import AppServer
from tests.browser.tune_page import has_ticked, run_button, settled, tick, wait_until_done

VIEWING = "Viewing the run of"


def run_of(app: AppServer) -> str:
    """The id of its only run."""
    store = Store.open(app.data_dir / "lab.sqlite")
    run = store.latest_run("local")
    store.close()
    assert run is not None
    return run.id


def is_viewing(page: Page, run: str) -> None:
    expect(page.get_by_text(VIEWING)).to_be_visible()
    has_ticked(page, "portrait.jpg")
    expect(page.get_by_role("button", name="All 3 done already")).to_be_visible()
    wait_until_done(page)
    assert page.url == run


def test_an_older_run_is_shown_until_one_goes_back(done_app: AppServer, new_page: Callable[..., Page]) -> None:
    page, older = new_page(), f"{done_app.url}/?run={run_of(done_app)}"
    page.goto(older)
    wait_until_done(page)
    page.get_by_role("button", name="Glasses").click()
    has_ticked(page, "portrait.jpg", "glasses.jpg")
    tick(page, "portrait.jpg")
    has_ticked(page, "glasses.jpg")
    run_button(page).click()
    page.wait_for_function("before => location.href !== before", arg=older)
    wait_until_done(page)
    mine = page.url
    page.reload()
    has_ticked(page, "glasses.jpg")
    expect(page.get_by_text(VIEWING)).to_have_count(0)

    other = new_page()
    other.goto(older)
    is_viewing(other, older)
    other.reload()
    is_viewing(other, older)
    other.get_by_role("link", name="Settings").click()
    expect(other.get_by_text("Limits").first).to_be_visible()
    settled(other)
    other.get_by_role("link", name="Tune").click()
    is_viewing(other, older)
    page.reload()
    has_ticked(page, "glasses.jpg")  # looking in one tab changes nothing in another
    other.get_by_role("button", name="Back to my photos").click()
    has_ticked(other, "glasses.jpg")
    expect(other.get_by_text(VIEWING)).to_have_count(0)
    wait_until_done(other)
    assert page.url == mine

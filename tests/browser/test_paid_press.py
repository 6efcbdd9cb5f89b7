"""The number of credits is typed, and only a click on the button spends them: Enter never pays."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from retouch_lib.engine.server import EngineServer
from tests.browser.app_server import AppServer
from tests.browser.conftest import WIDE
from tests.browser.tune_page import run_button, settled, wait_until_done

WINDOWS = (WIDE, {"width": 390, "height": 844})


def test_enter_in_the_number_pays_nothing(
    start_app: Callable[..., AppServer], engine: EngineServer, new_page: Callable[..., Page]
) -> None:
    app = start_app(
        RETOUCH_ENGINE_URL=engine.url,
        RETOUCH_CUSTOM_URL=f"{engine.url}/api/v1",
        RETOUCH_SERVER="custom",
        RETOUCH_TOKEN="reto-paid-press-5Qm9vXz2",
        RETOUCH_BUDGET_RUN="2",
    )
    for window in WINDOWS:
        page = new_page(viewport=window)
        page.goto(app.url)
        if window is WINDOWS[0]:
            page.get_by_role("button", name="I agree").click()
        type_the_credits_and_press_enter(page, f"Hill School {window['width']}")
        assert engine.tasks.starts == 0
    run_button(page).click()
    wait_until_done(page)
    assert engine.tasks.charges == 3


def type_the_credits_and_press_enter(page: Page, project_name: str) -> None:
    number = page.get_by_label("Type 3 to spend 3 credits")
    number.fill("3")
    number.press("Enter")
    number.press("Control+Enter")
    settled(page)
    project = page.get_by_label("Project")
    project.fill(project_name)
    project.press("Enter")  # the page has come back from the server since
    settled(page)
    expect(project).to_have_value(project_name)
    expect(number).to_have_value("3")
    expect(number).to_be_in_viewport(ratio=1)
    expect(run_button(page)).to_be_in_viewport(ratio=1)

"""The number of credits is typed, and only a click on the button spends them: Enter never pays."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from retouch_lib.engine.server import EngineServer
from tests.browser.app_server import AppServer
from tests.browser.conftest import WIDE
from tests.browser.tune_page import run_button, settled, wait_until_done


@pytest.mark.parametrize("window", [WIDE, {"width": 390, "height": 844}])
def test_enter_in_the_number_pays_nothing(
    start_app: Callable[..., AppServer], engine: EngineServer, new_page: Callable[..., Page], window: dict[str, int]
) -> None:
    page = new_page(viewport=window)
    app = start_app(
        RETOUCH_ENGINE_URL=engine.url,
        RETOUCH_CUSTOM_URL=f"{engine.url}/api/v1",
        RETOUCH_SERVER="custom",
        RETOUCH_TOKEN="reto-paid-press-5Qm9vXz2",
        RETOUCH_BUDGET_RUN="2",
    )
    page.goto(app.url)
    page.get_by_role("button", name="I agree").click()
    number = page.get_by_label("Type 3 to spend 3 credits")
    number.fill("3")
    number.press("Enter")
    number.press("Control+Enter")
    settled(page)
    project = page.get_by_label("Project")
    project.fill("Hill School")
    project.press("Enter")  # the page has come back from the server since
    settled(page)
    expect(project).to_have_value("Hill School")
    assert engine.tasks.starts == 0
    expect(number).to_have_value("3")
    expect(number).to_be_in_viewport(ratio=1)
    expect(run_button(page)).to_be_in_viewport(ratio=1)
    run_button(page).click()
    wait_until_done(page)
    assert engine.tasks.charges == 3

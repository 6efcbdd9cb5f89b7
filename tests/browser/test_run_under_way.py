"""Tune while a run is under way: how far it is stands in sight, and the strip's ticks take nothing from the board."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from retouch_lib.engine.server import EngineServer
from tests.browser.app_server import AppServer
from tests.browser.tune_page import settled
from tests.engines import quick_verify, quick_work

SIDEBAR_WIDTH = "260px"


@pytest.fixture(scope="module")
def busy_app(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """An app whose first run takes ten minutes."""
    folder = tmp_path_factory.mktemp("busy")
    engine = EngineServer(data_dir=folder / "engine", seconds=600, work=quick_work, verify=quick_verify).start()
    app = AppServer(folder / "data", {"RETOUCH_ENGINE_URL": engine.url})
    try:
        yield app.start()
    finally:
        app.close()
        engine.stop()


def test_how_far_the_run_is_stands_in_sight(busy_app: AppServer, page: Page) -> None:
    page.goto(busy_app.url)
    expect(page.get_by_test_id("stSidebar")).to_have_css("width", SIDEBAR_WIDTH)  # in the app's first run, too
    bar, told = page.locator(".st-key-tune_run").get_by_role("progressbar"), page.locator(".st-key-run_progress_bar")
    for width, height in ((1920, 1080), (1440, 900), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        expect(bar).to_be_in_viewport(ratio=1)
        expect(told.get_by_text("0 of 3 done")).to_be_in_viewport(ratio=1)
        expect(page.locator(".st-key-run_now button")).to_be_in_viewport(ratio=1)
    box = page.locator(".st-key-tune_run").bounding_box()
    assert box is not None
    assert box["height"] <= 100, "on a phone it is still a narrow bar"


def test_no_arrow_key_is_lost_while_the_script_is_busy(busy_app: AppServer, page: Page) -> None:
    page.goto(busy_app.url)
    expect(page.get_by_role("progressbar").first).to_be_visible()  # the strip's ticks go on meanwhile
    slider = page.get_by_role("slider", name="Dodge Burn: Warmth, slider")
    typed = page.get_by_label("Dodge Burn: Warmth, typed")
    value = int(slider.input_value())
    slider.focus()
    for delay in (0, 60, 250):
        for pressed in range(1, 11):
            page.keyboard.press("ArrowRight", delay=delay)
            assert slider.input_value() == str(value + pressed)
        value += 10
        expect(typed).to_have_value(str(value))
        settled(page)
        expect(slider).to_have_value(str(value))

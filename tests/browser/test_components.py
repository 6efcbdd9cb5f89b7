"""Viewer and drop zone within Streamlit: what reruns do to them, and what the page is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.app_server import ROOT, AppServer
from tests.browser.components.look import Look
from tests.browser.watch import Watch

APP = Path(__file__).with_name("components") / "app.py"
SIZE = (1600, 1200)


class Told:
    """The page's own line of what it was told, and how often it ran."""

    def __init__(self, page: Page) -> None:
        self.line = page.get_by_test_id("stCode")

    @property
    def now(self) -> Any:
        return json.loads(self.line.inner_text())

    def expect(self, **wanted: object) -> None:
        for name, value in wanted.items():
            expect(self.line).to_contain_text(f'"{name}": {json.dumps(value)}')


@pytest.fixture(scope="module")
def address(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = AppServer(tmp_path_factory.mktemp("components") / "data", {"PYTHONPATH": str(ROOT)}, APP)
    try:
        yield server.start().url
    finally:
        server.close()


def open_viewer(page: Page, address: str, **wish: Any) -> tuple[Look, Told]:
    page.goto(f"{address}/?{urlencode({'wish': json.dumps({'size': [*SIZE, 800], **wish})})}")
    expect(page.locator(".pane:not(.away) img").first).to_be_visible()
    expect(page.get_by_text("Loading …")).to_have_count(0)
    look = Look(page, SIZE)
    look.hover()
    return look, Told(page)


def test_choices_reach_the_page_and_zoom_does_not(new_page: Callable[..., Page], address: str) -> None:
    look, told = open_viewer(new_page(), address, options={"photos": True})
    look.press("Alt+3")
    look.chip("slight").click(modifiers=["Shift"])
    told.expect(left="slight", right="balanced")
    look.press("g")
    told.expect(mode="grid")
    runs = told.now["runs"]
    look.press("z", "]", "f")
    look.wheel(-500)
    look.press("r", "c")  # Streamlit's own shortcuts
    look.press("ArrowRight")
    told.expect(steps=1, runs=runs + 2)  # the second says that the first has heard
    look.press("ArrowRight")
    told.expect(steps=2)
    assert look.page.get_by_role("dialog").count() == 0


def test_a_result_that_arrives_changes_nothing_on_screen(new_page: Callable[..., Page], address: str) -> None:
    look, told = open_viewer(new_page(), address, count=2)
    look.press("z")
    look.drag(look.point(0.3, 0.5), look.point(0.2, 0.4))
    before = look.box("original")
    look.stage.evaluate("stage => { stage.mark = 'same'; }")
    look.page.get_by_role("button", name="One more").click()
    expect(look.chip("balanced")).to_be_visible()
    assert look.box("original") == before
    assert look.stage.evaluate("stage => stage.mark") == "same"
    # Space over the pictures never presses the button that was clicked last: it might be Run.
    runs = told.now["runs"]
    look.hover(0.4)
    look.press(" ", "Alt+3")
    told.expect(right="balanced", runs=runs + 1)
    look.page.get_by_label("Name").click()
    look.hover()
    look.page.keyboard.type("gomp3 ")
    expect(look.page.get_by_label("Name")).to_have_value("gomp3 ")


def test_what_was_chosen_outlives_a_new_place_on_the_page(new_page: Callable[..., Page], address: str) -> None:
    look, told = open_viewer(new_page(), address)
    look.press("g", "Alt+3")
    told.expect(mode="grid", right="balanced")
    look.stage.evaluate("stage => { stage.mark = 'old'; }")
    look.page.get_by_text("Elsewhere").click()
    expect(look.page.get_by_test_id("stExpander").locator(".stage")).to_be_visible()
    expect(look.button("Grid")).to_have_attribute("aria-pressed", "true")
    expect(look.chip("balanced")).to_have_attribute("aria-pressed", "true")
    assert look.stage.evaluate("stage => stage.mark") is None  # it was really mounted anew
    told.expect(mode="grid", right="balanced")


def test_no_key_is_lost_however_fast_they_come(new_page: Callable[..., Page], address: str) -> None:
    look, told = open_viewer(new_page(), address, options={"photos": True})
    look.press("3", "p", "x", "ArrowRight", "ArrowRight", "ArrowRight", "Control+z")
    told.expect(steps=3)
    expect(told.line).to_contain_text('"undo"')
    told.expect(heard=7)  # each before the next was told
    assert [each["what"] for each in told.now["judged"]] == ["stars", "pick", "reject", "undo"]


def test_single_keys_are_switched_off_and_stay_off(new_page: Callable[..., Page], address: str) -> None:
    look, told = open_viewer(new_page(), address)
    look.press("?")
    look.page.get_by_role("switch", name="Single keys").click()
    told.expect(single=False)
    look.press("Escape", "g", "Alt+3")
    told.expect(mode="swipe", right="balanced")


def test_a_batch_reaches_the_page_once(new_page: Callable[..., Page], address: str, watch: Watch) -> None:
    watch.allow("400")
    page = new_page()
    page.goto(f"{address}/?show=drop")
    page.locator("input[type=file]").set_input_files(
        [
            {"name": "<b>one</b>.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8one"},
            {"name": "two.tif", "mimeType": "image/tiff", "buffer": b"II*"},
        ]
    )
    expect(page.get_by_test_id("stCode")).to_contain_text("two.tif")
    ((uploaded, rejected),) = Told(page).now
    assert uploaded[0] == "Uploaded"
    assert uploaded[1]["name"] == "<b>one</b>.jpg"
    assert rejected == ["Rejected", {"name": "two.tif", "message": "This is no JPEG or PNG. Export a full-size JPEG."}]

"""Every page, in light and in dark: axe-core finds nothing serious."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

from retouch_lib.lab import Lab
from retouch_lib.settings import Settings
from retouch_lib.ui import preferences
from retouch_lib.ui.variants import MAX_VARIANTS, duplicate, first_variants, to_json
from tests.browser.app_server import AppServer
from tests.browser.axe import serious
from tests.browser.test_console import PAGES
from tests.browser.tune_page import settled, wait_until_done


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_fault(
    app: AppServer, new_page: Callable[..., Page], scheme: Literal["light", "dark"]
) -> None:
    page = new_page(color_scheme=scheme)
    page.goto(app.url)
    wait_until_done(page)
    found: dict[str, Any] = {}
    for path, words in PAGES.items():
        page.goto(f"{app.url}/{path}")
        expect(page.get_by_text(words).first).to_be_visible()
        settled(page)
        for unfinished in (".split:not([aria-valuenow])", ".zone strong:empty", ".sign[data-judge]:not([aria-label])"):
            expect(page.locator(unfinished)).to_have_count(0)  # components whose script has not come yet
        if faults := serious(page):
            found[path] = faults
    assert found == {}


def test_the_legends_over_the_pictures_have_none_either(app: AppServer, page: Page) -> None:
    page.goto(app.url)
    wait_until_done(page)
    page.goto(f"{app.url}/compare")
    settled(page)
    expect(page.locator(".split[aria-valuenow]")).to_have_count(1)  # the viewer's script has come: it hears keys
    page.keyboard.press("d")
    page.keyboard.press("k")
    expect(page.get_by_role("group", name="What lies over the pictures").get_by_role("button")).to_have_count(7)
    for measure in ("ΔE00", "FLIP"):
        page.get_by_role("button", name=measure, exact=True).click()
        assert serious(page) == []


def test_a_caption_too_faint_to_be_read_is_found(app: AppServer, page: Page) -> None:
    page.goto(app.url)
    wait_until_done(page)
    page.add_style_tag(content=".stCaption p, [data-testid=stCaptionContainer] p { color: #999 !important }")
    assert any(fault.startswith("color-contrast") for fault in serious(page))


@pytest.fixture
def many_variants(tmp_path: Path) -> None:
    """As many as there may be, one photo, and no run."""
    variants = first_variants()
    while len(variants) < MAX_VARIANTS:
        variants = (*variants, duplicate(variants, variants[-3]))
    lab = Lab.open(Settings(data_dir=tmp_path / "app-0"))
    lab.add_sample("local", "portrait")
    lab.store.set_preference("local", preferences.GREETED, True)
    lab.store.set_preference("local", preferences.VARIANTS, to_json(variants))
    lab.close()


@pytest.mark.usefixtures("many_variants")
def test_a_table_that_finds_no_room_scrolls_by_the_keyboard(start_app: Callable[..., AppServer], page: Page) -> None:
    page.goto(start_app().url)
    table = page.get_by_role("region", name="Scrollable table")
    expect(table.get_by_role("columnheader")).to_have_count(2 + MAX_VARIANTS)
    settled(page)
    assert table.evaluate("element => element.scrollWidth > element.clientWidth")
    assert serious(page) == []
    table.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("element => element.scrollLeft > 0", arg=table.element_handle())

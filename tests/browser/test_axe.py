"""Every page, in light and in dark: axe-core finds nothing serious."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

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


def test_a_caption_too_faint_to_be_read_is_found(app: AppServer, page: Page) -> None:
    page.goto(app.url)
    wait_until_done(page)
    page.add_style_tag(content=".stCaption p, [data-testid=stCaptionContainer] p { color: #999 !important }")
    assert any(fault.startswith("color-contrast") for fault in serious(page))

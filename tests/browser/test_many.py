"""Many at once, as a person does it: a folder goes through a batch, and a sweep fills its grid."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.app_server import AppServer
from tests.browser.axe import serious
from tests.browser.tune_page import RUN_MILLISECONDS, settled
from tests.engines import jpeg_bytes

LOOKS_ELSEWHERE = """
window.told = [];
document.hasFocus = () => false;
window.Notification = class extends Notification {
  constructor(title, options) {
    super(title, options);
    window.told.push(options.body);
  }
};
"""
"""Its person works in another window, and messages are written down."""


def test_a_folder_goes_through_a_batch_and_a_sweep_fills_its_grid(
    done_app: AppServer, new_page: Callable[..., Page], tmp_path: Path
) -> None:
    folder = tmp_path / "Meyer wedding"
    folder.mkdir()
    for number in range(3):
        (folder / f"DSC_{number}.jpg").write_bytes(jpeg_bytes(seed=700 + number))
    page = new_page(permissions=["notifications"])
    page.add_init_script(LOOKS_ELSEWHERE)
    page.goto(f"{done_app.url}/batch")
    a_folder_is_tested_and_goes_on(page, folder)
    a_sweep_fills_its_grid(page)


def a_folder_is_tested_and_goes_on(page: Page, folder: Path) -> None:
    """Its end is told to who looks elsewhere by then."""
    field = page.get_by_label("Folder", exact=True)
    field.fill(str(folder))
    field.press("Enter")
    page.get_by_role("button", name="Look at the photos").click()
    expect(page.get_by_text("3 photos × 1 look = 3")).to_be_visible()
    settled(page)
    assert serious(page) == []
    page.get_by_role("button", name="Test 2 photos").click()
    expect(page.get_by_text("2 of 3 photos done")).to_be_visible(timeout=RUN_MILLISECONDS)
    settled(page)
    page.get_by_role("button", name="Go on · free").click()
    expect(page.get_by_text("3 of 3 photos done")).to_be_visible(timeout=RUN_MILLISECONDS)
    page.wait_for_function("told.at(-1) === 'Meyer wedding: done'")
    settled(page)


def a_sweep_fills_its_grid(page: Page) -> None:
    """As its cells come, without a reload; after F5 it stands there again."""
    page.get_by_role("link", name="Sweep").click()
    page.get_by_text("Any setting").click()
    values = page.get_by_label(re.compile("^Values across"))
    values.fill("20, 60")
    values.press("Enter")
    expect(page.get_by_text("2 cells · 2 to make: free")).to_be_visible()
    settled(page)
    page.get_by_role("button", name="Run · free").click()
    expect(page.get_by_text("2 cells · 2 done")).to_be_visible(timeout=RUN_MILLISECONDS)
    expect(page.get_by_role("grid").locator("img[src]")).to_have_count(3)  # the original's, and the two
    settled(page)
    page.reload()
    expect(page.get_by_text("2 cells · 2 done")).to_be_visible()
    expect(page.get_by_role("columnheader", name="60 %")).to_be_visible()

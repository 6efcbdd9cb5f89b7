"""The face before and after, where a preset or a row of the history shows what it did: it is there, and in its size."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from retouch_lib.lab import Lab
from retouch_lib.settings import Settings
from tests.browser.app_server import AppServer
from tests.browser.first_visit import as_measured
from tests.browser.tune_page import settled
from tests.pages.done_run import done_run

_ALL_LOADED = """(count) => {
  const pairs = [...document.querySelectorAll('img[src*="/pair/"]')];
  return pairs.length === count && pairs.every((image) => image.complete && image.naturalWidth === 160);
}"""


def test_presets_and_history_show_what_came_of_them(
    tmp_path: Path, app_with: Callable[[Path], AppServer], new_page: Callable[..., Page]
) -> None:
    lab = Lab.open(Settings(data_dir=tmp_path / "lab"))
    run = done_run(lab, samples=["portrait"])
    as_measured(lab)
    lab.close()
    app = app_with(lab.settings.data_dir)
    page = new_page()
    page.goto(f"{app.url}/presets")
    settled(page)
    expect(page.get_by_role("img", name="last result, before and after")).to_have_count(3)  # two in the list, one large
    page.wait_for_function(_ALL_LOADED, arg=3)
    photo = run.items[0].job.photo
    table = new_page(locale="en-GB")  # another browser: the first one keeps what it has
    with table.expect_response(lambda answer: answer.url.endswith(f"/crop/{photo}/pair/160") and answer.ok):
        table.goto(f"{app.url}/history")
    settled(table)

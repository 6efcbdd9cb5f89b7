"""Judging by keys in a real browser: one key a photo from the first to the last, and back again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from retouch_lib.lab import Lab
from retouch_lib.settings import Settings
from retouch_lib.store.records import Verdict
from tests.browser.app_server import AppServer
from tests.browser.first_visit import as_measured
from tests.browser.tune_page import settled
from tests.pages.done_run import done_run


@pytest.fixture
def photos(tmp_path: Path) -> list[str]:
    """Of a run of three as slight and balanced, all done, in the folder `lab`."""
    lab = Lab.open(Settings(data_dir=tmp_path / "lab"))
    run = done_run(lab)
    as_measured(lab)
    lab.close()
    return list(dict.fromkeys(item.job.photo for item in run.items))


@pytest.fixture
def judged_app(photos: list[str], app_with: Callable[[Path], AppServer], tmp_path: Path) -> AppServer:
    return app_with(tmp_path / "lab")


def verdicts(app: AppServer) -> list[tuple[str, Verdict, int]]:
    """(variant, verdict, stars) of what was judged, in the run's order."""
    lab = Lab.open(Settings(data_dir=app.data_dir))
    try:
        (run,) = lab.store.runs("local")
        picks = lab.picks.of_photos("local", {item.job.photo for item in run.items})
        said = [(item.variant, picks[item.job.id]) for item in run.items if item.job.id in picks]
        return [(variant, pick.verdict, pick.stars) for variant, pick in said]
    finally:
        lab.store.close()


def at(page: Page, place: int, photo: str) -> None:
    """Until the photo is there, in the viewer too."""
    expect(page.get_by_text(f"{place} of 3 in the run ·")).to_be_visible()
    expect(page.locator(f'.viewer img[src*="{photo}"]').first).to_be_attached()
    settled(page)


def test_one_key_picks_and_goes_on_to_the_next_photo(judged_app: AppServer, page: Page, photos: list[str]) -> None:
    page.goto(judged_app.url)
    at(page, 1, photos[0])
    page.keyboard.press("4")
    expect(page.get_by_text("stars on average: balanced 4.0")).to_be_visible()
    settled(page)
    for place in (2, 3, 3):
        page.keyboard.press("p")
        at(page, place, photos[place - 1])
    expect(page.get_by_text("That was the last photo: 3 of 3 have a winner.")).to_be_visible()
    expect(page.get_by_text("balanced won 3 of 3")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page.get_by_text("balanced won 2 of 3")).to_be_visible()
    page.keyboard.press("Control+Shift+z")
    expect(page.get_by_text("balanced won 3 of 3")).to_be_visible()
    page.keyboard.press("x")
    expect(page.get_by_text("balanced won 2 of 3; balanced rejected on 1")).to_be_visible()
    stage = page.locator(".stage")
    stage.focus()
    page.keyboard.press("n")
    expect(page.get_by_role("dialog").get_by_role("textbox", name="Note")).to_be_focused()
    page.keyboard.type("px5")  # keys that would judge, were they heard while one types
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    settled(page)
    expect(stage).to_be_focused()
    picked, rejected = ("balanced", Verdict.PICKED), ("balanced", Verdict.REJECTED, 0)
    assert verdicts(judged_app) == [(*picked, 4), (*picked, 0), rejected]


def test_keys_faster_than_the_photos_judge_the_look_chosen_on_each(
    judged_app: AppServer, page: Page, photos: list[str]
) -> None:
    page.goto(judged_app.url)
    at(page, 1, photos[0])
    page.keyboard.press("Alt+2")
    expect(page.get_by_role("button", name="Pick slight")).to_be_enabled()
    for _ in range(3):
        page.keyboard.press("p")
    expect(page.get_by_text("slight won 3 of 3")).to_be_visible()
    at(page, 3, photos[2])
    expect(page.get_by_role("button", name="Pick slight")).to_have_attribute("aria-pressed", "true")
    assert verdicts(judged_app) == [("slight", Verdict.PICKED, 0)] * 3

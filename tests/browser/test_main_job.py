"""The main job, as a new user does it: open, look, tune, run, reload in the middle, compare by keyboard, save."""

from __future__ import annotations

import io
import signal
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from retouch_lib.engine.server import EngineServer
from tests.browser.app_server import AppServer
from tests.browser.tune_page import (
    APP_GONE,
    REFUSED_FILE,
    done_cards,
    frame,
    has_ticked,
    run_button,
    set_heal,
    settled,
    shot_button,
    wait_until_done,
)
from tests.browser.watch import Watch

StartApp = Callable[..., AppServer]


def test_from_a_clean_folder_to_a_saved_result(start_app: StartApp, page: Page) -> None:
    app = start_app(RETOUCH_ENGINE_SECONDS="2")
    page.goto(app.url)
    expect(page.get_by_text("an approximation, not Retouch4me’s result")).to_be_visible()
    expect(page.get_by_text("portrait", exact=False).first).to_be_visible()
    page.wait_for_url("**run=*")
    url = page.url

    page.reload()  # in the middle of the first run
    wait_until_done(page)
    assert page.url == url, "F5 shows the same run"

    set_heal(page, 40)
    expect(page.get_by_text("2 already done: free")).to_be_visible()
    run_button(page).click()
    page.wait_for_function("before => location.href !== before", arg=url)
    wait_until_done(page)
    expect(page.get_by_text("· Done · reused, free")).to_have_count(2)

    page.get_by_role("link", name="Compare").click()
    viewer = page.get_by_role("group", name="Compare viewer")
    expect(page.get_by_label("Results, up to 5").first).to_be_visible()  # not Tune's viewer any more
    settled(page)
    expect(shot_button(page, "original")).to_be_visible()
    page.keyboard.press("Alt+1")  # without a click, wherever the pointer is
    expect(shot_button(page, "original")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("g")
    expect(viewer.get_by_role("button", name="Grid")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("f")
    expect(viewer.get_by_role("button", name="Fit")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("z")
    expect(viewer.locator("output")).to_have_text("100 %")
    expect(page.get_by_text("What differs")).to_be_visible()

    with page.expect_download() as download:
        page.get_by_role("link", name="portrait_heavy.jpg").click()
    saved = Image.open(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert download.value.suggested_filename == "portrait_heavy.jpg"
    assert (saved.format, saved.size) == ("JPEG", (910, 1137))


def test_a_killed_app_loses_nothing_and_pays_nothing_twice(
    start_app: StartApp, engine: EngineServer, page: Page, watch: Watch
) -> None:
    watch.allow(APP_GONE)
    engine.faults.add("status", "progress_100", count=30)
    app = start_app(RETOUCH_ENGINE_URL=engine.url)
    page.goto(app.url)
    page.wait_for_url("**run=*")
    run = page.url
    app.restart(signal.SIGKILL)
    page.goto(run)
    wait_until_done(page)
    assert engine.tasks.charges == 3


def test_a_double_click_and_two_tabs_pay_once(
    start_app: StartApp, engine: EngineServer, new_page: Callable[..., Page]
) -> None:
    app = start_app(RETOUCH_ENGINE_URL=engine.url)
    first = new_page()
    first.goto(app.url)
    wait_until_done(first)
    set_heal(first, 33)
    second = new_page()
    second.goto(app.url)
    settled(second)
    charges = engine.tasks.charges
    for page in (first, second):
        expect(page.get_by_text("2 already done")).to_be_visible()
    run_button(first).dblclick()
    run_button(second).dblclick()
    for page in (first, second):
        wait_until_done(page)
    assert engine.tasks.charges == charges + 1, "one variant was new: one credit"


def test_an_own_photo_is_dropped_shown_and_run(
    done_app: AppServer, page: Page, watch: Watch, tmp_path: Path, glasses: Path
) -> None:
    watch.allow(REFUSED_FILE)
    page.goto(done_app.url)
    wait_until_done(page)
    photo = tmp_path / "my “best” <script> 🙂.jpg"
    photo.write_bytes(glasses.read_bytes())
    raw = tmp_path / "DSC_0001.NEF"
    raw.write_bytes(b"II*\0" + b"\0" * 5_000)
    page.locator("input[type=file]").set_input_files([photo, raw])
    expect(page.get_by_text("The API takes JPEG or PNG")).to_be_visible()
    has_ticked(page, "my “best")
    expect(frame(page, "portrait.jpg")).to_be_visible()
    expect(page.get_by_text("3 variants × 1 photo = 3")).to_be_visible()
    run_button(page).click()
    expect(done_cards(page)).to_have_count(0)
    wait_until_done(page)
    settled(page)

"""A studio lead's morning: six photos × four looks, surveyed blind, the winner found and kept as a preset's version."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from retouch_lib.engine.server import EngineServer
from retouch_lib.lab import SAMPLES, Lab
from retouch_lib.presets.preset import Task
from retouch_lib.presets.vendor import BALANCED
from retouch_lib.settings import Settings
from retouch_lib.store.store import Store
from retouch_lib.ui import preferences
from retouch_lib.ui.variants import Variant, first_variants, to_json
from tests.browser.app_server import AppServer
from tests.browser.components.pictures import SAMPLES as FOLDER
from tests.browser.tune_page import RUN_MILLISECONDS, run_button, settled
from tests.engines import wait_until

MILD = replace(BALANCED.with_task(Task("Heal", {"Scale": 0, "Alpha1": 0.4})), name="mild")
LOOKS = ("slight", "balanced", "heavy", "mild")


def prepare(folder: Path) -> None:
    """Six small portraits on the list and ticked, four looks on the board; nothing was run yet."""
    lab = Lab.open(Settings(data_dir=folder))
    photos = [add(lab, name, mirrored=mirrored) for name in SAMPLES for mirrored in (False, True)]
    lab.store.set_preference("local", preferences.GREETED, True)
    lab.store.set_preference("local", preferences.PHOTOS, photos)
    board = [*first_variants(), Variant("mild", MILD, MILD, chosen=True)]
    lab.store.set_preference("local", preferences.VARIANTS, to_json(board))
    lab.close()


def add(lab: Lab, name: str, *, mirrored: bool) -> str:
    picture = Image.open(next(FOLDER.glob(f"{name}.*"))).convert("RGB").resize((300, 300))
    buffer = BytesIO()
    (picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if mirrored else picture).save(buffer, "JPEG", quality=92)
    part = lab.files.new_part()
    part.write_bytes(buffer.getvalue())
    return lab.add_photo("local", part, f"{name}{' mirrored' if mirrored else ''}.jpg").sha256


def under_way(store: Store) -> bool:
    run = store.latest_run("local")
    return run is None or run.under_way


def test_a_studio_leads_morning(
    start_app: Callable[..., AppServer], engine: EngineServer, new_page: Callable[..., Page], tmp_path: Path
) -> None:
    prepare(tmp_path / "lab")
    app = start_app(data=tmp_path / "lab", RETOUCH_ENGINE_URL=engine.url)
    page = new_page()
    page.goto(app.url)
    run_button(page).click()
    page.wait_for_function("location.search.includes('run=')")
    page.get_by_role("link", name="Survey").click()
    expect(page.get_by_role("grid")).to_be_visible()
    store = Store.open(app.data_dir / "lab.sqlite")
    wait_until(lambda: not under_way(store), seconds=120)
    expect(page.locator(".cell .words:not(:empty)")).to_have_count(0, timeout=RUN_MILLISECONDS)
    settled(page)

    page.get_by_role("button", name="Judge blind").click()
    expect(page.get_by_role("columnheader", name="A shuffled on every photo")).to_be_visible()
    inside = page.get_by_role("grid").evaluate("each => each.getRootNode().innerHTML")
    assert [look for look in LOOKS if look in inside] == [], "no name in it, seen or not"
    page.keyboard.press("p")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("x")
    page.keyboard.press("=")
    for key in ("p", "p"):
        page.keyboard.press(key)
    expect(page.get_by_text("4 of 6 photos judged")).to_be_visible()
    page.keyboard.press("ControlOrMeta+z")
    expect(page.get_by_text("3 of 6 photos judged")).to_be_visible()
    page.keyboard.press("ControlOrMeta+Shift+z")
    expect(page.get_by_text("4 of 6 photos judged")).to_be_visible()

    where = page.locator(".cell.at").get_attribute("aria-label")
    scrolled = page.get_by_role("grid").evaluate("each => each.scrollTop")
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Compare viewer")).to_be_visible()
    expect(page.get_by_role("grid")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.get_by_role("grid")).to_be_visible()
    assert page.locator(".cell.at").get_attribute("aria-label") == where
    assert page.get_by_role("grid").evaluate("each => each.scrollTop") == scrolled

    page.reload()
    expect(page.get_by_text("4 of 6 photos judged")).to_be_visible()  # the same round goes on
    page.get_by_role("grid").focus()
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.press("p")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("p")
    expect(page.get_by_text("6 of 6 photos judged")).to_be_visible()
    page.get_by_role("button", name="Show who was who").click()
    expect(page.get_by_text("1 photo ended in a tie.")).to_be_visible()
    for look in LOOKS:
        expect(page.get_by_role("columnheader", name=look)).to_be_visible()

    page.get_by_role("button", name="Save the winner as preset").click()
    page.get_by_label("Name", exact=True).fill("school")
    page.get_by_label("Name", exact=True).press("Tab")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved")).to_be_visible()
    (version,) = store.preset_versions("local", "school")
    store.close()
    assert version.number == 1

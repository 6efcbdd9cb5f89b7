"""What is computed of the pictures, in the real app: a difference with its legend, parts, spots, loupes, amounts."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from retouch_lib.imaging.files import photo
from retouch_lib.lab import Lab
from retouch_lib.settings import Settings
from tests.browser.app_server import AppServer
from tests.browser.tune_page import RUN_MILLISECONDS, settled, viewer_ready
from tests.pages.done_run import done_run
from tests.unit.imaging.pictures import PORTRAIT, png

GIVES_WAY = 150_000
"""Milliseconds that FLIP may take: its process gives way to all others, and two workers leave it a twentieth."""
LIGHTER = 20
"""Levels by which the result is lighter than its photo, everywhere."""


def level(page: Page) -> float:
    """Of what is seen right of the split, on the forehead."""
    stage = page.locator(".stage").bounding_box()
    assert stage is not None
    place = {"x": stage["x"] + stage["width"] * 0.52, "y": stage["y"] + stage["height"] * 0.25}
    return float(np.asarray(Image.open(BytesIO(page.screenshot(clip={**place, "width": 12, "height": 12})))).mean())


def see_the_difference(page: Page) -> None:
    """By its key. About one in fourteen is lost right after the page was opened, for a reason not yet known: a person
    presses again."""
    tag = page.locator(".pane:not(.away) .tag")
    page.keyboard.press("d")
    try:
        expect(tag).to_have_text("original against balanced", timeout=8_000)
    except AssertionError:
        page.keyboard.press("d")
        expect(tag).to_have_text("original against balanced")


def kept_in_part(page: Page, strength: str) -> None:
    """The page knows that amount, and the viewer shows it."""
    expect(page.locator(".pane:not(.away) .tag").last).to_have_text(strength)
    settled(page)


def from_the_slider_to_the_file(page: Page, original: Path) -> None:
    """An amount: its pixels change, a brush and its undoing, kept over F5, in what is saved."""
    kept_in_part(page, "balanced")
    before = level(page)
    page.get_by_role("button", name="Amount 100 % of balanced").click()
    page.get_by_role("slider", name="Amount of balanced").fill("50")
    kept_in_part(page, "50 % of balanced")
    assert before - level(page) == pytest.approx(LIGHTER / 2, abs=3)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Brush: give the original back").click()
    stage = page.locator(".stage").bounding_box()
    assert stage is not None
    middle = stage["y"] + stage["height"] / 2
    page.mouse.move(stage["x"] + stage["width"] * 0.53, middle)
    page.mouse.down()
    page.mouse.move(stage["x"] + stage["width"] * 0.56, middle, steps=4)
    page.mouse.up()
    kept_in_part(page, "50 % of balanced, in part")
    page.get_by_role("button", name="Undo the amount").click()
    kept_in_part(page, "50 % of balanced")
    page.reload()
    viewer_ready(page)
    kept_in_part(page, "50 % of balanced")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="balanced-50_simulated.png").click()
    saved, whole = (photo.load(path).pixels.astype(int) for path in (waiting.value.path(), original))
    assert (saved - np.minimum(whole, 235)).mean() == pytest.approx(LIGHTER / 2, abs=0.6)


@pytest.mark.timeout(400)
def test_from_the_difference_to_an_amount(tmp_path: Path, app_with: Callable[[Path], AppServer], page: Page) -> None:
    lab = Lab.open(Settings(data_dir=tmp_path / "lab"))
    run = done_run(lab, samples=["portrait"])
    lighter = lab.files.new_part()
    lighter.write_bytes(png(np.minimum(photo.load(PORTRAIT).pixels, 235) + np.uint8(LIGHTER)))
    size = lighter.stat().st_size
    lab.store.set_job(run.items[1].job.id, result=lab.files.adopt(lighter), result_type="png", result_bytes=size)
    lab.close()
    page.goto(f"{app_with(lab.settings.data_dir).url}/compare")
    viewer_ready(page)
    see_the_difference(page)
    shown = page.locator(".pane[data-shot=difference] .picture img")
    expect(shown).to_have_js_property("naturalWidth", 910, timeout=RUN_MILLISECONDS)
    legend = page.get_by_role("group", name="Colours of the difference")
    expect(legend).to_contain_text("10 or more")
    legend.get_by_role("button", name="Amplify more").click()
    expect(legend).to_contain_text("amplified × 4")
    expect(shown).to_have_count(1)
    expect(shown).to_have_js_property("naturalWidth", 910)

    legend.get_by_role("button", name="FLIP").click()
    flip = page.get_by_role("group", name="FLIP of what is in sight")
    expect(flip).to_contain_text("Takes a few seconds")
    page.keyboard.press("f")
    flip.get_by_role("button").click()
    whole = "of the whole picture (910 × 1137 pixels), reduced to 633 × 789"
    expect(flip).to_contain_text(whole, timeout=GIVES_WAY)
    expect(page.locator(".flip-map img")).to_have_js_property("naturalWidth", 633)
    page.keyboard.press("z")
    expect(flip).to_contain_text("You see another part now")
    flip.get_by_role("button").click()
    expect(flip).not_to_contain_text("whole picture")
    expect(flip).to_contain_text("Mean 0.", timeout=GIVES_WAY)
    legend.get_by_role("button", name="ΔE00").click()
    expect(flip).to_be_hidden()

    page.keyboard.press("k")
    masks = page.get_by_role("group", name="What lies over the pictures")
    masks.get_by_role("button", name="skin").click()
    veil = page.locator(".pane:not(.away) .veil img")
    expect(veil).to_have_js_property("naturalWidth", 910, timeout=RUN_MILLISECONDS)
    page.keyboard.press("k")
    expect(masks).to_contain_text("moles and freckles gone", timeout=RUN_MILLISECONDS)
    page.keyboard.press("k")
    page.keyboard.press("s")
    page.keyboard.press("f")

    page.get_by_text("Loupes: eyes, cheeks, mouth").click()
    crop = page.get_by_role("button", name="mouth, balanced: show in the viewer")
    expect(crop.locator("img")).not_to_have_js_property("naturalWidth", 0, timeout=RUN_MILLISECONDS)
    crop.click()
    expect(page.get_by_role("button", name="1:1", exact=True)).to_have_attribute("aria-pressed", "true")

    page.keyboard.press("f")
    from_the_slider_to_the_file(page, PORTRAIT)

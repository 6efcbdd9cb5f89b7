"""Mix as a whole: a slider moved on the board changes the picture where its layer acts, and is taken back."""

from __future__ import annotations

import io
import re
import urllib.request
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Locator, Page, expect
from psd_tools import PSDImage

from retouch_lib.lab import Lab
from retouch_lib.settings import Settings
from retouch_lib.store.records import JobState
from retouch_lib.ui import preferences
from tests.browser.app_server import AppServer
from tests.browser.axe import serious
from tests.browser.tune_page import RUN_MILLISECONDS, settled
from tests.pages.test_mix import ASKED, layered


@pytest.fixture
def mixable(tmp_path: Path) -> Path:
    """A data folder of a photo with a layered result."""
    lab = Lab.open(Settings(data_dir=tmp_path / "lab"))
    photo = lab.add_sample("local", "glasses")
    lab.store.set_preference("local", preferences.GREETED, True)
    plan = lab.plan("local", [photo.sha256], [ASKED], "local")
    (item,) = lab.store.make_runs("local", [plan.ask()])[0].items
    for state in (JobState.STARTING, JobState.WAITING, JobState.DOWNLOADING):
        lab.store.set_job(item.job.id, state=state)
    lab.store.set_job(item.job.id, state=JobState.DONE, **layered(lab, photo))
    lab.close()
    return lab.settings.data_dir


def test_a_slider_moves_the_picture_and_is_taken_back(
    app_with: Callable[[Path], AppServer], mixable: Path, page: Page, tmp_path: Path
) -> None:
    app = app_with(mixable)
    page.goto(f"{app.url}/mix")
    slider = page.get_by_role("slider", name="Dodge Burn")
    expect(slider).to_have_attribute("aria-valuetext", "135 %")
    shown(page, "1000-1000")
    settled(page)
    assert serious(page) == []
    slider.focus()
    slider.press("Home")
    picture = shown(page, "1000-0")
    heal_only = pixels_of(picture)
    page.get_by_role("button", name="Undo").click()
    both = pixels_of(shown(page, "1000-1000"))
    expect(slider).to_have_attribute("aria-valuetext", "135 %")
    off = np.abs(both - heal_only).max(axis=2)
    width = off.shape[1]
    assert off[:, : width // 8].mean() > 10 > off[:, -4:].mean(), "where the layer is opaque, and not where it is not"
    a_mole_is_guarded(page)
    move_and_reload(page, slider)
    expect(slider).to_have_attribute("aria-valuetext", "135 %")
    shown(page, "1000-1000")
    saved_as_psd(page, tmp_path / "mix.psd")
    a_cell_of_a_sweep_is_used(page, slider)
    stands_above_its_sliders(page, slider)


def a_mole_is_guarded(page: Page) -> None:
    """By a click with the brush: there the file that is saved has the photo's own pixels, and the document black
    masks. Undo gives the layers back."""
    page.get_by_role("button", name="Guard: keep").click()
    page.get_by_label("Layer that is taken away").select_option("All layers")
    settled(page)
    assert serious(page) == []
    said, tint = page.locator(".options.guard [role=status]"), page.locator(".veil [data-kind=kept] polyline")
    expect(said).not_to_contain_text("Kept on this photo only")
    seen = page.locator('img[src*="/mix/1000-1000/preview"]').first.bounding_box()
    assert seen is not None
    page.mouse.click(seen["x"] + 0.25 * seen["width"], seen["y"] + 0.5 * seen["height"])
    guarded = page.locator('img[src*="/mix/1000-1000~"]').first
    expect(guarded).to_be_attached()
    expect(said).to_contain_text("Kept on this photo only")
    expect(tint).to_have_count(2)  # over the photo and the mix, what covers most of it
    link = page.get_by_role("link", name="PNG")
    expect(link).to_have_attribute("href", re.compile("1000-1000~"))
    url = str(link.evaluate("link => link.href"))
    kept, photo = (pixels_of(re.sub("1000-1000~[0-9a-f]+", strengths or r"\g<0>", url)) for strengths in ("", "0-0"))
    same = (kept == photo).all(axis=2)
    row, column = same.shape[0] // 2, same.shape[1] // 4
    assert same[row - 2 : row + 3, column - 2 : column + 3].all()
    assert same[row - 40 : row + 40, column + 20 : column + 40].mean() < 0.1, "beside it the layers lie"
    page.get_by_role("button", name="PSD with layers").click()
    link = page.get_by_role("link", name="Download PSD")
    document = urllib.request.urlopen(str(link.evaluate("link => link.href"))).read()
    masks = [layer.mask for layer in PSDImage.open(io.BytesIO(document)).descendants() if layer.has_mask()]
    assert [mask.topil().getpixel((column - mask.left, row - mask.top)) for mask in masks] == [0, 0]
    page.get_by_role("button", name="Undo").click()
    shown(page, "1000-1000")
    expect(tint).to_have_count(0)


def pixels_of(url: str) -> NDArray[np.int32]:
    return np.asarray(Image.open(io.BytesIO(urllib.request.urlopen(url).read())).convert("RGB"), np.int32)


def saved_as_psd(page: Page, target: Path) -> None:
    """A press, a progress, a link: the file's layers, composed by psd-tools, are the picture that is saved as a PNG."""
    settled(page)
    flat = pixels_of(str(page.get_by_role("link", name="PNG", exact=True).evaluate("link => link.href")))
    expect(page.get_by_role("link", name="Download PSD of the earlier mix")).to_be_visible()
    page.get_by_role("button", name="Make the PSD anew").click()
    link = page.get_by_role("link", name="Download PSD ·")
    expect(link).to_be_visible(timeout=RUN_MILLISECONDS)
    settled(page)
    with page.expect_download() as download:
        link.click()
    download.value.save_as(target)
    assert download.value.suggested_filename == "glasses_mix_simulated.psd"
    document = PSDImage.open(target)
    assert [one.name for one in document.descendants() if not one.is_group()] == ["Photo", "Heal", "Dodge Burn"]
    assert [one.name for one in document.descendants() if one.has_mask()] == ["Heal", "Dodge Burn"]
    composed = np.asarray(document.composite(ignore_preview=True, apply_icc=False).convert("RGB"), np.int32)
    assert np.abs(composed - flat).max() <= 2


def a_cell_of_a_sweep_is_used(page: Page, slider: Locator) -> None:
    """By the keys: the middle one of five, opened at 1:1, back, picked; then it is the mix."""
    page.get_by_role("link", name="Sweep: strengths side by side").click()
    expect(page.locator('img[src*="/mix-crop/1000-252/face/"]')).to_have_js_property("complete", True)
    settled(page)
    assert serious(page) == []
    page.get_by_role("grid", name="Sweep").focus()
    for key in ("ArrowRight", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    shown(page, "1000-504")
    page.keyboard.press("Escape")
    expect(page.get_by_role("grid", name="Sweep")).to_be_visible()
    page.keyboard.press("p")
    expect(page.get_by_role("gridcell", name="picked")).to_have_accessible_name(
        "Dodge Burn 68 %, glasses.jpg, simulated, picked"
    )
    page.get_by_role("button", name="Use on Mix").click()
    expect(slider).to_have_attribute("aria-valuetext", "68 %")


def move_and_reload(page: Page, slider: Locator) -> None:
    """F5 while the slider is still held: nothing of it is kept."""
    slider.scroll_into_view_if_needed()
    settled(page)
    box = slider.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 4, box["y"] + box["height"] / 2, steps=3)
    expect(slider).not_to_have_attribute("aria-valuetext", "135 %")
    page.reload()
    page.mouse.up()


def stands_above_its_sliders(page: Page, slider: Locator) -> None:
    """On a phone the picture is in sight while a slider is moved."""
    page.set_viewport_size({"width": 390, "height": 844})
    settled(page)
    slider.focus()
    slider.scroll_into_view_if_needed()
    settled(page)
    stage, moved = page.locator(".stage").bounding_box(), slider.bounding_box()
    assert stage
    assert moved
    assert 0 <= stage["y"] < stage["y"] + stage["height"] < moved["y"] < 844 - moved["height"]


def shown(page: Page, strengths: str) -> str:
    """The address of the exact picture of these strengths, as soon as the viewer shows it."""
    picture = page.locator(f'img[src*="/mix/{strengths}/preview"]')
    expect(picture.first).to_be_attached()
    return str(picture.first.evaluate("image => image.src"))

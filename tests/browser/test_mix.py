"""Mix as a whole: a slider moved on the board changes the picture where its layer acts, and is taken back."""

from __future__ import annotations

import io
import urllib.request
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from retouch_lib.lab import Lab
from retouch_lib.settings import Settings
from retouch_lib.store.records import JobState
from retouch_lib.ui import preferences
from tests.browser.app_server import AppServer
from tests.browser.axe import serious
from tests.browser.tune_page import settled
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
    app_with: Callable[[Path], AppServer], mixable: Path, page: Page
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
    heal_only = np.asarray(Image.open(io.BytesIO(urllib.request.urlopen(picture).read())).convert("RGB"), np.int32)
    page.get_by_role("button", name="Undo").click()
    both = np.asarray(Image.open(io.BytesIO(urllib.request.urlopen(shown(page, "1000-1000")).read())), np.int32)
    expect(slider).to_have_attribute("aria-valuetext", "135 %")
    off = np.abs(both - heal_only).max(axis=2)
    width = off.shape[1]
    assert off[:, : width // 8].mean() > 10 > off[:, -4:].mean(), "where the layer is opaque, and not where it is not"
    page.reload()
    expect(slider).to_have_attribute("aria-valuetext", "135 %")
    a_cell_of_a_sweep_is_used(page, slider)


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
    expect(page.get_by_role("gridcell", name="picked")).to_have_accessible_name("Dodge Burn 68 %, glasses.jpg, picked")
    page.get_by_role("button", name="Use on Mix").click()
    expect(slider).to_have_attribute("aria-valuetext", "68 %")


def shown(page: Page, strengths: str) -> str:
    """The address of the exact picture of these strengths, as soon as the viewer shows it."""
    picture = page.locator(f'img[src*="/mix/{strengths}/preview"]')
    expect(picture.first).to_be_attached()
    return str(picture.first.evaluate("image => image.src"))

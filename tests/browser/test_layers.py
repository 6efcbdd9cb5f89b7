"""Layers from end to end: asked of the local engine, taken apart on Compare, saved singly and as one picture."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.app_server import AppServer
from tests.browser.tune_page import RUN_MILLISECONDS, run_button, settled, shot_button, wait_until_done

SIZE = (910, 1137)
NAMES = [
    "Skin Mask",
    "Heal",
    "Fabric",
    "Eye Vessels",
    "Eye Brilliance",
    "White Teeth",
    "Dodge Burn",
    "Skin Tone",
    "Portrait Volumes",
]


def saved(page: Page, button: Locator) -> tuple[str, Image.Image]:
    with page.expect_download(timeout=RUN_MILLISECONDS) as download:
        button.click()
    picture = Image.open(io.BytesIO(Path(download.value.path()).read_bytes()))
    picture.load()
    return download.value.suggested_filename, picture


def run_balanced_in_layers(page: Page) -> None:
    """With Skin Mask, so that there are nine; the other two looks are not in the run."""
    group = page.get_by_text("Data", exact=True)
    group.click()
    page.get_by_text("Skin Mask", exact=True).click()
    expect(page.get_by_text("Data · 1 on")).to_be_visible()
    expect(page.get_by_label("Skin Mask: Sensitivity, typed")).to_be_visible()  # the group stays open
    for look in ("slight", "heavy"):
        page.get_by_test_id("stButtonGroup").get_by_text(look, exact=True).last.click()
        settled(page)
    page.get_by_text("Layers (ZIP)", exact=True).click()
    expect(page.get_by_text("1 variant × 1 photo = 1")).to_be_visible()
    settled(page)
    run_button(page).click()
    expect(page.get_by_role("link", name="Download ZIP")).to_have_count(1, timeout=RUN_MILLISECONDS)
    settled(page)


def test_nine_layers_from_the_local_engine_to_files(done_app: AppServer, page: Page) -> None:
    page.goto(done_app.url)
    wait_until_done(page)
    run_balanced_in_layers(page)
    expect(page.get_by_text("Composed here from the layers over your original.")).to_be_visible()

    page.get_by_role("link", name="Compare").click()
    cards = page.get_by_role("list", name="Layers, the lowest first").get_by_role("listitem")
    expect(cards.locator("strong")).to_have_text(NAMES)
    for card in cards.all():
        expect(card.locator("img")).not_to_have_js_property("naturalWidth", 0, timeout=RUN_MILLISECONDS)
    settled(page)
    label = "balanced (edited) (layers)"
    expect(shot_button(page, label)).to_be_visible()

    page.get_by_role("button", name="Heal, Normal").click()
    expect(shot_button(page, "Heal · Normal")).to_have_attribute("aria-pressed", "true")
    expect(shot_button(page, "original")).to_have_attribute("data-side", "left")
    layer = page.locator(".pane:not(.away) .picture img[src*='/layers/1/']").first
    expect(layer).not_to_have_js_property("naturalWidth", 0, timeout=RUN_MILLISECONDS)
    settled(page)

    name, heal = saved(page, page.get_by_role("link", name="Download Heal"))
    assert name == "portrait_balanced-edited_Heal_normal.png"
    assert (heal.format, heal.mode, heal.size) == ("PNG", "RGBA", SIZE)
    name, composed = saved(page, page.get_by_role("link", name="portrait_balanced-edited_composed.jpg"))
    assert name == "portrait_balanced-edited_composed.jpg"
    assert (composed.format, composed.size) == ("JPEG", SIZE)

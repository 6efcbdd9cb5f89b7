"""A preset from Tune to a colleague: saved twice, compared, copied as text, and taken in by somebody else's lab."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from retouch_lib.engine.server import EngineServer
from tests.browser.app_server import AppServer
from tests.browser.test_tune_controls import DEEP_LINK
from tests.browser.tune_page import set_heal, settled, wait_until_done
from tests.browser.watch import Watch

StartApp = Callable[..., AppServer]


def save_preset(page: Page, name: str, note: str) -> None:
    """Save the open variant; `name` empty: under the name that is offered."""
    page.get_by_test_id("stMain").get_by_role("button", name="More").click()
    page.get_by_text("Save preset", exact=True).click()
    dialog = page.get_by_role("dialog")
    if name:
        dialog.get_by_label("Name").fill(name)
        dialog.get_by_label("Name").press("Tab")
        expect(dialog.get_by_text(f"A new preset, “{name}”.")).to_be_visible()
    dialog.get_by_label("Note").fill(note)
    dialog.get_by_label("Note").press("Tab")
    settled(page)
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(dialog).to_have_count(0)
    settled(page)


def show(page: Page, view: str) -> None:
    page.get_by_test_id("stMain").get_by_text(view, exact=True).click()
    settled(page)


def copied_share_text(page: Page) -> str:
    show(page, "Share and export")
    code = page.get_by_test_id("stCode")
    code.hover()
    code.get_by_role("button", name="Copy to clipboard").click()
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_two_versions_and_a_text_that_another_lab_takes_in(
    start_app: StartApp, engine: EngineServer, new_page: Callable[..., Page], watch: Watch
) -> None:
    watch.allow(DEEP_LINK)
    mine, theirs = (start_app(RETOUCH_ENGINE_URL=engine.url) for _ in range(2))
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(mine.url)
    wait_until_done(page)
    save_preset(page, "wedding", "as the vendor has it")
    set_heal(page, 40)
    save_preset(page, "", "leaves freckles")
    expect(page.get_by_text("Saved: “wedding”, version 2. It stands on Presets.")).to_be_visible()

    page.get_by_role("link", name="Presets").click()
    expect(page.get_by_role("heading", name="wedding")).to_be_visible()
    expect(page.get_by_text("Version 2 of 2", exact=False).first).to_be_visible()
    row = page.get_by_role("row", name="Heal")
    expect(row.get_by_role("cell")).to_have_text(["Heal", "Sensitivity", "100 %", "40 %"])
    expect(page.get_by_text("wedding, version 1: as the vendor has it")).to_be_visible()
    text = copied_share_text(page)
    assert text.startswith("retouchlab:1:")
    assert len(text) < 2000

    other = new_page()
    other.goto(f"{theirs.url}/presets")
    expect(other.get_by_text("None yet.", exact=False)).to_be_visible()
    settled(other)
    show(other, "Import")
    other.get_by_label("Paste a share text").fill(text)
    other.get_by_role("button", name="Open").click()
    expect(other.get_by_text("A new preset, “wedding”.")).to_be_visible()
    expect(other.get_by_text("leaves freckles")).to_be_visible()
    row = other.get_by_role("row", name="Heal")
    expect(row.get_by_role("cell")).to_have_text(["Heal", "Sensitivity", "100 %", "40 %"])
    settled(other)
    other.get_by_role("button", name="Import 1 preset").click()
    expect(other.get_by_text("In your library: “wedding”, version 1.")).to_be_visible()
    show(other, "Library")
    expect(other.get_by_role("heading", name="wedding")).to_be_visible()
    settled(other)
    other.get_by_role("button", name="Use on Tune").click()
    expect(other.get_by_role("slider", name="Heal: Sensitivity, slider")).to_have_value("40")
    settled(other)

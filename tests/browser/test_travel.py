"""A preset from Tune to a colleague: saved twice, compared, sent as a link, taken in, run, and paid once."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from retouch_lib.engine.server import EngineServer
from retouch_lib.presets import share_text
from tests.browser.app_server import AppServer
from tests.browser.tune_page import set_heal, settled, wait_until_done
from tests.engines import TOKEN

StartApp = Callable[..., AppServer]
CHANGED = ["Heal", "Sensitivity", "100 %", "40 %"]


def save_preset(page: Page, name: str, note: str) -> None:
    """Save the open variant; `name` empty: under the name that is offered."""
    page.get_by_test_id("stMain").get_by_role("button", name="More").click()
    page.get_by_text("Save preset", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Save", exact=True)).to_be_visible()
    settled(page)
    if name:
        call_it(dialog, name)
    dialog.get_by_label("Note").fill(note)
    dialog.get_by_label("Note").press("Tab")
    settled(page)
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(dialog).to_have_count(0)
    settled(page)


def call_it(dialog: Locator, name: str) -> None:
    """Type the preset's name; the dialog repeats it."""
    dialog.get_by_label("Name").fill(name)
    dialog.get_by_label("Name").press("Tab")
    expect(dialog.get_by_text(f"A new preset, “{name}”.")).to_be_visible()


def show(page: Page, view: str) -> None:
    page.get_by_test_id("stMain").get_by_text(view, exact=True).click()
    settled(page)


def copied(page: Page, index: int) -> str:
    """What the copy button of one of the page's code boxes puts into the clipboard."""
    code = page.get_by_test_id("stCode").nth(index)
    code.hover()
    code.get_by_role("button", name="Copy to clipboard").click()
    return str(page.evaluate("navigator.clipboard.readText()"))


def run_only(page: Page, *left_out: str) -> None:
    """Take these variants out of the run."""
    for name in left_out:
        page.locator(".st-key-chosen_variants").get_by_text(name, exact=True).click()
        settled(page)


def test_two_versions_and_a_link_that_another_lab_runs_and_pays_once(
    start_app: StartApp, engine: EngineServer, new_page: Callable[..., Page]
) -> None:
    theirs = start_app(
        RETOUCH_ENGINE_URL=engine.url,
        RETOUCH_CUSTOM_URL=f"{engine.url}/api/v1",
        RETOUCH_SERVER="custom",
        RETOUCH_TOKEN=TOKEN,
    )
    mine = start_app(RETOUCH_ENGINE_URL=engine.url, RETOUCH_PUBLIC_URL=theirs.url)
    text, link = tuned_and_shared(new_page(permissions=["clipboard-read", "clipboard-write"]), mine.url)
    assert text.startswith("retouchlab:1:")
    assert link == share_text.to_link(text, theirs.url)
    assert len(link) < 2000

    page = new_page()
    page.goto(link)
    taken_in(page)
    page.get_by_role("button", name="Use on Tune").click()
    expect(page.get_by_role("slider", name="Heal: Sensitivity, slider")).to_have_value("40")
    settled(page)
    run_only(page, "slight", "balanced", "heavy")
    page.get_by_role("button", name="I agree").click()
    settled(page)
    charges = engine.tasks.charges
    paid_then_known(page)
    assert engine.tasks.charges == charges + 1
    page.get_by_role("link", name="History").click()
    expect(page.get_by_text("1 picture asked for · 1 credit", exact=False)).to_be_visible()
    settled(page)


def tuned_and_shared(page: Page, url: str) -> tuple[str, str]:
    """Two versions of a preset, what changed between them, and the newer one's share text and link."""
    page.goto(url)
    wait_until_done(page)
    save_preset(page, "wedding", "as the vendor has it")
    set_heal(page, 40)
    save_preset(page, "", "leaves freckles")
    expect(page.get_by_text("Saved as “wedding”, version 2. You find it on the page Presets.")).to_be_visible()
    page.get_by_role("link", name="Presets").click()
    expect(page.get_by_role("heading", name="wedding")).to_be_visible()
    expect(page.get_by_text("Version 2 of 2", exact=False).first).to_be_visible()
    expect(page.get_by_role("row", name="Heal").get_by_role("cell")).to_have_text(CHANGED)
    expect(page.get_by_text("wedding, version 1: as the vendor has it")).to_be_visible()
    show(page, "Share and export")
    return copied(page, 0), copied(page, 1)


def taken_in(page: Page) -> None:
    """What a link opens: the preset against one's own, kept only when the button is pressed."""
    expect(page.get_by_text("A new preset, “wedding”.")).to_be_visible()
    expect(page.get_by_text("leaves freckles")).to_be_visible()
    expect(page.get_by_role("row", name="Heal").get_by_role("cell")).to_have_text(CHANGED)
    settled(page)
    assert "share=" not in page.url, "F5 does not open it again"
    page.get_by_role("button", name="Import 1 preset").click()
    expect(page.get_by_text("In your library: “wedding”, version 1.")).to_be_visible()
    show(page, "Library")
    expect(page.get_by_role("heading", name="wedding")).to_be_visible()
    settled(page)


def paid_then_known(page: Page) -> None:
    """The run takes its credit, and is not offered once more as if it were new."""
    page.get_by_role("button", name="Run · 1 credit").click()
    wait_until_done(page, 1)
    expect(page.get_by_role("button", name="Done already")).to_be_disabled()
    expect(page.get_by_role("button", name="Run it again · 1 credit")).to_be_enabled()
    settled(page)

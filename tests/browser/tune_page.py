"""Tune and Compare as a person sees them: what is clicked, by the words on the screen."""

from __future__ import annotations

from itertools import count

from playwright.sync_api import Locator, Page, expect

RUN_MILLISECONDS = 60_000
APP_GONE = (
    "WebSocket|net::|ERR_CONN|disconnected from server|reaching server endpoint|server is not responding"
    "|Image source error|dynamically imported module"
)
"""What a page says on its console when the app under it ends."""
REFUSED_FILE = "status of 415"
"""What the browser itself says when an upload is refused."""
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
IDLE_FRAMES = """([idle, call]) => {
  if (window.idleFrames?.call !== call) window.idleFrames = { call, count: 0 };
  const frames = window.idleFrames;
  frames.count = document.querySelector(idle) ? frames.count + 1 : 0;
  return frames.count > 2;
}"""
_calls = count()


def settled(page: Page) -> None:
    """Until no script runs, in three frames one after another.

    In one alone the page may not say yet that a press has begun a run; and between a press's own run and that of the
    parts it draws anew none runs for a moment.
    """
    page.wait_for_function(IDLE_FRAMES, arg=[IDLE, next(_calls)], polling="raf")


def viewer_ready(page: Page) -> None:
    """Until the viewer's script has come: it hears keys."""
    settled(page)
    expect(page.locator(".split[aria-valuenow]")).to_have_count(1)


def done_cards(page: Page) -> Locator:
    """The cards of finished jobs in the strip."""
    return page.get_by_text("· Done")


def wait_until_done(page: Page, count: int = 3) -> None:
    expect(done_cards(page)).to_have_count(count, timeout=RUN_MILLISECONDS)
    settled(page)


def run_button(page: Page) -> Locator:
    return page.get_by_role("button", name="Run ·")


def set_heal(page: Page, per_cent: int) -> None:
    """Type Heal's sensitivity, and wait until the variant shows the change."""
    field = page.get_by_label("Heal: Sensitivity, typed")
    field.fill(str(per_cent))
    field.press("Enter")
    expect(page.get_by_role("slider", name="Heal: Sensitivity, slider")).to_have_value(str(per_cent))
    settled(page)


def frame(page: Page, name: str) -> Locator:
    """A photo in the filmstrip."""
    return page.get_by_role("option", name=name)


def has_ticked(page: Page, *names: str) -> None:
    """Of the photos in the filmstrip these are in the run, and no other."""
    for name in names:
        ticked = page.get_by_role("option", name=name, selected=True)
        expect(ticked).to_have_count(1)  # for a moment two strips stand there, when another takes its place
    expect(page.get_by_role("option", selected=True)).to_have_count(len(names))
    settled(page)


def tick(page: Page, name: str) -> None:
    """Take it into the run, or out of it, by its box."""
    frame(page, name).locator(".tick").click()


def shot_button(page: Page, label: str) -> Locator:
    """The viewer's button of one picture."""
    return page.get_by_role("group", name="Pictures to choose").get_by_role("button", name=label)

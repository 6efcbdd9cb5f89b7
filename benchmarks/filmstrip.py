"""Tune with 500 photos in the filmstrip, in the browser: first view, frames while it is scrolled, and a click's way.

The baseline, in the same run, is 10 photos. First view: from the page's call until the frames in sight have their
thumbnails, made anew. Frames: while the wheel turns for two seconds. A click: until the photo stands at the picture,
and a tick: until the plan counts it, with what the browser is sent for each.
"""

from __future__ import annotations

import time
from pathlib import Path

from playwright.sync_api import Page, expect

from benchmarks.watched_page import AIM_FRAME, add_photos, bytes_received, frames_while_scrolled, measured, timed
from retouch_lib.lab import Lab
from retouch_lib.settings import Settings
from retouch_lib.ui import preferences
from tests.browser.app_server import AppServer
from tests.browser.tune_page import frame, settled, tick
from tests.many_jobs import OWNER

FEW, MANY, PRESSES = 10, 500, 5
AIM_FIRST, AIM_CLICK = 3.0, 0.5
PATIENCE = 60_000
IN_SIGHT = 6
"""Frames that are seen whole at first."""
_LOADED = """count => { const root = [...document.querySelectorAll("*")].map((each) => each.shadowRoot)
  .find((each) => each?.querySelector(".film"));
  return [...(root?.querySelectorAll(".film img") ?? [])].filter((each) => each.naturalWidth).length >= count; }"""


def fill(folder: Path, photos: int) -> None:
    """So many photos, the first of them in the run."""
    lab = Lab.open(Settings(data_dir=folder))
    lab.store.set_preference(OWNER, preferences.PHOTOS, add_photos(lab, photos)[:1])
    lab.close()


def measure(page: Page, folder: Path, photos: int) -> None:
    """Print one line for that many photos."""
    fill(folder, photos)
    app = AppServer(folder).start()
    try:
        received = bytes_received(page)
        begin = time.monotonic()
        page.goto(app.url)
        page.wait_for_function(_LOADED, arg=IN_SIGHT, timeout=PATIENCE)
        first = time.monotonic() - begin
        settled(page)
        clicked = timed(page, received, lambda number: _show(page, number), PRESSES)
        ticked = timed(page, received, lambda number: _tick(page, number), PRESSES)
        frames = frames_while_scrolled(page, page.get_by_role("listbox", name="Photos"), 400)
        there = page.get_by_role("option").count()
    finally:
        app.close()
    (click, click_sent), (tick_, tick_sent) = clicked, ticked
    print(
        f"  {photos:4} photos   first view {first:4.1f} s   {frames}, {there} in the page   "
        f"a click {click:4.2f} s, {click_sent / 1000:5.1f} kB   a tick {tick_:4.2f} s, {tick_sent / 1000:5.1f} kB",
        flush=True,
    )


def _show(page: Page, number: int) -> None:
    name = f"DSC_{number:04d}.jpg"
    frame(page, name).click()
    expect(page.get_by_text(f"{name} · not in the run")).to_be_visible(timeout=PATIENCE)


def _tick(page: Page, number: int) -> None:
    tick(page, f"DSC_{number:04d}.jpg")
    expect(page.get_by_text(f"3 variants × {number + 1} photos").first).to_be_visible(timeout=PATIENCE)


def main() -> None:
    print(
        f"filmstrip: aims for {MANY} photos: first view {AIM_FIRST:.0f} s, frames ≤ {AIM_FRAME * 1000:.0f} ms (p95), "
        f"a click {AIM_CLICK} s; the first line is the baseline"
    )
    measured(measure, (FEW, MANY))


if __name__ == "__main__":
    main()

"""Tune with 500 photos in the filmstrip, in the browser: first view, frames while it is scrolled, and a click's way.

The baseline, in the same run, is 10 photos. First view: from the page's call until the frames in sight have their
thumbnails, made anew. Frames: while the wheel turns for two seconds. A click: until the photo stands at the picture,
and a tick: until the plan counts it, with what the browser is sent for each.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from playwright.sync_api import Page, WebSocket, expect, sync_playwright

from retouch_lib.lab import Lab
from retouch_lib.settings import Settings
from retouch_lib.ui import preferences
from tests.browser.app_server import AppServer
from tests.browser.conftest import ARGUMENTS
from tests.browser.find_browser import find_browser
from tests.browser.tune_page import frame, settled, tick
from tests.engines import jpeg_bytes
from tests.many_jobs import OWNER

FEW, MANY, PRESSES = 10, 500, 5
AIM_FIRST, AIM_FRAME, AIM_CLICK = 3.0, 1 / 30, 0.5
PATIENCE = 60_000
IN_SIGHT = 6
"""Frames that are seen whole at first."""
_FRAMES = """() => { window.frames = []; let last = performance.now();
  const tick = (now) => { window.frames.push((now - last) / 1000); last = now; requestAnimationFrame(tick); };
  requestAnimationFrame(tick); }"""
_LOADED = """count => { const root = [...document.querySelectorAll("*")].map((each) => each.shadowRoot)
  .find((each) => each?.querySelector(".film"));
  return [...(root?.querySelectorAll(".film img") ?? [])].filter((each) => each.naturalWidth).length >= count; }"""


def fill(folder: Path, photos: int) -> None:
    """So many photos, the first of them in the run."""
    lab = Lab.open(Settings(data_dir=folder))
    sha256s = []
    for number in range(photos):
        part = lab.files.new_part()
        part.write_bytes(jpeg_bytes(1200, 800, seed=number))
        sha256s.append(lab.add_photo(OWNER, part, f"DSC_{number:04d}.jpg").sha256)
    lab.store.set_preference(OWNER, preferences.GREETED, True)
    lab.store.set_preference(OWNER, preferences.PHOTOS, sha256s[:1])
    lab.close()


def measure(page: Page, folder: Path, photos: int) -> None:
    """Print one line for that many photos."""
    fill(folder, photos)
    app = AppServer(folder).start()
    received: list[int] = []
    try:
        page.on("websocket", lambda socket: _listen(socket, received))
        begin = time.monotonic()
        page.goto(app.url)
        page.wait_for_function(_LOADED, arg=IN_SIGHT, timeout=PATIENCE)
        first = time.monotonic() - begin
        settled(page)
        clicked = _timed(page, received, lambda number: _show(page, number))
        ticked = _timed(page, received, lambda number: _tick(page, number))
        frames = _scroll(page)
        there = page.get_by_role("option").count()
    finally:
        app.close()
    p95 = statistics.quantiles(frames, n=20)[-1]
    print(
        f"  {photos:4} photos   first view {first:4.1f} s   frames: median {statistics.median(frames) * 1000:3.0f} ms, "
        f"p95 {p95 * 1000:3.0f} ms, {there} in the page   a click {clicked[0]:4.2f} s, {clicked[1] / 1000:5.1f} kB   "
        f"a tick {ticked[0]:4.2f} s, {ticked[1] / 1000:5.1f} kB",
        flush=True,
    )


def _listen(socket: WebSocket, received: list[int]) -> None:
    socket.on("framereceived", lambda frame: received.append(len(frame)))


def _timed(page: Page, received: list[int], press: Callable[[int], None]) -> tuple[float, float]:
    """Seconds and bytes of a press on one photo after the other: medians."""
    took, sent = [], []
    for number in range(1, PRESSES + 1):
        received.clear()
        begin = time.monotonic()
        press(number)
        took.append(time.monotonic() - begin)
        settled(page)
        sent.append(sum(received))
    return statistics.median(took), statistics.median(sent)


def _show(page: Page, number: int) -> None:
    name = f"DSC_{number:04d}.jpg"
    frame(page, name).click()
    expect(page.get_by_text(f"{name} · not in the run")).to_be_visible(timeout=PATIENCE)


def _tick(page: Page, number: int) -> None:
    tick(page, f"DSC_{number:04d}.jpg")
    expect(page.get_by_text(f"3 variants × {number + 1} photos").first).to_be_visible(timeout=PATIENCE)


def _scroll(page: Page) -> Sequence[float]:
    """Seconds of the frames while the wheel turns."""
    page.get_by_role("listbox", name="Photos").hover()
    page.evaluate(_FRAMES)
    for _ in range(40):
        page.mouse.wheel(0, 400)
        page.wait_for_timeout(50)
    frames: list[float] = page.evaluate("window.frames")
    return frames


def main() -> None:
    print(
        f"filmstrip: aims for {MANY} photos: first view {AIM_FIRST:.0f} s, frames ≤ {AIM_FRAME * 1000:.0f} ms (p95), "
        f"a click {AIM_CLICK} s; the first line is the baseline"
    )
    with tempfile.TemporaryDirectory(prefix="retouch-bench-") as scratch, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
        for photos in (FEW, MANY):
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            measure(page, Path(scratch) / str(photos), photos)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()

"""A page under a stopwatch: frames while its wheel turns, seconds and bytes of a press; and photos to fill it with."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from playwright.sync_api import Locator, Page, WebSocket, sync_playwright

from retouch_lib.lab import Lab
from retouch_lib.ui import preferences
from tests.browser.conftest import ARGUMENTS
from tests.browser.find_browser import find_browser
from tests.browser.tune_page import settled
from tests.engines import jpeg_bytes
from tests.many_jobs import OWNER

AIM_FRAME = 1 / 30
_TURNS, _PAUSE = 40, 50
"""Of the wheel, and milliseconds between two of them."""
_FRAMES = """() => { window.frames = []; let last = performance.now();
  const tick = (now) => { window.frames.push((now - last) / 1000); last = now; requestAnimationFrame(tick); };
  requestAnimationFrame(tick); }"""


def add_photos(lab: Lab, count: int) -> list[str]:
    """So many photos of 1 MP, DSC_0000.jpg and on, on a list that was looked at before; their SHA-256."""
    sha256s = []
    for number in range(count):
        part = lab.files.new_part()
        part.write_bytes(jpeg_bytes(1200, 800, seed=number))
        sha256s.append(lab.add_photo(OWNER, part, f"DSC_{number:04d}.jpg").sha256)
    lab.store.set_preference(OWNER, preferences.GREETED, True)
    return sha256s


def bytes_received(page: Page) -> list[int]:
    """Grows by what the server sends over the page's connection: bytes, a number a message."""
    received: list[int] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: received.append(len(frame)))

    page.on("websocket", listen)
    return received


def timed(page: Page, received: list[int], press: Callable[[int], None], presses: int) -> tuple[float, float]:
    """Seconds and bytes of a press on one thing after the other, numbered from 1: medians."""
    took, sent = [], []
    for number in range(1, presses + 1):
        received.clear()
        begin = time.monotonic()
        press(number)
        took.append(time.monotonic() - begin)
        settled(page)
        sent.append(sum(received))
    return statistics.median(took), statistics.median(sent)


def frames_while_scrolled(page: Page, over: Locator, step: int) -> str:
    """ "frames: median 17 ms, p95 17 ms" while the wheel turns for two seconds, `step` CSS pixels a turn."""
    over.hover()
    page.evaluate(_FRAMES)
    for _ in range(_TURNS):
        page.mouse.wheel(0, step)
        page.wait_for_timeout(_PAUSE)
    frames: Sequence[float] = page.evaluate("window.frames")
    p95 = statistics.quantiles(frames, n=20)[-1]
    return f"frames: median {statistics.median(frames) * 1000:3.0f} ms, p95 {p95 * 1000:3.0f} ms"


def measured(measure: Callable[[Page, Path, int], None], counts: Sequence[int]) -> None:
    """Call it with a new page and a data folder for each of these numbers of photos."""
    with tempfile.TemporaryDirectory(prefix="retouch-bench-") as scratch, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
        for count in counts:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            measure(page, Path(scratch) / str(count), count)
            page.close()
        browser.close()

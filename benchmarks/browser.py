"""What a person waits for in the browser: a result ready on the server → on the screen; a slider let go → settled.

Ready is the moment a status call, made every 40 ms beside the app's own, first says completed. On the screen is the
moment its card says Done. Tasks of different lengths spread the moments over the app's polling.
"""

from __future__ import annotations

import statistics
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.engine_process import engine_process
from retouch_lib.cloud.client import Client
from retouch_lib.store.store import Store
from retouch_lib.ui import session
from tests.browser.app_server import AppServer
from tests.browser.conftest import ARGUMENTS
from tests.browser.find_browser import find_browser
from tests.browser.tune_page import set_heal, settled, wait_until_done

TASK_SECONDS = (2.5, 4.0, 5.5, 7.0, 8.5)
SLIDER_STEPS = 20
THUMB, DRAG = 6, 4
"""Pixels from the track's end to the thumb's middle, and of one drag."""
AIM_SCREEN_MEDIAN, AIM_SCREEN_P95, AIM_SLIDER = 2.0, 4.0, 0.150
TOKEN = "reto-bench-token-000000"

_WATCH_CARDS = """() => {
  window.seen = {};
  const look = () => { for (const card of document.querySelectorAll('[class*="st-key-job_"]')) {
    const text = card.innerText; const name = text.split(' ·')[0].trim();
    if (text.includes('· Done')) window.seen[name] ??= Date.now() / 1000; else delete window.seen[name]; } };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""
_WATCH_RUNS = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  window.idle = [];
  new MutationObserver(() => { if (app.dataset.testScriptState === 'notRunning') window.idle.push(performance.now()); })
    .observe(app, { attributes: true, attributeFilter: ['data-test-script-state'] });
  document.addEventListener('pointerup', () => { window.released = performance.now(); window.idle = []; }, true);
}"""


def ready_to_screen(page: Page, scratch: Path) -> list[float]:
    """Seconds from ready to Done on the screen, one per job."""
    waits: list[float] = []
    for number, seconds in enumerate(TASK_SECONDS):
        with engine_process(scratch / f"engine-{number}", seconds) as url:
            env = {"RETOUCH_ENGINE_URL": url, "RETOUCH_CUSTOM_URL": f"{url}/api/v1", "RETOUCH_SERVER": "custom"}
            app = AppServer(scratch / f"app-{number}", {**env, "RETOUCH_TOKEN": TOKEN}).start()
            try:
                waits += _one_run(page, app, url)
            finally:
                app.close()
    return waits


def _one_run(page: Page, app: AppServer, url: str) -> list[float]:
    page.goto(app.url)
    settled(page)
    page.get_by_role("button", name="I agree").click()
    page.evaluate(_WATCH_CARDS)
    page.get_by_role("button", name="Run ·").click()
    ready = _Ready(Store.open(app.data_dir / "lab.sqlite"), url)
    wait_until_done(page)
    seen = page.evaluate("window.seen")
    return [seen[name] - moment for name, moment in ready.moments().items()]


class _Ready:
    """Notes in a thread of its own when each job of the latest run is completed on the server."""

    def __init__(self, store: Store, url: str) -> None:
        self._store, self._client = store, Client(f"{url}/api/v1")
        self._moments: dict[str, float] = {}
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def moments(self) -> dict[str, float]:
        self._thread.join(60)
        self._store.close()
        return self._moments

    def _watch(self) -> None:
        while len(self._moments) < 3:
            run = self._store.latest_run(session.owner())
            for item in run.items if run else ():
                remote = item.job.remote_id
                if remote and item.variant not in self._moments and self._client.status(remote).state == "completed":
                    self._moments[item.variant] = time.time()
            time.sleep(0.04)


def slider_settles(page: Page, scratch: Path) -> list[float]:
    """Seconds from a slider let go until no script runs, one per step."""
    app = AppServer(scratch / "slider").start()
    try:
        page.goto(app.url)
        wait_until_done(page)
        set_heal(page, 99)
        page.evaluate(_WATCH_RUNS)
        slider = page.locator(".stSlider", has=page.get_by_role("slider", name="Heal: Sensitivity, slider"))
        box = slider.bounding_box()
        assert box is not None
        right = box["x"] + box["width"] - THUMB
        steps = [_one_step(page, right - DRAG * step, box["y"] + box["height"] / 2) for step in range(SLIDER_STEPS)]
        return [took for took in steps if took is not None]
    finally:
        app.close()


def _one_step(page: Page, x: float, y: float) -> float | None:
    """Drag the thumb a little, let go, and wait for what follows; None when the value did not change."""
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - DRAG, y, steps=3)
    page.wait_for_timeout(300)  # what the drag itself sends is not what is measured
    page.mouse.up()
    page.wait_for_timeout(800)
    took: float | None = page.evaluate("window.idle.length ? (window.idle.at(-1) - window.released) / 1000 : null")
    return took


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        slider = slider_settles(page, Path(scratch))
        screen = ready_to_screen(page, Path(scratch))
        browser.close()
    _print("ready on the server → on the screen", screen, f"aims ≤ {AIM_SCREEN_MEDIAN:.0f} s, ≤ {AIM_SCREEN_P95:.0f} s")
    _print("slider let go → settled", slider, f"aim ≤ {AIM_SLIDER * 1000:.0f} ms")


def _print(name: str, values: Sequence[float], aim: str) -> None:
    p95 = statistics.quantiles(values, n=20)[-1]
    print(f"{name}: median {statistics.median(values):.3f} s, p95 {p95:.3f} s ({len(values)} times; {aim})")


if __name__ == "__main__":
    main()

"""Sweep of 64 cells in the browser: first view, frames while it is scrolled, a judgement's way, and a redrawing.

The baseline, in the same run, is 4 cells. First view: from the page's call until the cells in sight have their
pictures. A judgement: from the key until its cell says it. A redrawing: what the server needs to plan and draw the page
once, as with each tick while cells come. Results are the photo itself: what is measured is the page.
"""

from __future__ import annotations

import time
from pathlib import Path

from playwright.sync_api import Page, expect

from benchmarks.watched_page import AIM_FRAME, add_photos, bytes_received, frames_while_scrolled, measured, timed
from retouch_lib.lab import Lab
from retouch_lib.presets import share_text
from retouch_lib.presets.payload_sweep import PayloadSweep, payload_sweep
from retouch_lib.presets.vendor import BALANCED
from retouch_lib.settings import Settings
from retouch_lib.store.records import JobState
from tests.browser.app_server import AppServer
from tests.browser.tune_page import settled
from tests.many_jobs import OWNER

FEW, MANY, JUDGEMENTS = 4, 64, 3
AIM_FIRST, AIM_PLAN = 3.0, 0.25
PATIENCE = 60_000
_PLANS = 20


def sweep_of(cells: int) -> PayloadSweep:
    """Square."""
    side = round(cells**0.5)
    values = ",".join(str(10 * number + 10) for number in range(side))
    return payload_sweep(BALANCED, [f"Heal.Sensitivity={values}", f"Dodge Burn.Blend={values}"])


def fill(folder: Path, cells: int) -> tuple[str, float]:
    """All of them done; the page's query, and the processor seconds that planning them takes."""
    lab = Lab.open(Settings(data_dir=folder))
    (photo,) = add_photos(lab, 1)
    lab.previews.faces(photo)
    sweep = sweep_of(cells)
    run = lab.store.make_runs(OWNER, [lab.sweeps.plan(OWNER, [photo], sweep, "local").plan.ask()])[0]
    for item in run.items:
        for state in (JobState.STARTING, JobState.WAITING, JobState.DOWNLOADING):
            lab.store.set_job(item.job.id, state=state)
        lab.store.set_job(item.job.id, state=JobState.DONE, result=photo, result_type="jpeg", result_bytes=1)
    begin = time.process_time()
    for _ in range(_PLANS):
        lab.sweeps.plan(OWNER, [photo], sweep, "local")
    seconds = (time.process_time() - begin) / _PLANS
    lab.close()
    axes = "&".join(f"axis={axis.typed}" for axis in sweep.axes)
    return f"{axes}&of={share_text.to_text(BALANCED)}&photos={photo[:12]}", seconds


def measure(page: Page, folder: Path, cells: int) -> None:
    """Print one line for that many cells."""
    query, planning = fill(folder, cells)
    app = AppServer(folder).start()
    try:
        received = bytes_received(page)
        begin = time.monotonic()
        page.goto(f"{app.url}/sweep?{query}")
        expect(page.locator(".frame.loaded").nth(3)).to_be_visible(timeout=PATIENCE)
        first = time.monotonic() - begin
        settled(page)
        frames = frames_while_scrolled(page, page.get_by_role("grid"), 180)
        page.get_by_role("grid").focus()
        judged, sent = timed(page, received, lambda number: _rate(page, number), JUDGEMENTS)
    finally:
        app.close()
    print(
        f"  {cells:4} cells   first view {first:4.1f} s   {frames}   a judgement {judged:4.2f} s, {sent / 1000:5.1f} kB"
        f"   planned in {planning * 1000:5.1f} ms of the processor",
        flush=True,
    )


def _rate(page: Page, stars: int) -> None:
    page.keyboard.press(str(stars))
    expect(page.get_by_role("gridcell", name=f"{stars} star").first).to_be_visible(timeout=PATIENCE)


def main() -> None:
    print(
        f"sweep: aims for {MANY} cells: first view {AIM_FIRST:.0f} s, frames ≤ {AIM_FRAME * 1000:.0f} ms (p95), "
        f"planned in {AIM_PLAN * 1000:.0f} ms; the first line is the baseline"
    )
    measured(measure, (FEW, MANY))


if __name__ == "__main__":
    main()

"""Survey of 200 photos × 5 looks in the browser: first view, frames while it is scrolled, and a judgement's way.

The baseline, in the same run, is 6 × 5. First view: from the page's call until the cells in sight have their pictures,
made anew. Frames: while the wheel turns for two seconds. A judgement: from the key until the column's head tells it,
and what the browser is sent for that: the rows of 200 × 5 would be 250 kB. Results are the photos themselves: what is
measured is the page.
"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Page, expect

from benchmarks.watched_page import AIM_FRAME, add_photos, bytes_received, frames_while_scrolled, measured, timed
from retouch_lib.lab import Lab
from retouch_lib.presets.preset import Preset, Task
from retouch_lib.presets.vendor import BALANCED, LOOKS
from retouch_lib.settings import Settings
from retouch_lib.store.records import JobState
from retouch_lib.ui import preferences
from tests.browser.app_server import AppServer
from tests.browser.tune_page import settled
from tests.many_jobs import OWNER

FEW, MANY, JUDGEMENTS = 6, 200, 5
AIM_FIRST, AIM_SENT = 3.0, 20_000
PATIENCE = 60_000
_LOADED = ".frame.loaded"
IN_SIGHT = 15
"""Cells of the rows that are seen whole at first."""


def looks() -> list[Preset]:
    softer = [BALANCED.with_task(Task("Heal", {"Scale": 0, "Alpha1": value})) for value in (0.4, 0.6)]
    return [*LOOKS, *(replace(preset, name=f"soft {number}") for number, preset in enumerate(softer))]


def fill(folder: Path, photos: int) -> None:
    """A run of so many photos × 5 looks, all done."""
    lab = Lab.open(Settings(data_dir=folder))
    sha256s = add_photos(lab, photos)
    for sha256 in sha256s[:IN_SIGHT]:
        lab.previews.faces(sha256)  # as is done where they are uploaded
    lab.store.set_preference(OWNER, preferences.PHOTOS, sha256s)
    run = lab.store.make_run(
        OWNER, "local", lab.plan(OWNER, sha256s, looks(), "local").wanted(), engine_version="1", token_ref="ref"
    )
    for item in run.items:
        for state in (JobState.STARTING, JobState.WAITING, JobState.DOWNLOADING):
            lab.store.set_job(item.job.id, state=state)
        lab.store.set_job(item.job.id, state=JobState.DONE, result=item.job.photo, result_type="jpeg", result_bytes=1)
    lab.close()


def measure(page: Page, folder: Path, photos: int) -> None:
    """Print one line for that many photos."""
    fill(folder, photos)
    app = AppServer(folder).start()
    try:
        received = bytes_received(page)
        begin = time.monotonic()
        page.goto(f"{app.url}/survey")
        expect(page.locator(_LOADED).nth(IN_SIGHT - 1)).to_be_visible(timeout=PATIENCE)
        first = time.monotonic() - begin
        settled(page)
        frames = frames_while_scrolled(page, page.get_by_role("grid"), 180)
        judged, sent = timed(page, received, lambda number: _judge(page, number), JUDGEMENTS)
    finally:
        app.close()
    print(
        f"  {photos:4} × 5   first view {first:4.1f} s   {frames}   a judgement {judged:4.2f} s, {sent / 1000:5.1f} kB",
        flush=True,
    )


def _judge(page: Page, number: int) -> None:
    """Pick, and wait until a column's head tells it."""
    page.keyboard.press("p")
    expect(page.get_by_role("columnheader", name=f"won {number} of")).to_be_visible(timeout=PATIENCE)


def main() -> None:
    print(
        f"survey: aims for {MANY} × 5: first view {AIM_FIRST:.0f} s, frames ≤ {AIM_FRAME * 1000:.0f} ms (p95), "
        f"{AIM_SENT / 1000:.0f} kB for a judgement; the first line is the baseline"
    )
    measured(measure, (FEW, MANY))


if __name__ == "__main__":
    main()

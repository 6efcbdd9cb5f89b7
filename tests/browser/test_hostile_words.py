"""A hostile colleague's link, a hostile server's words, a hostile photo's name: nothing is fetched or drawn."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from retouch_lib.presets import share_text
from retouch_lib.presets.preset import Preset
from tests.browser.app_server import AppServer
from tests.browser.tune_page import settled, wait_until_done
from tests.browser.watch import Watch
from tests.engines import MakeEngine, QuickOutcome, quick_work

NAME = "![n](//pixel.example/n.png)"
NOTE = "Look\n# ![o](http://pixel.example/o.png) www.pixel.example :material/home:"
VALUE = "![v](http://pixel.example/v.png)"
PLUGIN = "![p](http://pixel.example/p.png)"
REASON = "![r](http://pixel.example/r.png) :red[x]"
PHOTO = "![f](__pixel.example__f.png).jpg"
DRAWN = """() => [...document.querySelectorAll("img, a[href], [role=img]")]
  .map(found => found.getAttribute("src") || found.getAttribute("href") || found.ariaLabel)
  .filter(address => /pixel|home icon/.test(address))"""
BLOCKED = """() => new Promise(resolve => {
  document.addEventListener("securitypolicyviolation", event => resolve(event.effectiveDirective));
  const picture = new Image();
  picture.src = "http://127.0.0.1:9/pixel.png";
})"""


def test_hostile_words_are_read_and_do_nothing(
    start_app: Callable[..., AppServer],
    make_engine: MakeEngine,
    page: Page,
    watch: Watch,
    portrait: Path,
    tmp_path: Path,
) -> None:
    go = threading.Event()

    def work(
        source: Path, tasks: Sequence[Mapping[str, Any]], target: Path, progress: Callable[[str, float], None]
    ) -> QuickOutcome:
        while not go.wait(0.02):
            progress(PLUGIN, 0.5)
        return quick_work(source, tasks, target, progress, REASON)

    app = start_app(RETOUCH_ENGINE_URL=make_engine(work=work).url)
    task = {"Plugin": "Heal", "Scale": 0, "Alpha1": 0.4, "Alpha2": VALUE, VALUE: 1}
    preset = replace(Preset.from_json({"mode": "professional", "tasks": [task]}, NAME), note=NOTE, author=NAME)
    page.goto(share_text.to_link(share_text.to_text(preset), app.url))
    seen(page, NAME, VALUE)
    page.get_by_role("button", name="Import 1 preset").click()
    expect(page.get_by_text("In your library")).to_be_visible()
    page.get_by_test_id("stMain").get_by_text("Library", exact=True).click()
    page.get_by_role("button", name="Use on Tune").click()
    seen(page, NAME, VALUE)
    seen(page, PLUGIN)
    go.set()
    wait_until_done(page)
    seen(page, REASON)
    odd = tmp_path / PHOTO
    odd.write_bytes(portrait.read_bytes())
    page.locator("input[type=file]").first.set_input_files(odd)
    seen(page, PHOTO)
    for name in ("Presets", "History", "Settings", "Compare"):  # on Compare the sidebar is closed
        page.get_by_role("link", name=name).click()
        settled(page)
        assert page.evaluate(DRAWN) == [], name
    assert not watch.problems
    watch.allow("Content Security Policy")
    assert page.evaluate(BLOCKED) == "img-src", "what may yet get through is stopped by the browser"


def seen(page: Page, *texts: str) -> None:
    """They stand on the page as they are."""
    for text in texts:
        words = text.partition("(")[0]
        expect(page.get_by_text(words, exact=False).first).to_be_attached(timeout=20_000)
    settled(page)
    assert page.evaluate(DRAWN) == []

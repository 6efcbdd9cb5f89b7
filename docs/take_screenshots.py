"""Take the pictures of every page anew: `make screenshots`.

The app is started as a new user finds it; Tune is taken when the three looks are done. Each page is taken at 1440×900
and 900×900, light and dark: docs/<page>-<width>-<scheme>.jpg.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable
from itertools import product
from pathlib import Path

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))  # this is a script: the project's packages lie one folder up

from playwright.sync_api import Page, expect, sync_playwright  # noqa: E402

from tests.browser.app_server import AppServer  # noqa: E402
from tests.browser.conftest import ARGUMENTS  # noqa: E402
from tests.browser.find_browser import find_browser  # noqa: E402

SAMPLES = DOCS.parent / "retouch_lib" / "samples"
SIZES = ((1440, 900), (900, 900))
SCHEMES = ("light", "dark")
QUALITY = 88
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
RUN_SECONDS = 90_000
SETTLE = 1_200
"""Milliseconds for fonts, previews and fades."""


def tune(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_role("button", name="Download").nth(2).wait_for(timeout=RUN_SECONDS)


def compare(page: Page, url: str) -> None:
    page.goto(f"{url}/compare")
    page.get_by_text("What differs").wait_for()


def survey(page: Page, url: str) -> None:
    page.goto(f"{url}/survey")
    page.locator(".frame.loaded").nth(3).wait_for()


def sweep(page: Page, url: str) -> None:
    """Heal's sensitivity in steps; rendered on the first visit, and known on the next ones."""
    page.goto(f"{url}/sweep")
    page.get_by_text("Any setting").click()
    done, run = page.get_by_text("5 done"), page.get_by_role("button", name="Run")
    done.or_(run).first.wait_for()
    if not done.count():
        run.click()
    done.wait_for(timeout=RUN_SECONDS)
    page.locator(".frame.loaded").nth(3).wait_for()


def batch(page: Page, url: str) -> None:
    """The samples' folder; it is run on the first visit."""
    page.goto(f"{url}/batch")
    again = page.get_by_text("of 3 photos done")
    folder = page.get_by_role("textbox", name="Folder")
    chosen = page.get_by_role("combobox", name="Batch")
    folder.wait_for()
    if chosen.count():
        chosen.click()
        page.get_by_role("option").nth(1).click()
    else:
        folder.fill(str(SAMPLES))
        folder.press("Enter")
        look = page.get_by_role("button", name="Look at the photos")
        expect(look).to_be_enabled()
        look.click()
        page.get_by_role("button", name="Run all · free").click()
    again.wait_for(timeout=RUN_SECONDS)
    page.get_by_role("img", name="after").last.evaluate("image => image.decode()")


def presets(page: Page, url: str) -> None:
    page.goto(f"{url}/presets")
    page.get_by_role("button", name="Use on Tune").wait_for()


def history(page: Page, url: str) -> None:
    """The runs of the pages before it."""
    page.goto(f"{url}/history")
    page.get_by_text("pictures asked for").wait_for()


def settings(page: Page, url: str) -> None:
    page.goto(f"{url}/settings")
    page.get_by_role("heading", name="Token and balance").wait_for()


def layers(page: Page, url: str) -> None:
    """Compare with a layered result taken apart; the run is made on the first visit and known on the next ones."""
    page.goto(url)
    page.get_by_text("Layers (ZIP)").click()
    run = page.get_by_role("button", name=re.compile("^(Run · free|All 3 done already)"))
    run.wait_for()
    if run.is_enabled():
        run.click()
    page.get_by_role("button", name="Download ZIP").nth(2).wait_for(timeout=RUN_SECONDS)
    page.goto(f"{url}/compare")
    title = page.get_by_role("strong").filter(has_text="Layers of")
    title.wait_for()
    page.wait_for_timeout(SETTLE)  # until the cards have their height
    title.evaluate("label => label.scrollIntoView({block: 'center'})")


def mix(page: Page, url: str) -> None:
    """The layers are rendered on the first visit, and a look is simulated."""
    page.goto(f"{url}/mix")
    look = page.get_by_role("button", name="balanced", exact=True)
    render = page.get_by_role("button", name="Render layers for this photo · free")
    look.or_(render).first.wait_for()
    if not look.count():
        render.click()
    look.wait_for(timeout=RUN_SECONDS)
    look.click()
    page.get_by_text("balanced, simulated").wait_for()
    page.mouse.move(0, 0)  # off the button, whose tooltip lies over others
    page.get_by_role("slider", name="Heal").wait_for()
    page.locator('img[src*="/mix/"]').first.evaluate("image => image.decode()")
    page.locator(".stMain").evaluate("main => main.scrollTo(0, 0)")


def guard(page: Page, url: str) -> None:
    """The mix with the guard's brush out, rings around the spots that Heal removed, the face large."""
    mix(page, url)
    page.get_by_role("button", name="Face", exact=True).click()
    page.get_by_role("button", name="Guard: keep").click()
    page.get_by_text(re.compile("spots? gone")).wait_for()


PAGES: dict[str, Callable[[Page, str], None]] = {
    "tune": tune,
    "compare": compare,
    "survey": survey,
    "sweep": sweep,
    "batch": batch,
    "presets": presets,
    "history": history,
    "settings": settings,
    "mix": mix,
    "guard": guard,
    "layers": layers,
}
"""The last three change what the others would show."""


def take(folder: Path = DOCS) -> None:
    """All pages in all sizes and schemes, into `folder`."""
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        app = AppServer(Path(scratch) / "data").start()
        browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
        try:
            for name, go in PAGES.items():
                for (width, height), scheme in product(SIZES, SCHEMES):
                    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
                    go(page, app.url)
                    page.wait_for_selector(IDLE)
                    page.wait_for_timeout(SETTLE)
                    page.screenshot(path=folder / f"{name}-{width}-{scheme}.jpg", type="jpeg", quality=QUALITY)
                    page.close()
        finally:
            browser.close()
            app.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS)

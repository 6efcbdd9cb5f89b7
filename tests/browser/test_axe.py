"""Every page and what opens on it, in light and in dark: axe-core finds nothing serious."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from retouch_lib.lab import Lab
from retouch_lib.settings import Settings
from retouch_lib.ui import preferences
from retouch_lib.ui.variants import MAX_VARIANTS, duplicate, first_variants, to_json
from tests.browser import test_console
from tests.browser.app_server import AppServer
from tests.browser.axe import serious
from tests.browser.tune_page import settled, viewer_ready, wait_until_done
from tests.pages.done_run import done_run
from tests.pages.test_needs_look import FINE, NO_MOLE, STRAY, settle

PAGES = {**test_console.PAGES, "batch": "Look at the photos"}
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
IN_SCHEME = "scheme => getComputedStyle(document.querySelector('.stApp')).colorScheme === scheme"
LIT: dict[Scheme, tuple[int, int, int]] = {"light": (51, 95, 134), "dark": (141, 179, 212)}
"""Red, green and blue of a lit choice's word, in light and in dark: the theme's linkColor."""
INK = """element => {
  const context = document.createElement("canvas").getContext("2d");
  context.fillStyle = getComputedStyle(element).color;
  context.fillRect(0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
}"""
AppWith = Callable[[Path], AppServer]


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of three photos with two looks each: on one a mole is gone, and one leaks."""
    lab = Lab.open(Settings(data_dir=tmp_path_factory.mktemp("measured") / "data"))
    figures = (FINE, NO_MOLE, STRAY, FINE, FINE, "This result could not be measured: it is torn.")
    for item, found in zip(done_run(lab).items, figures, strict=True):
        settle(lab, item.job, found)
        lab.previews.faces(item.job.photo)  # or Tune looks for them, and fades what a tick draws anew
    lab.close()
    return lab.settings.data_dir


@pytest.fixture
def app(app_with: AppWith, measured: Path) -> AppServer:
    return app_with(measured)


def in_schemes(page: Page) -> Iterator[Scheme]:
    """In light, then in dark: the open page follows the system, by the same rules as one that is opened then."""
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(IN_SCHEME, arg=scheme)
        settled(page)
        yield scheme


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_a_serious_fault(app: AppServer, page: Page, path: str) -> None:
    page.goto(f"{app.url}/{path}")
    expect(page.get_by_text(PAGES[path]).first).to_be_visible()
    settled(page)
    for unfinished in (".split:not([aria-valuenow])", ".zone strong:empty", ".sign[data-judge]:not([aria-label])"):
        expect(page.locator(unfinished)).to_have_count(0)  # components whose script has not come yet
    for scheme in in_schemes(page):
        assert serious(page) == [], scheme


def needs_a_look(page: Page) -> None:
    page.get_by_text("Worst first").click()
    expect(page.get_by_text("a mole is gone")).to_be_visible()


def download(page: Page) -> None:
    page.get_by_role("button", name="Download…").first.click()
    expect(page.get_by_role("dialog").get_by_role("link", name="Download")).to_be_visible()


def lit_choice_is_read(page: Page, scheme: Scheme) -> None:
    """axe can't tell over what a dialog lies."""
    ink = page.get_by_role("dialog").locator("[data-selected=true] p").first.evaluate(INK)
    assert all(abs(one - wanted) <= 8 for one, wanted in zip(ink, LIT[scheme], strict=True)), ink


def measures(page: Page) -> None:
    page.get_by_text("Measures", exact=True).click()
    expect(page.get_by_text("a mole is gone").first).to_be_visible()
    page.get_by_role("button", name="What these figures mean").click()
    expect(page.get_by_text("Change by part")).to_be_visible()


def loupes(page: Page) -> None:
    page.get_by_text("Loupes: eyes, cheeks, mouth").click()
    crop = page.get_by_role("button", name="mouth, balanced: show in the viewer")
    expect(crop.locator("img")).not_to_have_js_property("naturalWidth", 0)


def client(page: Page, part: str) -> None:
    page.get_by_role("button", name="Show a client").click()
    page.get_by_role("dialog").get_by_text(part, exact=True).click()
    expect(page.get_by_role("dialog").get_by_text(LAST_OF_CLIENT[part]).first).to_be_visible()


LAST_OF_CLIENT = {
    "Contact sheet": "Make the file",
    "Pick page": "Make the file",
    "Answer": "No pick page was made yet.",
}
OPENED: dict[str, tuple[str, Callable[[Page], None]]] = {
    "needs a look": ("tune", needs_a_look),
    "download": ("tune", download),
    "measures": ("compare", measures),
    "loupes": ("compare", loupes),
    **{part: ("survey", partial(client, part=part)) for part in LAST_OF_CLIENT},
}


@pytest.mark.parametrize("path", ["tune", "compare", "survey"])
def test_what_opens_on_a_page_has_no_serious_fault(app: AppServer, page: Page, path: str) -> None:
    for name, (where, open_) in OPENED.items():
        if where == path:
            page.goto(f"{app.url}/{path}")
            open_(page)
            settled(page)
            for scheme in in_schemes(page):
                assert serious(page) == [], (name, scheme)
                if name == "download":
                    lit_choice_is_read(page, scheme)


def test_the_legends_over_the_pictures_have_none_either(done_app: AppServer, page: Page) -> None:
    page.goto(f"{done_app.url}/compare")
    viewer_ready(page)
    page.keyboard.press("d")
    page.keyboard.press("k")
    expect(page.get_by_role("group", name="What lies over the pictures").get_by_role("button")).to_have_count(7)
    for measure in ("ΔE00", "FLIP"):
        page.get_by_role("button", name=measure, exact=True).click()
        assert serious(page) == []


def test_a_caption_too_faint_to_be_read_is_found(done_app: AppServer, page: Page) -> None:
    page.goto(done_app.url)
    wait_until_done(page)
    page.add_style_tag(content=".stCaption p, [data-testid=stCaptionContainer] p { color: #999 !important }")
    assert any(fault.startswith("color-contrast") for fault in serious(page))


@pytest.fixture
def many_variants(tmp_path: Path) -> Path:
    """As many as there may be, one photo, and no run."""
    variants = first_variants()
    while len(variants) < MAX_VARIANTS:
        variants = (*variants, duplicate(variants, variants[-3]))
    lab = Lab.open(Settings(data_dir=tmp_path / "lab"))
    lab.add_sample("local", "portrait")
    lab.store.set_preference("local", preferences.GREETED, True)
    lab.store.set_preference("local", preferences.VARIANTS, to_json(variants))
    lab.close()
    return lab.settings.data_dir


def test_a_table_that_finds_no_room_scrolls_by_the_keyboard(app_with: AppWith, many_variants: Path, page: Page) -> None:
    page.goto(app_with(many_variants).url)
    table = page.get_by_role("region", name="Scrollable table")
    expect(table.get_by_role("columnheader")).to_have_count(2 + MAX_VARIANTS)
    settled(page)
    assert table.evaluate("element => element.scrollWidth > element.clientWidth")
    assert serious(page) == []
    table.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("element => element.scrollLeft > 0", arg=table.element_handle())

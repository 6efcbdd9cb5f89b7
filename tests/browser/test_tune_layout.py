"""Tune at the sizes of real windows: the picture has the room, Run stays in sight, and the keyboard is soon there."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.app_server import AppServer
from tests.browser.tune_page import run_button, set_heal, settled, shot_button, wait_until_done

MOST_TABS = 25
ANYWAY = re.compile("^Run .*again")
FOCUSED = """() => {
  let element = document.activeElement;
  while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element.innerText;
}"""


def bottom(part: Locator) -> float:
    box = part.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


def whole_pixels(part: Locator) -> dict[str, int]:
    """Where it stands. Heights of lines are fractions: what moves by less than a pixel is seen to stay."""
    box = part.bounding_box()
    assert box is not None
    return {side: round(value) for side, value in box.items()}


def run_is_in_sight(page: Page) -> None:
    """Wherever one has scrolled to, and with nothing behind it that can't be scrolled out from under it."""
    run = page.locator(".st-key-run_now button")
    expect(run).to_be_in_viewport(ratio=1)
    last = page.get_by_role("radio", name="Log")
    last.scroll_into_view_if_needed()
    expect(run).to_be_in_viewport(ratio=1)
    bar, window = page.locator(".st-key-tune_run").bounding_box(), page.viewport_size
    assert bar is not None
    assert window is not None
    if bar["x"] < window["width"] / 2:
        assert bottom(last) <= bar["y"], "what stands above the bar can be scrolled out from under it"
    expect(page.get_by_text("In the run: portrait.jpg × 3 variants")).to_have_count(1)


def run_stays_at_its_place(page: Page) -> None:
    """Whatever the board and the choice of variants say."""
    run = page.locator(".st-key-run_now button")
    expect(page.get_by_role("button", name=ANYWAY)).to_be_visible()
    place = whole_pixels(run)
    set_heal(page, 40)
    expect(page.get_by_text("2 already done: free")).to_be_visible()
    assert whole_pixels(run) == place
    for look in ("slight", "heavy"):
        page.locator(".st-key-chosen_variants").get_by_text(look, exact=True).click()
        settled(page)
    expect(page.get_by_role("button", name=ANYWAY)).to_have_count(0)
    assert whole_pixels(run) == place


@pytest.mark.timeout(240)
def test_on_a_desk_the_picture_has_the_room_and_run_stays_in_sight(done_app: AppServer, page: Page) -> None:
    page.goto(done_app.url)
    wait_until_done(page)
    the_controls_scroll_by_themselves(page)
    for width, height in ((1440, 900), (1000, 800), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        settled(page)
        run_is_in_sight(page)
    the_picture_has_the_room(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    settled(page)
    page.get_by_role("radio", name="Code").click()
    copy = page.get_by_test_id("stCode").get_by_role("button", name="Copy")
    expect(copy).to_be_visible()  # without the pointer over it
    settled(page)
    run_stays_at_its_place(page)


def the_controls_scroll_by_themselves(page: Page) -> None:
    variants = page.get_by_role("radiogroup", name="Variant on the board")
    expect(page.locator(".st-key-tune_controls").get_by_role("button", name="More")).to_be_visible()  # beside them
    before = variants.bounding_box()
    last = page.get_by_label("Send photos")
    expect(last).not_to_be_in_viewport()
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport()
    assert variants.bounding_box() == before
    expect(page.locator(".st-key-run_now button")).to_be_in_viewport(ratio=1)


def the_picture_has_the_room(page: Page) -> None:
    """On a window of 1920×1080."""
    pictures = page.locator(".stage")
    pictures.scroll_into_view_if_needed()
    expect(pictures).to_be_in_viewport(ratio=1)
    box = pictures.bounding_box()
    assert box is not None
    assert box["width"] >= 1050
    assert box["height"] >= 800
    expect(page.locator(".st-key-filmstrip")).to_be_in_viewport(ratio=1)


@pytest.mark.timeout(240)
def test_on_a_phone_run_is_a_narrow_bar_and_cards_show_their_result(
    done_app: AppServer, new_page: Callable[..., Page]
) -> None:
    page = new_page(viewport={"width": 390, "height": 844})
    page.goto(done_app.url)
    wait_until_done(page)
    run_is_in_sight(page)
    run_is_a_narrow_bar_across_the_window(page)
    cards_are_of_one_height_and_show_their_result(page)
    run_stays_at_its_place(page)
    expect(run_button(page)).to_be_in_viewport(ratio=1)
    expect(run_button(page).locator("kbd")).not_to_be_visible()


def run_is_a_narrow_bar_across_the_window(page: Page) -> None:
    bar = page.locator(".st-key-tune_run")
    expect(bar).to_be_in_viewport(ratio=1)
    box = bar.bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, 390)
    assert box["height"] <= 100
    page.locator(".stage").scroll_into_view_if_needed()
    assert bottom(page.locator(".stage")) <= box["y"]
    expect(bar.get_by_label("Project")).to_have_count(0)


def cards_are_of_one_height_and_show_their_result(page: Page) -> None:
    """A longer name takes another line on a phone."""
    cards = page.locator("[class*=st-key-job_]:not(.st-key-job_cards)")
    for card in cards.all():
        card.scroll_into_view_if_needed()
        expect(card.locator("img")).not_to_have_js_property("naturalWidth", 0)
    assert len({box["height"] for card in cards.all() if (box := card.bounding_box())}) == 1
    page.get_by_role("button", name="Show heavy").click()
    expect(shot_button(page, "heavy, right")).to_have_count(1)
    shot_button(page, "slight").click()
    settled(page)
    page.get_by_role("button", name="Show heavy").click()
    expect(shot_button(page, "heavy, right")).to_have_count(1)
    settled(page)


def test_the_keyboard_is_soon_at_run(done_app: AppServer, page: Page) -> None:
    page.goto(done_app.url)
    wait_until_done(page)
    set_heal(page, 40)
    page.reload()
    expect(run_button(page)).to_be_visible()  # before that, Tab goes through a page that is still being drawn
    settled(page)
    tabs = 0
    while page.evaluate(FOCUSED) != "Skip to Run":
        page.keyboard.press("Tab")
        tabs += 1
        assert tabs < MOST_TABS
        if page.evaluate(FOCUSED) == "Skip to main content":
            page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Skip to Run")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    while not page.evaluate(FOCUSED).startswith("Run ·"):
        page.keyboard.press("Tab")
        tabs += 1
        assert tabs <= MOST_TABS


def test_the_keyboard_passes_over_a_closed_group_which_stays_closed(done_app: AppServer, page: Page) -> None:
    page.goto(done_app.url)
    wait_until_done(page)
    heal = page.get_by_label("Heal: Sensitivity, typed")
    expect(heal).to_be_visible()
    expect(page.get_by_role("button", name="Help", exact=True)).to_have_count(0)  # each says what it is about
    skin = page.locator(".st-key-tune_scrolled summary").first
    skin.focus()
    page.keyboard.press("Enter")
    expect(heal).to_have_count(0)
    settled(page)
    page.reload()
    expect(page.get_by_text("Shape & colour")).to_be_visible()
    settled(page)
    expect(heal).to_have_count(0)
    page.get_by_role("button", name="More").focus()
    tabs = 0
    while not ANYWAY.search(page.evaluate(FOCUSED)):
        page.keyboard.press("Tab")
        tabs += 1
        assert tabs <= 10, "five groups, three choices, the project"
    skin.press("Enter")
    expect(heal).to_be_visible()

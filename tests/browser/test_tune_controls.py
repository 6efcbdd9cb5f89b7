"""What only a browser shows of Tune's and Compare's controls: emptied fields, and a sidebar that stays as it is."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.app_server import AppServer
from tests.browser.tune_page import frame, set_heal, settled, tick, wait_until_done

SIDEBAR_WIDTH = 260


def test_fields_and_sidebar_hold_what_they_had(app: AppServer, page: Page) -> None:
    page.goto(app.url)
    wait_until_done(page)
    box = page.get_by_test_id("stSidebar").bounding_box()
    assert box is not None
    assert box["width"] == SIDEBAR_WIDTH, "in the first run after the app's start, too"
    set_heal(page, 40)
    field = page.get_by_label("Heal: Sensitivity, typed")
    field.fill("")
    field.press("Enter")
    expect(field).to_have_value("40")
    field.fill("150")  # Heal goes to 100
    field.press("Enter")
    expect(page.get_by_role("slider", name="Heal: Sensitivity, slider")).to_have_value("40")
    set_heal(page, 41)
    expect(page.get_by_text("balanced (edited): changed values are marked.")).to_be_visible()

    page.goto(f"{app.url}/compare")
    results = page.get_by_label("Results, up to 5").first
    sidebar = page.get_by_test_id("stSidebar")
    for left in ("balanced", "heavy"), ("balanced",), ():
        results.click()
        page.keyboard.press("Backspace")
        page.keyboard.press("Escape")  # the list of choices hides the rest from assistive technology
        shown = page.get_by_role("group", name="Pictures to choose").get_by_role("button")
        expect(shown).to_have_count(1 + len(left))
        settled(page)
        expect(sidebar).to_be_in_viewport()
    sidebar.hover()
    sidebar.get_by_test_id("stSidebarCollapseButton").locator("button").click()
    expect(sidebar).not_to_be_in_viewport()
    tick(page, "portrait.jpg")
    expect(frame(page, "portrait.jpg")).to_have_attribute("aria-selected", "false")
    settled(page)
    expect(sidebar).not_to_be_in_viewport()


def test_no_arrow_key_is_lost_while_the_script_is_busy(start_app: Callable[..., AppServer], page: Page) -> None:
    app = start_app(RETOUCH_ENGINE_SECONDS="20")
    page.goto(app.url)
    expect(page.get_by_role("progressbar").first).to_be_visible()  # the strip's ticks go on meanwhile
    slider = page.get_by_role("slider", name="Dodge Burn: Warmth, slider")
    typed = page.get_by_label("Dodge Burn: Warmth, typed")
    value = int(slider.input_value())
    slider.focus()
    for delay in (0, 60, 250):
        for pressed in range(1, 11):
            page.keyboard.press("ArrowRight", delay=delay)
            assert slider.input_value() == str(value + pressed)
        value += 10
        expect(typed).to_have_value(str(value))
        settled(page)
        expect(slider).to_have_value(str(value))

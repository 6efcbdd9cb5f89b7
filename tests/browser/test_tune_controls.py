"""What only a browser shows of Tune's and Compare's controls: emptied fields, and a sidebar that stays as it is."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.app_server import AppServer
from tests.browser.tune_page import frame, set_heal, settled, tick, wait_until_done


def test_fields_and_sidebar_hold_what_they_had(done_app: AppServer, page: Page) -> None:
    page.goto(done_app.url)
    wait_until_done(page)
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

    page.goto(f"{done_app.url}/compare")
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

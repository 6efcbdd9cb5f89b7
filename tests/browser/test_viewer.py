"""The compare viewer's keys, buttons and modes in a real browser. Within Streamlit: test_components.py."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.components.room import FACES, SIZE, Enter, shots


def test_modes_by_key_and_by_button(room: Enter) -> None:
    here = room()
    assert here.look.shown == ["slight", "original"]
    here.look.press("g")
    assert here.look.shown == ["original", "slight", "balanced"]
    here.look.button("Swipe").click()
    expect(here.look.button("Swipe")).to_have_attribute("aria-pressed", "true")
    assert [value["mode"] for _, value in here.told] == ["grid", "swipe"]


def test_numbers_choose_right_and_with_alt_or_a_left(room: Enter) -> None:
    here = room()
    here.look.press("3")
    assert here.look.shown == ["balanced", "original"]
    here.look.press("Alt+2")
    assert here.look.shown == ["balanced", "slight"]
    here.look.press("a", "1")
    assert here.look.shown == ["balanced", "original"]
    here.look.button("slight").click(modifiers=["Shift"])
    here.look.button("original").click()
    assert here.told[-1] == ["view", {"mode": "swipe", "left": "slight", "right": "original"}]
    before = len(here.told)
    here.look.press("9", "1")
    assert len(here.told) == before


def test_a_click_in_the_grid_chooses(room: Enter) -> None:
    here = room(shots(4), mode="grid")
    here.page.mouse.click(*here.look.point(0.75, 0.75))
    assert here.told == [["view", {"mode": "grid", "left": "original", "right": "heavy"}]]


@pytest.mark.parametrize("mode", ["swipe", "grid", "blink"])
def test_the_original_is_held_in_every_mode(room: Enter, mode: str) -> None:
    here = room(mode=mode, left=1, right=2)
    for key in ("\\", "o"):
        here.page.keyboard.down(key)
        here.look.settle()
        assert set(here.look.shown) == {"original"}
        seen = here.page.locator(".pane:not(.away) > .picture:not([hidden]) img")
        assert all("/original/" in address for address in seen.evaluate_all("all => all.map(each => each.src)"))
        here.page.keyboard.up(key)
        here.look.settle()
        assert set(here.look.shown) != {"original"}


def test_the_split_moves_by_brackets_handle_and_arrows(room: Enter) -> None:
    here = room()
    handle = here.page.get_by_role("slider", name="Split")
    here.look.press("[", "[", "]")
    expect(handle).to_have_attribute("aria-valuenow", "48")
    here.look.drag(here.look.point(0.48, 0.5), here.look.point(0.8, 0.5))
    expect(handle).to_have_attribute("aria-valuenow", "80")
    handle.focus()
    here.look.press("ArrowLeft")
    expect(handle).to_have_attribute("aria-valuenow", "78")
    here.look.press("Home")
    expect(handle).to_have_attribute("aria-valuenow", "0")
    assert here.told == []


def test_space_and_drag_pans_even_on_the_handle(room: Enter) -> None:
    here = room()
    here.look.press("z")
    handle = here.look.point(0.5, 0.5)
    before = here.look.original_at(handle)
    here.page.keyboard.down(" ")
    here.look.drag(handle, (handle[0] + 40, handle[1]))
    here.page.keyboard.up(" ")
    expect(here.page.get_by_role("slider", name="Split")).to_have_attribute("aria-valuenow", "50")
    assert here.look.original_at((handle[0] + 40, handle[1])) == pytest.approx(before, abs=2)


def test_keys_need_the_pointer_or_the_focus_and_leave_typing_alone(room: Enter) -> None:
    here = room()
    field = here.page.get_by_label("Field")
    field.click()
    here.look.hover()
    here.page.keyboard.type("gob3 ")
    expect(field).to_have_value("gob3 ")
    here.page.mouse.click(700, 5)
    here.look.press("g")
    assert here.told == []
    here.look.stage.focus()
    here.look.press("g")
    assert here.told[-1][1]["mode"] == "grid"


def test_after_tab_the_keys_belong_to_what_has_the_focus(room: Enter) -> None:
    here = room()
    here.look.press("Tab")
    expect(here.page.get_by_label("Field")).to_be_focused()
    here.page.get_by_label("Field").evaluate("field => { field.type = 'checkbox'; }")
    here.look.press(" ")
    expect(here.page.get_by_label("Field")).to_be_checked()
    here.look.hover(0.4)
    here.look.press(" ")
    expect(here.page.get_by_label("Field")).to_be_checked()


def test_faces_are_visited_at_one_to_one(room: Enter) -> None:
    here = room(faces=FACES)
    button = here.page.locator("[data-do=face]")
    expect(button).to_have_text("Face –/2")
    here.look.press("e")
    assert here.look.zoom == "100 %"
    here.look.press("e")
    expect(button).to_have_text("Face 2/2")
    eyes = ((0.6 + 0.1) * SIZE[0], (0.5 + 0.4 * 0.3) * SIZE[1])
    assert here.look.original_at(here.look.point(0.5, 0.5)) == pytest.approx(eyes, abs=2)


def test_no_face_disables_its_button(room: Enter) -> None:
    here = room()
    expect(here.page.locator("[data-do=face]")).to_be_disabled()
    here.look.press("e")
    expect(here.look.button("Fit")).to_have_attribute("aria-pressed", "true")


def test_it_can_begin_at_the_eyes(room: Enter) -> None:
    here = room(faces=[(*FACES[1], 0.7, 0.6)], start="face")
    assert here.look.zoom == "100 %"
    eyes = (0.7 * SIZE[0], 0.6 * SIZE[1])
    assert here.look.original_at(here.look.point(0.5, 0.5)) == pytest.approx(eyes, abs=2)
    here.look.press("0")
    here.run(shots(4), faces=[(*FACES[1], 0.7, 0.6)], start="face")
    expect(here.look.button("Fit")).to_have_attribute("aria-pressed", "true")


def test_blink_turns_the_pictures_over(room: Enter) -> None:
    here = room(mode="blink")
    for label in ("slight", "original", "slight"):
        expect(here.page.locator(".pane:not(.away) .tag")).to_have_text(label)


def test_nothing_blinks_by_itself_when_less_motion_is_asked_for(room: Enter) -> None:
    here = room(context={"reduced_motion": "reduce"}, mode="blink")
    first = here.look.shown
    here.page.wait_for_timeout(900)  # longer than one blink
    assert here.look.shown == first
    here.look.press("b")
    assert here.look.shown != first


def test_help_lists_the_keys_and_escape_closes_it(room: Enter) -> None:
    here = room()
    here.page.get_by_label("Keys", exact=True).click()
    expect(here.page.get_by_text("hold to see the original")).to_be_visible()
    here.look.press("Escape")
    expect(here.page.get_by_text("hold to see the original")).to_be_hidden()


def test_full_screen_and_back(room: Enter) -> None:
    here = room()
    here.look.press("f")
    here.page.wait_for_function("() => document.fullscreenElement !== null")
    here.look.press("f")
    here.page.wait_for_function("() => document.fullscreenElement === null")


@pytest.mark.parametrize("width", [400, 900])
def test_it_fits_narrow_windows(room: Enter, width: int) -> None:
    here = room(shots(4), context={"viewport": {"width": width, "height": 900}}, faces=FACES)
    assert here.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    for button in here.page.locator(".bar button, summary").all():
        box = button.bounding_box()
        assert box
        assert 0 <= box["x"] < box["x"] + box["width"] <= width


def test_the_surroundings_are_neutral_whatever_the_theme(room: Enter) -> None:
    here = room()
    here.page.locator("#host").evaluate("host => { host.style = '--st-background-color: pink; --st-text-color: red'; }")
    for element in (here.look.stage, here.page.locator(".pane").first):
        assert element.evaluate("each => getComputedStyle(each).backgroundColor") == "rgb(119, 119, 119)"


def test_every_control_has_a_name_and_a_place_in_the_tab_order(room: Enter) -> None:
    here = room()
    nameless = here.page.locator(".viewer button:visible").evaluate_all(
        "all => all.filter(each => !(each.getAttribute('aria-label') || each.textContent.trim())).length"
    )
    assert nameless == 0
    assert here.page.locator(".pane img:not([alt])").count() == 0
    here.page.get_by_role("button", name="Keys").or_(here.page.locator("summary")).first.focus()
    here.page.keyboard.press("Tab")
    expect(here.look.stage).to_be_focused()
    here.page.keyboard.press("Tab")
    expect(here.page.get_by_role("slider", name="Split")).to_be_focused()

"""The compare viewer's keys, buttons and modes in a real browser. Within Streamlit: test_components.py."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import groupby, pairwise

import pytest
from playwright.sync_api import expect

from retouch_lib.ui import keys
from retouch_lib.ui.viewer import ROOM_BELOW
from tests.browser.components.room import FACES, SIZE, Enter, shot, shots

MORE = [replace(shot("slight"), id=name, label=name) for name in ("soft", "mine")]


def test_modes_by_key_and_by_button(room: Enter) -> None:
    here = room()
    assert here.look.shown == ["slight", "original"]
    here.look.press("g")
    assert here.look.shown == ["original", "slight", "balanced"]
    here.look.button("Swipe").click()
    expect(here.look.button("Swipe")).to_have_attribute("aria-pressed", "true")
    assert [value["mode"] for _, value in here.told] == ["grid", "swipe"]


def test_alt_and_a_digit_or_an_arrow_choose_right_and_shift_left(room: Enter) -> None:
    here = room()
    here.look.press("Alt+3")
    assert here.look.shown == ["balanced", "original"]
    here.look.press("ArrowUp")
    assert here.look.shown == ["slight", "original"]
    here.look.chip("balanced").click(modifiers=["Shift"])
    here.look.chip("original").click()
    assert here.told[-1] == ["view", {"mode": "swipe", "left": "balanced", "right": "original", "chosen": True}]
    before = len(here.told)
    here.look.press("Alt+9", "Alt+1", "3")
    assert len(here.told) == before


def test_digits_and_letters_judge_and_are_told_in_order(room: Enter) -> None:
    here = room([shots(1)[0], *(replace(each, mark="none") for each in shots(3)[1:])])
    here.look.press("4", "p")
    assert here.told == [["judge", {"value": {"what": "stars", "stars": 4, "shots": ["slight"]}, "number": 1}]]
    here.run(shots(3), heard=1)
    assert here.told[-1][1]["value"] == {"what": "pick", "stars": 0, "shots": ["slight"]}


def test_chips_show_how_pictures_were_judged(room: Enter) -> None:
    here = room([shots(1)[0], replace(shot("slight"), mark="picked", stars=3)])
    expect(here.look.chip("slight, right, picked, 3 stars")).to_contain_text("✓ 3★")
    expect(here.look.button("Pick slight")).to_have_attribute("aria-pressed", "true")
    expect(here.look.button("3 stars for slight")).to_have_attribute("aria-pressed", "true")


def test_a_click_in_the_grid_chooses(room: Enter) -> None:
    here = room(shots(4), mode="grid")
    here.page.mouse.click(*here.look.point(0.75, 0.75))
    assert here.told == [["view", {"mode": "grid", "left": "original", "right": "heavy", "chosen": True}]]


@pytest.mark.parametrize("mode", ["swipe", "grid", "blink"])
def test_the_original_is_held_in_every_mode(room: Enter, mode: str) -> None:
    here = room(mode=mode, left=1, right=2)
    for key in ("\\", "o"):
        here.page.keyboard.down(key)
        here.page.wait_for_timeout(300)  # longer than a tap
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


def test_keys_work_without_a_click_and_leave_typing_alone(room: Enter) -> None:
    here = room()
    here.page.mouse.move(700, 5)
    here.look.press("g")
    assert here.told[-1][1]["mode"] == "grid"
    field = here.page.get_by_label("Field")
    field.click()
    here.look.hover()
    before = len(here.told)
    here.page.keyboard.type("gomp3 ")
    expect(field).to_have_value("gomp3 ")
    assert len(here.told) == before


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


@pytest.mark.parametrize("size", [(1600, 1200), (3200, 2400)])
def test_a_face_fills_the_pane_whatever_the_photos_size(room: Enter, size: tuple[int, int]) -> None:
    here = room(shots(size=size), faces=FACES)
    here.look.press("e")
    stage = here.look.stage.bounding_box()
    assert stage
    assert here.look.box("original")["height"] * FACES[0][3] == pytest.approx(0.7 * stage["height"], abs=2)
    middle = ((0.1 + 0.1) * size[0], (0.1 + 0.15) * size[1])
    for mode in ("s", "m"):
        here.look.press(mode)
        assert here.look.original_at(here.look.point(0.5, 0.5)) == pytest.approx(middle, abs=size[0] / 400)


def test_faces_are_visited_and_their_eyes_at_one_to_one(room: Enter) -> None:
    here = room(shots(size=(3200, 2400)), faces=FACES)
    button = here.page.locator("[data-do=face]")
    expect(button).to_have_text("Face –/2")
    here.look.press("e", "e", "e")
    expect(button).to_have_text("Face 2/2")
    button.click()
    expect(here.page.locator("output")).to_have_text("100 %")
    eyes = ((0.6 + 0.1) * 3200, (0.5 + 0.4 * 0.3) * 2400)
    assert here.look.original_at(here.look.point(0.5, 0.5)) == pytest.approx(eyes, abs=2)


def test_no_face_disables_its_button(room: Enter) -> None:
    here = room()
    expect(here.page.locator("[data-do=face]")).to_be_disabled()
    here.look.press("e")
    expect(here.look.button("Fit")).to_have_attribute("aria-pressed", "true")


def test_it_can_begin_at_a_face(room: Enter) -> None:
    here = room(faces=[(*FACES[1], 0.7, 0.6)], start="face")
    middle = (0.7 * SIZE[0], 0.65 * SIZE[1])
    assert here.look.original_at(here.look.point(0.5, 0.5)) == pytest.approx(middle, abs=2)
    here.look.press("f")
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
    here.look.press("m")
    assert here.look.shown != first


@pytest.mark.parametrize("viewport", [{"width": 390, "height": 844}, {"width": 1440, "height": 900}])
def test_the_table_of_keys_fits_and_switches_single_keys_off(room: Enter, viewport: dict[str, int]) -> None:
    here = room(context={"viewport": viewport})
    here.look.press("?")
    table = here.page.get_by_role("dialog", name="Keys")
    expect(table).to_be_visible()
    box = table.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= viewport["width"]
    assert table.evaluate("each => each.scrollWidth <= each.clientWidth")
    assert table.locator("dt").all_inner_texts() == [
        re.sub(r"\[(.[^\]]*)\]", r"\1", line.keys)
        for lines in keys.TABLE.values()
        for line in lines
        if "viewer" in line.places
    ]
    table.get_by_role("switch", name="Single keys").click()
    assert here.told == [["single_keys", False]]
    here.look.press("Escape")
    expect(table).to_be_hidden()


def test_full_screen_and_back(room: Enter) -> None:
    here = room()
    here.look.press("Shift+F")
    here.page.wait_for_function("() => document.fullscreenElement !== null")
    here.look.press("Shift+F")
    here.page.wait_for_function("() => document.fullscreenElement === null")


@pytest.mark.parametrize("width", [390, 740, 1400])
def test_the_toolbar_fits_and_nothing_moves_when_pictures_arrive(room: Enter, width: int) -> None:
    judged = [replace(each, mark="picked", stars=5) for each in (*shots(4)[1:], *MORE)]
    here = room(shots(1), context={"viewport": {"width": width, "height": 900}}, faces=FACES)
    before = here.look.stage.bounding_box()
    for count in (1, 3, 5):
        here.run([shots(1)[0], *judged[:count]], faces=FACES)
        assert here.look.stage.bounding_box() == before
        boxes = [box for each in here.page.locator(".bar button:visible").all() if (box := each.bounding_box())]
        assert all(box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)
        assert all(box["width"] >= 24 and box["height"] >= 24 for box in boxes)
        rows = groupby(sorted(boxes, key=lambda box: (round(box["y"]), box["x"])), key=lambda box: round(box["y"]))
        assert all(one["x"] + one["width"] <= next_["x"] + 1 for _, row in rows for one, next_ in pairwise(row))
        tops = sorted({round(box["y"] + box["height"] / 2) for box in boxes})
        assert len(tops) == {390: 3, 740: 2, 1400: 1}[width]
    assert here.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_many_pictures_stand_in_a_list_that_keys_open(room: Enter) -> None:
    here = room([*shots(4), *MORE])
    expect(here.page.get_by_role("group", name="Pictures to choose").get_by_role("button")).to_have_count(4)
    here.look.chip("All 6").press("Enter")
    here.look.press("End", "Enter")
    assert here.told[-1][1]["right"] == "mine"
    expect(here.look.chip("mine, right")).to_be_visible()
    expect(here.look.chip("original, left")).to_be_visible()
    expect(here.look.chip("All 6")).to_be_focused()


def test_it_fills_the_window(room: Enter) -> None:
    for size in ({"width": 1440, "height": 900}, {"width": 2560, "height": 1440}):
        here = room(context={"viewport": size}, fills=True)
        box = here.look.stage.bounding_box()
        assert box
        assert box["y"] + box["height"] == pytest.approx(size["height"] - ROOM_BELOW, abs=1)
        here.page.set_viewport_size({"width": 1440, "height": 700})
        expect(here.look.stage).to_have_css("height", f"{round(700 - box['y'] - ROOM_BELOW)}px")


def test_a_pinned_picture_stays_while_other_photos_come(room: Enter) -> None:
    here = room(name="one.jpg")
    here.look.press("t", "z")
    region = here.page.locator(".pane[data-shot=pinned] > .picture").bounding_box()
    other = [replace(each, full=f"{each.full}?2", preview=f"{each.preview}?2") for each in shots()]
    here.run(other, name="two.jpg")
    here.look.press("f")
    assert here.look.shown == ["slight", "pinned: one.jpg"]
    assert region
    assert region["width"] == SIZE[0]
    here.look.button("Unpin one.jpg · original").first.click()
    here.look.settle()
    assert here.look.shown == ["slight", "original"]


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
    here.look.button("Keys").focus()
    here.page.keyboard.press("Tab")
    expect(here.look.stage).to_be_focused()
    here.page.keyboard.press("Tab")
    expect(here.page.get_by_role("slider", name="Split")).to_be_focused()

"""The boxes around the faces of the original: where they lie, when they are seen, and how they are switched."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.components.room import FACES, SIZE, Enter, Room, shots


def boxes(here: Room) -> Locator:
    return here.page.locator(".pane:not(.away) .faces i:visible")


def switch(here: Room) -> Locator:
    return here.page.get_by_role("button", name="Boxes around the faces")


def expect_in_place(here: Room, faces: list[tuple[float, float, float, float]] = FACES) -> None:
    """Each box lies on its face, in pixels of the original."""
    here.look.settle()
    expect(boxes(here)).to_have_count(len(faces))
    for box, (x, y, width, height) in zip(boxes(here).all(), faces, strict=True):
        there = box.bounding_box()
        assert there
        first = here.look.original_at((there["x"], there["y"]))
        last = here.look.original_at((there["x"] + there["width"], there["y"] + there["height"]))
        assert first == pytest.approx((x * SIZE[0], y * SIZE[1]), abs=2)
        assert last == pytest.approx(((x + width) * SIZE[0], (y + height) * SIZE[1]), abs=2)


def test_they_lie_on_the_faces_through_zoom_and_pan(room: Enter) -> None:
    here = room(shots(1), faces=FACES)
    expect_in_place(here)
    here.look.hover(0.2, 0.3)
    here.look.press("z")
    assert here.look.zoom == "100 %"
    expect_in_place(here)
    here.look.drag(here.look.point(0.4, 0.4), here.look.point(0.6, 0.5))
    expect_in_place(here)
    here.look.press("f")
    here.look.wheel(-300)
    expect_in_place(here)


def test_they_go_when_there_is_a_result_unless_the_user_wants_them(room: Enter) -> None:
    here = room(shots(1), faces=FACES)
    expect(switch(here)).to_have_attribute("aria-pressed", "true")
    here.run(shots(2), faces=FACES)
    expect(boxes(here)).to_have_count(0)
    expect(switch(here)).to_have_attribute("aria-pressed", "false")
    here.look.press("b")
    expect_in_place(here)
    here.run(shots(3), faces=FACES)
    expect_in_place(here)
    here.look.press("b")
    here.run(shots(1), faces=FACES)
    expect(boxes(here)).to_have_count(0)
    assert [name for name, _ in here.told if name != "view"] == [], "nothing of it is the page's affair"


def test_switched_by_button_too(room: Enter) -> None:
    here = room(faces=FACES)
    expect(switch(here)).to_have_attribute("title", "2 faces found in the original: show boxes (B)")
    switch(here).click()
    expect(switch(here)).to_have_attribute("aria-pressed", "true")
    expect(boxes(here)).to_have_count(2)
    switch(here).click()
    expect(boxes(here)).to_have_count(0)


@pytest.mark.parametrize("mode", ["swipe", "grid"])
def test_only_the_original_has_them(room: Enter, mode: str) -> None:
    here = room(shots(3), mode=mode, faces=FACES)
    here.look.press("b")
    expect_in_place(here)
    owners = here.page.locator(".pane:has(.faces)").evaluate_all("all => all.map(each => each.dataset.shot)")
    assert owners == ["original"]


def test_in_swipe_the_split_cuts_them_with_their_picture(room: Enter) -> None:
    here = room(shots(2), faces=FACES)
    here.look.press("b")
    clip = here.page.locator(".pane[data-shot=original]").evaluate("pane => pane.style.clipPath")
    assert clip == "inset(0px 50% 0px 0px)"
    here.look.chip("slight").click(modifiers=["Shift"])
    here.look.press("Alt+2")
    expect(boxes(here)).to_have_count(0)
    here.page.keyboard.down("o")
    expect_in_place(here)
    here.page.keyboard.up("o")


def test_in_blink_they_come_and_go_with_the_original(room: Enter) -> None:
    here = room(shots(2), context={"reduced_motion": "reduce"}, mode="blink", faces=FACES)
    here.look.press("b")
    seen = set()
    for _ in range(2):
        seen.add((*here.look.shown, boxes(here).count()))
        here.look.press("m")
    assert seen == {("original", 2), ("slight", 0)}


def test_another_photo_has_its_own(room: Enter) -> None:
    here = room(shots(1), faces=FACES)
    here.run(shots(1), faces=FACES[1:])
    expect_in_place(here, FACES[1:])
    expect(switch(here)).to_have_attribute("title", "1 face found in the original: show boxes (B)")
    here.run(shots(1), faces=[])
    expect(boxes(here)).to_have_count(0)
    expect(switch(here)).to_be_disabled()
    expect(switch(here)).to_have_attribute("title", "No face found")


def test_the_pointer_goes_through_them(room: Enter) -> None:
    here = room(shots(4), mode="grid", faces=[(0.0, 0.0, 1.0, 1.0)])
    here.look.press("b")
    here.page.mouse.click(*here.look.point(0.25, 0.25))
    assert here.told[-1] == ["view", {"mode": "grid", "left": "original", "right": "original", "chosen": True}]
    here.page.wait_for_timeout(500)  # longer than between the two clicks of one
    here.page.mouse.click(*here.look.point(0.25, 0.25))
    here.look.settle()
    expect(here.look.button("Fit")).to_have_attribute("aria-pressed", "false")


def test_they_are_seen_on_dark_and_on_light(room: Enter) -> None:
    here = room(shots(1), faces=FACES)
    style = (
        "each => { const { borderTopColor, boxShadow } = getComputedStyle(each); return [borderTopColor, boxShadow] }"
    )
    light, dark = boxes(here).first.evaluate(style)
    assert light.startswith("rgba(255, 255, 255")
    assert dark.startswith("rgba(0, 0, 0")

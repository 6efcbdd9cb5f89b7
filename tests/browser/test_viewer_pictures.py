"""What the compare viewer shows, to the pixel, and what reruns of the page leave as it is."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import expect

from retouch_lib.ui.viewer import viewer
from tests.browser.components.pictures import drawn
from tests.browser.components.room import NAMES, SIZE, Enter, shot, shots
from tests.browser.watch import Watch

IMAGES = "all => all.flatMap(each => [...(each.shadowRoot?.querySelectorAll('.picture > img') ?? [])])"


def test_choosing_and_changing_modes_keeps_every_picture_element(room: Enter) -> None:
    here = room(shots(4))
    here.page.locator("#host").evaluate_all(f"all => {{ window.first = ({IMAGES})(all) }}")
    here.look.press("Alt+3", "g", "Alt+4", "m", "Alt+2", "s")
    kept = here.page.evaluate("() => first.filter(each => each.isConnected).length")
    asked = here.page.evaluate("() => performance.getEntriesByType('resource').map(each => each.name)")
    assert kept == 4
    assert len(asked) == len(set(asked))


def test_one_to_one_is_one_picture_pixel_per_device_pixel(room: Enter) -> None:
    here = room(shots(size=(3000, 2000)), context={"device_scale_factor": 2})
    pointer = here.look.point(0.4, 0.6)
    here.look.hover(0.4, 0.6)
    before = here.look.original_at(pointer)
    here.look.press("z")
    assert here.look.zoom == "100 %"
    box = here.look.box("original")
    assert box["width"] == pytest.approx(1500)
    assert box["x"] * 2 == pytest.approx(round(box["x"] * 2), abs=0.01)
    assert box["y"] * 2 == pytest.approx(round(box["y"] * 2), abs=0.01)
    assert here.look.original_at(pointer) == pytest.approx(before, abs=2)


def test_at_one_to_one_the_screen_shows_the_files_own_pixels(room: Enter) -> None:
    here = room([shot("original", (1500, 1300))])
    here.look.press("z")
    expect(here.page.locator("img[src$='/1500.jpg']")).to_have_count(1)
    left, top = here.look.original_at(here.look.point(0.5, 0.5))
    x, y = here.look.point(0.5, 0.5)
    clip = {"x": round(x), "y": round(y), "width": 150, "height": 150}
    screen = Image.open(BytesIO(here.page.screenshot(clip=clip))).convert("RGB")
    corner = (round(left + clip["x"] - x), round(top + clip["y"] - y))
    file = Image.open(BytesIO(drawn("original", 1500, 1300, 1500)))
    part = file.crop((*corner, corner[0] + 150, corner[1] + 150))
    assert len(part.getcolors(150 * 150) or []) > 1  # there is something to compare
    assert max(high for _, high in ImageChops.difference(screen, part).getextrema()) <= 2


def test_fit_shows_all_of_the_picture(room: Enter) -> None:
    here = room()
    here.look.press("z", "f")
    stage = here.look.stage.bounding_box()
    assert stage
    box = here.look.box("original")
    assert box["height"] == pytest.approx(stage["height"], abs=1)
    assert box["x"] + box["width"] / 2 == pytest.approx(stage["x"] + stage["width"] / 2, abs=1)


def test_wheel_drag_and_clicks_are_not_told_to_the_page(room: Enter) -> None:
    here = room()
    look = here.look
    look.hover(0.4, 0.4)
    pointer = look.point(0.4, 0.4)
    before = look.original_at(pointer)
    look.wheel(-900)
    assert look.original_at(pointer) == pytest.approx(before, abs=2)
    begin, end = look.point(0.6, 0.5), look.point(0.55, 0.55)
    grabbed = look.original_at(begin)
    look.drag(begin, end)
    assert look.original_at(end) == pytest.approx(grabbed, abs=2)
    here.page.mouse.click(*end)
    expect(look.button("Fit")).to_have_attribute("aria-pressed", "true")
    pointer = look.point(0.55, 0.6)
    before = look.original_at(pointer)
    here.page.wait_for_timeout(500)  # longer than between the two clicks of one
    here.page.mouse.dblclick(*pointer)
    look.settle()
    assert look.zoom == "100 %"
    assert look.original_at(pointer) == pytest.approx(before, abs=2)
    assert here.told == []


def test_zooming_out_ends_at_fit_and_then_lets_the_page_scroll(room: Enter) -> None:
    here = room()
    here.look.wheel(-300)
    for _ in range(8):
        here.look.wheel(900)
    expect(here.look.button("Fit")).to_have_attribute("aria-pressed", "true")
    default_kept = here.look.stage.evaluate(
        """stage => {
          const later = new WheelEvent("wheel", { deltaY: 100, bubbles: true, cancelable: true });
          Object.defineProperty(later, "timeStamp", { value: performance.now() + 5000 });
          return stage.dispatchEvent(later);
        }"""
    )
    assert default_kept


def test_pinching_zooms_between_the_fingers(room: Enter) -> None:
    here = room(context={"has_touch": True})
    middle = here.look.point(0.5, 0.5)
    before = here.look.original_at(middle)
    session = here.page.context.new_cdp_session(here.page)
    for kind, spread in (("touchStart", 40), ("touchMove", 80), ("touchMove", 120)):
        fingers = [{"x": middle[0] + side * spread, "y": middle[1], "id": side + 1} for side in (-1, 1)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    here.look.settle()
    assert int(here.look.zoom.split()[0]) > 100
    assert here.look.original_at(middle) == pytest.approx(before, abs=20)


def test_the_full_file_comes_only_when_needed_and_nothing_shifts(room: Enter) -> None:
    here = room(shots(size=(3000, 2000)))
    full = here.page.locator(".pane:not(.away) img[src$='/3000.jpg']")
    assert full.count() == 0
    here.look.press("z")
    before = here.look.box("original")
    expect(full).to_have_count(2)
    assert here.look.box("original") == before
    images = here.look.picture("original").locator("img")
    assert images.evaluate_all("all => all.map(i => [i.clientWidth, i.clientHeight])") == [[3000, 2000]] * 2
    expect(here.look.picture("original")).not_to_have_class(re.compile("pixelated"))
    here.look.press("+", "+", "+", "+")
    expect(here.look.picture("original")).to_have_class(re.compile("pixelated"))


def test_a_new_result_neither_rebuilds_nor_resets(room: Enter) -> None:
    here = room(shots(2))
    here.look.press("z")
    here.look.drag(here.look.point(0.3, 0.5), here.look.point(0.2, 0.4))
    here.page.locator("#host").evaluate_all(f"all => {{ window.first = ({IMAGES})(all) }}")
    before = here.look.box("original")
    here.run(shots(4))
    expect(here.look.chip("heavy")).to_be_visible()
    assert here.look.box("original") == before
    assert here.page.evaluate("() => first.length > 0 && first.every(each => each.isConnected)")
    assert here.look.shown == ["slight", "original"]


def test_another_photo_keeps_the_zoom(room: Enter) -> None:
    here = room(shots(2), photos=True)
    here.look.press("z")
    here.run([replace(shot(name, (2000, 1500)), id=name) for name in NAMES[:2]], photos=True)
    expect(here.page.locator(".pane:not(.away) img[src$='/2000.jpg']")).to_have_count(2)
    assert here.look.zoom == "100 %"
    assert here.look.box("original")["width"] == 2000
    assert here.page.locator("img[src*='/1600/']").count() == 0


def test_the_page_leads_until_the_user_has_chosen(room: Enter) -> None:
    here = room(shots(1))
    assert here.look.shown == ["original"]
    here.run(shots(2), right=1)
    assert here.look.shown == ["slight", "original"]
    here.look.press("Alt+1")
    here.run(shots(3), right=2)
    assert here.look.shown == ["original"]
    here.run([*shots(1), shot("heavy")], right=1)
    assert here.look.shown == ["original"]


def test_a_chosen_result_that_goes_makes_way(room: Enter) -> None:
    here = room(shots(3))
    here.look.press("Alt+3")
    here.run(shots(2))
    assert here.look.shown == ["slight", "original"]


def test_what_is_chosen_elsewhere_on_the_page_takes_the_right_side_once(room: Enter) -> None:
    here = room(shots(3))
    here.look.press("Alt+3")
    here.run(shots(4), show="heavy")
    assert here.look.shown == ["heavy", "original"]
    here.look.press("Alt+2")
    here.run(shots(4), show="heavy")
    assert here.look.shown == ["slight", "original"], "what was chosen in the viewer since then stays"
    here.run(shots(4), show="balanced")
    assert here.look.shown == ["balanced", "original"]


def test_the_holes_of_a_layer_show_a_checkerboard_and_not_the_preview_again(room: Enter) -> None:
    here = room([shot("original", (3000, 2000)), replace(shot("slight", (3000, 2000)), see_through=True)])
    images = here.look.picture("slight").locator("img")
    assert images.count() == 1, "fitted: the preview, which has the checkerboard drawn in"
    here.look.press("z")
    expect(images).to_have_count(2)
    assert images.evaluate_all("all => all.map(i => getComputedStyle(i).visibility)") == ["hidden", "visible"]
    checks = "each => getComputedStyle(each).backgroundImage.includes('conic-gradient')"
    assert here.look.picture("slight").evaluate(checks)
    assert not here.look.picture("original").evaluate(checks), "a photo has none"


def test_a_key_held_while_the_page_reruns_stays_held(room: Enter) -> None:
    here = room(shots(2))
    here.page.keyboard.down("o")
    here.run(shots(3))
    assert here.look.shown == ["original"]
    here.page.wait_for_timeout(300)  # longer than a tap
    here.page.keyboard.up("o")
    here.look.settle()
    assert here.look.shown == ["slight", "original"]


def test_an_overtaken_run_does_not_switch_the_viewer_off(room: Enter) -> None:
    here = room()
    here.page.evaluate("() => { window.overtaken = window.leave; }")
    here.run(shots(4))
    here.page.evaluate("() => window.overtaken()")
    here.look.press("Alt+4")
    assert here.look.shown == ["heavy", "original"]
    here.page.evaluate("() => window.leave()")
    here.look.press("Alt+2")
    assert here.look.shown == ["slight", "original"], "nor one that is still on the page, whichever run ends"


@pytest.mark.parametrize(
    ("size", "count", "rows"),
    [((800, 1200), 4, 1), ((1200, 800), 4, 2), ((800, 1200), 3, 1), ((1200, 800), 2, 1), ((1200, 800), 3, 2)],
)
def test_tall_photos_stand_in_one_row(room: Enter, size: tuple[int, int], count: int, rows: int) -> None:
    here = room(shots(count, size), mode="grid")
    tops = here.page.locator(".pane").evaluate_all("all => all.map(each => each.style.top)")
    assert len(set(tops)) == rows


def test_the_grid_zooms_and_pans_together(room: Enter) -> None:
    here = room(shots(4, (1200, 1600)), mode="grid")
    here.look.hover(0.6, 0.3)
    here.look.press("z")
    here.look.drag(here.look.point(0.6, 0.3), here.look.point(0.55, 0.4))
    panes = [pane.bounding_box() for pane in here.page.locator(".pane").all()]
    offsets = {
        (round(here.look.box(name)["x"] - pane["x"]), round(here.look.box(name)["y"] - pane["y"]))
        for name, pane in zip(NAMES, panes, strict=True)
        if pane
    }
    assert len(offsets) == 1
    assert offsets != {(0, 0)}


def test_another_size_is_said_and_never_stretched(room: Enter) -> None:
    here = room([shot("original"), shot("slight", (1200, 800))])
    expect(here.page.get_by_text("slight · other size: 1200 × 800")).to_be_visible()
    original, slight = here.look.box("original"), here.look.box("slight")
    assert slight["width"] == pytest.approx(original["width"])
    assert slight["width"] / slight["height"] == pytest.approx(1.5, abs=0.01)


def test_a_picture_that_does_not_load_says_so_and_can_be_asked_for_again(room: Enter, watch: Watch) -> None:
    watch.allow("404")
    gone = replace(shot("slight"), preview="/gone.jpg")
    here = room([shot("original"), gone])
    note = here.page.locator(".pane[data-shot=slight] .note")
    expect(note).to_contain_text("This picture could not be loaded.")
    here.page.route("**/gone.jpg", lambda route: route.fulfill(body=drawn("slight", *SIZE, 800)))
    note.get_by_role("button", name="Try again").click()
    expect(note).to_be_hidden()


def test_a_full_file_that_does_not_load_leaves_the_preview(room: Enter, watch: Watch) -> None:
    watch.allow("404")
    here = room([replace(shot("original", (3000, 2000)), full="/gone.jpg")])
    here.look.press("z")
    expect(here.page.get_by_text("The full-size file could not be loaded; you see its preview.")).to_be_visible()


def test_arrows_ask_for_another_photo_only_where_the_page_has_one(room: Enter) -> None:
    here = room(photos=True)
    here.look.press("ArrowRight", "ArrowLeft")
    assert here.told == [["step", {"value": 1, "number": 1}]]
    here.run(shots(), photos=True, heard=1)
    assert here.told[1:] == [["step", {"value": -1, "number": 2}]]
    here.run(shots(), photos=False, heard=2)
    here.look.press("ArrowRight")
    assert len(here.told) == 2


def test_addresses_elsewhere_and_shots_without_size_are_refused() -> None:
    for address in ("https://example.org/a.jpg", "//example.org/a.jpg", "a.jpg"):
        with pytest.raises(ValueError, match="path on this app"):
            replace(shot("original"), full=address)
    with pytest.raises(ValueError, match="no size"):
        replace(shot("original"), width=0)
    with pytest.raises(ValueError, match="its own id"):
        viewer([shot("original"), shot("original")], key="viewer", height=500)

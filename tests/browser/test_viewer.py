"""The compare viewer in a real browser, on pictures whose every place is known.

Within Streamlit: test_components.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page, ViewportSize, expect

from retouch_lib.ui import viewer as component
from retouch_lib.ui.viewer import Shot, viewer
from tests.browser.components.bare import Bare
from tests.browser.components.look import Look
from tests.browser.components.pictures import drawn
from tests.browser.watch import Watch

FOLDER = Path(component.__file__).parent
NAMES = ("original", "slight", "balanced", "heavy")
SIZE = (1600, 1200)
WINDOW: ViewportSize = {"width": 900, "height": 700}
FACES = [(0.1, 0.1, 0.2, 0.3), (0.6, 0.5, 0.2, 0.3)]
IMAGES = "all => all.flatMap(each => [...(each.shadowRoot?.querySelectorAll('.picture > img') ?? [])])"


def shot(name: str, size: tuple[int, int] = SIZE, preview_width: int | None = None) -> Shot:
    """A drawn picture; its preview is half as wide if nothing else is said."""
    small = preview_width or size[0] // 2
    address = f"/pictures/{name}/{size[0]}/{size[1]}"
    return Shot(name, name, f"{address}/{small}.jpg", f"{address}/{size[0]}.jpg", *size, small)


def shots(count: int = 3, size: tuple[int, int] = SIZE) -> list[Shot]:
    return [shot(name, size) for name in NAMES[:count]]


def serve(path: str) -> bytes | None:
    found = re.fullmatch(r"/pictures/(\w+)/(\d+)/(\d+)/(\d+)\.jpg", path)
    return drawn(found[1], int(found[2]), int(found[3]), int(found[4])) if found else None


class Room:
    """A viewer mounted on a bare page."""

    def __init__(self, page: Page, send: Callable[..., dict[str, Any]], first: list[Shot], options: dict[str, Any]):
        self.page = page
        self._send = send
        self._bare = Bare(page, FOLDER, component._SCRIPTS, serve)
        self._bare.mount(send(first, **options))
        expect(page.locator(".pane:not(.away) img").first).to_be_visible()
        expect(page.get_by_text("Loading …")).to_have_count(0)
        self.look = Look(page, (first[0].width, first[0].height))
        self.look.hover()

    def run(self, now: list[Shot], **options: Any) -> None:
        self._bare.run(self._send(now, **options))
        self.look.settle()

    @property
    def told(self) -> list[list[Any]]:
        return self._bare.told


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Any]]:
    """What `viewer(…)` sends to the browser."""

    def send(of: list[Shot], **options: Any) -> dict[str, Any]:
        seen: dict[str, Any] = {}
        monkeypatch.setattr(component, "_component", lambda **given: seen.update(given) or {})
        monkeypatch.setattr(component.st, "session_state", {})
        viewer(of, key="viewer", **{"height": 560, **options})
        data: dict[str, Any] = seen["data"]
        return data

    return send


@pytest.fixture(scope="module")
def usual_page(browser: Browser) -> Iterator[Page]:
    """One page for all tests that ask for nothing special: making one takes longer than most tests."""
    with browser.new_context(viewport=WINDOW) as context:
        yield context.new_page()


@pytest.fixture
def room(
    usual_page: Page, new_page: Callable[..., Page], watch: Watch, sent: Callable[..., dict[str, Any]]
) -> Callable[..., Room]:
    """Opens the viewer: `room(shots(4), mode="grid")`; `context` holds the browser's own options."""

    def enter(of: list[Shot] | None = None, context: dict[str, Any] | None = None, **options: Any) -> Room:
        if context is None:
            watch.over(usual_page.context)
        page = usual_page if context is None else new_page(**{"viewport": WINDOW, **context})
        return Room(page, sent, of or shots(), options)

    return enter


Enter = Callable[..., Room]


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


def test_choosing_and_changing_modes_keeps_every_picture_element(room: Enter) -> None:
    here = room(shots(4))
    here.page.locator("#host").evaluate_all(f"all => {{ window.first = ({IMAGES})(all) }}")
    here.look.press("3", "g", "4", "b", "2", "s")
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
    here.look.press("z", "0")
    stage = here.look.stage.bounding_box()
    assert stage
    box = here.look.box("original")
    assert box["height"] == pytest.approx(stage["height"], abs=1)
    assert box["x"] + box["width"] / 2 == pytest.approx(stage["x"] + stage["width"] / 2, abs=1)


def test_wheel_drag_and_double_click_are_not_told_to_the_page(room: Enter) -> None:
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
    here.page.mouse.dblclick(*end)
    expect(look.button("Fit")).to_have_attribute("aria-pressed", "true")
    pointer = look.point(0.55, 0.6)
    before = look.original_at(pointer)
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
    expect(here.look.button("Face")).to_be_disabled()
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
    expect(here.look.button("heavy")).to_be_visible()
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
    here.look.press("1")
    here.run(shots(3), right=2)
    assert here.look.shown == ["original"]
    here.run([*shots(1), shot("heavy")], right=1)
    assert here.look.shown == ["original"]


def test_a_chosen_result_that_goes_makes_way(room: Enter) -> None:
    here = room(shots(3))
    here.look.press("3")
    here.run(shots(2))
    assert here.look.shown == ["slight", "original"]


def test_a_key_held_while_the_page_reruns_stays_held(room: Enter) -> None:
    here = room(shots(2))
    here.page.keyboard.down("o")
    here.run(shots(3))
    assert here.look.shown == ["original"]
    here.page.keyboard.up("o")
    here.look.settle()
    assert here.look.shown == ["slight", "original"]


def test_an_overtaken_run_does_not_switch_the_viewer_off(room: Enter) -> None:
    here = room()
    here.page.evaluate("() => { window.overtaken = window.leave; }")
    here.run(shots(4))
    here.page.evaluate("() => window.overtaken()")
    here.look.press("4")
    assert here.look.shown == ["heavy", "original"]
    here.page.evaluate("() => window.leave()")
    here.look.press("2")
    assert here.look.shown == ["heavy", "original"]


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
    assert here.told == [["step", 1], ["step", -1]]
    here.run(shots(), photos=False)
    here.look.press("ArrowRight")
    assert len(here.told) == 2


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


def test_addresses_elsewhere_and_shots_without_size_are_refused() -> None:
    for address in ("https://example.org/a.jpg", "//example.org/a.jpg", "a.jpg"):
        with pytest.raises(ValueError, match="path on this app"):
            replace(shot("original"), full=address)
    with pytest.raises(ValueError, match="no size"):
        replace(shot("original"), width=0)
    with pytest.raises(ValueError, match="its own id"):
        viewer([shot("original"), shot("original")], key="viewer", height=500)

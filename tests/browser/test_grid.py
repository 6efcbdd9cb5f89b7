"""The grid on a bare page: 200 rows of 5 looks scrolled, judged and walked through as a person does it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from retouch_lib.ui import grid as component
from retouch_lib.ui.grid import Cell, Column, Framing, Memory, Row, grid
from tests.browser.components.bare import Bare
from tests.browser.components.pictures import drawn

FOLDER = Path(component.__file__).parent
CASTS = ("slight", "balanced", "heavy", "slight", "balanced")
KEYS = {"single": True, "table": {}, "off": ""}
WINDOW = {"width": 1200, "height": 800}
PHONE = {"width": 390, "height": 844}


def rows(count: int = 200, looks: int = 5) -> list[Row]:
    def address(row: int, cast: str) -> str:
        return f"/pictures/{row}/{cast}/{{region}}/{{side}}.jpg"

    def cells(row: int) -> tuple[Cell, ...]:
        return tuple(Cell(f"{row}.{look}", f"look {look}", address(row, CASTS[look])) for look in range(looks))

    return [Row(f"r{row}", f"IMG_{row}.jpg", address(row, "original"), cells(row)) for row in range(count)]


def serve(path: str) -> bytes | None:
    found = re.fullmatch(r"/pictures/\d+/(\w+)/\w+/(\d+)\.jpg", path)
    return drawn(found[1], int(found[2]), int(found[2]), int(found[2])) if found else None


class Room:
    def __init__(self, page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
        self.page = page
        self._patch = monkeypatch
        self._patch.setattr(component.keys, "sent", lambda _place: KEYS)
        self._bare = Bare(page, FOLDER, component._SCRIPTS, serve)
        self.asked: Counter[str] = Counter()
        page.on("request", self._count)

    def _count(self, request: Request) -> None:
        if "/pictures/" in request.url:
            self.asked[request.url] += 1

    def show(self, of: Sequence[Row], first: bool = True, **options: Any) -> None:
        """Draw the grid as the page does."""
        seen: dict[str, Any] = {}
        self._patch.setattr(component, "_component", lambda **given: seen.update(given))
        self._patch.setattr(component.st, "session_state", {})
        columns = [Column(f"look {look}") for look in range(len(of[0].cells))]
        asked = {"view": Framing("face", 220), "label": "Survey", "ties": True, "memory": Memory(), **options}
        grid(of, columns, key="grid", **asked)
        (self._bare.mount if first else self._bare.run)(seen["data"])
        expect(self.pictures.first).to_be_visible()

    @property
    def scroller(self) -> Locator:
        return self.page.get_by_role("grid", name="Survey")

    @property
    def pictures(self) -> Locator:
        return self.page.locator(".frame.loaded img")

    def cell(self, name: str) -> Locator:
        return self.page.get_by_role("gridcell", name=name, exact=False)

    def box(self, of: Locator) -> dict[str, float]:
        box = of.bounding_box()
        assert box is not None
        return dict(box)

    @property
    def judged(self) -> list[tuple[str, list[str]]]:
        told = [value for name, value in self._bare.told if name == "judge"]
        return [(each["what"], each["shots"]) for each in told[-1]["judgements"]] if told else []


@pytest.fixture
def open_room(new_page: Callable[..., Page], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Room]:
    return lambda **options: Room(new_page(**{"viewport": WINDOW, **options}), monkeypatch)


@pytest.fixture
def room(open_room: Callable[..., Room]) -> Room:
    return open_room()


def test_of_a_thousand_cells_only_those_in_sight_are_there_and_asked_for_once(room: Room) -> None:
    room.show(rows())
    seen = room.page.locator(".cell").count()
    assert 6 * 2 <= seen <= 6 * 6
    assert len(room.asked) <= seen
    room.scroller.hover()
    for _ in range(12):
        room.page.mouse.wheel(0, 120)
        room.page.wait_for_timeout(30)
    expect(room.cell("look 0, IMG_6.jpg")).to_be_visible()
    room.page.mouse.wheel(0, -3000)
    expect(room.cell("look 0, IMG_0.jpg")).to_be_visible()
    assert room.page.locator(".cell").count() <= 6 * 6
    assert len(room.asked) < 100, "of 1,200 pictures"
    assert set(room.asked.values()) <= {1, 2}, "once, and once more at most where it came back from the browser's cache"


def test_heads_and_originals_stay_in_sight(open_room: Callable[..., Room]) -> None:
    room = open_room(viewport=PHONE, has_touch=True)
    room.show(rows(20))
    head, original = room.page.get_by_role("columnheader", name="Original"), room.page.get_by_role("rowheader").nth(1)
    before = (room.box(head), room.box(original))
    assert before[1]["width"] < 200, "a second one stands beside it"
    room.scroller.evaluate("each => each.scrollTo({ left: 2000 })")
    expect(room.page.get_by_role("columnheader", name="look 4")).to_be_in_viewport()
    assert (room.box(head), room.box(original)) == before
    room.scroller.evaluate("each => each.scrollTo({ top: 300, left: 2000 })")
    expect(room.cell("look 4, IMG_3.jpg")).to_be_in_viewport()
    assert room.box(head) == before[0]


def test_on_a_phone_what_judges_stands_in_one_row(open_room: Callable[..., Room]) -> None:
    room = open_room(viewport=PHONE, has_touch=True)
    room.show(rows(3))
    boxes = [room.box(each) for each in room.page.locator(".judging button").all()]
    assert len({box["y"] for box in boxes}) == 1
    assert max(box["x"] + box["width"] for box in boxes) <= PHONE["width"]
    assert {box["height"] for box in boxes} == {36}


def test_many_are_selected_by_mouse_and_judged_at_once(room: Room) -> None:
    room.show(rows(6))
    room.cell("look 1, IMG_0.jpg").click()
    room.cell("look 2, IMG_1.jpg").click(modifiers=["Shift"])
    expect(room.page.get_by_text("4 selected")).to_be_visible()
    room.page.keyboard.press("x")
    assert room.judged == [("reject", ["0.1", "0.2", "1.1", "1.2"])]
    expect(room.cell("look 2, IMG_1.jpg, rejected")).to_be_visible()
    room.page.keyboard.press("ControlOrMeta+z")
    assert room.judged[-1] == ("undo", [])


def test_a_winner_a_key_from_the_first_photo_to_the_last(room: Room) -> None:
    room.show(rows(30))
    for _ in range(30):
        room.page.keyboard.press("p")
    assert room.judged == [("pick", [f"{row}.0"]) for row in range(30)]
    expect(room.cell("look 0, IMG_29.jpg, picked")).to_be_in_viewport()


def test_at_1_to_1_a_pixel_of_the_picture_fills_one_of_the_screens(open_room: Callable[..., Room]) -> None:
    room = open_room(device_scale_factor=2)
    room.show(rows(2), view=Framing("cheek", 160, exact=True))
    image = room.pictures.nth(1)
    expect(image).to_have_js_property("naturalWidth", 320)
    expect(image).to_have_css("width", "160px")


def test_a_page_that_is_loaded_anew_is_walked_without_a_click(room: Room) -> None:
    room.show(rows(6))
    room.page.keyboard.press("ArrowRight")
    room.page.keyboard.press("End")
    room.page.keyboard.press("PageDown")
    expect(room.cell("look 4, IMG_2.jpg")).to_have_attribute("aria-selected", "true")
    expect(room.scroller).to_be_focused()

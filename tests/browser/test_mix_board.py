"""The board of a mix on a bare page: what its rows show, what is done with them, and what Python hears of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from retouch_lib.ui import mix_board as component
from retouch_lib.ui import session
from retouch_lib.ui.mix_board import BoardRow, BoardTold, heard, mix_board
from tests.browser.axe import serious
from tests.browser.components.bare import Bare
from tests.browser.components.pictures import drawn
from tests.browser.watch import Watch

FOLDER = Path(component.__file__).parent
ODD = '<img src=x onerror="alert(1)"> & "Heal"'
HEAL = BoardRow(0, "Heal", "Normal", "/0.jpg", "Opacity", (1.0,), sentence="Sensitivity chooses which spots are found.")
DODGE = BoardRow(2, "Dodge Burn", "Soft light", "/2.jpg", "Blend + Warmth", (1.35, 0.2), most=1481)
REST = {0: 1000, 2: 500}


class Board:
    def __init__(self, page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
        self.page = page
        self._patch = monkeypatch
        self._bare = Bare(page, FOLDER, component._SCRIPTS, lambda path: drawn("original", 300, 400, 300))

    def show(self, *rows: BoardRow, first: bool = False, heard: int = 0, **strengths: int) -> None:
        """Draw them as a page does."""
        seen: dict[str, Any] = {}
        self._patch.setattr(component, "_component", lambda **given: seen.update(given))
        self._patch.setattr(session, "value", lambda key: heard)
        mix_board(rows or (HEAL, DODGE), REST, key="board", mix="one")
        (self._bare.mount if first else self._bare.run)(seen["data"])

    @property
    def rows(self) -> Locator:
        return self.page.get_by_role("listitem")

    def slider(self, name: str) -> Locator:
        return self.page.get_by_role("slider", name=name)

    @property
    def told(self) -> list[Any]:
        return [value for _, value in self._bare.told]

    def listen(self) -> None:
        script = "window.seen = []; document.addEventListener('retouch-lab:mix', ({ detail }) => seen.push(detail))"
        self.page.evaluate(f"() => {{ {script} }}")

    @property
    def seen(self) -> list[Any]:
        """What a viewer on the page would hear."""
        return list(self.page.evaluate("() => window.seen"))


@pytest.fixture
def board(usual_page: Page, watch: Watch, monkeypatch: pytest.MonkeyPatch, new_page: Callable[..., Page]) -> Board:
    """`new_page` is here to end the watch in time."""
    watch.over(usual_page.context)
    return Board(usual_page, monkeypatch)


def test_rows_show_layers_from_top_to_bottom_with_what_they_are_worth(board: Board) -> None:
    board.show(replace(HEAL, name=ODD, sentence=ODD), DODGE, first=True)
    expect(board.rows.locator("strong")).to_have_text(["Dodge Burn", ODD])
    expect(board.rows.locator(".blend")).to_have_text(["Soft light · Blend", "Normal · Opacity"])
    expect(board.rows.nth(1).locator("p")).to_be_hidden()
    board.page.get_by_role("button", name="What the slider of", expanded=False).click()
    expect(board.rows.nth(1).locator("p")).to_have_text(ODD)
    expect(board.rows.nth(1).locator("p")).to_be_visible()
    expect(board.slider("Dodge Burn: Blend + Warmth")).to_have_value("68")
    expect(board.rows.nth(0).locator(".others")).to_have_text("Warmth 10 %")
    expect(board.slider("Dodge Burn")).to_have_attribute("max", "199")
    expect(board.rows.locator(".badge:visible")).to_have_count(0)
    assert board.page.locator("#host img").count() == 2, "what an archive says is text"


def test_a_slider_moves_by_key_is_seen_at_once_and_told_when_it_rests(board: Board) -> None:
    board.show(first=True)
    board.listen()
    board.slider("Dodge Burn").focus()
    for _ in range(3):
        board.page.keyboard.press("ArrowLeft")
    moves = [one["opacities"]["2"] for one in board.seen if not one["resting"]]  # on a busy computer it rests meanwhile
    assert moves == pytest.approx([0.496, 0.489, 0.481])
    board.page.wait_for_function("() => window.told.length > 0")
    assert board.told == [{"what": "strengths", "strengths": {"0": 1000, "2": 481}, "goes_on": False, "number": 1}]
    board.page.keyboard.press("Control+z")
    board.page.keyboard.press("Control+Shift+Z")
    assert [told["what"] for told in board.told[1:]] == ["undo", "redo"]


def test_a_number_is_typed_and_what_is_extrapolated_is_marked(board: Board) -> None:
    board.show(first=True)
    field = board.page.get_by_role("spinbutton", name="Dodge Burn")
    field.fill("170")
    field.press("Enter")
    expect(board.rows.nth(0).get_by_text("extrapolated")).to_be_visible()
    field.fill("900")
    field.press("Enter")
    expect(field).to_have_value("200")
    assert [told["strengths"]["2"] for told in board.told] == [1259, 1481]
    board.page.get_by_role("button", name="Dodge Burn as it was rendered").click()
    expect(field).to_have_value("135")
    expect(board.rows.nth(0).get_by_text("extrapolated")).to_be_hidden()


def test_hidden_alone_and_back(board: Board) -> None:
    board.show(first=True)
    eye = board.page.get_by_role("button", name="Hide Heal")
    eye.click()
    expect(eye).to_have_attribute("aria-pressed", "true")
    eye.click()
    alone = board.page.get_by_role("button", name="Dodge Burn alone")
    alone.click()
    expect(alone).to_have_attribute("aria-pressed", "true")
    alone.click()
    hidden, shown, *looked_at = board.told
    assert [each["strengths"]["0"] for each in (hidden, shown)] == [0, 1000]
    assert [(each["what"], each["alone"]) for each in looked_at] == [("alone", 2), ("alone", None)]


def test_a_rerun_keeps_every_element_and_the_focus(board: Board) -> None:
    board.show(first=True)
    board.slider("Dodge Burn").focus()
    board.page.locator("#host li").evaluate_all("all => { window.first = all }")
    board.show(HEAL, replace(DODGE, number=2, most=1000))
    expect(board.slider("Dodge Burn")).to_be_focused()
    assert board.page.evaluate("() => first.every((each) => each.isConnected)")


@pytest.mark.parametrize("width", [330, 390, 900])
def test_it_fits_and_has_names_for_all_that_is_to_be_pressed(board: Board, width: int) -> None:
    long = replace(DODGE, name="Portrait Volumes" * 5, most=1300)
    board.page.set_viewport_size({"width": width + 48, "height": 700})
    board.show(HEAL, long, first=True)
    for each in board.page.locator("#host li :is(button:not([hidden]), input, strong)").all():
        box = each.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width + 24
    findings = [found for found in serious(board.page) if "#host" in found]
    board.page.set_viewport_size({"width": 900, "height": 700})
    assert findings == []


class Kept:
    """A session's state, for `heard` alone."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.state: dict[str, Any] = {}
        kept: dict[Any, Any] = {}
        monkeypatch.setattr(component.st, "session_state", self.state)
        monkeypatch.setattr(session, "value", kept.get)
        monkeypatch.setattr(session, "put", kept.__setitem__)

    def hear(self, told: Any) -> BoardTold | None:
        self.state["board"] = {"told": told}
        return heard("board", [0, 2])


def test_python_hears_each_telling_once(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Kept(monkeypatch)
    told = {"what": "strengths", "strengths": {"0": 0, "2": 1500}, "number": 1}
    assert kept.hear(told) == BoardTold("strengths", {0: 0, 2: 1500})
    assert kept.hear(told) is None
    assert kept.hear({"what": "undo", "number": 2}) == BoardTold("undo")
    assert kept.hear({"what": "redo", "number": 2}) is None


@pytest.mark.parametrize(
    "strengths",
    [
        None,
        [],
        {"0": 1},
        {"0": 1, "2": 2, "3": 3},
        {"0": 1, "2": 1501},
        {"0": 1, "2": -1},
        {"0": 1, "2": True},
        {"0": 1, "2": "5"},
    ],
    ids=str,
)
def test_what_no_board_would_say_is_dropped(monkeypatch: pytest.MonkeyPatch, strengths: Any) -> None:
    assert Kept(monkeypatch).hear({"what": "strengths", "strengths": strengths, "number": 1}) is None


@pytest.mark.parametrize("told", [None, "told", {"what": "strengths"}, {"what": "pay", "number": 1}], ids=str)
def test_nor_is_anything_else(monkeypatch: pytest.MonkeyPatch, told: Any) -> None:
    assert Kept(monkeypatch).hear(told) is None


def test_rows_that_make_no_sense_are_refused() -> None:
    for others in (
        {"thumbnail": "https://example.org/a.jpg"},
        {"full": ()},
        {"full": (0.0,)},
        {"most": 900},
        {"most": 1501},
    ):
        with pytest.raises(ValueError, match=r"path on this app|no range|can't be laid"):
            replace(HEAL, **others)  # type: ignore[arg-type]

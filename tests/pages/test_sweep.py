"""Sweep: strengths of a photo's layers in steps; picked, looked at large, used on Mix, saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from retouch_lib.imaging.guard import NO_GUARD
from retouch_lib.imaging.strengths import FULL, Strengths
from retouch_lib.imaging.strokes import Stroke
from retouch_lib.lab import Lab
from retouch_lib.store.records import Job, Photo
from retouch_lib.ui import preferences, session
from retouch_lib.ui.sweep import sheet
from retouch_lib.ui.sweep.kind import LAYERS
from retouch_lib.work.mixing import guard_of
from tests.pages.conftest import ran
from tests.pages.test_mix import captions, job, kept, photo, press, sent, shots
from tests.pages.test_survey import Hand

__all__ = ["job", "photo"]
OpenPage = Callable[..., AppTest]


@pytest.fixture
def hand(monkeypatch: pytest.MonkeyPatch) -> Hand:
    hand = Hand()
    monkeypatch.setattr(sheet, "taken", hand.take)
    return hand


@pytest.fixture
def page(job: Job, open_page: OpenPage, hand: Hand) -> AppTest:
    hand.test = open_page("sweep")
    return hand.test


def cells(test: AppTest) -> list[list[dict[str, Any]]]:
    data = sent(test, "columns")
    return [[{**cell, **data["changed"].get(cell["id"], {})} for cell in row["cells"]] for row in data["rows"]]


def strengths(test: AppTest) -> list[list[str]]:
    """Of each cell's picture."""
    return [[cell["src"].split("/mix-crop/")[1].split("/")[0] for cell in row] for row in cells(test)]


def choose(test: AppTest, label: str, value: object) -> AppTest:
    (box,) = [one for one in (*test.selectbox, *test.number_input, *test.slider) if one.label == label]
    box.set_value(value)
    return ran(test)


def test_without_layers_it_says_where_they_come_from(lab: Lab, photo: Photo, open_page: OpenPage) -> None:
    test = open_page("sweep")
    assert {one.label for one in test.selectbox} == {"Preset", "Across", "Down"}, "at first any setting is swept"
    test.segmented_control(key=session.SWEEP_KIND).set_value(LAYERS)
    assert "no layers yet" in ran(test).info[0].value


def test_without_a_photo_it_says_what_to_do(lab: Lab, open_page: OpenPage) -> None:
    lab.store.set_preference("local", preferences.GREETED, True)
    assert "Add a photo first" in open_page("sweep").info[0].value


def test_one_strength_in_steps(page: AppTest) -> None:
    """The topmost layer, from nothing to all that was rendered, in the plugin's own words."""
    assert [column["label"] for column in sent(page, "columns")["columns"]] == [
        *("Dodge Burn 0 %", "Dodge Burn 34 %", "Dodge Burn 68 %", "Dodge Burn 101 %", "Dodge Burn 135 %"),
    ]
    assert strengths(page) == [["1000-0", "1000-252", "1000-504", "1000-748", "1000-1000"]]
    assert "move together" in captions(page)
    choose(page, "Steps across", 3)
    choose(page, "From and to, across", (50, 100))
    assert [cell["label"] for cell in cells(page)[0]] == ["Dodge Burn 50 %", "Dodge Burn 75 %", "Dodge Burn 100 %"]
    choose(page, "From and to, across", (50, 51))
    assert "too near" in captions(page)


def test_two_strengths_and_what_is_mixed_else(lab: Lab, job: Job, open_page: OpenPage, hand: Hand) -> None:
    """What no axis varies is as it is on Mix; no layer is on both axes."""
    lab.mixes.keep("local", lab.mixes.result("local", job.id), Strengths((300, FULL)))
    test = open_page("sweep")
    assert strengths(test)[0][0] == "300-0"
    (down,) = [one for one in test.selectbox if one.label == "Down"]
    assert down.options == ["nothing", "Heal opacity"]
    choose(test, "Down", 0)
    choose(test, "Steps down", 3)
    assert [row["name"] for row in sent(test, "rows")["rows"]] == [f"Heal opacity {value} %" for value in (0, 30, 100)]
    assert [row[1] for row in strengths(test)] == ["0-252", "300-252", "1000-252"]
    assert [[cell.get("words", "") for cell in row] for row in cells(test)] == [
        [""] * 5,
        ["", "", "", "", "as on Mix"],
        [""] * 5,
    ]


def test_a_pick_stays_when_other_steps_are_looked_at(lab: Lab, job: Job, page: AppTest, hand: Hand) -> None:
    """Its row is there when a second strength is varied; in steps without it, it is still what would be used."""
    hand.judge("pick", "0-2")
    choose(page, "Down", 0)
    assert [cell["id"] for row in cells(page) for cell in row if cell.get("mark") == "picked"] == ["4-2"]
    assert "**Dodge Burn 68 %, Heal opacity 100 %** :gray-badge[simulated]" in [one.value for one in page.markdown]
    choose(page, "From and to, across", (0, 20))
    assert "Picked before" in captions(page)
    press(page, "Use on Mix")
    assert str(kept(lab).strengths) == "1000-504"
    ran(page.switch_page("../../pages/sweep.py"))
    assert not [one for one in page.button if one.label == "Use on Mix"], "it was of the mix as it was before"


def test_a_picked_cell_is_used_on_mix_and_can_be_taken_back(lab: Lab, page: AppTest, hand: Hand) -> None:
    assert "Pick a cell" in captions(page)
    hand.judge("pick", "0-1")
    hand.judge("pick", "0-2")
    assert [cell.get("mark", "") for cell in cells(page)[0]] == ["", "", "picked", "", ""]
    hand.judge("stars", "0-2", stars=3)
    hand.judge("pick", "9-9")
    assert lab.store.mixes("local") == (), "to look keeps nothing"
    assert "**Dodge Burn 68 %** :gray-badge[simulated]" in [one.value for one in page.markdown]
    press(page, "Use on Mix")
    assert str(kept(lab).strengths) == "1000-504"
    assert "mix (simulated)" in shots(page), "Mix is shown"
    press(page, "Undo")
    assert str(kept(lab).strengths) == "1000-1000"


def test_cells_are_guarded_as_the_mix_is(lab: Lab, job: Job, open_page: OpenPage, hand: Hand) -> None:
    guard = NO_GUARD.add(0, "kept", Stroke(((50_000, 50_000),), 9_000))
    lab.mixes.keep("local", lab.mixes.result("local", job.id), Strengths.full(2), guard=guard)
    hand.test = test = open_page("sweep")
    assert all(one.startswith("1000-") and "~" in one for one in strengths(test)[0])
    hand.judge("pick", "0-2")
    press(test, "Use on Mix")
    assert (str(kept(lab).strengths), guard_of(kept(lab))) == ("1000-504", guard)


def test_a_cell_is_saved_as_a_preset(lab: Lab, page: AppTest, hand: Hand) -> None:
    hand.judge("pick", "0-3")
    press(page, "Save as preset")
    press(page, "Save")
    entry = lab.library.entry("local", "Dodge Burn 101 %")
    assert entry is not None
    task = entry.newest.preset.task("Dodge Burn")
    assert task is not None
    assert task.get(("Alpha1",)) == 1.01
    hand.judge("clear", "0-3")
    assert not [one for one in page.button if one.label == "Use on Mix"]


def test_a_cell_is_opened_large_with_its_row(page: AppTest, hand: Hand) -> None:
    """In tiles, up to 1:1; what is looked at is what would be used."""
    hand.tell(open={"row": "row-0", "cell": "0-2"})
    seen = shots(page)
    assert list(seen) == ["original", *(f"{value} % (simulated)" for value in (0, 34, 68, 101, 135))]
    assert seen["68 % (simulated)"]["full"].endswith("/mix/1000-504/{part}")
    assert sent(page, "shots")["show"] == "1000-504"
    assert sent(page, "columns")["behind"]
    assert "**Dodge Burn 68 %** :gray-badge[simulated]" in [one.value for one in page.markdown]
    hand.tell(back=True)
    assert not sent(page, "columns")["behind"]
    assert sent(page, "columns")["goTo"] == ["row-0", "0-2"]

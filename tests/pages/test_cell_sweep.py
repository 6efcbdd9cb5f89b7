"""Sweep of any setting: priced before it runs, over a budget typed, resumed, refined; kept over F5 and in links."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from retouch_lib.imaging.measures.measured import GoneSpots, Measured
from retouch_lib.lab import Lab
from retouch_lib.presets import share_text
from retouch_lib.store.records import JobState, Photo, Verdict
from retouch_lib.ui import preferences
from retouch_lib.ui.sweep import cell_sheet
from tests.pages.conftest import ran, wait_for_run
from tests.pages.test_mix import SOFT, captions, photo, press, sent, shots
from tests.pages.test_money import on_server
from tests.pages.test_survey import Hand
from tests.pages.test_sweep import cells, choose

__all__ = ["photo"]
OpenPage = Callable[..., AppTest]


@pytest.fixture
def hand(monkeypatch: pytest.MonkeyPatch) -> Hand:
    hand = Hand()
    monkeypatch.setattr(cell_sheet, "taken", hand.take)
    return hand


def values(test: AppTest, which: str, typed: str) -> AppTest:
    (field,) = [one for one in test.text_input if one.label.startswith(f"Values {which}")]
    field.set_value(typed)
    return ran(test)


def words(test: AppTest) -> list[list[str]]:
    return [[cell["words"] for cell in row] for row in cells(test)]


def buttons(test: AppTest) -> list[str]:
    return [one.label for one in test.button]


def test_a_sweep_is_priced_run_and_kept(lab: Lab, photo: Photo, open_page: OpenPage, hand: Hand) -> None:
    hand.test = test = open_page("sweep")
    assert [column["label"] for column in sent(test, "columns")["columns"]] == [
        f"Heal Sensitivity {value} %" for value in (0, 25, 50, 75, 100)
    ]
    assert "5 cells · 5 to make: free" in captions(test)
    values(test, "across", "20:80:60")
    choose(test, "Down", "Dodge Burn.Blend")
    values(test, "down", "0, 40")
    assert [row["name"] for row in sent(test, "rows")["rows"]] == ["Dodge Burn Blend 0 %", "Dodge Burn Blend 40 %"]
    assert words(test) == [["not made", "not made"], ["not made", "not made"]]
    values(test, "down", "0:x")
    assert "a range is from" in test.warning[0].value
    assert "Run · free" not in buttons(test)
    values(test, "down", "0, 40")
    press(test, "Run · free")
    wait_for_run(lab)
    ran(test)
    assert "2 × 2 cells = 4 · 4 done" in captions(test)
    assert all(cell["src"] for row in cells(test) for cell in row)
    run = lab.store.latest_run("local")
    assert run is not None
    assert run.items[0].variant == "soft · Heal Sensitivity 20 %, Dodge Burn Blend 0 %"

    for one in lab.store.to_measure(10):
        lab.store.settle_measure(one, Measured((8, 8), healed=GoneSpots(3)).to_json())
    ran(test)
    assert "**Spots gone**" in [one.value for one in test.markdown], "a curve of what is known"
    assert len(test.get("vega_lite_chart")) == 1

    again = open_page("sweep")  # F5, or another day
    assert [row["name"] for row in sent(again, "rows")["rows"]] == ["Dodge Burn Blend 0 %", "Dodge Burn Blend 40 %"]
    assert "4 done" in captions(again)
    link: dict[str, Any] = {name: test.query_params[name] for name in ("axis", "of", "photos")}
    lab.store.set_preference("local", preferences.SWEEP, None)
    linked = open_page("sweep", **link)
    assert "4 done" in captions(linked)

    hand.test = test
    job = run.items[1].job
    hand.judge("pick", job.id)
    assert lab.picks.of_photos("local", [photo.sha256])[job.id].verdict is Verdict.PICKED
    assert "**Heal Sensitivity 80 %, Dodge Burn Blend 0 %**" in [one.value for one in test.markdown]
    row = sent(test, "rows")["rows"][0]["id"]
    hand.tell(open={"row": row, "cell": job.id})
    assert list(shots(test)) == ["original", "20 %", "80 %"]
    press(test, "Refine here")
    assert "3 × 3 cells = 9 · 4 done, 5 to make: free" in captions(test), "what is known of it is there"
    assert "**Heal Sensitivity 80 %, Dodge Burn Blend 0 %**" in [one.value for one in test.markdown], "it moved"


def test_over_a_budget_credits_are_typed_and_the_rest_is_one_press(
    lab: Lab, photo: Photo, open_page: OpenPage, hand: Hand
) -> None:
    on_server(lab, "custom")
    lab.choose("local", "budget_run", 2)
    axes = ["Heal.Sensitivity=20,40,60"]
    of = share_text.to_text(SOFT)
    hand.test = test = open_page("sweep", axis=axes, of=of, photos=photo.sha256[:12])
    assert "3 cells · 3 to make: 3 credits" in captions(test)
    assert "2" in test.warning[0].value, [one.value for one in test.warning]
    (field,) = [one for one in test.text_input if one.label.startswith("Type 3")]
    field.set_value("3")
    (send,) = [one for one in test.button if "3 credits" in one.label]
    send.click()
    ran(test)
    wait_for_run(lab)
    run = lab.store.latest_run("local")
    assert run is not None
    assert {item.job.state for item in run.items} == {JobState.DONE}
    values(test, "across", "20,40,60,80")
    assert "4 cells · 3 done, 1 to make: 1 credit" in captions(test)


def test_many_results_are_typed_even_where_they_are_free(lab: Lab, photo: Photo, open_page: OpenPage) -> None:
    axes = ["Heal.Sensitivity=1:9:1", "Dodge Burn.Blend=1:8:1"]
    test = open_page("sweep", axis=axes, of=share_text.to_text(SOFT), photos=photo.sha256[:12])
    assert "9 × 8 cells = 72 · 72 to make: free" in captions(test)
    assert "Run · free" not in buttons(test)
    (field,) = [one for one in test.text_input if one.label.startswith("Type 72")]
    field.set_value("72")
    ran(test)
    assert "Run · free" in buttons(test)


@pytest.mark.parametrize(
    "query",
    [
        {"axis": ["Nothing.At all=1:2:0"], "of": "x", "photos": "zz,,"},
        {"axis": ["Heal.Sensitivity=900"], "of": "retouchlab:1:xx.12345678", "photos": ""},
        {"axis": ["a=b", "c=d", "e=f"], "of": "", "photos": "," * 5_000},
    ],
)
def test_a_link_that_can_t_be_read_says_so(lab: Lab, photo: Photo, open_page: OpenPage, query: dict[str, Any]) -> None:
    test = open_page("sweep", **query)
    assert [*test.warning, *test.info]

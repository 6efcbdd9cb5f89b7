"""The grid's two ways: what of the rows is sent, and what of it comes back is taken."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from retouch_lib.ui.grid import Cell, Row
from retouch_lib.ui.grid.deltas import MOST_CHANGED, prepare, whole
from retouch_lib.ui.grid.told import Memory, Pointed, holds, take

ODD: list[Any] = [None, "", 1, True, [], {}, {"by": "", "judgements": []}, {"by": "a"}, {"by": "a", "judgements": {}}]


def rows(count: int = 3, looks: int = 2) -> tuple[Row, ...]:
    return tuple(
        Row(f"r{row}", f"{row}.jpg", f"/{row}", tuple(Cell(f"{row}.{look}", f"look {look}") for look in range(looks)))
        for row in range(count)
    )


def judged(all_rows: tuple[Row, ...], cell_id: str, **fields: Any) -> tuple[Row, ...]:
    def cells(row: Row) -> tuple[Cell | None, ...]:
        return tuple(replace(cell, **fields) if cell and cell.id == cell_id else cell for cell in row.cells)

    return tuple(replace(row, cells=cells(row)) for row in all_rows)


class TestSending:
    def test_what_changed_is_told_against_the_rows_that_were_sent_whole(self) -> None:
        sent, changed = prepare(rows(), None)
        assert changed == {}
        later, changed = prepare(judged(rows(), "1.0", mark="picked"), sent)
        assert later is sent
        assert {cell: fields["mark"] for cell, fields in changed.items()} == {"1.0": "picked"}
        _, changed = prepare(judged(rows(), "2.1", stars=3), later)
        assert set(changed) == {"2.1"}, "and never against the sending before"

    def test_other_rows_labels_or_cells_are_sent_whole(self) -> None:
        sent, _ = prepare(rows(), None)
        other = [rows(4), rows()[::-1], (replace(rows()[0], name="x"), *rows()[1:])]
        other += [(replace(rows()[0], cells=(None, rows()[0].cells[1])), *rows()[1:])]
        for each in other:
            new, changed = prepare(each, sent)
            assert (new.digest != sent.digest, changed) == (True, {})

    def test_a_tie_is_told_beside_the_rows(self) -> None:
        sent, _ = prepare(rows(), None)
        assert prepare(tuple(replace(row, tied=True) for row in rows()), sent) == (sent, {})

    def test_too_many_changes_are_sent_as_rows(self) -> None:
        many = rows(MOST_CHANGED + 1, 1)
        sent, _ = prepare(many, None)
        new, changed = prepare(tuple(judged((row,), f"{place}.0", stars=1)[0] for place, row in enumerate(many)), sent)
        assert (new.digest == sent.digest, changed) == (False, {})

    def test_the_same_rows_have_the_same_digest(self) -> None:
        assert prepare(rows(), None) == prepare(rows(), None)

    def test_rows_are_sent_with_what_is_said_of_them_and_no_more(self) -> None:
        (row,) = whole([Row("r", "a.jpg", "/a", (Cell("c", "soft", "/c", mark="picked"), None))])
        cell = {"id": "c", "label": "soft", "src": "/c", "mark": "picked"}
        assert row == {"id": "r", "name": "a.jpg", "src": "/a", "cells": [cell, None]}
        assert whole([Row("r", "a.jpg", "/a", (), warning="No face.")])[0]["warning"] == "No face."

    @pytest.mark.parametrize("address", ["https://example.org/a", "//example.org/a", "a.jpg"])
    def test_addresses_elsewhere_are_refused(self, address: str) -> None:
        with pytest.raises(ValueError, match="path on this app"):
            Cell("c", "soft", address)
        with pytest.raises(ValueError, match="path on this app"):
            Row("r", "a.jpg", address, ())


def judgement(number: int, what: str = "pick") -> dict[str, Any]:
    return {"number": number, "what": what, "stars": 0, "shots": ["a"]}


def told_by(by: str, *numbers: int) -> dict[str, Any]:
    return {"judge": {"by": by, "judgements": [judgement(number) for number in numbers]}}


class TestTaking:
    def test_each_judgement_is_taken_once_in_its_order(self) -> None:
        told, memory = take(told_by("g", 2, 1), Memory())
        assert [each["number"] for each in told.judgements] == [1, 2]
        told, memory = take(told_by("g", 1, 2, 3), memory)
        assert [each["number"] for each in told.judgements] == [3]
        told, memory = take(told_by("g", 1, 2, 3), memory)
        assert (told.judgements, memory.upto) == ((), 3)

    def test_another_grid_counts_anew(self) -> None:
        _, memory = take(told_by("g", 7), Memory())
        told, memory = take(told_by("h", 1), memory)
        assert (len(told.judgements), memory.by, memory.upto) == (1, "h", 1)

    def test_nothing_told_changes_nothing(self) -> None:
        memory = Memory(by="g", upto=7)
        for state in (None, {}, {"judge": None}):
            told, after = take(state, memory)
            assert (told.judgements, told.opened, told.back, told.spot, after) == ((), None, False, None, memory)

    @pytest.mark.parametrize("value", ODD)
    def test_odd_judgements_are_none(self, value: Any) -> None:
        assert take({"judge": value}, Memory())[0].judgements == ()

    @pytest.mark.parametrize("number", [0, -1, True, "1", None, 1.5])
    def test_a_judgement_without_its_number_is_none(self, number: Any) -> None:
        value = {"by": "g", "judgements": [{**judgement(1), "number": number}, "pick", judgement(4)]}
        assert [each["number"] for each in take({"judge": value}, Memory())[0].judgements] == [4]

    def test_what_is_opened_and_pointed_at(self) -> None:
        state = {"open": {"row": "r", "cell": ""}, "back": True, "point": {"row": "r", "x": 0.25, "y": 1, "all": True}}
        told, _ = take(state, Memory())
        assert (told.opened, told.back, told.spot) == (("r", "", 0), True, Pointed("r", 0.25, 1.0, all=True))

    @pytest.mark.parametrize("face", [-1, 0, 1.5, "2", True, None])
    def test_an_odd_face_is_the_first(self, face: Any) -> None:
        assert take({"open": {"row": "r", "cell": "c", "face": face}}, Memory())[0].opened == ("r", "c", 0)
        assert take({"open": {"row": "r", "cell": "c", "face": 3}}, Memory())[0].opened == ("r", "c", 3)

    @pytest.mark.parametrize("value", [*ODD, {"row": "r"}, {"row": 1, "cell": "c"}, {"row": "r" * 999, "cell": "c"}])
    def test_odd_cells_are_not_opened(self, value: Any) -> None:
        assert take({"open": value}, Memory())[0].opened is None

    @pytest.mark.parametrize("x", [-0.1, 1.1, float("nan"), float("inf"), "0.5", None, True])
    def test_a_spot_lies_in_the_picture(self, x: Any) -> None:
        assert take({"point": {"row": "r", "x": x, "y": 0.5, "all": True}}, Memory())[0].spot is None

    def test_the_rows_that_the_browser_holds(self) -> None:
        assert [holds(state) for state in (None, {}, {"holds": 3}, {"holds": "abc"})] == ["", "", "", "abc"]

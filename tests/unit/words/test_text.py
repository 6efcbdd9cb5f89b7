"""The one cleaner of foreign texts: what is taken out, what stays, and where a text is cut."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retouch_lib.words.text import (
    composed,
    folded,
    is_whole,
    one_line,
    shortened,
    shortened_inside,
    visible,
    within_bytes,
)

HOSTILE = st.text(st.sampled_from("ab \t\n\r\0\x1b\x85\xa0\u200d\u202e\u2028\u2066\ud800\udc00é😀"), max_size=60)
SPOKEN = ("é😀", "👩\u200d🎤", "می\u200cخواهم", "“Anna” & Bo", "日本 語")


@pytest.mark.parametrize("text", SPOKEN)
def test_what_people_write_stays(text: str) -> None:
    assert visible(text) == text
    assert one_line(text) == text


@given(st.characters(exclude_categories=["Cs"]))
def test_no_control_character_and_no_mark_that_turns_the_reading_direction_is_visible(letter: str) -> None:
    turns = unicodedata.bidirectional(letter) in {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}
    unseen = turns or letter in "\u200e\u200f\u061c" or unicodedata.category(letter) in {"Cc", "Zl", "Zp"}
    broken = " " if letter in "\x85\u2028\u2029" else ""
    assert visible(letter) == (broken if unseen else letter)


@given(HOSTILE)
def test_what_is_visible_can_be_kept_anywhere_and_stays_as_it_is(text: str) -> None:
    seen = visible(text)
    assert is_whole(seen)
    assert visible(seen) == seen
    assert "�" in seen or is_whole(text.replace("\ud800\udc00", ""))


def test_what_is_kept_on_purpose() -> None:
    assert visible("a\tb\nc\0", keep="\n\t") == "a\tb\nc"
    assert visible("a\u202eb\n", keep="\n") == "ab\n"


@given(HOSTILE, st.integers(min_value=0, max_value=40))
def test_one_line_is_one_line(text: str, longest: int) -> None:
    line = one_line(text, longest)
    assert len(line) <= longest
    assert line.split() == line.split(" ") or not line
    assert visible(line) == line
    assert one_line(line, longest) == line
    assert one_line(text).startswith(line)


def test_what_stood_on_two_lines_stays_apart() -> None:
    assert one_line(" two\n lines\u2028and\t\u202e a\xa0third ") == "two lines and a third"
    assert one_line("\0\u202e \n") == ""


def test_a_cut_is_shown() -> None:
    assert shortened("x" * 40) == "x" * 40
    assert shortened("x" * 41) == "x" * 39 + "…"
    assert shortened_inside("short.jpg", 18) == "short.jpg"
    assert shortened_inside("wedding_of_anna_and_bo_DSC_6229.jpg", 18) == "wedding_of…229.jpg"


@given(st.text(), st.integers(min_value=9, max_value=60))
def test_a_shortened_text_has_the_length_and_its_beginning(text: str, longest: int) -> None:
    for cut in (shortened(text, longest), shortened_inside(text, longest)):
        assert len(cut) == min(len(text), longest)
        assert text.startswith(cut.partition("…")[0]) or "…" in text
    assert shortened_inside(text, longest)[-7:] == text[-7:]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Свадьба", "свадьба"),
        ("Ü", "u\u0308"),
        ("E\u0301te\u0301", "ÉTÉ"),
        ("Straße", "STRASSE"),
        ("\N{KELVIN SIGN}", "k"),
        ("\u1fb3\u0301", "\u03b1\u0301\u0345"),
    ],
)
def test_what_reads_the_same_folds_to_the_same(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(("one", "other"), [("Ü", "U"), ("é", "è"), ("й", "и"), ("ä", "ae")])
def test_another_letter_stays_another(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@given(st.text())
def test_neither_form_nor_case_makes_a_difference(text: str) -> None:
    for form in ("NFC", "NFD"):
        assert folded(unicodedata.normalize(form, text)) == folded(text)
    assert folded(folded(text)) == folded(text)
    assert folded(composed(text).casefold()) == folded(text)
    assert unicodedata.is_normalized("NFC", folded(text))


@given(st.text(), st.integers(0, 40))
def test_what_fits_into_bytes_is_a_beginning_that_ends_with_a_whole_letter(text: str, most: int) -> None:
    kept = within_bytes(text, most)
    assert text.startswith(kept)
    assert len(kept.encode()) <= most
    assert kept in ("", text) or not unicodedata.combining(text[len(kept)])

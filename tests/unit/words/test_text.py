"""The one cleaner of foreign texts: what is taken out, what stays, and where a text is cut."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retouch_lib.words.text import is_whole, one_line, shortened, shortened_inside, visible

HOSTILE = st.text(st.sampled_from("ab \t\n\r\0\x1b\x85\xa0\u200d\u202e\u2028\u2066\ud800\udc00é😀"), max_size=60)
SPOKEN = ("é😀", "👩\u200d🎤", "می\u200cخواهم", "“Anna” & Bo", "日本 語")


@pytest.mark.parametrize("text", SPOKEN)
def test_what_people_write_stays(text: str) -> None:
    assert visible(text) == text
    assert one_line(text) == text


@given(st.characters())
def test_no_control_character_and_no_mark_that_turns_the_reading_direction_is_visible(letter: str) -> None:
    turns = unicodedata.bidirectional(letter) in {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}
    unseen = turns or letter in "\u200e\u200f\u061c" or unicodedata.category(letter) in {"Cc", "Zl", "Zp"}
    assert visible(letter) == ("" if unseen else letter)


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

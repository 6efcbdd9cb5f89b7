"""The code of an answer survives mail programs, tells what was garbled, and brings nothing but what it may."""

from __future__ import annotations

import zlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retouch_lib.reports import answer_code
from retouch_lib.reports.answer_code import NONE, OPEN, TIE, AnswerCode, UnusableAnswer, read_code, write_code

PAGE = "00ff17ab9c2e"
ANSWER = AnswerCode(PAGE, (1, NONE, TIE, OPEN, 12), "Anna Müller", "Bitte weniger Haut.\nСпасибо 🙂")
CODE = write_code(ANSWER)


def made(body: bytes) -> str:
    """The code of any bytes, with the right sum."""
    whole = body + zlib.crc32(body).to_bytes(4, "big")
    return f"PICK1-{answer_code._text(whole)}-END"


@given(
    st.lists(st.integers(0, 15), max_size=255),
    st.text(st.characters(categories=["L", "N"]), max_size=10),
)
def test_what_is_written_is_read(choices: list[int], sender: str) -> None:
    answer = read_code(write_code(AnswerCode(PAGE, tuple(choices), sender, "")))
    assert answer.choices == tuple(choices)
    assert answer.page == PAGE


@pytest.mark.parametrize(
    "message",
    [
        CODE,
        f"Hi!\n\nhere you go: {CODE}\n\nBest, Anna",
        CODE.lower(),
        "> " + "\n> ".join(CODE[at : at + 20] for at in range(0, len(CODE), 20)),
        CODE.replace("0", "O").replace("1", "l", 5).replace("PICKl", "PICK1"),
        f"{CODE}\r\n-- \r\nsent from my phone",
    ],
)
def test_what_mail_programs_do_to_it(message: str) -> None:
    assert read_code(message) == ANSWER


def test_comments_on_photos_are_read_and_without_them_a_code_is_as_it_was() -> None:
    comments = {0: "softer, please", 3: "Спасибо 🙂\nagain"}
    assert read_code(write_code(replace(ANSWER, comments=comments))) == replace(ANSWER, comments=comments)
    assert write_code(replace(ANSWER, comments={})) == CODE


def test_the_longest_comments_on_photos_fit_into_what_is_looked_through() -> None:
    places = range(answer_code.MOST_COMMENT_BYTES // 200)
    full = replace(
        ANSWER,
        choices=(1,) * answer_code.MOST_PHOTOS,
        sender="🙂" * answer_code.LONGEST_SENDER,
        comment="🙂" * answer_code.LONGEST_COMMENT,
        comments=dict.fromkeys(places, "x" * 197),
    )
    code = write_code(full)
    quoted = "\r\n".join(f"> {code[at : at + 74]}" for at in range(0, len(code), 74))
    assert read_code(quoted) == full


def test_thirty_photos_without_a_comment_fit_into_one_line() -> None:
    assert len(write_code(AnswerCode(PAGE, (3,) * 30, "Anna", ""))) < 80


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("", "no code"),
        ("PICK2-ABC-END", "no code"),
        (CODE[:-4], "end is missing"),
        (CODE[:20] + CODE[21:], "changed on its way"),
        (CODE.replace(CODE[10], "7" if CODE[10] != "7" else "8", 1), "changed on its way"),
        ("PICK1--END", "changed on its way"),
        (f"{CODE} {CODE}", "several codes"),
        (made(b"\x03" + bytes.fromhex(PAGE) + b"\0\0\0\0"), "another version"),
        (made(b"\x02" + bytes.fromhex(PAGE) + b"\x01\x10\0\0\0"), "not whole"),
        (made(b"\x02" + bytes.fromhex(PAGE) + b"\x01\x10\0\0\0\x01"), "not whole"),
        (made(b"\x02" + bytes.fromhex(PAGE) + b"\x01\x10\0\0\0\x01\x00\x00\x09short"), "not whole"),
        (made(b"\x02" + bytes.fromhex(PAGE) + b"\x01\x10\0\0\0\x01\x01\x00\x01a"), "not whole"),
        (made(b"\x02" + bytes.fromhex(PAGE) + b"\x01\x10\0\0\0\x02\x00\x00\x01a\x00\x00\x01b"), "not whole"),
        (made(b"\x02" + bytes.fromhex(PAGE) + b"\x01\x10\0\0\0\x01\x00\x00\x01a and more"), "not whole"),
        (made(b"\x01\0"), "not whole"),
        (made(b"\x01" + bytes.fromhex(PAGE)), "not whole"),
        (made(b"\x01" + bytes.fromhex(PAGE) + b"\xff\x11"), "not whole"),
        (made(b"\x01" + bytes.fromhex(PAGE) + b"\x01\x10\x05An"), "not whole"),
        (made(b"\x01" + bytes.fromhex(PAGE) + b"\x01\x10\0\xff\xffshort"), "not whole"),
        (made(b"\x01" + bytes.fromhex(PAGE) + b"\x01\x10\0\0\0more"), "not whole"),
    ],
)
def test_what_cannot_be_taken_is_said(message: str, words: str) -> None:
    with pytest.raises(UnusableAnswer, match=words):
        read_code(message)


def test_a_long_message_is_looked_through_only_so_far() -> None:
    with pytest.raises(UnusableAnswer, match="no code"):
        read_code("x" * answer_code.LONGEST_PASTE + CODE)


def test_hostile_texts_are_cleaned() -> None:
    sender, comment = "\u202eAnna\n<b>\0", "a\u202eb\0\x1b[31m\n" + "x" * 900
    answer = read_code(write_code(AnswerCode(PAGE, (1,), sender, comment)))
    assert answer.sender == "Anna <b>"
    assert answer.comment.startswith("ab[31m\nxxx")
    assert len(answer.comment) == answer_code.LONGEST_COMMENT
    hostile = read_code(write_code(replace(ANSWER, comments={1: "\u202e<b>\0" + "x" * 900, 2: " \n\0"})))
    assert hostile.comments == {1: "<b>" + "x" * (answer_code.LONGEST_PHOTO_COMMENT - 3)}
    broken = read_code(made(b"\x01" + bytes.fromhex(PAGE) + b"\x01\x10\x02\xff\xfe\0\x01\xed"))
    assert broken.sender == "��"

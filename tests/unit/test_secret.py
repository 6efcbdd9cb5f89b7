"""The token can't be printed, logged or pickled by accident."""

from __future__ import annotations

import copy
import json
import logging
import pickle
import traceback
from dataclasses import dataclass

import pytest

from retouch_lib.secret import Token

TEXT = "retoexampletokenvaluex83n4j2k9q7m5p1"


@dataclass
class Holder:
    token: Token


@pytest.mark.parametrize(
    "shown",
    [
        repr(Token(TEXT)),
        str(Token(TEXT)),
        f"{Token(TEXT)}",
        f"{Token(TEXT)!r}",
        f"{Token(TEXT):s}",
        "%s" % Token(TEXT),  # noqa: UP031 the old form is what logging uses
    ],
)
def test_it_shows_four_characters_at_most(shown: str) -> None:
    assert shown == "reto…m5p1"


def test_inside_other_values() -> None:
    assert str([Token(TEXT)]) == "[reto…m5p1]"
    assert str(Holder(Token(TEXT))) == "Holder(token=reto…m5p1)"
    assert f"{Token(TEXT):>12}" == "   reto…m5p1"


@pytest.mark.parametrize("text", ["", "reto", "retoabc", "12345678901"])
def test_a_short_one_shows_nothing_of_itself(text: str) -> None:
    assert repr(Token(text)) == "reto…"


def test_logs_hold_the_short_form(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("test").debug("sending with %s, %r", Token(TEXT), {"token": Token(TEXT)})
    assert TEXT not in caplog.text
    assert "reto…m5p1" in caplog.text


@pytest.mark.parametrize("write", [pickle.dumps, copy.copy, copy.deepcopy, json.dumps])
def test_it_is_never_written_down(write: object) -> None:
    assert callable(write)
    with pytest.raises(TypeError) as caught:
        write(Token(TEXT))
    assert TEXT not in "".join(traceback.format_exception(caught.value))


def test_it_is_revealed_on_request_without_the_blanks_around_it() -> None:
    assert Token(f" {TEXT}\n").reveal() == TEXT


def test_equality_and_truth() -> None:
    assert Token(TEXT) == Token(f"{TEXT} ")
    assert Token(TEXT) != Token(TEXT.upper())
    assert Token(TEXT) != TEXT
    assert len({Token(TEXT), Token(TEXT)}) == 1
    assert Token(TEXT)
    assert not Token("  ")


def test_a_reference_tells_tokens_apart_and_not_more() -> None:
    ref = Token(TEXT).ref(b"key")
    assert ref == Token(TEXT).ref(b"key")
    assert ref != Token(TEXT + "x").ref(b"key")
    assert ref != Token(TEXT).ref(b"another key")
    assert len(ref) == 32
    assert TEXT not in ref


def test_bytes_that_were_no_utf8_do_not_make_it_show_up_in_an_error() -> None:
    broken = Token(TEXT + "\udcff")  # what the environment gives for a byte that is no UTF-8
    assert broken == Token(TEXT + "\udcff")
    assert len(broken.ref(b"key")) == 32

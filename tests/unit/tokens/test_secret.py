"""The token can't be printed, logged or pickled by accident."""

from __future__ import annotations

import ast
import copy
import json
import logging
import pickle
import re
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

import retouch_lib
from retouch_lib.tokens.secret import Token

PACKAGE = Path(retouch_lib.__file__).parent
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


@pytest.mark.parametrize("write", [pickle.dumps, json.dumps])
def test_it_is_never_written_down(write: object) -> None:
    assert callable(write)
    with pytest.raises(TypeError) as caught:
        write(Token(TEXT))
    assert TEXT not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy])
def test_a_copy_is_the_token_itself(again: Callable[[Token], Token]) -> None:
    """So that a dataclass which holds one can be turned into a dict, and shows no more of it."""
    token = Token(TEXT)
    assert again(token) is token
    assert str(asdict(Holder(token))) == "{'token': reto…m5p1}"


def test_it_is_revealed_where_its_docstring_says_and_nowhere_else() -> None:
    callers = {
        path.relative_to(PACKAGE).as_posix()
        for path in [*PACKAGE.rglob("*.py"), *(PACKAGE.parent / "pages").rglob("*.py"), PACKAGE.parent / "app.py"]
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr == "reveal"
    }
    named = set(re.findall(r"`(\w+/\w+\.py)`", Token.__doc__ or ""))
    assert callers == named == {"cloud/bodies.py", "tokens/sealing.py"}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (TEXT, ""),
        ("", "is empty"),
        ("reto a", "has a blank"),
        ("reto\ra", "has a blank or a line break inside"),
        ("reto\x1ba", "has a character"),
        ("retoé", "has a character"),
        ("x" * 501, "has more than 500 characters"),
    ],
)
def test_what_is_no_token_is_told_without_showing_it(text: str, fault: str) -> None:
    assert Token(text).fault.startswith(fault)
    assert bool(Token(text).fault) == bool(fault)
    assert not text or text not in Token(text).fault


def test_it_is_taken_out_of_a_text() -> None:
    assert Token(TEXT).hidden_in(f"who sent {TEXT}? {TEXT}") == "who sent reto…m5p1? reto…m5p1"
    assert Token("").hidden_in("nothing") == "nothing"
    assert Token("reto").hidden_in("retouch") == "retouch"


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

"""Names from outside are shown as they are, and read aloud without needless backslashes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, strategies

from retouch_lib.ui.shared.text import plain

JOINER = "\N{WORD JOINER}"


@pytest.mark.parametrize(
    "name", ["DSC_6229.jpg", "half-body.png", "a (1).jpg", "12 o'clock, 50 %.jpg", "Ærø 🙂.jpg", "12:30"]
)
def test_ordinary_names_stay_as_they_are(name: str) -> None:
    assert plain(name) == name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("*bold*", r"\*bold\*"),
        ("_em_", r"\_em\_"),
        ("[a](b)", r"\[a\](b)"),
        (":material/home:", f":{JOINER}material/home:"),
        (":red[x]", rf":{JOINER}red\[x\]"),
        ("http://a.b", f"http:{JOINER}//a.b"),
        ("www.a.b", f"www{JOINER}.a.b"),
        ("me@a.b", f"me@{JOINER}a.b"),
        ("a -> b", rf"a \-{JOINER}\> b"),
        ("<script>", r"\<script\>"),
        ("$x$", r"\$x\$"),
        ("# head", r"\# head"),
        ("&lt;", r"\&lt;"),
        ("`code`", r"\`code\`"),
        ("a\n# head\r\n- item\r12. third", "a\n\\# head\n\\- item\n12\\. third"),
        ("a\n    code", "a\ncode"),
        ("head\n===", "head\n\\==="),
        ("a\n:-", f"a\n:{JOINER}-"),
        ("\u202egpj.exe\x00", "gpj.exe"),
        ("half \ud800", "half �"),
    ],
)
def test_markdown_is_taken_at_its_word(name: str, expected: str) -> None:
    assert plain(name) == expected


@given(strategies.text(strategies.sampled_from("\\`*_[](){}<>$~|&:#+-=!@^./'\" \n\r\tab1"), max_size=40))
def test_nothing_but_signs_is_added_and_no_line_begins_a_block(text: str) -> None:
    escaped = plain(text)
    assert re.sub(rf"\\([!-/:-@\[-`{{-~])|{JOINER}", r"\1", escaped).split() == text.replace("\r", "\n").split()
    assert not re.search(
        r"^(?:[ \t]|#{1,6}(?:\s|$)|[-+](?:\s|$|-)|\d+[.)](?:\s|$)|=+\s*$|[>*|`~])", escaped, re.MULTILINE
    )

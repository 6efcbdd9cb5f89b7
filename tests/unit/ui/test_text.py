"""Names from outside are shown as they are, and read aloud without needless backslashes."""

from __future__ import annotations

import pytest

from retouch_lib.ui.text import plain, shortened


@pytest.mark.parametrize("name", ["DSC_6229.jpg", "half-body.png", "a (1).jpg", "12 o'clock, 50 %.jpg", "Ærø 🙂.jpg"])
def test_ordinary_names_stay_as_they_are(name: str) -> None:
    assert plain(name) == name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("*bold*", r"\*bold\*"),
        ("_em_", r"\_em\_"),
        ("[a](b)", r"\[a\](b)"),
        (":material/home:", r"\:material/home:"),
        (":red[x]", r"\:red\[x\]"),
        ("<script>", r"\<script\>"),
        ("$x$", r"\$x\$"),
        ("# head", r"\# head"),
        ("&lt;", r"\&lt;"),
        ("`code`", r"\`code\`"),
    ],
)
def test_markdown_is_taken_at_its_word(name: str, expected: str) -> None:
    assert plain(name) == expected


def test_long_names_keep_start_and_end() -> None:
    assert shortened("short.jpg", 18) == "short.jpg"
    cut = shortened("wedding_of_anna_and_bo_DSC_6229.jpg", 18)
    assert cut == "wedding_of…229.jpg"
    assert len(cut) == 18

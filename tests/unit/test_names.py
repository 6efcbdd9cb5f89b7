"""Names that people and attackers give to files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retouch_lib import names


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("DSC_6229.jpg", "DSC_6229.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\Bild.png", "Bild.png"),
        ("..", "photo"),
        ("", "photo"),
        ("/", "photo"),
        ("a\x00b\nc.jpg", "abc.jpg"),
        ("<script>alert('x')</script>.jpg", "script>.jpg"),
        ('“Anna” "O\'Neil" 📷.jpg', '“Anna” "O\'Neil" 📷.jpg'),
        ("👩‍🎤.jpg", "👩‍🎤.jpg"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("lone\ud800surrogate.jpg", "lone�surrogate.jpg"),
        ("E\u0301te\0\u0301.jpg", "Été.jpg"),
    ],
)
def test_what_is_kept(given_name: str, kept: str) -> None:
    assert names.clean(given_name) == kept


def test_a_long_name_keeps_its_extension() -> None:
    cleaned = names.clean("x" * 500 + ".jpeg")
    assert len(cleaned) == 200
    assert cleaned.endswith("x.jpeg")


@given(st.text())
def test_a_clean_name_is_one_part_and_stays_as_it_is(text: str) -> None:
    cleaned = names.clean(text)
    assert cleaned
    assert len(cleaned) <= 200
    assert "/" not in cleaned
    assert "\\" not in cleaned
    assert cleaned.strip(". ")
    cleaned.encode()
    assert names.clean(cleaned) == cleaned


@given(st.text())
def test_a_part_of_a_file_name_is_one_on_every_system(text: str) -> None:
    part = names.in_file_names(f"look {text}")
    assert part.startswith("look")
    assert not set(part) & set('/\\:*?"<>| .\n\0')
    assert names.in_file_names(part) == part

"""Request bodies: names as sent, sizes, and when a body counts as handed over."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retouch_lib.cloud.bodies import balance_form, balance_json, file_name, start_body
from retouch_lib.tokens.secret import Token

TOKEN = Token("reto_x7K2mQ9Lp4Nz8Vb1cR5Ty0Hs")


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("DSC_6229.JPG", "DSC_6229.JPG"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Ann\\a.png", "a.png"),
        ('a"; filename="b.jpg', "a_; filename=_b.jpg"),
        ("a\r\nX-Evil: 1.jpg", "a_X-Evil: 1.jpg"),
        ("", "photo"),
        ("😀 Ä.jpg", "😀 Ä.jpg"),
        ("\udcff.jpg", "?.jpg"),
    ],
)
def test_a_name_is_sent_without_harm(name: str, sent: str) -> None:
    assert file_name(name) == sent


@given(st.text(max_size=400))
def test_any_name_gives_a_short_single_line(name: str) -> None:
    sent = file_name(name)
    assert 1 <= len(sent) <= 100
    assert not set(sent) & set('\r\n"/\\\0')
    sent.encode()


def test_a_long_name_keeps_its_ending() -> None:
    assert file_name("x" * 300 + ".jpeg").endswith("xxxxx.jpeg")


def test_a_body_counts_as_complete_only_after_its_last_byte_is_taken() -> None:
    body = start_body(io.BytesIO(b"\xff\xd8\xff" + b"x" * 5000), "{}", TOKEN, name="a.jpg", key="k")
    sent = b""
    while len(sent) < body.len:
        assert not body.complete
        sent += body.read(1024)
    assert not body.complete, "the last piece is read, but not known to be sent"
    assert body.read(1024) == b""
    assert body.complete
    assert len(sent) == body.len
    assert body.headers["Idempotency-Key"] == "k"


def test_no_body_shows_its_token() -> None:
    photo = io.BytesIO(b"\x89PNG")
    for body in (start_body(photo, "{}", TOKEN, name="a"), balance_form(TOKEN, ["a"]), balance_json(TOKEN, ["a"])):
        assert TOKEN.reveal() not in repr(body)
        sent = body.read(-1).decode("latin-1") + str(body.headers)
        assert TOKEN.reveal() in sent

"""What the server says, read: the golden answers exactly, anything else without harm."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retouch_lib.cloud.answers import Answer, Call, error_number, plain_text, read_object, without_token
from retouch_lib.cloud.replies import (
    DOCUMENTED_LIMITS,
    balance_reply,
    is_id,
    limits_reply,
    moment,
    start_reply,
    status_reply,
)
from retouch_lib.errors import CallError, UnexpectedReply
from retouch_lib.tokens.secret import Token
from tests.conftest import GOLDEN

HOST = "example.org"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=10,
)
FIELDS = st.sampled_from(
    (
        *("id", "retouchQuota", "status", "message", "image", "remaining", "new"),
        *("state", "progress", "reason", "attempt", "maxAttempts", "currentStep", "pluginName", "expireDate"),
    )
)


def golden(name: str) -> dict[str, Any]:
    value = json.loads((GOLDEN / f"{name}.json").read_text())
    assert isinstance(value, dict)
    return value


def test_the_golden_start() -> None:
    reply = start_reply(golden("start_reply"), HOST)
    assert (reply.id, reply.quota, dict(reply.extra)) == ("jpeg-example-job-id", 999, {})


def test_the_golden_status() -> None:
    active = status_reply(golden("status_active"), HOST)
    assert (active.state, active.progress, active.step, active.plugin) == ("active", 5, "downloading", "")
    assert (active.attempt, active.max_attempts, active.reason) == (1, 3, "")
    assert active.expires == datetime(2026, 3, 18, 21, 58, 47, 836000, UTC)
    done = status_reply(golden("status_completed"), HOST)
    assert (done.state, done.progress, done.step) == ("completed", 100, "uploading")


def test_the_golden_limits_and_balance() -> None:
    limits = limits_reply(golden("limits_reply"))
    assert (limits.formats, limits.max_bytes, limits.max_megapixels) == (("png", "jpg", "jpeg"), 104857600, 250.0)
    assert limits.from_server
    assert dict(limits.extra) == {"archive": {"formats": ["zip"]}}
    assert balance_reply(golden("balance_reply"), HOST).remaining == {"professional": 5}


@pytest.mark.parametrize(
    ("said", "progress"),
    [(-5, 0), (0, 0), (99.9, 99), (100, 100), (101, 100), ("64", 64), ("x", 0), (None, 0), (True, 0), (10**400, 0)],
)
def test_progress_stays_between_0_and_100(said: object, progress: int) -> None:
    assert status_reply({"state": "active", "progress": said}, HOST).progress == progress


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("2026-03-18T21:58:47.836Z", datetime(2026, 3, 18, 21, 58, 47, 836000, UTC)),
        ("2026-03-18T23:58:47+02:00", datetime(2026, 3, 18, 21, 58, 47, tzinfo=UTC)),
        ("2026-03-18 21:58:47", datetime(2026, 3, 18, 21, 58, 47, tzinfo=UTC)),
        (1773871127, datetime(2026, 3, 18, 21, 58, 47, tzinfo=UTC)),
        (1773871127000, datetime(2026, 3, 18, 21, 58, 47, tzinfo=UTC)),
        ("tomorrow", None),
        ("9999-12-31T23:59:59-23:59", None),
        ("9999-12-31T23:59:59Z", None),
        ("0001-01-01", None),
        ("", None),
        (None, None),
        (float("nan"), None),
        (1e300, None),
        (-1, None),
    ],
)
def test_moments_are_read_tolerantly(said: object, expected: datetime | None) -> None:
    assert moment(said) == expected


@given(st.dictionaries(FIELDS, JSON, max_size=12))
def test_no_answer_raises_anything_but_our_own(value: dict[str, Any]) -> None:
    for read in (start_reply, status_reply, balance_reply):
        try:
            reply = read(value, HOST)
        except UnexpectedReply:
            continue
        assert pickle.loads(pickle.dumps(reply)) is not None
        assert 0 <= getattr(reply, "progress", 0) <= 100
    assert limits_reply(value).max_bytes > 0


@given(st.binary(max_size=60) | JSON.map(lambda value: json.dumps(value).encode()), st.integers(100, 599))
def test_no_body_raises_anything_but_our_own(body: bytes, status: int) -> None:
    try:
        value = read_object(Answer(status, "", None, body), Call.START, HOST)
    except CallError as error:
        said = str(error)
    else:
        said = "."
        assert isinstance(value, dict)
        assert 200 <= status < 300
        assert error_number(status, value) is None
    assert said.endswith(".")


@pytest.mark.parametrize("depth", [100, 600, 100_000])
def test_deep_nesting_is_no_answer_or_harmless(depth: int) -> None:
    body = b'{"remaining": {"professional": 5}, "more": ' + b"[" * depth + b"]" * depth + b"}"
    try:
        value = read_object(Answer(200, "", None, body), Call.BALANCE, HOST, Token("reto_x7K2mQ9Lp4Nz8Vb1cR5Ty0Hs"))
    except UnexpectedReply:
        return
    assert value["remaining"] == {"professional": 5}


def test_an_integer_id_becomes_text_and_a_boolean_none() -> None:
    assert start_reply({"id": 4711}, HOST).id == "4711"
    with pytest.raises(UnexpectedReply):
        start_reply({"id": True}, HOST)


@pytest.mark.parametrize(
    "text", ["s0me-very-l0ng-1d", "a", "65f2_a.b~c", "repeat:job:17", "a" * 1000, "a/b", "a..b", "ä"]
)
def test_what_can_be_an_id(text: str) -> None:
    assert is_id(text)


def test_a_servers_text_is_cut_and_cleaned() -> None:
    assert plain_text("a\x1b[31m\nred\u202e " + "x" * 500, 20) == "a[31m red xxxxxxxxx…"
    assert plain_text({"a": 1}) == ""


def test_limits_that_are_nonsense_fall_back_one_by_one() -> None:
    limits = limits_reply({"image": {"formats": [1, {}], "maxFileSizeInMB": -1, "maxMegapixels": 50}})
    assert (limits.formats, limits.max_bytes) == (DOCUMENTED_LIMITS.formats, DOCUMENTED_LIMITS.max_bytes)
    assert limits.max_megapixels == 50.0


def test_a_repeated_token_is_taken_out_of_every_corner() -> None:
    token = Token("reto_x7K2mQ9Lp4Nz8Vb1cR5Ty0Hs")
    text = token.reveal()
    value = {"message": f"token {text} unknown", "list": [{text: [text, 1]}]}
    assert text not in json.dumps(without_token(value, token), ensure_ascii=False)
    assert without_token(value, token)["list"] == [{"reto…y0Hs": ["reto…y0Hs", 1]}]

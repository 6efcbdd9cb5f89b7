"""Share texts that did not arrive as they were sent."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets import envelope, importing, share_text
from retouch_lib.presets.vendor import BALANCED, SLIGHT

TEXT = share_text.to_text(SLIGHT)


def made(value: Any, version: int = 1, *, pack: Any = zlib.compress) -> str:
    """A share text with a right checksum around anything."""
    body = base64.urlsafe_b64encode(pack(json.dumps(value).encode())).decode().rstrip("=")
    return f"retouchlab:{version}:{body}.{hashlib.sha256(body.encode()).hexdigest()[:8]}"


def refusal(text: str) -> str:
    with pytest.raises(InvalidPayload) as caught:
        share_text.from_text(text)
    assert str(caught.value) == importing_refusal(text)
    return str(caught.value)


def importing_refusal(text: str) -> str:
    with pytest.raises(InvalidPayload) as caught:
        importing.read_presets(text)
    return str(caught.value)


@given(st.integers(len("retouchlab:1:"), len(TEXT) - 1), st.sampled_from("AZaz09-_"))
def test_a_changed_letter_is_noticed(at: int, letter: str) -> None:
    changed = TEXT[:at] + letter + TEXT[at + 1 :]
    if changed != TEXT:
        assert "the share text is " in refusal(changed)


@given(st.integers(len("retouchlab:1:"), len(TEXT) - 1))
def test_a_cut_one_is_noticed(length: int) -> None:
    assert "the share text is not whole" in refusal(TEXT[:length])


def test_a_newer_one_opens_with_a_note() -> None:
    value = envelope.as_dict(BALANCED)
    found = share_text.from_text(made(value, 2))
    assert found.preset == BALANCED
    assert found.notes == (
        "The share text was made by a newer Retouch Lab (version 2, this one knows 1): something may be missing here.",
    )
    imported = importing.read_presets(made({**value, "retouchlab": {"schema": 9, "kind": "preset"}}, 3))
    assert imported.found[0].preset == BALANCED
    assert len(imported.notes) == 2


@pytest.mark.parametrize("value", [[], {}, {"retouchlab": {}}, {"retouchlab": {"schema": 1}, "payload": {"tasks": 1}}])
def test_whole_but_no_preset(value: Any) -> None:
    assert refusal(made(value)).startswith("the share text")
    assert "made by a newer Retouch Lab and can't be read here" in refusal(made(value, 7))


def test_a_newer_packing_is_no_damage() -> None:
    assert "newer Retouch Lab" in refusal(made({}, 2, pack=lambda data: b"zstd" + data))
    assert "can't be unpacked" in refusal(made({}, 1, pack=lambda data: b"zstd" + data))


def test_a_bomb_is_not_unpacked() -> None:
    assert "more than a preset can be" in refusal(made(" " * 50_000_000))


def test_the_longest_text_that_is_read() -> None:
    with pytest.raises(InvalidPayload, match="too long"):
        share_text.from_text(TEXT + " " * 1_400_000)

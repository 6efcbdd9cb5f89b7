"""What a preset was made from travels with it, and is believed only where it is what it should be."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from retouch_lib.presets import envelope, share_text
from retouch_lib.presets.made_from import MadeFrom, made_from_text, read_made_from
from retouch_lib.presets.vendor import BALANCED, SLIGHT

ORIGIN = MadeFrom("slight", None, SLIGHT.fingerprint)
SOFT = replace(BALANCED, name="soft", made_from=ORIGIN)


def test_it_travels_in_files_and_share_texts() -> None:
    value = json.loads(envelope.to_json(SOFT))
    assert value["made_from"] == {"name": "slight", "version": None, "fingerprint": SLIGHT.fingerprint}
    for found in (envelope.from_dict(value), share_text.from_text(share_text.to_text(SOFT))):
        assert (found.preset.made_from, found.notes) == (ORIGIN, ())


def test_a_file_without_it_is_read_as_before() -> None:
    value = envelope.as_dict(BALANCED)
    assert "made_from" not in value
    found = envelope.from_dict(value)
    assert (found.preset.made_from, found.notes) == (None, ())


@pytest.mark.parametrize(
    "told",
    [
        "slight",
        [],
        {},
        {"name": 3, "version": 1, "fingerprint": "a" * 64},
        {"name": "x", "version": 1, "fingerprint": "A" * 64},
        {"name": "x", "version": 1, "fingerprint": "a" * 64 + "\n"},
        {"name": "x", "version": True, "fingerprint": "a" * 64},
        {"name": "x", "version": -1, "fingerprint": "a" * 64},
        {"name": "x", "version": 10**30, "fingerprint": "a" * 64},
        {"name": "\u202e\n", "version": 1, "fingerprint": "a" * 64},
    ],
)
def test_what_it_can_not_be_is_left_out_and_said(told: Any) -> None:
    assert read_made_from(told) is None
    found = envelope.from_dict({**envelope.as_dict(BALANCED), "made_from": told})
    assert found.preset.made_from is None
    assert [note[:24] for note in found.notes] == ["What it was made from is"]


def test_a_name_is_one_short_line() -> None:
    read = read_made_from({"name": " a\n\u202eb" + "c" * 500, "version": 2, "fingerprint": "a" * 64, "more": [1]})
    assert read is not None
    assert (read.name[:4], len(read.name)) == ("a bc", 100)


def test_kept_text_is_read_back_or_nothing() -> None:
    assert made_from_text(ORIGIN.to_json()) == ORIGIN
    assert [made_from_text(text) for text in ("", "{", "[" * 100_000, '"x"')] == [None] * 4

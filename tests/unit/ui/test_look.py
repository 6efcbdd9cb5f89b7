"""Which result stands on the right of the next photo: the look that the user chose, wherever that photo has it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from retouch_lib.ui import session, workspace
from retouch_lib.ui.shared.look import keep_look, wanted_place
from retouch_lib.ui.variants import EDITED
from retouch_lib.ui.viewer import Shot, ViewerState


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session of its own, with slight open on the board."""
    values: dict[str, Any] = {}
    monkeypatch.setattr(session, "value", values.get)
    monkeypatch.setattr(session, "put", values.__setitem__)
    lay_open(monkeypatch, "slight")


def lay_open(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Have the variant of that name on the board; edited, where it says so."""
    preset = SimpleNamespace(name=name.removesuffix(EDITED))
    monkeypatch.setattr(workspace, "open_variant", lambda: SimpleNamespace(name=name, preset=preset))


def shots(photo: str, *labels: str) -> list[Shot]:
    ids = ["original", *(f"{photo}-{label}" for label in labels)]
    return [
        Shot(name, label, "/small", "/full", 8, 8, 8) for name, label in zip(ids, ("original", *labels), strict=True)
    ]


def look_at(of: list[Shot], place: int, *, chosen: bool) -> None:
    keep_look(ViewerState("swipe", "original", of[place].id, chosen), of)


def test_until_one_is_chosen_the_boards_look_is_wanted_then_balanced_then_the_first() -> None:
    look_at(shots("one", "heavy", "slight"), 1, chosen=False)
    assert wanted_place(shots("two", "balanced", "heavy = slight")) == 2
    assert wanted_place(shots("two", "heavy", "balanced (layers)")) == 2
    assert [wanted_place(shots("two", "heavy", "mine")), wanted_place(shots("two"))] == [1, 0]


def test_a_look_edited_since_is_still_the_boards(monkeypatch: pytest.MonkeyPatch) -> None:
    assert wanted_place(shots("one", "balanced", "slight (edited)")) == 2
    lay_open(monkeypatch, f"slight{EDITED}")
    assert wanted_place(shots("one", "balanced", "slight")) == 2
    assert wanted_place(shots("one", "slight", "slight (edited)")) == 2, "that first"


def test_the_look_chosen_stays_and_outlives_a_photo_without_it() -> None:
    look_at(shots("one", "slight", "heavy (layers)"), 2, chosen=True)
    two = shots("two", "slight", "balanced")
    assert wanted_place(two) == 1
    look_at(two, 1, chosen=False)
    assert wanted_place(shots("three", "slight", "balanced", "mine = heavy")) == 3


def test_the_original_is_no_look() -> None:
    one = shots("one", "slight", "heavy")
    look_at(one, 2, chosen=True)
    look_at(one, 0, chosen=True)
    assert wanted_place(one) == 2

"""The table of keys: no two lines of a place share a key, and the documents have it whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from retouch_lib.lab import Lab
from retouch_lib.settings import Settings
from retouch_lib.ui import keys, preferences, session
from retouch_lib.ui.keys import TABLE, Place
from tests.launches import as_opened_before

DOCS = Path(__file__).resolve().parents[3] / "docs" / "keys.md"
PLACES: tuple[Place, ...] = get_args(Place)
CHORD = ("Ctrl", "Alt", "Shift", "⌘", "Space")


def single_keys(place: Place) -> list[str]:
    """The keys that do something without another one held, in all lines of a place."""
    lines = [line.keys for group in TABLE.values() for line in group if place in line.places]
    alone = [line for line in lines if not any(f"[{key}]" in line for key in CHORD)]
    return [key for line in alone for key in re.findall(r"\[(.[^\]]*)\]", line)]


def _with_keycaps(text: str) -> str:
    return re.sub(r"\[(.[^\]]*)\]", r"<kbd>\1</kbd>", text)


@pytest.mark.parametrize("place", PLACES)
def test_no_key_does_two_things_in_one_place(place: Place) -> None:
    assert len(single_keys(place)) > 8
    assert [key for key, count in Counter(single_keys(place)).items() if count > 1] == []


def test_the_documents_have_every_line() -> None:
    """docs/keys.md: a table a group, a row a line: keys, what they do, where."""
    lines = [line for line in DOCS.read_text().splitlines() if line.startswith("| <kbd>")]
    rows = [tuple(cell.strip() for cell in line.split(" | ")) for line in lines]
    wanted = [
        (_with_keycaps(line.keys), _with_keycaps(line.does), ", ".join(line.places))
        for group in TABLE.values()
        for line in group
    ]
    assert [(keys.removeprefix("| "), does, where.removesuffix(" |")) for keys, does, where in rows] == wanted


def test_a_place_gets_its_own_lines(lab_here: Lab) -> None:
    sent = keys.sent("survey")
    does = [line["does"] for lines in sent["table"].values() for line in lines]
    assert "open the cell large; [Esc] leads back" in does
    assert "pan" not in does
    assert sent["single"] is True


@pytest.mark.parametrize(
    ("told", "kept"), [({"single_keys": False}, False), ({"single_keys": True}, True), ({"single_keys": "no"}, None)]
)
def test_what_the_switch_says_is_kept(
    lab_here: Lab, monkeypatch: pytest.MonkeyPatch, told: dict[str, object], kept: bool | None
) -> None:
    monkeypatch.setattr(keys.st, "session_state", {"viewer": told})
    keys.heard("viewer")()
    assert lab_here.store.preference(session.owner(), preferences.SINGLE_KEYS) is kept
    assert keys.sent("viewer")["single"] is (kept is not False)


@pytest.fixture
def lab_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lab]:
    lab = Lab.open(Settings(data_dir=as_opened_before(tmp_path / "lab.sqlite").parent))
    monkeypatch.setattr(session, "lab", lambda: lab)
    yield lab
    lab.close()

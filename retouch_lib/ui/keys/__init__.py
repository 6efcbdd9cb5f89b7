"""The keys of the whole app: THE table, and what a component needs to listen for them.

A component that listens puts `SCRIPTS` before its own scripts and takes `STYLE` besides its own, sends `sent(place)` as
its data's "keys", and takes `heard(key)` as its `on_single_keys_change`. Its `Keyboard` (keys.js) is then asked what it
does with a meaning such as "pick"; which key means what is told nowhere else. See docs/keys.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

import streamlit as st

from retouch_lib.ui import preferences

Place = Literal["viewer", "survey"]

SCRIPTS = ("../keys/keys", "../keys/dialogs", "../keys/keyboards", "../keys/table")
"""As a component's scripts are named, from its own folder."""
STYLE = "../keys/table"
"""The table's CSS, likewise."""
SINGLE_KEYS_OFF = (
    "With single keys off only these work: Ctrl, ⌘ or Alt with another key, and arrows, Home, End and Space while the"
    " pictures have the focus."
)

_EVERYWHERE: tuple[Place, ...] = ("viewer", "survey")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table."""

    keys: str
    """As a person reads them: what stands in [brackets] is a key."""
    does: str
    places: tuple[Place, ...] = _EVERYWHERE
    """Where it works."""


TABLE: Mapping[str, tuple[Line, ...]] = {
    "Judge": (
        Line(
            "[P]", "pick: this look wins the photo, and the next photo comes; once more in the viewer: take that back"
        ),
        Line("[X]", "reject this look; once more in the viewer: take that back"),
        Line("[U]", "clear pick or rejection"),
        Line("[1] – [5]", "stars"),
        Line("[0]", "no stars"),
        Line("[N]", "note"),
        Line("[=]", "a tie: no look wins this photo, and the next photo comes", ("survey",)),
        Line("[Ctrl] or [⌘] [Z]", "undo"),
        Line("[Ctrl] or [⌘] [Shift] [Z], [Ctrl] [Y]", "redo"),
    ),
    "Photos and pictures": (
        Line("[←] [→]", "previous, next photo", ("viewer",)),
        Line("[↑] [↓]", "previous, next picture", ("viewer",)),
        Line("[Alt] [1] – [9]", "choose that picture", ("viewer",)),
        Line("[T]", "pin the left picture, or unpin it", ("viewer",)),
        Line("[←] [→] [↑] [↓]", "go to another cell; with [Shift] select many", ("survey",)),
        Line("[Enter] or a double click", "open the cell large; [Esc] leads back", ("survey",)),
    ),
    "Look": (
        Line("[S] [G] [M] [D]", "swipe, grid, blink, difference", ("viewer",)),
        Line("[O] or [\\]", "original: a tap switches it on and off, holding shows it while held", ("viewer",)),
        Line("[K]", "parts of the photo in colours; again: spots that are gone; again: nothing", ("viewer",)),
        Line("[B]", "boxes around faces", ("viewer",)),
        Line("[Q]", "brush, where there is one; [Esc] puts it away", ("viewer",)),
        Line("[[] []] or [,] [.]", "move the split; while the brush is out, its size", ("viewer",)),
    ),
    "Zoom": (
        Line("[Z] or a click", "1:1 at the pointer", ("viewer",)),
        Line("[F]", "fit", ("viewer",)),
        Line("[E]", "face; again: its eyes at 1:1, then the next face", ("viewer",)),
        Line("[E]", "next face of this photo, in all its cells", ("survey",)),
        Line("[+] [−]", "zoom (or the wheel)", ("viewer",)),
        Line("[Space] and drag", "pan", ("viewer",)),
        Line("[Shift] [←] [→] [↑] [↓]", "pan", ("viewer",)),
        Line("[Shift] [F]", "full screen", ("viewer",)),
    ),
    "This table": (Line("[?]", "show it; [Esc] closes it"),),
}


def sent(place: Place) -> dict[str, Any]:
    """What a component at that place sends to its `Keyboard`: whether single keys work, and the table's lines there."""
    groups = {
        name: [asdict(line) for line in lines if place in line.places]
        for name, lines in TABLE.items()
        if any(place in line.places for line in lines)
    }
    return {"single": preferences.single_keys(), "table": groups, "off": SINGLE_KEYS_OFF}


def heard(key: str) -> Callable[[], None]:
    """Keeps what the switch in the table says: the callback for "single_keys" of the component with this key."""

    def keep() -> None:
        state = st.session_state.get(key)
        wanted = state.get("single_keys") if isinstance(state, Mapping) else None
        if isinstance(wanted, bool):
            preferences.keep_single_keys(wanted)

    return keep

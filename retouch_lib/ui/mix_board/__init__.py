"""The board of a mix: a slider for each layer, the uppermost first. What moves is told to the viewer in the browser.

A Streamlit v2 component. While a slider moves no page runs: the viewer hears of it on the document, as
viewer/mix/event.js has it. The page is told when it rests. To hide a layer is to put it at 0; to see one alone is
a way of looking, which changes no strength.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

import streamlit as st

from retouch_lib.imaging.strengths import FULL, MOST
from retouch_lib.ui import session
from retouch_lib.ui.component import component

_FOLDER = Path(__file__).parent
_SCRIPTS = ("../viewer/mix/event", "worth", "mix_row", "mix_board")
"""In the order in which they need each other."""

What = Literal["strengths", "alone", "undo", "redo", "loaded"]
_WHATS: dict[str, What] = {what: what for what in get_args(What)}


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One layer and its slider. Its texts may be from outside, and are shown as text only."""

    number: int
    """The layer's, 0 = lowest."""
    name: str
    blend: str
    """How it merges with what is below it, in words: "Soft light"."""
    thumbnail: str
    """A path on this app, such as "/files/…"."""
    label: str
    """What the slider shows: "Blend", "Opacity"."""
    full: tuple[float, ...]
    """What it is worth at full strength, 1.0 for 100 %; the first is what the slider shows and takes."""
    most: int = FULL
    """The highest strength that is to be had; more than FULL is extrapolated."""
    sentence: str = ""
    """What has to be known of it."""
    idle: bool = False
    """Whether it changes nothing on this photo."""

    def __post_init__(self) -> None:
        if not self.thumbnail.startswith("/") or self.thumbnail.startswith("//"):
            raise ValueError(f'A row\'s address must be a path on this app, not "{self.thumbnail}"')
        if not self.full or self.full[0] <= 0:
            raise ValueError(f'The slider of "{self.name}" has no range')
        if not FULL <= self.most <= MOST:
            raise ValueError(f"A layer can't be laid at {self.most}")


@dataclass(frozen=True, slots=True)
class BoardTold:
    """What the user did on the board."""

    what: What
    strengths: Mapping[int, int] = field(default_factory=dict)
    """By a layer's number, in thousandths; of "strengths" only."""
    alone: int | None = None
    """The number of the layer that is to be seen alone, None for all of them; of "alone" only."""
    goes_on: bool = False
    """Whether it is one step with the one before, as presses of an arrow key are; of "strengths" only."""


def heard(key: str, numbers: Collection[int]) -> BoardTold | None:
    """What the user did since the last run, once; to be asked for before the board is drawn with what came of it.

    `numbers`: the layers that the board has; a telling of others is dropped, as is anything that a board would not say.
    """
    state = st.session_state.get(key)
    told = state.get("told") if isinstance(state, Mapping) else None
    if not isinstance(told, Mapping) or not isinstance(number := told.get("number"), int):
        return None
    if number <= (session.value(session.heard(key)) or 0):
        return None
    session.put(session.heard(key), number)
    what = _WHATS.get(str(told.get("what")))
    if what == "alone":
        return BoardTold(what, alone=next((number for number in numbers if number == told.get("alone")), None))
    if what != "strengths":
        return BoardTold(what) if what else None
    strengths = _strengths(told.get("strengths"), numbers)
    return BoardTold(what, strengths, goes_on=told.get("goes_on") is True) if strengths is not None else None


def mix_board(
    rows: Sequence[BoardRow],
    strengths: Mapping[int, int],
    *,
    key: str,
    mix: str,
    alone: int | None = None,
    looked_at: bool = True,
) -> None:
    """Draw the sliders of these layers, the lowest first in `rows`; `strengths` by their numbers, in thousandths.

    `mix`: the `LiveMix.id` of the picture that follows them; `alone`: the number of the only layer that it shows;
    `looked_at`: whether it is known which rows are idle: if not, the page is told once it can be asked.
    Raises KeyError for a layer without a strength.
    """
    _component(
        key=key,
        data={
            "mix": mix,
            "rows": [asdict(row) for row in reversed(rows)],
            "strengths": {str(row.number): strengths[row.number] for row in rows},
            "alone": alone,
            "looked_at": looked_at,
            "heard": session.value(session.heard(key)) or 0,
        },
        on_told_change=_nothing,
    )


def _strengths(told: Any, numbers: Collection[int]) -> dict[int, int] | None:
    """As the browser told them, where they are those of all these layers; else None."""
    if not isinstance(told, Mapping) or set(told) != {str(number) for number in numbers}:
        return None
    strengths = {int(number): value for number, value in told.items()}
    if any(
        isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST for value in strengths.values()
    ):
        return None
    return strengths


def _nothing() -> None:
    """Streamlit tells a value only to a page that listens for it."""


_component = component(_FOLDER, _SCRIPTS)

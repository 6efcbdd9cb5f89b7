"""The strip of an archive's layers: a card each, with its preview, its blend mode, what it is for, and its own file.

A Streamlit v2 component. Pictures and files come by URL from this app only. A click on a card tells the page which
layer to show large; a second click takes it away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

from retouch_lib.ui.component import component

_FOLDER = Path(__file__).parent
_SCRIPTS = ("layer_strip",)


@dataclass(frozen=True, slots=True)
class Card:
    """One layer. Addresses are paths on this app, such as "/files/…"; texts are shown as they are, never as HTML."""

    number: int
    """Its place in the archive, 0 = lowest."""
    name: str
    blend: str
    """How it merges with what is below it, in words: "Soft light"."""
    use: str
    """What it is for, in one sentence."""
    thumbnail: str
    download: str
    """Saves the layer's own file."""
    file_name: str
    size: str
    """Of that file, in words: "2.1 MB"."""

    def __post_init__(self) -> None:
        for address in (self.thumbnail, self.download):
            if not address.startswith("/") or address.startswith("//"):
                raise ValueError(f'A card\'s address must be a path on this app, not "{address}"')


def layer_strip(cards: Sequence[Card], *, key: str) -> int | None:
    """Draws the strip; returns the number of the layer that is to be shown large, or None."""
    result = _component(
        key=key,
        data={"cards": [asdict(card) for card in cards], "shown": _shown(st.session_state.get(key), cards)},
        on_shown_change=_nothing,
    )
    return _shown(result, cards)


def _shown(state: object, cards: Sequence[Card]) -> int | None:
    """What the browser told, where that is one of the cards."""
    number = state.get("shown") if isinstance(state, Mapping) else None
    if isinstance(number, bool) or not isinstance(number, int):
        return None
    return number if number in {card.number for card in cards} else None


def _nothing() -> None:
    """Streamlit tells a value only to a page that listens for it."""


_component = component(_FOLDER, _SCRIPTS)

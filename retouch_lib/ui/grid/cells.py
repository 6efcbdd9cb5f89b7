"""What is in a grid: rows, columns and cells, as whoever fills it makes them. Nothing here knows of runs or photos."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

SIDES = (160, 220, 320, 440)
"""Sizes of a cell's picture, in CSS pixels; pictures are made in these."""

State = Literal["ready", "running", "failed"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One picture of a row, and all that is said of it. Texts are shown as they are, never as HTML."""

    id: str
    """What judgements name it by."""
    label: str
    """What it is called to a reader: "balanced"; "B" while names are hidden."""
    src: str = ""
    """A path on this app, with "{region}" and "{side}" where crop and size stand; empty while there is no picture."""
    state: State = "ready"
    words: str = ""
    """The state, where there is something to say: "Retouching", "Failed: …"."""
    share: float = 0.0
    """How far it is, 0–1; 0 shows no bar."""
    mark: str = ""
    """A verdict's value, "picked" or "rejected"; else empty."""
    stars: int = 0
    """1–5; 0 for none."""
    note: str = ""
    warning: str = ""
    """What is odd about it, as a sentence."""
    simulated: bool = False
    """Whether no server has rendered it: it says so, and is not judged."""

    def __post_init__(self) -> None:
        require_path(self.src)


@dataclass(frozen=True, slots=True)
class Row:
    """What stands side by side: the original, and a cell for each column."""

    id: str
    name: str
    src: str
    """Of the original; as a cell's."""
    cells: tuple[Cell | None, ...]
    """None where there is nothing for that column."""
    tied: bool = False
    """Whether it was said that none of them wins."""
    warning: str = ""
    """What is odd about the original, as a sentence."""
    faces: int = 0
    """How many there are to look at, one after the other: the regions "face", "face1", …"""

    def __post_init__(self) -> None:
        require_path(self.src)


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head."""

    label: str
    tally: str = ""
    """How its cells were judged, in words."""


@dataclass(frozen=True, slots=True)
class Framing:
    """How cells are looked at: one crop for all, or a spot of a row's own."""

    region: str
    """What "{region}" becomes: "face", "x0.3125y0.4100"."""
    side: int
    """One of SIDES."""
    fills: bool = False
    """Whether cells grow until they fill the width, where there is room for more than `side`."""
    high: float = 1.0
    """A picture's height as a share of its width, which is `side`."""
    exact: bool = False
    """Whether one of a picture's pixels is to fill one of the screen's."""
    named: bool = False
    """Whether each cell shows its label: where a column's head can't."""
    spots: Mapping[str, str] = field(default_factory=dict)
    """Row's id → the region of its own."""


def require_path(address: str) -> None:
    """Raises ValueError for an address elsewhere."""
    if address and (not address.startswith("/") or address.startswith("//")):
        raise ValueError(f'A cell\'s address must be a path on this app, not "{address}"')

"""Loupes: the same small places of all pictures side by side, one pixel of the file on one of the screen.

A Streamlit v2 component. Crops, and where results differ most, come by URL from this app only. A click tells the page
which point the viewer is to show.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

from retouch_lib.imaging.faces.regions import SIDES
from retouch_lib.ui.component import component

_FOLDER = Path(__file__).parent
_SCRIPTS = ("loupes",)

Place = tuple[str, tuple[float, float]]
"""What it is called, and its middle as fractions of the photo's width and height, 0-1."""
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Looked:
    """One picture that is looked at. Addresses are paths on this app."""

    id: str
    label: str
    crop: str
    """Address of a crop, with "{region}" and "{side}" in it."""
    places: str = ""
    """Address of where it differs most from the original; empty for the original."""
    note: str = ""
    """What must be known of it, such as that it has another size."""

    def __post_init__(self) -> None:
        for address in filter(None, (self.crop, self.places)):
            if not address.startswith("/") or address.startswith("//"):
                raise ValueError(f'An address must be a path on this app, not "{address}"')


def loupes(
    pictures: Sequence[Looked],
    faces: Sequence[Sequence[Place]],
    *,
    key: str,
    clicked: Callable[[Point], None],
) -> None:
    """Draws them. `faces`: the places of each face, the largest first; none where the photo has no face.

    `clicked` is called, before the page runs, with the point that the user wants to see in the viewer.
    """
    data = {"pictures": [asdict(each) for each in pictures], "faces": faces, "sides": SIDES}

    def hear() -> None:
        point = told_point(st.session_state.get(key))
        if point is not None:
            clicked(point)

    _component(key=key, data=data, on_spot_change=hear)


def told_point(state: object) -> Point | None:
    """What the browser told, where that is a point of a picture."""
    told = state.get("spot") if isinstance(state, Mapping) else None
    if not isinstance(told, Mapping):
        return None
    found = [told.get(axis) for axis in ("x", "y")]
    shares = [float(each) for each in found if isinstance(each, (int, float)) and not isinstance(each, bool)]
    return (shares[0], shares[1]) if len(shares) == 2 and all(0 <= share <= 1 for share in shares) else None


_component = component(_FOLDER, _SCRIPTS)

"""Where on a face one looks closely: eyes, cheeks, mouth, from the few places that are known of it."""

from __future__ import annotations

import numpy as np

from retouch_lib.imaging.faces.marks import Marks, Point

_MOUTH, _CHEEK = 0.62, 0.42
"""How far from the eyes towards the chin."""
_OUTWARD = 0.12
"""How far a cheek's middle lies outside its eye's, of the way from the middle between both."""
_WHOLE = 0.8
"""How much of a loupe's height a face may take that is seen whole in it."""
_WITH_CORNERS = 1.6
"""The width of both eyes, of the way from the middle of one to the other's."""


def loupe_places(face: Marks, size: tuple[int, int], side: int) -> list[tuple[str, Point]]:
    """The name of each place and its middle, as fractions of a picture of that width and height.

    Where both eyes don't fit into `side` pixels each has its own; a face that fits whole is one place.
    """
    right, left, chin = (np.array(place) for place in (face.right_eye, face.left_eye, face.chin))
    middle = (right + left) / 2
    down = chin - middle
    apart = float(np.hypot(*((left - right) * size)))
    if float(np.hypot(*((chin - np.array(face.forehead)) * size))) <= _WHOLE * side:
        return [("face", _within((chin + np.array(face.forehead)) / 2))]
    both = apart * _WITH_CORNERS <= side
    eyes = [("eyes", middle)] if both else [("right eye", right), ("left eye", left)]
    cheeks = [
        (name, eye + _CHEEK * down + _OUTWARD * (eye - middle))
        for name, eye in (("right cheek", right), ("left cheek", left))
    ]
    places = [*eyes, *cheeks, ("mouth", middle + _MOUTH * down)]
    return [(name, _within(place)) for name, place in places]


def _within(place: np.ndarray) -> Point:
    x, y = (round(float(min(1.0, max(0.0, share))), 4) for share in place)
    return x, y

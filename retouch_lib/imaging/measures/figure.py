"""Where a face's person has skin, hair and clothes, before any colour is looked at. Lengths are in heights of the face.

Proportions as artists draw them: a head is 4/3 of a face high, a figure seven and a half heads, shoulders two wide.
How often each is where was judged by eye on portraits; it need not be exact, for colours decide.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from retouch_lib.imaging import filters
from retouch_lib.imaging.faces import mesh
from retouch_lib.imaging.faces.find import Face
from retouch_lib.imaging.floats import Floats

_ABOVE, _BELOW, _BESIDE = 2.5, 9.0, 4.5
"""How far a person reaches from the chin up, down and to the sides."""
_HALF, _WIDENS = 1.4, 0.25
"""Half the width of a body at the chin, and by how much it widens on the way down."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A face's person, in a window of the picture. Maps are float32 (h, w), 0-1."""

    window: tuple[slice, slice]
    skin: Floats
    """Besides the face: ears, neck, and with less certainty arms, hands and whatever is bare."""
    hair: Floats
    clothes: Floats


def figure(shape: tuple[int, int], face: Face) -> Figure:
    """In a picture of that height and width."""
    window = _window(shape, face)
    across, down = _coordinates(window, face)
    away = _from_face(across, down, face)
    aside = np.abs(across)
    body = _body(aside, down)
    behind = _behind(across, down, face)
    skin, hair = (plane * behind for plane in (_skin(aside, down, away) * body, _hair(aside, down, away)))
    return Figure(window, skin, hair, _clothes(aside, down) * body)


def _window(shape: tuple[int, int], face: Face) -> tuple[slice, slice]:
    """Upright around the turned box that holds the person."""
    chin, (x, y) = face.points[mesh.CHIN], face.down
    beside = np.array((-y, x), np.float32)
    ends = [
        chin + face.height * (along * face.down + side * beside)
        for along in (-_ABOVE, _BELOW)
        for side in (-_BESIDE, _BESIDE)
    ]
    low = np.clip(np.floor(np.min(ends, axis=0)), 0, np.array(shape[::-1]))
    high = np.clip(np.ceil(np.max(ends, axis=0)), 0, np.array(shape[::-1]))
    return slice(int(low[1]), int(high[1])), slice(int(low[0]), int(high[0]))


def _coordinates(window: tuple[slice, slice], face: Face) -> tuple[Floats, Floats]:
    """Across from the face's axis and down from the chin, of each pixel."""
    rows, columns = window
    x, y = face.points[mesh.CHIN]
    ys = (np.arange(rows.start, rows.stop, dtype=np.float32)[:, None] - y) / np.float32(face.height)
    xs = (np.arange(columns.start, columns.stop, dtype=np.float32)[None] - x) / np.float32(face.height)
    down = xs * face.down[0] + ys * face.down[1]
    return ys * face.down[0] - xs * face.down[1], down


def _from_face(across: Floats, down: Floats, face: Face) -> Floats:
    """How far outside the face's outline, taken as an ellipse."""
    middle, half = _sides(face)
    scaled = np.hypot((across - middle) / half, (down + 0.5) / 0.55)
    return np.asarray(np.maximum(scaled - 1, 0) * 0.5 * (half + 0.55), np.float32)


def _sides(face: Face) -> tuple[float, float]:
    """Where the middle of the face is, across from the chin, and half its width."""
    at = (face.pick(mesh.OVAL) - face.points[mesh.CHIN]) @ np.array((-face.down[1], face.down[0]), np.float32)
    low, high = float(at.min()) / face.height, float(at.max()) / face.height
    return (low + high) / 2, max(0.25, (high - low) / 2)


def _behind(across: Floats, down: Floats, face: Face) -> Floats:
    """Less before a face that is turned aside: the rest of its head is on the other side."""
    middle, half = _sides(face)
    nose = (face.points[mesh.UNDER_NOSE] - face.points[mesh.CHIN]) @ np.array((-face.down[1], face.down[0]), np.float32)
    turned = float(np.clip((nose / face.height - middle) / half, -1, 1))
    towards = np.asarray((across - middle) / half * np.sign(turned), np.float32)
    before = filters.smoothstep(towards, 0.5, 1.0)
    beside = filters.smoothstep(down, -1.0, -0.8) * filters.smoothstep(down, 0.1, -0.1)
    return np.asarray(1 - filters.step(abs(turned), 0.25, 0.6) * before * beside, np.float32)


def _body(aside: Floats, down: Floats) -> Floats:
    half = _HALF + _WIDENS * np.maximum(down, 0)
    return filters.smoothstep(np.asarray(aside / half, np.float32), 1.3, 0.8)


def _hair(aside: Floats, down: Floats, away: Floats) -> Floats:
    """All around the head, less surely hanging beside the neck, and in the face as beard and fringe."""
    above = filters.smoothstep(down, -0.4, -0.9)
    near = np.exp(-((away / np.float32(0.45)) ** 2)) * (0.6 + 0.4 * above)
    hangs = filters.smoothstep(aside, 0.2, 0.55) * filters.smoothstep(aside, 1.5, 0.8)
    loose = np.float32(0.3) * hangs * filters.smoothstep(down, 3.0, 0.5)
    found = np.where(down < 0, near, np.minimum(near, hangs))
    return np.asarray(np.where(away > 0, np.maximum(found, loose), np.float32(0.1)), np.float32)


def _skin(aside: Floats, down: Floats, away: Floats) -> Floats:
    neck = filters.smoothstep(down, 0.75, 0.2) * filters.smoothstep(aside, 0.55, 0.25) * (down > -0.3)
    ears = np.exp(-((away / np.float32(0.12)) ** 2)) * np.float32(0.4)
    bare = np.where(down > 0, np.float32(0.22), np.float32(0.04))
    found = np.maximum(np.maximum(neck * np.float32(0.7), ears), bare)
    return np.asarray(np.where(away > 0, found, np.float32(0.8)), np.float32)


def _clothes(aside: Floats, down: Floats) -> Floats:
    shoulder = filters.smoothstep(aside, 0.3, 0.6)
    start = filters.smoothstep(down + np.float32(0.3) * shoulder, 0.0, 0.6)
    raised = np.float32(0.05) * shoulder * filters.smoothstep(down, -0.9, -0.1)
    return np.asarray(np.maximum(np.float32(0.6) * start, raised), np.float32)

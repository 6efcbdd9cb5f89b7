"""Where the rims of glasses run on a face that wears some."""

from __future__ import annotations

from typing import Literal

import cv2
import numpy as np

from retouch_lib.engine.analysis import glasses, level_view, rim_paths
from retouch_lib.engine.analysis.level_view import UNIT
from retouch_lib.imaging import filters
from retouch_lib.imaging.faces import mesh
from retouch_lib.imaging.faces.find import Face
from retouch_lib.imaging.floats import Floats

_ANGLES = range(0, 360, 3)
_NEAREST, _FURTHEST, _STEP = 0.11, 0.30, 0.006
"""Rims are drawn from here to there from the lens's middle, so finely, in heights of the face; so are the next ones."""
_FINE, _WIDE = 0.006, 0.035
_WIDTH, _FEATHER = 0.015, 0.014
"""Half the width of a rim, and the sigma of its soft edges."""
_BESIDE, _UNSEEN, _SEEN = 0.035, 2.0, 6.0
"""How far from a rim its two sides are looked at, and how far off its colour is none and all, in CIELAB."""
_SHADOW = 0.010
"""How far outside of a rim its shadow falls."""
_GAP = 9
"""Over so many places a rim's strength is evened, and so many that can't be seen between others are part of it."""
_BEND = 0.25
"""What a step to the next radius costs, times the map's spread."""
_SUBPIXEL_BITS = 4


def find(rgb: Floats, face: Face) -> Floats:
    """float32 (H, W), 0-1: the rims of glasses that the face wears, a closed line around each eye, and the bridge.

    `rgb`: float32 (H, W, 3), 0-1. A rim is the closed line along which colours stand out most from their surroundings.
    It is drawn only where both of its sides differ from it indeed, and is soft at its edges: skin stays skin.
    """
    view = level_view.seen(rgb, face)
    lab = view.lab
    stands_out = _stands_out(lab)
    right, left = (_rim(stands_out, glasses.lens(view.face, eye)) for eye in mesh.EYES)
    bridge = _bridge(lab, right, left, view.face)
    drawn = [_drawn(lab, line, is_closed) for line, is_closed in ((right, True), (left, True), (bridge, False))]
    return view.back(np.max(drawn, axis=0), (rgb.shape[0], rgb.shape[1]))


def _stands_out(lab: Floats) -> Floats:
    """(H, W): how far each pixel's colour is from its surroundings'."""
    difference = filters.gaussian(lab, _FINE * UNIT) - filters.gaussian(lab, _WIDE * UNIT)
    return np.asarray(np.sqrt((difference**2).sum(axis=2)), np.float32)


def _rim(stands_out: Floats, centre: Floats) -> Floats:
    """(N, 2): the rim around one eye, x and y."""
    places = rim_paths.around(centre, _ANGLES, _NEAREST, _FURTHEST, _STEP)
    found = rim_paths.sampled(stands_out, places)
    gain = np.asarray(np.minimum(found, np.percentile(found, 95)), np.float32)
    rim = places[np.arange(len(_ANGLES)), rim_paths.closed(gain, _BEND * float(gain.std()))]
    # a rim's shadow on the skin, just outside of it, stands out as much
    outward = (rim - centre) / np.linalg.norm(rim - centre, axis=1, keepdims=True)
    return np.asarray(rim - _SHADOW * UNIT * outward, np.float32)


def _bridge(lab: Floats, right: Floats, left: Floats, face: Face) -> Floats:
    """(N, 2): from rim to rim, by way of the plainest line across the nose."""
    _, across = glasses.bridge_path(filters.gaussian(lab, _FINE * UNIT), face)
    ends = [rim[np.linalg.norm(rim - end, axis=1).argmin()] for rim, end in ((right, across[0]), (left, across[-1]))]
    return np.concatenate([ends[0][None], across, ends[1][None]])


def _drawn(lab: Floats, line: Floats, is_closed: bool) -> Floats:
    """(H, W): the line as wide as a rim, each piece as strong as it can be seen."""
    canvas = np.zeros(lab.shape[:2], np.uint8)
    ends = np.roll(line, -1, axis=0) if is_closed else np.concatenate([line[1:], line[-1:]])
    pieces = np.round(np.stack((line, ends), axis=1) * (1 << _SUBPIXEL_BITS)).astype(np.int32)
    for (start, end), strength in zip(pieces, _strengths(lab, line, is_closed), strict=True):
        level, width = round(255 * float(strength)), round(2 * _WIDTH * UNIT)
        cv2.line(canvas, start, end, level, width, cv2.LINE_AA, _SUBPIXEL_BITS)
    return filters.gaussian(np.asarray(canvas / np.float32(255), np.float32), _FEATHER * UNIT)


def _strengths(lab: Floats, line: Floats, is_closed: bool) -> Floats:
    """(N,), 0-1: how plainly the line's colour differs from those on its two sides and from all between these.

    What lies between them is a mere edge, as of a shadow or of the cheek.
    """
    mode: Literal["wrap", "edge"] = "wrap" if is_closed else "edge"
    padded = np.pad(line, ((1, 1), (0, 0)), mode)
    along = padded[2:] - padded[:-2]
    aside = along[:, ::-1] * (1, -1) / np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-6)
    places = line[:, None] + np.array((-1, 0, 1))[None, :, None] * (_BESIDE * UNIT) * aside[:, None]
    one, own, other = np.moveaxis(rim_paths.sampled(filters.gaussian(lab, _FINE * UNIT), places), 1, 0)
    strengths = filters.smoothstep(rim_paths.off(own, one, other), _UNSEEN, _SEEN)
    row = np.pad(strengths, 2 * _GAP, mode)[None]
    whole = cv2.blur(cv2.morphologyEx(row, cv2.MORPH_CLOSE, np.ones((1, _GAP), np.uint8)), (_GAP, 1))
    return np.asarray(whole[0, 2 * _GAP : -2 * _GAP], np.float32)

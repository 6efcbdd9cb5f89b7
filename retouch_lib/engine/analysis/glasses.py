"""Glasses on a face: whether there are any, and where their rims run."""

from __future__ import annotations

import cv2
import numpy as np

from retouch_lib.imaging import filters
from retouch_lib.imaging.faces import mesh
from retouch_lib.imaging.faces.find import Face
from retouch_lib.imaging.floats import Floats

_CONTRAST = 3.0
_ANGLES = 120
_NEAREST, _FURTHEST, _STEP = 0.11, 0.30, 0.006
"""Rims are looked for from here to there from the eye's middle, so finely, in heights of the face."""
_MIDDLE = 0.03
"""How far below the eye's middle a lens has its own, likewise."""
_FINE, _WIDE = 0.006, 0.035
_WIDTH = 0.015
"""Half the width of a rim, likewise."""
_SHADOW = 0.010
"""How far outside of a rim its shadow falls, likewise."""
_BEND = 0.25
"""What a step to the next radius costs, times the map's spread."""


def worn(luma: Floats, face: Face) -> bool:
    """Edges on the bridge of the nose that bare skin, as on the cheeks, does not have."""
    smooth = filters.gaussian(luma, max(0.8, 0.006 * face.height))
    edges = cv2.magnitude(cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1))
    reach = max(4, int(0.035 * face.height))

    def around(landmark: int) -> float:
        x, y = (int(value) for value in face.points[landmark])
        window = edges[max(0, y - reach) : max(0, y + reach + 1), max(0, x - reach) : max(0, x + reach + 1)]
        return float(np.percentile(window, 92)) if window.size else 0.0

    bridge = max(around(mesh.BETWEEN_EYES), around(mesh.NOSE_BRIDGE))
    cheeks = sum(around(cheek) for cheek in mesh.CHEEKS) / 2
    return bridge > _CONTRAST * (cheeks + 1e-3)


def rims(rgb: Floats, face: Face) -> Floats:
    """float32 (H, W), 0-1: the rims of glasses that the face wears, one closed line around each eye, and the bridge.

    `rgb`: float32 (H, W, 3), 0-1. A rim is the closed line along which colours stand out most from their surroundings:
    the cheapest path around the eye, found by dynamic programming in polar coordinates.
    """
    height, width = rgb.shape[:2]
    stands_out = _stands_out(rgb, face.height)
    canvas = np.zeros((height, width), np.uint8)
    thick = max(1, round(2 * _WIDTH * face.height))
    middles = (face.pick(eye).mean(0) + _MIDDLE * face.height * face.down for eye in mesh.EYES)
    right, left = (_rim(stands_out, middle, face) for middle in middles)
    for line in (right, left, _bridge(right, left, face)):
        cv2.polylines(canvas, [np.round(line * 16).astype(np.int32)], len(line) > 2, 255, thick, cv2.LINE_AA, 4)
    return np.asarray(canvas / np.float32(255), np.float32)


def _bridge(right: Floats, left: Floats, face: Face) -> Floats:
    """(2, 2): from rim to rim at their nearest, above the eyes' middle."""
    level = face.pick(mesh.EYES[0] + mesh.EYES[1]).mean(0) @ face.down
    right, left = (line[line @ face.down < level] for line in (right, left))
    apart = np.linalg.norm(right[:, None] - left[None], axis=2)
    first, second = np.unravel_index(int(apart.argmin()), apart.shape)
    return np.stack([right[first], left[second]])


def _stands_out(rgb: Floats, unit: float) -> Floats:
    """(H, W): how far each pixel's colour is from its surroundings', in CIELAB."""
    lab = np.asarray(cv2.cvtColor(np.ascontiguousarray(rgb), cv2.COLOR_RGB2Lab), np.float32)
    difference = filters.gaussian(lab, max(0.6, _FINE * unit)) - filters.gaussian(lab, _WIDE * unit)
    return np.asarray(np.sqrt((difference**2).sum(axis=2)), np.float32)


def _rim(stands_out: Floats, centre: Floats, face: Face) -> Floats:
    """(N, 2): the rim around one eye, x and y."""
    angles = np.linspace(0, 2 * np.pi, _ANGLES, endpoint=False)
    radii = np.arange(_NEAREST, _FURTHEST, _STEP) * face.height
    across = np.array((face.down[1], -face.down[0]))
    directions = np.cos(angles)[:, None] * across + np.sin(angles)[:, None] * face.down
    places = (centre + radii[None, :, None] * directions[:, None]).astype(np.float32)
    xs, ys = places[..., 0], places[..., 1]
    found = cv2.remap(stands_out, xs, ys, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    path = _closed_path(np.asarray(np.minimum(found, np.percentile(found, 95)), np.float32))
    # a rim's shadow on the skin, just outside of it, stands out as much
    return np.asarray(places[np.arange(_ANGLES), path] - _SHADOW * face.height * directions, np.float32)


def _closed_path(gain: Floats) -> list[int]:
    """Of each row the column, at most one further on from row to row, so that the sum of `gain` is greatest.

    Twice around, and the middle of that: so its end meets its beginning.
    """
    bend = _BEND * float(gain.std())
    rows = np.concatenate([gain, gain])
    total, came = rows[0].copy(), np.zeros(rows.shape, np.int64)
    for index, row in enumerate(rows[1:], start=1):
        options = np.stack([np.roll(total, 1) - bend, total, np.roll(total, -1) - bend])
        options[0, 0] = options[2, -1] = -np.inf
        choice = options.argmax(axis=0)
        came[index] = np.arange(len(row)) + choice - 1
        total = options.max(axis=0) + row
    path = [int(total.argmax())]
    for index in range(len(rows) - 1, 0, -1):
        path.append(int(came[index][path[-1]]))
    path.reverse()
    quarter, count = len(gain) // 2, len(gain)
    middle = path[quarter : quarter + count]
    return middle[count - quarter :] + middle[: count - quarter]

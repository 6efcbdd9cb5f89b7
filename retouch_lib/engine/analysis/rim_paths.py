"""Lines such as rims of glasses: of another colour than what is next to them, on both sides and all along."""

from __future__ import annotations

import cv2
import numpy as np

from retouch_lib.engine.analysis.level_view import UNIT
from retouch_lib.imaging.floats import Floats

_BESIDE = (3, 4, 6)
"""How far from a line its two sides are looked at, in samples of half a hundredth of a face's height or so."""
_PLAIN = 8.0
"""CIELAB from which on a line is as plain as need be: a lash that is darker still shall not pull a path away."""
_BEND = 0.3


def sampled(plane: Floats, places: Floats) -> Floats:
    """`plane` (H, W) or (H, W, 3) at `places`, float32 (N, M, 2), x and y; beyond its edges they repeat."""
    xs, ys = (np.ascontiguousarray(places[..., axis], np.float32) for axis in (0, 1))
    return np.asarray(cv2.remap(plane, xs, ys, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32)


def around(centre: Floats, degrees: range, nearest: float, furthest: float, step: float) -> Floats:
    """(N, M, 2): x and y at N angles, clockwise from the right, and M radii in heights of the face, on a view."""
    angles = np.radians(degrees)
    directions = np.stack((np.cos(angles), np.sin(angles)), axis=1)
    radii = UNIT * np.arange(nearest, furthest, step)
    return np.asarray(centre + radii[None, :, None] * directions[:, None], np.float32)


def standing_out(lab: Floats) -> Floats:
    """(N, M): of each sample how far it is off those before and behind it in its row, and off all between those two.

    What is between them is an edge, as of a shadow, and has none of it. `lab`: (N, M, 3), CIELAB.
    """
    most = np.zeros(lab.shape[:2], np.float32)
    for by in _BESIDE:
        here = off(lab[:, by:-by], lab[:, : -2 * by], lab[:, 2 * by :])
        most[:, by:-by] = np.maximum(most[:, by:-by], here)
    return most


def off(own: Floats, one: Floats, other: Floats) -> Floats:
    """(...,): how far colours are off the straight way from one to another, each (..., 3), CIELAB."""
    way = other - one
    share = ((own - one) * way).sum(axis=-1) / np.maximum((way**2).sum(axis=-1), np.float32(1e-6))
    nearest = one + np.clip(share, 0, 1)[..., None] * way
    return np.asarray(np.linalg.norm(own - nearest, axis=-1), np.float32)


def along(gain: Floats, plain: float = _PLAIN) -> tuple[Floats, list[int]]:
    """The `gain` along the path from the first row to the last that has most of it, and of each row its column.

    From row to row the path goes on in the same column or the next; more gain than `plain` draws it no further.
    """
    path = cheapest(np.minimum(gain, np.float32(plain)), _BEND)
    return gain[np.arange(len(gain)), path], path


def closed(gain: Floats, bend: float) -> list[int]:
    """Of each row the column, as of `cheapest`, where the last row is the first one's neighbour.

    Twice around, and the middle of that: so its end meets its beginning.
    """
    path = cheapest(np.concatenate([gain, gain]), bend)
    quarter, count = len(gain) // 2, len(gain)
    middle = path[quarter : quarter + count]
    return middle[count - quarter :] + middle[: count - quarter]


def cheapest(gain: Floats, bend: float) -> list[int]:
    """Of each row the column, at most one further on from row to row, so that the sum of `gain` is greatest.

    By dynamic programming; a step to the next column costs `bend`.
    """
    total, steps = gain[0].copy(), np.zeros(gain.shape, np.int64)
    options = np.full((3, gain.shape[1]), -np.inf, gain.dtype)
    for index, row in enumerate(gain[1:], start=1):
        options[0, 1:], options[1], options[2, :-1] = total[:-1] - bend, total, total[1:] - bend
        options.argmax(axis=0, out=steps[index])
        total = options.max(axis=0) + row
    path = [int(total.argmax())]
    for row in steps[:0:-1]:
        path.append(path[-1] + int(row[path[-1]]) - 1)
    path.reverse()
    return path

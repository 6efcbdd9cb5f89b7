"""Wide open eyes drawn on the portrait's head, four times as large: eyes of a size as in 24 MP.

The working copy is as large as the sample. What differs by what is drawn on the eyes has the same face and skin.
"""

from __future__ import annotations

from functools import cache
from unittest import mock

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.engine.analysis import closeups, whites
from retouch_lib.engine.analysis.closeups import CloseUp
from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.engine.analysis.whites import White
from retouch_lib.imaging import filters
from retouch_lib.imaging.faces import openings
from retouch_lib.imaging.faces.find import Face, find_faces
from retouch_lib.imaging.faces.openings import EyeLandmarks
from tests.effects import measures
from tests.effects.scenes import Pixels, pixels, redrawn

Floats = NDArray[np.float32]
Lab = tuple[float, float, float]
_HEAD = np.s_[90:460, 320:680]
_TIMES, _WIDER = 4, 2.2
_WHITE, _IRIS, _PUPIL = (74.0, 3.0, 7.0), (38.0, 10.0, 24.0), (8.0, 1.0, 2.0)
_SHADE = 16.0
"""L* that the white loses towards the lids."""


@cache
def face() -> Face:
    """On the sample's head, with its eyes more than twice as open."""
    (found,) = find_faces(np.ascontiguousarray(pixels("portrait.jpg")[_HEAD]))
    points = found.points.copy()
    for side in openings.SIDES:
        rim = sorted({*side.rim, *side.lids})
        middle = points[rim].mean(0)
        points[rim, 1] = middle[1] + _WIDER * (points[rim, 1] - middle[1])
        points[list(side.iris), 1] += middle[1] - points[side.iris[0], 1]
    return Face(points, found.presence)


@cache
def picture() -> Pixels:
    """Not to be changed."""
    head = cv2.resize(pixels("portrait.jpg")[_HEAD], None, fx=_TIMES, fy=_TIMES, interpolation=cv2.INTER_CUBIC)
    large = Face((face().points + np.float32(0.5)) * _TIMES - np.float32(0.5), 1.0)
    lab = measures.lab(np.asarray(head, np.uint8))
    for side in openings.SIDES:
        lab = _with_eye(lab, large, side)
    lab[..., 0] += np.random.default_rng(1).normal(0, 0.5, lab.shape[:2])
    return _levels(lab)


@cache
def start() -> Scene:
    """Not to be changed."""
    return scene_of(picture())


def scene_of(pixels: Pixels, own: Face | None = None, profile: bytes | None = None) -> Scene:
    """With that face on the working copy, the drawn one's where none is given."""
    with mock.patch("retouch_lib.engine.analysis.scene.find_faces", return_value=(own or face(),)):
        return Scene(
            pixels.copy(),
            working_side=round(float(np.sqrt(pixels.shape[0] * pixels.shape[1])) / _TIMES),
            profile=profile,
        )


def seen(pixels: Pixels) -> Scene:
    """The scene of a picture that differs from `picture` by what is drawn on the eyes."""
    return redrawn(start(), pixels)


@cache
def eyes() -> tuple[tuple[EyeLandmarks, CloseUp, White], ...]:
    """Each eye, its window in the large picture and its white."""
    (subject,) = start().subjects
    views = [(side, closeups.of(start(), subject, side.rim, 0.03)) for side in subject.open_eyes]
    found = [(side, view, whites.find(view, side, view.face.height)) for side, view in views]
    return tuple((side, view, white) for side, view, white in found if white is not None)


def window(view: CloseUp) -> tuple[slice, slice]:
    """Of the large picture."""
    rows, columns = view.region
    return start().full_region((rows.start, rows.stop), (columns.start, columns.stop))


def painted(pixels: Pixels, view: CloseUp, mask: Floats, by: Lab) -> Pixels:
    """CIELAB changed by so much in one eye's window, where the mask says."""
    there, anew = window(view), pixels.copy()
    changed = measures.lab(pixels[there]) + mask[..., None] * np.array(by, np.float32)
    anew[there] = np.where(mask[..., None] > 0, _levels(changed), pixels[there])
    return anew


def coloured(pixels: Pixels, lab: Lab, share: float) -> Pixels:
    """The irises, or pupils, in one colour up to that share of an iris' radius."""
    for view, mask in ((view, disc(side, view, share)) for side, view, _ in eyes()):
        pixels = pixels.copy()
        pixels[window(view)][mask] = _levels(np.array([[lab]], np.float32))[0, 0]
    return pixels


def disc(side: EyeLandmarks, view: CloseUp, share: float) -> NDArray[np.bool_]:
    """What of an eye lies within that share of its iris' radius."""
    opening = filters.polygon(view.shape, view.face.pick(side.rim)) > 0.9
    return np.asarray((openings.away(view.shape, view.face, side) < share) & opening)


def lines(view: CloseUp, white: White, width: int, gap: int) -> Floats:
    """Slanting lines across the white, so many pixels wide, with soft edges."""
    mask = np.zeros(view.shape, np.float32)
    for x in range(-view.shape[0], view.shape[1], gap):
        cv2.line(mask, (x, 0), (x + view.shape[0] // 2, view.shape[0]), (1.0,), width, cv2.LINE_AA)
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), 0.7) * (white.mask > 0.9), np.float32)


def contrast(pixels: Pixels, without: Pixels, view: CloseUp, mask: Floats) -> Floats:
    """(3,): CIELAB of lines in a picture over the same one `without` them."""
    there, on = window(view), mask > 0.6
    return np.asarray((measures.lab(pixels[there]) - measures.lab(without[there]))[on].mean(0), np.float32)


def _with_eye(lab: Floats, large: Face, side: EyeLandmarks) -> Floats:
    shape = lab.shape[0], lab.shape[1]
    opening = filters.polygon(shape, large.pick(side.rim))
    inner = np.minimum(1, cv2.distanceTransform((opening > 0.5).astype(np.uint8), cv2.DIST_L2, 5) / 30)
    away = openings.away(shape, large, side)
    eye = np.broadcast_to(np.float32(_WHITE), lab.shape).copy()
    eye[..., 0] -= _SHADE * (1 - inner)
    for colour, edge in ((_IRIS, 1.0), (_PUPIL, 0.4)):
        share = filters.smoothstep(away, edge + 0.05, edge - 0.05)[..., None]
        eye = eye * (1 - share) + share * np.float32(colour)
    return np.asarray(lab * (1 - opening[..., None]) + eye * opening[..., None], np.float32)


def _levels(lab: NDArray[np.generic]) -> Pixels:
    rgb = cv2.cvtColor(np.asarray(lab, np.float32), cv2.COLOR_Lab2RGB)
    return np.clip(rgb * 255 + 0.5, 0, 255).astype(np.uint8)

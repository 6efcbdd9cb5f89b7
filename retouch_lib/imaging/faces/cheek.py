"""Where a cheek shows its skin best: bare, evenly lit, and away from hair, glasses and the nose's shadow."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging import filters
from retouch_lib.imaging.faces import masks, mesh, skin_search
from retouch_lib.imaging.faces.find import Face
from retouch_lib.imaging.floats import Floats

_FACE = 160
"""Pixels of a face's height that show which part of a cheek is smooth."""
_RIGHT = (117, 118, 101, 36, 206, 207, 187, 147, 123)
"""Landmarks around the right cheek, beside the nose and below the eye."""
_LEAST, _MOST = 0.12, 0.3
"""Of the square that is looked at, in heights of the face: on a near face it is a pore, on a far one the whole face."""
_ROOM = 0.35
"""Around the face's box, in its heights: what the search for skin needs to see."""
_TURNED = 0.6
"""The farther cheek of a turned face counts where it shows at least such a share of the nearer one's area."""
_UNEVEN, _NO_SKIN, _FEATURE = 1.0, 100.0, 40.0
"""Costs of a spread of one in CIELAB, of a square without skin, and of one full of eyes, nose and lips."""
_COVERED = 0.3
"""Of the barest square on both cheeks, the share that is skin where a mask covers them: it is looked for elsewhere."""
_VIVID, _PALE = 8.0, (0.3, 0.5)
"""C* of the upper face that tells its colour, and the shares of it up to which nothing is skin, and from which on."""
_SHADE = 0.25
"""Cost of each L* below the face's own."""


def smoothest(rgb: NDArray[np.uint8], face: Face, square: float) -> Floats:
    """(2,): x, y in pixels of RGB uint8 (H, W, 3): the middle of the square of such a side that is the best skin."""
    near, own, corner, scale = _closer(rgb, face)
    skin, cost = _judged(near, own, int(np.clip(square * float(scale[0]), _LEAST * own.height, _MOST * own.height)) | 1)
    shape = skin.shape[0], skin.shape[1]
    where = _cheeks(shape, own)
    if not where.any() or skin[where].max() < _COVERED:
        where = masks.oval(shape, own) > 0.5
    y, x = np.unravel_index(np.argmin(np.where(where, cost, np.inf)), shape)
    return np.asarray((np.array((x, y)) + 0.5) / scale - 0.5 + corner, np.float32)


def _closer(rgb: NDArray[np.uint8], face: Face) -> tuple[NDArray[np.uint8], Face, Floats, Floats]:
    """The part with the face, made small; the face in it; the part's corner in the picture, and the scale, (2,)."""
    size = np.array(rgb.shape[1::-1])
    low = np.clip(np.floor(face.points.min(0) - _ROOM * face.height), 0, size - 1).astype(int)
    high = np.clip(np.ceil(face.points.max(0) + _ROOM * face.height), low + 1, size).astype(int)
    part = np.ascontiguousarray(rgb[low[1] : high[1], low[0] : high[0]])
    share = min(1.0, _FACE / face.height)
    reduced = tuple(max(1, round(float(length) * share)) for length in high - low)
    small = np.asarray(cv2.resize(part, reduced, interpolation=cv2.INTER_AREA), np.uint8)
    scale = np.asarray(np.array(reduced) / (high - low), np.float32)
    corner = low.astype(np.float32)
    return small, Face(face.points - corner, face.presence).resized(scale), corner, scale


def _judged(rgb: NDArray[np.uint8], face: Face, side: int) -> tuple[Floats, Floats]:
    """(H, W) each, of the square around each pixel: how much of it is bare skin, 0-1, and what speaks against it."""
    shape = rgb.shape[0], rgb.shape[1]
    light = np.asarray(rgb / np.float32(255), np.float32)
    features = masks.features(shape, face)
    skin = skin_search.find(light, np.ones(shape, np.float32), face, features)
    lab = np.asarray(cv2.cvtColor(light, cv2.COLOR_RGB2Lab), np.float32)
    nose = filters.polygon(shape, np.asarray(cv2.convexHull(face.pick(mesh.NOSE_BASE)).reshape(-1, 2), np.float32))
    bare = skin * masks.oval(shape, face) * (1 - features) * (1 - nose) * _coloured(lab, skin, face)
    mean = _mean(lab, side)
    spread = np.sqrt(np.clip(_mean(lab * lab, side) - mean * mean, 0, None)).sum(axis=-1)
    usual = float(np.median(lab[bare > 0.5][:, 0])) if (bare > 0.5).any() else 0.0
    shade = _SHADE * np.clip(usual - mean[..., 0], 0, None)
    shown = _mean(bare, side)
    cost = _UNEVEN * spread + shade + _NO_SKIN * (1 - shown) + _FEATURE * _mean(np.maximum(features, nose), side)
    return shown, np.asarray(cost, np.float32)


def _coloured(lab: Floats, skin: Floats, face: Face) -> Floats:
    """(H, W), 0-1: how far it has the upper face's colour. A mask may pass for skin in bright light; it is paler."""
    shape = skin.shape[0], skin.shape[1]
    chroma = np.asarray(np.hypot(lab[..., 1], lab[..., 2]), np.float32)
    upper = chroma[(skin > 0.5) & (masks.oval(shape, face) > 0.5) & (masks.below_eyes(shape, face) < 0.5)]
    if not upper.size or np.median(upper) < _VIVID:
        return np.ones(shape, np.float32)
    return filters.smoothstep(chroma / np.float32(np.median(upper)), *_PALE)


def _mean(plane: Floats, side: int) -> Floats:
    return np.asarray(cv2.blur(plane, (side, side), borderType=cv2.BORDER_REPLICATE), np.float32)


def _cheeks(shape: tuple[int, int], face: Face) -> NDArray[np.bool_]:
    """The nearer cheek, and the other where it is hardly smaller."""
    outlines = (_RIGHT, tuple(mesh.MIRRORED[index] for index in _RIGHT))
    hulls = [np.asarray(cv2.convexHull(face.pick(outline)).reshape(-1, 2), np.float32) for outline in outlines]
    areas = [float(cv2.contourArea(hull)) for hull in hulls]
    shown = [hull for hull, area in zip(hulls, areas, strict=True) if area >= _TURNED * max(areas)]
    return np.asarray(np.max([filters.polygon(shape, hull) for hull in shown], axis=0) > 0.5)

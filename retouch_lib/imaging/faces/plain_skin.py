"""Skin on which a dark round place is a blemish, and no eye, nostril, button, rim of glasses or tip of a fringe."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging import filters
from retouch_lib.imaging.faces import masks, mesh
from retouch_lib.imaging.faces.find import Face
from retouch_lib.imaging.floats import Floats

_DARK, _STRANDS = 0.72, 0.02
"""On the forehead, what is darker than the face by this factor is hair; sigma of that light, in heights."""
_KEEP_OUT = 0.035
_FOLD = 0.05
_REACH = 1.3
"""Spots are healed up to here from the face's middle, in its heights: beyond, buttons and rings look like spots."""
_BESIDE, _LOBES = 0.02, -0.28
"""How far inside the outline the ears begin, and where above the chin they end, in heights of the face."""
SKIN, _HOLE = 0.6, 0.045
_GLASSES = 0.26
_TEMPLES = (127, 356)


def keep_out(shape: tuple[int, int], face: Face, glasses: bool) -> NDArray[np.bool_]:
    """Where a dark round place is no blemish.

    Eyes, brows, lips, the base of the nose and the folds from there to the mouth; ears and what hangs over them;
    glasses and their temples; whatever is far from the face. Hair elsewhere is no skin.
    """
    mask = np.zeros(shape, np.uint8)
    for part in (*mesh.EYES, *mesh.BROWS, mesh.LIPS, mesh.NOSE_BASE):
        cv2.fillPoly(mask, [cv2.convexHull(np.round(face.pick(part)).astype(np.int32))], 1)
    zone = filters.grow(mask.astype(np.float32), _KEEP_OUT * face.height)
    for fold in mesh.NOSE_FOLDS:
        line = np.round(face.pick(fold)).astype(np.int32)
        cv2.polylines(zone, [line], False, 1.0, max(1, int(2 * _FOLD * face.height)))
    inside = filters.shrink(masks.oval(shape, face), _BESIDE * face.height) > 0.5
    level = (masks.above_brows(shape, face) < 0.5) & (masks.below_chin(shape, face, _LOBES) < 0.5)
    zone[(~inside & level) | (masks.distance(shape, face) > _REACH)] = 1
    if glasses:
        zone = np.maximum(zone, _glasses(shape, face))
    return zone > 0


def fringe(luma: Floats, skin: Floats, face: Face) -> NDArray[np.bool_]:
    """Hair that hangs into the forehead and has the colour of skin. `luma` and `skin`: (H, W)."""
    shape = luma.shape[0], luma.shape[1]
    on_skin = skin > SKIN
    own = on_skin & (masks.distance(shape, face) < 0.5)
    if not own.any():
        return own
    light = filters.masked_gaussian(luma, on_skin.astype(np.float32), _STRANDS * face.height)
    return np.asarray((light < _DARK * np.median(luma[own])) & (masks.above_brows(shape, face) > 0.5))


def without_holes(skin: Floats, unit: float) -> Floats:
    """The skin with its small holes filled: a mole may be too dark to be taken for skin."""
    holes = (skin < SKIN).astype(np.uint8)
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(holes, connectivity=4)
    area, longer = boxes[:, cv2.CC_STAT_AREA], boxes[:, cv2.CC_STAT_WIDTH : cv2.CC_STAT_HEIGHT + 1].max(axis=1)
    small = (area < (_HOLE * unit) ** 2) & (area > 0.5 * longer**2)  # and round: a strand of hair is longer
    small[0] = False
    return np.where(small[labels], np.float32(1), skin)


def _glasses(shape: tuple[int, int], face: Face) -> Floats:
    zone = np.zeros(shape, np.float32)
    for eye, temple in zip(mesh.EYES, _TEMPLES, strict=True):
        middle = face.pick(eye).mean(0) + 0.03 * face.height * face.down
        zone = np.maximum(zone, filters.disc(shape, middle, _GLASSES * face.height))
        ends = [tuple(int(value) for value in point) for point in (middle, face.points[temple])]
        cv2.line(zone, ends[0], ends[1], 1.0, max(1, int(0.12 * face.height)))
    return zone

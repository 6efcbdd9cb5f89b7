"""Where hair is: the heads, and the strands that fall over skin and clothes."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.engine.analysis import reduced, regions
from retouch_lib.engine.analysis.regions import Region
from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.imaging import filters
from retouch_lib.imaging.faces import masks
from retouch_lib.imaging.faces.find import Face
from retouch_lib.imaging.floats import Floats

_HEAD, _REACH = 1.25, 2.6
"""From the middle of the face, in its heights: how far a head reaches, and how far hair is looked for."""
_CROWN, _HAIRLINE = 0.95, 0.04
"""Within and beyond which, above the brows, nothing but hair is expected: it tells the hair's colours."""
_LEAST = 0.01
"""So little of it, in squared heights of the face, tells nothing."""
_LIKE, _UNLIKE = 6.0, 14.0
"""Squared distances, in spreads of the hair's colours, up to which something is hair, and from which it is not."""
_SPREAD = np.array((6, 3, 3), np.float32)
"""L*, a* and b*: the least spread."""
_SKIN_SPREAD = np.array((9, 5, 5), np.float32)
_SKIN, _NO_SKIN = 10.0, 22.0
"""The same distances from the face's skin: within the skin's mask that has to be far."""


def find(scene: Scene) -> tuple[Floats, Floats]:
    """Both (h, w), 0-1: the heads, faces included, down to their chins; and what has the colours of their hair."""
    heads, strands = np.zeros(scene.shape, np.float32), np.zeros(scene.shape, np.float32)
    for face, subject in zip(scene.faces, scene.subjects, strict=True):
        x, y = (float(value) for value in face.points.mean(0))
        region = regions.around(x, y, _REACH * face.height, *scene.shape)
        for mask, own in zip((heads, strands), _of_one(scene, region, face, subject.tone), strict=True):
            mask[region] = np.maximum(mask[region], reduced.enlarged(own, regions.shape(region)))
    return heads, strands


def _of_one(scene: Scene, region: Region, face: Face, tone: Floats) -> tuple[Floats, Floats]:
    """The same on the region's small copy, of one person whose skin has that L*, a* and b*."""
    own = Face(face.points - np.array(regions.corner(region)[::-1], np.float32), face.presence)
    shape, small = reduced.face(regions.shape(region), own)
    rgb, person, skin = (
        reduced.copy(plane[region], reduced.ratio(face)) for plane in (scene.rgb, scene.person, scene.skin)
    )
    away = masks.distance(shape, small)
    head = filters.smoothstep(away, _HEAD + 0.15, _HEAD) * (1 - masks.below_chin(shape, small))
    outside = filters.grow(masks.oval(shape, small), _HAIRLINE * small.height) < 0.5
    sure = outside & (away < _CROWN) & (masks.above_brows(shape, small) > 0.5) & (person > 0.9) & (skin < 0.05)
    if sure.sum() < _LEAST * small.height**2:
        return head, np.zeros_like(head)
    lab = filters.gaussian(np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2Lab), np.float32), 0.015 * small.height)
    like = filters.smoothstep(_distance(lab, *_colours(lab[sure])), _UNLIKE, _LIKE)
    like *= filters.smoothstep(away, _REACH, 0.8 * _REACH)
    like *= filters.grow(_joined((like > 0.3) & (person > 0.5), sure), 0.02 * small.height)
    like *= 1 - skin * filters.smoothstep(_distance(lab, tone, _SKIN_SPREAD), _NO_SKIN, _SKIN)
    return head, filters.gaussian(like, 0.01 * small.height)


def _colours(hair: Floats) -> tuple[Floats, Floats]:
    """The middle and the spread of CIELAB (N, 3): the median, and what would be the deviation without stray pixels."""
    middle = np.median(hair, axis=0)
    return middle, np.maximum(1.4826 * np.median(np.abs(hair - middle), axis=0), _SPREAD).astype(np.float32)


def _distance(lab: Floats, middle: Floats, spread: Floats) -> Floats:
    return np.asarray((((lab - middle) / spread) ** 2).sum(axis=2), np.float32)


def _joined(like: NDArray[np.bool_], sure: NDArray[np.bool_]) -> Floats:
    """What hangs together with hair that is sure: a coat as dark as a hat does not."""
    _, labels = cv2.connectedComponents(like.astype(np.uint8), connectivity=4)
    wanted = np.unique(labels[sure & like])
    return np.isin(labels, wanted[wanted > 0]).astype(np.float32)

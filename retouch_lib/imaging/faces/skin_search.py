"""Which pixels are skin: those with the colours of the middle of the face, on its person, not too far from it, and in
parts that are skin as a whole (`skin_parts`).

Masks are float32 (H, W), 0-1; sizes follow from the face's height. Colours are judged on a reduced picture, about as
fine as the edge-keeping filter that then brings the mask to the picture's own edges.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging import filters
from retouch_lib.imaging.faces import masks, skin_parts
from retouch_lib.imaging.faces.find import Face
from retouch_lib.imaging.floats import Floats

_LEAST_PIXELS = 50
_SPREAD = 2.6
_REACH = 4.0
"""Skin of the same person is looked for up to here, in heights of the face: neck, arms, hands."""
_EARS = 0.16
_JAW = -0.25
"""How far ears and forehead reach beyond the face's outline, and where the neck begins, in heights of the face."""
_ISLAND = 0.45
_WITHIN, _COVERING = 0.35, 2.5
"""How much chroma counts within the face's outline; and below the eyes where something covers them."""
_VIVID, _COVERED = 8.0, 0.55
"""C* that shows skin; and below the eyes less than such a share of it shows none."""
_FRINGE = 6.0
"""How much more darkness counts where hair may hang, above the brows and beside the face; redness excuses it there."""
_TOLD = (0.18, 0.30)
"""Shares of the core's L* up to which shade is too dark to tell its chromaticity, and from which on it does."""
_FILTER, _SOFT = 0.03, 0.005
"""Radius of the edge-keeping filter and softness of the edge, in heights of the face."""


def find(rgb: Floats, person: Floats, face: Face, features: Floats, tolerance: float = 1.0) -> Floats:
    """Skin of the face's person, by the colours of the middle of the face. Features are not cut out.

    `rgb`: (H, W, 3), 0-1. `person`, `features`: (H, W). `tolerance`: how far colours may stray, times the usual.
    Empty when the face shows too little skin to tell.
    """
    height, width = person.shape
    radius = max(4.0, _FILTER * face.height)
    step = max(1, int(radius // 4))  # as coarse as the filter is inside
    size = max(1, width // step), max(1, height // step)
    small, outlined, featured = (
        np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.float32)
        for plane in (np.ascontiguousarray(rgb), person, features)
    )
    stretch = np.array((size[0] / width, size[1] / height), np.float32)
    near = face.resized(stretch)
    rough = _likely(small, outlined, near, featured, tolerance)
    if rough is None:
        return np.zeros((height, width), np.float32)
    mask = filters.guided(masks.luma(rgb), rough, radius, 4e-4)
    mask = filters.smoothstep(mask, 0.25, 0.7)
    # soft towards the inside only: no step shows where the mask ends within the face, and nothing leaks out of it
    soft = _SOFT * face.height
    return np.minimum(mask, filters.gaussian(filters.shrink(mask, soft), soft))


def _likely(rgb: Floats, person: Floats, face: Face, features: Floats, tolerance: float) -> Floats | None:
    """How much each pixel of the reduced picture looks like skin, 0-1; None when the face shows too little of it."""
    shape = person.shape[0], person.shape[1]
    lab = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2Lab), np.float32)
    outline = masks.oval(shape, face)
    below_eyes = masks.below_eyes(shape, face)
    core, covered = _core(lab, (filters.shrink(outline, 0.03 * face.height) > 0.9) & (features < 0.1), below_eyes)
    if len(core) < _LEAST_PIXELS:
        return None
    above, below = masks.above_brows(shape, face), masks.below_chin(shape, face, _JAW)
    inside = filters.gaussian(outline, 0.01 * face.height)
    beside = (1 - inside) * (1 - below)
    ears = beside * (1 - above)
    chroma, darkness, redder = _unlikeness(lab, core, ears, 1 - below)
    darkness *= 1 + _FRINGE * np.maximum(above, beside * (1 - filters.smoothstep(redder, 0, 8)))
    chroma += beside * (np.clip(-2 - redder, 0, None) / 3) ** 2  # hair of the skin's lightness is yellower
    reach = np.maximum(filters.gaussian(filters.grow(outline, _EARS * face.height), 0.02 * face.height), below)
    seen = np.maximum(person, ears * filters.smoothstep(person, 0.1, 0.45))  # the person's outline is coarse at ears
    at_most = seen * _near(shape, face) * reach
    freely = _WITHIN + (_COVERING - _WITHIN) * below_eyes * covered
    rough = np.zeros(shape, np.float32)
    for wide in sorted({min(1.0, tolerance), tolerance}):  # what is skin stays so when more is asked for
        deviance = -0.5 / (_SPREAD * max(wide, 1e-3)) ** 2
        likely = np.exp(deviance * (chroma + darkness)) * at_most
        # inside the face's outline colours may stray further: blush, shade, make-up
        likely = np.maximum(likely, np.exp(deviance * (freely * chroma + darkness)) * inside).astype(np.float32)
        own = skin_parts.tone(core, wide)
        kept = skin_parts.kept(likely > _ISLAND, lab, own, outline, above, face.height)
        rough = np.maximum(rough, likely * kept)
    return rough


def _core(lab: Floats, middle: NDArray[np.bool_], below_eyes: Floats) -> tuple[Floats, bool]:
    """(N, 3): CIELAB of the face's skin; and whether something pale, such as a mask, covers all below the eyes."""
    upper, lower = lab[middle & (below_eyes < 0.5)], lab[middle & (below_eyes >= 0.5)]
    if min(len(upper), len(lower)) < _LEAST_PIXELS:
        core, covered = lab[middle], False
    else:
        vivid, pale = (float(np.hypot(*np.median(part, axis=0)[1:])) for part in (upper, lower))
        covered = vivid > _VIVID and pale < _COVERED * vivid
        core = upper if covered else lab[middle]
    return core[np.abs(core[:, 0] - np.median(core[:, 0])) < 25] if len(core) else core, covered


def _unlikeness(lab: Floats, core: Floats, ears: Floats, head: Floats) -> tuple[Floats, Floats, Floats]:
    """Squared distances from the core's colours: in chroma, and in darkness; and how much redder, in degrees of hue.

    Lighter skin is still skin, and where it shines its colour is paler: chroma counts less there, least on the head.
    Ears are redder. Beyond the head shade keeps its chromaticity rather than its a* and b*: the nearer of both counts.
    """
    middle = np.median(core, axis=0).astype(np.float32)
    spread = np.maximum(1.48 * np.median(np.abs(core - middle), axis=0), (6.0, 3.0, 3.5)).astype(np.float32)
    lighter = lab[..., 0] - middle[0]
    seen, lit = (
        _off(plane - middle[1:], spread[1:], ears)
        for plane in (lab[..., 1:], skin_parts.lit_chroma(lab, float(middle[0])))
    )
    told = (1 - head) * filters.smoothstep(lab[..., 0] / max(float(middle[0]), 1.0), *_TOLD)
    chroma = seen + told * np.minimum(lit - seen, 0)
    warm = head * filters.smoothstep(np.minimum(lab[..., 1], lab[..., 2]), 2, 6)
    chroma *= 1 - (0.6 + 0.25 * warm) * filters.smoothstep(lighter, 0, 3 * float(spread[0]))
    hue = np.degrees(np.arctan2(lab[..., 1], np.maximum(lab[..., 2], 0.1)) - np.arctan2(middle[1], middle[2]))
    darkness = 2 * (np.clip(-lighter, 0, None) / (2.4 * spread[0] + 12)) ** 2
    return np.asarray(chroma, np.float32), np.asarray(darkness, np.float32), np.asarray(hue, np.float32)


def _off(chroma: Floats, spread: Floats, ears: Floats) -> Floats:
    """(H, W): squared distance of a* and b* from the core's, in spreads."""
    red, yellow = (chroma[..., channel] / spread[channel] for channel in (0, 1))
    return np.asarray(np.where(red > 0, 1 - 0.8 * ears, 1) * red**2 + yellow**2, np.float32)


def _near(shape: tuple[int, int], face: Face) -> Floats:
    beyond = np.clip(masks.distance(shape, face) - _REACH, 0, None)
    return np.asarray(np.exp(-0.5 * beyond**2), np.float32)

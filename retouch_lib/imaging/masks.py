"""Where skin, eyes, mouth and clothes are. All masks are float32 (H, W), 0-1; sizes follow from the face's height."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from retouch_lib.imaging import filters, mesh
from retouch_lib.imaging.faces import Face
from retouch_lib.imaging.nets import Floats

_FEATURE_ROOM = (
    (mesh.RIGHT_EYE, 0.03),
    (mesh.LEFT_EYE, 0.03),
    (mesh.RIGHT_BROW, 0.012),
    (mesh.LEFT_BROW, 0.012),
    (mesh.LIPS, 0.012),
)
"""Parts that are no skin, and how far they reach beyond their landmarks, in heights of the face."""
_OPEN = 0.012
"""Eyes or lips closer together than this are closed."""
_LEAST_SKIN_PIXELS = 50
_SPREAD = 2.6
_REACH = 4.0
"""Skin of the same person is looked for up to here, in heights of the face: neck, arms, hands."""
_EARS = 0.16
_JAW = -0.25
"""How far ears and forehead reach beyond the face's outline, and where the neck begins, in heights of the face."""
_ISLAND, _SKIRT = 0.4, 0.04
_FRINGE = 6.0
"""How much more darkness counts above the brows, where shade on skin is rare and hair of the skin's colour is not."""
_GLASSES_CONTRAST = 3.0


def features(shape: tuple[int, int], face: Face) -> Floats:
    """Eyes, brows, lips and nostrils."""
    mask = np.zeros(shape, np.float32)
    for part, room in _FEATURE_ROOM:
        mask = np.maximum(mask, filters.grow(filters.polygon(shape, face.pick(part)), room * face.height))
    for nostril in mesh.NOSTRILS:
        centre = face.points[nostril] * 0.75 + face.points[mesh.UNDER_NOSE] * 0.25
        mask = np.maximum(mask, filters.disc(shape, centre, 0.04 * face.height))
    return mask


def oval(shape: tuple[int, int], face: Face) -> Floats:
    """The face's outline, from the forehead to the chin."""
    return filters.polygon(shape, face.pick(mesh.OVAL))


def skin(lab: Floats, luma: Floats, person: Floats, face: Face, features: Floats, tolerance: float = 1.0) -> Floats:
    """Skin of the face's person, by the colours of the middle of the face. Features are not cut out.

    `lab`: CIELAB (H, W, 3), L 0-100. `luma`, `person`: (H, W). `tolerance`: how far colours may stray, times the usual.
    Empty when the face shows too little skin to tell.
    """
    shape = luma.shape[0], luma.shape[1]
    outline = oval(shape, face)
    core = lab[(filters.shrink(outline, 0.03 * face.height) > 0.9) & (features < 0.1)]
    if len(core) < _LEAST_SKIN_PIXELS:
        return np.zeros(shape, np.float32)
    chroma, darkness = _unlikeness(lab, core)
    above = above_brows(shape, face)
    darkness = darkness * (1 + _FRINGE * above)
    spread = _SPREAD * max(tolerance, 1e-3)
    likely = np.exp(-0.5 * (chroma + darkness) / spread**2) * person * _near(shape, face) * _no_hair(outline, face)
    # inside the face's outline colours may stray further: blush, shade, make-up
    within = np.exp(-0.5 * (0.35 * chroma + darkness) / spread**2) * filters.gaussian(outline, 0.01 * face.height)
    rough = np.maximum(likely, within).astype(np.float32)
    mask = filters.smoothstep(filters.guided(luma, rough, max(4.0, 0.03 * face.height), 4e-4), 0.25, 0.7)
    mask = _without_islands(mask, outline, above, _SKIRT * face.height)
    # soft towards the inside only: no step shows where the mask ends within the face, and nothing leaks out of it
    return np.minimum(mask, filters.gaussian(filters.shrink(mask, 0.012 * face.height), 0.012 * face.height))


def _unlikeness(lab: Floats, core: Floats) -> tuple[Floats, Floats]:
    """Squared distances from the core's colours: in chroma, and in being darker.

    Lighter skin is still skin, and where it shines its colour is paler: chroma counts less there.
    """
    core = core[np.abs(core[:, 0] - np.median(core[:, 0])) < 25]
    middle = np.median(core, axis=0).astype(np.float32)
    spread = np.maximum(1.48 * np.median(np.abs(core - middle), axis=0), (6.0, 3.0, 3.5)).astype(np.float32)
    lighter = lab[..., 0] - middle[0]
    red, yellow = ((lab[..., channel] - middle[channel]) / spread[channel] for channel in (1, 2))
    chroma = red**2 + yellow**2
    chroma *= 1 - 0.6 * filters.smoothstep(lighter, 0, 3 * float(spread[0]))
    return chroma, 2 * (np.clip(-lighter, 0, None) / (2.4 * spread[0] + 12)) ** 2


def _no_hair(outline: Floats, face: Face) -> Floats:
    """0 beside and above the face, where skin-coloured pixels are hair; ears and forehead stay in."""
    head = filters.gaussian(filters.grow(outline, _EARS * face.height), 0.02 * face.height)
    shape = outline.shape[0], outline.shape[1]
    return np.maximum(head, below_chin(shape, face, _JAW))


def _without_islands(mask: Floats, outline: Floats, above: Floats, skirt: float) -> Floats:
    """The mask without what is above the brows and hardly joined to the face: light strands of hair."""
    step = max(1, int(skirt / 2))
    every = slice(None, None, step), slice(None, None, step)  # a coarse look is enough
    small, face, high = mask[every] > _ISLAND, outline[every] > 0.5, above[every]
    count, labels = cv2.connectedComponents(small.astype(np.uint8), connectivity=4)
    sizes, in_face, raised = (
        np.bincount(labels.ravel(), weights.ravel(), count) for weights in (small, face & (high < 0.5), high)
    )
    islands = (raised > 0.5 * sizes) & (in_face == 0)
    islands[0] = True  # what is no part at all
    near = filters.grow((~islands[labels]).astype(np.float32), skirt / step)
    height, width = mask.shape
    return np.asarray(mask * cv2.resize(near, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def _near(shape: tuple[int, int], face: Face) -> Floats:
    beyond = np.clip(distance(shape, face) - _REACH, 0, None)
    return np.asarray(np.exp(-0.5 * beyond**2), np.float32)


def distance(shape: tuple[int, int], face: Face) -> Floats:
    """Of each pixel from the face's middle, in heights of the face."""
    x, y = face.points.mean(0) / face.height
    ys = np.arange(shape[0], dtype=np.float32)[:, None] / face.height - y
    xs = np.arange(shape[1], dtype=np.float32)[None] / face.height - x
    return np.asarray(np.hypot(ys, xs), np.float32)


def eyes(shape: tuple[int, int], face: Face) -> tuple[Floats, Floats]:
    """Irises (with pupils) and whites of the open eyes."""
    iris, white = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    soft = max(0.5, 0.006 * face.height)
    parts = ((mesh.RIGHT_EYE, mesh.RIGHT_IRIS, mesh.RIGHT_LIDS), (mesh.LEFT_EYE, mesh.LEFT_IRIS, mesh.LEFT_LIDS))
    for rim, ring, lids in parts:
        upper, lower = face.pick(lids)
        if np.linalg.norm(upper - lower) < _OPEN * face.height:
            continue
        opening = filters.polygon(shape, face.pick(rim))
        centre = face.points[ring[0]]
        radius = float(np.linalg.norm(face.pick(ring[1:]) - centre, axis=1).mean())
        iris = np.maximum(iris, filters.gaussian(filters.disc(shape, centre, radius) * opening, soft))
        rest = filters.gaussian(opening, soft) * opening * (1 - filters.disc(shape, centre, 1.12 * radius))
        white = np.maximum(white, filters.gaussian(rest, 0.7 * soft))
    return iris, white


def mouth(shape: tuple[int, int], face: Face) -> Floats:
    """What the open lips surround; empty when they are closed."""
    upper, lower = face.pick(mesh.INNER_LIPS)
    if np.linalg.norm(upper - lower) < _OPEN * face.height:
        return np.zeros(shape, np.float32)
    return filters.polygon(shape, face.pick(mesh.MOUTH))


def teeth(lab: Floats, mouth: Floats, face: Face) -> Floats:
    """The bright parts of the open mouth that are neither gum nor tongue."""
    inside = lab[..., 0][mouth > 0.5]
    brightest = float(np.percentile(inside, 95)) if inside.size > 20 else 0.0
    if brightest < 30:
        return np.zeros_like(mouth)
    bright = filters.smoothstep(lab[..., 0], 0.45 * brightest, 0.70 * brightest)
    tooth = bright * filters.smoothstep(lab[..., 1], 20, 9) * mouth
    soft = filters.gaussian(tooth, max(0.5, 0.004 * face.height))
    return np.asarray(soft * np.minimum(1, mouth * 1.2), np.float32)


def below_chin(shape: tuple[int, int], face: Face, start: float = 0.0) -> Floats:
    """1 beyond the chin in the direction in which the face points down; `start`: from there, in heights of the face."""
    return filters.smoothstep(_depth(shape, face, face.points[mesh.CHIN]), start, start + 0.12)


def above_brows(shape: tuple[int, int], face: Face) -> Floats:
    """1 on the forehead and beyond it."""
    brows = face.pick(mesh.RIGHT_BROW + mesh.LEFT_BROW).mean(0)
    return filters.smoothstep(_depth(shape, face, brows), -0.05, -0.12)


def _depth(shape: tuple[int, int], face: Face, origin: Floats) -> Floats:
    """How far each pixel is from the origin in the direction in which the face points down, in its heights."""
    xs = (np.arange(shape[1], dtype=np.float32)[None] - origin[0]) * face.down[0]
    ys = (np.arange(shape[0], dtype=np.float32)[:, None] - origin[1]) * face.down[1]
    return np.asarray((xs + ys) / np.float32(face.height), np.float32)


def clothes(person: Floats, skin: Floats, faces: Sequence[Face]) -> Floats:
    """The people without skin and heads; without a face, the people."""
    if not faces:
        return person
    below = np.max([below_chin(person.shape, face) for face in faces], axis=0)
    return np.asarray(below * person * (1 - filters.smoothstep(filters.grow(skin, 2), 0.1, 0.5)), np.float32)


def person(outline: Floats, luma: Floats) -> Floats:
    """The network's coarse outline brought to the picture's size and its edges."""
    height, width = luma.shape
    coarse = np.asarray(cv2.resize(outline, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
    return np.clip(filters.guided(luma, coarse, max(8.0, height / 60), 1e-3), 0, 1)


def wears_glasses(luma: Floats, face: Face) -> bool:
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
    return bridge > _GLASSES_CONTRAST * (cheeks + 1e-3)

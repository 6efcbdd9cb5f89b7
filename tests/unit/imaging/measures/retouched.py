"""The portrait with a drawn change of known place and size: what the measures must find, and nothing else."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging.faces import mesh
from retouch_lib.imaging.files import photo
from retouch_lib.imaging.measures import measuring
from retouch_lib.imaging.measures.measured import Measured
from retouch_lib.imaging.measures.parts import Part, PhotoParts, find_parts
from retouch_lib.imaging.measures.seen_picture import SeenPicture
from tests.unit.imaging.pictures import PORTRAIT
from tests.unit.imaging.portraits import sample

Pixels = NDArray[np.uint8]
SKIN_PLUGINS = ("Heal", "Dodge Burn", "Skin Tone")
"""None of them may touch clothes or background."""
MOLE = (0.640, 0.231)
OTHER_MOLE = (0.450, 0.233)
"""One on each cheek, as shares of the sides."""


@cache
def original() -> Pixels:
    """Not to be changed."""
    return photo.load(PORTRAIT).pixels


@cache
def parts() -> PhotoParts:
    return find_parts(original(), (sample(PORTRAIT).face,))


def measured(after: Pixels, before: Pixels | None = None, plugins: tuple[str, ...] = SKIN_PLUGINS) -> Measured:
    return measuring.measure(SeenPicture(original() if before is None else before), SeenPicture(after), plugins)


def moved_backdrop(by: int = 6) -> Pixels:
    """The right fifth of the background so many pixels further down."""
    after, mask = original().copy(), parts().mask(Part.BACKGROUND).copy()
    mask[:, : round(0.8 * mask.shape[1])] = False
    after[mask] = np.roll(original(), by, axis=0)[mask]
    return after


def patch(part: Part, place: tuple[float, float], side: int = 50) -> NDArray[np.bool_]:
    """So many pixels of a part, square, around a place."""
    own = np.zeros(original().shape[:2], np.bool_)
    x, y = round(place[0] * own.shape[1]), round(place[1] * own.shape[0])
    own[y - side // 2 : y + side // 2, x - side // 2 : x + side // 2] = True
    return own & parts().mask(part)


def recoloured(part: Part, shift: tuple[float, float, float], mask: NDArray[np.bool_] | None = None) -> Pixels:
    """L*, a* and b* of a part moved by so much."""
    lab = cv2.cvtColor(original().astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    lab[parts().mask(part) if mask is None else mask] += np.array(shift, np.float32)
    return in_rgb(lab)


def in_rgb(lab: NDArray[np.float32]) -> Pixels:
    return np.clip(cv2.cvtColor(lab, cv2.COLOR_Lab2RGB) * 255 + 0.5, 0, 255).astype(np.uint8)


def with_mole(darker: float = 22.0, redder: float = 2.0, places: tuple[tuple[float, float], ...] = (MOLE,)) -> Pixels:
    """The photo with moles 1.2 % of the face's height wide (sigma)."""
    lab = cv2.cvtColor(original().astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    height, width = lab.shape[:2]
    sigma = 0.012 * sample(PORTRAIT).face.height
    ys, xs = np.mgrid[:height, :width]
    for x, y in places:
        spot = np.exp(-((xs - x * width) ** 2 + (ys - y * height) ** 2) / (2 * sigma**2))
        lab[..., 0] -= (darker * spot).astype(np.float32)
        lab[..., 1] += (redder * spot).astype(np.float32)
    return in_rgb(lab)


def smoothed(sigma: float) -> Pixels:
    """The skin blurred by a share of the face's height."""
    after, mask = original().copy(), parts().mask(Part.SKIN)
    after[mask] = cv2.GaussianBlur(original(), (0, 0), sigma * sample(PORTRAIT).face.height)[mask]
    return after


def red_pupils() -> Pixels:
    """As by a flash: what is dark in the eyes is red."""
    lab = cv2.cvtColor(original().astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    face = sample(PORTRAIT).face
    ys, xs = np.mgrid[: lab.shape[0], : lab.shape[1]]
    for eye in mesh.EYES:
        x, y = face.pick(eye).mean(axis=0)
        pupil = np.hypot(xs - x, ys - y) < 0.018 * face.height
        lab[pupil] = (45.0, 65.0, 45.0)
    return in_rgb(lab)


def grey_mask(*, spot: bool = False) -> Pixels:
    """Grey cloth over the mole's cheek; with a stitch hole where the mole would be."""
    lab = cv2.cvtColor(original().astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    height, width = lab.shape[:2]
    ys, xs = np.mgrid[:height, :width]
    away = np.hypot(xs - MOLE[0] * width, ys - MOLE[1] * height) / sample(PORTRAIT).face.height
    lab[away < 0.12, 1:] *= 0.1
    if spot:
        lab[..., 0] -= (22.0 * np.exp(-(away**2) / (2 * 0.012**2))).astype(np.float32)
    return in_rgb(lab)


def in_glasses(pixels: Pixels) -> Pixels:
    """A copy with dark rims around the eyes, as wide as a finger is from the portrait's moles."""
    after, face = pixels.copy(), sample(PORTRAIT).face
    for eye in mesh.EYES:
        x, y = face.pick(eye).mean(axis=0) + 0.03 * face.height * face.down
        axes = round(0.17 * face.height), round(0.13 * face.height)
        cv2.ellipse(after, (round(float(x)), round(float(y))), axes, 0, 0, 360, (30, 28, 32), 6, cv2.LINE_AA)
    return after

"""The samples' faces made small, turned, cut off, covered, lighter or darker, with where they are then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging.faces import mesh
from retouch_lib.imaging.faces.find import Face, find_faces
from retouch_lib.imaging.files import photo
from tests.unit.imaging.pictures import ALL_SAMPLES

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]
Edge = Literal["left", "right", "top", "bottom"]

_BEARD = (132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 361, 425, 426, 327, 2, 98, 206)
_SIDES = (234, 454)


@dataclass(frozen=True)
class Portrait:
    """A picture and the face that is known to be in it."""

    pixels: Pixels
    points: Floats
    """(478, 2): the landmarks, found on the untouched sample (`test_faces` holds those against the eye)."""

    @property
    def face(self) -> Face:
        return Face(self.points, 1.0)


@cache
def sample(path: Path) -> Portrait:
    """One of the samples; its pixels are not to be changed."""
    pixels = photo.load(path).pixels
    (face,) = find_faces(pixels)
    return Portrait(pixels, face.points)


def samples() -> list[Portrait]:
    return [sample(path) for path in ALL_SAMPLES]


def moved(portrait: Portrait, scale: float, degrees: float, centre: tuple[float, float], canvas: Pixels) -> Portrait:
    """The portrait laid over a copy of the canvas: scaled, turned against the clock, the face's middle at `centre`."""
    reduced = min(1.0, scale)  # first by area: what is made small by warping alone flickers
    source = np.asarray(cv2.resize(portrait.pixels, None, fx=reduced, fy=reduced, interpolation=cv2.INTER_AREA))
    ratio = np.array(source.shape[1::-1], np.float32) / portrait.pixels.shape[1::-1]
    points = portrait.points * ratio
    middle = points.mean(0)
    matrix = cv2.getRotationMatrix2D((float(middle[0]), float(middle[1])), degrees, scale / reduced).astype(np.float32)
    matrix[:, 2] += np.array(centre, np.float32) - middle
    there = canvas.copy()
    cv2.warpAffine(source, matrix, canvas.shape[1::-1], dst=there, borderMode=cv2.BORDER_TRANSPARENT)
    return Portrait(there, np.asarray(points @ matrix[:, :2].T + matrix[:, 2], np.float32))


def turned(portrait: Portrait, degrees: float) -> Portrait:
    """The whole portrait turned against the clock, with grey corners."""
    height, width = portrait.pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1).astype(np.float32)
    reach = np.abs(matrix[:, :2]) @ (width, height)
    matrix[:, 2] += reach / 2 - np.array((width, height)) / 2
    size = (int(np.ceil(reach[0])), int(np.ceil(reach[1])))
    pixels = cv2.warpAffine(portrait.pixels, matrix, size, borderValue=(128, 128, 128))
    return Portrait(np.asarray(pixels, np.uint8), np.asarray(portrait.points @ matrix[:, :2].T + matrix[:, 2]))


def small(portrait: Portrait, height: float, canvas: Pixels) -> Portrait:
    """The face `height` pixels high, right of the canvas's middle."""
    down, across = canvas.shape[:2]
    return moved(portrait, height / portrait.face.height, 0, (0.62 * across, 0.41 * down), canvas)


def cut(portrait: Portrait, edge: Edge, share: float) -> Portrait:
    """The picture's edge laid through the face, so that `share` of the landmarks' box is beyond it."""
    low, high = portrait.points.min(0), portrait.points.max(0)
    left, top = (low + (high - low) * share).astype(int)
    right, bottom = (high - (high - low) * share).astype(int)
    window = {
        "left": (slice(None), slice(left, None)),
        "top": (slice(top, None), slice(None)),
        "right": (slice(None), slice(None, right)),
        "bottom": (slice(None, bottom), slice(None)),
    }[edge]
    corner = np.array((left if edge == "left" else 0, top if edge == "top" else 0), np.float32)
    return Portrait(np.ascontiguousarray(portrait.pixels[window]), portrait.points - corner)


def group(count: int, height: float, canvas: Pixels, columns: int = 3) -> tuple[Pixels, list[Floats]]:
    """So many faces of the samples in turn, up to `columns` in a row, on one picture, and the landmarks of each."""
    picture = canvas.copy()
    columns = min(count, columns)
    rows = -(-count // columns)
    down, across = canvas.shape[0] // rows, canvas.shape[1] // columns
    truths = []
    for place in range(count):
        top, left = place // columns * down, place % columns * across
        cell = np.ascontiguousarray(picture[top : top + down, left : left + across])
        one = samples()[place % 3]
        there = moved(one, height / one.face.height, 0, (0.5 * across, 0.45 * down), cell)
        picture[top : top + down, left : left + across] = there.pixels
        truths.append(there.points + np.array((left, top), np.float32))
    return picture, truths


def changed(portrait: Portrait, pixels: NDArray[np.generic]) -> Portrait:
    """The same face with other pixels, of which what leaves 0-255 is cut off."""
    return replace(portrait, pixels=np.clip(pixels, 0, 255).astype(np.uint8))


def curved(portrait: Portrait, gamma: float) -> Portrait:
    """Lighter below 1, darker above: skin, hair and backdrop alike."""
    return changed(portrait, 255 * (portrait.pixels / 255.0) ** gamma)


def exposed(portrait: Portrait, stops: float) -> Portrait:
    """So many stops more light, burnt out where that is too much."""
    return changed(portrait, 255 * np.clip((portrait.pixels / 255.0) ** 2.2 * 2**stops, 0, 1) ** (1 / 2.2))


def skin_lightness(portrait: Portrait, by: float) -> Portrait:
    """The face's skin lighter or darker by so much CIELAB lightness; the rest of the picture stays."""
    oval = _soft(portrait, (portrait.face.pick(mesh.OVAL),), 0.06)
    lab = cv2.cvtColor(portrait.pixels.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    lab[..., 0] = np.clip(lab[..., 0] + by * oval, 0, 100)
    return changed(portrait, 255 * cv2.cvtColor(lab, cv2.COLOR_Lab2RGB))


def blurred(portrait: Portrait, share: float) -> Portrait:
    """By a Gaussian whose deviation is that share of the face's height."""
    return changed(portrait, cv2.GaussianBlur(portrait.pixels, (0, 0), share * portrait.face.height))


def noisy(portrait: Portrait, deviation: float) -> Portrait:
    return changed(portrait, portrait.pixels + np.random.default_rng(1).normal(0, deviation, portrait.pixels.shape))


def bearded(portrait: Portrait) -> Portrait:
    """A full, dark beard of strands around the mouth."""
    face = portrait.face
    hair = np.random.default_rng(1).normal(0, 1, portrait.pixels.shape[:2]).astype(np.float32)
    strands = np.clip(35 + 60 * cv2.GaussianBlur(hair, (0, 0), 0.8), 5, 120)[..., None]
    beard = np.clip(_soft(portrait, (face.pick(_BEARD),), 0.01) - _soft(portrait, (face.pick(mesh.LIPS),), 0.01), 0, 1)
    return changed(portrait, portrait.pixels * (1 - beard[..., None]) + strands * beard[..., None])


def in_sunglasses(portrait: Portrait) -> Portrait:
    """One dark bar over both eyes, as broad as the face."""
    right, left = portrait.face.pick(_SIDES)
    across = left - right
    down = portrait.face.down * 0.09 * portrait.face.height
    middle = np.array(portrait.face.eyes, np.float32)
    corners = np.array([middle + x * across / 2 + y * down for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))])
    bar = _soft(portrait, (corners,), 0.004)[..., None]
    return changed(portrait, portrait.pixels * (1 - bar) + 14 * bar)


def _soft(portrait: Portrait, outlines: Sequence[NDArray[np.generic]], edge: float) -> Floats:
    """(H, W), 0-1: within the outlines; `edge`: how soft, in heights of the face."""
    mask = np.zeros(portrait.pixels.shape[:2], np.float32)
    cv2.fillPoly(mask, [np.rint(outline).astype(np.int32) for outline in outlines], (1.0,))
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), max(0.5, edge * portrait.face.height)), np.float32)

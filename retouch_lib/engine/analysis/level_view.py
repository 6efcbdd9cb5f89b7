"""A face as it would look level, upright and always of one size: what is measured there holds for any photo of it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from retouch_lib.imaging.faces import mesh
from retouch_lib.imaging.faces.find import Face
from retouch_lib.imaging.floats import Floats

UNIT = 160.0
"""The face's height in a view, in pixels: so many show a thin rim, and a face of 70 pixels is not blown up too far."""
_SIZE = 280, 200
_EYES = 140.0, 85.0
"""Width and height of a view, and where in it the point between the eyes lies."""


@dataclass(frozen=True)
class View:
    """The upper half of a face's surroundings, and the way there."""

    pixels: Floats
    """(200, 280, 3): RGB, 0-1."""
    face: Face
    """In pixels of the view."""
    there: Floats
    """(2, 3): from the picture's pixels to the view's."""

    @property
    def lab(self) -> Floats:
        """(200, 280, 3): CIELAB."""
        return np.asarray(cv2.cvtColor(self.pixels, cv2.COLOR_RGB2Lab), np.float32)

    def back(self, mask: Floats, shape: tuple[int, int]) -> Floats:
        """`mask` of the view laid over a picture of that shape, 0 beyond the view."""
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return np.asarray(cv2.warpAffine(mask, self.there, shape[::-1], flags=flags), np.float32)


def seen(rgb: Floats, face: Face) -> View:
    """`rgb`: float32 (H, W, 3), 0-1, with the face in its pixels; what is beyond its edges repeats them."""
    small, reduced = _reduced(rgb, min(1.0, UNIT / face.height))
    there = _way(Face(_moved(face.points, reduced), face.presence))
    pixels = np.clip(cv2.warpAffine(small, there, _SIZE, borderMode=cv2.BORDER_REPLICATE), 0, 1)
    whole = np.column_stack((there[:, :2] @ reduced[:, :2], _moved(reduced[None, :, 2], there)[0])).astype(np.float32)
    return View(np.asarray(pixels, np.float32), Face(_moved(face.points, whole), face.presence), whole)


def _moved(points: Floats, way: Floats) -> Floats:
    """(N, 2), by a way (2, 3)."""
    return np.asarray(points @ way[:, :2].T + way[:, 2], np.float32)


def _reduced(rgb: Floats, scale: float) -> tuple[Floats, Floats]:
    """Smaller, by area (what is made small by warping alone flickers), and the way there."""
    height, width = rgb.shape[:2]
    size = (max(1, round(scale * width)), max(1, round(scale * height))) if scale < 1 else (width, height)
    small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.float32) if scale < 1 else rgb
    across, down = size[0] / width, size[1] / height
    return small, np.array(((across, 0, (across - 1) / 2), (0, down, (down - 1) / 2)), np.float32)


def _way(face: Face) -> Floats:
    """(2, 3): from the pixels in which the face is to the view's."""
    across = np.array((face.down[1], -face.down[0]))
    turn = np.stack((across, face.down)) * (UNIT / face.height)
    middle = face.pick(mesh.RIGHT_EYE + mesh.LEFT_EYE).mean(0)
    return np.column_stack((turn, np.array(_EYES) - turn @ middle)).astype(np.float32)

"""Glasses, paint, hair and shadows drawn on a portrait. Places are in heights of the face from between the eyes."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging.faces import mesh
from retouch_lib.imaging.faces.find import find_faces
from tests.unit.imaging.portraits import Portrait, changed

Colour = tuple[int, int, int]
Place = tuple[float, float]
Floats = NDArray[np.float32]
_RIM, _BELOW_EYE = (0.165, 0.14), 0.04


def stroke(portrait: Portrait, line: Sequence[Place], colour: Colour, width: float, soft: float = 0.002) -> Portrait:
    """A line through the places, so wide and so soft at its edges; closed where it ends as it begins."""
    mask = np.zeros(portrait.pixels.shape[:2], np.float32)
    points = np.round(_there(portrait, line) * 16).astype(np.int32)
    cv2.polylines(mask, [points], False, (1.0,), max(1, round(width * portrait.face.height)), cv2.LINE_8, 4)
    return _painted(portrait, mask, colour, soft)


def glasses(portrait: Portrait, colour: Colour, width: float) -> Portrait:
    """Two oval rims, the bridge between them and an arm on each side."""
    right, left = (_own_place(portrait, eye) for eye in mesh.EYES)
    level = (right[1] + left[1]) / 2 + _BELOW_EYE
    for x in (right[0], left[0]):
        portrait = stroke(portrait, oval((x, level), *_RIM), colour, width)
        side = 1 if x > 0 else -1
        hinge = x + side * _RIM[0]
        portrait = stroke(portrait, [(hinge, 0.0), (hinge + side * 0.15, -0.02)], colour, width)
    high = level - 0.02
    bridge = [(right[0] + _RIM[0], high), (0.0, high - 0.02), (left[0] - _RIM[0], high)]
    return stroke(portrait, bridge, colour, width)


def around_eyes(portrait: Portrait, size: Place, degrees: range, colour: Colour, width: float, soft: float) -> Portrait:
    """An arc around each eye."""
    for eye in mesh.EYES:
        arc = oval(_own_place(portrait, eye), *size, degrees)
        portrait = stroke(portrait, arc, colour, width, soft)
    return portrait


def shaded(portrait: Portrait, corners: Sequence[Place], light: float) -> Portrait:
    """So much light is left within the corners, with a plain edge."""
    mask = np.zeros(portrait.pixels.shape[:2], np.float32)
    cv2.fillPoly(mask, [np.round(_there(portrait, corners)).astype(np.int32)], (1.0,))
    soft = _softened(portrait, mask, 0.004)
    return changed(portrait, portrait.pixels * (1 - (1 - light) * soft[..., None]))


def oval(middle: Place, across: float, down: float, degrees: range = range(0, 361, 6)) -> list[Place]:
    """Places along an oval or a part of it."""
    angles = np.radians(degrees)
    return list(zip(middle[0] + across * np.cos(angles), middle[1] + down * np.sin(angles), strict=True))


def star(middle: Place, inner: float, outer: float) -> list[Place]:
    """With five points."""
    angles = np.radians(np.arange(0, 361, 36) - 90)
    radii = np.where(np.arange(len(angles)) % 2, inner, outer)
    return list(zip(middle[0] + radii * np.cos(angles), middle[1] + radii * np.sin(angles), strict=True))


def seen_anew(portrait: Portrait, *, mirrored: bool, scale: float) -> Portrait:
    """Mirrored, and smaller, with the landmarks that the network finds then."""
    pixels = cv2.resize(portrait.pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    pixels = np.ascontiguousarray(pixels[:, ::-1]) if mirrored else pixels
    (face,) = find_faces(np.asarray(pixels, np.uint8))
    return Portrait(np.asarray(pixels, np.uint8), face.points)


def _there(portrait: Portrait, places: Sequence[Place]) -> Floats:
    """(N, 2): in pixels."""
    face = portrait.face
    axes = np.array(((face.down[1], -face.down[0]), face.down))
    return np.asarray(np.array(face.eyes) + face.height * np.array(places) @ axes, np.float32)


def _own_place(portrait: Portrait, eye: tuple[int, ...]) -> Place:
    face = portrait.face
    away = (face.pick(eye).mean(0) - np.array(face.eyes)) / face.height
    return float(away @ (face.down[1], -face.down[0])), float(away @ face.down)


def _painted(portrait: Portrait, mask: Floats, colour: Colour, soft: float) -> Portrait:
    share = _softened(portrait, mask, soft)[..., None]
    return changed(portrait, portrait.pixels * (1 - share) + np.array(colour) * share)


def _softened(portrait: Portrait, mask: Floats, soft: float) -> Floats:
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), max(0.5, soft * portrait.face.height)), np.float32)

"""The samples and two faces side by side as scenes, made once; effects are tried on copies."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.engine.analysis import closeups, tooth_search, whites
from retouch_lib.engine.analysis.closeups import CloseUp
from retouch_lib.engine.analysis.regions import Region
from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.engine.analysis.subjects import Subject
from retouch_lib.engine.retouch import EFFECTS
from retouch_lib.imaging.faces import mesh, openings
from retouch_lib.imaging.files import photo
from retouch_lib.plugins import BY_KEY
from retouch_lib.presets.preset import default_task

Pixels = NDArray[np.uint8]
SAMPLES = Path(__file__).parents[2] / "retouch_lib" / "samples"
SAMPLE_NAMES = ("portrait.jpg", "glasses.jpg", "half-body.png")
TWO_FACES = "two-faces"
NAMES = (*SAMPLE_NAMES, TWO_FACES)
BLENDED = (
    "Fabric",
    "Eye Vessels",
    "Eye Brilliance",
    "White Teeth",
    "Dodge Burn",
    "Skin Tone",
    "Portrait Volumes",
)
"""The plugins of the presets whose first value is a blend: linear below 1."""
SEAM = 352
"""The column of the two faces' picture at which the second one begins: his cheek touches hers."""


@cache
def pixels(name: str) -> Pixels:
    """A sample, or two of them side by side; not to be changed."""
    return _two_faces() if name == TWO_FACES else photo.load(SAMPLES / name).pixels


def _two_faces() -> Pixels:
    """The portrait's head, cut off at the left ear, cheek by cheek with the half body's, cut off at the right one."""
    his = pixels("portrait.jpg")[20:580, 602 - SEAM : 602]
    large = cv2.resize(pixels("half-body.png"), None, fx=2.2, fy=2.2, interpolation=cv2.INTER_CUBIC)
    hers = np.asarray(large[20:580, 409:809], np.uint8)
    return np.ascontiguousarray(np.concatenate([his, hers], axis=1))


@cache
def scene(name: str) -> Scene:
    """A sample as a scene; not to be changed."""
    return Scene(pixels(name).copy())


def task(plugin: str, **values: Any) -> dict[str, Any]:
    """The plugin's default task with some values of its own."""
    return {**default_task(BY_KEY[plugin]).as_dict(), **values}


def full(plugin: str, value: float) -> dict[str, Any]:
    """The task in which the plugin's blend is `value`; a second value is 1, of White Teeth the same."""
    second = {"Alpha2": value if plugin == "White Teeth" else 1.0} if plugin in _SECOND else {}
    return task(plugin, Alpha1=value, **second)


_SECOND = ("White Teeth", "Dodge Burn", "Skin Tone")


def tried(start: Scene, *tasks: dict[str, Any]) -> Pixels:
    """What the tasks make of a scene, which stays as it was."""
    trial = copy.deepcopy(start)
    for one in tasks:
        EFFECTS[one["Plugin"]](trial, one)
        trial.settle()
    return trial.full


def redrawn(start: Scene, picture: Pixels) -> Scene:
    """The scene of a picture that differs from the start's by what is drawn on it: faces and skin stay as found."""
    anew = copy.deepcopy(start)
    anew.full = picture.copy()
    size = anew.shape[1], anew.shape[0]
    anew.rgb = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA) / 255, np.float32)
    return anew


def region(start: Scene, plugin: str) -> NDArray[np.float32]:
    """(h, w), 0-1: where the plugin is meant to work."""
    if plugin == "Fabric":
        return start.clothes
    if plugin == "Portrait Volumes":
        return start.skin
    mask = np.zeros(start.shape, np.float32)
    for subject in start.subjects:
        if plugin in ("Dodge Burn", "Skin Tone"):
            _put(mask, subject.region, subject.skin)
        elif plugin == "Eye Brilliance":
            _put(mask, subject.head, np.maximum(*openings.eyes(subject.light, subject.head_face)))
        elif plugin in ("Eye Vessels", "White Teeth"):
            for view, found in whites_seen(start, subject) if plugin == "Eye Vessels" else teeth_seen(start, subject):
                _put(mask, view.region, found)
        else:
            raise ValueError(plugin)
    return mask


def whites_seen(start: Scene, subject: Subject) -> list[tuple[CloseUp, NDArray[np.float32]]]:
    """Of a scene as large as its picture: each eye's window, and where its white is."""
    views = [(closeups.of(start, subject, side.rim, 0.05), side) for side in subject.open_eyes]
    found = [(view, whites.find(view, side, view.face.height)) for view, side in views]
    return [(view, white.mask) for view, white in found if white is not None]


def teeth_seen(start: Scene, subject: Subject) -> list[tuple[CloseUp, NDArray[np.float32]]]:
    view = closeups.of(start, subject, mesh.LIPS, 0.05)
    found = tooth_search.find(view, view.face.height)
    return [] if found is None else [(view, found.mask)]


def _put(mask: NDArray[np.float32], where: Region, values: NDArray[np.float32]) -> None:
    mask[where] = np.maximum(mask[where], values)


def tinted(picture: Pixels, centre: NDArray[np.float32], sigma: float, lab: tuple[float, float, float]) -> Pixels:
    """The picture with a soft round patch of changed CIELAB."""
    ys, xs = np.indices(picture.shape[:2], dtype=np.float32)
    bump = np.exp(-((xs - centre[0]) ** 2 + (ys - centre[1]) ** 2) / (2 * sigma * sigma))[..., None]
    changed = cv2.cvtColor(picture.astype(np.float32) / 255, cv2.COLOR_RGB2Lab) + bump * np.array(lab, np.float32)
    back = cv2.cvtColor(changed.astype(np.float32), cv2.COLOR_Lab2RGB)
    return np.where(bump > 0.01, np.clip(back * 255 + 0.5, 0, 255), picture).astype(np.uint8)


def cheek(start: Scene) -> tuple[NDArray[np.float32], float]:
    """The middle of the first face's right cheek, and the height of that face."""
    face = start.faces[0]
    return face.points[mesh.CHEEKS[0]], face.height


def forehead(start: Scene) -> tuple[NDArray[np.float32], float]:
    """The middle of the first face's forehead, and the height of that face."""
    face = start.faces[0]
    return face.points[mesh.MID_FOREHEAD], face.height


def cheeks(start: Scene) -> list[NDArray[np.bool_]]:
    """The skin of each cheek of each face, as masks of the picture: within a fifth of the face's height."""
    ys, xs = np.indices(start.shape, dtype=np.float32)
    found: list[NDArray[np.bool_]] = []
    for face, subject in zip(start.faces, start.subjects, strict=True):
        own = np.zeros(start.shape, np.float32)
        _put(own, subject.region, subject.skin)
        for x, y in face.pick(mesh.CHEEKS):
            found.append((np.hypot(xs - x, ys - y) < 0.2 * face.height) & (own > 0.6))
    return found

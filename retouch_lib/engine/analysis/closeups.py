"""A small part of a face at the full picture's size, for what is finer than the working copy: veins, lashes, gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from retouch_lib.engine.analysis import regions
from retouch_lib.engine.analysis.changes import of_lab
from retouch_lib.engine.analysis.regions import Region
from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.engine.analysis.subjects import Subject
from retouch_lib.imaging.faces.find import Face
from retouch_lib.imaging.floats import Floats


@dataclass(frozen=True)
class CloseUp:
    """A window of the full picture, as retouched so far. Of a monochrome photo, `lab` and `skin` have no colours."""

    region: Region
    """Of the working copy."""
    rgb: Floats
    """float32 (H, W, 3), 0-1: its pixels in sRGB; of what it lacks, the nearest it has."""
    lab: Floats
    """CIELAB (L 0-100)."""
    face: Face
    """In pixels of the window."""
    skin: Floats
    """(3,): CIELAB of the face's skin."""
    ratio: float
    """Pixels of the full picture for one of the working copy."""

    @property
    def shape(self) -> tuple[int, int]:
        return self.rgb.shape[0], self.rgb.shape[1]


def of(scene: Scene, subject: Subject, landmarks: Sequence[int], room: float) -> CloseUp:
    """The window around these landmarks with so much room, in heights of the face."""
    top, left = regions.corner(subject.head)
    own = subject.head_face.points + np.array((left, top), np.float32)
    there, reach = own[list(landmarks)], room * subject.face.height
    height, width = scene.shape
    columns, rows = (
        _span(there[:, axis].min() - reach, there[:, axis].max() + reach, length)
        for axis, length in enumerate((width, height))
    )
    corner = regions.corner(scene.full_region(rows, columns))
    ratios = np.array((scene.full.shape[1] / width, scene.full.shape[0] / height), np.float32)
    points = (own + 0.5) * ratios - 0.5 - np.array((corner[1], corner[0]), np.float32)
    rgb = np.asarray(np.clip(scene.full_srgb(rows, columns), 0, 1), np.float32)
    seen = np.array((1, 0, 0) if scene.monochrome else (1, 1, 1), np.float32)
    return CloseUp(
        region=(slice(*rows), slice(*columns)),
        rgb=rgb,
        lab=np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2Lab) * seen, np.float32),
        face=Face(points.astype(np.float32), subject.face.presence),
        skin=subject.tone * seen,
        ratio=float(ratios.mean()),
    )


def add(scene: Scene, view: CloseUp, change: Floats, opacity: float = 1.0) -> None:
    """Move the window by `opacity` times a change of its RGB; what would leave 0-1 is cut off, of the whole first.

    Windows of two eyes may overlap: the change goes onto what is there by now.
    """
    if change.any():
        rows, columns = ((span.start, span.stop) for span in view.region)
        scene.change_full(rows, columns, np.float32(opacity) * limited(view, change))


def limited(view: CloseUp, change: Floats) -> Floats:
    """The change of RGB without what would leave 0-1."""
    return np.asarray(np.clip(view.rgb + change, 0, 1) - view.rgb, np.float32)


def lab_change(view: CloseUp, change: Floats) -> Floats:
    """The change of RGB that a change of CIELAB is."""
    return of_lab(view.lab, change)


def _span(low: float, high: float, length: int) -> tuple[int, int]:
    start = min(max(0, int(np.floor(low))), length - 1)
    return start, max(start + 1, min(length, int(np.ceil(high)) + 1))

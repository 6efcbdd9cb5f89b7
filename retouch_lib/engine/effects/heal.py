"""Heal: blemishes are replaced by clean skin from next door.

1. Look for places on the skin that are darker or redder than everything around them (`imaging.faces.spots`); glasses,
   eyes, brows, lips, the nose's base and the fringe are kept out.
2. Sensitivity chooses which: each spot has one from which on it is taken. A higher one only adds spots.
3. Each chosen spot is healed fully, on the full picture, so that its skin has pores (`analysis.healing`).
4. Where so many of them are red that it is acne, the red skin between them gets the clean skin's tone
   (`analysis.inflammation`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.engine.analysis import freckles, healing, inflammation
from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.engine.analysis.subjects import Subject
from retouch_lib.engine.effects.values import alpha, scale
from retouch_lib.imaging.faces import plain_skin, spots
from retouch_lib.imaging.faces.spots import Spot
from retouch_lib.imaging.floats import Floats

_ON_SKIN = 0.6


def apply(scene: Scene, task: Mapping[str, Any]) -> None:
    sensitivity = alpha(task)
    if sensitivity <= 0:
        return
    for subject in scene.subjects:
        plain = _plain_skin(scene, subject)
        found = _find(scene, subject, scale(task), plain)
        chosen = [spot for spot in found if spot.needed <= sensitivity]
        _heal(scene, subject, plain, chosen)
        _calm(scene, subject, inflammation.share(chosen))


def _calm(scene: Scene, subject: Subject, acne: float) -> None:
    if acne > 0:
        change = inflammation.calmed(scene.rgb[subject.region], subject.skin, subject.face)
        scene.add(subject.region, change, acne)


def find(scene: Scene, subject: Subject, scale: int) -> list[Spot]:
    """All spots of one person that full sensitivity takes, in pixels of the subject's region."""
    return _find(scene, subject, scale, _plain_skin(scene, subject))


def _find(scene: Scene, subject: Subject, scale: int, plain: Floats) -> list[Spot]:
    found = spots.find(scene.lab(subject.region), scene.luma(subject.region), plain, scene.unit(scale, subject))
    return freckles.spared(found, subject.face.height)


def _plain_skin(scene: Scene, subject: Subject) -> Floats:
    """The skin without whatever has dark round places of its own."""
    skin = plain_skin.without_holes(subject.skin, subject.face.height)
    hair = plain_skin.fringe(scene.luma(subject.region), skin, subject.face)
    skin[plain_skin.keep_out((skin.shape[0], skin.shape[1]), subject.face, subject.glasses) | hair] = 0
    return skin


def _heal(scene: Scene, subject: Subject, plain: Floats, chosen: list[Spot]) -> None:
    spotless = ~_discs(subject.skin.shape, chosen)
    skin = (subject.skin > _ON_SKIN) & spotless
    clean = (plain > _ON_SKIN) & spotless
    top, left = subject.region[0].start, subject.region[1].start
    height, width = clean.shape
    for spot in chosen:
        reach = healing.REACH * spot.radius
        rows = max(0, int(spot.y - reach)), min(height, int(np.ceil(spot.y + reach)) + 1)
        columns = max(0, int(spot.x - reach)), min(width, int(np.ceil(spot.x + reach)) + 1)
        _heal_spot(scene, spot, (skin, clean), rows, columns, (top, left))


def _heal_spot(
    scene: Scene,
    spot: Spot,
    sources: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    rows: tuple[int, int],
    columns: tuple[int, int],
    corner: tuple[int, int],
) -> None:
    """`sources`: skin and clean skin, on the subject's region, which begins at `corner` of the working copy.

    `rows` and `columns` are of that region too.
    """
    window_rows = rows[0] + corner[0], rows[1] + corner[0]
    window_columns = columns[0] + corner[1], columns[1] + corner[1]
    window = scene.full_window(window_rows, window_columns)
    ratio = window.shape[0] / (rows[1] - rows[0])
    skin, clean = (_nearest(mask[slice(*rows), slice(*columns)], window.shape[:2]) for mask in sources)
    centre = ((spot.x - columns[0] + 0.5) * ratio - 0.5, (spot.y - rows[0] + 0.5) * ratio - 0.5)
    scene.replace_full(window_rows, window_columns, healing.heal(window, skin, clean, centre, spot.radius * ratio))


def _nearest(mask: NDArray[np.bool_], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """The mask at another size, each pixel as its nearest."""
    ys = np.arange(shape[0]) * mask.shape[0] // shape[0]
    xs = np.arange(shape[1]) * mask.shape[1] // shape[1]
    return mask[np.ix_(ys, xs)]


def _discs(shape: tuple[int, ...], found: Iterable[Spot]) -> NDArray[np.bool_]:
    mask = np.zeros(shape, np.uint8)
    for spot in found:
        cv2.circle(mask, (round(spot.x), round(spot.y)), int(np.ceil(spot.radius)), 1, -1)
    return mask > 0

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

from retouch_lib.engine.analysis import freckles, healing, inflammation, regions
from retouch_lib.engine.analysis.regions import Region
from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.engine.analysis.subjects import Subject
from retouch_lib.engine.effects.values import alpha, scale
from retouch_lib.imaging.faces import plain_skin, spots
from retouch_lib.imaging.faces.spots import Spot
from retouch_lib.imaging.floats import Floats

_ON_SKIN = 0.6
_PORES = 0.0056
"""Sigma of the coarsest texture of skin, in heights of the face."""


def apply(scene: Scene, task: Mapping[str, Any]) -> None:
    sensitivity = alpha(task)
    if sensitivity <= 0:
        return
    for subject in scene.subjects:
        plain = _plain_skin(scene, subject)
        found = _find(scene, subject, scale(task), plain)
        chosen = [spot for spot in found if spot.needed <= sensitivity]
        _heal(scene, subject, plain, chosen)
        _calm(scene, subject, chosen)


def _calm(scene: Scene, subject: Subject, chosen: list[Spot]) -> None:
    acne = inflammation.share(chosen)
    if acne > 0:
        change = inflammation.calmed(scene.rgb[subject.region], subject.skin, subject.face, chosen)
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
    for spot in chosen:
        _heal_spot(scene, subject.region, spot, (skin, clean), _PORES * subject.face.height)


def _heal_spot(
    scene: Scene, region: Region, spot: Spot, sources: tuple[NDArray[np.bool_], NDArray[np.bool_]], pores: float
) -> None:
    """`sources`: skin and clean skin, on the subject's `region`; `spot` is in its pixels, too.

    `pores`: sigma of what is texture at most, in those pixels.
    """
    near, changed = (
        regions.around(spot.x, spot.y, reach * spot.radius + 1, *regions.shape(region))
        for reach in (healing.REACH, healing.CHANGED)
    )
    window, place = _full(scene, regions.within(region, near)), _full(scene, regions.within(region, changed))
    pixels = scene.full[window]
    ratio = pixels.shape[0] / regions.shape(near)[0]
    skin, clean = (_nearest(mask[near], regions.shape(window)) for mask in sources)
    top, left = regions.corner(near)
    centre = ((spot.x - left + 0.5) * ratio - 0.5, (spot.y - top + 0.5) * ratio - 0.5)
    healed = healing.heal(pixels, skin, clean, centre, spot.radius * ratio, pores * ratio)
    rows, columns = regions.within(region, changed)
    scene.replace_full((rows.start, rows.stop), (columns.start, columns.stop), healed[regions.relative(place, window)])


def _full(scene: Scene, region: Region) -> Region:
    rows, columns = region
    return scene.full_region((rows.start, rows.stop), (columns.start, columns.stop))


def _nearest(mask: NDArray[np.bool_], shape: tuple[int, int]) -> NDArray[np.bool_]:
    """The mask at another size, each pixel as its nearest."""
    near = np.ascontiguousarray(mask, np.uint8)
    return np.asarray(cv2.resize(near, shape[::-1], interpolation=cv2.INTER_NEAREST) > 0)


def _discs(shape: tuple[int, ...], found: Iterable[Spot]) -> NDArray[np.bool_]:
    mask = np.zeros(shape, np.uint8)
    for spot in found:
        cv2.circle(mask, (round(spot.x), round(spot.y)), int(np.ceil(spot.radius)), 1, -1)
    return mask > 0

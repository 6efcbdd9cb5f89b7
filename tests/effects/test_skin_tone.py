"""What Skin Tone calms, and what it leaves: make-up, coloured light, shine and shade."""

from __future__ import annotations

import copy

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.faces.figures import structure
from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.imaging.faces import masks, mesh
from tests.effects import measures
from tests.effects.scenes import Pixels, cheek, forehead, pixels, scene, task, tinted, tried

Floats = NDArray[np.float32]
FULL = task("Skin Tone", Alpha1=1.0, Alpha2=1.0)
LILAC, BLUE = (4.0, 6.0, -24.0), (0.0, -14.0, -22.0)
"""What paint and coloured light add to CIELAB at their middle."""


def moved(before: Pixels) -> Floats:
    """By how much a* and b* change, (H, W)."""
    change = measures.lab(tried(Scene(before.copy()), FULL)) - measures.lab(before)
    return np.asarray(np.abs(change[..., 1:]).max(axis=2), np.float32)


def near(shape: tuple[int, int], centre: Floats, radius: float) -> NDArray[np.bool_]:
    ys, xs = np.indices(shape, dtype=np.float32)
    return np.asarray(np.hypot(xs - centre[0], ys - centre[1]) < radius)


def test_eye_shadow_is_no_blotch() -> None:
    face, before = scene("half-body.png").faces[0], pixels("half-body.png")
    lids = [
        (face.pick(eye).mean(0) + face.pick(brow).mean(0)) / 2 for eye, brow in zip(mesh.EYES, mesh.BROWS, strict=True)
    ]
    for lid in lids:
        before = tinted(before, lid, 0.035 * face.height, LILAC)
    change = moved(before)
    for lid in lids:
        assert change[near(change.shape, lid, 0.03 * face.height)].mean() < 1


@pytest.mark.parametrize("name", ["portrait.jpg", "half-body.png"])
def test_blue_light_on_a_cheek_stays(name: str) -> None:
    centre, height = cheek(scene(name))
    change = moved(tinted(pixels(name), centre, 0.05 * height, BLUE))
    assert change[near(change.shape, centre, 0.04 * height)].mean() < 1


def test_no_border_shows_where_a_blotch_meets_make_up() -> None:
    """A red patch half of which lies under a lilac one."""
    centre, height = cheek(scene("portrait.jpg"))
    red = tinted(pixels("portrait.jpg"), centre, 0.04 * height, (0, 8, 2))
    before = tinted(red, centre + np.array((0.06 * height, 0), np.float32), 0.03 * height, LILAC)
    after = tried(Scene(before.copy()), FULL)
    where = near(before.shape[:2], centre, 0.14 * height)
    assert (structure.new_border(measures.lab(before), measures.lab(after), where, height) or 0) < 1.5


@pytest.mark.parametrize("red", [(0.0, 8.0, 1.0), (-3.0, 14.0, 2.0)], ids=["faint", "plain"])
def test_a_pimple_is_calmed(red: tuple[float, float, float]) -> None:
    centre, height = forehead(scene("portrait.jpg"))
    before = tinted(pixels("portrait.jpg"), centre, 0.02 * height, red)
    change = measures.lab(tried(Scene(before.copy()), FULL)) - measures.lab(before)
    assert change[near(before.shape[:2], centre, 0.015 * height)][:, 1].mean() < -0.45 * red[1]


def linear(picture: Pixels) -> Floats:
    share = picture.astype(np.float32) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4).astype(np.float32)


def levels(light: Floats) -> Pixels:
    share = np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.maximum(light, 1e-6) ** (1 / 2.4) - 0.055)
    return np.clip(255 * share + 0.5, 0, 255).astype(np.uint8)


def test_shine_stays_white() -> None:
    """Drawn as light that is added, so that the skin under it is the skin around it."""
    name = "portrait.jpg"
    centre, height = forehead(scene(name))
    ys, xs = np.indices(scene(name).shape, dtype=np.float32)
    spot = np.exp(-((xs - centre[0]) ** 2 + (ys - centre[1]) ** 2) / (2 * (0.03 * height) ** 2))[..., None]
    change = moved(levels(linear(pixels(name)) + 0.35 * spot))
    assert change[near(change.shape, centre, 0.03 * height)].mean() < 1


@pytest.mark.parametrize("light", [0.5, 0.25])
def test_a_neck_in_shade_keeps_its_colour(light: float) -> None:
    """All below the chin becomes skin of the face's own colour, with so much of its light."""
    start = copy.deepcopy(scene("glasses.jpg"))
    tone = cv2.cvtColor(start.subjects[0].tone[None, None], cv2.COLOR_Lab2RGB)[0, 0]
    shaded = levels(light * linear(np.asarray(255 * tone, np.uint8)))
    below = masks.below_chin(start.shape, start.faces[0], 0.06)[..., None]
    start.full = np.asarray(start.full * (1 - below) + shaded * below, np.uint8)
    start.rgb = start.full.astype(np.float32) / 255
    neck = (below[..., 0] > 0.9) & (start.skin > 0.9)
    assert neck.sum() > 300
    change = measures.lab(tried(start, FULL)) - measures.lab(start.full)
    assert np.abs(change[neck][:, 1:]).max(axis=1).mean() < 1.3


def test_the_second_value_fades_where_the_skin_that_is_known_ends() -> None:
    start = copy.deepcopy(scene("glasses.jpg"))
    (subject,) = start.subjects
    end = int(subject.face.points[:, 1].max() + 0.25 * subject.face.height)
    subject.skin[end:] = 0
    start.rgb = np.asarray(start.rgb * np.array((0.9, 1.0, 0.9)), np.float32)
    start.full = np.asarray(255 * start.rgb, np.uint8)
    first, both = (tried(start, {**FULL, "Alpha2": value}).astype(int) for value in (0, 1))
    change = np.abs(both - first)[subject.region].sum(axis=2)
    near, inside = (
        change[rows][subject.skin[rows] > 0.9].mean() for rows in (np.s_[end - 3 : end], np.s_[end - 20 : end - 10])
    )
    assert inside > 2
    assert near < 0.5 * inside

"""White Teeth: white, but still teeth, in both rows; and gum, tongue, gaps, lips and skin as they were."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.imaging import filters
from retouch_lib.imaging.faces import mesh, openings
from retouch_lib.imaging.faces.find import Face
from tests.effects.measures import delta_e, lab
from tests.effects.scenes import TWO_FACES, Pixels, pixels, redrawn, region, scene, task, teeth_seen, tried
from tests.unit.engine.test_toning import sepia

WHITEST = task("White Teeth", Alpha1=1.0, Alpha2=1.0)
GUM, TONGUE, LOWER = (52.0, 24.0, 12.0), (55.0, 20.0, 10.0), (46.0, 4.0, 18.0)
"""CIELAB of what is drawn into the mouth; the lower row lies in shadow."""
Mask = NDArray[np.bool_]


def test_the_whitest_teeth_keep_their_form() -> None:
    start = scene("portrait.jpg")
    teeth = region(start, "White Teeth") > 0.9
    before = lab(pixels("portrait.jpg"))[teeth]
    after = lab(tried(start, WHITEST))[teeth]
    assert (after[:, 0] > 99).mean() < 0.02
    assert after[:, 0].std() > 0.35 * before[:, 0].std()
    assert np.corrcoef(before[:, 0], after[:, 0])[0, 1] > 0.93  # lighter teeth stay lighter
    assert after[:, 2].mean() > 0
    assert np.percentile(after[:, 0], 99) < np.percentile(before[:, 0], 99) + 2, "what is as light as the photo's white"


def test_where_landmarks_lie_beside_eye_and_mouth_the_skin_there_is_neither() -> None:
    """His cheek hides hers: her landmarks reach for it, an iris onto her temple, the mouth's corner onto her cheek."""
    start = scene(TWO_FACES)
    face = start.faces[1]
    iris = np.hypot(*(np.indices(start.shape)[::-1] - face.points[468][:, None, None])) < 0.02 * face.height
    assert not (tried(start, task("Eye Brilliance", Alpha1=2)) != pixels(TWO_FACES))[iris].any()
    corner = np.s_[285:305, 365:385]
    assert np.abs(tried(start, WHITEST)[corner].astype(int) - pixels(TWO_FACES)[corner]).max() < 18


@cache
def large() -> tuple[Pixels, Face]:
    """The portrait's head four times as large, as in 24 MP, and its face there."""
    head = cv2.resize(pixels("portrait.jpg")[90:460, 320:680], None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC)
    points = (scene("portrait.jpg").faces[0].points - np.float32((320, 90)) + 0.5) * 4 - 0.5
    return np.asarray(head, np.uint8), Face(points.astype(np.float32), 1.0)


@cache
def start() -> Scene:
    """Not to be changed."""
    return Scene(large()[0].copy(), working_side=large()[0].shape[0] // 4)


def whitened(picture: Pixels) -> Pixels:
    return tried(redrawn(start(), picture), WHITEST)


def drawn(mask: Mask, colour: tuple[float, float, float]) -> Pixels:
    """That colour in the mouth, with some grain, and with soft edges."""
    picture, _ = large()
    soft = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 1.5)[..., None]
    grain = np.random.default_rng(1).normal(0, 1.5, picture.shape).astype(np.float32)
    mixed = lab(picture) * (1 - soft) + soft * (np.float32(colour) + grain * np.float32((1, 0.3, 0.3)))
    return np.clip(cv2.cvtColor(mixed.astype(np.float32), cv2.COLOR_Lab2RGB) * 255 + 0.5, 0, 255).astype(np.uint8)


@cache
def in_mouth(low: float, high: float, columns: float = 1.0) -> Mask:
    """A share of the mouth's height, from above, and of its width, around the middle."""
    picture, face = large()
    mouth = openings.mouth((picture.shape[0], picture.shape[1]), face) > 0.9
    rows, across = np.flatnonzero(mouth.any(axis=1)), np.flatnonzero(mouth.any(axis=0))
    top, height = rows[0], rows[-1] - rows[0]
    middle, half = across.mean(), columns * (across[-1] - across[0]) / 2
    ys, xs = np.indices(mouth.shape)
    return np.asarray(mouth & (ys >= top + low * height) & (ys < top + high * height) & (np.abs(xs - middle) < half))


@cache
def gum_points() -> Mask:
    """Triangles between the upper teeth, as wide as a fifth of a tooth at their base."""
    ys, xs = np.indices(large()[0].shape[:2])
    band = in_mouth(0.0, 0.45)
    depth = (ys - np.flatnonzero(band.any(axis=1))[0]) / band.any(axis=1).sum()
    return np.asarray(band & (np.abs((xs % 60) - 30) < 14 * (1 - depth)))


@pytest.mark.parametrize(("mask", "colour"), [(gum_points, GUM), (lambda: in_mouth(0.55, 1.0, 0.5), TONGUE)])
def test_gum_between_teeth_and_tongue_stay(mask: object, colour: tuple[float, float, float]) -> None:
    assert callable(mask)
    picture = drawn(mask(), colour)
    inner = filters.shrink(mask().astype(np.float32), 4) > 0.5
    assert inner.sum() > 200
    change = delta_e(picture, whitened(picture))
    assert change[inner].mean() < 0.5
    assert change[in_mouth(0.3, 0.5, 0.5) & ~mask()].mean() > 3


def test_both_rows_get_alike_white_also_in_shadow() -> None:
    upper, lower = in_mouth(0.25, 0.5, 0.6), in_mouth(0.6, 1.0, 0.6)
    picture = drawn(lower, LOWER)
    after = whitened(picture)
    for row in (upper, filters.shrink(lower.astype(np.float32), 5) > 0.5):
        yellow = [lab(one)[row][:, 2].mean() for one in (picture, after)]
        assert yellow[1] < 0.45 * yellow[0]
    lighter = (lab(after) - lab(picture))[..., 0]
    assert 2 < lighter[upper].mean() < lighter[lower].mean() < 18


def test_gaps_stay_as_deep() -> None:
    xs = np.indices(large()[0].shape[:2])[1]
    gaps = in_mouth(0.2, 0.8, 0.6) & (xs % 70 < 6)
    picture = drawn(gaps, (45.0, 6.0, 12.0))
    depth = [
        lab(one)[in_mouth(0.3, 0.6, 0.5) & ~gaps][:, 0].mean() - lab(one)[gaps][:, 0].mean()
        for one in (picture, whitened(picture))
    ]
    assert depth[1] > 0.8 * depth[0]


def test_edges_follow_the_teeth_at_the_full_size() -> None:
    """Nothing changes a hundredth of a face beyond the mouth, and no pixel of a lip is lit."""
    picture, face = large()
    change = delta_e(picture, whitened(picture))
    mouth = openings.mouth((picture.shape[0], picture.shape[1]), face)
    assert change[filters.grow(mouth, 0.012 * face.height) < 0.1].max() == 0
    lips = (filters.polygon(mouth.shape[:2], face.pick(mesh.LIPS)) > 0.9) & (lab(picture)[..., 1] > 18)
    assert np.percentile(change[lips], 99.5) < 1


def test_an_open_mouth_in_the_dark_shows_no_teeth() -> None:
    dark = np.asarray(pixels("portrait.jpg") // 6, np.uint8)
    start = Scene(dark)
    assert all(not teeth_seen(start, subject) for subject in start.subjects)


def test_teeth_of_a_monochrome_photo_are_lit() -> None:
    before = sepia(pixels("portrait.jpg"))
    lighter = (lab(tried(Scene(before.copy()), WHITEST)) - lab(before))[..., 0]
    assert lighter[region(scene("portrait.jpg"), "White Teeth") > 0.9].mean() > 2


def test_teeth_are_the_bright_part_of_the_mouth_and_no_lip() -> None:
    teeth = region(scene("portrait.jpg"), "White Teeth")
    assert teeth[327, 490] > 0.8  # a front tooth
    assert teeth[346, 495] == 0  # the lower lip
    light = lab(pixels("portrait.jpg"))[..., 0]
    mouth = openings.mouth(scene("portrait.jpg").shape, scene("portrait.jpg").faces[0]) > 0.5
    assert np.median(light[teeth > 0.5]) > np.median(light[mouth & (teeth < 0.1)]) + 20


def test_a_smile_shows_teeth_and_closed_lips_none() -> None:
    for name, smiles in (("portrait.jpg", True), ("half-body.png", True), ("glasses.jpg", False)):
        assert region(scene(name), "White Teeth").any() == smiles

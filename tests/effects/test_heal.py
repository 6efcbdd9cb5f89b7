"""Heal: sensitivity chooses the spots, a chosen one goes wholly, and features are no spots."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from retouch_lib.engine.analysis import healing
from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.engine.effects import heal
from retouch_lib.imaging.faces import masks, mesh, spots
from tests.effects import measures
from tests.effects.scenes import NAMES, TWO_FACES, Pixels, forehead, pixels, scene, task, tinted, tried

SPOT = 0.010
"""Sigma of a painted blemish, in heights of the face."""
PLACES = {
    "right cheek": (50, 50, 116),
    "left cheek": (280, 280, 345),
    "forehead": (151,),
    "hairline": (10,),
    "right hairline": (67,),
    "left jaw": (365, 365, 365, 365, 1),
    "right jaw": (136, 136, 136, 136, 1),
}
"""Landmarks at whose mean a spot is painted: at the hairline on the outline itself, at the jaw just inside of it."""


def chosen(name: str, sensitivity: float) -> set[tuple[float, float]]:
    found = heal.find(scene(name), scene(name).subjects[0], 0)
    return {(spot.x, spot.y) for spot in found if spot.needed <= sensitivity}


@pytest.mark.parametrize("name", NAMES)
def test_more_sensitivity_only_adds_spots(name: str) -> None:
    sets = [chosen(name, sensitivity) for sensitivity in (0.1, 0.3, 0.5, 0.7, 0.9, 1)]
    assert all(fewer <= more for fewer, more in pairwise(sets))
    assert len(sets[-1]) > 0


def test_the_samples_have_as_many_spots_as_one_sees() -> None:
    counts = {name: len(chosen(name, 1)) for name in NAMES}
    assert 20 <= counts["portrait.jpg"] <= 45
    assert counts["half-body.png"] <= 4
    assert len(chosen("portrait.jpg", 0.3)) < 0.7 * counts["portrait.jpg"]


def place(start: Scene, index: int, where: str) -> tuple[NDArray[np.float32], float]:
    """A place on one face, and the face's height."""
    face = start.faces[index]
    return face.points[list(PLACES[where])].mean(axis=0), face.height


PAINTED = {
    "portrait.jpg": [(0, where) for where in PLACES if where != "right jaw"],
    "half-body.png": [(0, where) for where in ("right cheek", "right jaw")],
    "glasses.jpg": [(0, "left jaw")],
    TWO_FACES: [
        *((0, where) for where in ("right cheek", "hairline", "right jaw")),
        (1, "left cheek"),  # her left jaw has a spot of its own there
    ],
}
"""Faces by index and the places on them where a spot is painted."""


@cache
def painted_scene(name: str, dark: int) -> Scene:
    """The picture with a spot at each of its places, that much darker."""
    picture = pixels(name)
    for index, where in PAINTED[name]:
        centre, height = place(scene(name), index, where)
        picture = tinted(picture, centre, SPOT * height, (dark, dark / -6, 0))
    return Scene(picture.copy())


def needed(start: Scene, index: int, centre: NDArray[np.float32], height: float) -> float:
    """The sensitivity from which on the spot painted there is healed; infinite when it never is."""
    subject = start.subjects[index]
    top, left = subject.region[0].start, subject.region[1].start
    found = heal.find(start, subject, 0)
    there = [
        spot for spot in found if np.hypot(spot.x + left - centre[0], spot.y + top - centre[1]) < 2 * SPOT * height
    ]
    return min((spot.needed for spot in there), default=np.inf)


@pytest.mark.parametrize(("name", "index", "where"), [(name, *at) for name in PAINTED for at in PAINTED[name]])
def test_the_plainer_a_spot_the_less_sensitivity_takes_it(name: str, index: int, where: str) -> None:
    centre, height = place(scene(name), index, where)
    takes = [needed(painted_scene(name, dark), index, centre, height) for dark in (-3, -12, -18, -30)]
    assert takes == sorted(takes, reverse=True)
    assert takes[-1] <= 0.2, "a mole is found with hardly any sensitivity"
    assert takes[2] <= 0.9
    assert takes[0] > 0.2, "a shade is not"


@pytest.mark.parametrize("where", ["hairline", "left jaw", "right cheek"])
def test_a_mole_goes_wholly_wherever_it_is(where: str) -> None:
    centre, height = place(scene("portrait.jpg"), 0, where)
    clean = pixels("portrait.jpg")
    painted = tinted(clean, centre, SPOT * height, (-25, 4, 0))
    healed = tried(Scene(painted.copy()), task("Heal", Alpha1=0.5))
    spot = np.abs(painted.astype(int) - clean).max(axis=2) > 12
    before, after = (np.abs(_smooth(picture, 2) - _smooth(clean, 2))[spot].mean() for picture in (painted, healed))
    assert after < 0.3 * before


@pytest.fixture(scope="module")
def blemished() -> tuple[Pixels, Scene, NDArray[np.bool_]]:
    """The portrait with a dark spot and a red one on the forehead; where they are."""
    picture = pixels("portrait.jpg")
    centre, height = forehead(scene("portrait.jpg"))
    offset = np.array((0.06 * height, 0), np.float32)
    painted = tinted(picture, centre - offset, SPOT * height, (-16, 0, 0))
    painted = tinted(painted, centre, SPOT * height, (-5, 14, 0))
    where = np.abs(painted.astype(int) - picture).max(axis=2) > 8
    return painted, Scene(painted.copy()), where


@pytest.mark.parametrize("sensitivity", [0.4, 1.0])
def test_a_blemish_goes_wholly_at_any_sensitivity_that_takes_it(
    blemished: tuple[Pixels, Scene, NDArray[np.bool_]], sensitivity: float
) -> None:
    painted, start, where = blemished
    clean = pixels("portrait.jpg")
    healed = tried(start, task("Heal", Alpha1=sensitivity))
    # smoothed: the healed skin has pores too, but not the same ones
    before, after = (np.abs(_smooth(picture, 2) - _smooth(clean, 2))[where].mean() for picture in (painted, healed))
    assert before > 5
    assert after < 0.25 * before


def test_the_light_around_a_spot_goes_on_across_it() -> None:
    """A reddish place of her left cheek on a ridge of light, with a second spot next to it: no dark disc is left."""
    before, after = pixels(TWO_FACES), tried(scene(TWO_FACES), task("Heal", Alpha1=1))
    place = np.s_[308:324, 485:501]
    changed = (before != after).any(axis=2)[place]
    assert changed.mean() > 0.2
    light = [_smooth(picture, 1.5)[place].mean(axis=2)[changed] for picture in (before, after)]
    assert np.abs(light[1] - light[0]).max() < 6


@pytest.mark.parametrize("direction", [0, 90, 180, 270])
def test_a_spot_on_a_slope_of_light_leaves_the_slope(direction: float) -> None:
    ys, xs = np.indices((90, 90), dtype=np.float32) - 45
    slope = 140 + 1.5 * (xs * np.cos(np.radians(direction)) + ys * np.sin(np.radians(direction)))
    spot = -30 * np.exp(-(xs * xs + ys * ys) / (2 * 3**2))
    picture = np.repeat((slope + spot)[..., None], 3, axis=2).astype(np.uint8)
    skin = np.hypot(ys, xs) > 8
    skin[:, 51:] = False  # another spot takes part of the rim
    healed = healing.heal(picture, skin, np.ones_like(skin), (45, 45), 8.0)
    assert np.abs(healed[..., 0] - slope).max() < 5


def test_shine_on_bumps_is_not_taken_for_plain_skin() -> None:
    """Its tone is the evenest here, but the pores on the other side are what a spot is healed with."""
    random, radius = np.random.default_rng(5), 9.0
    pores = random.normal(0, 2, (120, 120)).astype(np.float32)
    bumps = 8 * cv2.GaussianBlur(random.normal(0, 1, (120, 120)).astype(np.float32), (0, 0), 1.2)
    slope = np.linspace(0, 24, 120, dtype=np.float32)[None] ** 1.2
    left = np.arange(120)[None] < 60 - radius
    plane = 140 + np.where(left, 4 * bumps, pores + slope)
    picture = np.repeat(np.clip(plane, 0, 255)[..., None], 3, axis=2).astype(np.uint8)
    everywhere = np.ones((120, 120), np.bool_)
    healed = healing.heal(picture, everywhere, everywhere, (60, 60), radius).astype(np.float32)[..., 0]
    fine = healed - cv2.GaussianBlur(healed, (0, 0), 3)
    assert fine[56:65, 56:65].std() < 4


def test_a_spot_between_shine_is_as_smooth_as_its_own_surroundings() -> None:
    """All that is far enough away to be copied shines on bumps; the rim has pores."""
    random, radius = np.random.default_rng(5), 9.0
    pores = random.normal(0, 2, (120, 120)).astype(np.float32)
    bumps = 30 * cv2.GaussianBlur(random.normal(0, 1, (120, 120)).astype(np.float32), (0, 0), 1.2)
    away = np.hypot(*(np.indices((120, 120), dtype=np.float32) - 60)) / radius
    plane = 150 + np.where(away < 2, pores, bumps) - 30 * (away < 0.8)
    picture = np.repeat(np.clip(plane, 0, 255)[..., None], 3, axis=2).astype(np.uint8)
    everywhere = np.ones((120, 120), np.bool_)
    healed = healing.heal(picture, away > 1, everywhere, (60, 60), radius).astype(np.float32)[..., 0]
    fine = healed - cv2.GaussianBlur(healed, (0, 0), 3)
    assert 1 < fine[away < 0.8].std() < 3


def test_what_was_healed_has_the_texture_of_skin(blemished: tuple[Pixels, Scene, NDArray[np.bool_]]) -> None:
    _, start, where = blemished
    healed = tried(start, task("Heal"))
    inside = cv2.erode(where.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    assert 0.5 < measures.texture_kept(pixels("portrait.jpg"), healed, inside, 1.0) < 1.5


def test_a_blemish_on_a_large_photo_is_healed_on_its_own_pixels() -> None:
    clean = np.asarray(
        cv2.resize(pixels("portrait.jpg"), None, fx=2.5, fy=2.5, interpolation=cv2.INTER_CUBIC), np.uint8
    )
    noise = np.random.default_rng(1).normal(0, 4, clean.shape)
    clean = np.clip(clean + noise, 0, 255).astype(np.uint8)
    centre, height = forehead(scene("portrait.jpg"))
    painted = tinted(clean, 2.5 * centre, 2.5 * SPOT * height, (-16, 0, 0))
    where = np.abs(painted.astype(int) - clean).max(axis=2) > 12
    start = Scene(painted.copy())
    assert start.scale < 1
    healed = tried(start, task("Heal"))
    before, after = (np.abs(_smooth(picture, 4) - _smooth(clean, 4))[where].mean() for picture in (painted, healed))
    assert after < 0.35 * before
    assert 0.7 < measures.texture_kept(clean, healed, where, 1.5) < 1.3


def _smooth(picture: Pixels, sigma: float) -> NDArray[np.float32]:
    return np.asarray(cv2.GaussianBlur(picture.astype(np.float32), (0, 0), sigma), np.float32)


@pytest.mark.parametrize("name", NAMES)
def test_eyes_brows_lips_and_nostrils_are_never_touched(name: str) -> None:
    start = scene(name)
    healed = tried(start, task("Heal", Alpha1=1))
    features = masks.features(start.shape, start.faces[0]) > 0.5
    assert np.array_equal(healed[features], pixels(name)[features])
    for nostril in mesh.NOSTRILS:
        x, y = start.faces[0].points[nostril].astype(int)
        assert features[y - 1 : y + 2, x - 1 : x + 2].any()


def test_glasses_are_never_touched() -> None:
    start = scene("glasses.jpg")
    face = start.faces[0]
    healed = tried(start, task("Heal", Alpha1=1))
    down, unit = face.down, face.height
    eyes = np.concatenate([face.pick(eye) for eye in mesh.EYES])
    outer = np.stack([face.points[127], face.points[356]])
    corners = np.concatenate([eyes - 0.1 * unit * down, eyes + 0.2 * unit * down, outer])
    frame = np.zeros(start.shape, np.uint8)
    cv2.fillPoly(frame, [cv2.convexHull(np.round(corners).astype(np.int32))], 1)
    assert np.array_equal(healed[frame > 0], pixels("glasses.jpg")[frame > 0])


def test_only_skin_near_the_face_is_searched() -> None:
    start = scene("portrait.jpg")
    changed = (tried(start, task("Heal", Alpha1=1)) != pixels("portrait.jpg")).any(axis=2)
    assert changed.any()
    assert not (changed & (masks.distance(start.shape, start.faces[0]) > 1.5)).any(), "cuff links and rings stay"
    assert not (changed & (start.skin < 0.05)).any()


@pytest.mark.parametrize(
    ("name", "index", "where"),
    [
        ("glasses.jpg", 0, np.s_[292:310, 214:232]),  # the lower end of the crease beside her mouth
        (TWO_FACES, 1, np.s_[130:165, 425:470]),  # tufts of her fringe
    ],
)
def test_ends_of_creases_and_tufts_of_hair_stay(name: str, index: int, where: tuple[slice, slice]) -> None:
    start = scene(name)
    subject = start.subjects[index]
    top, left = subject.region[0].start, subject.region[1].start
    for spot in heal.find(start, subject, 0):
        x, y = spot.x + left, spot.y + top
        assert not (where[0].start <= y < where[0].stop and where[1].start <= x < where[1].stop)


def test_a_line_is_no_spot() -> None:
    lab = np.full((200, 200, 3), (60, 15, 15), np.float32)
    lab += np.random.default_rng(1).normal(0, 0.3, lab.shape).astype(np.float32)
    ys, xs = np.indices((200, 200))
    lab[..., 0] -= 10 * np.exp(-((xs - 60) ** 2) / 8)
    lab[..., 0] -= 10 * np.exp(-((xs - 140) ** 2 + (ys - 100) ** 2) / 8)
    found = spots.find(lab, lab[..., 0] / 100, np.ones((200, 200), np.float32), 200)
    assert [(round(spot.x), round(spot.y)) for spot in found] == [(140, 100)]

"""Clean Backdrop takes dirt and creases up to a size, and leaves people, real things, grain and clean paper alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from retouch_lib.engine.analysis import regions
from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.engine.effects import backdrop as backdrop_effect
from retouch_lib.engine.effects.backdrop import backdrop_mask
from retouch_lib.imaging import filters
from retouch_lib.imaging.faces import masks
from tests.effects import measures
from tests.effects.scenes import NAMES, SAMPLE_NAMES, TWO_FACES, Pixels, full, pixels, scene, task, tried

Floats = NDArray[np.float32]
PLUGIN = "Clean Backdrop"
STEPS = (0.2, 0.4, 0.6, 0.8, 1.0)
STUDIO = ("glasses.jpg", "half-body.png", TWO_FACES)
"""What was taken before a backdrop, at least in part; the portrait shows a room."""
WIDTHS = (0.008, 0.022, 0.055)
"""Of painted dirt, as shares of the paper's shorter side: just under the sizes at Scale 3, 2 and 1."""
THINGS = {
    "half-body.png": (slice(0, 200), slice(0, 60)),
    "glasses.jpg": (slice(0, 250), slice(0, 140)),
    "portrait.jpg": (slice(0, 400), slice(0, 120)),
}
"""Flags."""


SHAPE = (480, 600)


def paper(height: int = SHAPE[0], width: int = SHAPE[1]) -> Floats:
    """Clean grey paper, lighter above, with some grain; 0-255."""
    slope = np.linspace(190, 150, height, dtype=np.float32)[:, None, None]
    grain = np.random.default_rng(7).normal(0, 1.5, (height, width, 3)).astype(np.float32)
    return slope + np.array((0, -3, -9), np.float32) + grain


def whole(values: Floats) -> Pixels:
    return np.clip(values + 0.5, 0, 255).astype(np.uint8)


def speck(index: int) -> Floats:
    """A dark round one of that width, in levels."""
    dirt = np.zeros(SHAPE, np.float32)
    cv2.circle(dirt, (150 + 150 * index, 240), round(WIDTHS[index] * SHAPE[0] / 2), -45.0, -1, cv2.LINE_AA)
    return filters.gaussian(dirt, 0.8)


def crease(index: int) -> Floats:
    """A dark fold of that width from edge to edge, soft at its sides, in levels."""
    away = np.abs(np.arange(SHAPE[0], dtype=np.float32)[:, None] - 120 * (index + 1))
    fold = np.where(away < WIDTHS[index] * SHAPE[0] / 2, np.float32(-14), np.float32(0))
    return filters.gaussian(np.repeat(fold, SHAPE[1], axis=1), 0.8)


@cache
def on_paper(kind: Callable[[int], Floats] | None) -> Scene:
    """Paper with dirt of all three sizes, or with none; not to be changed."""
    dirt = (
        sum((kind(index) for index in range(3)), np.zeros(SHAPE, np.float32)) if kind else np.zeros(SHAPE, np.float32)
    )
    return Scene(whole(paper() + dirt[..., None]))


@cache
def left(kind: Callable[[int], Floats], scale: int) -> list[float]:
    """How much of the dirt of each size is left, by its own shape."""
    dirty, clean = (
        tried(on_paper(found), task(PLUGIN, Scale=scale)).astype(np.float32).mean(axis=2) for found in (kind, None)
    )
    shapes = [kind(index) for index in range(3)]
    return [float(((dirty - clean) * shape).sum() / (shape * shape).sum()) for shape in shapes]


@pytest.mark.parametrize("kind", [speck, crease])
@pytest.mark.parametrize("scale", [1, 2, 3])
def test_dirt_goes_up_to_the_size_that_scale_says(scale: int, kind: Callable[[int], Floats]) -> None:
    remains = left(kind, scale)
    assert max(remains[: 4 - scale]) < 0.3
    assert min(remains[4 - scale :], default=1) > 0.75


def test_automatic_takes_all_sizes() -> None:
    assert max(left(speck, 0)) < 0.15
    assert max(left(crease, 0)) < 0.3


def test_clean_paper_stays_with_its_grain() -> None:
    start = on_paper(None)
    after = tried(start, task(PLUGIN))
    assert measures.delta_e(start.full, after).mean() < 1
    assert measures.texture_kept(start.full, after, np.ones(SHAPE, np.bool_), 1.0) > 0.5
    rows = [picture.astype(np.float32).mean(axis=(1, 2)) for picture in (start.full, after)]
    assert np.abs(rows[0] - rows[1]).max() < 1


@pytest.mark.parametrize("name", STUDIO)
def test_seen_on_the_backdrop_and_not_on_people_or_things(name: str) -> None:
    start = scene(name)
    difference = measures.delta_e(pixels(name), tried(start, task(PLUGIN)))
    where = backdrop_mask(start, automask=True)
    assert where.mean() > 0.1
    assert difference[where > 0.5].mean() >= 1
    assert np.percentile(difference[where < 0.05], 99) < 1
    assert np.percentile(difference[start.person > 0.5], 99) < 1


@pytest.mark.parametrize("name", NAMES)
def test_nothing_half_and_whole(name: str) -> None:
    none, half, most = (tried(scene(name), full(PLUGIN, value)).astype(np.float32) for value in (0, 0.5, 1))
    assert np.array_equal(none, pixels(name))
    assert np.abs(half - (none + most) / 2).max() <= 2


@pytest.mark.parametrize("name", STUDIO)
def test_more_takes_more(name: str) -> None:
    before = pixels(name).astype(np.float32)
    sums = [np.abs(tried(scene(name), full(PLUGIN, value)) - before).sum() for value in STEPS]
    assert (np.diff([0, *sums]) > 0.1 * sums[-1]).all()


@pytest.mark.parametrize("name", list(THINGS))
def test_flags_stay(name: str) -> None:
    there = measures.delta_e(pixels(name), tried(scene(name), task(PLUGIN)))[THINGS[name]]
    assert np.percentile(there, 99) < 1


def test_a_room_is_no_backdrop() -> None:
    """Curtains, windows and flags: to even out parts of them would leave odd patches."""
    difference = measures.delta_e(pixels("portrait.jpg"), tried(scene("portrait.jpg"), task(PLUGIN)))
    assert np.percentile(difference, 99) < 1


def clouds(height: int, width: int) -> Floats:
    sky = np.linspace(150, 210, height, dtype=np.float32)[:, None, None] * np.array((0.75, 0.95, 1.15), np.float32)
    puffs = drawn(height, width, 60, 0.09, lambda random: (1.0, 1.0, 1.0))[..., :1]
    return np.clip(sky + 60 * filters.gaussian(puffs, 0.02 * height).reshape(height, width, 1), 0, 255)


def leaves(height: int, width: int) -> Floats:
    """Green ones of all tones, a little out of focus."""
    tones = drawn(height, width, 900, 0.03, lambda random: tuple(random.uniform((20, 50, 10), (110, 170, 70))))
    return filters.gaussian(tones, 0.012 * height)


def planks(height: int, width: int) -> Floats:
    """Brown boards of several tones, with gaps."""
    random = np.random.default_rng(5)
    wall = np.zeros((height, width, 3), np.float32)
    board = height // 9
    for top in range(0, height, board):
        wall[top : top + board] = np.array((150, 100, 65), np.float32) * random.uniform(0.7, 1.2)
        wall[top : top + max(2, board // 10)] *= 0.4
    return filters.gaussian(wall, 0.004 * height)


def out_of_focus(height: int, width: int) -> Floats:
    """A garden behind an open lens: nothing is sharp, and yet it is no paper."""
    tones = drawn(height, width, 120, 0.12, lambda random: tuple(random.uniform((40, 80, 30), (200, 200, 140))))
    return filters.gaussian(tones, 0.03 * height)


def drawn(height: int, width: int, count: int, size: float, tone: Callable[[np.random.Generator], object]) -> Floats:
    """Ellipses at random places."""
    random = np.random.default_rng(11)
    canvas = np.zeros((height, width, 3), np.float32)
    for _ in range(count):
        centre = int(random.integers(width)), int(random.integers(height))
        axes = [max(2, int(height * size * random.uniform(0.4, 1))) for _ in range(2)]
        cv2.ellipse(canvas, centre, axes, random.uniform(0, 180), 0, 360, tone(random), -1, cv2.LINE_AA)
    return canvas


@pytest.mark.parametrize("world", [clouds, leaves, planks, out_of_focus])
def test_what_is_no_plain_backdrop_stays_and_that_is_said(world: Callable[[int, int], Floats]) -> None:
    start = scene("half-body.png")
    people = filters.grow(start.person, 2)[..., None]
    start = Scene(whole(pixels("half-body.png") * people + world(*start.shape) * (1 - people)))
    before = start.full.copy()
    backdrop_effect.apply(start, task(PLUGIN))
    start.settle()
    assert np.array_equal(start.full, before)
    assert start.remarks == [backdrop_effect.NOT_PLAIN]


def test_paper_with_creases_all_over_is_still_a_backdrop() -> None:
    random, creases = np.random.default_rng(1), np.zeros(SHAPE, np.float32)
    for _ in range(25):
        ends = [(int(random.integers(SHAPE[1])), int(random.integers(SHAPE[0]))) for _ in range(2)]
        cv2.line(creases, *ends, -14.0, int(random.integers(3, 20)), cv2.LINE_AA)
    start = Scene(whole(paper() + filters.gaussian(creases, 3.0)[..., None]))
    assert backdrop_effect.backdrop_mask(start, automask=True).min() > 0.99


def test_nothing_is_said_where_it_worked() -> None:
    start = Scene(pixels("glasses.jpg").copy())
    backdrop_effect.apply(start, task(PLUGIN))
    assert start.remarks == []


def test_a_plain_backdrop_on_one_side_of_a_room_is_cleaned_there_alone() -> None:
    """In the two faces' picture he stands in a room, she before a backdrop."""
    difference = measures.delta_e(pixels(TWO_FACES), tried(scene(TWO_FACES), task(PLUGIN)))
    assert difference[:, :120].max() < 1
    assert difference[:100, -60:].mean() > 1


def test_a_frame_stays() -> None:
    framed = paper()
    cv2.rectangle(framed, (600, 100), (820, 400), (60, 40, 30), 6)
    after = tried(Scene(whole(framed)), task(PLUGIN, Scale=1)).astype(np.float32)
    line = np.abs(framed - paper()).max(axis=2) > 20
    assert np.abs(after - framed)[line].mean() < 3


def test_mottle_is_evened_out() -> None:
    after = tried(scene("half-body.png"), task(PLUGIN, Scale=1))
    spread = []
    for picture in (pixels("half-body.png"), after):
        wall = measures.lab(picture)[20:140, 80:140]
        spread.append(float((wall - filters.gaussian(wall, 30)).std()))
    assert spread[1] < 0.6 * spread[0]


def test_mottle_goes_close_to_her_hair_and_under_her_ear() -> None:
    """The person's outline is wide there: it is unsure, and what looks like the backdrop is taken for that."""
    where = backdrop_mask(scene(TWO_FACES), automask=True)
    assert where[300:370, 540:570].mean() > 0.85, "under the ear"
    side = min(where.shape)
    person = (scene(TWO_FACES).person > 0.9).astype(np.float32)
    rim = (filters.grow(person, 0.03 * side) > 0.5) & (filters.grow(person, 0.02 * side) < 0.5)
    rim[:, :552], rim[280:] = False, False
    assert rim.sum() > 1000
    assert where[rim].mean() > 0.8, "beside the hair"


@cache
def before_paper(name: str) -> tuple[Pixels, NDArray[np.float32]]:
    """A sample's people before clean paper, and where they are, 0-1."""
    people = filters.smoothstep(scene(name).person, 0.3, 0.8)[..., None]
    height, width = people.shape[:2]
    return whole(pixels(name) * people + paper(height, width) * (1 - people)), people[..., 0]


@pytest.mark.parametrize("name", SAMPLE_NAMES)
def test_no_halo_around_hair_and_shoulders(name: str) -> None:
    before, people = before_paper(name)
    after = tried(Scene(before.copy()), task(PLUGIN))
    soft = [filters.gaussian(picture.astype(np.float32), 3.0) for picture in (before, after)]
    rim = (filters.grow(people, 0.1 * min(people.shape)) > 0.5) & (filters.grow(people, 0.01 * min(people.shape)) < 0.5)
    assert np.percentile(np.abs(soft[1] - soft[0])[rim], 99) < 2
    assert np.percentile(measures.delta_e(before, after)[people > 0.5], 99) < 1


def with_hairs(name: str) -> tuple[Pixels, NDArray[np.bool_]]:
    """A sample's people before clean paper, with three hairs that leave the head in a curve; and where these are."""
    before, people = before_paper(name)
    face = scene(name).faces[0]
    unit, (x, y) = face.height, face.points.mean(0)
    hairs = np.zeros(people.shape, np.float32)
    turns = np.linspace(0, 1, 40)
    for lean in (-0.5, 0.1, 0.6):
        away = 0.3 + 0.7 * turns
        line = np.stack([x + unit * away * np.sin(lean + 0.4 * turns**2), y - unit * away * np.cos(lean)], axis=1)
        points = np.round(line * 16).astype(np.int32)
        cv2.polylines(hairs, [points], False, 1.0, max(1, round(0.006 * unit)), cv2.LINE_AA, 4)
    hairs *= people < 0.02
    return whole(before * (1 - 0.5 * hairs[..., None])), hairs > 0.5


@pytest.mark.parametrize("name", SAMPLE_NAMES)
def test_loose_hair_stays(name: str) -> None:
    before, hairs = with_hairs(name)
    plain = before_paper(name)[0].astype(np.float32)
    after = tried(Scene(before.copy()), task(PLUGIN)).astype(np.float32)
    assert hairs.sum() > 30
    assert (plain - after)[hairs].mean() > 0.8 * (plain - before)[hairs].mean()


@pytest.mark.parametrize("name", SAMPLE_NAMES)
def test_dirt_behind_people_goes(name: str) -> None:
    before, people = before_paper(name)
    height, width = people.shape
    side = min(people.shape)
    dirt = np.zeros((height, width), np.float32)
    free = filters.grow((people > 0.02).astype(np.float32), 0.09 * side) < 0.5
    rows, columns = np.nonzero(free[: height // 2])
    pick = len(rows) // 3
    cv2.circle(dirt, (int(columns[pick]), int(rows[pick])), max(2, round(0.01 * side)), -40.0, -1, cv2.LINE_AA)
    dirty = whole(before + dirt[..., None])
    after = tried(Scene(dirty), task(PLUGIN, Scale=2)).astype(np.float32)
    clean = tried(Scene(before.copy()), task(PLUGIN, Scale=2)).astype(np.float32)
    assert np.abs(after - clean)[dirt < -20].mean() < 8


def test_without_automask_plain_clothes_are_taken_for_backdrop_and_faces_are_not() -> None:
    start = scene("glasses.jpg")
    kept, all_over = (
        measures.delta_e(pixels("glasses.jpg"), tried(start, task(PLUGIN, Automask=value))) for value in (True, False)
    )
    clothes = start.clothes > 0.9
    assert kept[clothes].max() < 1
    assert all_over[clothes].mean() > 0.5
    head = start.subjects[0]
    face = masks.oval(regions.shape(head.head), head.head_face) > 0.5
    assert all_over[head.head][face].max() < 1


def test_without_automask_sharp_things_on_people_stay_too() -> None:
    difference = measures.delta_e(pixels("half-body.png"), tried(scene("half-body.png"), task(PLUGIN, Automask=False)))
    assert np.percentile(difference[scene("half-body.png").person > 0.9], 99) < 1


def test_no_ring_is_left_of_a_stain_on_a_large_photo() -> None:
    """Its sides are sharper there than on the working copy on which the change is found."""
    height, width = 1800, 2400
    stain, grain = np.zeros((height, width), np.float32), np.random.default_rng(3).normal(0, 3, (height, width, 3))
    cv2.circle(stain, (1200, 900), 40, -45.0, -1, cv2.LINE_AA)
    start = Scene(whole(paper(height, width) + grain.astype(np.float32) + stain[..., None]))
    assert start.scale < 1
    before, after = start.full.copy(), tried(start, task(PLUGIN)).astype(np.float32)
    away = np.hypot(*(axis - middle for axis, middle in zip(np.indices((height, width)), (900, 1200), strict=True)))
    around_it = after[(away > 70) & (away < 100)].mean()
    for radius in range(30, 56, 2):
        assert abs(after[(away >= radius) & (away < radius + 2)].mean() - around_it) < 2
    plain = (slice(100, 500), slice(100, 500))
    assert measures.texture_kept(before[plain], after[plain].astype(np.uint8), np.ones((400, 400), np.bool_), 1.0) > 0.9


@pytest.mark.parametrize("width", [189, 190, 197])
def test_dirt_at_the_edge_of_a_reduced_picture(width: int) -> None:
    """The last tile's pixels lie at a fraction of the working copy's."""
    photo = paper(260, width)
    photo[100:104, -12:-8] -= 60
    start = Scene(whole(photo), working_side=160)
    dirty = start.full.copy()
    after = tried(start, task(PLUGIN))
    assert after[100:104, -12:-8].mean() > dirty[100:104, -12:-8].mean() + 30

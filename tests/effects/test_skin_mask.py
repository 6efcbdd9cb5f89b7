"""Skin Mask selects what a person would select by hand, more of it with more sensitivity, and changes no pixel."""

from __future__ import annotations

import copy
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from retouch_lib.engine.analysis import regions
from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.engine.effects import skin_mask
from retouch_lib.imaging.faces import mesh, openings
from tests.effects.scenes import NAMES, SAMPLE_NAMES, TWO_FACES, Pixels, pixels, scene, task, tried
from tests.effects.truth import draw

STEPS = (0.0, 0.5, 1.0, 1.5, 2.0)


def selected(start: Scene, **values: float) -> NDArray[np.float32]:
    trial = copy.copy(start)
    skin_mask.apply(trial, task("Skin Mask", **values))
    assert trial.mask is not None
    return trial.mask


@pytest.mark.parametrize(("name", "least"), list(zip(SAMPLE_NAMES, (0.87, 0.8, 0.825), strict=True)))
def test_it_selects_what_was_drawn_by_hand(name: str, least: float) -> None:
    # 0.83 of the half body's until its landmarks became those of the mirror image too: of 8,000 pixels, 3 are missing
    drawn = draw.DRAWINGS[name.partition(".")[0]].mask() > 127
    mask = selected(scene(name)) > 0.5
    assert (mask & drawn).sum() / (mask | drawn).sum() >= least


@pytest.mark.parametrize("name", NAMES)
def test_no_pixel_changes_whatever_the_sensitivity(name: str) -> None:
    for value in STEPS:
        assert np.array_equal(tried(scene(name), task("Skin Mask", Alpha1=value)), pixels(name))


@pytest.mark.parametrize("name", NAMES)
def test_sensitivity_widens_the_selection(name: str) -> None:
    found = [selected(scene(name), Alpha1=value) for value in STEPS]
    areas = [float(mask.sum()) for mask in found]
    assert areas[0] == 0
    assert (np.diff(areas) > 0.005 * areas[2]).all()
    for narrow, wide in pairwise(found[1:]):
        assert (wide[narrow > 0.5] > 0.4).mean() > 0.98, "more is added, and nothing is lost for it"


@pytest.mark.parametrize("name", NAMES)
def test_a_mask_is_as_large_as_the_working_copy_and_goes_from_0_to_1(name: str) -> None:
    mask = selected(scene(name))
    assert mask.dtype == np.float32
    assert mask.shape == scene(name).shape
    assert mask.min() == 0
    assert 0.95 < mask.max() <= 1


@pytest.mark.parametrize("name", NAMES)
def test_everybodys_skin_without_eyes_lips_and_brows(name: str) -> None:
    start = scene(name)
    mask = selected(start)
    assert start.subjects
    for subject in start.subjects:
        head = mask[subject.head]
        x, y = (int(value) for value in subject.head_face.points[mesh.CHEEKS[0]])
        assert head[y, x] > 0.9
        iris, white = openings.eyes(subject.light, subject.head_face)
        for part in (np.maximum(iris, white), openings.mouth(regions.shape(subject.head), subject.head_face)):
            assert (head[part > 0.9] > 0.05).sum() <= 0.01 * (part > 0.9).sum()


def test_the_default_is_the_skin_that_the_other_plugins_work_on() -> None:
    assert np.array_equal(selected(scene("portrait.jpg")), scene("portrait.jpg").skin)


def test_where_two_people_meet_no_line_of_less_skin_runs_between_them() -> None:
    start = scene(TWO_FACES)
    his, hers = np.zeros((2, *start.shape), np.float32)
    for own, subject in zip((his, hers), start.subjects, strict=True):
        own[subject.region] = subject.skin
    shared = (np.minimum(his, hers) > 0.35) & (np.indices(start.shape)[0] < 400)
    assert shared.sum() > 100
    assert start.skin[shared].min() > 0.6
    assert np.median(start.skin[shared]) > 0.95


def test_nothing_without_a_face() -> None:
    empty: Pixels = np.full((200, 300, 3), (205, 160, 140), np.uint8)
    mask = selected(Scene(empty))
    assert mask.shape == (200, 300)
    assert not mask.any()

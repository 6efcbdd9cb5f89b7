"""How lightness, chroma and hue move: on drawn patches whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.faces.figures import change
from retouch_lib.imaging.floats import Floats

SKIN = (65.0, 18.0, 20.0)
ALL = np.ones((40, 40), np.bool_)
LEFT = np.zeros((40, 40), np.bool_)
LEFT[:, :20] = True


def plain(lab: tuple[float, float, float] = SKIN) -> Floats:
    return np.full((40, 40, 3), lab, np.float32)


def moved(lightness: float = 0, red: float = 0, yellow: float = 0, where: np.ndarray = LEFT) -> Floats:
    after = plain()
    after[where] += np.array((lightness, red, yellow), np.float32)
    return after


def test_lightness_counts_inside_the_mask_only() -> None:
    mean, high = change.lightness(plain(), moved(4), LEFT)
    assert (mean, high) == (pytest.approx(4), pytest.approx(4))
    assert change.lightness(plain(), moved(4), ~LEFT) == (0, 0)


def test_the_high_end_of_lightness_sees_both_directions() -> None:
    after = moved(-6, where=LEFT)
    mean, high = change.lightness(plain(), after, ALL)
    assert mean == pytest.approx(-3)
    assert high == pytest.approx(6)


def test_the_share_that_moved() -> None:
    assert change.share_moved(plain(), moved(8), ALL, 3) == pytest.approx(50)
    assert change.share_moved(plain(), moved(1), ALL, 3) == 0


def test_mean_and_percentile_of_the_difference() -> None:
    whole = change.mean_delta_e(plain(), moved(8, where=ALL), ALL)
    assert whole is not None
    assert whole > 5
    assert change.mean_delta_e(plain(), moved(8), ALL) == pytest.approx(whole / 2)
    assert change.percentile_delta_e(plain(), moved(8), ALL, 99) == pytest.approx(whole)


def test_chroma_and_hue_are_told_apart() -> None:
    stretched = plain((65, 36, 40))
    assert change.chroma(plain(), stretched, ALL) == pytest.approx(np.hypot(18, 20), abs=1e-3)
    assert change.hue(plain(), stretched, ALL) == pytest.approx(0, abs=0.02)
    turned = plain((65, 20, 18))
    assert change.chroma(plain(), turned, ALL) == pytest.approx(0, abs=1e-3)
    assert change.hue(plain(), turned, ALL) == pytest.approx(np.hypot(2, 2), abs=1e-3)


def test_what_rose_beyond_the_photos_own_light() -> None:
    assert change.over_white(plain(), moved(10), ALL) == pytest.approx(10)
    before = plain()
    before[0:10] = (95, 0, 0)  # the photo has its own white
    after = before.copy()
    after[20:] += np.array((10, 0, 0), np.float32)
    assert change.over_white(before, after, ALL) == pytest.approx(-20)
    assert change.over_white(before, after, LEFT & (before[..., 0] < 90)) == pytest.approx(-20)
    assert change.over_white(plain(), plain(), ALL) is None


def test_the_black_point() -> None:
    black = plain((10, 0, 0))
    half = black.copy()
    half[LEFT] += np.array((3, 0, 0), np.float32)
    assert change.black_point(black, black + np.array((3, 0, 0), np.float32), ALL) == pytest.approx(3)
    assert change.black_point(black, half, LEFT) == pytest.approx(3)
    assert change.black_point(black, half, ALL) == pytest.approx(0)
    assert change.black_point(plain(), moved(3), LEFT) is None, "the shadows of a light cloth are no blacks"


def test_highlights_are_the_lightest_tenth() -> None:
    before = plain()
    before[..., 0] = np.arange(1600, dtype=np.float32).reshape(40, 40) / 20
    light = change.highlights(before, ALL)
    assert light.sum() == 160
    assert before[light][:, 0].min() > before[~light][:, 0].max()


def test_too_few_pixels_say_nothing() -> None:
    few = np.zeros((40, 40), np.bool_)
    few[0, : change.LEAST - 1] = True
    for figure in (change.mean_delta_e, change.chroma, change.hue, change.black_point, change.over_white):
        assert figure(plain(), moved(5, where=ALL), few) is None
    assert change.share_moved(plain(), moved(5), few, 3) is None
    assert change.lightness(plain(), moved(5), few) == (None, None)

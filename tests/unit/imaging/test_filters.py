"""Smoothing and soft shapes, against plain and slow ways to the same."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from retouch_lib.imaging import filters

Floats = NDArray[np.float32]


def noise(height: int, width: int, *more: int, seed: int = 1) -> Floats:
    return np.random.default_rng(seed).random((height, width, *more), np.float32)


@pytest.mark.parametrize("sigma", [0.3, 2.0, 7.0, 15.0, 60.0])
def test_a_fast_gaussian_is_close_to_the_plain_one(sigma: float) -> None:
    picture = filters.gaussian(noise(240, 300, 3), 2.0)
    plain = cv2.GaussianBlur(picture, (0, 0), sigma) if sigma > 0.4 else picture
    margin = slice(16, -16)
    assert np.abs(filters.gaussian(picture, sigma) - plain)[margin, margin].max() < 0.006


def test_a_masked_mean_takes_nothing_from_beyond_the_mask() -> None:
    picture, mask = np.zeros((60, 80), np.float32), np.zeros((60, 80), np.float32)
    picture[:, :40], mask[:, :40] = 0.5, 1
    picture[:, 40:] = 1.0
    mean = filters.masked_gaussian(picture, mask, 5.0)
    np.testing.assert_allclose(mean[:, :40], 0.5, atol=2e-3)
    coloured = filters.masked_gaussian(np.repeat(picture[..., None], 3, axis=2), mask, 5.0)
    np.testing.assert_allclose(coloured[..., 1], mean, atol=1e-6)


def test_far_from_the_mask_a_picture_stays_as_it_is() -> None:
    picture, mask = noise(60, 400), np.zeros((60, 400), np.float32)
    mask[:, :10] = 1
    np.testing.assert_allclose(filters.masked_gaussian(picture, mask, 4.0)[:, 100:], picture[:, 100:], atol=1e-4)


def test_the_guided_filter_smooths_noise_and_keeps_the_guides_edge() -> None:
    guide = np.zeros((120, 160), np.float32)
    guide[:, 80:] = 1
    rough = guide * 0.6 + 0.1 * (noise(120, 160) - 0.5)
    smooth = filters.guided(guide, rough, 12, 1e-3)
    assert smooth[20:100, 20:70].std() < 0.2 * rough[20:100, 20:70].std()
    assert (smooth[60, 84] - smooth[60, 75]) > 0.55


def test_smoothstep_by_hand_rising_and_falling() -> None:
    x = np.array((-1, 0, 0.25, 0.5, 1, 2), np.float32)
    np.testing.assert_allclose(filters.smoothstep(x, 0, 1), (0, 0, 0.15625, 0.5, 1, 1), atol=1e-6)
    np.testing.assert_allclose(filters.smoothstep(x, 1, 0), (1, 1, 0.84375, 0.5, 0, 0), atol=1e-6)


def test_shapes_have_the_area_that_they_should() -> None:
    # OpenCV draws an edge half a pixel outward
    disc = filters.disc((100, 120), np.array((50.3, 48.6), np.float32), 20.5)
    assert disc.sum() == pytest.approx(np.pi * 20.5**2, rel=0.07)
    square = np.array(((20, 10), (80, 10), (80, 90), (20, 90)), np.float32)
    assert filters.polygon((100, 120), square).sum() == pytest.approx(60 * 80, rel=0.07)
    assert filters.polygon((100, 120), square)[50, 50] == 1


def test_shapes_beyond_the_picture_leave_it_empty() -> None:
    assert not filters.disc((10, 10), np.array((500, -300), np.float32), 20).any()
    assert not filters.polygon((10, 10), np.array(((50, 50), (60, 50), (60, 60)), np.float32)).any()


@pytest.mark.parametrize("radius", [1.0, 2.0, 3.0, 4.0, 9.5, 30.0])
def test_a_grown_and_a_shrunk_disc_are_discs(radius: float) -> None:
    """Small and large radii are computed in different ways."""
    centre = np.array((100, 100), np.float32)
    disc = filters.disc((200, 200), centre, 40)
    for changed, size in ((filters.grow(disc, radius), 40 + radius), (filters.shrink(disc, radius), 40 - radius)):
        assert changed.dtype == np.float32
        assert np.sqrt(changed.sum() / np.pi) == pytest.approx(size, abs=1.2)
        assert 0 <= changed.min() <= changed.max() <= 1


@pytest.mark.parametrize("radius", [2.0, 9.0])
def test_nothing_grows_from_nothing_and_all_stays_all(radius: float) -> None:
    nothing, everything = np.zeros((30, 40), np.float32), np.ones((30, 40), np.float32)
    for change in (filters.grow, filters.shrink):
        np.testing.assert_array_equal(change(nothing, radius), nothing)
        np.testing.assert_array_equal(change(everything, radius), everything)


@pytest.mark.parametrize("spots", [[], [(0, 0)], [(30, 59)], [(20, 25), (39, 2)]])
def test_a_mask_grows_by_a_disc_wherever_it_lies(spots: list[tuple[int, int]]) -> None:
    mask = np.zeros((40, 60), np.float32)
    ys, xs = np.indices(mask.shape)
    away = np.full(mask.shape, np.inf)
    for y, x in spots:
        mask[y, x] = 1
        away = np.minimum(away, np.hypot(ys - y, xs - x))
    np.testing.assert_allclose(filters.grow(mask, 7), np.clip(7.5 - away, 0, 1), atol=0.2)

"""Maps of the working copy on the full picture: bilinear, without seams, whatever the ratio and the window."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from retouch_lib.engine.analysis import enlarging, painting
from retouch_lib.engine.analysis.enlarging import Enlarger
from retouch_lib.engine.analysis.regions import Region
from retouch_lib.imaging.blend import SoftLightTables, layer_levels, soft_light

SIZES = [((40, 50), (40, 50)), ((40, 50), (150, 188)), ((16, 800), (75, 3749)), ((333, 21), (1000, 63))]
WINDOWS = {
    "all": (0, 0, 0, 0),
    "inside": (3, 5, 4, 2),
    "at the top left": (0, 7, 0, 6),
    "at the other edges": (6, 0, 7, 0),
}


def smooth(shape: tuple[int, ...]) -> NDArray[np.float32]:
    noise = np.random.default_rng(1).normal(0, 1, shape).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(noise, (0, 0), 1.5), np.float32).reshape(shape)


def window(small: tuple[int, int], name: str) -> Region:
    top, bottom, left, right = WINDOWS[name]
    return slice(top, small[0] - bottom), slice(left, small[1] - right)


@pytest.mark.parametrize("channels", [(), (1,), (3,)])
@pytest.mark.parametrize("name", WINDOWS)
@pytest.mark.parametrize(("small", "full"), SIZES)
def test_the_strips_make_up_the_bilinear_enlargement(
    small: tuple[int, int], full: tuple[int, int], name: str, channels: tuple[int, ...]
) -> None:
    values, region = smooth((*small, *channels)), window(small, name)
    alone = np.zeros_like(values)
    alone[region] = values[region]
    wanted = cv2.resize(alone, full[::-1], interpolation=cv2.INTER_LINEAR).reshape(*full, *channels)
    got = np.zeros_like(wanted)
    for where, strip in Enlarger(small, full).strips(region, np.ascontiguousarray(values[region])):
        assert not got[where].any(), "no pixel comes twice"
        got[where] = strip
    np.testing.assert_allclose(got, wanted, atol=0.02 * np.abs(values).max())


def test_the_strips_make_up_the_picture_at_every_height(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enlarging, "_PIXELS", 9 * 12)
    values = smooth((6, 5))
    for height in range(6, 40):
        wanted = cv2.resize(values, (12, height), interpolation=cv2.INTER_LINEAR)
        got = np.full_like(wanted, np.nan)
        for where, strip in Enlarger((6, 5), (height, 12)).strips((slice(0, 6), slice(0, 5)), values):
            got[where] = strip
        np.testing.assert_allclose(got, wanted, atol=0.02 * np.abs(values).max(), err_msg=str(height))


def test_a_picture_at_full_size_comes_as_it_is() -> None:
    values = smooth((9, 8, 3))
    ((where, strip),) = Enlarger((20, 20), (20, 20)).strips((slice(2, 11), slice(5, 13)), values)
    assert where == (slice(2, 11), slice(5, 13))
    assert strip is values


def test_added_changes_are_rounded_and_kept_in_range() -> None:
    full = np.array([[[0, 100, 255]]], np.uint8).repeat(4, 0).repeat(4, 1)
    painting.add(full, Enlarger((4, 4), (4, 4)), (slice(1, 3), slice(0, 4)), np.full((2, 4, 3), 10.4 / 255, np.float32))
    assert full[1:3].tolist() == [[[10, 110, 255]] * 4] * 2
    assert full[0].tolist() == full[3].tolist() == [[0, 100, 255]] * 4


@pytest.mark.parametrize("channels", [1, 3])
def test_soft_light_in_levels_is_the_formula_rounded(channels: int) -> None:
    layer = np.arange(256, dtype=np.uint8)[None, :, None].repeat(256, 0).repeat(channels, 2)
    below = np.arange(256, dtype=np.uint8)[:, None, None].repeat(256, 1).repeat(3, 2)
    exact = 255 * soft_light(below / np.float32(255), np.broadcast_to(layer / np.float32(255), below.shape))
    assert np.abs(SoftLightTables().merge(below, layer) - exact).max() < 0.51


def test_a_layer_in_levels() -> None:
    push = np.array([[[-1.0], [-0.5], [0.0], [0.002], [1.0]]], np.float32)
    assert layer_levels(push).ravel().tolist() == [0, 64, 128, 128, 255]


def test_a_soft_light_layer_is_laid_at_full_size_so_that_texture_gains_or_loses_contrast() -> None:
    small, full = (50, 50), (150, 150)
    picture = np.random.default_rng(3).integers(100, 156, (*full, 3), dtype=np.uint8)
    push = np.full((*small, 1), -0.4, np.float32)
    wanted = 255 * soft_light(picture / np.float32(255), np.full((*full, 1), 0.3, np.float32))
    painting.soft_light(picture, Enlarger(small, full), (slice(0, 50), slice(0, 50)), push)
    assert np.abs(picture - wanted).max() < 0.8

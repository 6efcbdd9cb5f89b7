"""Compositing: each blend mode against its formula in 64 bits, and against what strips and windows could get wrong."""

from __future__ import annotations

import weakref

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from retouch_lib.imaging import composite
from retouch_lib.imaging.composite import BLENDS, NEUTRAL, compose
from retouch_lib.plugins import BlendMode
from tests.unit.imaging import archives, pictures

Exact = NDArray[np.float64]
MODES = list(BlendMode)
NEUTRALS = (BlendMode.SOFT_LIGHT, BlendMode.LINEAR_LIGHT)


def w3c_soft_light(cb: float, cs: float) -> float:
    """As it stands in https://www.w3.org/TR/compositing-1/#blendingsoftlight."""
    if cs <= 0.5:
        return cb - (1 - 2 * cs) * cb * (1 - cb)
    d = ((16 * cb - 12) * cb + 4) * cb if cb <= 0.25 else cb**0.5
    return cb + (2 * cs - 1) * (d - cb)


def exactly(mode: BlendMode, below: Exact, layer: Exact) -> Exact:
    """The formulas, value by value."""
    formulas = {
        BlendMode.NORMAL: lambda cb, cs: cs,
        BlendMode.DARKEN: lambda cb, cs: min(cb, cs),
        BlendMode.SOFT_LIGHT: w3c_soft_light,
        BlendMode.LINEAR_LIGHT: lambda cb, cs: min(1.0, max(0.0, cb + 2 * cs - 1)),
    }
    return np.vectorize(formulas[mode], otypes=[np.float64])(below, layer)


def wanted(photo: NDArray[np.uint8], layers: list[tuple[NDArray[np.uint8], BlendMode, float]]) -> Exact:
    """co = (1 - as) cb + as B(cb, cs), in levels of 255. https://www.w3.org/TR/compositing-1/#generalformula"""
    picture = photo / 255
    for pixels, mode, opacity in layers:
        alpha = pixels[..., 3:] / 255 * opacity
        picture = (1 - alpha) * picture + alpha * exactly(mode, picture, pixels[..., :3] / 255)
    return picture * 255


def test_every_mode_has_its_function() -> None:
    assert set(BLENDS) == set(BlendMode)


@pytest.mark.parametrize("mode", MODES)
def test_every_pair_of_levels(mode: BlendMode) -> None:
    photo = np.repeat(np.repeat(np.arange(256, dtype=np.uint8)[:, None, None], 256, axis=1), 3, axis=2)
    layer = np.full((256, 256, 4), 255, np.uint8)
    layer[..., :3] = np.arange(256)[None, :, None]
    off = np.abs(compose(photo, [(layer, mode, 1.0)]) - wanted(photo, [(layer, mode, 1.0)]))
    neutral = list(NEUTRAL) if mode in NEUTRALS else []
    assert np.delete(off, neutral, axis=1).max() <= 0.501, "rounded once, to 8 bits"
    assert off.max() <= 1.501, "a level that counts as neutral is half a step from it"


@pytest.mark.parametrize("mode", NEUTRALS)
@pytest.mark.parametrize("level", NEUTRAL)
def test_half_grey_leaves_the_photo_as_it_is(mode: BlendMode, level: int) -> None:
    photo = pictures.noise(300, 200)
    layer = np.full((200, 300, 4), level, np.uint8)
    layer[..., 3] = 255
    assert np.array_equal(compose(photo, [(layer, mode, 1.0)]), photo)
    layer[100, 150, 1] = 200
    changed = (compose(photo, [(layer, mode, 1.0)]) != photo).nonzero()
    assert [set(axis) for axis in changed] == [{100}, {150}, {1}]


@pytest.mark.parametrize("mode", MODES)
def test_transparent_pixels_change_nothing_whatever_their_colour(mode: BlendMode) -> None:
    photo, layer = pictures.noise(60, 40), archives.rgba(60, 40)
    layer[..., 3] = 0
    assert np.array_equal(compose(photo, [(layer, mode, 1.0)]), photo)


layers_of = st.lists(
    st.tuples(st.integers(1, 50), st.sampled_from(MODES), st.sampled_from((0.0, 0.25, 0.5, 1.0))), max_size=8
)


@given(layers_of)
def test_many_layers_stay_within_a_level_of_the_formulas(chosen: list[tuple[int, BlendMode, float]]) -> None:
    photo = pictures.noise(23, 17, seed=9)
    layers = [(archives.rgba(23, 17, seed), mode, opacity) for seed, mode, opacity in chosen]
    for pixels, mode, _ in layers:
        if mode in NEUTRALS:
            colours = pixels[..., :3]
            colours[(colours == NEUTRAL[0]) | (colours == NEUTRAL[1])] = 140
    assert np.abs(compose(photo, layers) - wanted(photo, layers)).max() <= 0.55


def test_strips_and_windows_are_not_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = pictures.noise(61, 53)
    layer = archives.rgba(61, 53)
    layer[10:20] = 0
    layer[30:, :40, 3] = 0
    layers = [(layer, mode, 0.7) for mode in MODES]
    whole = compose(photo, layers)
    for strip in (1, 61, 100, 61 * 7):
        monkeypatch.setattr(composite, "_STRIP", strip)
        assert np.array_equal(compose(photo, layers), whole)


def test_only_one_layer_is_in_memory_at_a_time() -> None:
    given_away: list[weakref.ref[NDArray[np.uint8]]] = []

    def made(seed: int) -> tuple[NDArray[np.uint8], BlendMode, float]:
        assert [layer for layer in given_away if layer() is not None] == []
        pixels = archives.rgba(20, 10, seed)
        given_away.append(weakref.ref(pixels))
        return pixels, BlendMode.DARKEN, 1.0

    compose(pictures.noise(20, 10), map(made, range(1, 4)))
    assert len(given_away) == 3


def test_nothing_given_is_changed() -> None:
    photo, layer = pictures.noise(20, 10), archives.rgba(20, 10)
    before = photo.copy(), layer.copy()
    result = compose(photo, [(layer, BlendMode.DARKEN, 1.0)])
    assert result.dtype == np.uint8
    assert not np.shares_memory(result, photo)
    assert np.array_equal(photo, before[0])
    assert np.array_equal(layer, before[1])


def test_no_layers_are_the_photo_itself() -> None:
    every = np.arange(256, dtype=np.uint8).repeat(3).reshape(16, 16, 3)
    assert np.array_equal(compose(every, []), every)


def test_what_can_t_be_laid_over_the_photo_is_refused() -> None:
    photo = pictures.noise(20, 10)
    with pytest.raises(ValueError, match="shape"):
        compose(photo, [(archives.rgba(10, 20), BlendMode.NORMAL, 1.0)])
    with pytest.raises(ValueError, match="shape"):
        compose(photo, [(archives.rgba(20, 10)[..., :3], BlendMode.NORMAL, 1.0)])
    for opacity in (-0.1, 1.1, float("nan")):
        with pytest.raises(ValueError, match="opacity"):
            compose(photo, [(archives.rgba(20, 10), BlendMode.NORMAL, opacity)])
    with pytest.raises(KeyError):
        compose(photo, [(archives.rgba(20, 10), "normal", 1.0)])  # type: ignore[list-item]

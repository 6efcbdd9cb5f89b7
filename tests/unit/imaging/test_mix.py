"""Mixes: strengths as text, what opacities and masks do to a picture, and cutouts that compose as the whole layer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retouch_lib.imaging.composite import MOST_OPACITY, Laid, compose
from retouch_lib.imaging.mix import cut_out, lay, unmultiplied
from retouch_lib.imaging.strengths import FULL, MOST, Strengths
from retouch_lib.plugins import BlendMode
from tests.unit.imaging import archives, pictures

MODES = list(BlendMode)
names = st.sampled_from(["", "0123456789abcdef01234567"])
values = st.lists(st.integers(0, MOST), min_size=1, max_size=8).map(tuple)
strengths = st.builds(Strengths, values, names)
layers = st.lists(st.tuples(st.integers(1, 50), st.sampled_from(MODES)), min_size=1, max_size=5)
SIZE = (31, 23)
PHOTO = pictures.noise(*SIZE, seed=9)


@given(strengths)
def test_strengths_have_one_text(one: Strengths) -> None:
    assert Strengths.parse(str(one)) == one


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "1-",
        "01",
        "1501",
        "-1",
        "1.0",
        " 1",
        "1\n",
        "1--2",
        "١",
        "1000_0",
        "9" * 9,
        "-".join(["1"] * 61),
        "1~",
        "~" + "a" * 24,
        "1~" + "g" * 24,
        "1~" + "A" * 24,
        "1~" + "a" * 23,
        "1~" + "a" * 25,
    ],
)
def test_what_names_no_mix(text: str) -> None:
    with pytest.raises(ValueError, match="strengths"):
        Strengths.parse(text)


def test_a_strength_is_put_beside_the_others() -> None:
    one = Strengths.full(3).put(1, MOST)
    assert (str(one), one.extrapolated, one.opacity(1)) == ("1000-1500-1000", True, MOST_OPACITY)
    assert not Strengths.full(3).extrapolated
    with pytest.raises(ValueError, match="bounds"):
        one.put(0, MOST + 1)


@given(layers, st.lists(st.integers(0, MOST), min_size=5, max_size=5))
def test_cutouts_compose_as_the_layers_they_are_of(chosen: list[tuple[int, BlendMode]], values: list[int]) -> None:
    """Whole, and in a window: a tile is the same pixels."""
    drawn = [(archives.rgba(*SIZE, seed), mode) for seed, mode in chosen]
    for pixels, _ in drawn:
        pixels[:5] = pixels[:, 20:] = 0
    wanted = Strengths(tuple(values[: len(drawn)]))
    as_laid = [Laid(pixels, mode, wanted.opacity(number)) for number, (pixels, mode) in enumerate(drawn)]
    whole = compose(PHOTO, as_laid, extrapolate=True)
    cut = [cut_out(pixels, mode, number) for number, (pixels, mode) in enumerate(drawn)]
    assert np.array_equal(lay(PHOTO, cut, wanted), whole)
    assert np.array_equal(lay(PHOTO[4:20, 7:30], cut, wanted, (7, 4, 23, 16)), whole[4:20, 7:30])


@given(layers)
def test_all_at_0_are_the_photo_and_all_at_full_the_result(chosen: list[tuple[int, BlendMode]]) -> None:
    cut = [cut_out(archives.rgba(*SIZE, seed), mode, number) for number, (seed, mode) in enumerate(chosen)]
    assert np.array_equal(lay(PHOTO, cut, Strengths((0,) * len(cut))), PHOTO)
    plain = compose(PHOTO, [(archives.rgba(*SIZE, seed), mode, 1.0) for seed, mode in chosen])
    assert np.array_equal(lay(PHOTO, cut, Strengths.full(len(cut))), plain)


def test_a_layer_is_laid_over_those_before_it() -> None:
    black = archives.rgba(*SIZE)
    black[...] = (0, 0, 0, 255)
    white = np.full_like(black, 255)
    cut = [cut_out(black, BlendMode.NORMAL, 0), cut_out(white, BlendMode.NORMAL, 1)]
    assert lay(PHOTO, cut, Strengths.full(2)).min() == 255
    assert lay(PHOTO, cut, Strengths((FULL, 500))).max() == 128
    assert lay(PHOTO, cut, Strengths((FULL, 0))).max() == 0


@pytest.mark.parametrize("mode", MODES)
def test_where_the_mask_is_0_the_photo_stays_to_the_bit(mode: BlendMode) -> None:
    layer, mask = archives.rgba(*SIZE), np.zeros(SIZE[::-1], np.uint8)
    mask[:, 10:] = 255
    made = compose(PHOTO, [Laid(layer, mode, MOST_OPACITY, mask)], extrapolate=True)
    assert np.array_equal(made[:, :10], PHOTO[:, :10])
    assert np.array_equal(made[:, 10:], compose(PHOTO, [Laid(layer, mode, MOST_OPACITY)], extrapolate=True)[:, 10:])


def test_beyond_full_the_way_goes_on_and_ends_at_black_and_white() -> None:
    photo, layer = np.full((1, 3, 3), 100, np.uint8), np.full((1, 3, 4), 255, np.uint8)
    layer[0, :, :3] = [[120], [10], [250]]
    made = compose(photo, [(layer, BlendMode.NORMAL, 1.5)], extrapolate=True)
    assert made[0, :, 0].tolist() == [130, 0, 255]
    with pytest.raises(ValueError, match="opacity"):
        compose(photo, [(layer, BlendMode.NORMAL, 1.5)])
    with pytest.raises(ValueError, match="opacity"):
        compose(photo, [(layer, BlendMode.NORMAL, 1.51)], extrapolate=True)


def test_a_part_or_mask_that_does_not_fit_is_refused() -> None:
    layer = archives.rgba(10, 10)
    for at in ((-1, 0), (0, -1), (22, 0), (0, 14), (90, 90)):
        with pytest.raises(ValueError, match="shape"):
            compose(PHOTO, [Laid(layer, BlendMode.NORMAL, at=at)])
    for mask in (np.zeros((9, 10), np.uint8), np.zeros((10, 10), np.float32)):
        with pytest.raises(ValueError, match="mask"):
            compose(PHOTO, [Laid(layer, BlendMode.NORMAL, 1.0, mask, (0, 0))])  # type: ignore[arg-type]


@pytest.mark.parametrize("mode", MODES)
def test_a_layer_that_does_nothing_is_one_transparent_pixel(mode: BlendMode) -> None:
    layer = np.full((23, 31, 4), 128, np.uint8)
    layer[..., 3] = 255 if mode in (BlendMode.SOFT_LIGHT, BlendMode.LINEAR_LIGHT) else 0
    cut = cut_out(layer, mode, 0)
    assert (cut.pixels.shape, cut.box, cut.size) == ((1, 1, 4), (0, 0, 1, 1), SIZE)
    assert np.array_equal(lay(PHOTO, [cut], Strengths.full(1)), PHOTO)


def test_colours_are_divided_by_alpha_again() -> None:
    layer = archives.rgba(40, 30)
    layer[..., 3][layer[..., 3] < 100] = 0
    layer[layer[..., 3] == 0] = 0
    premultiplied = layer.copy()
    premultiplied[..., :3] = np.rint(layer[..., :3] * (layer[..., 3:] / 255))
    assert np.abs(unmultiplied(premultiplied).astype(int) - layer).max() <= 2
    opaque = np.full((4, 4, 4), 255, np.uint8)
    assert unmultiplied(opaque) is opaque

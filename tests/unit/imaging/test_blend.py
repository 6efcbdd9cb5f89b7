"""Soft light against values computed by hand from the W3C's text, and against its inverse."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retouch_lib.imaging.blend import SoftLightTables, soft_light, soft_light_layer

# B(cb, cs) = cb - (1 - 2 cs) cb (1 - cb)                     for cs <= 1/2
#             cb + (2 cs - 1) (D(cb) - cb)                    else
# D(cb) = ((16 cb - 12) cb + 4) cb for cb <= 1/4, else sqrt(cb)
BY_HAND = [
    # below, layer, result
    (0.4, 0.0, 0.4 - 0.4 * 0.6),
    (0.4, 0.25, 0.4 - 0.5 * 0.4 * 0.6),
    (0.4, 0.5, 0.4),
    (0.64, 0.75, 0.64 + 0.5 * (0.8 - 0.64)),
    (0.64, 1.0, 0.8),
    (0.25, 1.0, 0.5),
    (0.1, 1.0, 0.296),  # ((1.6 - 12) 0.1 + 4) 0.1; the square-root form would give 0.316
    (0.04, 0.75, 0.04 + 0.5 * (0.141824 - 0.04)),  # ((0.64 - 12) 0.04 + 4) 0.04; square-root form: 0.12
    (0.0, 1.0, 0.0),
    (1.0, 0.0, 1.0),
]


def floats(*values: float) -> np.ndarray:
    return np.array(values, np.float32)


@pytest.mark.parametrize(("below", "layer", "result"), BY_HAND)
def test_soft_light_is_the_w3c_form(below: float, layer: float, result: float) -> None:
    assert soft_light(floats(below), floats(layer))[0] == pytest.approx(result, abs=1e-6)


def test_soft_light_keeps_the_type_and_takes_one_grey_layer_for_three_colours() -> None:
    below = np.random.default_rng(1).random((5, 7, 3), np.float32)
    layer = np.random.default_rng(2).random((5, 7, 1), np.float32)
    result = soft_light(below, layer)
    assert result.dtype == np.float32
    np.testing.assert_array_equal(result[..., 1:2], soft_light(below[..., 1:2], layer))


def test_soft_light_has_no_step_where_its_pieces_meet() -> None:
    tones = np.linspace(0, 1, 4001, dtype=np.float32)
    for layer in (0.0, 0.3, 0.5, 0.7, 1.0):
        assert np.abs(np.diff(soft_light(tones, floats(layer)))).max() < 5 / 4000
    for below in (0.05, 0.2, 0.25, 0.3, 0.8):
        assert np.abs(np.diff(soft_light(floats(below), tones))).max() < 1 / 4000


@given(st.floats(0.02, 0.98), st.floats(0, 1))
def test_the_inverse_finds_the_layer_that_made_a_change(below: float, layer: float) -> None:
    base = floats(below)
    change = soft_light(base, floats(layer)) - base
    again = soft_light(base, soft_light_layer(base, change)) - base
    np.testing.assert_allclose(again, change, atol=1e-6)


def test_the_inverse_by_hand() -> None:
    assert soft_light_layer(floats(0.64), floats(0.08))[0] == pytest.approx(0.75, abs=1e-6)
    assert soft_light_layer(floats(0.4), floats(-0.12))[0] == pytest.approx(0.25, abs=1e-6)
    assert soft_light_layer(floats(0.7), floats(0.0))[0] == 0.5


def test_a_change_out_of_reach_gives_the_whitest_or_blackest_layer() -> None:
    np.testing.assert_array_equal(
        soft_light_layer(floats(0.5, 0.5, 0.0, 1.0), floats(0.9, -0.9, 0.5, -0.5)), [1, 0, 1, 0]
    )


def test_the_looked_up_push_is_the_inverse_of_each_channel() -> None:
    below = np.arange(0, 252, dtype=np.uint8).reshape(21, 4, 3)
    change = np.linspace(-0.2, 0.2, 84, dtype=np.float32).reshape(21, 4)
    exact = soft_light_layer((below / 255).astype(np.float32), change[..., None])
    found = np.clip(0.5 + SoftLightTables().push(below, change) / 2, 0, 1)
    np.testing.assert_allclose(found, exact, atol=1e-5)

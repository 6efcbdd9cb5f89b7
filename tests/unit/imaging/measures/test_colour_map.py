"""ΔE00 in colours: the very levels, through the right palette, at every amplification."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from retouch_lib.imaging.measures import colour_map
from retouch_lib.imaging.measures.colour_map import FACTORS, FULL

STEP = FULL / 255


def test_levels_are_within_half_a_step_and_end_at_the_last() -> None:
    told = np.linspace(0, FULL, 997, dtype=np.float32)
    assert np.abs(colour_map.levels(told) * STEP - told).max() <= STEP / 2 + 1e-5
    assert colour_map.levels(np.array([FULL, 99.0], np.float32)).tolist() == [255, 255]


def test_what_is_packed_is_kept_level_for_level() -> None:
    levels = np.arange(256, dtype=np.uint8).reshape(8, 32)
    assert (colour_map.unpacked(colour_map.packed(levels)) == levels).all()


@pytest.mark.parametrize("factor", FACTORS)
def test_every_level_has_its_colour(factor: int) -> None:
    levels = np.arange(256, dtype=np.uint8).reshape(16, 16)
    image = Image.open(io.BytesIO(colour_map.coloured(colour_map.packed(levels), factor)))
    image.load()
    ramp = cv2.applyColorMap(np.arange(256, dtype=np.uint8)[:, None], cv2.COLORMAP_VIRIDIS)[:, 0, ::-1]
    wanted = ramp[np.minimum(levels.astype(int) * factor, 255)]
    assert image.mode == "P"
    assert (np.asarray(image.convert("RGB")) == wanted).all()


def test_another_factor_is_none() -> None:
    with pytest.raises(ValueError, match="factor"):
        colour_map.palette(3)


def test_a_legend_begins_and_ends_with_the_map() -> None:
    first, *_, last = colour_map.stops(9)
    assert [first, last] == [f"#{bytes(colour_map.palette(1)[at]).hex()}" for at in (0, 255)]

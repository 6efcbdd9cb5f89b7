"""The masks drawn by hand are those of their outlines, and fit the samples."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from tests.effects import scenes
from tests.effects.truth import draw

SAMPLES = sorted(path.name for path in scenes.SAMPLES.iterdir() if path.suffix in (".jpg", ".png"))


def test_every_sample_has_a_mask() -> None:
    assert {name.partition(".")[0] for name in SAMPLES} == set(draw.DRAWINGS)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_mask_is_its_outlines_and_has_the_size_of_its_sample(name: str) -> None:
    stem = name.partition(".")[0]
    mask = cv2.imread(str(draw.FOLDER / f"{stem}.png"), cv2.IMREAD_UNCHANGED)
    assert mask is not None
    assert mask.shape == scenes.pixels(name).shape[:2]
    assert np.array_equal(mask, draw.DRAWINGS[stem].mask())

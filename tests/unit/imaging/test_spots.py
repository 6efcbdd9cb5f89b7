"""What counts as a spot, on plain skin with one mark."""

from __future__ import annotations

import numpy as np
import pytest

from retouch_lib.imaging.faces import spots

SIDE, FACE, SIGMA = 160, 400.0, 4.0
SKIN = (65.0, 15.0, 18.0)


@pytest.mark.parametrize(
    ("lighter", "redder", "count"),
    [(0, 6, 1), (-6, 2, 1), (2, 6, 1), (4, 5, 0)],
    ids=["red", "brown", "a red one with shine", "the lit lip of a crease"],
)
def test_a_spot_is_darker_or_redder_and_not_lighter_by_as_much(lighter: float, redder: float, count: int) -> None:
    ys, xs = np.indices((SIDE, SIDE), dtype=np.float32) - SIDE / 2
    bump = np.exp(-(ys**2 + xs**2) / (2 * SIGMA**2))[..., None]
    noise = np.random.default_rng(5).normal(0, 0.2, (SIDE, SIDE, 3))
    lab = np.asarray(np.array(SKIN) + noise + bump * np.array((lighter, redder, 0)), np.float32)
    luma = np.asarray(lab[..., 0] / 100, np.float32)
    assert len(spots.find(lab, luma, np.ones_like(luma), FACE)) == count

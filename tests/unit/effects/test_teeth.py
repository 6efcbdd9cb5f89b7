"""White Teeth at its strongest: white, but still teeth."""

from __future__ import annotations

import numpy as np

from tests.unit.effects.measures import lab
from tests.unit.effects.scenes import pixels, region, scene, task, tried


def test_the_whitest_teeth_keep_their_form() -> None:
    start = scene("portrait.jpg")
    teeth = region(start, "White Teeth") > 0.9
    before = lab(pixels("portrait.jpg"))[teeth]
    after = lab(tried(start, task("White Teeth", Alpha1=1.0, Alpha2=1.0)))[teeth]
    assert (after[:, 0] > 99).mean() < 0.02
    assert after[:, 0].std() > 0.35 * before[:, 0].std()
    assert np.corrcoef(before[:, 0], after[:, 0])[0, 1] > 0.93  # lighter teeth stay lighter
    assert after[:, 2].mean() > -1

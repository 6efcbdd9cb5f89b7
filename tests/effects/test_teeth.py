"""White Teeth at its strongest: white, but still teeth; and what no tooth and no eye is, where landmarks are wrong."""

from __future__ import annotations

import numpy as np

from tests.effects.measures import lab
from tests.effects.scenes import TWO_FACES, pixels, region, scene, task, tried


def test_the_whitest_teeth_keep_their_form() -> None:
    start = scene("portrait.jpg")
    teeth = region(start, "White Teeth") > 0.9
    before = lab(pixels("portrait.jpg"))[teeth]
    after = lab(tried(start, task("White Teeth", Alpha1=1.0, Alpha2=1.0)))[teeth]
    assert (after[:, 0] > 99).mean() < 0.02
    assert after[:, 0].std() > 0.35 * before[:, 0].std()
    assert np.corrcoef(before[:, 0], after[:, 0])[0, 1] > 0.93  # lighter teeth stay lighter
    assert after[:, 2].mean() > -1


def test_where_landmarks_lie_beside_eye_and_mouth_the_skin_there_is_neither() -> None:
    """His cheek hides hers: her landmarks reach for it, an iris onto her temple, the mouth's corner onto her cheek."""
    start = scene(TWO_FACES)
    face = start.faces[1]
    iris = np.hypot(*(np.indices(start.shape)[::-1] - face.points[468][:, None, None])) < 0.02 * face.height
    assert not (tried(start, task("Eye Brilliance", Alpha1=2)) != pixels(TWO_FACES))[iris].any()
    corner = np.s_[285:305, 365:385]
    whitest = tried(start, task("White Teeth", Alpha1=1.0, Alpha2=1.0))
    assert np.abs(whitest[corner].astype(int) - pixels(TWO_FACES)[corner]).max() < 18

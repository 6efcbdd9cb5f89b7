from __future__ import annotations

from dataclasses import replace

import pytest

from retouch_lib.imaging.faces.loupe_places import loupe_places
from retouch_lib.imaging.faces.marks import Marks

FACE = Marks(right_eye=(0.4, 0.4), left_eye=(0.6, 0.4), forehead=(0.5, 0.2), chin=(0.5, 0.7), cheek=(0.4, 0.5))
SIDE = 320


def test_a_large_face_has_each_eye_each_cheek_and_the_mouth() -> None:
    places = dict(loupe_places(FACE, (2000, 3000), SIDE))
    assert list(places) == ["right eye", "left eye", "right cheek", "left cheek", "mouth"]
    assert places["right eye"] == (0.4, 0.4)
    assert places["mouth"] == pytest.approx((0.5, 0.586), abs=0.001)
    assert places["right cheek"] == pytest.approx((0.388, 0.526), abs=0.001)
    assert places["left cheek"] == pytest.approx((0.612, 0.526), abs=0.001)


def test_eyes_that_fit_share_a_loupe_and_a_small_face_is_one() -> None:
    assert [name for name, _ in loupe_places(FACE, (800, 1200), SIDE)][:2] == ["eyes", "right cheek"]
    assert loupe_places(FACE, (300, 450), SIDE) == [("face", (0.5, 0.45))]


def test_places_stay_within_the_picture() -> None:
    cut = replace(FACE, right_eye=(-0.2, 0.4), chin=(0.5, 1.4))
    assert all(0 <= share <= 1 for _, place in loupe_places(cut, (2000, 3000), SIDE) for share in place)

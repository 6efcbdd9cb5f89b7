"""Eye Vessels and Eye Brilliance on drawn eyes of a size as in 24 MP: veins, lashes, red pupils and shade."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from benchmarks.faces import variants
from retouch_lib.engine.analysis import closeups, red_eye
from retouch_lib.engine.analysis.closeups import CloseUp
from retouch_lib.engine.analysis.whites import White
from retouch_lib.imaging.faces.find import Face
from retouch_lib.imaging.files import colours
from tests.effects import drawn_eyes, measures
from tests.effects.drawn_eyes import Lab, contrast, eyes, lines, painted, picture, seen, start, window
from tests.effects.scenes import Pixels, task, tried

VESSELS = task("Eye Vessels", Alpha1=1.0)


@pytest.mark.parametrize("width", [2, 4, 8])
def test_drawn_veins_go(width: int) -> None:
    drawn, masks = picture(), [lines(view, white, width, 32) for _, view, white in eyes()]
    for (_, view, _), mask in zip(eyes(), masks, strict=True):
        drawn = painted(drawn, view, mask, (-6, 10, 3))
    after, plain = tried(seen(drawn), VESSELS), tried(start(), VESSELS)
    for (_, view, _), mask in zip(eyes(), masks, strict=True):
        was, left = contrast(drawn, picture(), view, mask), contrast(after, plain, view, mask)
        assert np.linalg.norm(left) < 0.3 * np.linalg.norm(was)
        assert abs(left[1]) < 0.15 * was[1]


def test_lashes_before_the_white_stay() -> None:
    _, view, white = eyes()[0]
    mask = lines(view, white, 5, 60)
    drawn = painted(picture(), view, mask, (-38, 2, 2))
    was = contrast(drawn, picture(), view, mask)
    left = contrast(tried(seen(drawn), VESSELS), tried(start(), VESSELS), view, mask)
    assert left[0] < 0.9 * was[0] < 0


def test_the_white_keeps_its_shading() -> None:
    after = tried(start(), VESSELS)
    for _, view, white in eyes():
        light = [measures.lab(pixels[window(view)])[..., 0] for pixels in (picture(), after)]
        soft = [cv2.GaussianBlur(plane, (0, 0), 4)[white.mask > 0.5] for plane in light]
        assert np.abs(soft[1] - soft[0]).max() < 2.5


def test_a_lid_in_the_shade_is_no_white() -> None:
    """The landmarks of a narrowed eye lie on it: half as light as the face, and by that much paler."""
    for side, view, white in eyes():
        lid = drawn_eyes.disc(side, view, 9.0) & ~drawn_eyes.disc(side, view, 1.0)
        drawn = painted(picture(), view, lid.astype(np.float32), (-26, 9, 10))
        after = tried(seen(drawn), VESSELS)
        assert measures.delta_e(drawn[window(view)], after[window(view)])[white.inner].mean() < 0.2, side


def test_the_inner_corner_stays_pink() -> None:
    drawn, corners = picture(), []
    for side, view, _ in eyes():
        x, y = view.face.points[side.inner_corner]
        ys, xs = np.indices(view.shape, dtype=np.float32)
        corners.append((np.hypot(xs - x, ys - y) < 0.022 * view.face.height).astype(np.float32))
        drawn = painted(drawn, view, corners[-1], (-6, 16, 4))
    after = tried(seen(drawn), VESSELS)
    for (_, view, _), mask in zip(eyes(), corners, strict=True):
        assert measures.delta_e(drawn[window(view)], after[window(view)])[mask > 0].mean() < 0.5


def changed(view: CloseUp, white: White, before: Pixels, after: Pixels) -> float:
    there = window(view)
    return float(np.median(measures.delta_e(before[there], after[there])[white.mask > 0.5]))


@pytest.mark.parametrize("redder", [0.0, 4.0])
def test_both_eyes_are_treated_alike(redder: float) -> None:
    _, view, white = eyes()[0]
    drawn = painted(picture(), view, white.mask, (0, redder, 0))
    after = tried(seen(drawn), VESSELS)
    sizes = [changed(view, white, drawn, after) for _, view, white in eyes()]
    assert min(sizes) > 0.5
    assert max(sizes) < 1.5 * min(sizes)


def test_one_bloodshot_eye_is_cleaned_all_the_same() -> None:
    _, view, white = eyes()[0]
    drawn = painted(picture(), view, white.mask, (0, 10, 0))
    after = tried(seen(drawn), VESSELS)
    red = [measures.lab(pixels[window(view)])[..., 1][white.mask > 0.9].mean() for pixels in (drawn, after)]
    assert red[1] < 0.5 * red[0]


def test_in_a_monochrome_photo_there_is_nothing_red_to_take() -> None:
    grey = np.asarray(cv2.cvtColor(cv2.cvtColor(picture(), cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB), np.uint8)
    after = tried(drawn_eyes.scene_of(grey), VESSELS)
    for _, view, white in eyes():
        assert changed(view, white, grey, after) < 0.5


@pytest.mark.parametrize("plugin", ["Eye Vessels", "Eye Brilliance"])
def test_a_mirrored_photo_gives_the_mirrored_result(plugin: str) -> None:
    face = drawn_eyes.face()
    points = face.points * np.float32((-1, 1)) + np.float32((start().shape[1] - 1, 0))
    mirrored = drawn_eyes.scene_of(np.ascontiguousarray(picture()[:, ::-1]), Face(points, 1.0))
    own, other = tried(start(), task(plugin, Alpha1=1.0)), tried(mirrored, task(plugin, Alpha1=1.0))[:, ::-1]
    for _, view, _ in eyes():
        there = window(view)
        assert measures.delta_e(own[there], np.ascontiguousarray(other[there])).mean() < 0.3


@pytest.mark.parametrize("plugin", ["Eye Vessels", "Eye Brilliance"])
def test_the_same_look_in_another_colour_space(plugin: str) -> None:
    p3 = variants.PROFILES["Display P3"]
    other = tried(drawn_eyes.scene_of(variants.encoded(picture(), p3), profile=p3), task(plugin, Alpha1=1.0))
    seen_anew = colours.in_srgb(other, p3)
    assert seen_anew is not None
    own = tried(start(), task(plugin, Alpha1=1.0))
    for _, view, _ in eyes():
        assert measures.delta_e(own[window(view)], seen_anew[window(view)]).mean() < 0.5


@pytest.mark.parametrize("blend", [0.5, 2.0])
def test_a_pupil_that_a_flash_made_red_becomes_dark(blend: float) -> None:
    drawn = drawn_eyes.coloured(picture(), (38, 55, 32), 0.5)
    after = tried(seen(drawn), task("Eye Brilliance", Alpha1=blend))
    for side, view, _ in eyes():
        lab = measures.lab(after[window(view)])[drawn_eyes.disc(side, view, 0.5)]
        assert np.percentile(lab[:, 0], 90) < 20
        assert np.abs(lab[:, 1:].mean(axis=0)).max() < 5


@pytest.mark.parametrize("lab", [(32, 20, 34), (20, 17, 15), (45, 14, 40), (12, 10, 8)])
def test_no_iris_is_taken_for_a_red_pupil(lab: Lab) -> None:
    drawn = seen(drawn_eyes.coloured(picture(), lab, 1.0))
    for side, _, _ in eyes():
        assert red_eye.find(closeups.of(drawn, drawn.subjects[0], side.rim, 0.03), side) is None


@pytest.mark.parametrize("shade", [-12, -20])
def test_an_iris_under_the_shade_of_lashes_turns_no_blacker(shade: int) -> None:
    """At the plugin's most, on brown irises whose upper halves are shaded."""
    drawn = drawn_eyes.coloured(drawn_eyes.coloured(picture(), (26, 8, 14), 1.0), (6, 1, 1), 0.4)
    for side, view, _ in eyes():
        upper = np.arange(view.shape[0])[:, None] < view.face.points[side.iris[0]][1]
        mask = (upper & drawn_eyes.disc(side, view, 1.0)).astype(np.float32)
        drawn = painted(drawn, view, np.asarray(cv2.GaussianBlur(mask, (0, 0), 3), np.float32), (shade, -3, -6))
    after = tried(seen(drawn), task("Eye Brilliance", Alpha1=2.0))
    for side, view, _ in eyes():
        ring = drawn_eyes.disc(side, view, 0.9) & ~drawn_eyes.disc(side, view, 0.5)
        was, now = (measures.lab(pixels[window(view)])[ring][:, 0] for pixels in (drawn, after))
        assert np.percentile(now, 5) > 0.9 * np.percentile(was, 5)
        assert now.mean() > was.mean() + 2

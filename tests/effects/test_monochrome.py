"""A monochrome photo keeps its tone whatever is done to it: grey stays grey, sepia sepia."""

from __future__ import annotations

import numpy as np
import pytest

from retouch_lib.engine.analysis.scene import Scene
from tests.effects import measures
from tests.effects.scenes import BLENDED, Pixels, full, pixels, scene, task, tinted, tried
from tests.unit.engine.test_toning import grey, jpeg, sepia

NAME = "half-body.png"
BELOW_LIP = 18
"""The landmark in the hollow between lower lip and chin."""
ALL = [full(plugin, 2.0 if plugin not in ("White Teeth", "Fabric") else 1.0) for plugin in (*BLENDED, "Mattifier")]


def chroma(picture: Pixels) -> float:
    return float(np.hypot(*measures.lab(picture)[..., 1:].T).mean())


@pytest.mark.parametrize("plugin", ALL, ids=lambda one: one["Plugin"])
def test_grey_stays_grey(plugin: dict[str, object]) -> None:
    before = grey(pixels(NAME))
    assert np.ptp(tried(Scene(before.copy()), plugin), axis=2).max() == 0


def test_grey_stays_grey_as_a_noisy_jpeg() -> None:
    before = jpeg(grey(pixels(NAME)), 75)
    after = tried(Scene(before.copy()), *ALL)
    assert abs(chroma(after) - chroma(before)) < 0.05


def test_sepia_stays_sepia() -> None:
    """Its colours stay on the curve that tones it, wherever the light goes."""
    before = sepia(pixels(NAME))
    after = tried(Scene(before.copy()), *ALL)
    moved = (before != after).any(axis=2)
    assert moved.mean() > 0.01
    expected = sepia(np.clip(after[moved][:, 1:2].repeat(3, axis=1), 0, 255).astype(np.uint8)[None])[0]
    assert np.abs(after[moved].astype(int) - expected).max() <= 6
    assert np.abs(after[moved].astype(int) - expected).mean() < 1


def test_shade_is_not_burnt_for_a_freckle() -> None:
    """It is dark and not red, as freckles are; below the lip it would be compared with lighter skin alone."""
    face = scene("glasses.jpg").faces[0]
    x, y = face.points[BELOW_LIP]
    shaded = grey(tinted(grey(pixels("glasses.jpg")), face.points[BELOW_LIP], 0.03 * face.height, (-20, 0, 0)))
    after = tried(Scene(shaded.copy()), task("Dodge Burn", Alpha1=1))
    assert (measures.lab(after) - measures.lab(shaded))[round(float(y)), round(float(x)), 0] > 0

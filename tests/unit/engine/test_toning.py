"""Which photos are monochrome, and how their tone is kept."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from retouch_lib.engine.analysis import toning
from tests.effects.scenes import SAMPLE_NAMES, pixels

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]


def grey(picture: Pixels) -> Pixels:
    return cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB).astype(np.uint8)


def sepia(picture: Pixels) -> Pixels:
    """Brown between a neutral black and white, as prints are."""
    light = grey(picture) / 255
    return np.asarray(255 * (light + light * (1 - light) * np.array((0.25, 0, -0.25))) + 0.5, np.uint8)


def split(picture: Pixels) -> Pixels:
    """Blue in the shadows, yellow in the lights."""
    light = grey(picture) / 255
    return np.asarray(np.clip(255 * light + (light - 0.5) * np.array((20, 8, -28)), 0, 255), np.uint8)


def jpeg(picture: Pixels, quality: int = 60) -> Pixels:
    """Through a JPEG, whose chroma is noise then."""
    noisy = picture + np.random.default_rng(7).normal(0, 3, picture.shape)
    coded = cv2.imencode(".jpg", np.clip(noisy[..., ::-1], 0, 255).astype(np.uint8), [1, quality])[1]
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR)[..., ::-1], np.uint8)


@pytest.mark.parametrize("tone", [grey, sepia, split])
@pytest.mark.parametrize("name", SAMPLE_NAMES)
def test_a_toned_photo_is_monochrome_also_as_a_noisy_jpeg(name: str, tone: Callable[[Pixels], Pixels]) -> None:
    assert toning.find(tone(pixels(name))) is not None
    assert toning.find(jpeg(tone(pixels(name)))) is not None


@pytest.mark.parametrize("name", SAMPLE_NAMES)
def test_a_photo_in_colour_is_not_however_pale(name: str) -> None:
    assert toning.find(pixels(name)) is None
    pale = grey(pixels(name)) + 0.4 * (pixels(name) - grey(pixels(name)).astype(np.float32))
    assert toning.find(np.clip(pale, 0, 255).astype(np.uint8)) is None


def test_colours_move_along_the_tone() -> None:
    """A light grey turned dark has the tone's dark colour, whatever colour the effect gave it."""
    ramp = sepia(np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2))
    tone = toning.find(ramp)
    assert tone is not None
    unit = ramp.astype(np.float32) / np.float32(255)
    darker = unit[:, 40:] * np.float32(0.8) + np.array((0.03, 0, -0.03), np.float32)
    kept = tone.kept(unit[:, 40:], darker)
    light = cv2.cvtColor(kept, cv2.COLOR_RGB2GRAY)
    assert np.abs(light - cv2.cvtColor(darker, cv2.COLOR_RGB2GRAY)).max() < 1e-3
    expected = [np.interp(light.ravel(), cv2.cvtColor(unit, cv2.COLOR_RGB2GRAY).ravel(), unit[0, :, i]) for i in (0, 2)]
    assert np.abs(kept[0][:, [0, 2]] - np.stack(expected, axis=1)).max() < 0.012

"""Glasses: told from bare faces in any light, and from paint, hair and shadows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from retouch_lib.engine.analysis import glasses
from tests.unit.engine import drawn_on_faces as drawn
from tests.unit.imaging import portraits
from tests.unit.imaging.pictures import ALL_SAMPLES, GLASSES, HALF_BODY, PORTRAIT
from tests.unit.imaging.portraits import Portrait

BLACK, BROWN, SILVER, RED, GOLD = (25, 25, 30), (110, 60, 35), (225, 228, 232), (170, 30, 40), (190, 150, 70)
HAIR, KOHL, PAINT, LINER, SHADE = (30, 20, 18), (10, 10, 10), (150, 30, 30), (40, 40, 45), (70, 45, 50)
bare_samples = pytest.mark.parametrize("sample", [PORTRAIT, HALF_BODY], ids=lambda path: path.stem)


def worn(portrait: Portrait) -> bool:
    return glasses.worn(portrait.pixels.astype(np.float32) / 255, portrait.face)


@pytest.mark.parametrize("scale", [1.0, 0.5])
@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("sample", ALL_SAMPLES, ids=lambda path: path.stem)
def test_only_one_sample_wears_glasses_mirrored_and_at_half_size_too(
    sample: Path, mirrored: bool, scale: float
) -> None:
    assert worn(drawn.seen_anew(portraits.sample(sample), mirrored=mirrored, scale=scale)) == (sample == GLASSES)


@pytest.mark.parametrize("width", [0.008, 0.014, 0.025])
@pytest.mark.parametrize("colour", [BLACK, BROWN, SILVER, RED, GOLD])
def test_drawn_glasses_are_seen_whatever_their_colour_and_however_wide(colour: drawn.Colour, width: float) -> None:
    assert worn(drawn.glasses(portraits.sample(PORTRAIT), colour, width))


@pytest.mark.parametrize("width", [0.008, 0.014, 0.025])
@pytest.mark.parametrize("colour", [BLACK, BROWN, RED, GOLD])
def test_drawn_glasses_are_seen_on_a_face_of_a_hundred_pixels(colour: drawn.Colour, width: float) -> None:
    assert worn(drawn.glasses(portraits.sample(HALF_BODY), colour, width))


@bare_samples
def test_dark_lenses_are_seen(sample: Path) -> None:
    assert worn(portraits.in_sunglasses(portraits.sample(sample)))


LIGHT: dict[str, Callable[[Portrait], Portrait]] = {
    "lighter": lambda portrait: portraits.curved(portrait, 0.6),
    "darker": lambda portrait: portraits.curved(portrait, 1.8),
    "a stop and a half less": lambda portrait: portraits.exposed(portrait, -1.5),
    "burnt out": lambda portrait: portraits.exposed(portrait, 1),
    "dark skin": lambda portrait: portraits.skin_lightness(portrait, -30),
    "light skin": lambda portrait: portraits.skin_lightness(portrait, 15),
    "noise": lambda portrait: portraits.noisy(portrait, 10),
    "much noise": lambda portrait: portraits.noisy(portrait, 25),
    "beard": portraits.bearded,
    "a hat's shadow": lambda portrait: drawn.shaded(
        portrait, [(-0.7, -0.8), (0.7, -0.8), (0.7, 0.02), (-0.7, 0.08)], 0.45
    ),
}


@pytest.mark.parametrize("light", LIGHT)
@bare_samples
def test_a_bare_face_is_bare_in_any_light(sample: Path, light: str) -> None:
    assert not worn(LIGHT[light](portraits.sample(sample)))


_BROWS = [(-0.25, -0.09), (-0.15, -0.13), (-0.04, -0.08), (0.04, -0.08), (0.15, -0.13), (0.25, -0.09)]


def _cheek_stripes(portrait: Portrait) -> Portrait:
    for side in (-1, 1):
        for level in (0.14, 0.20):
            portrait = drawn.stroke(portrait, [(side * 0.1, level), (side * 0.3, level - 0.02)], PAINT, 0.025)
    return portrait


ON_BARE: dict[str, Callable[[Portrait], Portrait]] = {
    "brows that meet": lambda portrait: drawn.stroke(portrait, _BROWS, HAIR, 0.05, 0.006),
    "eyeliner": lambda portrait: drawn.around_eyes(portrait, (0.1, 0.045), range(0, 361, 12), KOHL, 0.02, 0.002),
    "lashes": lambda portrait: drawn.around_eyes(portrait, (0.11, 0.05), range(180, 361, 6), KOHL, 0.03, 0.004),
    "dark circles": lambda portrait: drawn.around_eyes(portrait, (0.1, 0.06), range(10, 171, 5), SHADE, 0.05, 0.02),
    "plain circles": lambda portrait: drawn.around_eyes(portrait, (0.1, 0.075), range(10, 171, 5), SHADE, 0.03, 0.008),
    "a painted ring": lambda portrait: drawn.stroke(portrait, drawn.oval((-0.17, 0.02), 0.17, 0.17), LINER, 0.015),
    "a painted star": lambda portrait: drawn.stroke(portrait, drawn.star((-0.19, 0.0), 0.09, 0.18), LINER, 0.015),
    "stripes on the cheeks": _cheek_stripes,
    "a stripe over the nose": lambda portrait: drawn.stroke(
        portrait, [(-0.28, 0.12), (0, 0.1), (0.28, 0.12)], PAINT, 0.03
    ),
    "a plaster": lambda portrait: drawn.stroke(portrait, [(-0.07, 0.1), (0, 0.08), (0.07, 0.1)], (225, 190, 160), 0.05),
    "a strand": lambda portrait: drawn.stroke(
        portrait, [(-0.1, -0.45), (0.05, -0.1), (0.12, 0.1), (0.1, 0.4)], HAIR, 0.012
    ),
    "a strand across": lambda portrait: drawn.stroke(
        portrait, [(-0.3, -0.35), (-0.05, -0.02), (0.15, 0.1), (0.3, 0.2)], HAIR, 0.012
    ),
}


@pytest.mark.parametrize("what", ON_BARE)
@bare_samples
def test_hair_paint_and_dark_circles_are_no_glasses(sample: Path, what: str) -> None:
    assert not worn(ON_BARE[what](portraits.sample(sample)))

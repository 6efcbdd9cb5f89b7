"""Skin and what only has its colours, on the samples dressed anew: khaki, in grey, with a mask over mouth and nose."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from retouch_lib.imaging import filters
from retouch_lib.imaging.faces import masks, mesh, skin_parts, skin_search
from retouch_lib.imaging.faces.find import find_faces, person_mask
from retouch_lib.imaging.files import photo
from tests.effects.truth import draw
from tests.unit.imaging.pictures import ALL_SAMPLES, HALF_BODY, PORTRAIT

Floats = NDArray[np.float32]
Pixels = NDArray[np.uint8]
samples = pytest.mark.parametrize("sample", ALL_SAMPLES, ids=lambda path: path.stem)
SURELY_BELOW = 0.55
"""Heights of the face below the chin at which no sample shows a neck."""


def skin(pixels: Pixels, sample: Path) -> Floats:
    """As it is found on `pixels`, with the face of the sample that they were made of."""
    (face,) = find_faces(photo.load(sample).pixels)
    rgb = pixels.astype(np.float32) / 255
    luma = masks.luma(rgb)
    features = masks.features(luma.shape, face)
    return skin_search.find(rgb, masks.person(person_mask(pixels), luma), face, features) * (1 - features)


def suit(sample: Path) -> NDArray[np.bool_]:
    """Clothes: people well below the chin where the sample shows no skin."""
    pixels = photo.load(sample).pixels
    (face,) = find_faces(pixels)
    person = masks.person(person_mask(pixels), masks.luma(pixels.astype(np.float32) / 255))
    there = (masks.below_chin(person.shape, face, SURELY_BELOW) > 0.99) & (person > 0.95)
    return there & (filters.grow(skin(pixels, sample), 0.1 * face.height) < 0.1)


def dyed(pixels: Pixels, cloth: NDArray[np.bool_], light: float, chroma: tuple[float, float]) -> Pixels:
    """That cloth in another colour, a* and b* as its light is; the folds and the weave stay."""
    lab = cv2.cvtColor(pixels.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    own = lab[..., 0][cloth]
    lab[..., 0][cloth] = np.clip(light + 0.5 * (own - np.median(own)), 20, 95)
    lab[..., 1:][cloth] = np.array(chroma) * ((lab[..., :1][cloth] + 16) / (light + 16))
    return np.asarray(np.clip(cv2.cvtColor(lab, cv2.COLOR_Lab2RGB) * 255 + 0.5, 0, 255), np.uint8)


@pytest.mark.parametrize(
    ("light", "chroma"), [(64, (8, 38)), (30, (1, 2)), (62, (2, 5))], ids=["khaki", "black", "linen"]
)
@pytest.mark.parametrize("sample", [PORTRAIT, HALF_BODY], ids=lambda path: path.stem)
def test_clothes_of_nearly_the_skins_colour_are_no_skin(
    sample: Path, light: float, chroma: tuple[float, float]
) -> None:
    cloth = suit(sample)
    found = skin(dyed(photo.load(sample).pixels, cloth, light, chroma), sample)
    assert found[cloth].mean() < 0.01
    assert np.percentile(found[cloth], 98) < 0.2


@samples
def test_without_colours_the_face_is_skin_and_clothes_are_not(sample: Path) -> None:
    pixels = photo.load(sample).pixels
    grey = np.repeat(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2)
    found = skin(np.asarray(grey, np.uint8), sample)
    (face,) = find_faces(pixels)
    cheeks = [found[round(float(y)), round(float(x))] for x, y in face.pick(mesh.CHEEKS)]
    assert min(cheeks) > 0.6
    assert found[suit(sample)].mean() < 0.01


def test_a_mask_over_mouth_and_nose_is_no_skin_and_hides_none_elsewhere() -> None:
    pixels = photo.load(PORTRAIT).pixels.copy()
    (face,) = find_faces(pixels)
    low = (masks.below_eyes(pixels.shape[:2], face) > 0.5) & (masks.oval(pixels.shape[:2], face) > 0.5)
    light = masks.luma(pixels.astype(np.float32) / 255)
    pixels[low] = (np.clip(0.75 + 0.3 * (light[low] - np.median(light[low])), 0, 1) * 255)[:, None]
    found = skin(pixels, PORTRAIT)
    inner = filters.shrink(low.astype(np.float32), 0.05 * face.height) > 0.5
    assert found[inner].mean() < 0.05
    assert found[150, 495] > 0.6, "the forehead"


def test_shade_changes_light_but_no_chromaticity() -> None:
    rgb = np.array([[[0.9, 0.6, 0.5], [0.45, 0.3, 0.25]]], np.float32)
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    linear[0, 1] = linear[0, 0] * 0.3
    shown = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055).astype(np.float32)
    lab = np.asarray(cv2.cvtColor(shown, cv2.COLOR_RGB2Lab), np.float32)
    lit, shaded = skin_parts.lit_chroma(lab, float(lab[0, 0, 0]))[0]
    assert np.abs(lit - shaded).max() < 0.3
    assert np.abs(lab[0, 0, 1:] - lab[0, 1, 1:]).max() > 3


def beyond(light: float, chroma: float, turn: float) -> float:
    """How much is kept of a large part beside a face, so light, so saturated, and so much yellower in degrees."""
    unit, tone = 60.0, np.array((60, 12, 14), np.float32)
    outline = filters.disc((240, 200), np.array((100, 60), np.float32), unit / 2)
    part = np.zeros((240, 200), np.bool_)
    part[130:220, 40:160] = True
    hue = np.arctan2(tone[2], tone[1]) + np.radians(turn)
    lab = np.tile(tone, (240, 200, 1))
    lab[part] = (light, chroma * np.cos(hue), chroma * np.sin(hue))
    lab[..., 0] += np.random.default_rng(5).normal(0, 1, (240, 200))
    own = skin_parts.tone(lab[outline > 0.9])
    kept = skin_parts.kept((outline > 0.5) | part, lab.astype(np.float32), own, outline, 0 * outline, unit)
    return float(kept[part].mean())


@pytest.mark.parametrize(
    ("light", "chroma", "turn"), [(60, 18, 0), (48, 20, -8), (66, 16, 10)], ids=["arm", "shade", "sun"]
)
def test_an_arm_is_skin(light: float, chroma: float, turn: float) -> None:
    assert beyond(light, chroma, turn) > 0.95


@pytest.mark.parametrize(
    ("light", "chroma", "turn"), [(60, 18, -23), (60, 17, 26), (92, 17, -14)], ids=["rose", "fair hair", "a pale top"]
)
def test_cloth_and_hair_of_about_the_skins_colour_are_none(light: float, chroma: float, turn: float) -> None:
    assert beyond(light, chroma, turn) < 0.02


def test_dark_hair_over_a_face_is_none_and_shade_on_it_is_skin() -> None:
    unit, tone = 60.0, np.array((70, 10, 13), np.float32)
    outline = filters.disc((120, 120), np.array((60, 60), np.float32), unit / 2)
    lab = np.tile(tone, (120, 120, 1))
    lab[..., 0] += np.random.default_rng(5).normal(0, 1, (120, 120))
    own = skin_parts.tone(lab[outline > 0.9])
    lab[:, 66:] = (20, 4, 5.5)
    shaded = skin_parts.kept(outline > 0.5, lab, own, outline, 0 * outline, unit)
    lab[:, 66:] = (20, 14, 20)
    hairy = skin_parts.kept(outline > 0.5, lab, own, outline, 0 * outline, unit)
    assert shaded[50:70, 72:82].min() > 0.9
    assert hairy[50:70, 72:82].max() < 0.1
    assert hairy[50:70, 40:58].min() > 0.9


def test_hands_in_shade_are_skin() -> None:
    pixels = photo.load(PORTRAIT).pixels
    (face,) = find_faces(pixels)
    low = (masks.below_chin(pixels.shape[:2], face) > 0.99) & (draw.DRAWINGS["portrait"].mask() > 127)
    low = filters.shrink(low.astype(np.float32), 0.04 * face.height) > 0.5
    dark = pixels.copy()
    dark[low] = 0.7 * pixels[low]
    assert skin(dark, PORTRAIT)[low].mean() > 0.8

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest

from retouch_lib.imaging.faces.find import person_mask
from retouch_lib.imaging.measures.parts import PARTS, Part, PhotoParts, find_parts
from tests.unit.imaging.measures import retouched
from tests.unit.imaging.pictures import HALF_BODY, PORTRAIT
from tests.unit.imaging.portraits import Portrait, moved, sample

PLACES = {
    Part.SKIN: (0.544, 0.134),
    Part.TEETH: (0.547, 0.291),
    Part.HAIR: (0.52, 0.05),
    Part.CLOTHES: (0.35, 0.62),
    Part.BACKGROUND: (0.92, 0.30),
}
"""Where each is in the portrait, by eye: shares of the sides."""
BESIDE = (700.0, 760.0)
"""Pixels of the portrait: where another's face is laid over it, before the dark suit."""


def at(parts: PhotoParts, x: float, y: float) -> Part | None:
    """The part at a pixel; None where nothing is sure."""
    label = int(parts.labels[round(y), round(x)])
    return PARTS[label - 1] if label else None


@cache
def pair() -> tuple[Portrait, PhotoParts]:
    """Somebody with fair hair in orange, cut out and laid over the suit of the portrait."""
    one, other = sample(PORTRAIT), sample(HALF_BODY)
    outline = cv2.resize(person_mask(other.pixels), other.pixels.shape[1::-1])[..., None] > 0.5
    cut = Portrait(np.where(outline, other.pixels, np.uint8(0)), other.points)
    where = Portrait(np.where(outline, np.full_like(other.pixels, 255), np.uint8(0)), other.points)
    laid, mask = (moved(each, 0.9, 0, BESIDE, np.zeros_like(one.pixels)) for each in (cut, where))
    pixels = np.where(mask.pixels > 127, laid.pixels, one.pixels)
    return Portrait(pixels, laid.points), find_parts(pixels, (one.face, laid.face))


@pytest.mark.parametrize("part", PLACES)
def test_each_is_where_it_is_seen(part: Part) -> None:
    height, width = retouched.parts().labels.shape
    x, y = PLACES[part]
    assert at(retouched.parts(), x * width, y * height) is part


def test_a_pixel_is_in_one_part_at_most() -> None:
    masks = [retouched.parts().mask(part) for part in Part]
    assert np.sum(masks, axis=0).max() == 1


def test_eyes_and_lips_are_a_few_thousandths() -> None:
    for part in (Part.EYES, Part.LIPS):
        assert 0.0003 < retouched.parts().mask(part).mean() < 0.01


def test_without_a_face_there_is_no_skin() -> None:
    found = find_parts(np.full((300, 400, 3), 128, np.uint8), ())
    assert not found.mask(Part.SKIN).any()
    assert not found.mask(Part.CLOTHES).any()


def test_a_white_collar_is_no_skin() -> None:
    height, width = retouched.parts().labels.shape
    collar = retouched.parts().mask(Part.SKIN)[round(0.37 * height) : round(0.40 * height), : round(0.44 * width)]
    assert not collar.any()


def test_a_dark_shirt_around_anothers_head_is_no_hair() -> None:
    other, parts = pair()
    (x, y), height = BESIDE, other.face.height
    beside = parts.labels[round(y - height) : round(y), round(x - 1.3 * height) : round(x - 0.75 * height)]
    assert np.mean(beside == PARTS.index(Part.CLOTHES) + 1) > 0.8
    assert not np.any(beside == PARTS.index(Part.HAIR) + 1)


def test_each_of_two_people_has_their_own_colours() -> None:
    other, parts = pair()
    x, y = other.points.mean(0)
    height = other.face.height
    assert at(parts, x, y - 0.75 * height) is Part.HAIR
    assert at(parts, x - 0.6 * height, y + 1.8 * height) is Part.CLOTHES
    assert at(parts, *(np.array(PLACES[Part.HAIR]) * parts.labels.shape[::-1])) is Part.HAIR


def test_bare_arms_of_the_faces_colour_are_no_clothes() -> None:
    """The crossed hands before the suit."""
    height, width = retouched.parts().labels.shape
    assert at(retouched.parts(), 0.29 * width, 0.81 * height) is Part.SKIN


def test_under_a_mask_are_neither_skin_nor_lips() -> None:
    portrait = sample(PORTRAIT)
    pixels, face = portrait.pixels.copy(), portrait.face
    x, y = face.points.mean(0) + 0.25 * face.height * face.down
    cv2.ellipse(
        pixels, (round(x), round(y)), (int(0.36 * face.height), int(0.3 * face.height)), 0, 0, 360, (235,) * 3, -1
    )
    found = find_parts(pixels, (face,))
    assert found.mask(Part.SKIN).any()
    assert not found.mask(Part.LIPS).any()
    assert not found.mask(Part.TEETH).any()
    assert at(found, x, y) is None


def test_of_a_grey_photo_the_coat_is_no_skin() -> None:
    portrait = sample(PORTRAIT)
    grey = np.repeat(cv2.cvtColor(portrait.pixels, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2)
    found = find_parts(grey, (portrait.face,))
    height, width = found.labels.shape
    suit = found.mask(Part.SKIN)[round(0.5 * height) : round(0.7 * height)]
    assert suit.mean() < 0.01
    assert at(found, PLACES[Part.SKIN][0] * width, PLACES[Part.SKIN][1] * height) is Part.SKIN

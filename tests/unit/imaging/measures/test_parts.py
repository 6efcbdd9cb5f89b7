from __future__ import annotations

import numpy as np
import pytest

from retouch_lib.imaging.measures.parts import Part, find_parts
from tests.unit.imaging.measures import retouched

PLACES = {
    Part.SKIN: (0.544, 0.134),
    Part.TEETH: (0.547, 0.291),
    Part.HAIR: (0.52, 0.05),
    Part.CLOTHES: (0.35, 0.62),
    Part.BACKGROUND: (0.92, 0.30),
}
"""Where each is in the portrait, by eye: shares of the sides."""


@pytest.mark.parametrize("part", PLACES)
def test_each_is_where_it_is_seen(part: Part) -> None:
    mask = retouched.parts().mask(part)
    x, y = PLACES[part]
    assert mask[round(y * mask.shape[0]), round(x * mask.shape[1])]


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

from __future__ import annotations

import numpy as np

from retouch_lib.imaging.measures import outline
from tests.unit.imaging import pictures
from tests.unit.imaging.pictures import PORTRAIT
from tests.unit.imaging.portraits import sample, small


def test_a_small_persons_outline_is_as_sharp_as_a_large_ones() -> None:
    """Seen around the face; of the whole picture the network sees a blot."""
    there = small(sample(PORTRAIT), 60, pictures.smooth(900, 600))
    found = outline.people(there.pixels, (there.face,))
    x, y = there.points.mean(0)
    height = there.face.height
    assert found[round(y), round(x)] > 0.9
    assert found[round(y + 1.2 * height), round(x)] > 0.9
    assert found[round(y), round(x - 1.2 * height)] < 0.1
    assert 0 <= found.min() <= found.max() <= 1


def test_a_face_at_the_edge_or_beyond_is_looked_at_as_far_as_it_is_there() -> None:
    face = sample(PORTRAIT).face
    for by in ((-450.0, 0.0), (5000.0, 5000.0)):
        moved = type(face)(np.asarray(face.points + np.array(by, np.float32)), 1.0)
        assert outline.people(sample(PORTRAIT).pixels, (moved,)).shape == sample(PORTRAIT).pixels.shape[:2]


def test_nobody_is_near_a_head_or_where_legs_may_be() -> None:
    face = sample(PORTRAIT).face
    shape = 1500, 1200
    free = outline.nobody(np.zeros(shape, np.float32), (face,))
    x, y = face.points.mean(0)
    assert not free[round(y), round(x)]
    assert not free[round(y + 3.3 * face.height), round(x)]
    assert free[round(y), round(x + 2 * face.height)]

from __future__ import annotations

import numpy as np
import pytest

from retouch_lib.imaging.measures.belonging import BELONGS, belonging
from retouch_lib.imaging.measures.parts import Part
from retouch_lib.imaging.measures.places import PhotoPlace, cell_means, highest_place, highest_spots, in_words
from retouch_lib.plugins import BY_KEY


@pytest.mark.parametrize(
    ("box", "words"),
    [
        ((0.9, 0.2, 0.1, 0.6), "right edge"),
        ((0.0, 0.4, 0.1, 0.2), "left edge"),
        ((0.1, 0.4, 0.1, 0.2), "left"),
        ((0.8, 0.0, 0.1, 0.1), "top right"),
        ((0.3, 0.9, 0.4, 0.1), "bottom edge"),
        ((0.4, 0.4, 0.2, 0.2), "middle"),
        ((0.0, 0.0, 1.0, 1.0), "all over"),
        ((0.0, 0.8, 1.0, 0.2), "bottom edge"),
    ],
)
def test_in_words(box: tuple[float, float, float, float], words: str) -> None:
    assert in_words(PhotoPlace(*box)) == words


def test_the_highest_place_is_a_box_around_it() -> None:
    change = np.zeros((300, 400), np.float32)
    change[30:90, 300:380] = 4
    change[200:280, 20:60] = 1
    change[150, 150] = 90  # a single pixel
    cells = cell_means(change, np.ones(change.shape, np.bool_))
    assert cells.max() == pytest.approx(4)
    place = highest_place(cells)
    assert (place.x, place.y, place.width, place.height) == pytest.approx((0.75, 0.1, 0.2, 0.2), abs=0.03)


def test_cells_are_of_what_is_looked_at() -> None:
    change, mask = np.full((300, 400, 2), (3, -1), np.float32), np.zeros((300, 400), np.bool_)
    mask[:, :206] = True
    change[~mask] = 99
    cells = cell_means(change, mask)
    assert cells[0, 10].tolist() == pytest.approx([3, -1])
    assert not cells[:, 26:].any()


def test_nothing_is_all_over() -> None:
    assert in_words(highest_place(np.zeros((30, 40), np.float32))) == "all over"


def test_every_plugin_has_its_parts() -> None:
    assert BELONGS.keys() == BY_KEY.keys()
    assert belonging(["Heal", "Fabric"]) == {Part.SKIN, Part.LIPS, Part.CLOTHES}
    assert belonging([]) == set()
    assert belonging(["a plugin of tomorrow"]) == set(Part)


def test_the_highest_places_lie_apart_and_nothing_is_none() -> None:
    values = np.zeros((480, 960), np.float32)
    values[100:140, 200:240] = 9
    values[140:160, 200:240] = 8
    values[300:340, 800:840] = 5
    found = highest_spots(values, 3, 0.1)
    assert [(round(x, 2), round(y, 2)) for x, y, _ in found] == [(0.22, 0.23), (0.84, 0.65)]
    assert [mean for *_, mean in found] == pytest.approx([9, 5])
    assert highest_spots(values, 1, 0.1) == found[:1]
    assert highest_spots(np.zeros((48, 48), np.float32), 3, 0.1) == []

from __future__ import annotations

import numpy as np
import pytest

from retouch_lib.imaging.measures import palette


def test_a_cells_colour_lies_in_that_cell() -> None:
    colours = palette.colours()
    assert colours.shape == (palette.SIZE, 3)
    assert np.array_equal(palette.cells(colours[None])[0], np.arange(palette.SIZE))


def test_colours_beyond_all_cells_are_in_the_outermost() -> None:
    cells = palette.cells(np.array([[(120, 300, -300), (-5, -300, 300)]], np.float32))
    assert cells.min() >= 0
    assert cells.max() < palette.SIZE


def test_what_is_counted_is_one_in_all_and_most_where_it_was_seen() -> None:
    lab = np.full((20, 20, 3), (60, 15, 20), np.float32)
    seen = palette.cells(lab)
    found = palette.counted(seen, np.ones(seen.shape, np.float32))
    assert found.sum() == pytest.approx(1, abs=1e-4)
    assert found.argmax() == seen[0, 0]
    beside = palette.cells(lab + np.array((0, 5, 0), np.float32))[0, 0]
    assert 0 < found[beside] < found.max()


def test_of_nothing_all_colours_are_alike() -> None:
    found = palette.counted(np.zeros((4, 4), np.int32), np.zeros((4, 4), np.float32))
    assert np.unique(found).tolist() == pytest.approx([1 / palette.SIZE])

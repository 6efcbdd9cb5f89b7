"""Strokes of a brush: their text, their bounds, and what they cover; the browser's cover the same (test_strokes.js)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from retouch_lib.imaging.strokes import MOST_POINTS, MOST_RADIUS, MOST_STROKES, UNIT, Stroke, Strokes

COVERED = Path(__file__).parents[2] / "browser/js/covered.js"
HALF = UNIT // 2
LINE = Stroke(((20_000, HALF), (80_000, HALF)), 10_000)
DAB = Stroke(((HALF, HALF),), 10_000)


def covered() -> dict[str, Any]:
    """What JavaScript and Python are both held against."""
    told: dict[str, Any] = json.loads(COVERED.read_text().split("=", 1)[1].rstrip().removesuffix(";"))
    return told


def test_a_dab_is_whole_inside_half_its_radius_and_fades_to_nothing() -> None:
    level = Strokes((DAB,)).coverage((400, 200))
    row = level[100, 200:]
    assert (row[:19] == 255).all()
    assert (row[40:] == 0).all()
    assert (np.diff(row.astype(int)) <= 0).all(), "feathered, and ever less outwards"
    assert 100 < row[30] < 155
    assert (level[60:140, 160:240] == level[60:140, 160:240].T).all(), "round, whatever the photo's shape"


def test_a_line_covers_what_is_between_its_points() -> None:
    level = Strokes((LINE,)).coverage((200, 100))
    assert (level[50, 40:160] == 255).all()
    assert level[50, 15] == level[50, 184] == level[20, 100] == 0


def test_the_eraser_takes_back_and_a_later_stroke_covers_again() -> None:
    out = Stroke(DAB.points, DAB.radius, erase=True)
    assert not Strokes((DAB, out)).coverage((100, 100)).max() > 128, "the same place, fully but for the feather"
    assert Strokes((DAB, out)).coverage((100, 100))[50, 50] == 0
    assert Strokes((DAB, out, DAB)).coverage((100, 100))[50, 50] == 255


def test_a_window_is_the_same_as_that_part_of_the_whole() -> None:
    strokes = Strokes((LINE, Stroke(DAB.points, 4_000, erase=True), Stroke(((0, 0), (UNIT, UNIT)), 3_000)))
    whole = strokes.coverage((301, 203))
    assert (strokes.coverage((301, 203), (50, 60, 120, 77)) == whole[60:137, 50:170]).all()


def test_javascript_is_held_against_the_same_numbers() -> None:
    told = covered()
    strokes = Strokes(tuple(map(Stroke.told, told["strokes"])))
    found = strokes.coverage((told["width"], told["height"])).astype(int)
    assert np.abs(found - np.array(told["covered"]).reshape(found.shape)).max() <= 1


def test_what_is_written_is_read_again_and_has_one_form() -> None:
    strokes = Strokes((LINE, Stroke(((0, UNIT),), 1, erase=True)))
    assert str(strokes) == "b10000:20000,50000;80000,50000 e1:0,100000"
    assert Strokes.parse(str(strokes)) == strokes
    assert Strokes.parse("") == Strokes()
    assert tuple(map(Stroke.told, json.loads(json.dumps(strokes.told())))) == strokes.strokes


@pytest.mark.parametrize(
    "text",
    [
        *("b", "b1", "b1:", "x1:0,0", "b1:0", "b1:0,0;", "b01:0,0", "b1:0,00", "b1:0,100001", "b0:0,0", "b25001:0,0"),
        *(" b1:0,0", "b1:0,0  b1:0,0", "b1:-1,0", "b1:٣,0", "b1:0,0\n", "b1:" + "9" * 5000 + ",0"),
    ],
)
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="stroke"):
        Strokes.parse(text)


@pytest.mark.parametrize(
    "told",
    [
        *(None, [], {}, {"points": [], "radius": 5, "erase": False}, {"points": [[1, 2]], "radius": 5}),
        *({"points": [[1, 2]], "radius": radius, "erase": False} for radius in (0, -5, 1.5, True, 10**30, "5", None)),
        *({"points": points, "radius": 5, "erase": False} for points in (5, "ab", [[1]], [[1, 2.5]], [[True, 1]])),
        {"points": [[1, 2]] * (MOST_POINTS + 5), "radius": 5, "erase": False},
    ],
)
def test_what_a_browser_would_not_say_is_refused(told: object) -> None:
    with pytest.raises(ValueError, match="stroke"):
        Stroke.told(told)


def test_a_drawing_is_bounded() -> None:
    small = Stroke(((0, 0),), 1)
    with pytest.raises(ValueError, match="too many"):
        Strokes((small,) * (MOST_STROKES + 1))
    with pytest.raises(ValueError, match="too many"):
        Strokes((Stroke(((0, 0),) * MOST_POINTS, 1), small))
    with pytest.raises(ValueError, match="too many"):
        Strokes((Stroke(((0, 0),) * 100, MOST_RADIUS),))

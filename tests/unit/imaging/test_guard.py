"""A guard: where it takes a layer away the picture below is kept bit for bit; its text is bounded and has one form."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retouch_lib.imaging.guard import ALL, LONGEST, NO_GUARD, Guard, LayerGuard
from retouch_lib.imaging.mix import Box, cut_out, lay
from retouch_lib.imaging.strengths import MOST, Strengths
from retouch_lib.imaging.strokes import MOST_RADIUS, UNIT, Stroke, Strokes
from retouch_lib.plugins import BlendMode
from tests.unit.imaging import archives, pictures

SIZE = (61, 47)
PHOTO = pictures.noise(*SIZE, seed=9)
MODES = list(BlendMode)
WHOLE = (0, 0, *SIZE)
places = st.integers(0, UNIT)
strokes = st.builds(
    Stroke,
    st.lists(st.tuples(places, places), min_size=1, max_size=4).map(tuple),
    st.integers(2_000, MOST_RADIUS),
    st.booleans(),
)
drawings = st.lists(strokes, max_size=4).map(lambda made: Strokes(tuple(made)))
DAB = Stroke(((50_000, 50_000),), 20_000)


def no_skin() -> None:
    """There is none."""


def mixed(guard: Guard, numbers: list[int], value: int, window: Box = WHOLE) -> Any:
    layers = [cut_out(archives.rgba(*SIZE, number + 1), MODES[number % len(MODES)], number) for number in numbers]
    left, top, width, height = window
    below = PHOTO[top : top + height, left : left + width]
    strengths = Strengths((value,) * (max(numbers) + 1))
    return lay(below, layers, strengths, window, lambda number, box: guard.mask(number, SIZE, box, no_skin))


@given(drawings, st.integers(1, MOST))
def test_where_all_layers_are_kept_away_the_photo_is_bit_identical(kept: Strokes, value: int) -> None:
    guard = NO_GUARD.put(ALL, LayerGuard(kept))
    found, bare = mixed(guard, [0, 1, 2], value), mixed(NO_GUARD, [0, 1, 2], value)
    covered = kept.coverage(SIZE)
    assert np.array_equal(found[covered == 255], PHOTO[covered == 255])
    assert np.array_equal(found[covered == 0], bare[covered == 0])


@given(st.sampled_from(MODES), st.integers(1, 1000))
def test_a_layer_fades_out_towards_what_is_kept(mode: BlendMode, value: int) -> None:
    """The more is covered, the nearer to the photo."""
    white = np.full((SIZE[1], SIZE[0], 4), 200, np.uint8)
    white[..., 3] = 255
    photo = np.full((SIZE[1], SIZE[0], 3), 90, np.uint8)
    guard = NO_GUARD.add(0, "kept", DAB)
    strengths = Strengths((value,))
    found = lay(photo, [cut_out(white, mode, 0)], strengths, None, lambda *of: guard.mask(of[0], SIZE, of[1], no_skin))
    off = np.abs(found.astype(int) - photo)[..., 0].ravel()
    by_cover = off[np.argsort(guard.of(0).kept.coverage(SIZE).ravel(), kind="stable")]
    assert (np.diff(by_cover) <= 0).all()


def test_one_layer_is_guarded_and_the_others_act() -> None:
    guard = NO_GUARD.add(1, "kept", DAB)
    covered = guard.of(1).kept.coverage(SIZE) == 255
    assert np.array_equal(mixed(guard, [0, 1, 2], 800)[covered], mixed(NO_GUARD, [0, 2], 800)[covered])


@given(drawings, drawings)
def test_a_window_is_the_same_as_that_part_of_the_whole(kept: Strokes, region: Strokes) -> None:
    guard = NO_GUARD.put(ALL, LayerGuard(kept)).put(1, LayerGuard(kept, "painted", region))
    window = (7, 4, 33, 26)
    assert np.array_equal(mixed(guard, [0, 1], 700, window), mixed(guard, [0, 1], 700)[4:30, 7:40])


def test_a_layer_is_confined_to_a_painted_region_or_to_skin() -> None:
    region = NO_GUARD.add(0, "region", DAB)
    assert region.of(0).within == "painted"
    assert np.array_equal(region.mask(0, SIZE, WHOLE, no_skin), Strokes((DAB,)).coverage(SIZE))
    skin = pictures.noise(*SIZE)[..., 0]
    within = NO_GUARD.put(0, LayerGuard(within="skin")).put(ALL, LayerGuard(Strokes((DAB,))))
    box = (3, 2, 40, 30)
    mask = within.mask(0, SIZE, box, lambda: skin)
    kept = Strokes((DAB,)).coverage(SIZE, box).astype(float)
    assert mask is not None
    assert np.abs(mask - skin[2:32, 3:43] * (255 - kept) / 255).max() <= 0.5
    assert within.mask(2, SIZE, box, lambda: skin) is not None, "what is kept of all"
    assert NO_GUARD.put(0, LayerGuard(within="skin")).mask(0, SIZE, box, no_skin) is None, (
        "without a Skin Mask it is all"
    )


@given(drawings, drawings, st.sampled_from(["", "skin", "painted"]), st.integers(ALL, 59))
def test_a_guard_has_one_text(kept: Strokes, region: Strokes, within: Any, number: int) -> None:
    guard = NO_GUARD.put(number, LayerGuard(kept, within, region))
    assert Guard.parse(str(guard)) == guard
    assert len(guard.name) == (24 if guard else 0)


def test_nothing_guarded_is_no_guard() -> None:
    assert NO_GUARD.add(3, "kept", DAB).put(3, LayerGuard()) == NO_GUARD
    assert (str(NO_GUARD), NO_GUARD.name, Guard.parse("")) == ("", "", NO_GUARD)


ONE = {"kept": "b5:1,1", "within": "", "region": ""}


@pytest.mark.parametrize(
    "text",
    [
        *(" ", "{}", "[]", "null", "1", '{"0":1}', '{"0":{}}', "[" * 5000, "{" * 5000),
        *(json.dumps({number: ONE}, separators=(",", ":")) for number in ("-2", "60", "x", "01", "1.0", "9" * 5000)),
        json.dumps({"0": ONE}),
        json.dumps({"1": ONE, "0": ONE}, separators=(",", ":")),
        *(
            json.dumps({"0": {**ONE, **more}}, separators=(",", ":"))
            for more in ({"within": "x"}, {"kept": 5}, {"a": 1})
        ),
        json.dumps({"0": {**ONE, "kept": "b0:1,1"}}, separators=(",", ":")),
        json.dumps({"0": {**ONE, "kept": "b5:1,1 " * (LONGEST // 7)}}, separators=(",", ":")),
    ],
)
def test_what_nobody_kept_is_no_guard(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of several kinds
        Guard.parse(text)

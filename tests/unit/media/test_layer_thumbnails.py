"""Thumbnails of layers: what is small in its picture is shown enlarged, and it is known which are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retouch_lib.imaging.archive import layer_pictures
from retouch_lib.media.files import Files
from retouch_lib.media.layer_views import LayerViews
from tests.unit.imaging.archives import DODGE, HEAL, png_of, zipped
from tests.unit.media.test_layer_views import MASK, Pixels, files, keep, kept, plain, shown, views

__all__ = ["files", "views"]  # fixtures

GREEN = (40, 200, 60, 255)
GREY = (128, 128, 128, 255)
BLACK = (0, 0, 0, 255)


def with_patch(ground: tuple[int, int, int, int], box: layer_pictures.Box, patch: tuple[int, ...] = GREEN) -> Pixels:
    """1200 × 900 pixels with a patch of x, y, width, height."""
    layer = plain(ground, 1200, 900)
    x, y, width, height = box
    layer[y : y + height, x : x + width] = patch
    return layer


def greens(picture: Pixels) -> tuple[slice, slice]:
    """Rows and columns of the patch."""
    there = (np.abs(picture.astype(int) - GREEN[:3]).max(axis=2) < 30).astype(np.uint8)
    rows, columns = np.nonzero(there.any(axis=1))[0], np.nonzero(there.any(axis=0))[0]
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


@pytest.mark.parametrize(
    ("name", "ground", "around"), [(HEAL, (0, 0, 0, 0), None), (DODGE, GREY, 128), (MASK, BLACK, 0)]
)
def test_a_small_part_is_shown_enlarged_with_room_on_its_own_ground(
    files: Files, views: LayerViews, name: str, ground: tuple[int, int, int, int], around: int | None
) -> None:
    sha256 = keep(files, zipped({name: png_of(with_patch(ground, (500, 300, 200, 20)))}))
    thumbnail = shown(views.thumbnail(sha256, 0))
    assert views.extent(sha256, 0) == "part"
    assert thumbnail.shape[:2] == (267, 400), "no strip: what is around the patch is seen, too"
    rows, columns = greens(thumbnail)
    assert columns.stop - columns.start == pytest.approx(400 * 200 / 300, abs=4), "1200 pixels would make it 67"
    for place, length in ((rows, 267), (columns, 400)):
        assert (place.start + place.stop) / 2 == pytest.approx(length / 2, abs=3)
    corner = thumbnail[:12, :12].astype(int)
    assert np.abs(corner - (layer_pictures.LIGHT if around is None else around)).max() <= 4
    whole = shown(views.preview(sha256, 0))
    assert whole.shape == (900, 1200, 3)
    rows, columns = greens(whole)
    assert (columns.start, columns.stop) == pytest.approx((500, 700), abs=2)


@pytest.mark.parametrize("box", [(0, 0, 30, 30), (1170, 870, 30, 30), (0, 400, 90, 90), (600, 890, 200, 10)])
def test_a_part_at_the_edge_is_whole(files: Files, views: LayerViews, box: layer_pictures.Box) -> None:
    thumbnail = shown(views.thumbnail(keep(files, zipped({HEAL: png_of(with_patch((0, 0, 0, 0), box))})), 0))
    rows, columns = greens(thumbnail)
    across, down = columns.stop - columns.start, rows.stop - rows.start
    assert max(across, down) > 200
    assert across / down == pytest.approx(box[2] / box[3], rel=0.25)


def test_a_single_spot_is_enlarged_within_reason(files: Files, views: LayerViews) -> None:
    sha256 = keep(files, zipped({HEAL: png_of(with_patch((0, 0, 0, 0), (700, 300, 4, 4)))}))
    _, columns = greens(shown(views.thumbnail(sha256, 0)))
    assert views.extent(sha256, 0) == "part"
    assert 20 <= columns.stop - columns.start <= 60


@pytest.mark.parametrize("box", [(100, 100, 600, 60), (500, 100, 60, 400), (0, 0, 1200, 900), (100, 400, 900, 3)])
def test_what_is_large_in_one_direction_is_shown_whole(
    files: Files, views: LayerViews, box: layer_pictures.Box
) -> None:
    sha256 = keep(files, zipped({HEAL: png_of(with_patch((0, 0, 0, 0), box))}))
    assert shown(views.thumbnail(sha256, 0)).shape == (300, 400, 3)
    assert views.extent(sha256, 0) == "whole"


def test_of_little_on_two_faces_the_one_with_the_most_is_shown(files: Files, views: LayerViews) -> None:
    layer = with_patch((0, 0, 0, 0), (100, 300, 60, 10))
    layer[300:310, 200:230] = GREEN  # the other eye of the same face
    layer[500:510, 900:990] = (200, 40, 40, 255)
    thumbnail = shown(views.thumbnail(keep(files, zipped({HEAL: png_of(layer)})), 0))
    rows, columns = greens(thumbnail)
    assert columns.stop - columns.start == pytest.approx(400 * 130 / (130 + 65), abs=6), "both eyes"
    assert rows.stop - rows.start == pytest.approx(10 * 400 / (130 + 65), abs=4)


def test_what_is_seen_well_on_two_faces_is_shown_whole(files: Files, views: LayerViews) -> None:
    layer = with_patch((0, 0, 0, 0), (100, 300, 100, 100))
    layer[500:600, 900:1000] = GREEN
    assert views.extent(keep(files, zipped({HEAL: png_of(layer)})), 0) == "whole"


@pytest.mark.parametrize(("name", "ground"), [(HEAL, (0, 0, 0, 0)), (DODGE, GREY), (MASK, BLACK)])
def test_a_layer_that_holds_nothing_is_known(
    files: Files, views: LayerViews, name: str, ground: tuple[int, int, int, int]
) -> None:
    layer = plain(ground)
    layer[5, 7, -1] = 255 if ground[3] else 2  # rounding leaves such traces
    layer[9, 9, 0] = ground[0] + 1 if ground[3] else 0
    assert views.extent(keep(files, zipped({name: png_of(layer)})), 0) == "empty"


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (900, 1), (3, 5)])
def test_tiny_layers_have_thumbnails(files: Files, views: LayerViews, size: tuple[int, int]) -> None:
    layer = plain((0, 0, 0, 0), *size)
    layer[0, 0] = GREEN
    sha256 = keep(files, zipped({HEAL: png_of(layer)}))
    assert views.thumbnail(sha256, 0).is_file()
    assert views.extent(sha256, 0) in ("whole", "part")


def test_what_a_thumbnail_shows_is_kept_with_it(files: Files, views: LayerViews, tmp_path: Path) -> None:
    sha256 = keep(files, zipped({HEAL: png_of(with_patch((0, 0, 0, 0), (500, 300, 200, 20)))}))
    thumbnail = views.thumbnail(sha256, 0)
    made = thumbnail.stat().st_mtime_ns
    again = LayerViews(files, tmp_path / "previews")
    assert again.extent(sha256, 0) == "part"
    assert thumbnail.stat().st_mtime_ns == made
    for path in kept(tmp_path):
        if path.suffix == ".extent":
            path.unlink()
    assert again.extent(sha256, 0) == "whole", "nothing is claimed that is not known"

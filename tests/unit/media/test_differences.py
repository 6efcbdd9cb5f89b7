"""Differences of two files: the figure of the formula, by each file's own profile, whole and in tiles, made once."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from retouch_lib.errors import InvalidPhoto
from retouch_lib.imaging.files import colours, png_chunks
from retouch_lib.imaging.files.photo import Pixels
from retouch_lib.imaging.floats import Floats
from retouch_lib.imaging.measures import colour_map, seen_picture
from retouch_lib.imaging.measures.colour_map import FULL
from retouch_lib.imaging.strengths import Strengths
from retouch_lib.media import differences as room
from retouch_lib.media.differences import TILE, Differences, HeldPair
from retouch_lib.media.files import Files
from retouch_lib.media.layer_views import LayerViews
from retouch_lib.media.making import Making
from retouch_lib.media.mixes import Mixes
from retouch_lib.media.whole_pictures import PictureName, WholePictures
from tests.unit.imaging import pictures
from tests.unit.imaging.pictures import png
from tests.unit.imaging.test_profiles import PROFILES
from tests.unit.media.test_masks import keep

STEP = FULL / 255
GREYS = {(119, 119, 119): 0.0, (128, 128, 128): 3.515, (94, 94, 94): 9.590}
"""ΔE00 of each from the grey 119: L* 50.034, 53.585 and 39.904; greys differ by ΔL* / S_L alone (Sharma et al.)."""


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "files")


@pytest.fixture
def differences(files: Files, tmp_path: Path) -> Differences:
    previews, making = tmp_path / "previews", Making(files, tmp_path / "previews")
    pictures = WholePictures(files, LayerViews(files, previews), Mixes(files, making, previews).picture)
    return Differences(pictures, making)


def kept(files: Files, pixels: Pixels) -> PictureName:
    return PictureName(keep(files, png(pixels)))


def told(path: Path) -> Floats:
    """ΔE00 as the file has it."""
    return colour_map.unpacked(path.read_bytes()) * np.float32(STEP)


def stripes() -> Pixels:
    """A stripe of 20 columns for each of GREYS."""
    return np.repeat(np.repeat(np.array([list(GREYS)], np.uint8), 20, axis=1), 30, axis=0)


def test_a_drawn_pair_has_the_figures_of_the_formula(files: Files, differences: Differences) -> None:
    one, other = kept(files, np.full((30, 60, 3), 119, np.uint8)), kept(files, stripes())
    for path in (differences.whole(one, other), differences.tile(one, other, 0, 0)):
        found = told(path)
        assert found.shape == (30, 60)
        for place, wanted in enumerate(GREYS.values()):
            assert np.abs(found[:, 20 * place : 20 * place + 20] - wanted).max() <= STEP / 2 + 0.005
    assert differences.whole(other, one) == differences.whole(one, other)


def test_pictures_are_taken_by_their_own_profiles(files: Files, differences: Differences) -> None:
    """The same colours in sRGB and in Adobe RGB are other numbers, and no difference."""
    profile = PROFILES["Adobe RGB (1998)"]
    wide = pictures.smooth(64, 48) // 3 + np.uint8(90)
    srgb = colours.in_srgb(wide, profile)
    assert srgb is not None
    assert np.abs(wide.astype(int) - srgb).max() > 10
    with_profile = PictureName(keep(files, png_chunks.insert(png(wide), png_chunks.profile(profile))))
    assert told(differences.whole(with_profile, kept(files, srgb))).max() == 0
    assert told(differences.tile(with_profile, kept(files, wide), 0, 0)).max() > 2


def test_tiles_are_the_picture_cut_up(files: Files, differences: Differences) -> None:
    size = (TILE + 40, 50)
    before = pictures.smooth(*size)
    after = before.copy()
    after[:, TILE + 5 :] = 200
    one, other = kept(files, before), kept(files, after)
    first, second = (told(differences.tile(one, other, column, 0)) for column in (0, 1))
    assert (first.shape, second.shape) == ((50, TILE), (50, 40))
    assert first.max() == 0
    assert second[:, :5].max() == 0
    assert second[:, 5:].min() > 1
    for column, row in ((2, 0), (0, 1)):
        with pytest.raises(LookupError):
            differences.tile(one, other, column, row)


def test_the_whole_is_as_large_as_a_preview(files: Files, differences: Differences) -> None:
    one, other = kept(files, pictures.smooth(4096, 60)), kept(files, pictures.smooth(4096, 60)[::-1])
    assert told(differences.whole(one, other)).shape == (30, 2048)


def test_a_part_of_both_is_cut_as_it_is_seen(files: Files, differences: Differences) -> None:
    before, after = pictures.smooth(60, 40), pictures.smooth(60, 40)[::-1]
    one, other = kept(files, before), kept(files, after)
    for pair, wanted in (((one, other), (before, after)), ((other, one), (after, before))):
        cut = differences.cuts(*pair, (10, 5, 50, 25), 800)
        assert all((seen == whole[5:25, 10:50]).all() for seen, whole in zip(cut, wanted, strict=True))
    for box in ((0, 0, 61, 40), (0, 0, 60, 41), (9, 0, 9, 40), (0, 9, 60, 8), (-1, 0, 60, 40)):
        with pytest.raises(LookupError):
            differences.cuts(one, other, box, 800)


@pytest.mark.parametrize("box", [(0, 0, 60, 40), (0, 0, 40, 40), (0, 0, 60, 1), (0, 0, 1, 40), (0, 0, 60, 13)])
def test_a_part_is_reduced_to_so_many_pixels_and_none_more(
    files: Files, differences: Differences, box: room.Box
) -> None:
    one, other = kept(files, pictures.smooth(60, 40)), kept(files, pictures.smooth(60, 40)[::-1])
    for pixels in (30, 49, 50, 500, 551):
        before, after = differences.cuts(one, other, box, pixels)
        height, width = before.shape[:2]
        assert before.shape == after.shape
        assert min(0.6 * pixels, box[2] * box[3]) <= width * height <= pixels


def test_sizes_that_differ_are_said(files: Files, differences: Differences) -> None:
    one, other = kept(files, pictures.smooth(60, 40)), kept(files, pictures.smooth(40, 60))
    with pytest.raises(InvalidPhoto, match="differ in size"):
        differences.whole(one, other)
    with pytest.raises(InvalidPhoto, match="differ in size"):
        differences.tile(one, other, 0, 0)


def test_what_is_too_large_has_no_tiles(
    files: Files, differences: Differences, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "HELD_BYTES", 6 * 60 * 40 - 1)
    one, other = kept(files, pictures.smooth(60, 40)), kept(files, pictures.smooth(60, 40)[::-1])
    with pytest.raises(InvalidPhoto, match="too large"):
        differences.tile(one, other, 0, 0)
    with pytest.raises(InvalidPhoto, match="too large"):
        differences.cuts(one, other, (0, 0, 60, 40), 500)
    assert differences.whole(one, other).is_file()


def test_a_mix_is_compared_with_any_picture(files: Files, differences: Differences) -> None:
    """With its photo, its result and another mix; with the photo at 0, and with the result whole, it is the same."""
    below, above = kept(files, np.full((30, 60, 3), 94, np.uint8)), kept(files, np.full((30, 60, 3), 119, np.uint8))
    none, some, all_ = (PictureName(above.file, below.file, Strengths((strength,))) for strength in (0, 500, 1000))
    for one, other, same in (
        (below, none, True), (above, all_, True), (below, some, False), (none, all_, False), (some, all_, False),
    ):  # fmt: skip
        paths = differences.whole(one, other), differences.tile(one, other, 0, 0)
        assert all((told(path).max() == 0) == same for path in paths)
        assert all(len(f"{path.name}.{'0' * 32}.part") <= 255 for path in paths)
    away = kept(files, np.full((30, 60, 3), 128, np.uint8))
    longest = differences.tile(PictureName(away.file, below.file, Strengths((900,))), some, 0, 0)
    assert len(longest.name.replace("0-0", "99-99")) + len(f".{'0' * 32}.part") <= 255, "three files in its name"
    assert told(differences.whole(below, all_)).max() == pytest.approx(9.59, abs=0.05)


def test_layers_over_two_photos_are_not_compared(files: Files, differences: Differences) -> None:
    with pytest.raises(LookupError):
        differences.whole(PictureName("a" * 64, "b" * 64), PictureName("c" * 64, "d" * 64))


def test_a_pair_is_read_once_and_let_go(files: Files) -> None:
    reads: list[PictureName] = []

    def load(name: PictureName) -> seen_picture.SeenPicture:
        reads.append(name)
        return seen_picture.SeenPicture(np.zeros((2, 2, 3), np.uint8))

    held = HeldPair(load, seconds=3600)
    one, other, third = (PictureName(letter * 64) for letter in "abc")
    held.pair(one, other)
    held.pair(one, other)
    assert reads == [one, other]
    held.pair(one, third)
    assert reads == [one, other, one, third]
    held.let_go()
    held.pair(one, third)
    assert len(reads) == 6


def test_places_are_where_most_changed(files: Files, differences: Differences) -> None:
    before = np.full((200, 400, 3), 119, np.uint8)
    after = before.copy()
    after[40:60, 300:320] = 180
    after[150:170, 60:80] = 140
    told_places = json.loads(differences.places(kept(files, before), kept(files, after)).read_text())
    assert [(round(x, 1), round(y, 1)) for x, y, _ in told_places] == [(0.8, 0.2), (0.2, 0.8)]
    assert told_places[0][2] > told_places[1][2] > 3
    assert json.loads(differences.places(kept(files, before), kept(files, before)).read_text()) == []

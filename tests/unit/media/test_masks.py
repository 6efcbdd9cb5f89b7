"""Masks to be shown: the right part in its colour, spots with their places, made once, gone with their files."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from retouch_lib.errors import InvalidPhoto
from retouch_lib.imaging.measures.mask_pictures import COLOURS
from retouch_lib.imaging.measures.parts import PARTS, Part
from retouch_lib.imaging.strengths import Strengths
from retouch_lib.media import masks as room
from retouch_lib.media.files import Files
from retouch_lib.media.layer_views import LayerViews
from retouch_lib.media.making import Making
from retouch_lib.media.masks import ALL_PARTS, Masks
from retouch_lib.media.mixes import Mixes
from retouch_lib.media.previews import Previews
from retouch_lib.media.whole_pictures import PictureName, WholePictures
from tests.unit.imaging.measures import retouched
from tests.unit.imaging.pictures import PORTRAIT, png


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "files")


@pytest.fixture
def making(files: Files, tmp_path: Path) -> Making:
    return Making(files, tmp_path / "previews")


@pytest.fixture
def masks(files: Files, making: Making, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Masks:
    """The portrait's parts are known to the tests already: to find them takes half a second."""
    monkeypatch.setattr(room, "_parts_of", lambda path: retouched.parts())
    previews = tmp_path / "previews"
    mixed = Mixes(files, making, previews).picture
    return Masks(files, WholePictures(files, LayerViews(files, previews), mixed), making)


def keep(files: Files, data: bytes) -> str:
    part = files.new_part()
    part.write_bytes(data)
    return files.adopt(part)


def keep_portrait(files: Files) -> str:
    part = files.new_part()
    shutil.copyfile(PORTRAIT, part)
    return files.adopt(part)


def test_each_part_has_its_colour_and_nothing_else_is_covered(files: Files, masks: Masks) -> None:
    sha256 = keep_portrait(files)
    every = np.asarray(Image.open(masks.parts(sha256, ALL_PARTS)).convert("RGBA"))
    skin = np.asarray(Image.open(masks.parts(sha256, Part.SKIN)).convert("RGBA"))
    for part in (Part.SKIN, Part.HAIR, Part.CLOTHES):
        mask = retouched.parts().mask(part)
        assert {tuple(pixel) for pixel in np.unique(every[mask][:, :3], axis=0)} == {
            tuple(bytes.fromhex(COLOURS[part][1:]))
        }
    assert (every[..., 3] > 0).tolist() == (retouched.parts().labels > 0).tolist()
    assert ((skin[..., 3] > 0) == retouched.parts().mask(Part.SKIN)).all()


def test_colours_are_told_apart() -> None:
    assert set(COLOURS) == set(PARTS)
    assert len(set(COLOURS.values())) == len(PARTS)


def test_what_is_no_part_is_not_there(files: Files, masks: Masks) -> None:
    with pytest.raises(LookupError):
        masks.parts(keep_portrait(files), "nose")


def test_all_parts_come_of_one_look(files: Files, masks: Masks, monkeypatch: pytest.MonkeyPatch) -> None:
    sha256 = keep_portrait(files)
    masks.parts(sha256, Part.EYES)
    monkeypatch.setattr(room, "_parts_of", lambda path: pytest.fail("looked again"))
    for part in (ALL_PARTS, *Part):
        assert masks.parts(sha256, part).is_file()


def test_a_mole_that_is_gone_is_told_with_its_place(files: Files, masks: Masks) -> None:
    photo = keep(files, png(retouched.with_mole(places=(retouched.MOLE, retouched.OTHER_MOLE))))
    result = keep(files, png(retouched.original()))
    told = json.loads(masks.spots(PictureName(result), photo).read_text())
    places = [(x, y) for x, y, _ in told["at_risk"]]
    for mole in (retouched.MOLE, retouched.OTHER_MOLE):
        assert min(abs(x - mole[0]) + abs(y - mole[1]) for x, y in places) < 0.01
    assert all(0 < radius < 0.05 for *_, radius in told["at_risk"])


def test_a_mole_that_is_hardly_paler_is_not_gone(files: Files, masks: Masks) -> None:
    photo = keep(files, png(retouched.with_mole()))
    result = keep(files, png(retouched.original()))
    for strength, count in ((1000, 1), (100, 0)):
        mix = PictureName(result, photo, Strengths((strength,)))
        assert len(json.loads(masks.spots(mix, photo).read_text())["at_risk"]) == count


def test_nothing_is_made_of_what_is_deleted_or_no_picture(files: Files, masks: Masks, making: Making) -> None:
    sha256, archive = keep_portrait(files), keep(files, b"PK\x03\x04 no picture")
    with pytest.raises(InvalidPhoto):
        masks.spots(PictureName(archive), sha256)
    files.remove(sha256)
    making.settle()
    with pytest.raises(FileNotFoundError):
        masks.parts(sha256, ALL_PARTS)


def test_what_was_made_goes_with_its_files(files: Files, masks: Masks, tmp_path: Path) -> None:
    sha256 = keep_portrait(files)
    path = masks.parts(sha256, ALL_PARTS)
    files.remove(sha256)
    Previews(files, tmp_path / "previews").forget([sha256])
    assert not path.exists()


@pytest.mark.parametrize(
    "text",
    [
        "", "a" * 63, f"{'a' * 64}-", f"{'a' * 64}-{'b' * 64}-{'c' * 64}", "A" * 64, f"{'a' * 64}~1000",
        f"{'a' * 64}-{'b' * 64}~", f"{'a' * 64}-{'b' * 64}~1501", f"{'a' * 64}-{'b' * 64}~07",
    ],
)  # fmt: skip
def test_names_that_are_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"no name|strengths"):
        PictureName.parse(text)


def test_a_mix_lies_over_a_photo() -> None:
    with pytest.raises(ValueError, match="over a photo"):
        PictureName("a" * 64, "", Strengths((500,)))


def test_names_are_read_as_written() -> None:
    layers = PictureName("a" * 64, "b" * 64)
    for name in (PictureName("a" * 64), layers, replace(layers, mixed=Strengths((1000, 0, 45)))):
        assert PictureName.parse(str(name)) == name

"""Which canvas shows a picture's own colours: by what its profile means, not by its name."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import ImageCms

from retouch_lib.imaging.files import photo, profiles
from retouch_lib.imaging.files.canvas_space import canvas_space, own_colours
from retouch_lib.media.files import Files
from retouch_lib.media.previews import Previews

ADOBE: tuple[profiles.Point, profiles.Point, profiles.Point] = ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06))
P3 = profiles.make("whatever it is called", profiles.P3, profiles.srgb_curve())
OWN = {
    "none": (None, "srgb"),
    "LittleCMS's sRGB": (ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(), "srgb"),
    "our sRGB": (profiles.make("x", profiles.BT709, profiles.srgb_curve()), "srgb"),
    "P3": (P3, "display-p3"),
    "P3's colours, another curve": (profiles.make("Display P3", profiles.P3, profiles.gamma(1.8)), ""),
    "Adobe RGB": (profiles.make("sRGB", ADOBE, profiles.gamma(2.19921875)), ""),
    "damaged": (P3[:300], ""),
    "Lab": (ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes(), ""),
}


@pytest.mark.parametrize("name", OWN)
def test_a_space_is_known_by_its_numbers(name: str) -> None:
    profile, space = OWN[name]
    assert canvas_space(profile) == space


@pytest.mark.parametrize(("profile", "space"), [(None, "srgb"), (P3, "display-p3")])
def test_a_photos_space_is_its_previews(tmp_path: Path, profile: bytes | None, space: str) -> None:
    files = Files(tmp_path / "files")
    part = files.new_part()
    photo.save(photo.Picture(np.full((20, 30, 3), 90, np.uint8), profile, "jpeg"), part)
    assert Previews(files, tmp_path / "previews").canvas_colours(files.adopt(part)) == (space, own_colours(profile))


def test_what_no_canvas_has_is_told_in_numbers() -> None:
    told = own_colours(OWN["Adobe RGB"][0])
    assert told is not None
    assert np.reshape(told.matrix, (3, 3)).sum(axis=1) == pytest.approx([1, 1, 1], abs=1e-6), "white stays white"
    assert told.matrix[0] == pytest.approx(1.3984, abs=0.001)  # of Adobe RGB, by its primaries
    assert told.light[1][128] == pytest.approx((128 / 255) ** 2.19921875, abs=1e-4)
    assert [own_colours(OWN[name][0]) for name in ("none", "P3", "our sRGB", "Lab")] == [None] * 4

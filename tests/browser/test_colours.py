"""Colours on the screen: a photo in a wide profile shows the right sRGB numbers, the same in its preview and at 1:1.

The app's own previews and viewer, in a Chromium whose screen is sRGB (see `conftest.ARGUMENTS`).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms
from playwright.sync_api import Page, expect

from retouch_lib.imaging.files import jpeg, photo, profiles
from retouch_lib.imaging.files.photo import Picture
from retouch_lib.media.files import Files
from retouch_lib.media.previews import PREVIEW_SIDE, Previews
from retouch_lib.ui.viewer import Shot
from tests.browser.components import room as rooms
from tests.browser.components.room import Room, sender
from tests.browser.watch import Watch
from tests.unit.imaging import pictures

SIDE = 2200
"""Pixels: more than a preview has, so that the full file is another one."""
PATCHES = np.array([[(200, 120, 90), (90, 150, 90)], [(90, 100, 190), (128, 128, 128)]], np.uint8)
"""Of the photo, a quarter each. All lie within sRGB, whichever profile is meant."""
ADOBE: tuple[profiles.Point, profiles.Point, profiles.Point] = ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06))
PROPHOTO: tuple[profiles.Point, profiles.Point, profiles.Point] = ((0.7347, 0.2653), (0.1596, 0.8404), (0.0366, 0.0001))
D50 = (0.3457, 0.3585)
PROFILES = {
    "Display P3": profiles.make("Display P3", profiles.P3, profiles.srgb_curve()),
    "Adobe RGB": profiles.make("Adobe RGB (1998)", ADOBE, profiles.gamma(2.19921875)),
    "ProPhoto": profiles.make("ProPhoto RGB", PROPHOTO, profiles.gamma(1.8), D50),
}
NEAR = 100
"""CSS pixels from the middle of the picture to the points looked at."""
TOLERANCE = 3
"""Levels: JPEG costs one or two."""


class Shown:
    """One photo in the viewer."""

    def __init__(self, page: Page, source: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        files = Files(folder / "files")
        part = files.new_part()
        shutil.copyfile(source, part)
        self.sha256 = files.adopt(part)
        previews = Previews(files, folder / "previews")
        self._served = {"/preview": previews.preview(self.sha256), "/full": files.path(self.sha256)}
        monkeypatch.setattr(rooms, "serve", self._serve)
        size = previews.size(self.sha256)
        width = photo.fit(*size, PREVIEW_SIDE)[0]
        self.room = Room(
            page,
            sender(monkeypatch),
            [Shot("original", "original", f"/preview?{self.sha256}", f"/full?{self.sha256}", *size, width)],
            {},
        )
        self.page = page

    def _serve(self, path: str) -> bytes | None:
        found = self._served.get(path)
        return found.read_bytes() if found else None

    def at_fit(self) -> NDArray[np.int64]:
        self.room.look.press("f")
        assert self.page.locator("img[src*='/full']").count() == 0
        return self._patches()

    def at_one_to_one(self) -> NDArray[np.int64]:
        self.room.look.press("z")
        expect(self.page.locator("img[src*='/full']")).to_have_count(1)
        self.room.look.settle()
        return self._patches()

    def _patches(self) -> NDArray[np.int64]:
        """The screen's numbers on either side of the picture's middle: (2, 2, RGB)."""
        box = self.room.look.box("original")
        middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        with Image.open(BytesIO(self.page.screenshot())) as screen:
            pixels = np.asarray(screen.convert("RGB")).astype(np.int64)
        across, down = ([round(place - NEAR), round(place + NEAR)] for place in middle)
        return pixels[np.ix_(down, across)]


@pytest.fixture
def show(
    usual_page: Page, new_page: Callable[..., Page], watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Path], Shown]:
    """Shows a file in the viewer. `new_page` is here to end the watch in time."""
    watch.over(usual_page.context)
    return lambda source: Shown(usual_page, source, tmp_path / "lab", monkeypatch)


def four_patches() -> NDArray[np.uint8]:
    return PATCHES.repeat(SIDE // 2, axis=0).repeat(SIDE // 2, axis=1)


def in_srgb(patches: NDArray[np.uint8], profile: bytes) -> NDArray[np.int64]:
    """What a screen of sRGB should show, by another hand: LittleCMS."""
    own = ImageCms.ImageCmsProfile(BytesIO(profile))
    image = ImageCms.profileToProfile(Image.fromarray(patches), own, ImageCms.createProfile("sRGB"))
    assert image is not None
    return np.asarray(image).astype(np.int64)


@pytest.mark.parametrize("kind", ["jpeg", "png"])
@pytest.mark.parametrize("name", PROFILES)
def test_preview_and_full_file_show_the_right_colours(
    show: Callable[[Path], Shown], tmp_path: Path, name: str, kind: photo.Format
) -> None:
    photo.save(Picture(four_patches(), PROFILES[name], kind), tmp_path / "photo")
    expected = in_srgb(PATCHES, PROFILES[name])
    assert np.abs(expected - PATCHES).max() > 2 * TOLERANCE, "else a browser without profiles would pass"
    shown = show(tmp_path / "photo")
    fit = shown.at_fit()
    assert np.abs(fit - expected).max() <= TOLERANCE
    full = shown.at_one_to_one()
    assert np.abs(full - expected).max() <= TOLERANCE
    assert np.abs(full - fit).max() <= TOLERANCE


def test_without_a_profile_the_numbers_are_srgbs(show: Callable[[Path], Shown], tmp_path: Path) -> None:
    photo.save(Picture(four_patches(), None, "jpeg"), tmp_path / "photo")
    shown = show(tmp_path / "photo")
    assert np.abs(shown.at_fit() - PATCHES).max() <= TOLERANCE
    assert np.abs(shown.at_one_to_one() - PATCHES).max() <= TOLERANCE


def grey_profile() -> bytes:
    """A curve far from sRGB's, so that a missing profile shows."""
    white = b"XYZ \x00\x00\x00\x00\x00\x00\xf6\xd6\x00\x01\x00\x00\x00\x00\xd3\x2d"
    data = bytearray(pictures.profile_of_tags((b"wtpt", white), (b"kTRC", profiles.gamma(1.2)), space=b"GRAY"))
    data[8:16] = b"\x04\x30\x00\x00mntr"
    data[68:80] = white[8:]
    return bytes(data)


def test_a_grey_photos_profile_shows_in_its_preview_too(show: Callable[[Path], Shown], tmp_path: Path) -> None:
    level = four_patches()[..., 0]
    made = BytesIO()
    Image.fromarray(level).save(made, "JPEG", quality=95)
    (tmp_path / "photo").write_bytes(jpeg.with_profile(made.getvalue(), grey_profile()))
    shown = show(tmp_path / "photo")
    light = (PATCHES[..., :1] / 255) ** 1.2
    expected = np.round(255 * (1.055 * light ** (1 / 2.4) - 0.055))
    assert np.abs(expected - PATCHES[..., :1]).max() > 20
    fit = shown.at_fit()
    assert np.abs(fit - expected).max() <= TOLERANCE
    assert np.abs(shown.at_one_to_one() - fit).max() <= TOLERANCE

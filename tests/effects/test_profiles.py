"""The same picture in other colour spaces: the same people, the same skin, and the result keeps its profile."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageCms

from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.engine.effects import skin_mask
from retouch_lib.engine.retouch import retouch
from retouch_lib.imaging.files import colours, photo, png, png_chunks, profiles
from tests.effects import measures
from tests.effects.scenes import full, pixels, region, scene, task, tried
from tests.effects.test_layered import layered, made, recomposed, worst
from tests.unit.imaging.test_profiles import PROFILES

NAME = "half-body.png"
"""Here 2-3 % of the skin is another where a wide space's numbers are taken for sRGB's."""


@cache
def wide(space: str) -> Scene:
    return Scene(encoded(space), profile=PROFILES[space])


def encoded(space: str) -> photo.Pixels:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    own = ImageCms.ImageCmsProfile(io.BytesIO(PROFILES[space]))
    return np.asarray(ImageCms.ImageCmsTransform(srgb, own, "RGB", "RGB").apply(Image.fromarray(pixels(NAME)))).copy()


def shared(one: np.ndarray, other: np.ndarray) -> float:
    """Of what either selects, the share that both do."""
    return float(((one > 0.5) & (other > 0.5)).sum() / ((one > 0.5) | (other > 0.5)).sum())


@pytest.mark.parametrize("space", PROFILES)
def test_the_same_people_and_skin_whatever_the_colour_space(space: str) -> None:
    found, expected = wide(space), scene(NAME)
    assert len(found.faces) == len(expected.faces)
    assert np.abs(found.faces[0].points - expected.faces[0].points).max() < 1
    assert shared(found.skin, expected.skin) > 0.99
    assert shared(found.person, expected.person) > 0.98


def test_a_more_sensitive_skin_mask_too() -> None:
    masks = [skin_mask.select(each, 1.5) for each in (wide("Display P3"), scene(NAME))]
    assert shared(*masks) > 0.97


def test_without_a_profile_the_numbers_are_taken_as_srgb() -> None:
    """As before, and so that the test above can fail: the skin of ProPhoto RGB is not that of its numbers."""
    assert shared(Scene(encoded("ProPhoto RGB")).skin, scene(NAME).skin) < 0.98


def test_a_result_keeps_its_colour_space(tmp_path: Path) -> None:
    source, target = tmp_path / "photo.png", tmp_path / "result.png"
    profile, before = PROFILES["Display P3"], encoded("Display P3")
    source.write_bytes(png.encode(before, png_chunks.profile(profile)))
    retouch(source, [task("White Teeth")], target, lambda name, done: None)
    result = photo.load(target)
    assert result.icc == profile
    assert (result.pixels == before).mean() > 0.99, "not converted"


@pytest.mark.parametrize("ending", ["jpg", "png"])
def test_a_result_and_its_layers_keep_the_mark_of_adobe_rgb(tmp_path: Path, ending: str) -> None:
    """Said in Exif data alone: browsers show photo and result alike without it, and editors with it."""
    source, flat, layered = tmp_path / f"photo.{ending}", tmp_path / "flat", tmp_path / "layered"
    picture = photo.Picture(pixels(NAME), None, "jpeg" if ending == "jpg" else "png", adobe_rgb=True)
    photo.save(picture, source)
    retouch(source, [task("White Teeth")], flat, lambda name, done: None)
    assert photo.load(flat).adobe_rgb
    retouch(source, [{**task("Heal"), "Layer": 1}], layered, lambda name, done: None)
    with zipfile.ZipFile(layered) as archive:
        layer = next(name for name in archive.namelist() if name.endswith(".png"))
        (tmp_path / "layer").write_bytes(archive.read(layer))
    assert photo.load(tmp_path / "layer").adobe_rgb


SPACES = ("Display P3", "Adobe RGB (1998)")
LOOK = [task("Dodge Burn", Alpha1=1), task("Skin Tone"), task("Mattifier"), task("Portrait Volumes", Alpha1=1)]


def in_srgb(picture: photo.Pixels, space: str) -> photo.Pixels:
    shown = colours.in_srgb(picture, PROFILES[space])
    assert shown is not None
    return shown


@pytest.mark.parametrize("space", SPACES)
def test_the_same_look_in_any_colour_space(space: str) -> None:
    """Where single pixels differ, that is rounding to 8 bits, by each effect in each space otherwise."""
    plain, there = tried(scene(NAME), *LOOK), in_srgb(tried(wide(space), *LOOK), space)
    face = scene(NAME).skin > 0.5
    assert measures.delta_e(plain, there)[face].mean() < 0.7
    smooth = [cv2.GaussianBlur(measures.lab(picture), (0, 0), 3)[face] for picture in (plain, there)]
    assert measures.ciede2000(*smooth).mean() < 0.15


@pytest.mark.parametrize("plugin", ["Eye Brilliance", "White Teeth", "Eye Vessels"])
def test_eyes_and_teeth_too_at_the_full_size(plugin: str) -> None:
    """In the widest space, whose numbers are furthest from sRGB's."""
    whole, where = full(plugin, 1), region(scene(NAME), plugin) > 0.5
    plain, there = tried(scene(NAME), whole), in_srgb(tried(wide("ProPhoto RGB"), whole), "ProPhoto RGB")
    assert measures.delta_e(plain, there)[where].mean() < 0.9


def test_a_red_that_srgb_lacks_stays_beside_the_skin_and_within() -> None:
    """On the shirt to the last bit; on the skin as far beyond sRGB as it was, not brought within it."""
    picture = encoded("Display P3")
    cloth, cheek = np.s_[300:400, 180:260], np.s_[118:126, 192:200]
    for where in (cloth, cheek):
        picture[where] = (250, 20, 10)
    after = tried(Scene(picture.copy(), profile=PROFILES["Display P3"]), *LOOK[:3])
    assert np.array_equal(after[cloth], picture[cloth])
    assert np.abs(after[cheek].astype(int) - picture[cheek]).max() < 12


@pytest.mark.parametrize("space", SPACES)
def test_layers_of_another_space_give_the_flat_picture(space: str, tmp_path: Path) -> None:
    before, wanted = encoded(space), [task("Dodge Burn"), task("Skin Tone"), task("White Teeth"), task("Fabric")]
    archive = made(tmp_path, before, layered(wanted), PROFILES[space])
    assert worst(recomposed(before, archive), tried(wide(space), *wanted)) <= 2


def test_a_profile_of_srgb_changes_nothing() -> None:
    srgb = profiles.make("sRGB", profiles.BT709, profiles.srgb_curve())
    assert np.array_equal(tried(Scene(pixels(NAME).copy(), profile=srgb), *LOOK), tried(scene(NAME), *LOOK))

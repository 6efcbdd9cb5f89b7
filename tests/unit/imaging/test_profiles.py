"""Colour profiles: made right, carried byte for byte, and what becomes of grey, foreign and broken ones."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from retouch_lib.imaging.files import icc, photo, png_colours, profiles
from retouch_lib.imaging.files.photo import Picture
from tests.unit.imaging import pictures
from tests.unit.imaging.pictures import icc_segments, iccp, jpeg, png, smooth

ADOBE: tuple[profiles.Point, profiles.Point, profiles.Point] = ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06))
PROPHOTO: tuple[profiles.Point, profiles.Point, profiles.Point] = ((0.7347, 0.2653), (0.1596, 0.8404), (0.0366, 0.0001))
PROFILES = {
    "Display P3": profiles.make("Display P3", profiles.P3, profiles.srgb_curve()),
    "Adobe RGB (1998)": profiles.make("Adobe RGB (1998)", ADOBE, profiles.gamma(2.19921875)),
    "ProPhoto RGB": profiles.make("ProPhoto RGB", PROPHOTO, profiles.gamma(1.8), (0.3457, 0.3585)),
}
NO_RGB = "Its colour profile is not for RGB or grey pictures: previews and local results are shown as sRGB."


def grey(curve: bytes, name: str = "Dot Gain") -> bytes:
    text = name.encode("utf-16-be")
    desc = (
        b"mluc\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x0cenUS"
        + len(text).to_bytes(4, "big")
        + b"\0\0\0\x1c"
        + text
    )
    return pictures.profile_of_tags((b"desc", desc), (b"kTRC", curve), space=b"GRAY")


def by_littlecms(profile: bytes, colour: tuple[int, int, int]) -> np.ndarray:
    own, srgb = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
    image = ImageCms.profileToProfile(Image.new("RGB", (1, 1), colour), own, srgb)
    assert image is not None
    return np.asarray(image)[0, 0].astype(int)


@pytest.mark.parametrize("name", PROFILES)
def test_a_made_profile_is_sound_and_neutral(name: str) -> None:
    profile = PROFILES[name]
    assert icc.is_whole(profile)
    assert (icc.description(profile), len(profile) % 4) == (name, 0)
    assert np.ptp(by_littlecms(profile, (128, 128, 128))) <= 1, "grey stays grey"


def test_made_profiles_agree_with_those_of_others() -> None:
    """Display P3's primaries under D50 as Apple's profile has them; sRGB brings back what goes in."""
    red = icc.tag(PROFILES["Display P3"], b"rXYZ")
    assert red is not None
    values = np.frombuffer(red[8:], ">i4") / 65536
    assert values == pytest.approx([0.51512, 0.24120, -0.00105], abs=2e-4)
    srgb = profiles.by_number(1, 13)
    assert srgb is not None
    assert by_littlecms(srgb, (200, 100, 50)).tolist() == [200, 100, 50]


@pytest.mark.parametrize(("numbers", "name"), [((1, 13), "sRGB"), ((12, 13), "Display P3"), ((9, 1), "BT.2020")])
def test_colours_by_number(numbers: tuple[int, int], name: str) -> None:
    profile = profiles.by_number(*numbers)
    assert profile is not None
    assert icc.description(profile) == name


@pytest.mark.parametrize("numbers", [(2, 2), (1, 16), (9, 18), (22, 13), (1, 8)])
def test_numbers_that_name_nothing_common_bring_none(numbers: tuple[int, int]) -> None:
    assert profiles.by_number(*numbers) is None


@pytest.mark.parametrize("kind", ["jpeg", "png"])
@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_is_carried_byte_for_byte(tmp_path: Path, name: str, kind: photo.Format) -> None:
    source, target = tmp_path / "photo", tmp_path / "result"
    profile = PROFILES[name]
    segments = icc_segments(profile, 200)
    source.write_bytes(jpeg(smooth(40, 30), *segments) if kind == "jpeg" else png(smooth(40, 30), iccp(profile)))
    picture = photo.load(source)
    photo.save(Picture(picture.pixels, picture.icc, kind), target)
    with Image.open(target) as image:
        assert image.info["icc_profile"] == profile
    info = photo.inspect(target)
    assert (info.profile, info.remarks) == (name, ())


def test_a_grey_profile_becomes_one_for_rgb_with_the_same_curve(tmp_path: Path) -> None:
    path = tmp_path / "photo"
    path.write_bytes(jpeg(smooth(20, 10), *icc_segments(grey(profiles.gamma(1.8), "Gamma 1.8"))))
    carried = photo.load(path).icc
    assert carried is not None
    for level in (10, 60, 128, 200):
        light = (level / 255) ** 1.8
        expected = 255 * (12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055)
        assert by_littlecms(carried, (level, level, level)) == pytest.approx([expected] * 3, abs=1)
    info = photo.inspect(path)
    assert (info.profile, info.remarks) == ("Gamma 1.8", ())


@pytest.mark.parametrize(
    "profile",
    [
        pictures.profile((b"en", "CMYK"), space=b"CMYK"),
        pictures.profile((b"en", "Lab"), space=b"Lab "),
        pictures.profile((b"en", "grey without a curve"), space=b"GRAY"),
        grey(b"nonsense"),
    ],
    ids=["CMYK", "Lab", "grey without a curve", "grey with nonsense"],
)
def test_a_profile_for_other_pixels_is_left_out_and_said(tmp_path: Path, profile: bytes) -> None:
    path = tmp_path / "photo"
    path.write_bytes(jpeg(smooth(20, 10), *icc_segments(profile)))
    assert photo.load(path).icc is None
    assert photo.inspect(path).remarks == (NO_RGB,)


def broken() -> dict[str, bytes]:
    whole = PROFILES["Display P3"]
    beyond = bytearray(whole)
    beyond[136:140] = b"\x7f\xff\xff\xff"
    many = bytearray(whole)
    many[128:132] = b"\xff\xff\xff\xff"
    return {
        "short": b"RGB ",
        "cut in its header": whole[:100],
        "cut in its table": whole[:150],
        "cut in its data": whole[:-40],
        "no signature": whole[:36] + b"none" + whole[40:],
        "data beyond its end": bytes(beyond),
        "countless tags": bytes(many),
        "nonsense": b"nonsense" * 60,
    }


@pytest.mark.parametrize("damage", broken())
@pytest.mark.parametrize("kind", ["jpeg", "png"])
def test_a_broken_profile_is_not_carried_and_said(tmp_path: Path, kind: str, damage: str) -> None:
    profile = broken()[damage]
    path = tmp_path / "photo"
    segments = icc_segments(profile)
    path.write_bytes(jpeg(smooth(20, 10), *segments) if kind == "jpeg" else png(smooth(20, 10), iccp(profile)))
    info = photo.verify(path)
    assert (info.profile, info.remarks) == (None, ("Its colour profile is damaged: shown as sRGB.",))
    assert photo.load(path).icc is None


def test_a_profile_cut_anywhere_does_no_harm() -> None:
    whole = PROFILES["ProPhoto RGB"]
    for cut in range(len(whole)):
        assert not icc.is_whole(whole[:cut])
        assert "ProPhoto RGB".startswith(icc.description(whole[:cut]) or "")


def gama(value: float) -> bytes:
    return pictures.chunk(b"gAMA", struct.pack(">I", round(value * 100_000)))


def chrm(*values: float) -> bytes:
    return pictures.chunk(b"cHRM", struct.pack(">8I", *(round(value * 100_000) for value in values)))


def cicp(*numbers: int) -> bytes:
    return pictures.chunk(b"cICP", bytes(numbers))


P3_POINTS = (0.3127, 0.3290, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060)
SRGB = pictures.chunk(b"sRGB", b"\x00")


@pytest.mark.parametrize(
    ("chunks", "colour"),
    [
        ([gama(1.0)], (229, 168, 122)),
        ([gama(1 / 1.8)], (210, 119, 65)),
        ([gama(0.45455), chrm(*P3_POINTS)], (216, 93, 24)),
        ([cicp(12, 13, 0, 1)], (215, 93, 31)),
        ([cicp(12, 13, 0, 1), SRGB], (215, 93, 31)),
        ([cicp(1, 13, 0, 1), gama(1.0)], (200, 100, 50)),
    ],
)
def test_a_pngs_own_numbers_mean_what_chromium_shows(
    tmp_path: Path, chunks: list[bytes], colour: tuple[int, int, int]
) -> None:
    """The colours are what Chromium 156 showed of such files: (200, 100, 50) in them."""
    path = tmp_path / "photo"
    path.write_bytes(png(smooth(20, 10), *chunks))
    carried = photo.load(path).icc
    assert carried is not None
    assert by_littlecms(carried, (200, 100, 50)).tolist() == pytest.approx(colour, abs=2)
    assert photo.inspect(path).remarks == ()


@pytest.mark.parametrize(
    "chunks",
    [
        [gama(0.45455)],
        [chrm(*P3_POINTS)],
        [SRGB, gama(1.0), chrm(*P3_POINTS)],
        [gama(0)],
        [gama(40_000)],
        [pictures.chunk(b"gAMA", b"")],
        [gama(1.0), chrm(0, 0, 0, 0, 0, 0, 0, 0)],
        [gama(1.0), chrm(0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3)],
    ],
)
def test_numbers_that_say_srgb_or_nothing_bring_no_profile(tmp_path: Path, chunks: list[bytes]) -> None:
    path = tmp_path / "photo"
    path.write_bytes(png(smooth(20, 10), *chunks))
    assert photo.load(path).icc is None


@pytest.mark.parametrize(
    "numbers", [(9, 16, 0, 1), (9, 18, 0, 1), (12, 13, 0, 0), (12, 13, 9, 1), (2, 13, 0, 1), (12,)]
)
def test_colours_that_can_t_be_followed_are_said(tmp_path: Path, numbers: tuple[int, ...]) -> None:
    path = tmp_path / "photo"
    path.write_bytes(png(smooth(20, 10), cicp(*numbers)))
    (remark,) = photo.inspect(path).remarks
    assert remark.startswith("It names its colours in a way (cICP)")
    assert photo.load(path).icc is None


@given(gamma=st.integers(0, 2**32 - 1), points=st.lists(st.integers(0, 2**32 - 1), min_size=8, max_size=8))
def test_any_numbers_bring_a_sound_profile_or_none(gamma: int, points: list[int]) -> None:
    for shift in (0, 15):  # 15 brings most of them near to real ones
        found = {b"gAMA": struct.pack(">I", gamma >> shift)}
        found[b"cHRM"] = struct.pack(">8I", *(point >> shift for point in points))
        made = png_colours.profile(found)
        assert made is None or icc.is_whole(made)

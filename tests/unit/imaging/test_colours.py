"""Conversion to sRGB: by the figures of each colour space's own standard, and what hostile profiles can't do."""

from __future__ import annotations

import struct
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import ImageCms

from retouch_lib.imaging.files import colours, icc, profiles
from tests.unit.imaging import pictures
from tests.unit.imaging.pictures import noise
from tests.unit.imaging.test_profiles import PROFILES, grey

Matrix = NDArray[np.float64]

# What a device's red, green and blue of full strength are as XYZ under D65, as columns.
P3 = [[0.4866, 0.2657, 0.1982], [0.2290, 0.6917, 0.0793], [0.0, 0.0451, 1.0439]]
"""SMPTE RP 431-2's primaries with D65 (SMPTE EG 432-1)."""
ADOBE = [[0.57667, 0.18556, 0.18823], [0.29734, 0.62736, 0.07529], [0.02703, 0.07069, 0.99134]]
"""Adobe RGB (1998) Color Image Encoding, 4.3.5.3."""
ROMM_D50 = [[0.7977, 0.1352, 0.0313], [0.2880, 0.7119, 0.0001], [0.0, 0.0, 0.8249]]
"""ISO 22028-2 (ROMM RGB), under D50."""
D50_TO_D65 = [[0.9555766, -0.0230393, 0.0631636], [-0.0282895, 1.0099416, 0.0210077], [0.0122982, -0.020483, 1.3299098]]
"""By Bradford's cone responses."""
XYZ_TO_SRGB = [[3.2406, -1.5372, -0.4986], [-0.9689, 1.8758, 0.0415], [0.0557, -0.2040, 1.0570]]
"""IEC 61966-2-1."""
TO_XYZ = {
    "Display P3": np.array(P3),
    "Adobe RGB (1998)": np.array(ADOBE),
    "ProPhoto RGB": np.array(D50_TO_D65) @ np.array(ROMM_D50),
}
SEEN = [(128, 128, 128), (20, 20, 20), (180, 140, 120), (90, 70, 60), (205, 165, 140), (120, 130, 150), (255, 255, 255)]
"""Greys and skins, which lie within sRGB whatever the space."""


def light(space: str, levels: Matrix) -> Matrix:
    if space == "Adobe RGB (1998)":
        return levels ** (563 / 256)
    if space == "ProPhoto RGB":
        return levels**1.8
    return np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)


def encoded(linear: Matrix) -> Matrix:
    """sRGB's levels, 0-255."""
    kept = np.clip(linear, 0, 1)
    return 255 * np.where(kept <= 0.0031308, 12.92 * kept, 1.055 * kept ** (1 / 2.4) - 0.055)


def one(profile: bytes | None, *colour: int) -> list[int]:
    shown = colours.in_srgb(np.array([[colour]], np.uint8), profile)
    assert shown is not None
    return [int(level) for level in shown[0, 0]]


@pytest.mark.parametrize("colour", SEEN)
@pytest.mark.parametrize("space", TO_XYZ)
def test_colours_become_what_their_standard_says(space: str, colour: tuple[int, int, int]) -> None:
    linear = np.array(XYZ_TO_SRGB) @ TO_XYZ[space] @ light(space, np.array(colour) / 255)
    assert one(PROFILES[space], *colour) == pytest.approx(encoded(linear), abs=1.5)


@pytest.mark.parametrize("level", [10, 60, 128, 200, 255])
def test_grey_of_gamma_2_2(level: int) -> None:
    profile = profiles.for_rgb(grey(profiles.gamma(2.2), "Gamma 2.2"))
    expected = encoded(np.array((level / 255) ** 2.2))
    assert one(profile, level, level, level) == pytest.approx([float(expected)] * 3, abs=1)


def test_what_srgb_can_t_show_is_cut_off() -> None:
    assert one(PROFILES["Display P3"], 255, 0, 0) == [255, 0, 0]
    assert one(PROFILES["ProPhoto RGB"], 0, 255, 0) == [0, 255, 0]


@pytest.mark.parametrize("profile", [None, profiles.by_number(1, 13)], ids=["none", "sRGB"])
def test_srgb_stays_as_it_is(profile: bytes | None) -> None:
    pixels = noise(40, 30)
    assert colours.in_srgb(pixels, profile) is pixels


def test_an_srgb_that_rounds_its_curve_otherwise_is_still_srgb() -> None:
    """As HP's of 1998 has it: a table instead of a formula."""
    curve = np.round(65535 * light("sRGB", np.arange(1024) / 1023)).astype(">u2").tobytes()
    profile = profiles.make("sRGB", profiles.BT709, b"curv\0\0\0\0" + struct.pack(">I", 1024) + curve)
    pixels = noise(40, 30)
    assert colours.in_srgb(pixels, profile) is pixels


def lut(matrix: Matrix, grid: int = 2) -> bytes:
    """A profile with a table (lut16Type) from sRGB's curve and this matrix to XYZ under D50."""
    corners = np.stack(np.meshgrid(*[np.linspace(0, 1, grid)] * 3, indexing="ij"), axis=-1).reshape(-1, 3)
    table = np.clip(np.round(corners @ matrix.T * 32768), 0, 65535).astype(">u2").tobytes()
    curve = np.round(65535 * light("sRGB", np.arange(256) / 255)).astype(">u2").tobytes()
    straight = np.array([0, 65535], ">u2").tobytes()
    identity = np.round(np.eye(3).ravel() * 65536).astype(">i4").tobytes()
    head = b"mft2\0\0\0\0" + bytes((3, 3, grid, 0)) + identity + struct.pack(">HH", 256, 2)
    return with_tag(b"A2B0", head + 3 * curve + table + 3 * straight)


def with_tag(kind: bytes, data: bytes, space: bytes = b"RGB ", device: bytes = b"scnr") -> bytes:
    made = bytearray(pictures.profile_of_tags((b"wtpt", XYZ_D50), (kind, data), space=space))
    made[8:16] = b"\x02\x40\0\0" + device
    made[68:80] = XYZ_D50[8:]
    return bytes(made)


XYZ_D50 = b"XYZ \0\0\0\0" + np.round(np.array(profiles.D50) * 65536).astype(">i4").tobytes()
SRGB_D50 = np.array([[0.4361, 0.3851, 0.1431], [0.2225, 0.7169, 0.0606], [0.0139, 0.0971, 0.7141]])
"""sRGB's primaries as its own profiles have them."""


def test_a_profile_of_tables_is_followed() -> None:
    """Tables that exchange red and blue; there is nothing else in the profile to go by."""
    profile = lut(SRGB_D50[:, ::-1])
    for red, green, blue in SEEN:
        assert one(profile, red, green, blue) == pytest.approx([blue, green, red], abs=2)


def test_a_picture_is_converted_in_strips_to_the_same_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    pixels = noise(50, 41)
    whole = colours.in_srgb(pixels, PROFILES["ProPhoto RGB"])
    monkeypatch.setattr(colours, "_STRIP", 350)
    strips = colours.in_srgb(pixels, PROFILES["ProPhoto RGB"])
    assert whole is not None
    assert strips is not None
    assert np.array_equal(whole, strips)
    assert not np.array_equal(whole, pixels)


def test_many_threads_bring_the_same_colours() -> None:
    pixels, names = noise(64, 64), list(PROFILES) * 4
    alone = {name: colours.in_srgb(pixels, PROFILES[name]) for name in PROFILES}
    with ThreadPoolExecutor(4) as pool:
        for name, made in zip(
            names, pool.map(lambda name: colours.in_srgb(pixels, PROFILES[name]), names), strict=True
        ):
            assert np.array_equal(made, alone[name])  # type: ignore[arg-type]


def lut_head(kind: bytes, grid: int, out: int = 3, channels: int = 3) -> bytes:
    return kind + b"\0\0\0\0" + bytes((channels, out, grid, 0)) + bytes(36) + struct.pack(">HH", 2, 2) + bytes(200)


def newer_lut(grid: tuple[int, int, int], out: int = 3, at: int = 32) -> bytes:
    """A lutAToBType whose table of colours stands at `at`, with nearly nothing in it."""
    return b"mAB \0\0\0\0" + bytes((3, out, 0, 0)) + struct.pack(">5I", 0, 0, 0, at, 0) + bytes(grid) + bytes(40)


REFUSED = {
    "nothing": b"",
    "cut off": PROFILES["Display P3"][:-40],
    "for CMYK": lut(SRGB_D50).replace(b"RGB XYZ ", b"CMYKXYZ "),
    "a link of two devices": lut(SRGB_D50).replace(b"scnr", b"link"),
    "colours by CMYK": lut(SRGB_D50).replace(b"RGB XYZ ", b"RGB CMYK"),
    "a table of 497 MB in 300 bytes": with_tag(b"A2B0", lut_head(b"mft2", 255, 15)),
    "an older table too large": with_tag(b"A2B1", lut_head(b"mft1", 9)),
    "a table for four colours": with_tag(b"A2B0", lut_head(b"mft2", 2, 3, 4)),
    "a newer table too large": with_tag(b"A2B0", newer_lut((255, 255, 255))),
    "a newer table beyond its end": with_tag(b"A2B0", newer_lut((2, 2, 2), at=0x7FFFFFFF)),
    "a chain of steps": with_tag(b"D2B0", b"mpet\0\0\0\0" + struct.pack(">HHI", 3, 3, 0xFFFFFFFF)),
    "a table that is text": with_tag(b"A2B0", b"text\0\0\0\0" + bytes(100)),
    "too long": PROFILES["Display P3"] + bytes(icc.MAX_BYTES),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_a_hostile_profile_never_reaches_littlecms(monkeypatch: pytest.MonkeyPatch, reason: str) -> None:
    monkeypatch.setattr(ImageCms.core, "profile_frombytes", lambda data: pytest.fail("littlecms was asked"))
    assert colours.in_srgb(noise(8, 8), REFUSED[reason]) is None


def test_what_littlecms_refuses_is_not_followed() -> None:
    """Sound by its table, but with no curves, and with curves that are none."""
    assert colours.in_srgb(noise(8, 8), pictures.profile((b"en", "no colours"))) is None
    assert colours.in_srgb(noise(8, 8), PROFILES["Display P3"].replace(b"para", b"none")) is None


@given(st.data())
def test_no_damage_does_harm(data: st.DataObject) -> None:
    """Bytes changed, put in or cut out anywhere: a picture of the same size, or None."""
    profile = bytearray(data.draw(st.sampled_from(MUTATED)))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(profile) - 1))
        new = data.draw(st.one_of(st.binary(max_size=4), st.sampled_from([b"\xff" * 4, bytes(4), b"mAB ", b"curv"])))
        profile[at : at + len(new)] = new
    shown = colours.in_srgb(noise(5, 4), bytes(profile))
    assert shown is None or (shown.shape, shown.dtype) == ((4, 5, 3), np.uint8)


MUTATED = [*PROFILES.values(), lut(SRGB_D50), lut(SRGB_D50, 5)]

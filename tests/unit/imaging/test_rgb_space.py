"""Colour spaces in floats: as their standards say, and back to where they came from."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retouch_lib.imaging.files import icc, profiles, rgb_space
from tests.unit.imaging import pictures
from tests.unit.imaging.test_colours import TO_XYZ, XYZ_TO_SRGB, encoded, light
from tests.unit.imaging.test_profiles import PROFILES, grey

LEVELS = np.random.default_rng(4).integers(0, 256, (40, 50, 3)).astype(np.float32) / np.float32(255)


def space(profile: bytes | None) -> rgb_space.RgbSpace:
    found = rgb_space.of(profile) if profile else None
    assert found is not None
    return found


@pytest.mark.parametrize("name", PROFILES)
def test_there_and_back_again(name: str) -> None:
    there = space(PROFILES[name]).to_srgb(LEVELS)
    assert 255 * np.abs(space(PROFILES[name]).from_srgb(there) - LEVELS).max() < 0.2
    assert there.min() < -0.1
    assert there.max() > 1.05


@pytest.mark.parametrize("name", PROFILES)
def test_colours_become_what_their_standard_says(name: str) -> None:
    linear = light(name, LEVELS.astype(np.float64)) @ (np.array(XYZ_TO_SRGB) @ TO_XYZ[name]).T
    shown = space(PROFILES[name]).to_srgb(LEVELS)
    inside = ((linear > 0) & (linear < 1)).all(axis=2)
    assert np.abs(255 * shown[inside] - encoded(linear[inside])).max() < 1


@pytest.mark.parametrize("name", PROFILES)
def test_grey_stays_grey(name: str) -> None:
    ramp = np.repeat(np.linspace(0, 1, 256, dtype=np.float32)[None, :, None], 3, axis=2)
    assert np.ptp(space(PROFILES[name]).to_srgb(ramp), axis=2).max() < 1e-5
    assert np.ptp(space(PROFILES[name]).from_srgb(ramp), axis=2).max() < 1e-5


def curve(*numbers: float, kind: int) -> bytes:
    return b"para\x00\x00\x00\x00" + struct.pack(f">Hxx{len(numbers)}i", kind, *(round(n * 65536) for n in numbers))


def table(*numbers: int) -> bytes:
    return b"curv\x00\x00\x00\x00" + struct.pack(f">I{len(numbers)}H", len(numbers), *numbers)


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        (table(), 0.5),
        (table(512), 0.25),
        (table(0, 16384, 65535), 0.25),
        (curve(2, kind=0), 0.25),
        (curve(2, 0.5, 0.5, kind=1), 0.5625),
        (curve(2, 0.9, 0, 0.1, kind=2), 0.3025),
        (curve(2, 1, 0, 0.5, 0.6, kind=3), 0.25),
        (curve(2, 0.9, 0, 0.3, 0.6, 0.1, 0.05, kind=4), 0.2),
    ],
)
def test_every_kind_of_curve(tag: bytes, expected: float) -> None:
    """By the light of a middle grey."""
    found = space(profiles.for_rgb(grey(tag)))
    middle = found.to_srgb(np.full((1, 1, 3), 0.5, np.float32))
    assert float(middle[0, 0, 0]) * 255 == pytest.approx(float(encoded(np.array(expected))), abs=0.6)


@pytest.mark.parametrize(
    "tag",
    [
        table(65535, 0),
        table(9, 9, 9),
        table(1)[:12],
        curve(2, kind=3),
        curve(2, 0, 1, kind=9),
        curve(0, kind=0),
        b"data",
        b"",
    ],
    ids=["falling", "flat", "cut off", "too few numbers", "unknown", "all white", "no curve", "empty"],
)
def test_a_curve_that_is_none(tag: bytes) -> None:
    assert rgb_space.of(profiles.make("Odd", profiles.P3, tag)) is None


def test_what_is_no_space_of_three_primaries() -> None:
    srgb = profiles.make("sRGB", profiles.BT709, profiles.srgb_curve())
    parts = dict(icc.tags(srgb))
    with_tables = pictures.profile_of_tags(*parts.items(), (b"A2B0", b"mft2"), space=b"RGB ")
    flat = pictures.profile_of_tags(*{**parts, b"gXYZ": parts[b"rXYZ"]}.items(), space=b"RGB ")
    for profile in (b"", b"no profile", grey(profiles.gamma(2)), with_tables, flat):
        assert rgb_space.of(profile) is None


@given(st.data())
def test_any_damage_is_no_error(data: st.DataObject) -> None:
    profile = bytearray(PROFILES["Display P3"])
    for _ in range(data.draw(st.integers(1, 4))):
        profile[data.draw(st.integers(128, len(profile) - 1))] = data.draw(st.integers(0, 255))
    found = rgb_space.of(bytes(profile))
    if found is not None:
        assert np.isfinite(found.to_srgb(LEVELS)).all()
        assert np.isfinite(found.from_srgb(LEVELS)).all()

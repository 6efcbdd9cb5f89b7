"""Which colour space a browser's canvas needs to show a picture's stored numbers in their right colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from retouch_lib.imaging.files import profiles, rgb_space
from retouch_lib.imaging.floats import Floats

CanvasSpace = Literal["srgb", "display-p3", ""]
"""As `getContext("2d", {colorSpace})` takes it (https://html.spec.whatwg.org/#predefinedcolorspace); "" where no canvas
has such colours: those of Adobe RGB, ProPhoto, and of profiles with tables."""

_OFF = 1 / 255
"""Profiles of one space differ by roundings; other spaces are many levels off."""
_STEPS = 9


def canvas_space(profile: bytes | None) -> CanvasSpace:
    """The space of a picture with that profile; of one without a profile sRGB, as browsers have it."""
    if profile is None:
        return "srgb"
    space = rgb_space.of(profile)
    if space is None:
        return ""
    probes = _probes()
    shown = space.to_srgb(probes)
    if _alike(shown, probes):
        return "srgb"
    p3 = rgb_space.of(profiles.make("Display P3", profiles.P3, profiles.srgb_curve()))
    assert p3 is not None, "a profile of our own"
    return "display-p3" if _alike(shown, p3.to_srgb(probes)) else ""


@dataclass(frozen=True, slots=True)
class ColourNumbers:
    """What the numbers of a picture mean, for a browser to convert them by."""

    matrix: tuple[float, ...]
    """3 × 3, row by row: from its linear light to that of sRGB."""
    light: tuple[tuple[float, ...], ...]
    """Of red, green and blue: linear light, 0-1, by level of 8 bits."""


def own_colours(profile: bytes | None) -> ColourNumbers | None:
    """Of a picture that no canvas has the colours of; None for one that a canvas has, and for a profile with tables."""
    if profile is None or canvas_space(profile):
        return None
    space = rgb_space.of(profile)
    return None if space is None else ColourNumbers(*space.in_numbers())


def _probes() -> Floats:
    """Colours from everywhere: float32 (_STEPS, _STEPS², 3), 0-1."""
    steps = np.linspace(0, 1, _STEPS, dtype=np.float32)
    return np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1).reshape(_STEPS, -1, 3)


def _alike(one: Floats, other: Floats) -> bool:
    return bool(np.abs(one - other).max() <= _OFF)

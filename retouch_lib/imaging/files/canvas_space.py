"""Which colour space a browser's canvas needs to show a picture's stored numbers in their right colours."""

from __future__ import annotations

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


def _probes() -> Floats:
    """Colours from everywhere: float32 (_STEPS, _STEPS², 3), 0-1."""
    steps = np.linspace(0, 1, _STEPS, dtype=np.float32)
    return np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1).reshape(_STEPS, -1, 3)


def _alike(one: Floats, other: Floats) -> bool:
    return bool(np.abs(one - other).max() <= _OFF)

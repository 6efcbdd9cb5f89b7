"""Where teeth are in a close-up of an open mouth: both rows, in light and shadow, without gum, tongue, lips and gaps.

The palest part of the mouth is tooth. How red the rest may be is told by lips and skin, than which gum and tongue are
not paler; it counts for more in shadow, where colours are weaker.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retouch_lib.engine.analysis.closeups import CloseUp
from retouch_lib.imaging import filters
from retouch_lib.imaging.faces import mesh, openings
from retouch_lib.imaging.filters import gaussian, masked_gaussian, smoothstep, step
from retouch_lib.imaging.floats import Floats

_NOISE, _SOFT, _WIDE = 0.0015, 0.002, 0.025
"""Sigmas of what is noise, of the mask's edge, and of the light on a row of teeth; in heights of the face."""
_PALEST = 85
"""Percentile of paleness from which on the mouth tells what a tooth looks like."""
_LEAST_LIGHT = 30.0
"""L* of a tooth; in a darker mouth nothing can be told."""
_GAP = (0.30, 0.50)
"""Of the palest part's L*: what is darker is a gap. Without colours gum is, too."""
_COLOURLESS_GAP = (0.60, 0.80)
_DEEPEST = 0.4
"""Of that L*, the shadow in which colours are weakest."""
_TOOTH = (0.62, 0.38)
"""How far a tooth may be from the palest part towards what is red."""
_LEAST_APART = 8.0
_REDDER = (2.0, 6.0)
"""By how much the lips' a* is above the teeth's in a picture with colours."""
_COLOURLESS = (8.0, 4.0)
"""C* of skin in a monochrome photo."""
_BEYOND = 0.006
"""So far beyond the landmarks of the lips' inner rim teeth may reach, in heights of the face."""


@dataclass(frozen=True)
class Teeth:
    """Maps are float32 (H, W) of the close-up."""

    mask: Floats
    """0-1."""
    light: Floats
    """L* of the teeth around each pixel, without the gaps between them."""


def find(view: CloseUp, unit: float) -> Teeth | None:
    """None where no tooth is seen. `unit`: a face's height in pixels of the close-up, for the soft edges."""
    mouth = openings.mouth(view.shape, view.face)
    inside = mouth > 0.5
    if inside.sum() < 20:
        return None
    smooth = gaussian(view.lab, _NOISE * unit)
    palest = _palest(smooth, inside)
    if palest[0] < _LEAST_LIGHT:
        return None
    near = gaussian(filters.grow(mouth, _BEYOND * view.face.height), 0.5 * _BEYOND * view.face.height)
    tooth = near * _tooth(smooth, palest, _lips(view, smooth), view.skin)
    mask = gaussian(tooth, max(0.5, _SOFT * unit))
    mask *= smoothstep(mask, 0.15, 0.6)
    if not mask.any():
        return None
    return Teeth(mask, masked_gaussian(np.ascontiguousarray(smooth[..., 0]), mask, max(1.0, _WIDE * unit)))


def _palest(lab: Floats, inside: NDArray[np.bool_]) -> Floats:
    """(3,): L*, a* and b* of the palest part."""
    paleness = (lab[..., 0] - 2 * lab[..., 1])[inside]
    return np.asarray(np.median(lab[inside][paleness >= np.percentile(paleness, _PALEST)], axis=0), np.float32)


def _lips(view: CloseUp, lab: Floats) -> float:
    """Their a*."""
    lips = filters.polygon(view.shape, view.face.pick(mesh.LIPS)) - filters.polygon(
        view.shape, view.face.pick(mesh.MOUTH)
    )
    return float(np.median(lab[..., 1][lips > 0.5])) if (lips > 0.5).any() else 0.0


def _tooth(lab: Floats, palest: Floats, lips: float, skin: Floats) -> Floats:
    """`lips`: their a*."""
    light = lab[..., 0] / palest[0]
    redness = lab[..., 1] / np.sqrt(np.clip(light, _DEEPEST, 1))
    apart = max(min(lips, float(skin[1])) - float(palest[1]), _LEAST_APART)
    towards_red = (redness - palest[1]) / apart
    told_by_colour = smoothstep(light, *_GAP) * smoothstep(towards_red, *_TOOTH)
    told_by_colour *= step(lips - float(palest[1]), *_REDDER)
    colourless = step(float(np.hypot(*skin[1:])), *_COLOURLESS)
    return np.asarray(told_by_colour + colourless * (smoothstep(light, *_COLOURLESS_GAP) - told_by_colour), np.float32)

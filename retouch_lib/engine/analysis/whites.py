"""The white of one eye in a close-up: where it is, by outline and colour, and the veins on it.

Lids and the inner corner are as red as skin over a wide area, veins along thin lines only. So the white is told from
them by its colour without thin lines: what a morphological opening of a* leaves (Serra, "Image Analysis and
Mathematical Morphology", 1982).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.engine.analysis.closeups import CloseUp
from retouch_lib.imaging import filters
from retouch_lib.imaging.faces import openings
from retouch_lib.imaging.faces.openings import EyeLandmarks
from retouch_lib.imaging.filters import gaussian, masked_gaussian, smoothstep, step
from retouch_lib.imaging.floats import Floats

_VEIN, _NOISE, _LASH, _AROUND = 0.014, 0.0015, 0.006, 0.007
"""The widest vein, sigma of what is noise, how near a lash its shadow lies, and sigma of what is around a vein; in
heights of the face."""
_SOFT, _IRIS = 0.005, 1.1
"""Sigma of the outline's edge, in heights of the face; where the white begins, in radii of the iris."""
_CORNER = (0.018, 0.04)
"""How far from its landmark the inner corner's pink begins to end, and ends."""
_YELLOW = 0.5
"""How much of b* counts beside a* in how unlike a white is: skin is redder and yellower."""
_SURE = 0.5
_WHITEST = 60
"""Percentile from which on the whitest part tells what the white's own colour is."""
_LEAST_APART = 6.0
_HIGHER, _SLACK = 1.8, 1.0
"""How many times as much a fine line stands out as is seen of it without noise; and L*, a* and b* of noise on it."""
_MOST_LIFTED = 8.0
_DEEPEST = 0.4
"""Of the skin's L*, the shadow in which colours are weakest."""
_FEWEST = 12
"""Pixels of a white below which nothing can be told of it."""
_DARKEST_VEIN = 0.26
"""Of the white's L*: what is darker by more is a lash."""


@dataclass(frozen=True)
class White:
    """Maps are float32 (H, W) of the close-up."""

    view: CloseUp
    mask: Floats
    """0-1: the white, without lids, lashes and the inner corner."""
    inner: NDArray[np.bool_]
    """What lies between lids, iris and inner corner, as the landmarks tell."""
    veins: Floats
    """(H, W, 3): what thin lines that are redder or darker than what is around them lack to it, in CIELAB; else 0."""
    tone: Floats
    """(3,): L*, a* and b* of the whitest part."""


def find(view: CloseUp, side: EyeLandmarks, unit: float) -> White | None:
    """None where no white is seen. `unit`: a face's height, in pixels of the close-up."""
    clear = _clear_of_corner(view, side)
    outline = _outline(view, side, 0.5, 0.8) * clear
    inner = np.asarray(outline > _SURE)
    if inner.sum() < _FEWEST:
        return None
    smooth = gaussian(view.lab, _NOISE * unit)
    wide = _without_lines(smooth, _VEIN * unit)
    warmth = wide[..., 1] + _YELLOW * wide[..., 2]
    tone = _whitest(wide, warmth, inner)
    pale = _pale(warmth, tone, view.skin)
    mask = outline * pale
    if (mask > _SURE).sum() < _FEWEST:
        return None
    reach = _outline(view, side, 0.25, 0.6) * clear * pale
    return White(view, mask, inner, _veins(view.lab, smooth, wide, reach, mask, unit), tone)


def _outline(view: CloseUp, side: EyeLandmarks, low: float, high: float) -> Floats:
    """0-1: between lids and iris; `low` and `high`: how far within the lids it begins and is whole, 0.5 at them."""
    soft = max(0.5, _SOFT * view.face.height)
    opening = gaussian(filters.polygon(view.shape, view.face.pick(side.rim)), soft)
    centre, radius = openings.iris_disc(view.face, side)
    iris = gaussian(filters.disc(view.shape, centre, _IRIS * radius), soft)
    return np.asarray(smoothstep(opening, low, high) * (1 - iris), np.float32)


def _without_lines(lab: Floats, width: float) -> Floats:
    side = 2 * max(1, round(width / 2)) + 1
    element = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    wide = lab.copy()
    wide[..., 0] = cv2.morphologyEx(lab[..., 0], cv2.MORPH_CLOSE, element)
    wide[..., 1] = cv2.morphologyEx(lab[..., 1], cv2.MORPH_OPEN, element)
    return wide


def _whitest(wide: Floats, warmth: Floats, inner: NDArray[np.bool_]) -> Floats:
    whiteness = wide[..., 0] - 2 * warmth
    whitest = inner & (whiteness >= np.percentile(whiteness[inner], _WHITEST))
    return np.asarray(np.median(wide[whitest], axis=0), np.float32)


def _clear_of_corner(view: CloseUp, side: EyeLandmarks) -> Floats:
    x, y = view.face.points[side.inner_corner]
    height, width = view.shape
    away = np.hypot(np.arange(height)[:, None] - y, np.arange(width)[None] - x) / view.face.height
    return smoothstep(away.astype(np.float32), *_CORNER)


def _pale(warmth: Floats, tone: Floats, skin: Floats) -> Floats:
    """0-1: paler than skin, where the whitest part is plainly paler; without colours, as light as skin at least."""
    own, of_skin = (float(lab[1] + _YELLOW * lab[2]) for lab in (tone, skin))
    apart = max(of_skin - own, _LEAST_APART)
    return smoothstep((warmth - own) / apart, 0.95, 0.5) * _seen(own, of_skin, tone, skin)


def _seen(own: float, of_skin: float, tone: Floats, skin: Floats) -> float:
    """0-1: whether the whitest part is a white at all, and no lid, dark glass or shadow."""
    light, chroma = float(tone[0]) / max(1.0, float(skin[0])), float(np.hypot(*skin[1:]))
    in_light = own / np.sqrt(np.clip(light, _DEEPEST, 1))  # a lid in shade is pale as well
    by_colour = step(of_skin - in_light, 3, 8) * step(light, 0.38, 0.55) * step(float(tone[0]), 18, 26)
    return max(by_colour, step(chroma, 8, 4) * step(light, 0.6, 0.9))


def _veins(lab: Floats, smooth: Floats, wide: Floats, reach: Floats, mask: Floats, unit: float) -> Floats:
    """No more than the lines stand out, so that the shade towards the lids stays."""
    red, dark = smooth[..., 1] - wide[..., 1], wide[..., 0] - smooth[..., 0]
    share = np.maximum(_over_noise(red, mask, 1.0) * reach, 0.8 * _over_noise(dark, mask, 2.5) * mask)
    share *= _no_lash(dark, wide, mask, unit)
    lacking = masked_gaussian(lab, reach * (1 - share), _AROUND * unit) - lab
    light = wide[..., 0] - np.median(dark[mask > _SURE])  # follows the shade more closely than a mean does
    lacking[..., 0] = np.clip(light - lab[..., 0], 0, np.minimum(_HIGHER * dark + _SLACK, _MOST_LIFTED))
    lacking[..., 1] = np.clip(lacking[..., 1], -_HIGHER * red - _SLACK, 0)
    lacking[..., 2] = np.clip(lacking[..., 2], -_HIGHER * red - _SLACK, _HIGHER * red + _SLACK)
    return np.asarray(share[..., None] * lacking, np.float32)


def _no_lash(dark: Floats, wide: Floats, mask: Floats, unit: float) -> Floats:
    """0-1: away from lines that are too dark for a vein, and from their blurred edges."""
    side = 2 * max(1, round(_LASH * unit)) + 1
    near = np.asarray(cv2.dilate(dark, np.ones((side, side), np.uint8)), np.float32)
    darkest = _DARKEST_VEIN * float(np.percentile(wide[..., 0][mask > _SURE], _WHITEST))
    return smoothstep(near, 1.6 * darkest, darkest)


def _over_noise(ridge: Floats, mask: Floats, least: float) -> Floats:
    """0-1. Opening and closing take the least and the most of what is noise: half of the pixels are above that."""
    noise = float(np.median(ridge[mask > _SURE]))
    return smoothstep(ridge, noise, 1.5 * noise + 0.6 * least)

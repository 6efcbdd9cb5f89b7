"""Which parts of what has the colours of skin are skin: those with the face's very chromaticity, and as smooth.

A part ends where light or colour change abruptly: at a collar, a sleeve, a jaw before the neck. Clothes of the colour
of skin mostly fall into parts of their own, and there the mean tells more than any pixel. Arrays are of the reduced
picture of `skin_search`; `unit` is a face's height in its pixels.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging import filters
from retouch_lib.imaging.floats import Floats

Mask = NDArray[np.bool_]
Labels = NDArray[np.int32]
_BRIDGE = 0.02
"""Parts joined by less than twice this, in heights of the face, are two."""
_SMOOTH, _EDGE = 0.008, 5.0
"""Blur in heights of the face, and the change of CIELAB from one pixel to the next that ends a part."""
_STRAY, _SATURATED, _HUE = 2.6, 0.75, 30.0
"""How far a part's colour may be from the face's, in its spreads, what more saturation counts; and in degrees."""
_REDDER, _YELLOWER = 18.0, 22.0
"""The same in degrees beyond the face, where pink cloth is redder than skin and fair hair yellower."""
_LIGHTER, _PALER = 18.0, 25.0
"""L* by which a part may be lighter than its face, and so much more counts as all that is allowed: bright cloth."""
_FAR = (7.0, 5.0)
"""Spreads from the face's colour at which no pixel is skin, and from which on less: a shirt that a jaw runs into."""
_PALEST, _DARK = 0.55, 8.0
"""How much of the face's chroma skin has at least, and the L* below which chroma is not made up for."""
_ROUGHER, _GRAIN, _LEAST_GRAIN = 2.0, 0.03, 0.5
"""How much rougher than the face a part of its colour may be, times the face's roughness: fingers are, and hair.

The size of what counts, in heights of the face; and noise, in L*.
"""
_SPREADS = (3.0, 3.5), (5.0, 5.5)
"""Spread of a face's a* and b*, at least and at most: light of many colours doesn't make every colour skin."""
_LEAST, _THIN = 0.02, 0.07
"""Parts smaller than this, in squared heights of the face, or less wide than twice the other, are no hands."""
_AROUND, _FADES = 0.015, (2.5, 1.5)
"""Blur in heights of the face, and how far from the face's chromaticity no pixel is skin, and each may be."""
_VIVID, _DEEP = (1.8, 2.2), (0.35, 0.5)
"""How many times as saturated as the face, were both as lit, shade is still skin's, and is brown hair's or khaki's; on
the face that counts below such a share of its L*: blush and make-up are light."""
_LARGE = 60.0
"""Pixels of a face's height from which on every second row and column tell enough."""
_SKIRT = 0.04
_OWN, _NEXT = 0.1, 0.06
"""Share of a part that lies in its face where colour tells nothing; and how far beyond is next to it, in heights."""
_COLOURLESS = 3.0
"""C* that 99 % of a monochrome face's skin stays below."""


@dataclass(frozen=True)
class Tone:
    """What a face's skin is like."""

    light: float
    """L*: the median."""
    chroma: Floats
    """(2,): a* and b*; the median."""
    spread: Floats
    """(2,): of a* and b*."""
    colourless: bool


def tone(core: Floats, tolerance: float = 1.0) -> Tone:
    """Of the pixels (N, 3), CIELAB, in the middle of a face; its spread is that many times as wide."""
    middle = np.median(core, axis=0).astype(np.float32)
    spread = np.clip(1.48 * np.median(np.abs(core - middle), axis=0)[1:], *_SPREADS) * max(tolerance, 1e-3)
    colourless = bool(np.percentile(np.hypot(core[:, 1], core[:, 2]), 99) < _COLOURLESS)
    return Tone(float(middle[0]), middle[1:], spread.astype(np.float32), colourless)


def kept(mask: Mask, lab: Floats, own: Tone, outline: Floats, above: Floats, unit: float) -> Floats:
    """1 on the parts of `mask` (H, W) that are skin, with a narrow skirt, and inside the face; else 0.

    `outline`: the face's; `above`: 1 above its brows, where strands of light hair are.
    """
    found = np.zeros(mask.shape, np.float32)
    left, top, width, height = cv2.boundingRect(mask.astype(np.uint8))  # skin is mostly a small part of a picture
    if width and height:
        room = 1 + int(2 * _SKIRT * unit)
        window = slice(max(0, top - room), top + height + room), slice(max(0, left - room), left + width + room)
        found[window] = _kept(mask[window], lab[window], own, outline[window], above[window], unit)
    return found


def _kept(mask: Mask, lab: Floats, own: Tone, outline: Floats, above: Floats, unit: float) -> Floats:
    count, parts = _labelled(mask, lab, unit)
    inside, low = outline > 0.5, above < 0.5
    near = filters.grow(outline, _NEXT * unit) > 0.5
    if own.colourless:
        parts = np.where(near, parts, 0)
        good = _means(parts, count, inside) > _OWN
    else:
        good = _alike(parts, count, lab, own, inside, unit)
    good &= _shaped(parts, count, near & low, above, unit)
    good[0] = False  # what is no part at all
    face = mask & inside & (low | _overlaps(parts, count, inside)[parts])
    found = filters.grow((good[parts] | face).astype(np.float32), _SKIRT * unit)
    if own.colourless:
        return found
    around = filters.gaussian(lab, max(1.0, _AROUND * unit))
    vivid = _vivid(around, own)
    deep = filters.smoothstep(around[..., 0] / max(own.light, 1.0), _DEEP[1], _DEEP[0])
    fits = np.maximum(outline * (1 - vivid * deep), _chroma_fits(around, own) * (1 - vivid))
    return np.asarray(found * fits, np.float32)


def _vivid(lab: Floats, own: Tone) -> Floats:
    """(H, W): 1 where shade is more saturated than skin's: brown hair, khaki."""
    lit = lit_chroma(lab, own.light)
    chroma = np.maximum(np.hypot(lit[..., 0], lit[..., 1]) - own.spread.mean(), 0)
    return filters.smoothstep(chroma / max(float(np.hypot(*own.chroma)), 1.0), *_VIVID)


def _labelled(mask: Mask, lab: Floats, unit: float) -> tuple[int, Labels]:
    """How many parts there are, with 0 for none; and of which each pixel is: of the nearest that `mask` joins it to."""
    solid = filters.shrink((mask & ~_edges(lab, unit)).astype(np.float32), max(1.0, _BRIDGE * unit)) > 0.5
    count, parts = cv2.connectedComponents(solid.astype(np.uint8), connectivity=4)
    _, places = cv2.distanceTransformWithLabels(
        (~solid).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    islands = cv2.connectedComponents(mask.astype(np.uint8), connectivity=4)[1]
    owners, grounds = np.zeros((2, int(places.max()) + 1), np.int32)
    owners[places[solid]], grounds[places[solid]] = parts[solid], islands[solid]
    return count, np.where(mask & (grounds[places] == islands), owners[places], 0)


def _edges(lab: Floats, unit: float) -> Mask:
    smooth = filters.gaussian(lab, _SMOOTH * unit)
    down, across = (cv2.Sobel(smooth, cv2.CV_32F, *way, ksize=3) / 8 for way in ((0, 1), (1, 0)))
    return np.asarray((down**2 + across**2).sum(axis=2) > _EDGE**2, np.bool_)


def _alike(parts: Labels, count: int, lab: Floats, own: Tone, inside: Mask, unit: float) -> Mask:
    """(count,): whether a part has the face's chromaticity, and is about as smooth."""
    lit = lit_chroma(lab, own.light)
    rough = _roughness(lab[..., 0], parts > 0, unit)
    every = np.s_[:: 2 if unit > _LARGE else 1, :: 2 if unit > _LARGE else 1]  # sorting is what takes time here
    planes = lit[..., 0], lit[..., 1], rough, lab[..., 0]
    red, yellow, grain, light = _medians(parts[every], count, tuple(plane[every] for plane in planes))
    stray = _stray(red - own.chroma[0], yellow - own.chroma[1], own)
    turn = np.degrees(np.arctan2(yellow, red) - np.arctan2(own.chroma[1], own.chroma[0]))
    turn = (turn + 180) % 360 - 180
    own_face = _means(parts, count, inside) > _OWN
    turned = np.where(own_face, np.abs(turn) > _HUE, (turn < -_REDDER) | (turn > _YELLOWER))
    pale = np.hypot(red, yellow) < _PALEST * np.hypot(*own.chroma)
    seen = rough[inside & (parts > 0)]
    usual = max(float(np.median(seen)) if seen.size else 0.0, _LEAST_GRAIN)
    unlike = stray / _STRAY + np.maximum(grain / usual - 1, 0) / _ROUGHER
    unlike += np.maximum(light - own.light - _LIGHTER, 0) / _PALER
    return np.asarray((unlike < 1) & ~turned & ~pale, np.bool_)


def _stray(red: Floats, yellow: Floats, own: Tone) -> Floats:
    """How far colours are from the face's, in its spreads; being more saturated, as shade often is, counts less."""
    across = (red * own.chroma[1] - yellow * own.chroma[0], red * own.chroma[0] + yellow * own.chroma[1])
    turned, along = (part / max(float(np.hypot(*own.chroma)), 1.0) / own.spread.mean() for part in across)
    return np.asarray(np.hypot(turned, np.where(along > 0, _SATURATED * along, along)), np.float32)


def _chroma_fits(around: Floats, own: Tone) -> Floats:
    """(H, W): 0 where the chromaticity around a pixel is far from the face's: a cuff that runs into a hand."""
    red, yellow = (np.ascontiguousarray(around[..., channel]) for channel in (1, 2))
    turn = np.degrees(np.arctan2(yellow, red) - np.arctan2(own.chroma[1], own.chroma[0]))
    usual = np.degrees(own.spread.mean() / max(float(np.hypot(*own.chroma)), 1.0))
    alike = filters.smoothstep(np.asarray(((turn + 180) % 360 - 180) / usual, np.float32), *_FADES)
    lit = lit_chroma(around, own.light) - own.chroma
    return alike * filters.smoothstep(_stray(lit[..., 0], lit[..., 1], own), *_FAR)


def lit_chroma(lab: Floats, light: float) -> Floats:
    """(H, W, 2): a* and b* as they would be where L* is at least `light`: shade on skin keeps its chromaticity.

    In CIELAB L* + 16, a* and b* all go with the cube root of the light.
    """
    return np.asarray(lab[..., 1:] * ((light + 16) / (np.clip(lab[..., :1], _DARK, light) + 16)), np.float32)


def _roughness(light: Floats, mask: Mask, unit: float) -> Floats:
    around = filters.masked_gaussian(light, mask.astype(np.float32), max(1.0, _GRAIN * unit))
    return np.asarray(np.abs(light - around), np.float32)


def _shaped(parts: Labels, count: int, low: Mask, above: Floats, unit: float) -> Mask:
    """(count,): false for parts beyond the face that are small, thin or above its brows: hair, straps."""
    deep = cv2.distanceTransform((parts > 0).astype(np.uint8), cv2.DIST_L2, 3) > _THIN * unit
    sizes = np.bincount(parts.ravel(), minlength=count)
    touching, wide = (np.bincount(parts.ravel(), plane.ravel(), count) > 0 for plane in (low, deep))
    large = sizes > _LEAST * unit * unit
    return np.asarray(touching | (large & wide & (_means(parts, count, above) <= 0.5)), np.bool_)


def _overlaps(parts: Labels, count: int, inside: Mask) -> Mask:
    """(count,): which parts hold a good deal of the face."""
    shares = np.bincount(parts.ravel(), inside.ravel(), count) > _OWN * inside.sum()
    shares[0] = False
    return np.asarray(shares, np.bool_)


def _medians(parts: Labels, count: int, planes: tuple[Floats, ...]) -> tuple[Floats, ...]:
    """(count,) for each plane: its median on each part, in the middle when sorted; 0 where there is none."""
    labels = parts[parts > 0]
    sizes = np.bincount(labels, minlength=count)
    middles = np.minimum(np.cumsum(sizes) - sizes + sizes // 2, max(labels.size - 1, 0))
    found = np.zeros((len(planes), count), np.float32)
    for row, plane in zip(found, planes, strict=True):
        if labels.size:
            values = plane[parts > 0]
            by_value = np.argsort(values)
            by_part = by_value[np.argsort(labels[by_value], kind="stable")]
            row[:] = np.where(sizes > 0, values[by_part[middles]], 0)
    return tuple(found)


def _means(parts: Labels, count: int, plane: NDArray[np.generic]) -> Floats:
    """(count,): of each part, over its pixels."""
    sizes = np.maximum(np.bincount(parts.ravel(), minlength=count), 1)
    return np.asarray(np.bincount(parts.ravel(), plane.ravel(), count) / sizes, np.float32)

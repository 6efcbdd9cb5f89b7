"""Healing one spot: the tones of the skin around it, with the texture of clean skin from next door.

After the healing brush (Georgiev, "Covariant Derivatives and Vision", ECCV 2006). There the source's texture and tones
are bent to the target's rim; here only what is finer than the spot comes from the source, so that no fold or shadow is
copied, and the tones are a membrane over the rim: the plane that fits its light best, and a masked Gaussian of what the
plane leaves.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import cos, sin, tau

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging.filters import gaussian, masked_gaussian, smoothstep
from retouch_lib.imaging.floats import Floats

REACH = 5.6
"""How far from a spot's middle pixels are looked at, in radii of the spot."""
CHANGED = 1.5
"""Healing fades out up to here, likewise: nothing changes beyond."""
_RIM = 1.9
"""Up to here, likewise, is the rim that says how the light goes on across the spot."""
_STIFF = 0.2
"""How much evidence a slope of light needs, as a share of a whole rim: a part of one says little."""
_DISTANCES = (2.4, 3.2, 4.0)
_DIRECTIONS = tuple((sin(turn * tau / 8), cos(turn * tau / 8)) for turn in range(8))
_LEAST_CLEAN = 0.5
_ENOUGH, _LEAST_SOFT, _WHOLE = 18.0, 0.7, 0.99
"""Pixels of a spot's radius that are enough to tell plain skin and tones by, and of the sigma that parts texture from
tones; the share of a small copy's pixel from which on all of it is rim."""
_MOST_TEXTURE = 4.0
"""Times the median: a hair or the edge of a fold in the source is cut down to this."""
_GRAIN = 0.25
"""In levels: less texture than this is none, and tells nothing of how much there should be."""
_MEAN_OF_RGB = np.full((1, 3), 1 / 3, np.float32)
_FINE = 0.4
"""Sigma below which structure is texture, in radii of the spot, at most."""


def heal(
    window: NDArray[np.uint8],
    skin: NDArray[np.bool_],
    clean: NDArray[np.bool_],
    centre: tuple[float, float],
    radius: float,
    pores: float = np.inf,
) -> NDArray[np.uint8]:
    """The window with the spot healed.

    `window`: RGB uint8 (H, W, 3), best `REACH` radii around the spot. `skin`: (H, W), where skin without spots is, for
    the tones; `clean`: where that has nothing of its own, such as folds, for the texture.
    `centre` (x, y) and `radius` in pixels. `pores`: sigma in pixels of what is texture at most; what is coarser may be
    a mark itself, where marks are dense.
    """
    fine = min(_FINE * radius, pores)
    x, y = round(centre[0]), round(centre[1])
    half = int(np.ceil(radius * _RIM))
    top, left = max(0, y - half), max(0, x - half)
    target = window[top : y + half + 1, left : x + half + 1].astype(np.float32)
    height, width = target.shape[:2]
    down = ((np.arange(height) + top - centre[1]) / radius).astype(np.float32)
    across = ((np.arange(width) + left - centre[0]) / radius).astype(np.float32)
    away = np.hypot(down[:, None], across[None]).astype(np.float32)
    rim = _rim(away, skin[top : top + height, left : left + width])
    filled = _tones_of_small(target, rim, down, across, radius)
    source = _plainest(window, clean, (top, left), (height, width), radius, fine)
    if source is not None:
        patch = window[source[0] : source[0] + height, source[1] : source[1] + width].astype(np.float32)
        filled += _no_rougher(_fine(patch, fine), _fine(target, fine)[rim > 0])
    opacity = smoothstep(away, CHANGED, 0.95)[..., None]
    healed = window.copy()
    mixed = target + opacity * (filled - target)
    healed[top : top + height, left : left + width] = np.clip(mixed + 0.5, 0, 255).astype(np.uint8)
    return healed


def _rim(away: Floats, skin: NDArray[np.bool_]) -> Floats:
    """The skin just around the spot, without its neighbours. `away`: from its middle, in its radii."""
    ring = (away > 1) & (away <= _RIM)
    return np.asarray((ring & skin) if (ring & skin).any() else away > 1, np.float32)


def _tones_of_small(target: Floats, rim: Floats, down: Floats, across: Floats, radius: float) -> Floats:
    """As `_tones`, of a small copy where the spot is large: tones are smooth."""
    step = radius / _ENOUGH
    if step <= 1:
        return _tones(target, rim, down, across, radius)
    height, width = (max(1, round(side / step)) for side in target.shape[:2])
    small, ring = (
        np.asarray(cv2.resize(plane, (width, height), interpolation=cv2.INTER_AREA), np.float32)
        for plane in (target, rim)
    )
    whole = np.asarray(ring > (_WHOLE if (ring > _WHOLE).any() else 0), np.float32)
    tones = _tones(small, whole, _reduced(down, height), _reduced(across, width), radius / step)
    return np.asarray(cv2.resize(tones, target.shape[1::-1], interpolation=cv2.INTER_LINEAR), np.float32)


def _reduced(way: Floats, count: int) -> Floats:
    """Places along a way, at the middles of so many equal parts of it."""
    return np.asarray(np.linspace(way[0], way[-1], 2 * count + 1)[1::2], np.float32)


def _tones(target: Floats, rim: Floats, down: Floats, across: Floats, radius: float) -> Floats:
    """The light of the rim, carried on across the spot: (H, W, 3). `down`, `across`: (H,), (W,), in radii."""
    ys, xs = np.broadcast_arrays(down[:, None], across[None])
    places = np.stack((xs, ys), axis=-1)
    there, light = places[rim > 0], target[rim > 0]
    middle, mean = there.mean(axis=0), light.mean(axis=0)
    whole = np.pi * (_RIM**2 - 1) * radius**2
    spread = (there - middle).T @ (there - middle) + _STIFF * whole * np.eye(2)
    slope = np.linalg.solve(spread, (there - middle).T @ (light - mean))
    plane = np.asarray(mean + (places - middle) @ slope, np.float32)
    return plane + masked_gaussian(target - plane, rim, max(1.0, 0.6 * radius))


def _fine(pixels: Floats, fine: float) -> Floats:
    """The texture of a patch."""
    return np.asarray(pixels - gaussian(pixels, max(_LEAST_SOFT, fine)), np.float32)


def _no_rougher(texture: Floats, around: Floats) -> Floats:
    """The texture, as strong as `around` the spot at most: next door may be shine, whose bumps are a stamp here."""
    usual, own = (float(np.median(np.abs(values))) for values in (around, texture[::2, ::2]))
    most = _MOST_TEXTURE * min(usual, own) + 1
    return np.asarray(np.clip(texture * min(1.0, (usual + _GRAIN) / (own + _GRAIN)), -most, most), np.float32)


def _plainest(
    window: NDArray[np.uint8],
    clean: NDArray[np.bool_],
    corner: tuple[int, int],
    shape: tuple[int, int],
    radius: float,
    fine: float,
) -> tuple[int, int] | None:
    """Top and left of the plainest and cleanest patch nearby; None where there is none.

    Plain: of even tone, and its texture is fine all over, without shine on bumps, and nowhere coarse as along a crease.
    It is looked for on a copy on which the spot is so small that its size costs nothing.
    """
    step = max(2, round(radius / _ENOUGH))
    soft = max(_LEAST_SOFT, fine / step)
    some = np.ascontiguousarray(window[::step, ::step], np.float32)
    free = np.ascontiguousarray(clean[::step, ::step], np.uint8)
    smooth = gaussian(some, soft)
    rough = gaussian(np.asarray(cv2.transform(np.abs(some - smooth), _MEAN_OF_RGB), np.float32), soft)
    places = list(_places(corner, shape, radius, clean.shape))
    if not places:
        return None
    patches = np.array([(top, left, top + shape[0], left + shape[1]) for top, left in places]) // step
    share, mean = _mean(free, patches), _mean(rough, patches)
    form = _deviation(smooth, patches).sum(axis=1)
    busy = np.where(share < _LEAST_CLEAN, np.inf, form**0.5 * mean / np.maximum(share, _LEAST_CLEAN) ** 4)
    best, least = None, np.inf
    for place, patch, times, roughness in zip(places, patches.tolist(), busy.tolist(), mean.tolist(), strict=True):
        if times * roughness < least:  # the roughest in it is no less than the mean
            unrest = times * float(rough[patch[0] : patch[2], patch[1] : patch[3]].max())
            if unrest < least:
                best, least = place, unrest
    return best


def _deviation(plane: Floats, patches: NDArray[np.int_]) -> NDArray[np.float64]:
    """(N, C): the standard deviation of each channel in patches, (N, 4): first row and column, and those behind."""
    centred = plane - np.float32(plane.mean())
    square, mean = (_mean(each, patches) for each in (centred * centred, centred))
    return np.sqrt(np.maximum(square - mean * mean, 0))


def _mean(plane: Floats | NDArray[np.uint8], patches: NDArray[np.int_]) -> NDArray[np.float64]:
    """(N,) or (N, C): the mean in patches, 0 in empty ones, by a summed-area table (Crow, SIGGRAPH 1984)."""
    sums = cv2.integral(plane, sdepth=cv2.CV_64F)
    top, left, bottom, right = patches.T
    total = sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
    count = np.maximum((bottom - top) * (right - left), 1)
    return np.asarray(total / (count if plane.ndim == 2 else count[:, None]), np.float64)


def _places(
    corner: tuple[int, int], shape: tuple[int, int], radius: float, window: tuple[int, ...]
) -> Iterator[tuple[int, int]]:
    """Top and left of patches of that shape around the one at `corner`, as far as they lie in the window."""
    for distance in _DISTANCES:
        for down, across in _DIRECTIONS:
            top = corner[0] + round(distance * radius * down)
            left = corner[1] + round(distance * radius * across)
            if 0 <= top <= window[0] - shape[0] and 0 <= left <= window[1] - shape[1]:
                yield top, left

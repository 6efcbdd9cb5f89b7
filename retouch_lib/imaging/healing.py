"""Healing one spot: clean skin from next door, brought to the light and colour around the spot.

The texture comes from the source and the tones from the target's rim, as in Georgiev, "Covariant Derivatives and
Vision" (the healing brush), with the membrane between them approximated by a masked Gaussian.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging.filters import gaussian, masked_gaussian, smoothstep
from retouch_lib.imaging.nets import Floats

REACH = 4.8
"""How far from a spot's middle pixels are looked at, in radii of the spot."""
_RIM = 1.5
_DISTANCES = (2.4, 3.2)
_DIRECTIONS = 12
_LEAST_CLEAN = 0.97


def heal(
    window: NDArray[np.uint8], clean: NDArray[np.bool_], centre: tuple[float, float], radius: float
) -> NDArray[np.uint8]:
    """The window with the spot healed.

    `window`: RGB uint8 (H, W, 3), best `REACH` radii around the spot. `clean`: (H, W), where skin without spots is.
    `centre` (x, y) and `radius` in pixels.
    """
    x, y = round(centre[0]), round(centre[1])
    half = int(np.ceil(radius * _RIM))
    top, left = max(0, y - half), max(0, x - half)
    target = window[top : y + half + 1, left : x + half + 1].astype(np.float32)
    height, width = target.shape[:2]
    ys, xs = np.ogrid[top : top + height, left : left + width]
    away = np.hypot(ys - centre[1], xs - centre[0]).astype(np.float32)
    rim = _rim(away, radius, clean[top : top + height, left : left + width])
    source = _best(window, clean, (top, left), target, rim, radius)
    if source is None:
        filled = masked_gaussian(target, rim, max(1.0, 0.6 * radius))
    else:
        filled = source + masked_gaussian(target - source, rim, max(1.0, 0.6 * radius))
    opacity = smoothstep(away, _RIM * radius, 0.95 * radius)[..., None]
    healed = window.copy()
    mixed = target + opacity * (filled - target)
    healed[top : top + height, left : left + width] = np.clip(mixed + 0.5, 0, 255).astype(np.uint8)
    return healed


def _rim(away: Floats, radius: float, clean: NDArray[np.bool_]) -> Floats:
    """The skin just around the spot, without its neighbours."""
    ring = (away > radius) & (away <= _RIM * radius)
    return np.asarray((ring & clean) if (ring & clean).any() else away > radius, np.float32)


def _best(
    window: NDArray[np.uint8],
    clean: NDArray[np.bool_],
    corner: tuple[int, int],
    target: Floats,
    rim: Floats,
    radius: float,
) -> Floats | None:
    """The clean patch whose shading along the rim is most like the target's; None when there is no clean one."""
    best, least = None, np.inf
    height, width = target.shape[:2]
    soft = max(0.5, 0.3 * radius)
    wanted, weights = gaussian(target, soft), rim[..., None] / rim.sum()
    for down, across in _offsets(radius):
        top, left = corner[0] + down, corner[1] + across
        if top < 0 or left < 0:
            continue
        there = slice(top, top + height), slice(left, left + width)
        if clean[there].shape != (height, width) or clean[there].mean() < _LEAST_CLEAN:
            continue
        patch = window[there].astype(np.float32)
        difference = wanted - gaussian(patch, soft)
        difference -= (difference * weights).sum(axis=(0, 1))
        unlike = float((difference**2 * weights).sum())
        if unlike < least:
            best, least = patch, unlike
    return best


def _offsets(radius: float) -> Iterator[tuple[int, int]]:
    for distance in _DISTANCES:
        for angle in np.linspace(0, 2 * np.pi, _DIRECTIONS, endpoint=False):
            yield round(distance * radius * np.sin(angle)), round(distance * radius * np.cos(angle))

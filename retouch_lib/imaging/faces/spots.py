"""Finding blemishes: places darker or redder than the skin around them in every direction.

Wrinkles, edges and shadows fail that test, because along them something is as dark. The end of a wrinkle may pass it,
so a line that goes on from the spot is looked for too. What is too busy to judge (hair, stubble) is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging import filters
from retouch_lib.imaging.faces.plain_skin import SKIN
from retouch_lib.imaging.floats import Floats

_SIZES = ((0.004, 1.0), (0.006, 1.0), (0.010, 1.3), (0.016, 2.0))
"""Sigmas of the spots looked for, in heights of the face, and how much more contrast a spot of that size must have:
wide patches of other colour are usual on skin."""
_LEAST_SIGMA, _FINEST_SIGMA = 0.8, 2.0
"""In pixels: the least that can be told from noise, and what is enough to find a spot's middle."""
_RADIUS = 1.9
_AROUND = 2.3
"""Sigmas from a spot's middle to where its surroundings are looked at."""
_DARKER, _REDDER = 1.7, 1.3
"""Least contrast of a spot at full sensitivity, in L* and a*."""
_SUM = 1.3
"""Least contrast of both in sum: what is lighter by nearly as much as it is redder is light."""
_ROUND = 0.65
"""The weakest of a spot's eight contrasts against their mean; along a wrinkle it is weaker."""
_SAMPLES = 20_000
"""Pixels that are enough to measure noise by."""
_EVEN = 0.4
"""The weakest against the strongest; where light turns into shadow it is weaker."""
_LINE, _LONG, _ALIKE = 6.0, 3.8, 0.45
"""The end of a line goes on for so many sigmas, as an area so many times as long as wide, in which the contrast is at
least such a share of the spot's own."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A blemish, in pixels of the picture that was searched."""

    x: float
    y: float
    radius: float
    needed: float
    """The sensitivity (0-1) from which on it is chosen; over 1 never."""
    darker: float
    redder: float
    """By how much, in L* and in a*, than the skin around it."""


def find(lab: Floats, luma: Floats, skin: Floats, unit: float) -> list[Spot]:
    """All spots on the skin that full sensitivity takes, the plainest first. `unit`: the face's height in pixels."""
    on_skin = skin > SKIN
    if not on_skin.any():
        return []
    room = max(1, int(0.05 * unit))
    window = _window(on_skin, room)
    lab, luma, mask = lab[window], luma[window], on_skin[window].astype(np.float32)
    usable = _usable(luma, mask, unit)
    top, left = window[0].start, window[1].start
    spots: list[Spot] = []
    for size, contrast in _SIZES:
        if size * unit >= _LEAST_SIGMA:
            spots += _reduced(lab, mask, usable, size * unit, contrast)
    moved = (replace(spot, x=spot.x + left, y=spot.y + top) for spot in spots)
    return _apart(sorted(moved, key=lambda spot: spot.needed))


def _window(mask: NDArray[np.bool_], room: int) -> tuple[slice, slice]:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return (
        slice(max(0, int(rows[0]) - room), int(rows[-1]) + room + 1),
        slice(max(0, int(columns[0]) - room), int(columns[-1]) + room + 1),
    )


def _usable(luma: Floats, mask: Floats, unit: float) -> NDArray[np.bool_]:
    """Skin that is not much busier than skin is here on average."""
    detail = np.abs(luma - filters.gaussian(luma, max(0.8, 0.004 * unit)))
    busy = filters.masked_gaussian(detail, mask, 0.03 * unit)
    return np.asarray((mask > 0) & (busy < 2.2 * np.median(busy[mask > 0]) + 0.004))


def _reduced(lab: Floats, mask: Floats, usable: NDArray[np.bool_], sigma: float, contrast: float) -> Iterator[Spot]:
    """Spots of one size, looked for on a picture that is as small as that size allows."""
    step = max(1, int(sigma / _FINEST_SIGMA))
    height, width = mask.shape
    size = max(1, width // step), max(1, height // step)
    small, skin, usual = (
        np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.float32) if step > 1 else plane
        for plane in (lab, mask, usable.astype(np.float32))
    )
    across, down = width / size[0], height / size[1]
    for spot in _of_size(small, (skin > 0.99).astype(np.float32), usual > 0.5, sigma / down, contrast):
        x, y = (spot.x + 0.5) * across - 0.5, (spot.y + 0.5) * down - 0.5
        yield replace(spot, x=x, y=y, radius=max(2.0, _RADIUS * sigma))


def _of_size(lab: Floats, mask: Floats, usable: NDArray[np.bool_], sigma: float, contrast: float) -> Iterator[Spot]:
    if not mask.any():
        return
    usable = usable & (filters.shrink(mask, _AROUND * sigma) > 0)  # all that a spot is compared with is skin
    darker, redder = (
        sign * filters.masked_gaussian(np.ascontiguousarray(lab[..., channel]), mask, 0.7 * sigma)
        for channel, sign in ((0, -1), (1, 1))
    )
    contrasts = _contrasts(darker, sigma), _contrasts(redder, sigma)
    for plane, contrast_of, floor in ((darker, contrasts[0], _DARKER), (redder, contrasts[1], _REDDER)):
        needed = _needed(plane, contrast_of, mask, sigma, contrast * floor)
        count, labels, boxes, middles = cv2.connectedComponentsWithStats(
            ((needed < 1) & usable).astype(np.uint8), connectivity=8
        )
        for index in range(1, count):
            x, y, width, height = boxes[index, :4]
            if max(width, height) > 6 * sigma + 4:
                continue  # no spot: a line or a patch
            inside = labels[y : y + height, x : x + width] == index
            if _ends_a_line(plane, mask, (float(middles[index][0]), float(middles[index][1])), sigma):
                continue
            least = float(needed[y : y + height, x : x + width][inside].min())
            tones = [float(each.mean[y : y + height, x : x + width][inside].mean()) for each in contrasts]
            if sum(tones) < _SUM:
                continue  # lit, as the lip of a crease is
            yield Spot(float(middles[index][0]), float(middles[index][1]), sigma, max(0.0, least), *tones)


def _ends_a_line(plane: Floats, mask: Floats, middle: tuple[float, float], sigma: float) -> bool:
    """Whether what is as dark (or red) as the spot at `middle` (x, y) goes on to one side, far and narrow."""
    reach = int(np.ceil(1.3 * _LINE * sigma))
    x, y = round(middle[0]), round(middle[1])
    window = slice(max(0, y - reach), y + reach + 1), slice(max(0, x - reach), x + reach + 1)
    near, skin = plane[window], mask[window] > 0
    ys, xs = np.indices(near.shape, dtype=np.float32) - np.array(
        (y - window[0].start, x - window[1].start), np.float32
    ).reshape(2, 1, 1)
    away = np.hypot(xs, ys)
    ring = (away > _AROUND * sigma) & (away <= 2 * _RADIUS * sigma) & skin
    if ring.sum() < 6:
        return False
    near = near - _plane(near, ring, xs, ys)
    top = float(near[away <= max(0.95 * sigma, 1.0)].mean())
    _, labels = cv2.connectedComponents(((near > _ALIKE * top) & skin).astype(np.uint8))
    peak = np.unravel_index(np.argmax(np.where(away <= _AROUND * sigma / 2, near, -np.inf)), near.shape)
    part = labels == labels[peak]
    if top <= 0 or not labels[peak] or part.sum() < 6 or away[part].max() < _LINE * sigma:
        return False
    narrow, wide = np.linalg.eigvalsh(np.cov(xs[part], ys[part]))
    return bool(wide > _LONG**2 * max(narrow, 1 / 12))


def _plane(values: Floats, ring: NDArray[np.bool_], xs: Floats, ys: Floats) -> Floats:
    """The slope of light around a spot, by least squares."""
    terms = np.stack((np.ones_like(xs), xs, ys), axis=-1)
    return np.asarray(terms @ np.linalg.lstsq(terms[ring], values[ring], rcond=None)[0], np.float32)


def _needed(plane: Floats, contrasts: _Contrasts, mask: Floats, sigma: float, floor: float) -> Floats:
    """The sensitivity from which on each pixel counts as part of a spot.

    At sensitivity s a spot's contrast must exceed both `floor` · (1.5 - s/2) and (3.2 - 1.6 s) times the noise.
    """
    weakest, mean, strongest = contrasts
    round_enough = (weakest > _ROUND * mean) & (weakest > _EVEN * strongest)
    unrest = np.abs(plane - filters.gaussian(plane, 2 * sigma))[mask > 0]
    noise = 1.48 * float(np.median(unrest[:: 1 + len(unrest) // _SAMPLES])) + 1e-6
    needed = np.maximum((1.5 - weakest / floor) / 0.5, (3.2 - weakest / noise) / 1.6)
    return np.where(round_enough, needed, np.inf).astype(np.float32)


class _Contrasts(NamedTuple):
    """By how much each pixel exceeds those some sigmas away in eight directions."""

    weakest: Floats
    mean: Floats
    strongest: Floats


def _contrasts(plane: Floats, sigma: float) -> _Contrasts:
    highest, lowest, total = np.full_like(plane, -np.inf), np.full_like(plane, np.inf), np.zeros_like(plane)
    for angle in np.arange(8) * (np.pi / 4):
        across, down = _AROUND * sigma * np.cos(angle), _AROUND * sigma * np.sin(angle)
        shift = np.array(((1, 0, across), (0, 1, down)), np.float32)
        moved = cv2.warpAffine(plane, shift, plane.shape[::-1], borderMode=cv2.BORDER_REPLICATE)
        cv2.max(highest, moved, dst=highest)
        cv2.min(lowest, moved, dst=lowest)
        cv2.add(total, moved, dst=total)
    return _Contrasts(plane - highest, plane - total / np.float32(8), plane - lowest)


def _apart(spots: list[Spot]) -> list[Spot]:
    """Each place once: the plainest of those that overlap, made large enough for all of them."""
    kept: list[Spot] = []
    for spot in spots:
        for index, other in enumerate(kept):
            if np.hypot(spot.x - other.x, spot.y - other.y) < max(spot.radius, other.radius):
                kept[index] = replace(other, radius=max(other.radius, spot.radius))
                break
        else:
            kept.append(spot)
    return kept

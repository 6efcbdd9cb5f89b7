"""Where faces are: BlazeFace over the whole picture, then over tiles of it when the faces are small.

Bazarevsky et al., "BlazeFace", https://arxiv.org/abs/1907.05047. Overlapping hits are averaged by their scores.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging.faces import nets
from retouch_lib.imaging.faces.nets import Net
from retouch_lib.imaging.floats import Floats

_LEAST_SCORE = 0.5
_LEAST_TILE_SCORE = 0.6
_OVERLAP = 0.3


@dataclass(frozen=True, slots=True)
class Detection:
    """A face as the detector sees it, in pixels of the picture that was searched."""

    score: float
    centre: Floats
    """(x, y)."""
    size: float
    """The longer side of its box, which spans the brows to the chin."""
    eyes: Floats
    """(2, 2): the person's right eye, then the left."""


def search(rgb: NDArray[np.uint8], parts: int = 1, turns: int = 0) -> list[Detection]:
    """Where faces may be in RGB uint8 (H, W, 3), the largest first; each once.

    `parts`: into how many tiles the longer side is cut, which are searched one by one: 1 finds faces from about an
    eighteenth of the longer side on, 4 those a fourth as large. `turns`: quarter turns, against the clock, by which
    each is turned for the search: 2 finds who stands on the head. What is found is told in the picture as given.
    """
    found: list[Detection] = []
    if parts == 1:
        for net in (Net.FAR_FACES, Net.NEAR_FACES):
            _add(found, _search(rgb, net, _LEAST_SCORE, turns))
    else:
        for x, y, tile in _tiles(rgb, max(1, int(max(rgb.shape[:2]) / parts * 1.25))):
            hits = _search(tile, Net.FAR_FACES, _LEAST_TILE_SCORE, turns)
            offset = np.array((x, y), np.float32)
            _add(found, [replace(hit, centre=hit.centre + offset, eyes=hit.eyes + offset) for hit in hits])
    return sorted(found, key=lambda face: face.size, reverse=True)


def _add(found: list[Detection], hits: list[Detection]) -> None:
    for hit in hits:
        if all(np.linalg.norm(hit.centre - old.centre) > 0.5 * max(hit.size, old.size) for old in found):
            found.append(hit)


def _tiles(rgb: NDArray[np.uint8], side: int) -> Iterator[tuple[int, int, NDArray[np.uint8]]]:
    """Overlapping squares that cover the picture: x, y and the pixels of each."""
    height, width = rgb.shape[:2]
    for y in _starts(height, side):
        for x in _starts(width, side):
            yield x, y, rgb[y : y + side, x : x + side]


def _starts(length: int, side: int) -> list[int]:
    count = max(1, int(np.ceil(length / side * 1.25)))
    return [int(start) for start in np.linspace(0, max(0, length - side), count)]


def _search(rgb: NDArray[np.uint8], net: Net, least: float, turns: int) -> list[Detection]:
    side, anchors = (192, _FAR_ANCHORS) if net is Net.FAR_FACES else (128, _NEAR_ANCHORS)
    scale, left, top, square = _letterbox(rgb, side)
    boxes, logits = nets.run(net, np.rot90(square, turns))
    scores = (1 / (1 + np.exp(-np.clip(logits, -80, 80)))).astype(np.float32)
    hit = scores > least
    values, anchor = boxes.reshape(-1, 16)[hit], anchors[hit] * side
    points = values[:, [0, 1, 4, 5, 6, 7]].reshape(-1, 3, 2) + anchor[:, None]  # centre, right eye, left eye
    points = (_turned_back(points, side, turns) - np.array((left, top), np.float32)) / scale
    return _merge(scores[hit], points, values[:, 2:4].max(1, initial=0) / scale)


def _turned_back(points: Floats, side: int, turns: int) -> Floats:
    """Points of a square turned by quarter turns against the clock, as points of the square before."""
    for _ in range(turns):
        points = np.stack((side - points[..., 1], points[..., 0]), axis=-1)
    return points


def _letterbox(rgb: NDArray[np.uint8], side: int) -> tuple[float, int, int, Floats]:
    """The whole picture in the middle of a grey square, -1 to 1; its scale and place."""
    height, width = rgb.shape[:2]
    scale = side / max(height, width)
    inner = cv2.resize(rgb, (max(1, round(width * scale)), max(1, round(height * scale))), interpolation=cv2.INTER_AREA)
    top, left = (side - inner.shape[0]) // 2, (side - inner.shape[1]) // 2
    square = np.zeros((side, side, 3), np.float32)
    square[top : top + inner.shape[0], left : left + inner.shape[1]] = inner / np.float32(127.5) - 1
    return scale, left, top, square


def _merge(scores: Floats, points: Floats, sizes: Floats) -> list[Detection]:
    """Non-maximum suppression that averages what it suppresses (BlazeFace, section 4)."""
    merged = []
    left = [int(index) for index in np.argsort(-scores)]
    while left:
        best, *others = left
        same = [index for index in others if _overlap(points[best, 0], sizes[best], points[index, 0], sizes[index])]
        group = [best, *same]
        weights = scores[group] / scores[group].sum()
        centre, *eyes = np.einsum("n,npc->pc", weights, points[group])
        merged.append(Detection(float(scores[best]), centre, float(weights @ sizes[group]), np.stack(eyes)))
        left = [index for index in left if index not in group]
    return merged


def _overlap(a: Floats, a_size: float, b: Floats, b_size: float) -> bool:
    """Whether two squares share more than `_OVERLAP` of their union."""
    sides = np.minimum(a + a_size / 2, b + b_size / 2) - np.maximum(a - a_size / 2, b - b_size / 2)
    shared = float(np.prod(np.clip(sides, 0, None)))
    return bool(shared > _OVERLAP * (a_size**2 + b_size**2 - shared))


def _anchors(grid: int, each: int) -> Floats:
    middles = (np.arange(grid, dtype=np.float32) + 0.5) / grid
    ys, xs = np.meshgrid(middles, middles, indexing="ij")
    return np.repeat(np.stack((xs.ravel(), ys.ravel()), axis=1), each, axis=0)


_NEAR_ANCHORS = np.concatenate((_anchors(16, 2), _anchors(8, 6)))
_FAR_ANCHORS = _anchors(48, 1)

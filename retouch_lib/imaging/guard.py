"""A guard: where layers of a mix are taken away by hand (a mole, a scar, a beard), or the only places where they act.

It is kept with its mix as text, in the photo's own coordinates. As pixels it is a mask for each layer: 255 where all of
the layer is laid, 0 where nothing of it, so that the picture below is kept there bit for bit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache, partial
from typing import Literal

import cv2
import numpy as np

from retouch_lib.imaging.files.limits import MAX_LAYERS
from retouch_lib.imaging.strokes import Box, Pixels, Size, Stroke, Strokes

ALL = -1
"""In a layer's place: all of them."""
LONGEST = 200_000
"""Characters of a guard's text."""
Within = Literal["", "skin", "painted"]
"""Where a layer may act: everywhere, where the result's Skin Mask is white, or in a region that is painted."""
Part = Literal["kept", "region"]
"""What a stroke belongs to: where the layer is taken away, or where it may act."""
_NONE = "no guard"
_DIGITS = 24


@dataclass(frozen=True, slots=True)
class LayerGuard:
    """What is kept of one layer, or of all."""

    kept: Strokes = field(default_factory=Strokes)
    """Where it is taken away."""
    within: Within = ""
    region: Strokes = field(default_factory=Strokes)
    """Where it may act, if `within` is "painted"."""

    def __bool__(self) -> bool:
        return bool(self.kept or self.within or self.region)

    def masks(self, size: Size, box: Box, skin: Pixels | None) -> Iterator[Pixels]:
        """uint8 (h, w) each, 255 where the layer is laid. `skin`: uint8 (H, W) of the whole, or None."""
        if self.kept:
            yield 255 - self.kept.coverage(size, box)
        if self.within == "painted":
            yield self.region.coverage(size, box)
        if self.within == "skin" and skin is not None:
            left, top, width, height = box
            yield skin[top : top + height, left : left + width]


@dataclass(frozen=True, slots=True)
class Guard:
    """Of the layers of one result over one photo. Equal ones have the same text."""

    layers: tuple[tuple[int, LayerGuard], ...] = ()
    """By number (or ALL), in order; none that guards nothing."""

    def __post_init__(self) -> None:
        """Raises ValueError for what is out of bounds."""
        numbers = [number for number, _ in self.layers]
        if numbers != sorted(set(numbers)) or not all(ALL <= number < MAX_LAYERS for number in numbers):
            raise ValueError(_NONE)
        if not all(one for _, one in self.layers) or len(str(self)) > LONGEST:
            raise ValueError("a guard out of bounds")

    def __bool__(self) -> bool:
        return bool(self.layers)

    def __str__(self) -> str:
        """Empty for a guard of nothing."""
        parts = {
            str(number): {"kept": str(one.kept), "within": one.within, "region": str(one.region)}
            for number, one in self.layers
        }
        return json.dumps(parts, separators=(",", ":")) if parts else ""

    @classmethod
    def parse(cls, text: str) -> Guard:
        """From text, which anybody may have written. Raises ValueError for what `str` does not make."""
        return _parsed(text)

    @property
    def name(self) -> str:
        """By which addresses know it: of its text; empty for a guard of nothing."""
        return name_of(str(self))

    def of(self, number: int) -> LayerGuard:
        """That of one layer, or of ALL."""
        return dict(self.layers).get(number, LayerGuard())

    def put(self, number: int, one: LayerGuard) -> Guard:
        """A copy with another one of that layer. Raises ValueError for what is out of bounds."""
        layers = {**dict(self.layers), number: one}
        return Guard(tuple(sorted((number, each) for number, each in layers.items() if each)))

    def add(self, number: int, part: Part, *strokes: Stroke) -> Guard:
        """A copy with more strokes; a region of them is then where the layer may act. Raises ValueError when there are
        too many."""
        one = self.of(number)
        if part == "kept":
            return self.put(number, replace(one, kept=one.kept.add(*strokes)))
        return self.put(number, replace(one, region=one.region.add(*strokes), within="painted"))

    def drop(self, number: int, *strokes: Stroke) -> Guard:
        """A copy in which these keep nothing of that layer any more."""
        one = self.of(number)
        left = tuple(stroke for stroke in one.kept.strokes if stroke not in strokes)
        return self.put(number, replace(one, kept=Strokes(left)))

    def of_picture(self, size: Size, skin: Callable[[], Pixels | None]) -> Callable[[int, Box], Pixels | None]:
        """As `mask`, of pictures of that size; `skin` is asked once."""
        return partial(self._mask, size, cache(skin))

    def _mask(self, size: Size, skin: Callable[[], Pixels | None], number: int, box: Box) -> Pixels | None:
        return self.mask(number, size, box, skin)

    def mask(self, number: int, size: Size, box: Box, skin: Callable[[], Pixels | None]) -> Pixels | None:
        """uint8 (h, w) of that box of a picture of that size: how much of the layer is laid; None for all of it."""
        found: Pixels | None = None
        for one in (self.of(ALL), self.of(number)) if number != ALL else (self.of(ALL),):
            for mask in one.masks(size, box, skin() if one.within == "skin" else None):
                found = mask if found is None else np.asarray(cv2.multiply(found, mask, scale=1 / 255), np.uint8)
        return found


NO_GUARD = Guard()


def name_of(text: str) -> str:
    """The name of the guard of that text; empty for none."""
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS] if text else ""


@lru_cache(8)  # one page, and one picture, ask for the same one again and again
def _parsed(text: str) -> Guard:
    if not text:
        return Guard()
    if len(text) > LONGEST:
        raise ValueError(_NONE)
    try:
        told = json.loads(text)
    except RecursionError as error:
        raise ValueError(_NONE) from error
    if not isinstance(told, dict):
        raise ValueError(_NONE)
    made = Guard(tuple(_layer(number, one) for number, one in told.items()))
    if str(made) != text:
        raise ValueError(_NONE)
    return made


def _layer(number: str, told: object) -> tuple[int, LayerGuard]:
    match told:
        case {"kept": str(kept), "within": "" | "skin" | "painted" as within, "region": str(region)}:
            return int(number), LayerGuard(Strokes.parse(kept), within, Strokes.parse(region))
    raise ValueError(_NONE)

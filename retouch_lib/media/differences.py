"""How far two pictures of one size differ, pixel by pixel: the whole as large as a preview, and tiles at full size.

Each is taken by its own colour profile. Reading both files is what takes time, so the last two stay in memory for a
while: tiles are asked for side by side.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from retouch_lib.errors import InvalidPhoto
from retouch_lib.imaging.files import photo
from retouch_lib.imaging.files.photo import PhotoInfo, Pixels
from retouch_lib.imaging.files.reduced import reduced
from retouch_lib.imaging.measures import colour_map, seen_picture
from retouch_lib.imaging.measures.colour_difference import ciede2000, lab
from retouch_lib.imaging.measures.places import highest_spots
from retouch_lib.imaging.measures.seen_picture import WHOLE, SeenPicture, Size, Window, fitting
from retouch_lib.media.held import Held
from retouch_lib.media.making import Making
from retouch_lib.media.previews import PREVIEW_SIDE
from retouch_lib.media.whole_pictures import PictureName, WholePictures, digest
from retouch_lib.media.writing import write

TILE = 1024
"""Pixels of a tile's side; the last of a row and of a column are smaller."""
HELD_BYTES = 640 << 20
"""What two pictures may take in memory; of larger ones there are no tiles."""
PLACES = 3
_APART = 0.1
"""Of the longer side: nearer places are one."""
LET_GO = 60.0
"""Seconds after the last tile until they are let go."""
_FINER = 2
_VERSION = 1
_OTHER_SIZES = "These pictures differ in size ({} and {} pixels): there is no difference pixel by pixel."
_TOO_LARGE = "These pictures are too large to be compared at 1:1."

Pair = tuple[SeenPicture, SeenPicture]
Box = tuple[int, int, int, int]
"""Left, top, right and lower edge in pixels of the file, upright."""


class Differences:
    """Made once, kept with the previews as `colour_map.packed` levels of ΔE00. May be used from any thread.

    Methods raise InvalidPhoto (a sentence) where the pictures can't be read, or differ in size; OSError where one does
    not exist; LookupError for a tile that there is not.
    """

    def __init__(self, pictures: WholePictures, making: Making) -> None:
        self._pictures = pictures
        self._making = making
        self._held = HeldPair(self._load)

    def whole(self, one: PictureName, other: PictureName) -> Path:
        """Of both reduced to a longest side of 2048 pixels, each pixel the mean of the area that it covers."""
        first, second, of = _ordered(one, other)
        target = self._target(first, second, "whole.png")
        if target.is_file():
            return target
        infos = self._infos(first, second)  # first: what makes a mix is not to be waited for while others wait for this

        def make() -> None:
            small = [
                reduced(self._pictures.path(name), info, PREVIEW_SIDE, least=_FINER * PREVIEW_SIDE)
                for name, info in zip((first, second), infos, strict=True)
            ]
            seen = [SeenPicture(picture.pixels, picture.icc) for picture in small]
            write(target, colour_map.packed(_levels(seen[0], seen[1], WHOLE, seen[0].size)))

        return self._making.once(target, of, make)

    def tile(self, one: PictureName, other: PictureName, column: int, row: int) -> Path:
        """Of a square of `TILE` pixels at full size; both counted from 0."""
        first, second, of = _ordered(one, other)
        target = self._target(first, second, f"{column}-{row}.png")
        if not target.is_file():
            info, _ = self._infos(first, second)
            if column * TILE >= info.width or row * TILE >= info.height:
                raise LookupError("no tile of these pictures")
            _refuse_too_large(info)

        def make() -> None:
            before, after = self._held.pair(first, second)
            window, size = _tile(before.size, column, row)
            write(target, colour_map.packed(_levels(before, after, window, size)))

        return self._making.once(target, of, make)

    def places(self, one: PictureName, other: PictureName) -> Path:
        """Where they differ most, as JSON: [[x, y, ΔE00], …], up to `PLACES`, the highest first.

        x and y are shares (0-1) of the sides, ΔE00 is the mean of a cell of 1/48 of the longer side.
        """
        first, second, of = _ordered(one, other)
        target = self._target(first, second, "json")
        if target.is_file():
            return target
        whole = self.whole(one, other)

        def make() -> None:
            found = colour_map.differences(colour_map.unpacked(whole.read_bytes()))
            spots = highest_spots(found, PLACES, _APART)
            write(target, json.dumps([[round(value, 4) for value in spot] for spot in spots]).encode())

        return self._making.once(target, of, make)

    def cuts(self, one: PictureName, other: PictureName, box: Box, pixels: int) -> tuple[Pixels, Pixels]:
        """A part of each in sRGB, RGB uint8 (H, W, 3), of one size: reduced where it has more than so many pixels.

        Nothing is kept. Raises LookupError for a part that there is not.
        """
        first, second, _ = _ordered(one, other)
        info, _ = self._infos(first, second)
        left, top, right, bottom = box
        if not (0 <= left < right <= info.width and 0 <= top < bottom <= info.height):
            raise LookupError("no part of these pictures")
        _refuse_too_large(info)
        size = _at_most((right - left, bottom - top), pixels)
        window = (left / info.width, top / info.height, right / info.width, bottom / info.height)
        cut = [picture.srgb(window, size) for picture in self._held.pair(first, second)]
        return (cut[0], cut[1]) if first == one else (cut[1], cut[0])

    def _target(self, first: PictureName, second: PictureName, ending: str) -> Path:
        mixed = first.mixed is not None or second.mixed is not None
        return self._making.target(
            _files(first, second), f"{_kind(first, second, mixed=mixed)}.{ending}", passing=mixed
        )

    def _infos(self, *names: PictureName) -> list[PhotoInfo]:
        infos = [photo.inspect(self._pictures.path(name), max_bytes=None) for name in names]
        sizes = [f"{info.width} × {info.height}" for info in infos]
        if sizes[0] != sizes[1]:
            raise InvalidPhoto(_OTHER_SIZES.format(*sizes))
        return infos

    def _load(self, name: PictureName) -> SeenPicture:
        return seen_picture.load(self._pictures.path(name))


class HeldPair:
    """The two pictures last asked for, for a while. They are read by one thread, the others wait for it."""

    def __init__(self, load: Callable[[PictureName], SeenPicture], seconds: float = LET_GO) -> None:
        self._load = load
        self._held: Held[tuple[PictureName, PictureName], Pair] = Held(1, seconds)

    def pair(self, one: PictureName, other: PictureName) -> Pair:
        """Raises what `load` does."""
        return self._held.get((one, other), lambda: (self._load(one), self._load(other)))

    def let_go(self) -> None:
        self._held.let_go()


def _ordered(one: PictureName, other: PictureName) -> tuple[PictureName, PictureName, list[str]]:
    """Both in one order, for the difference is the same either way; and the files they are made of.

    Raises LookupError where both lie over photos that differ: names would be too long, and nobody compares them.
    """
    first, second = sorted((one, other), key=str)
    if first.below and second.below and first.below != second.below:
        raise LookupError("layers over two photos")
    return first, second, _files(first, second)


def _files(first: PictureName, second: PictureName) -> list[str]:
    return list(dict.fromkeys((*first.files, *second.files)))


def _kind(*names: PictureName, mixed: bool) -> str:
    """Which of the pictures are layers over a photo, and how strongly they lie: the files alone don't tell."""
    return f"d{digest(*names)}" if mixed else f"d{_VERSION}-{''.join(str(len(name.files)) for name in names)}"


def _at_most(size: Size, pixels: int) -> Size:
    """As `fitting` has it, and never a pixel more, as rounding both sides up would bring."""
    width, height = fitting(size, pixels)
    return (min(width, pixels // height), height) if width > height else (width, min(height, pixels // width))


def _refuse_too_large(info: PhotoInfo) -> None:
    if 6 * info.width * info.height > HELD_BYTES:
        raise InvalidPhoto(_TOO_LARGE)


def _tile(size: Size, column: int, row: int) -> tuple[Window, Size]:
    """Where it is, as shares of the sides, and how many pixels it has."""
    left, top = column * TILE, row * TILE
    right, bottom = min(left + TILE, size[0]), min(top + TILE, size[1])
    return (left / size[0], top / size[1], right / size[0], bottom / size[1]), (right - left, bottom - top)


def _levels(one: SeenPicture, other: SeenPicture, window: Window, size: Size) -> colour_map.Levels:
    return colour_map.levels(ciede2000(lab(one.srgb(window, size)), lab(other.srgb(window, size))))

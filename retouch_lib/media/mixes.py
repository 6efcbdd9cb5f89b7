"""Exact pictures of mixes: as large as a preview, in tiles at full size, and whole as a file to save.

Layers are decoded once. Those as large as the preview are kept with the previews, each cut to where it acts; the last
ones that were asked for stay in memory, so that another mix of them is only composed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from retouch_lib.errors import InvalidPhoto
from retouch_lib.imaging.archive import layer_pictures
from retouch_lib.imaging.archive.read import Archive, Layer, layer_pixels, layer_strips, read_archive
from retouch_lib.imaging.composite import Laid, compose
from retouch_lib.imaging.files import jpeg, photo
from retouch_lib.imaging.files.headers import Format
from retouch_lib.imaging.files.photo import Picture, Pixels
from retouch_lib.imaging.files.reduced import reduced
from retouch_lib.imaging.mix import Box, Cutout, cut_out, lay, unmultiplied
from retouch_lib.imaging.strengths import Strengths
from retouch_lib.media.files import Files
from retouch_lib.media.held import Held
from retouch_lib.media.making import Making
from retouch_lib.media.previews import PREVIEW_SIDE
from retouch_lib.media.refusals import Refusals
from retouch_lib.media.whole_pictures import PictureName
from retouch_lib.media.writing import stats, write
from retouch_lib.plugins import BlendMode

Size = tuple[int, int]
"""Width and height in pixels."""

TILE = 1024
"""Pixels of a tile's side; the last of a row and of a column are smaller."""
KEPT_BYTES = 512 << 20
"""Of pictures of mixes on disk; what was not made last goes first. They are soon composed again."""
HELD_BYTES = 640 << 20
"""What a photo and its layers at full size may take in memory. Of more, the composed picture is held instead."""
_PREVIEWS_HELD = 2
_LET_GO = 120.0
"""Seconds after the last picture until layers are let go."""
_QUALITY = 92
"""As the previews': where a mix changes nothing, it is the same picture as the photo's preview."""
_VERSION = 1
_FAST = [cv2.IMWRITE_PNG_COMPRESSION, 1]
_TOO_LARGE = (
    "This picture is too large to be mixed at 1:1. The preview, and the file to save, show the mix all the same."
)


@dataclass(frozen=True, slots=True)
class Stack:
    """A photo and its layers, decoded, of one size."""

    below: Picture
    layers: tuple[Cutout, ...]
    """Those that are composited, the lowest first."""
    count: int
    """Of all layers of the archive."""

    def mixed(self, strengths: Strengths, window: Box | None = None) -> Pixels:
        """RGB uint8 of that part, or of all. Raises LookupError where the strengths are of another archive."""
        _require_as_many(strengths, self.count)
        if window is None:
            return lay(self.below.pixels, self.layers, strengths)
        left, top, width, height = window
        part = self.below.pixels[top : top + height, left : left + width]
        return lay(part, self.layers, strengths, window)


class Mixes:
    """All methods may be called from any thread. `name`: a layered result, and the photo that its layers lie over.

    They raise InvalidArchive or InvalidPhoto (a sentence) for what can't be mixed, LookupError for strengths, layers
    and tiles that there are not, and OSError when a file does not exist.
    """

    def __init__(self, files: Files, making: Making, folder: Path) -> None:
        """`folder`: the previews'; it may be emptied at any time."""
        self._files = files
        self._making = making
        self._folder = folder / "mixes"
        self._small: Held[PictureName, Stack] = Held(_PREVIEWS_HELD, _LET_GO)
        self._large: Held[PictureName, Stack | None] = Held(1, _LET_GO)
        self._composed: Held[tuple[PictureName, Strengths], Picture] = Held(1, _LET_GO)
        self._refusals = Refusals()

    def preview(self, name: PictureName, strengths: Strengths) -> Path:
        """A JPEG 4:4:4 with a longest side of 2048 pixels and the photo's profile."""
        target = self._target(name, strengths, "preview.jpg")
        if target.is_file():
            return target
        with self._refusals.in_words(f"{name}"):
            small = self._small.get(name, lambda: self._load_small(name))
        _require_as_many(strengths, small.count)
        return self._made(name, target, lambda: jpeg.encode(small.mixed(strengths), small.below.icc, _QUALITY))

    def tile(self, name: PictureName, strengths: Strengths, column: int, row: int) -> Path:
        """A JPEG 4:4:4 of a square of `TILE` pixels at full size; both counted from 0."""
        target = self._target(name, strengths, f"{column}-{row}.jpg")
        if target.is_file():
            return target
        window = self._window(name, column, row)
        with self._refusals.in_words(f"{name}.large"):
            large = self._large.get(name, lambda: self._load_large(name))
            if large is None:  # its layers take too much memory: the mix itself is held
                key = (name, strengths)
                large = Stack(
                    self._composed.get(key, lambda: self._compose(name, strengths)), (), len(strengths.values)
                )
        _require_as_many(strengths, large.count)
        return self._made(name, target, lambda: jpeg.encode(large.mixed(strengths, window), large.below.icc, _QUALITY))

    def whole(self, name: PictureName, strengths: Strengths, file_format: Format = "jpeg") -> Path:
        """The mix at full size, as finely coded as the photo, with its profile: "jpeg" or "png"."""
        _require_as_many(strengths, self._told(name)["count"])
        target = self._target(name, strengths, f"whole.{file_format}")
        return self._made(name, target, lambda: photo.encode(self._compose(name, strengths), file_format))

    def layer(self, name: PictureName, number: int) -> tuple[Path, Box, Size]:
        """One layer as large as the preview, cut to where it acts: a PNG, RGBA, not premultiplied.

        With its left, top, width and height, and the preview's width and height; all in pixels of the preview. It is
        one transparent pixel where the layer does nothing.
        """
        told = self._told(name)
        if str(number) not in told["boxes"]:
            raise LookupError("no layer to be mixed")
        left, top, width, height = told["boxes"][str(number)]
        return self._layer_file(name, number), (left, top, width, height), (told["width"], told["height"])

    def _made(self, name: PictureName, target: Path, draw: Callable[[], bytes]) -> Path:
        made = self._making.once(target, name.files, lambda: write(target, draw()))
        self._make_room(target)
        return made

    def _target(self, name: PictureName, strengths: Strengths, ending: str) -> Path:
        digest = hashlib.sha256(str(strengths).encode()).hexdigest()[:24]
        return self._folder / f"{name.file}.{name.below}.{_VERSION}-{digest}.{ending}"

    def _make_room(self, made: Path) -> None:
        """Remove what was made first, until what is left, beside the one just made, has at most KEPT_BYTES."""
        kept = sorted(((stat.st_mtime_ns, stat.st_size, path) for path, stat in stats(self._folder)), reverse=True)
        total = 0
        for _, size, path in kept:
            total += size
            if total > KEPT_BYTES and path != made:
                path.unlink(missing_ok=True)

    # Layers as large as the preview

    def _told(self, name: PictureName) -> dict[str, Any]:
        """How many layers there are, and where those stand that are composited; they are made now if they are not
        there."""
        target = self._making.target(name.files, f"mix{_VERSION}.json")
        self._making.once(target, name.files, lambda: self._cut_layers(name, target))
        told: dict[str, Any] = json.loads(target.read_text())
        return told

    def _layer_file(self, name: PictureName, number: int) -> Path:
        return self._making.target(name.files, f"mix{_VERSION}-{number}.png")

    def _cut_layers(self, name: PictureName, target: Path) -> None:
        """The file that tells of them comes last: where it is, they are."""
        archive = self._archive(name)
        boxes: dict[str, Box] = {}
        size = (0, 0)
        for layer, mode in _composited(archive):
            full = (layer.width, layer.height)
            small = layer_pictures.smaller(layer_strips(archive, layer), full, PREVIEW_SIDE)
            cut = cut_out(unmultiplied(small), mode, layer.number)
            write(self._layer_file(name, layer.number), _png(cut.pixels))
            boxes[str(layer.number)], size = cut.box, cut.size
        told = {"count": len(archive.layers), "width": size[0], "height": size[1], "boxes": boxes}
        write(target, json.dumps(told).encode())

    def _load_small(self, name: PictureName) -> Stack:
        told = self._told(name)
        modes = {layer.number: mode for layer, mode in _composited(self._archive(name))}
        size = (told["width"], told["height"])
        cut = [
            Cutout(int(number), modes[int(number)], _read_png(self._layer_file(name, int(number))), box, size)
            for number, (*box,) in told["boxes"].items()
        ]
        path = self._files.path(name.below)
        below = reduced(path, photo.inspect(path, max_bytes=None), PREVIEW_SIDE)
        return Stack(below, tuple(cut), told["count"])

    # At full size

    def _window(self, name: PictureName, column: int, row: int) -> Box:
        """Raises LookupError for a tile that there is not, InvalidPhoto where the picture is too large."""
        info = photo.inspect(self._files.path(name.below), max_bytes=None)
        left, top = column * TILE, row * TILE
        if left >= info.width or top >= info.height:
            raise LookupError("no tile of this picture")
        if 3 * info.width * info.height > HELD_BYTES:
            raise InvalidPhoto(_TOO_LARGE)
        return left, top, min(TILE, info.width - left), min(TILE, info.height - top)

    def _load_large(self, name: PictureName) -> Stack | None:
        """None where they take more memory than is given to them."""
        below, archive = photo.load(self._files.path(name.below)), self._archive(name)
        cut: list[Cutout] = []
        left = HELD_BYTES - below.pixels.nbytes
        for layer, mode in _composited(archive):
            cut.append(cut_out(layer_pixels(archive, layer), mode, layer.number))
            left -= cut[-1].pixels.nbytes
            if left < 0:
                return None
        return Stack(below, tuple(cut), len(archive.layers))

    def _compose(self, name: PictureName, strengths: Strengths) -> Picture:
        """Layer by layer: beside the picture only one of them is in memory."""
        below, archive = photo.load(self._files.path(name.below)), self._archive(name)
        layers = (
            Laid(layer_pixels(archive, layer), mode, strengths.opacity(layer.number))
            for layer, mode in _composited(archive)
            if strengths.values[layer.number]
        )
        return replace(below, pixels=compose(below.pixels, layers, extrapolate=True))

    def _archive(self, name: PictureName) -> Archive:
        info = photo.inspect(self._files.path(name.below), max_bytes=None)
        return read_archive(self._files.path(name.file), size=(info.width, info.height))


def _composited(archive: Archive) -> Iterator[tuple[Layer, BlendMode]]:
    return ((layer, layer.blend) for layer in archive.layers if layer.blend is not None)


def _require_as_many(strengths: Strengths, count: int) -> None:
    if len(strengths.values) != count:
        raise LookupError("strengths of another archive")


def _png(pixels: Pixels) -> bytes:
    return cv2.imencode(".png", cv2.cvtColor(pixels, cv2.COLOR_RGBA2BGRA), _FAST)[1].tobytes()


def _read_png(path: Path) -> Pixels:
    stored = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_UNCHANGED)
    if stored is None:
        raise OSError(f"{path.name} is no PNG any more")
    return np.asarray(cv2.cvtColor(stored, cv2.COLOR_BGRA2RGBA), np.uint8)

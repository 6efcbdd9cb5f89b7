"""What layered results look like: each layer by itself, and all over their photo. Made once, kept with the previews."""

from __future__ import annotations

import logging
import os
import threading
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Literal

from retouch_lib.errors import InvalidArchive, RetouchError
from retouch_lib.imaging.archive import layer_pictures
from retouch_lib.imaging.archive.read import (
    Archive,
    Layer,
    extract_layer,
    layer_pixels,
    layer_profile,
    layer_strips,
    read_archive,
)
from retouch_lib.imaging.composite import compose
from retouch_lib.imaging.files import jpeg, photo, profiles
from retouch_lib.media.files import Files, shelf
from retouch_lib.media.previews import PREVIEW_SIDE, THUMBNAIL_SIDE
from retouch_lib.media.refusals import remember
from retouch_lib.media.writing import make_room, whole, write
from retouch_lib.plugins import BlendMode

Size = Literal["preview", "full"]
Extent = Literal["whole", "part", "empty"]
"""What a thumbnail shows: the whole layer, an enlarged part of it, or that it holds nothing."""
_APART: tuple[Extent, ...] = ("part", "empty")

KEPT_BYTES = 1 << 30
"""Of PNGs taken out of archives; the one that was not asked for longest goes first. They are soon taken out again."""
_KEPT_ARCHIVES = 32
_KEPT_REFUSALS = 256
_AT_ONCE = 2
"""Layers that are decoded at a time."""
_LOCKS = 64
_QUALITY = 92
_UNMADE = "The layers of this result can't be shown ({}). It is kept as it came, and nothing more is charged."
_NO_MEMORY = "There is too little memory to show these layers now. The result is kept as it came."

_log = logging.getLogger(__name__)


class LayerViews:
    """Derivatives of the layered results in `files`, kept in `folder`; it may be emptied at any time.

    All methods take a result's SHA-256 and may be called from any thread; `number` is a layer's, 0 the lowest. They
    raise InvalidArchive (a sentence) for what is no archive of layers or a hostile one, LookupError for a number that
    no layer has, and OSError when the file does not exist.
    """

    def __init__(self, files: Files, folder: Path) -> None:
        self._files = files
        self._folder = folder
        self._single = folder / "layers"
        self._locks = [threading.Lock() for _ in range(_LOCKS)]
        self._decoding = threading.BoundedSemaphore(_AT_ONCE)
        self._composing = threading.BoundedSemaphore(1)
        self._memory = threading.Lock()
        self._archives: dict[str, Archive] = {}
        self._refusals: dict[str, str] = {}

    def forget(self, sha256s: Collection[str]) -> None:
        """Forget these results, whose files are deleted by now; nothing is made of them after this returns.

        Their files in `folder` go with those of the previews.
        """
        for lock in self._locks:
            with lock:  # wait until the thread that holds it is done making pictures
                pass
        with self._memory:
            for sha256 in sha256s:
                self._archives.pop(sha256, None)

    def archive(self, sha256: str) -> Archive:
        """What the archive holds, read from its names and heads; the last few are remembered."""
        path = self._files.path(sha256)  # a remembered archive's file is read again
        with self._memory:
            known = self._archives.get(sha256)
        if known is None:
            with _in_words():
                known = read_archive(path)
            with self._memory:
                remember(self._archives, sha256, known, _KEPT_ARCHIVES)
        return known

    def thumbnail(self, sha256: str, number: int) -> Path:
        """A JPEG with a longest side of 400 px: on a checkerboard, or on grey where grey is neutral.

        Of a layer that holds little it shows that part alone, enlarged: eyes are too small to be seen in the whole.
        """
        return self._view(sha256, number, THUMBNAIL_SIDE)

    def extent(self, sha256: str, number: int) -> Extent:
        """What the thumbnail shows; it is made now if it was not yet."""
        self.thumbnail(sha256, number)
        try:
            said = self._extent(sha256, number).read_text()
        except FileNotFoundError:  # the folder was emptied, but for the thumbnail
            return "whole"
        return next((extent for extent in _APART if extent == said), "whole")

    def preview(self, sha256: str, number: int) -> Path:
        """The whole layer in the same way, with a longest side of 2048 px."""
        return self._view(sha256, number, PREVIEW_SIDE)

    def file(self, sha256: str, number: int) -> Path:
        """The layer's PNG, byte for byte."""
        archive = self.archive(sha256)
        layer = _layer(archive, number)
        target = self._single / f"{sha256}.{number}.png"

        def make() -> None:
            with whole(target) as part:
                extract_layer(archive, layer, part)

        self._once(target, make)
        os.utime(target)
        make_room(self._single, KEPT_BYTES, target, "*.png")
        return target

    def composite(self, sha256: str, photo_sha256: str, size: Size) -> Path:
        """All layers over the photo, in full strength: a JPEG with the photo's profile, whole or up to 2048 px.

        Raises InvalidArchive also when the layers have another size than the photo, InvalidPhoto when that is none.
        """
        full, preview = (self._composite(sha256, photo_sha256, ending) for ending in ("full", str(PREVIEW_SIDE)))
        wanted = full if size == "full" else preview

        result, photo_file = self._files.path(sha256), self._files.path(photo_sha256)

        def make() -> None:
            with self._composing:
                _compose(result, photo_file, full, preview)

        return self._once(wanted, make, key=full)

    def is_composed(self, sha256: str, photo_sha256: str) -> bool:
        """Whether the whole composite is there."""
        return self._composite(sha256, photo_sha256, "full").is_file()

    def _composite(self, sha256: str, photo_sha256: str, ending: str) -> Path:
        return self._target(sha256, f"over-{photo_sha256}.{ending}.jpg")

    def _view(self, sha256: str, number: int, side: int) -> Path:
        archive = self.archive(sha256)
        layer = _layer(archive, number)
        targets = {each: self._target(sha256, f"layer-{number}.{each}.jpg") for each in (PREVIEW_SIDE, THUMBNAIL_SIDE)}

        def make() -> None:
            with self._decoding:
                _draw(archive, layer, targets, self._extent(sha256, number))

        return self._once(targets[side], make, key=targets[PREVIEW_SIDE])

    def _once(self, target: Path, make: Callable[[], None], key: Path | None = None) -> Path:
        """`target`, made if it is not there; by one thread where several ask at once for what has the same key.

        What is refused once is refused again without another look: a hostile archive may take a minute to be seen
        through.
        """
        name = (key or target).name
        with self._locks[zlib.crc32(name.encode()) % _LOCKS]:
            if target.is_file():
                return target
            if name in self._refusals:
                raise InvalidArchive(self._refusals[name])
            try:
                with _in_words():
                    make()
            except InvalidArchive as refusal:
                if str(refusal) != _NO_MEMORY:  # there may be enough the next time
                    with self._memory:
                        remember(self._refusals, name, str(refusal), _KEPT_REFUSALS)
                raise
        return target

    def _target(self, sha256: str, ending: str) -> Path:
        return self._folder / shelf(sha256) / f"{sha256}.{ending}"

    def _extent(self, sha256: str, number: int) -> Path:
        """Where it is kept what the thumbnail shows."""
        return self._target(sha256, f"layer-{number}.extent")


def _layer(archive: Archive, number: int) -> Layer:
    if not 0 <= number < len(archive.layers):
        raise LookupError(f"no layer has the number {number}")
    return archive.layers[number]


def _draw(archive: Archive, layer: Layer, targets: dict[int, Path], extent: Path) -> None:
    """Both sizes from one decoding, the smaller one from the larger; `extent` is there before what it tells of."""
    pixels = layer_pictures.smaller(layer_strips(archive, layer), (layer.width, layer.height), max(targets))
    own = layer_profile(archive, layer)
    profile = profiles.for_rgb(own) if own else None
    light = layer.blend in (BlendMode.SOFT_LIGHT, BlendMode.LINEAR_LIGHT)
    show = layer_pictures.on_grey if light or layer.is_mask else layer_pictures.on_checkerboard
    write(targets[PREVIEW_SIDE], jpeg.encode(show(pixels), profile, _QUALITY))
    small, shows = _small(pixels, "black" if layer.is_mask else "grey" if light else "checkerboard")
    write(extent, shows.encode())
    write(targets[THUMBNAIL_SIDE], jpeg.encode(show(small), profile, _QUALITY))


def _small(pixels: layer_pictures.Pixels, ground: layer_pictures.Ground) -> tuple[layer_pictures.Pixels, Extent]:
    """The thumbnail's pixels, premultiplied, and what they show."""
    held = layer_pictures.held(pixels, ground)
    if not held.any():
        return layer_pictures.reduced(pixels, THUMBNAIL_SIDE), "empty"
    if part := layer_pictures.part(held):
        return layer_pictures.cut(pixels, part, THUMBNAIL_SIDE), "part"
    return layer_pictures.reduced(pixels, THUMBNAIL_SIDE), "whole"


def _compose(result: Path, original: Path, full: Path, preview: Path) -> None:
    """The composite in both sizes, from one pass over the layers."""
    picture = photo.load(original)
    height, width = picture.pixels.shape[:2]
    archive = read_archive(result, size=(width, height))
    layers = ((layer_pixels(archive, layer), layer.blend, 1.0) for layer in archive.layers if layer.blend)
    composed = compose(picture.pixels, layers)
    del picture.pixels
    write(full, photo.encode(replace(picture, pixels=composed), "jpeg"))
    write(preview, jpeg.encode(layer_pictures.reduced(composed, PREVIEW_SIDE), picture.icc))


@contextmanager
def _in_words() -> Iterator[None]:
    """Whatever fails within is InvalidArchive, a sentence on this result: decoders fail in ways of their own."""
    try:
        yield
    except (RetouchError, OSError):
        raise
    except MemoryError:
        _log.warning("no memory for layers")
        raise InvalidArchive(_NO_MEMORY) from None
    except Exception as error:
        _log.exception("layers that can't be shown")
        raise InvalidArchive(_UNMADE.format(type(error).__name__)) from error

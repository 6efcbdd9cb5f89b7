"""What a mix is composed of: a photo, and over it the layers of an archive, or a flat result as one layer.

A flat result is opaque where it differs from the photo, so that its strength goes from the photo to the result.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from retouch_lib.errors import InvalidPhoto
from retouch_lib.imaging.archive import layer_pictures
from retouch_lib.imaging.archive.layer_order import common_size
from retouch_lib.imaging.archive.read import Archive, Layer, is_zip, layer_pixels, layer_strips, read_archive
from retouch_lib.imaging.files import colours, photo
from retouch_lib.imaging.files.photo import Picture, Pixels
from retouch_lib.imaging.files.reduced import reduced
from retouch_lib.imaging.mix import unmultiplied
from retouch_lib.plugins import BlendMode

Drawn = tuple[int, BlendMode, Callable[[], Pixels]]
"""A layer's number, how it merges, and what decodes it: RGBA uint8 (H, W, 4), not premultiplied."""
_OTHER_SIZES = "The result has {} pixels, its photo {}: there is nothing between them."


@dataclass(frozen=True, slots=True)
class Layering:
    """A photo with what lies over it, of one size."""

    below: Picture
    layers: tuple[Drawn, ...]
    """Those that are composited, the lowest first."""
    count: int
    """Of all layers, masks too; 1 for a flat result."""
    skin_number: int | None = None
    skin: Callable[[], Pixels | None] = lambda: None
    """Decodes the Skin Mask, that of `skin_number`: uint8 (H, W), 255 where skin is; None where the result has none."""


def small(photo_path: Path, result: Path, side: int) -> Layering:
    """Both with a longest side of at most `side` pixels. Raises InvalidArchive, InvalidPhoto, OSError."""

    def load(path: Path) -> Picture:
        return reduced(path, photo.inspect(path, max_bytes=None), side)

    def draw(archive: Archive, layer: Layer) -> Pixels:  # a mask is opaque, and stays so
        strips = layer_strips(archive, layer)
        return unmultiplied(layer_pictures.smaller(strips, (layer.width, layer.height), side))

    return _layering(photo_path, result, load, draw)


def full(photo_path: Path, result: Path) -> Layering:
    """At full size. Raises as `small`."""
    return _layering(photo_path, result, photo.load, layer_pixels)


def require_one_size(photo_path: Path, result: Path) -> None:
    """Raises InvalidPhoto, InvalidArchive where the result has another size than its photo; OSError."""
    if is_flat(result):
        _require_same_pixels(photo_path, result)
    else:
        read_archive(result, size=_size(photo_path))


def is_flat(result: Path) -> bool:
    """Whether it is one picture. Raises OSError."""
    return not is_zip(result)


def _layering(
    photo_path: Path, result: Path, load: Callable[[Path], Picture], draw: Callable[[Archive, Layer], Pixels]
) -> Layering:
    if is_flat(result):
        _require_same_pixels(photo_path, result)
        below, above = _in_one_space(load(photo_path), load(result))
        return Layering(below, ((0, BlendMode.NORMAL, partial(_as_layer, below.pixels, above.pixels)),), 1)
    archive = read_archive(result, size=_size(photo_path))
    layers = ((one.number, one.blend, partial(draw, archive, one)) for one in archive.layers if one.blend is not None)
    skin = skin_mask(archive.layers)
    number, drawn = (skin.number, partial(_grey, archive, skin, draw)) if skin else (None, lambda: None)
    return Layering(load(photo_path), tuple(layers), len(archive.layers), number, drawn)


def skin_mask(layers: Sequence[Layer]) -> Layer | None:
    """The layer that is the Skin Mask, of the size of what is composited."""
    size = common_size(layers)
    return next((one for one in layers if one.is_mask and (one.width, one.height) == size), None)


def _grey(archive: Archive, layer: Layer, draw: Callable[[Archive, Layer], Pixels]) -> Pixels:
    return draw(archive, layer)[..., 0].copy()


def _size(path: Path) -> tuple[int, int]:
    info = photo.inspect(path, max_bytes=None)
    return info.width, info.height


def _require_same_pixels(photo_path: Path, result: Path) -> None:
    sizes = [_size(path) for path in (result, photo_path)]
    if sizes[0] != sizes[1]:
        raise InvalidPhoto(_OTHER_SIZES.format(*(f"{width} × {height}" for width, height in sizes)))


def _in_one_space(below: Picture, above: Picture) -> tuple[Picture, Picture]:
    """Both with the photo's profile; in sRGB where the result has another and both can be followed."""
    if below.icc == above.icc:
        return below, above
    seen = [colours.in_srgb(one.pixels, one.icc) for one in (below, above)]
    if seen[0] is None or seen[1] is None:
        return below, above
    return replace(below, pixels=seen[0], icc=None, adobe_rgb=False), replace(above, pixels=seen[1], icc=None)


def _as_layer(below: Pixels, above: Pixels) -> Pixels:
    off = np.asarray(cv2.absdiff(below, above)).max(axis=2)
    alpha = np.where(off > 0, np.uint8(255), np.uint8(0))
    return np.asarray(cv2.merge((cv2.bitwise_and(above, above, mask=alpha), alpha)), np.uint8)

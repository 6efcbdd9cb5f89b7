"""A mix as a PSD: the photo at the bottom, over it each layer with its name, blend mode, opacity and a real layer mask.

Of 16 bits a channel where the photo has them, else of 8; layers have 8, as all are read here. Its flattened picture is
our own composition, so that programs which only show that show the mix.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from psd_tools import PSDImage
from psd_tools.api.layers import GroupMixin, PixelLayer
from psd_tools.constants import BlendMode as PsdMode
from psd_tools.constants import ChannelID, ColorMode, Compression, Resource
from psd_tools.psd.document import PSD
from psd_tools.psd.header import FileHeader
from psd_tools.psd.image_data import ImageData
from psd_tools.psd.image_resources import AlphaNamesPascal, AlphaNamesUnicode, ImageResource, ImageResources
from psd_tools.psd.layer_and_mask import ChannelData, ChannelDataList, ChannelInfo, LayerRecord

from retouch_lib.errors import InvalidPhoto
from retouch_lib.imaging.files.photo import Fine, Picture, Pixels
from retouch_lib.imaging.mix import Box, Cutout
from retouch_lib.imaging.psd.packing import Packing, Plane, Shelf, Stored, Target
from retouch_lib.imaging.strengths import FULL
from retouch_lib.plugins import BlendMode

MOST_SIDE = 30_000
"""Pixels; what is longer needs the large document format (PSB), says Adobe's Photoshop File Formats Specification."""
MOST_BYTES = 2_000_000_000
"""Of all channels before they are packed: a packed channel is hardly longer, and a PSD has at most 2 GB."""
MOST_LARGE = 32_000_000_000
"""The same of a PSB: so much room beside it on the disk nobody misses by accident."""
Selection = tuple[str, Pixels]
"""An alpha channel: its name, and uint8 (H, W), 255 where it is chosen."""
_MODES = {
    BlendMode.NORMAL: PsdMode.NORMAL,
    BlendMode.DARKEN: PsdMode.DARKEN,
    BlendMode.SOFT_LIGHT: PsdMode.SOFT_LIGHT,
    BlendMode.LINEAR_LIGHT: PsdMode.LINEAR_LIGHT,
}
_TOO_LARGE = "This picture with its layers is too large for a document: it would take {:.0f} GB. Save a PNG."
_COLOURS = (ChannelID.CHANNEL_0, ChannelID.CHANNEL_1, ChannelID.CHANNEL_2)
_PER_LEVEL = 257
"""Of 16 bits for one of 8."""


@dataclass(frozen=True, slots=True)
class PsdLayer:
    """One layer of the document."""

    name: str
    """In any script, up to 255 characters."""
    group: str
    """Those that lie next to each other and have the same one stand in one folder."""
    cutout: Cutout
    strength: int
    """In thousandths. At 0 it is hidden, and fully opaque when it is shown; above FULL it is FULL."""
    guard: Pixels | None = None
    """uint8 (h, w) of the cutout: how much of it is laid; in the layer's mask beside its alpha. None: all of it."""


@dataclass(frozen=True, slots=True)
class PsdHead:
    """What a document is beside its layers."""

    below: Picture
    mixed: Pixels
    """The flattened picture: RGB uint8 (H, W, 3)."""
    fine: Fine | None = None
    """The photo in 16 bits: RGB uint16 (H, W, 3); the document has 16 then."""
    selection: Selection | None = None
    resources: Mapping[int, bytes] = field(default_factory=dict)
    """What the photo says, by the number of the image resource (`imaging.metadata.psd_said`)."""
    large: bool = False
    """A PSB: see `is_large`."""


class _Document(PSDImage):
    def _update_preview(self) -> None:
        """The flattened picture is ours and stays: made anew it would take floats of all layers at once."""


def is_large(size: tuple[int, int], layers: int, *, fine: bool = False) -> bool:
    """Whether it has to be a PSB. `size`: width and height, `layers`: pixels of all of them, each with its mask.

    Raises InvalidPhoto where it would be too large for that, too.
    """
    count = (2 if fine else 1) * (7 * size[0] * size[1] + 4 * layers)  # the photo, the flattened picture, a selection
    if count > MOST_LARGE:
        raise InvalidPhoto(_TOO_LARGE.format(count / 1e9))
    return max(size) > MOST_SIDE or count > MOST_BYTES


def write(target: Path, head: PsdHead, layers: Iterable[PsdLayer], done: Callable[[], None] = lambda: None) -> None:
    """Write the document.

    `layers`: the lowest first; taken one by one, each packed onto the disk before the next. `done` is called after the
    flattened picture, the photo and each layer; what it raises ends the writing. Raises OSError.
    """
    with Shelf(target.parent) as shelf:
        packing = Packing(shelf, 8 if head.fine is None else 16, 2 if head.large else 1)
        document = _flattened(head, packing)
        done()
        photo = head.below.pixels if head.fine is None else head.fine
        _add(document, "Photo", photo, (0, 0, photo.shape[1], photo.shape[0]), packing)
        done()
        for group, members in groupby(layers, key=lambda one: one.group):
            folder = document.create_group(name=group)
            for layer in members:
                _add_layer(folder, layer, head.below.pixels, packing)
                done()
        with target.open("wb") as file:
            document.save(Target(file))  # type: ignore[arg-type]


def _flattened(head: PsdHead, packing: Packing) -> _Document:
    """The document without layers."""
    height, width = head.mixed.shape[:2]
    planes = _flat_planes(head)
    header = FileHeader(
        version=packing.version, channels=3 if head.selection is None else 4, height=height, width=width,
        depth=packing.depth, color_mode=ColorMode.RGB,
    )  # fmt: skip
    data = ImageData(Compression.RLE, _as_bytes(packing.flattened(planes)))
    document = _Document(PSD(header=header, image_data=data, image_resources=ImageResources.new()))
    for key, resource in head.resources.items():
        _put(document, key, resource)
    if head.below.icc:
        _put(document, Resource.ICC_PROFILE, head.below.icc)
    if head.selection is not None:
        name = head.selection[0]
        _put(document, Resource.ALPHA_NAMES_UNICODE, AlphaNamesUnicode([name]))  # type: ignore[list-item]
        plain = name.encode("ascii", "replace").decode()
        _put(document, Resource.ALPHA_NAMES_PASCAL, AlphaNamesPascal([plain]))  # type: ignore[list-item]
    return document


def _flat_planes(head: PsdHead) -> Iterator[Plane]:
    """In 16 bits what the layers change, which has 8, is added to the photo: where they do nothing it is the photo."""
    for index in range(3):
        mixed = head.mixed[..., index]
        if head.fine is None:
            yield np.ascontiguousarray(mixed)
        else:
            changed = (mixed.astype(np.int32) - head.below.pixels[..., index]) * _PER_LEVEL
            yield np.clip(head.fine[..., index] + changed, 0, 65535).astype(np.uint16)
    if head.selection is not None:
        yield head.selection[1]


def _add_layer(folder: GroupMixin, layer: PsdLayer, photo: Pixels, packing: Packing) -> None:
    """Colours and mask apart: given as RGBA, they would become transparency in a document with an alpha channel."""
    left, top, width, height = layer.cutout.box
    alpha = layer.cutout.pixels[..., 3]
    colours = np.where(
        alpha[..., None] > 0, layer.cutout.pixels[..., :3], photo[top : top + height, left : left + width]
    )
    made = _add(folder, layer.name, colours, layer.cutout.box, packing)
    made.opacity = round(min(layer.strength or FULL, FULL) / FULL * 255)
    made.blend_mode = _MODES[layer.cutout.mode]
    made.visible = layer.strength > 0
    mask = np.ascontiguousarray(alpha)
    if layer.guard is not None:
        mask = np.asarray(cv2.multiply(mask, layer.guard, scale=1 / 255), np.uint8)
    if mask.min() < 255:
        made.create_mask(Image.fromarray(mask))
        made._channels[-1].data = _as_bytes(packing.channel(mask))


def _add(
    parent: GroupMixin, name: str, colours: NDArray[np.uint8] | NDArray[np.uint16], box: Box, packing: Packing
) -> PixelLayer:
    """A layer that is transparent nowhere: RGB (h, w, 3), channel by channel."""
    left, top, width, height = box
    opaque = np.full((height, width), 255, np.uint8)
    record = LayerRecord(top=top, left=left, bottom=top + height, right=left + width, channel_info=[])
    channels = ChannelDataList()
    for number in (ChannelID.TRANSPARENCY_MASK, *_COLOURS):
        plane = opaque if number is ChannelID.TRANSPARENCY_MASK else _plane(colours, number.value)
        data = ChannelData(Compression.RLE, _as_bytes(packing.channel(plane)))
        record.channel_info.append(ChannelInfo(number, data._length))
        channels.append(data)
    made = PixelLayer(parent, record, channels)
    parent.append(made)
    made.name = name  # as the record's, only names of Mac Roman can be written
    return made


def _plane(colours: NDArray[Any], index: int) -> Plane:
    plane: Plane = np.ascontiguousarray(colours[..., index])
    return plane


def _as_bytes(stored: Stored) -> bytes:
    """For psd-tools, which asks of packed bytes only how long they are until `Target` writes them."""
    return stored  # type: ignore[return-value]


def _put(document: _Document, key: int, data: object) -> None:
    document.image_resources[key] = ImageResource(key=key, data=data)  # type: ignore[arg-type]

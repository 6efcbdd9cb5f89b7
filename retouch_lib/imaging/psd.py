"""A mix as a PSD: the photo at the bottom, over it each layer with its name, blend mode, opacity and a real layer mask.

Of 8 bits a channel, as all layers are read here. Its flattened picture is our own composition, so that programs which
only show that show the mix.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
from PIL import Image
from psd_tools import PSDImage
from psd_tools.api.layers import Group
from psd_tools.constants import BlendMode as PsdMode
from psd_tools.constants import Resource
from psd_tools.psd.image_resources import AlphaNamesPascal, AlphaNamesUnicode, ImageResource

from retouch_lib.errors import InvalidPhoto
from retouch_lib.imaging.files.photo import Picture, Pixels
from retouch_lib.imaging.mix import Cutout
from retouch_lib.imaging.strengths import FULL
from retouch_lib.plugins import BlendMode

MOST_SIDE = 30_000
"""Pixels; what is longer needs the large document format (PSB), says Adobe's Photoshop File Formats Specification."""
MOST_BYTES = 2_000_000_000
"""Of all channels before they are packed: a packed channel is hardly longer, and a PSD has at most 2 GB."""
Selection = tuple[str, Pixels]
"""An alpha channel: its name, and uint8 (H, W), 255 where it is chosen."""
_MODES = {
    BlendMode.NORMAL: PsdMode.NORMAL,
    BlendMode.DARKEN: PsdMode.DARKEN,
    BlendMode.SOFT_LIGHT: PsdMode.SOFT_LIGHT,
    BlendMode.LINEAR_LIGHT: PsdMode.LINEAR_LIGHT,
}
_TOO_LARGE = "This picture with its layers is too large for a PSD, which ends at 30,000 pixels and 2 GB. Save a PNG."


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


class _Document(PSDImage):
    def _update_preview(self) -> None:
        """The flattened picture is ours and stays: made anew it would take floats of all layers at once."""


def write(
    target: Path, below: Picture, layers: Iterable[PsdLayer], mixed: Pixels, selection: Selection | None = None
) -> None:
    """Write the document.

    `layers`: the lowest first; taken one by one, each packed before the next. `mixed`: RGB uint8 (H, W, 3), the
    flattened picture. Raises InvalidPhoto where it would be too large, OSError.
    """
    left = _room_for_layers(below.pixels)
    document = _flattened(mixed, selection)
    if below.icc:
        _put(document, Resource.ICC_PROFILE, below.icc)
    document.create_pixel_layer(Image.fromarray(below.pixels), name="Photo")
    for group, members in groupby(layers, key=lambda one: one.group):
        folder = document.create_group(name=group)
        for layer in members:
            left -= layer.cutout.pixels.nbytes
            if left < 0:
                raise InvalidPhoto(_TOO_LARGE)
            _add(folder, layer, below.pixels)
    document.save(target)


def _flattened(mixed: Pixels, selection: Selection | None) -> _Document:
    """The document without layers."""
    if selection is None:
        return _Document.frompil(Image.fromarray(mixed))
    name, mask = selection
    document = _Document.frompil(Image.fromarray(np.dstack((mixed, mask))))
    _put(document, Resource.ALPHA_NAMES_UNICODE, AlphaNamesUnicode([name]))  # type: ignore[list-item]
    plain = name.encode("ascii", "replace").decode()
    _put(document, Resource.ALPHA_NAMES_PASCAL, AlphaNamesPascal([plain]))  # type: ignore[list-item]
    return document


def _add(folder: Group, layer: PsdLayer, photo: Pixels) -> None:
    """Colours and mask apart: given as RGBA, they would become transparency in a document with an alpha channel."""
    left, top, width, height = layer.cutout.box
    alpha = layer.cutout.pixels[..., 3]
    colours = np.where(
        alpha[..., None] > 0, layer.cutout.pixels[..., :3], photo[top : top + height, left : left + width]
    )
    made = folder.create_pixel_layer(
        Image.fromarray(np.ascontiguousarray(colours)),
        top=top,
        left=left,
        opacity=round(min(layer.strength or FULL, FULL) / FULL * 255),
        blend_mode=_MODES[layer.cutout.mode],
    )
    made.name = layer.name  # as the constructor's, only names of Mac Roman can be written
    made.visible = layer.strength > 0
    if alpha.min() < 255:
        made.create_mask(Image.fromarray(np.ascontiguousarray(alpha)))


def _put(document: _Document, key: Resource, data: object) -> None:
    document.image_resources[key] = ImageResource(key=key, data=data)  # type: ignore[arg-type]


def _room_for_layers(photo: Pixels) -> int:
    """Bytes that are left for them beside the photo, the flattened picture and a selection. Raises InvalidPhoto."""
    height, width = photo.shape[:2]
    left = MOST_BYTES - 7 * int(height) * int(width)
    if max(height, width) > MOST_SIDE or left < 0:
        raise InvalidPhoto(_TOO_LARGE)
    return left

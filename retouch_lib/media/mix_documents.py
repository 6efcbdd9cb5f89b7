"""A mix as a document for an editor: from the archive's layers, names and masks."""

from __future__ import annotations

from pathlib import Path

from retouch_lib.imaging.archive.read import Archive, layer_pixels, read_archive
from retouch_lib.imaging.composite import Laid, compose
from retouch_lib.imaging.mix import cut_out
from retouch_lib.imaging.psd import PsdLayer, Selection, write
from retouch_lib.imaging.strengths import FULL, Strengths
from retouch_lib.media import mix_layers
from retouch_lib.plugins import BY_KEY
from retouch_lib.words.text import visible

_LONGEST_NAME = 60
_OTHER = "Other plugins"


def write_document(target: Path, photo_path: Path, result: Path, strengths: Strengths) -> None:
    """A PSD with the photo, each layer that does anything in its family's folder, and Skin Mask as an alpha channel.

    Layers are decoded twice, so that only one is in memory at a time. `strengths`: one for each layer of the archive.
    What is extrapolated lies there at 100 %: no editor goes beyond. Raises InvalidArchive, InvalidPhoto (too large),
    OSError.
    """
    made, archive = mix_layers.full(photo_path, result), read_archive(result)
    wanted = Strengths(tuple(min(value, FULL) for value in strengths.values))
    names = {layer.number: visible(layer.name)[:_LONGEST_NAME] for layer in archive.layers}
    on = (layer for layer in made.layers if wanted.values[layer[0]])
    mixed = compose(made.below.pixels, (Laid(draw(), mode, wanted.opacity(number)) for number, mode, draw in on))
    cut = ((number, cut_out(draw(), mode, number)) for number, mode, draw in made.layers)
    layers = (
        PsdLayer(names[number], _family(names[number]), one, wanted.values[number])
        for number, one in cut
        if one.pixels[..., 3].any()
    )
    write(target, made.below, layers, mixed, _selection(archive, made.below.pixels.shape[1::-1]))


def _family(plugin: str) -> str:
    known = BY_KEY.get(plugin)
    return known.group.value if known else _OTHER


def _selection(archive: Archive, size: tuple[int, ...]) -> Selection | None:
    for layer in archive.layers:
        if layer.is_mask and (layer.width, layer.height) == size:
            return visible(layer.name)[:_LONGEST_NAME], layer_pixels(archive, layer)[..., 0].copy()
    return None

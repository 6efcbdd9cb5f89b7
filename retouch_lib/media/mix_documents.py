"""A mix as a document for an editor: from the archive's layers, names and masks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

from retouch_lib.imaging.archive.read import Archive, read_archive
from retouch_lib.imaging.composite import Laid, compose
from retouch_lib.imaging.files import photo
from retouch_lib.imaging.files.photo import Picture, Pixels
from retouch_lib.imaging.guard import NO_GUARD, Guard
from retouch_lib.imaging.mix import MaskOf, cut_out
from retouch_lib.imaging.psd.document import PsdHead, PsdLayer, Selection, is_large, write
from retouch_lib.imaging.strengths import FULL, Strengths
from retouch_lib.media import mix_layers
from retouch_lib.media.mix_layers import Layering
from retouch_lib.plugins import BY_KEY
from retouch_lib.words.text import visible

Told = Callable[[int, int], None]
"""Is told how many steps are done, and of how many; what it raises ends the work."""
PSD, PSB = "psd", "psb"
_LONGEST_NAME = 60
_OTHER = "Other plugins"
Says = Callable[[Picture], Mapping[int, bytes]]
"""What is told beside the layers of a document of that photo, by the number of the image resource."""


def write_document(
    target: Path,
    photo_path: Path,
    result: Path,
    strengths: Strengths,
    guard: Guard = NO_GUARD,
    says: Says = lambda picture: {},
    told: Told = lambda done, total: None,
) -> str:
    """A document with the photo, each layer that does anything in its family's folder, and Skin Mask as an alpha
    channel: PSD, or PSB where that is too small. Returns which.

    Layers are decoded twice, so that only one is in memory at a time. `strengths`: one for each layer of the archive.
    `guard` is in the layers' masks, to be edited there.
    What is extrapolated lies there at 100 %: no editor goes beyond. Raises InvalidArchive, InvalidPhoto (too
    large), OSError.
    """
    made, archive = mix_layers.full(photo_path, result), read_archive(result)
    skin = cache(made.skin)  # the guard may ask for it, and it is a channel of the document
    steps = _Steps(told, 2 * len(made.layers) + 2)
    wanted = Strengths(tuple(min(value, FULL) for value in strengths.values))
    covered: list[int] = []
    size = made.below.pixels.shape[1], made.below.pixels.shape[0]
    mask_of = guard.of_picture(size, skin)
    mixed = compose(made.below.pixels, _laid(made, wanted, mask_of, covered, steps))
    fine = photo.load_fine(photo_path)
    large = is_large(size, sum(covered), fine=fine is not None)
    selection = _selection(archive, made.skin_number, skin)
    head = PsdHead(made.below, mixed, fine, selection, says(made.below), large)
    write(target, head, _layers(made, archive, wanted, mask_of), steps.one)
    return PSB if large else PSD


class _Steps:
    def __init__(self, told: Told, total: int) -> None:
        self._told, self._done, self._total = told, 0, total
        told(0, total)

    def one(self) -> None:
        self._done += 1
        self._told(min(self._done, self._total), self._total)


def _laid(made: Layering, wanted: Strengths, mask_of: MaskOf, covered: list[int], steps: _Steps) -> Iterator[Laid]:
    """Those that are on; `covered` gets the pixels of each that is in the document."""
    whole = (0, 0, *made.below.pixels.shape[1::-1])
    for number, mode, draw in made.layers:
        cut = cut_out(draw(), mode, number)
        covered.append(cut.box[2] * cut.box[3])
        if wanted.values[number] and (laid := cut.laid(wanted.opacity(number), whole, mask_of)):
            yield laid
        steps.one()


def _layers(made: Layering, archive: Archive, wanted: Strengths, mask_of: MaskOf) -> Iterator[PsdLayer]:
    """All but those that do nothing."""
    names = {layer.number: visible(layer.name)[:_LONGEST_NAME] for layer in archive.layers}
    for number, mode, draw in made.layers:
        cut = cut_out(draw(), mode, number)
        if cut.pixels[..., 3].any():
            yield PsdLayer(names[number], _family(names[number]), cut, wanted.values[number], mask_of(number, cut.box))


def _family(plugin: str) -> str:
    known = BY_KEY.get(plugin)
    return known.group.value if known else _OTHER


def _selection(archive: Archive, number: int | None, skin: Callable[[], Pixels | None]) -> Selection | None:
    """The Skin Mask, layer `number`, with its name."""
    name = next((layer.name for layer in archive.layers if layer.number == number), "")
    return None if (pixels := skin()) is None else (visible(name)[:_LONGEST_NAME], pixels)

"""Which layer lies where, and how it merges: what the names mean together, and what was odd about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from retouch_lib.imaging.archive.entry_names import EntryName
from retouch_lib.imaging.files.headers import DamagedFile, Header
from retouch_lib.plugins import BY_KEY, BlendMode, Yields

Size = tuple[int, int]
"""Width and height in pixels."""

PATCH_PLUGIN = "Glasses Anti Glare"
"""Its layer may cover a part of the picture only (LayoutMode "patch")."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One picture of an archive."""

    number: int
    """Its place: 0 is the lowest."""
    entry: str
    """Its name in the archive; never a path to write to."""
    name: str
    """The plugin: "Portrait Volumes"."""
    blend: BlendMode | None
    """None: it is not composited (none is known, or it is a mask or a part of the picture)."""
    is_mask: bool
    """A mask to select by (Skin Mask); never composited."""
    width: int
    height: int
    bytes: int
    """The PNG's length."""


@dataclass(frozen=True, slots=True)
class UnplacedLayer:
    """A PNG of the archive, before it has its place."""

    entry: str
    named: EntryName
    header: Header
    bytes: int


def placed(found: Sequence[UnplacedLayer], size: Size | None) -> tuple[tuple[Layer, ...], tuple[str, ...]]:
    """The layers, lowest first, and notes: sentences on what was odd and what was made of it.

    `size`: the photo's. Raises DamagedFile when a layer can't lie over it, or over the others.
    """
    notes: list[str] = []
    layers = [_layer(number, one, notes) for number, one in enumerate(_ordered(found, notes))]
    return tuple(_fitting(layers, size, notes)), tuple(notes)


def _ordered(found: Sequence[UnplacedLayer], notes: list[str]) -> list[UnplacedLayer]:
    """By their indices; those without one on top, and all else as it stands in the archive."""
    without = [one.named.plugin for one in found if one.named.index is None]
    counted = Counter(one.named.index for one in found)
    del counted[None]
    if len(without) == len(found) > 1:
        notes.append("The names tell no order: the layers lie as they stand in the archive, the first one lowest.")
    elif without and len(found) > 1:
        notes.append(f"No place is named for {_listed(without)}: on top of the others.")
    if max(counted.values(), default=0) > 1:
        same = [one.named.plugin for one in found if counted[one.named.index] > 1]
        notes.append(f"The same place is named for {_listed(same)}: they lie as they stand in the archive.")
    return sorted(found, key=lambda one: (one.named.index is None, one.named.index or 0))


def _layer(number: int, one: UnplacedLayer, notes: list[str]) -> Layer:
    plugin = BY_KEY.get(one.named.plugin)
    is_mask = plugin is not None and plugin.yields is Yields.MASK
    blend = None if is_mask else one.named.blend or _by_table(one.named, notes)
    return Layer(number, one.entry, one.named.plugin, blend, is_mask, one.header.width, one.header.height, one.bytes)


def _by_table(named: EntryName, notes: list[str]) -> BlendMode | None:
    """What the plugin table says where the name says nothing that is known."""
    said = f"the blend mode “{named.mode}” is unknown" if named.mode else "no blend mode is named"
    plugin = BY_KEY.get(named.plugin)
    blend = plugin.blend if plugin else None
    made = f"it is merged as the plugin's layers are, by {blend.label}" if blend else "it is left out of the composite"
    notes.append(f"{named.plugin}: {said}; {made}.")
    return blend


def _fitting(layers: Sequence[Layer], size: Size | None, notes: list[str]) -> list[Layer]:
    """Every layer to be composited has the photo's size, or, when that is not known, the size of the others."""
    wanted = size or common_size(layers)
    fitting = []
    for layer in layers:
        own = (layer.width, layer.height)
        if layer.blend is None or own == wanted or wanted is None:
            fitting.append(layer)
        elif layer.name == PATCH_PLUGIN:
            notes.append(f"{layer.name}: it covers a part of the picture only; it is left out of the composite.")
            fitting.append(replace(layer, blend=None))
        else:
            than = "the photo" if size else "the others"
            raise DamagedFile(f"the layer {layer.name} has {_shown(own)}, {than} {_shown(wanted)}")
    return fitting


def common_size(layers: Sequence[Layer]) -> Size | None:
    """The size of most layers that are composited; None when there are none."""
    sizes = Counter((layer.width, layer.height) for layer in layers if layer.blend is not None)
    if len(sizes) > 1:
        whole = [layer for layer in layers if layer.name != PATCH_PLUGIN]
        return common_size(whole) if len(whole) < len(layers) else sizes.most_common(1)[0][0]
    return next(iter(sizes), None)


def _shown(size: Size) -> str:
    return f"{size[0]} × {size[1]} pixels"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(names))

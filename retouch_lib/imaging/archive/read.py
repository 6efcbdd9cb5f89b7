"""Layered results: a ZIP of PNGs whose names tell place, blend mode and plugin, and `result.json`.

Everything in it is from outside. Nothing is unpacked to a name from the archive; lengths, counts and sizes are looked
at before a picture is read (`zips`, `unpacking`), names and JSON by files of their own (`entry_names`, `result_json`).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from retouch_lib.errors import InvalidArchive
from retouch_lib.imaging.archive import entry_names, layer_order, layer_png, result_json, zips
from retouch_lib.imaging.archive.layer_order import Layer as Layer
from retouch_lib.imaging.archive.layer_order import Size, UnplacedLayer
from retouch_lib.imaging.archive.result_json import PluginReport as PluginReport
from retouch_lib.imaging.archive.unpacking import unpack
from retouch_lib.imaging.archive.zips import ZipEntry
from retouch_lib.imaging.files import limits, png, png_head
from retouch_lib.imaging.files.formats import PNG_START
from retouch_lib.imaging.files.headers import DamagedFile, Header

MAX_LAYERS = limits.MAX_LAYERS
MAX_LAYER_RAW = 1_050_000_000
"""Bytes of one decoded layer: 250 megapixels as RGBA, or half as many with 16 bits."""
MAX_RAW = 8 * 1_000_000_000
"""Bytes of all decoded layers together: twenty at 100 megapixels, eight at 250."""
MAX_CHECKED = 2 * 1_000_000_000
"""Of them, bytes that `check_archive` decodes, which takes some five seconds: ten layers at 45 megapixels. The layers
after that are checked by the archive's checksums only, as all else in it."""

_HEAD = 8 * 1024 * 1024
"""Bytes of a PNG in which its picture must begin; real ones hold a profile of some 100 kB before it."""
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Archive:
    """What a layered result holds."""

    path: Path
    layers: tuple[Layer, ...]
    """The lowest first."""
    plugins: tuple[PluginReport, ...]
    """What result.json tells; empty when there is none that can be read."""
    notes: tuple[str, ...]
    """Sentences: what was odd, and what was made of it."""

    @property
    def size(self) -> Size | None:
        """Width and height of the picture that its layers make; None when none is composited."""
        return layer_order.common_size(self.layers)


def is_zip(path: Path) -> bool:
    """By its first bytes: the name and the content type of a result mean nothing."""
    with path.open("rb") as file:
        return file.read(4) in zips.STARTS


def read_archive(path: Path, *, size: Size | None = None) -> Archive:
    """Names, heads of the PNGs and result.json; no picture is decoded. `size`: the photo's, if the layers must fit it.

    Raises InvalidArchive, a sentence, for what is damaged or hostile; OSError when the file can't be opened.
    """
    with _opened(path) as file:
        return _read(path, file, _files(file), size)


def check_archive(path: Path, *, size: Size | None = None) -> Archive:
    """As `read_archive`, and every file in it is whole by its checksum, and every layer can be decoded.

    Layers are decoded as far as MAX_CHECKED goes. Raises as `read_archive`.
    """
    with _opened(path) as file:
        files = _files(file)
        archive = _read(path, file, files, size)
        layers, left = {layer.entry for layer in archive.layers}, MAX_CHECKED
        for entry in files:
            with unpack(file, entry) as content:
                if entry.name in layers:
                    header = _head(file, entry)
                    left -= layer_png.raw_bytes(header)
                    if left >= 0:
                        png.check(content, header)
                _drain(content)
    return archive


def layer_strips(archive: Archive, layer: Layer) -> Iterator[NDArray[np.uint8]]:
    """The layer from the top down as RGBA uint8 (rows, W, 4), not premultiplied; grey and RGB become opaque.

    Raises as `read_archive` does, also after the last strip: only then all of the file was looked at.
    """
    with _opened(archive.path) as file:
        entry = _entry(file, layer)
        with unpack(file, entry) as picture:
            yield from layer_png.strips(picture, _head(file, entry))
            _drain(picture)


def layer_pixels(archive: Archive, layer: Layer) -> NDArray[np.uint8]:
    """All of the layer's strips: (H, W, 4). Raises as `read_archive` does."""
    whole = np.empty((layer.height, layer.width, 4), np.uint8)
    top = 0
    for strip in layer_strips(archive, layer):
        whole[top : top + len(strip)] = strip
        top += len(strip)
    return whole


def layer_profile(archive: Archive, layer: Layer) -> bytes | None:
    """The ICC profile in the layer's PNG, if it has one. Raises as `read_archive` does."""
    with _opened(archive.path) as file:
        return _head(file, _entry(file, layer)).profile


def extract_layer(archive: Archive, layer: Layer, target: Path) -> None:
    """Write the PNG's own bytes to `target`, a path of ours and never a name from the archive.

    Raises as `read_archive`.
    """
    with _opened(archive.path) as file, unpack(file, _entry(file, layer)) as picture, target.open("wb") as copy:
        shutil.copyfileobj(picture, copy, _PIECE)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as file:
            if file.read(4) not in zips.STARTS:
                raise DamagedFile("it is no ZIP archive")
            yield file
    except DamagedFile as damage:
        raise InvalidArchive(
            f"This ZIP of layers can't be used: {damage}. It is kept as it came and nothing more is charged: "
            "download it to look into it, or run the job again, which is paid again."
        ) from None


def _files(file: BinaryIO) -> tuple[ZipEntry, ...]:
    """All entries but the clutter of operating systems. Raises DamagedFile."""
    entries = zips.read_directory(file)
    for entry in entries:
        entry_names.require_safe(entry.name)
    files = tuple(entry for entry in entries if not entry_names.is_clutter(entry.name))
    if len({entry.name for entry in files}) < len(files):
        raise DamagedFile("two files in it have the same name")
    return files


def _read(path: Path, file: BinaryIO, files: tuple[ZipEntry, ...], size: Size | None) -> Archive:
    found: list[UnplacedLayer] = []
    notes: list[str] = []
    plugins: tuple[PluginReport, ...] = ()
    for entry in files:
        if entry_names.is_result_json(entry.name):
            plugins = _reports(file, entry, notes)
        elif _is_picture(file, entry, notes):
            found.append(
                UnplacedLayer(entry.name, entry_names.parse_entry_name(entry.name), _head(file, entry), entry.size)
            )
    _refuse_amounts(found)
    if not found:
        if not plugins:
            raise DamagedFile("it holds no layers")
        notes.append("It holds no layers, only what the plugins found (result.json).")
    layers, oddities = layer_order.placed(found, size)
    return Archive(path, layers, plugins, (*oddities, *notes))


def _is_picture(file: BinaryIO, entry: ZipEntry, notes: list[str]) -> bool:
    """Whether it is a PNG. Raises DamagedFile for a layer that is none, and for an archive in the archive."""
    with unpack(file, entry) as content:
        start = content.read(len(PNG_START))
    if start == PNG_START:
        return True
    named = entry_names.parse_entry_name(entry.name)
    if start[:4] in zips.STARTS:
        raise DamagedFile("it holds another archive")
    if named.is_layer:
        raise DamagedFile(f"the layer {named.plugin} is no PNG")
    notes.append(f"A file in it is no layer and is left out: {named.plugin}.")
    return False


def _head(file: BinaryIO, entry: ZipEntry) -> Header:
    """The PNG's header, if a picture of that size is taken. Raises DamagedFile."""
    named = entry_names.parse_entry_name(entry.name).plugin
    try:
        with unpack(file, entry, _HEAD) as content:
            header = png_head.read_png(content)
    except DamagedFile as damage:
        raise DamagedFile(f"the beginning of the layer {named} can't be read, because {damage}") from None
    width, height = header.width, header.height
    size = f"{width} × {height} pixels"
    if not (width and height):
        raise DamagedFile(f"the layer {named} has no pixels")
    if width * height > limits.MAX_MEGAPIXELS * 1_000_000 or max(width, height) > limits.MAX_SIDE:
        raise DamagedFile(f"the layer {named} claims {size}; at most {limits.MAX_MEGAPIXELS} megapixels are read")
    if layer_png.raw_bytes(header) > MAX_LAYER_RAW:
        raise DamagedFile(f"the layer {named} claims {size} of 16 bits; that many are read with 8 bits only")
    return header


def _refuse_amounts(found: list[UnplacedLayer]) -> None:
    if len(found) > MAX_LAYERS:
        raise DamagedFile(f"it holds {len(found)} layers; at most {MAX_LAYERS} are read")
    if sum(layer_png.raw_bytes(one.header) for one in found) > MAX_RAW:
        raise DamagedFile(f"its layers would unpack to more than {MAX_RAW // 1_000_000_000} GB of pixels")


def _reports(file: BinaryIO, entry: ZipEntry, notes: list[str]) -> tuple[PluginReport, ...]:
    """What result.json tells; a note where it can't be read: the layers are what is paid for."""
    with unpack(file, entry) as content:
        data = content.read(result_json.MAX_BYTES + 1)
    try:
        return result_json.read_reports(data)
    except result_json.UnreadableReport as reason:
        notes.append(f"result.json can't be used: {reason}.")
        return ()


def _entry(file: BinaryIO, layer: Layer) -> ZipEntry:
    """Raises DamagedFile when the archive holds no such layer, or another one."""
    for entry in _files(file):
        if entry.name == layer.entry and entry.size == layer.bytes:
            header = _head(file, entry)
            if (header.width, header.height) == (layer.width, layer.height):
                return entry
    raise DamagedFile(f"the layer {layer.name} is no longer in it")


def _drain(content: BinaryIO) -> None:
    """Read to the end, where the checksum is looked at."""
    while content.read(_PIECE):
        pass

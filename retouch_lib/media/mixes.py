"""Exact pictures of mixes: as large as a preview, in tiles at full size, and whole as a file to save.

A flat result is one layer: its strength goes from the photo (0) to the result (1000). One strength for a result of
several layers means the same of all of them together.

Layers are decoded once. Those as large as the preview are kept with the previews, each cut to where it acts; the last
ones that were asked for stay in memory, so that another mix of them is only composed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from retouch_lib.errors import InvalidPhoto
from retouch_lib.imaging.composite import Laid, compose
from retouch_lib.imaging.faces import cutting
from retouch_lib.imaging.faces.windows import Window
from retouch_lib.imaging.files import jpeg, photo
from retouch_lib.imaging.files.headers import Format
from retouch_lib.imaging.files.photo import Picture, Pixels
from retouch_lib.imaging.files.reduced import reduced
from retouch_lib.imaging.guard import ALL
from retouch_lib.imaging.measures import seen_picture
from retouch_lib.imaging.measures.distance import Off, off
from retouch_lib.imaging.measures.seen_picture import SeenPicture
from retouch_lib.imaging.mix import Box, Cutout, blended, cut_out, lay
from retouch_lib.imaging.strengths import FULL, Strengths
from retouch_lib.media import mix_layers
from retouch_lib.media.crops import encoded
from retouch_lib.media.files import Files
from retouch_lib.media.guards import Guards, Kept
from retouch_lib.media.held import Held
from retouch_lib.media.making import MIXES, Making
from retouch_lib.media.mix_documents import Says, Told, write_document
from retouch_lib.media.mix_layers import Layering
from retouch_lib.media.previews import PREVIEW_SIDE
from retouch_lib.media.refusals import Refusals, remember
from retouch_lib.media.whole_pictures import PictureName
from retouch_lib.media.writing import make_room, whole, write
from retouch_lib.plugins import BlendMode

Size = tuple[int, int]
"""Width and height in pixels."""
WindowOf = Callable[[Size], Window]

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
_VERSION = 3
_OFFS_KNOWN = 256
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
    """Of all layers of the result."""
    guards: Guards
    skin: Callable[[], Pixels | None] = lambda: None
    """As `Layering.skin`."""

    def mixed(self, strengths: Strengths, window: Box | None = None) -> Pixels:
        """RGB uint8 of that part, or of all. Raises LookupError where the strengths, or their guard, are of another."""
        _require_fit(strengths, self.count)
        size = self.below.pixels.shape[1], self.below.pixels.shape[0]
        whole = window or (0, 0, *size)
        left, top, width, height = whole
        part = self.below.pixels[top : top + height, left : left + width]
        mask_of = self.guards.get(strengths.guard).of_picture(size, self.skin)
        if not _is_amount(strengths, self.count):
            return lay(part, self.layers, strengths, whole, mask_of)
        above = lay(part, self.layers, Strengths.full(self.count), whole)
        return blended(part, above, strengths.opacity(0), mask_of(ALL, whole))


class Mixes:
    """All methods may be called from any thread. `name`: a layered result, and the photo that its layers lie over.

    They raise InvalidArchive or InvalidPhoto (a sentence) for what can't be mixed, LookupError for strengths, layers
    and tiles that there are not, and OSError when a file does not exist.
    """

    def __init__(self, files: Files, making: Making, folder: Path, kept: Kept = lambda name: None) -> None:
        """`folder`: the previews'; it may be emptied at any time. `kept`: see `Guards`."""
        self._files = files
        self._making = making
        self._folder = folder / MIXES
        self._small: Held[PictureName, Stack] = Held(_PREVIEWS_HELD, _LET_GO)
        self._large: Held[PictureName, Stack | None] = Held(1, _LET_GO)
        self._composed: Held[tuple[PictureName, Strengths], Picture] = Held(1, _LET_GO)
        self._refusals = Refusals()
        self.guards = Guards(folder, kept)
        self._offs: dict[str, Off] = {}

    def preview(self, name: PictureName, strengths: Strengths) -> Path:
        """A JPEG 4:4:4 with a longest side of 2048 pixels and the photo's profile."""
        target = self._target(name, strengths, "preview.jpg")
        if target.is_file():
            return target
        small = self._fitting_small(name, strengths)
        return self._made(name, target, lambda: jpeg.encode(small.mixed(strengths), small.below.icc, _QUALITY))

    def part(self, name: PictureName, strengths: Strengths, called: str, side: int, window_of: WindowOf) -> Path:
        """A JPEG of a window in the preview, as wide as `side`: composed only where the window reaches.

        `called`: what no other window of this mix is called. `window_of`: where it lies in a picture of that size.
        """
        target = self._target(name, strengths, f"{called}.{side}.jpg")
        if target.is_file():
            return target
        small = self._fitting_small(name, strengths)

        def draw() -> bytes:
            size = small.below.pixels.shape[1], small.below.pixels.shape[0]
            window = window_of(size)
            box = cutting.reach(window, size)
            cut = cutting.cut(small.mixed(strengths, box), cutting.within(window, box))
            return encoded(replace(small.below, pixels=np.ascontiguousarray(cut)), side)

        return self._made(name, target, draw)

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
                    self._composed.get(key, lambda: self._compose(name, strengths)),
                    (),
                    len(strengths.values),
                    self.guards,
                )
        _require_fit(strengths, large.count)
        return self._made(name, target, lambda: jpeg.encode(large.mixed(strengths, window), large.below.icc, _QUALITY))

    def whole(self, name: PictureName, strengths: Strengths, file_format: Format = "jpeg") -> Path:
        """The mix at full size, as finely coded as the photo, with its profile: "jpeg" or "png".

        Where nothing is mixed it is the file itself: the photo's at 0, a flat result's at its full strength.
        """
        _require_fit(strengths, self._told(name)["count"])
        if (unmixed := self._unmixed(name, strengths)) and photo.inspect(unmixed, max_bytes=None).format == file_format:
            return unmixed
        target = self._target(name, strengths, f"whole.{file_format}")
        return self._made(name, target, lambda: photo.encode(self._compose(name, strengths), file_format))

    def picture(self, name: PictureName) -> Path:
        """The mix of that name as `whole` makes it, in a flat result's own format, else in its photo's."""
        if name.mixed is None:
            raise LookupError("no mix")
        layers, below, result = _layers(name), self._files.path(name.below), self._files.path(name.file)
        flat = mix_layers.is_flat(result) and any(name.mixed.values)
        return self.whole(layers, name.mixed, photo.inspect(result if flat else below, max_bytes=None).format)

    def small(self, name: PictureName) -> Path:
        """The same as `preview` makes it."""
        if name.mixed is None:
            raise LookupError("no mix")
        return self.preview(_layers(name), name.mixed)

    def write_document(
        self, target: Path, name: PictureName, strengths: Strengths, says: Says, told: Told = lambda done, total: None
    ) -> str:
        """A PSD or PSB at full size, with each layer and its mask; see `mix_documents.write_document`.

        What `told` raises ends it. What is at `target` then, is no document.
        """
        self.require_layers(name, strengths)
        photo_path, result = self._files.path(name.below), self._files.path(name.file)
        return write_document(target, photo_path, result, strengths, self.guards.get(strengths.guard), says, told)

    def require_layers(self, name: PictureName, strengths: Strengths) -> None:
        """Raises LookupError where there are none to be in a document, or the strengths are of other ones."""
        if len(strengths.values) != self._told(name)["count"] or mix_layers.is_flat(self._files.path(name.file)):
            raise LookupError("no layers, or strengths of other ones")
        self.guards.get(strengths.guard)

    def require_one_size(self, name: PictureName) -> None:
        """Raises InvalidPhoto or InvalidArchive, a sentence, where a result has another size than what is below it."""
        mix_layers.require_one_size(self._files.path(name.below), self._files.path(name.file))

    def off(self, name: PictureName, strengths: Strengths, rendered: str) -> Off:
        """How far a mix is from what a server rendered of the same photo (SHA-256): ΔE00, of both made small."""
        key = f"{name}.{strengths}.{rendered}"
        if (known := self._offs.get(key)) is None:
            simulated = seen_picture.load(self.preview(name, strengths))
            path = self._files.path(rendered)
            with self._refusals.in_words(f"{name}.{rendered}.off"):
                picture = reduced(path, photo.inspect(path, max_bytes=None), PREVIEW_SIDE)
                known = off(simulated, SeenPicture(picture.pixels, picture.icc))
            remember(self._offs, key, known, _OFFS_KNOWN)
        return known

    def decode_layers(self, name: PictureName) -> None:
        """Make the layers as large as the preview, so that the first picture of any mix of them comes soon.

        May be called in another process: what it made of a file that was deleted meanwhile is gone when it returns.
        """
        self._told(name)
        if not all(map(self._files.has, name.files)):
            told = self._told_file(name)
            for made in told.parent.glob(f"{told.name.removesuffix('.json')}*"):
                made.unlink(missing_ok=True)

    def layer(self, name: PictureName, number: int) -> tuple[Path, Box, Size]:
        """One layer as large as the preview, cut to where it acts: a PNG, RGBA, not premultiplied.

        With its left, top, width and height, and the preview's width and height; all in pixels of the preview. It is
        one transparent pixel where the layer does nothing. The Skin Mask is whole, and grey.
        """
        told = self._told(name)
        size = told["width"], told["height"]
        if number == told["skin"]:
            return self._layer_file(name, number), (0, 0, *size), size
        if str(number) not in told["layers"]:
            raise LookupError("no layer to be mixed")
        left, top, width, height = told["layers"][str(number)]["box"]
        return self._layer_file(name, number), (left, top, width, height), size

    def idle(self, name: PictureName) -> frozenset[int] | None:
        """Layers (by number) that change nothing on this photo; None as long as they were not looked at."""
        try:
            told: dict[str, Any] = json.loads(self._told_file(name).read_text())
        except FileNotFoundError:
            return None
        layers = told["layers"].items()  # an older version told boxes alone
        return frozenset(int(number) for number, one in layers if one.get("idle", one["box"] == [0, 0, 1, 1]))

    def _fitting_small(self, name: PictureName, strengths: Strengths) -> Stack:
        """The layers as large as the preview, held for the next mix. Raises LookupError for other layers' strengths."""
        with self._refusals.in_words(f"{name}"):
            small = self._small.get(name, lambda: self._load_small(name))
        _require_fit(strengths, small.count)
        return small

    def _unmixed(self, name: PictureName, strengths: Strengths) -> Path | None:
        """The file that shows this already, if there is one."""
        if not any(strengths.values):
            return self._files.path(name.below)
        result = self._files.path(name.file)
        return result if strengths == Strengths((FULL,)) and mix_layers.is_flat(result) else None

    def _made(self, name: PictureName, target: Path, draw: Callable[[], bytes]) -> Path:
        return self._kept(name, target, lambda part: part.write_bytes(draw()))

    def _kept(self, name: PictureName, target: Path, fill: Callable[[Path], object]) -> Path:
        def make() -> None:
            with whole(target) as part:
                fill(part)

        made = self._making.once(target, name.files, make)
        make_room(self._folder, KEPT_BYTES, target)
        return made

    def _target(self, name: PictureName, strengths: Strengths, ending: str) -> Path:
        self.guards.get(strengths.guard)  # before anything is made: what is unknown is no fault of the files
        digest = hashlib.sha256(str(strengths).encode()).hexdigest()[:24]
        return self._folder / f"{name.file}.{name.below}.{_VERSION}-{digest}.{ending}"

    # Layers as large as the preview

    def _told(self, name: PictureName) -> dict[str, Any]:
        """How many layers there are, and where those stand that are composited; they are made now if they are not
        there."""
        target = self._told_file(name)
        self._making.once(target, name.files, lambda: self._cut_layers(name, target))
        told: dict[str, Any] = json.loads(target.read_text())
        return told

    def _told_file(self, name: PictureName) -> Path:
        return self._making.target(name.files, f"mix{_VERSION}.json")

    def _layer_file(self, name: PictureName, number: int) -> Path:
        return self._making.target(name.files, f"mix{_VERSION}-{number}.png")

    def _cut_layers(self, name: PictureName, target: Path) -> None:
        """The file that tells of them comes last: where it is, they are."""
        made = self._small_layers(name)
        told: dict[str, Any] = {}
        seen = made.below.pixels.copy()
        for number, mode, draw in made.layers:
            cut = cut_out(draw(), mode, number)
            write(self._layer_file(name, number), _png(cut.pixels))
            told[str(number)] = {"mode": mode.value, "box": cut.box, "idle": not _laid_on(seen, cut)}
        if made.skin_number is not None and (skin := made.skin()) is not None:
            opaque = cv2.merge((skin, skin, skin, np.full_like(skin, 255)))
            write(self._layer_file(name, made.skin_number), _png(np.asarray(opaque, np.uint8)))
        height, width = made.below.pixels.shape[:2]
        head = {"count": made.count, "width": width, "height": height, "skin": made.skin_number}
        write(target, json.dumps({**head, "layers": told}).encode())

    def _load_small(self, name: PictureName) -> Stack:
        told = self._told(name)
        size = (told["width"], told["height"])
        cut = [
            Cutout(number, BlendMode(one["mode"]), _read_png(self._layer_file(name, number)), tuple(one["box"]), size)
            for number, one in ((int(key), one) for key, one in told["layers"].items())
        ]
        made = self._small_layers(name)
        return Stack(made.below, tuple(cut), told["count"], self.guards, cache(made.skin))

    def _small_layers(self, name: PictureName) -> Layering:
        return mix_layers.small(self._files.path(name.below), self._files.path(name.file), PREVIEW_SIDE)

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
        made = self._full_layers(name)
        cut: list[Cutout] = []
        left = HELD_BYTES - made.below.pixels.nbytes
        for number, mode, draw in made.layers:
            cut.append(cut_out(draw(), mode, number))
            left -= cut[-1].pixels.nbytes
            if left < 0:
                return None
        return Stack(made.below, tuple(cut), made.count, self.guards, cache(made.skin))

    def _compose(self, name: PictureName, strengths: Strengths) -> Picture:
        """Layer by layer: beside the picture only one of them is in memory."""
        made = self._full_layers(name)
        height, width = made.below.pixels.shape[:2]
        mask_of = self.guards.get(strengths.guard).of_picture((width, height), made.skin)
        whole, of_all = (0, 0, width, height), _is_amount(strengths, made.count)
        opacities = Strengths.full(made.count) if of_all else strengths
        laid = (
            Laid(draw(), mode, opacities.opacity(number), None if of_all else mask_of(number, whole))
            for number, mode, draw in made.layers
            if opacities.values[number]
        )
        composed = compose(made.below.pixels, laid, extrapolate=True)
        if of_all:
            composed = blended(made.below.pixels, composed, strengths.opacity(0), mask_of(ALL, whole))
        return replace(made.below, pixels=composed)

    def _full_layers(self, name: PictureName) -> Layering:
        return mix_layers.full(self._files.path(name.below), self._files.path(name.file))


def _layers(name: PictureName) -> PictureName:
    """Without how strongly they lie."""
    return replace(name, mixed=None)


def _is_amount(strengths: Strengths, count: int) -> bool:
    """Whether it is one strength for several layers together."""
    return len(strengths.values) == 1 < count


def _require_fit(strengths: Strengths, count: int) -> None:
    if len(strengths.values) not in (1, count):
        raise LookupError("strengths of another result")


def _laid_on(below: Pixels, cut: Cutout) -> bool:
    """Lays it whole, in place; returns whether that changes anything."""
    left, top, width, height = cut.box
    part = below[top : top + height, left : left + width]
    above = lay(part, [cut], Strengths.full(cut.number + 1), cut.box)
    changes = not np.array_equal(above, part)
    part[:] = above
    return changes


def _png(pixels: Pixels) -> bytes:
    return cv2.imencode(".png", cv2.cvtColor(pixels, cv2.COLOR_RGBA2BGRA), _FAST)[1].tobytes()


def _read_png(path: Path) -> Pixels:
    stored = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_UNCHANGED)
    if stored is None:
        raise OSError(f"{path.name} is no PNG any more")
    return np.asarray(cv2.cvtColor(stored, cv2.COLOR_BGRA2RGBA), np.uint8)

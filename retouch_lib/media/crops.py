"""Small pictures of a part of a photo, and of the same part of its results: made once, kept with the previews.

Reading a file is what takes time, so all regions of one width are made whenever a file is read.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from retouch_lib.imaging.faces import cutting, find, regions, windows
from retouch_lib.imaging.faces.marks import Marks
from retouch_lib.imaging.faces.regions import Kind, Region
from retouch_lib.imaging.faces.windows import Shows
from retouch_lib.imaging.files import colours, jpeg
from retouch_lib.imaging.files.photo import Picture, Pixels, inspect, load
from retouch_lib.media.files import Files, shelf
from retouch_lib.media.layer_views import LayerViews
from retouch_lib.media.making import MIXES
from retouch_lib.media.previews import LARGE, Previews
from retouch_lib.media.refusals import Refusals
from retouch_lib.media.whole_pictures import PictureName, digest
from retouch_lib.media.writing import write

MOST_BYTES = 30_000
"""Of a crop of up to 320 pixels' width; of a wider one in proportion to its area."""
_FULL_SIDE = 320
PAIR = "pair"
"""The name of a region of a result beside the photo: the face before on the left, after on the right."""
_OF_A_FACE: tuple[Kind, ...] = ("face", "eyes", "cheek")
_QUALITIES = (95, 92, 88, 84, 78, 70, 60, 48, 35, 22, 12, 5, 1)
"""The first with which a crop is short enough is taken."""
_LONG_PROFILE = 4 << 10
"""Bytes. A longer one would be a good part of a crop: its colours become sRGB instead."""
_LINE = (255, 255, 255)
_LOCKS = 64
_LAYERED = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Crop:
    """A JPEG in sRGB or with a short profile: as wide as was asked for, or narrower where the file is."""

    path: Path
    shows: Shows


class Crops:
    """Regions of the pictures in `files`, kept in `folder`; it may be emptied at any time.

    A region is that of `photo`, by its faces, in the file `sha256`: the photo itself or a result of it, in any size; of
    a layered result in what its layers make of the photo. All names are SHA-256s; `sha256` may also be a mix, a
    `PictureName` as text. Methods may be called from any thread. They raise LookupError for a region or width that
    there is not, InvalidPhoto or InvalidArchive when a file is no readable picture, and OSError when it does not exist.
    """

    def __init__(
        self,
        files: Files,
        previews: Previews,
        layer_views: LayerViews,
        folder: Path,
        source: Callable[[str, str], str],
        mixed: Callable[[PictureName], Path],
    ) -> None:
        """`source`: of a result and its photo, what the result was made of: the photo, or a reduced copy. `mixed`:
        makes a mix."""
        self._mixed = mixed
        self._source = source
        self._files = files
        self._previews = previews
        self._layer_views = layer_views
        self._folder = folder
        self._locks = [threading.Lock() for _ in range(_LOCKS)]
        self._cores = threading.BoundedSemaphore(os.cpu_count() or 1)
        self._large = threading.Lock()
        self._refusals = Refusals()

    def forget(self, sha256s: Collection[str]) -> None:
        """Forget these files, which are deleted by now; nothing is made of them after this returns.

        What was made goes with their previews.
        """
        for lock in self._locks:
            with lock:  # wait until the thread that holds it is done making crops
                pass
        for sha256 in sha256s:
            self._refusals.forget(sha256)

    def is_kept(self, sha256: str, photo: str, region: str, side: int) -> bool:
        """Whether it is made already; false for a region or width that there is not, and it never waits."""
        try:
            return self._target(sha256, photo, region, side).is_file()
        except LookupError:
            return False

    def crop(self, sha256: str, photo: str, region: str, side: int) -> Crop:
        """One region (a name as `imaging.faces.regions.parse` reads it, or PAIR) of that width."""
        target = self._target(sha256, photo, region, side)
        wanted = Region("face") if region == PAIR else regions.parse(region)
        marks = self._marks(photo, wanted)
        shows = windows.window(wanted, self._previews.size(photo), side, marks).shows
        if not target.is_file():
            if region == PAIR:
                self._make_pair(sha256, photo, side, target)
            else:
                self._make(sha256, photo, wanted, side, marks)
        return Crop(target, shows)

    def _marks(self, photo: str, wanted: Region) -> list[Marks]:
        """The faces by which that region is laid on the photo."""
        return [face.marks for face in self._previews.faces(photo)] if wanted.kind in _OF_A_FACE else []

    def _make(self, sha256: str, photo: str, wanted: Region, side: int, marks: Sequence[Marks]) -> None:
        """The wanted one, and with it whatever else is shown of this file in that width: the same reading serves."""
        with self._lock(sha256, photo):
            targets = {each: self._target(sha256, photo, each.name, side) for each in _together(wanted)}
            missing = {each: target for each, target in targets.items() if not target.is_file()}
            if wanted not in missing:
                return
            with self._read(sha256, self._picture(sha256, photo)) as picture:
                size = picture.pixels.shape[1], picture.pixels.shape[0]
                for each, target in missing.items():
                    part = cutting.cut(picture.pixels, windows.window(each, size, side, marks))
                    write(target, encoded(replace(picture, pixels=np.ascontiguousarray(part)), side))

    @contextmanager
    def _read(self, sha256: str, path: Path) -> Iterator[Picture]:
        """As many at once as there are cores, and large ones one after the other: each needs its memory."""
        info = inspect(path, max_bytes=None)
        large = self._large if max(info.buffered, 3 * info.width * info.height) > LARGE else nullcontext()
        with large, self._cores, self._refusals.in_words(sha256):
            yield load(path)

    def _picture(self, sha256: str, photo: str) -> Path:
        """The file, or what its layers make of their photo."""
        name = PictureName.parse(sha256)
        if name.mixed is not None:
            return self._mixed(name)
        path = self._files.path(sha256)
        with path.open("rb") as file:
            layered = file.read(len(_LAYERED)) == _LAYERED
        return self._layer_views.composite(sha256, self._source(sha256, photo), "full") if layered else path

    def _make_pair(self, sha256: str, photo: str, side: int, target: Path) -> None:
        """Both halves come out of the crops of the face, which are wanted by themselves elsewhere."""
        before, after = (_in_srgb(load(self.crop(each, photo, "face", side).path)) for each in (photo, sha256))
        middle = side // 2
        both = np.concatenate((before[:, :middle], after[:, middle:]), axis=1)
        both[:, middle - 1 : middle + 1] = _LINE
        with self._lock(sha256, photo):
            if not target.is_file():
                write(target, _short(both, None, side))

    @contextmanager
    def _lock(self, sha256: str, photo: str) -> Iterator[None]:
        """One lock for each file (shared with a 64th of the others). Raises FileNotFoundError once one is deleted."""
        with self._locks[int(sha256[:8], 16) % _LOCKS]:
            if not all(map(self._files.has, (*PictureName.parse(sha256).files, photo))):
                raise FileNotFoundError(sha256)
            yield

    def _target(self, sha256: str, photo: str, region: str, side: int) -> Path:
        """Raises LookupError for what is no region or width, ValueError for what is no SHA-256."""
        if side not in regions.SIDES or (region != PAIR and not regions.is_name(region)):
            raise LookupError("no region of a photo, or no width of a crop")
        shelf(photo)
        name = PictureName.parse(sha256)
        mixed = name.mixed is not None
        folder = self._folder / (MIXES if mixed else shelf(name.file))
        picture = f"{name.file}.{digest(name)}" if mixed else sha256
        return folder / f"{picture}.of-{photo}.{region}.{side}.v{find.VERSION}-{windows.VERSION}.jpg"


def _together(wanted: Region) -> list[Region]:
    """What is made with it, the wanted one too."""
    return [replace(wanted, kind=kind) for kind in _OF_A_FACE] if wanted.kind in _OF_A_FACE else [wanted]


def encoded(part: Picture, side: int) -> bytes:
    """What was cut out, as a short JPEG; in sRGB where its profile would be a good part of it."""
    if len(part.icc or b"") <= _LONG_PROFILE:
        return _short(part.pixels, part.icc, side)
    return _short(_in_srgb(part), None, side)


def _in_srgb(picture: Picture) -> Pixels:
    """Its colours as they are where its profile can't be followed."""
    seen = colours.in_srgb(picture.pixels, picture.icc)
    return picture.pixels if seen is None else seen


def _short(pixels: Pixels, profile: bytes | None, side: int) -> bytes:
    most = MOST_BYTES * max(1.0, side / _FULL_SIDE) ** 2
    data = b""
    for quality in _QUALITIES:
        data = jpeg.encode(pixels, profile, quality)
        if len(data) <= most:
            break
    return data

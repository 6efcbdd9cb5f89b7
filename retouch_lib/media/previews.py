"""Smaller pictures of photos and results, and where their faces are: made once per file, kept beside one another."""

from __future__ import annotations

import logging
import os
import re
import threading
from collections.abc import Collection, Iterator
from contextlib import nullcontext, suppress
from functools import lru_cache
from pathlib import Path

from retouch_lib.errors import InvalidPhoto
from retouch_lib.imaging.files import colours, jpeg, photo
from retouch_lib.imaging.files.canvas_space import CanvasSpace, ColourNumbers, canvas_space, own_colours
from retouch_lib.imaging.files.reduced import reduced
from retouch_lib.machine.disk import bytes_in
from retouch_lib.media import face_boxes
from retouch_lib.media.face_boxes import FaceBox
from retouch_lib.media.files import Files, shelf
from retouch_lib.media.refusals import Refusals, remember
from retouch_lib.media.shared_previews import SharedPreviews
from retouch_lib.media.writing import write

THUMBNAIL_SIDE = 400
PREVIEW_SIDE = 2048
_QUALITY = 92
_LONG_PROFILE = 16 << 10
"""Bytes; profiles without tables of colours are shorter. A longer one would be most of a thumbnail."""
_LOCKS = 64
_KEPT_REMARKS = 4096
_KEPT_SIZES = 4096
LARGE = 200 << 20
"""Bytes of memory for one picture from which on only one is read at a time."""
_SHA256 = re.compile(r"[0-9a-f]{64}")

_log = logging.getLogger(__name__)


class Previews:
    """Derivatives of the pictures in `files`, kept in `folder`; it may be emptied at any time.

    All methods take a file's SHA-256 and may be called from any thread. They raise InvalidPhoto when that file is no
    readable picture (a ZIP of layers), and OSError when it does not exist.
    """

    def __init__(self, files: Files, folder: Path, shared: SharedPreviews | None = None) -> None:
        """`shared`: those that other computers made, where several have the same files."""
        self._files = files
        self._shared = shared
        self._folder = folder
        self._cores = threading.BoundedSemaphore(os.cpu_count() or 1)
        self._locks = [threading.RLock() for _ in range(_LOCKS)]
        self._large = threading.Lock()
        self._refusals = Refusals()
        self._remarks: dict[str, tuple[str, ...]] = {}

    def sweep_parts(self) -> int:
        """Remove parts that a killed process left; call it before anything is made. Returns how many."""
        strays = list(self._folder.rglob("*.part"))
        for stray in strays:
            stray.unlink(missing_ok=True)
        return len(strays)

    def forget(self, sha256s: Collection[str]) -> None:
        """Remove what was made of these files, which are deleted by now, and what `folder` holds of their layers.

        Raises FilesAway where it is gone here, and not where others find it.
        """
        gone = frozenset(sha256s)
        self.forget_here(gone)
        if self._shared is not None:
            self._shared.forget(gone)

    def forget_here(self, gone: frozenset[str]) -> None:
        """The same on this computer alone: another one has deleted them."""
        for sha256 in gone:
            self._refusals.forget(sha256)
            self._refusals.forget(_faces_of(sha256))
            self._remarks.pop(sha256, None)
        while made := self._made_of(gone):  # again: meanwhile a thumbnail may have been made of a preview found before
            for path in made:
                path.unlink(missing_ok=True)

    def clear(self) -> int:
        """Remove everything; it is made again when it is asked for. Returns the bytes."""
        self._wait_for_makers()
        self._refusals.clear()
        total = 0
        for path in self._made():
            with suppress(FileNotFoundError):
                total += path.stat().st_size
                path.unlink()
        return total

    def bytes(self) -> int:
        """What all of it takes on disk."""
        return bytes_in(self._folder)

    def thumbnail(self, sha256: str) -> Path:
        """A JPEG with a longest side of 400 px, with the file's own colour profile, or in sRGB if that is long."""
        target = self._target(sha256, f"{THUMBNAIL_SIDE}.jpg")
        with self._lock(sha256):
            if not (target.is_file() or self._taken(sha256, target)):
                # from the preview: a big PNG is then decoded once, not twice
                self._make(sha256, self.preview(sha256), target, THUMBNAIL_SIDE)
        return target

    def preview(self, sha256: str) -> Path:
        """A JPEG with a longest side of 2048 px, upright, with the file's own colour profile."""
        target = self._target(sha256, f"{PREVIEW_SIDE}.jpg")
        with self._lock(sha256):
            if not (target.is_file() or self._taken(sha256, target)):
                self._make(sha256, self._files.path(sha256), target, PREVIEW_SIDE)
        return target

    def canvas_colours(self, sha256: str) -> tuple[CanvasSpace, ColourNumbers | None]:
        """In which space a canvas shows the preview's numbers in their right colours; where none does, what they mean.

        None for the latter too where that can't be told in short.
        """
        profile = photo.profile_of(self.preview(sha256))
        return canvas_space(profile), own_colours(profile)

    def shown(self, sha256: str) -> Path:
        """The file itself, for a browser to show; of a JPEG without its end mark a copy with one, where there is room.

        Without it browsers leave out the last rows.
        """
        source, target = self._files.path(sha256), self._target(sha256, "shown.jpg")
        with self._lock(sha256):
            if target.is_file():
                return target
            whole = photo.with_end(source)
            if whole is None:
                return source
            try:
                write(target, whole)
            except OSError as error:
                _log.warning("no copy of %s to show: %s", sha256[:12], error.strerror)
                return source
        return target

    def size(self, sha256: str) -> tuple[int, int]:
        """Width and height of the file itself, upright; its header is parsed once, and again where the file changed."""
        path = self._files.path(sha256)
        found = path.stat()
        told = _size(path, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
        if isinstance(told, str):
            raise InvalidPhoto(told)
        return told

    def remarks(self, sha256: str) -> tuple[str, ...]:
        """What the owner of the file should know of it; all of it is read, once. See `imaging.files.remarks`."""
        known = self._remarks.get(sha256)
        if known is None:
            known = photo.all_remarks(self._files.path(sha256))
            remember(self._remarks, sha256, known, _KEPT_REMARKS)
        return known

    def faces(self, sha256: str) -> tuple[FaceBox, ...]:
        """The faces found on the preview, the largest first."""
        target = self._target(sha256, "faces.json")
        with self._lock(sha256):
            if (known := face_boxes.read_faces(target)) is not None:
                return known
            if self._taken(sha256, target) and (known := face_boxes.read_faces(target)) is not None:
                return known
            preview = self.preview(sha256)
            with self._cores, self._refusals.in_words(_faces_of(sha256)):
                faces = face_boxes.find(preview, self.size(sha256)[0])
            write(target, face_boxes.packed(faces))
            self._give(sha256, target)
            return faces

    def refusal(self, sha256: str) -> str:
        """Why no preview could be made of it since the start, as a sentence; empty when nobody had to be told."""
        return self._refusals.of(sha256)

    def known_faces(self, sha256: str) -> tuple[FaceBox, ...] | None:
        """The faces when they were looked for already, else None; it never waits."""
        return face_boxes.read_faces(self._target(sha256, "faces.json"))

    def _wait_for_makers(self) -> None:
        """Wait until the threads that were making pictures are done. One that starts later no longer finds the file."""
        for lock in self._locks:
            with lock:
                pass

    def _made_of(self, sha256s: frozenset[str]) -> list[Path]:
        self._wait_for_makers()
        return [path for path in self._made() if sha256s.intersection(_SHA256.findall(path.name))]

    def _made(self) -> Iterator[Path]:
        for path in list(self._folder.rglob("*")):
            if path.is_file() and path.suffix != ".part":
                yield path

    def _make(self, sha256: str, source: Path, target: Path, side: int) -> None:
        """As many at once as there are cores: a page with 100 photos asks for all, and each needs memory."""
        info = photo.inspect(source, max_bytes=None)
        large = self._large if info.buffered > LARGE else nullcontext()
        with large, self._cores, self._refusals.in_words(sha256):
            _shrink(source, info, target, side)
        self._give(sha256, target)

    def _taken(self, sha256: str, target: Path) -> bool:
        """Whether another computer's is there now."""
        return self._shared is not None and self._shared.take(sha256, target)

    def _give(self, sha256: str, target: Path) -> None:
        if self._shared is not None:
            self._shared.give(sha256, target)

    def close(self) -> None:
        """What is not shared yet is made elsewhere again."""
        if self._shared is not None:
            self._shared.close()

    def names(self) -> frozenset[str]:
        """SHA-256s of all files of which something lies in `folder`."""
        return frozenset(sha256 for path in self._made() for sha256 in _SHA256.findall(path.name))

    def _target(self, sha256: str, ending: str) -> Path:
        return self._folder / shelf(sha256) / f"{sha256}.{ending}"

    def _lock(self, sha256: str) -> threading.RLock:
        """One lock for each file (shared with a 64th of the others): two threads that ask at once share the work."""
        return self._locks[int(sha256[:8], 16) % _LOCKS]


def _faces_of(sha256: str) -> str:
    return f"{sha256}.faces"


@lru_cache(maxsize=_KEPT_SIZES)
def _size(path: Path, *_state: int) -> tuple[int, int] | str:
    """Width and height, or why there are none; `_state`: what tells that the file, or who may read it, changed."""
    try:
        info = photo.inspect(path, max_bytes=None)
    except InvalidPhoto as error:
        return str(error)
    return info.width, info.height


def _shrink(source: Path, info: photo.PhotoInfo, target: Path, side: int) -> None:
    picture = reduced(source, info, side)
    if side == THUMBNAIL_SIDE and len(picture.icc or b"") > _LONG_PROFILE:
        _leave_profile_out(picture)
    write(target, jpeg.encode(picture.pixels, picture.icc, _QUALITY))


def _leave_profile_out(picture: photo.Picture) -> None:
    """Its colours become sRGB, where its profile can be followed."""
    seen = colours.in_srgb(picture.pixels, picture.icc)
    if seen is not None:
        picture.pixels, picture.icc = seen, None

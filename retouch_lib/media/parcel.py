"""Files that leave together: what each of them is made of, and how it is opened to be read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from retouch_lib.imaging.guard import Guard
from retouch_lib.imaging.strengths import Strengths
from retouch_lib.media.files import Files
from retouch_lib.media.layer_views import LayerViews
from retouch_lib.media.metadata import Wishes, outgoing
from retouch_lib.media.mixes import Mixes
from retouch_lib.media.previews import Previews
from retouch_lib.media.whole_pictures import PictureName


@dataclass(frozen=True, slots=True)
class ParcelFile:
    """One file of a parcel."""

    path: str
    """Folders and name, with / between them; each part is one that every system takes."""
    job: str
    """Id of the job whose result it is."""
    result: str
    """SHA-256."""
    size: int
    """Bytes of the result as it is kept; what its photo says of itself comes on top."""
    photo: str
    """SHA-256 of the photo whose metadata it carries."""
    at: datetime
    """When it came."""
    wishes: Wishes
    over: str = ""
    """Of layers that leave as one picture: SHA-256 of what they are laid over."""
    mixed: str = ""
    """Of a result that leaves in part, over `over`: how strongly, `imaging.strengths.Strengths` as text."""
    guard: str = ""
    """Of the same: where its photo is given back, an `imaging.guard.Guard` as text."""
    sidecar: bytes = b""
    """The whole content of what lies beside a result that can't hold it."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What leaves in one piece."""

    name: str
    """Of its folder or archive, without an extension."""
    files: tuple[ParcelFile, ...]

    @property
    def bytes(self) -> int:
        """About how many; exact is what is read."""
        return sum(file.size for file in self.files)


class Readable(Protocol):
    """A file's bytes while it leaves."""

    @property
    def length(self) -> int: ...

    @property
    def remarks(self) -> tuple[str, ...]:
        """What could not be kept, in sentences."""

    def pieces(self) -> Iterator[bytes]:
        """From the first to the last, at most a megabyte at once. Raises OSError where it can't be read to its end."""


class ParcelReader:
    """Opens a parcel's files, one after the other."""

    def __init__(self, files: Files, layer_views: LayerViews, previews: Previews, mixes: Mixes) -> None:
        self._files, self._mixes = files, mixes
        self._previews = previews
        self._layer_views = layer_views

    def opened(self, file: ParcelFile) -> Readable:
        """Layers that leave as one picture are composed now, which takes seconds, unless they were; so are amounts.

        Raises OSError where its result is gone, InvalidArchive and InvalidPhoto for what can't be composed.
        """
        if file.sidecar:
            return _Sidecar(file.sidecar)
        path, copy = self._files.path(file.result), partial(self._previews.thumbnail, file.result)
        if file.mixed:
            self._mixes.guards.know(Guard.parse(file.guard))
            name = PictureName(file.result, file.over, Strengths.parse(file.mixed))
            path, copy = self._in_part(name, file.path), partial(self._mixes.small, name)
        elif file.over:
            path = self._layer_views.composite(file.result, file.over, "full")
            copy = partial(self._layer_views.composite, file.result, file.over, "preview")
        return outgoing(self._files.path(file.photo), path, file.wishes, copy)

    def _in_part(self, name: PictureName, path: str) -> Path:
        """In the format of the name it leaves under."""
        layers, strengths = PictureName(name.file, name.below), name.mixed
        assert strengths is not None
        return self._mixes.whole(layers, strengths, "png" if path.lower().endswith(".png") else "jpeg")

    def is_made(self, file: ParcelFile) -> bool:
        """Whether it can be opened at once."""
        if file.mixed:
            return False
        return not file.over or self._layer_views.is_composed(file.result, file.over)

    @contextmanager
    def holding(self, parcel: Parcel) -> Iterator[None]:
        """Nothing that the parcel is made of is removed meanwhile. Raises FileNotFoundError where a result is gone.

        They are held in this process by their names: that takes no open file for each (of which a system has a
        thousand), and nothing is left of it when the process is killed. What is deleted meanwhile is removed
        afterwards.
        """
        needed = {sha256 for file in parcel.files for sha256 in (file.result, file.photo, file.over) if sha256}
        with self._files.holding(needed):
            if not all(self._files.has(file.result) for file in parcel.files):
                raise FileNotFoundError
            yield


@dataclass(frozen=True, slots=True)
class _Sidecar:
    content: bytes

    @property
    def length(self) -> int:
        return len(self.content)

    @property
    def remarks(self) -> tuple[str, ...]:
        return ()

    def pieces(self) -> Iterator[bytes]:
        yield self.content

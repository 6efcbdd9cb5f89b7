"""What results are called when they leave: as a delivery under the photo's own name, or as work files by a pattern."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

from retouch_lib.media.file_names import amount_in_names, extension_of, spelled_as
from retouch_lib.names import FolderNames, file_name, in_file_names
from retouch_lib.owners import Owner
from retouch_lib.words.counted import counted
from retouch_lib.words.text import folded
from retouch_lib.work.delivery import Deliverable
from retouch_lib.work.library import Library
from retouch_lib.work.name_pattern import Pattern

_SHOWN_OF_A_FINGERPRINT = 8
_COMPOSED = "_composed"
"""What tells a work file that was laid together here from one that a server made."""
_SIMULATED = "_simulated"
"""The same of one that was mixed with its photo here."""
_OTHERWISE = "retouched"


class Layers(StrEnum):
    """As what a layered result leaves."""

    PICTURE = "picture"
    """All layers over the photo, as one JPEG."""
    ARCHIVE = "archive"
    """The ZIP of layers, as it came."""


@dataclass(frozen=True, slots=True)
class Named:
    """A result with the name it leaves under."""

    one: Deliverable
    path: str
    """Folders and name, with / between them; each part is one that every system takes."""
    as_picture: bool
    """Whether it is a layered result that leaves as one picture."""
    numbered: bool
    """Whether another file of that name stands before it, so that this one got a number."""


@dataclass(frozen=True, slots=True)
class Naming:
    """How files are called."""

    pattern: Pattern | None = None
    """None: as for a delivery. The photo's own name in the folder it came from, all in one: galleries replace by name,
    and no client reads how a look is called."""
    layers: Layers = Layers.PICTURE


def named(results: Sequence[Deliverable], naming: Naming, versions: Mapping[str, int]) -> tuple[Named, ...]:
    """The results in their order with their names, no two alike.

    Looks that are simulated leave as pictures, or in their layers. Of several that would have the same name, the winner
    keeps it, then what has the most stars; the others get numbers.
    `versions`: fingerprint → version, see `version_numbers`.
    """
    results = _leaving(results, naming.layers)
    paths = [_path(one, naming, versions) for one in results]
    names = _TreeNames(folders for folders, _, _ in paths)
    found: dict[int, Named] = {}
    for place in sorted(range(len(results)), key=lambda place: _rank(results[place])):
        one, (folders, stem, end) = results[place], paths[place]
        path, numbered = names.add(folders, stem, end)
        found[place] = Named(one, path, one.layered and naming.layers is Layers.PICTURE, numbered)
    return tuple(found[place] for place in range(len(results)))


def _leaving(results: Sequence[Deliverable], layers: Layers) -> Sequence[Deliverable]:
    """A look that is simulated leaves as a picture or in the layers of which it is, not as both."""
    as_pictures = layers is Layers.PICTURE
    return [one for one in results if (one.leaves_as_picture if as_pictures else one.leaves_as_archive)]


def folder_of(results: Sequence[Deliverable]) -> str:
    """What the folder or archive of these is called, without an extension: their project where they have one; else
    after the day of their last run."""
    projects: dict[str, str] = {}
    for one in results:
        projects.setdefault(folded(one.project), one.project)
    name = next(iter(projects.values())) if len(projects) == 1 else ""
    day = max((f" {one.run_at.astimezone():%Y-%m-%d}" for one in results), default="")
    return file_name(name, "", f"{_OTHERWISE}{day}")


def numbered_in_words(files: Sequence[Named]) -> str:
    """That names clashed, and how it was solved; empty where none did."""
    numbered = [file for file in files if file.numbered]
    if not numbered:
        return ""
    first = PurePath(numbered[0].path).name
    if len(numbered) == 1:
        return f"One name was taken: that file is called {first}."
    return f"{counted(len(numbered), 'name')} were taken: those files got numbers, as {first}."


def alike_in_words(files: Sequence[Named]) -> str:
    """That a client couldn't tell the looks of a photo apart by their names; empty where there is no such photo."""
    numbered = {file.one.job.photo for file in files if file.numbered}
    counts = Counter(file.one.job.photo for file in files)
    looks = max((counts[photo] for photo in numbered), default=0)
    if looks < 2:
        return ""
    return f"{looks:,} looks of one photo would have one name: choose winners or work files."


def version_numbers(library: Library, owner: Owner) -> dict[str, int]:
    """Fingerprint → number of the version, for what the library holds as one's own."""
    return {
        fingerprint: version.number
        for entry in library.entries(owner)
        if not entry.vendor
        for version in entry.versions
        for fingerprint in version.sent_as
    }


def _rank(one: Deliverable) -> tuple[bool, int]:
    return (not one.is_winner, -one.stars)


def _path(one: Deliverable, naming: Naming, versions: Mapping[str, int]) -> tuple[tuple[str, ...], str, str]:
    """Folders, the beginning of the name, and its extension."""
    end = _end(one, naming.layers)
    if naming.pattern is None:
        return _parted(one.folder), PurePath(one.job.photo_name).stem, end
    as_picture = naming.layers is Layers.PICTURE or not one.layered
    *folders, stem = naming.pattern.path(_values(one, versions, as_picture=as_picture))
    if (one.amount is not None or one.look is not None) and as_picture:
        end = f"{_SIMULATED}{end}"
    elif one.layered and as_picture:
        end = f"{_COMPOSED}{end}"
    return _parted(*folders), stem, end


def _parted(*folders: str) -> tuple[str, ...]:
    """A folder may be several, one in the other, as "Ceremony/Church" is."""
    return tuple(part for folder in folders for part in folder.split("/") if part)


def _end(one: Deliverable, layers: Layers) -> str:
    """As the result's type is, in the photo's own spelling: a gallery tells IMG_1.JPG from IMG_1.jpg."""
    end = ".jpg" if one.layered and layers is Layers.PICTURE else extension_of(one.job)
    return spelled_as(one.job.photo_name, end)


def _values(one: Deliverable, versions: Mapping[str, int], *, as_picture: bool) -> dict[str, str]:
    job = one.job
    look = amount_in_names(job.variant, one.amount) if one.amount is not None and as_picture else job.variant
    came, number = job.ended_at or job.created_at, versions.get(job.fingerprint)
    return {
        "photo": file_name(PurePath(job.photo_name).stem, ""),
        "look": in_file_names(look),
        "version": f"v{number}" if number else job.fingerprint[:_SHOWN_OF_A_FINGERPRINT],
        "run": f"{one.run_at.astimezone():%Y-%m-%d-%H%M}",
        "project": file_name(one.project, "", _OTHERWISE) if one.project else "",
        "folder": one.folder,
        "date": f"{came.astimezone():%Y-%m-%d}",
        "stars": str(one.stars or ""),
    }


class _TreeNames:
    """Names in folders that lie in one another, where no file is called like a folder beside it."""

    def __init__(self, trees: Iterable[Sequence[str]]) -> None:
        """`trees`: the folders of every file; they are named before the files are."""
        self._inside: dict[str, FolderNames] = {}
        self._called: dict[tuple[str, ...], str] = {(): ""}
        for folders in trees:
            for depth in range(1, len(folders) + 1):
                self._enter(tuple(folders[:depth]))

    def add(self, folders: Sequence[str], stem: str, end: str) -> tuple[str, bool]:
        """The path of a file, and whether it got a number."""
        folder = self._called[_key(folders)]
        name = self._names(folder).add(stem, end)
        return f"{folder}{name}", name != file_name(stem, end)

    def _enter(self, folders: tuple[str, ...]) -> None:
        if _key(folders) not in self._called:
            above = self._called[_key(folders[:-1])]
            self._called[_key(folders)] = f"{above}{self._names(above).add(folders[-1], '', 'folder')}/"

    def _names(self, folder: str) -> FolderNames:
        return self._inside.setdefault(folder, FolderNames())


def _key(folders: Sequence[str]) -> tuple[str, ...]:
    """Folders that differ in nothing but upper and lower case are one."""
    return tuple(map(folded, folders))

"""Where `run` puts a result: into a folder, beside its photo, or in the photo's place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import Protocol

from retouch_lib.errors import InvalidFolder
from retouch_lib.lab import Lab
from retouch_lib.media.file_names import extension_of, spelled_as
from retouch_lib.media.files import digest_of
from retouch_lib.names import in_file_names
from retouch_lib.store.records import Job
from retouch_lib.verbs.intake import NamedPhoto
from retouch_lib.verbs.saving import OutputFolder

BESIDE, IN_PLACE = "beside", "in_place"


class NotInPlace(InvalidFolder):
    """A result can't take its photo's place; the photo is as it was."""


class Placing(Protocol):
    """Puts results of photos that a command named."""

    def put(self, lab: Lab, job: Job, path: str, look: str) -> Path:
        """Write the result of the photo at `path`. `look`: the preset's name. Raises InvalidFolder."""


class IntoFolder:
    """Under the photos' names; with the look behind where there are several."""

    def __init__(self, folder: OutputFolder, *, several: bool) -> None:
        self._folder, self._several = folder, several

    def put(self, lab: Lab, job: Job, path: str, look: str) -> Path:
        return self._folder.save(lab, job, *named_as(path, job, look if self._several else ""))


class Beside:
    """In each photo's folder, with the look behind its name."""

    def __init__(self, originals: Sequence[Path], *, replace: bool) -> None:
        self._originals, self._replace = originals, replace

    def put(self, lab: Lab, job: Job, path: str, look: str) -> Path:
        folder = OutputFolder.made(str(Path(path).parent), replace=self._replace, originals=self._originals)
        return folder.save(lab, job, *named_as(path, job, look))


class InPlace:
    """Over the file that was named: a copy that a catalogue made to have it edited. The lab keeps what it was."""

    def put(self, lab: Lab, job: Job, path: str, look: str) -> Path:
        """Raises NotInPlace where it is another file by now, or the result one of another kind."""
        name = Path(path)
        if spelled_as(path, extension_of(job)) != name.suffix:
            raise NotInPlace(f"{name.name} is not replaced: the result is a {(job.result_type or 'file').upper()}.")
        try:
            same = digest_of(name) == job.photo
        except OSError:
            same = False
        if not same:
            raise NotInPlace(f"{name.name} is not replaced: it was changed since it was sent.")
        return OutputFolder(name.parent).over(lab, job, name)


def placing(output: str, place: str, sources: Sequence[NamedPhoto], *, several: bool, replace: bool) -> Placing | None:
    """`output`: a folder, or empty. `place`: BESIDE, IN_PLACE, or empty. Raises InvalidFolder."""
    originals = [source.path for source in sources]
    if place == IN_PLACE and several:
        raise NotInPlace("One photo can be replaced by one result: name one preset.")
    if place:
        return InPlace() if place == IN_PLACE else Beside(originals, replace=replace)
    if not output:
        return None
    return IntoFolder(OutputFolder.made(output, replace=replace, originals=originals), several=several)


def named_as(path: str, job: Job, look: str) -> tuple[str, str]:
    """How a result is called after the file at `path`: what stays of that name, and what comes behind it.

    `look`: the preset's name where there are several of a photo.
    """
    behind = f"_{in_file_names(look) or 'result'}" if look else ""
    return PurePath(path).stem, f"{behind}{spelled_as(path, extension_of(job))}"

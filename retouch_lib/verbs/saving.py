"""Results written where a command wants them: with their photo's metadata, and over nothing that is there."""

from __future__ import annotations

import filecmp
import os
import shutil
import uuid
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from retouch_lib.errors import InvalidFolder
from retouch_lib.lab import Lab
from retouch_lib.machine.disk import take_name
from retouch_lib.names import file_name
from retouch_lib.owners import LOCAL
from retouch_lib.store.records import Job


@dataclass(frozen=True, slots=True)
class OutputFolder:
    """Where results go."""

    path: Path
    replace: bool = False
    """Whether what is there under a result's name may go; a photo that was named never does."""
    originals: Collection[Path] = ()

    @classmethod
    def made(cls, path: str, *, replace: bool = False, originals: Collection[Path] = ()) -> OutputFolder:
        """Raises InvalidFolder where nothing can be written there."""
        folder = Path(path)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unwritable(folder, error) from None
        return cls(folder, replace, frozenset(original.resolve() for original in originals))

    def inside(self, folders: str) -> OutputFolder:
        """A folder in it (with / between several), made where it isn't there. Raises InvalidFolder."""
        return replace(self.made(str(self.path / folders)), replace=self.replace, originals=self.originals)

    def save(self, lab: Lab, job: Job, stem: str, end: str) -> Path:
        """Write a job's result as `stem` and `end`; where another file has that name, with a number.

        The same content under that name is left as it is. Raises InvalidFolder, and nothing half written is left.
        """
        with self._outgoing(lab, job) as pieces:
            return self.write(pieces, stem, end)

    def over(self, lab: Lab, job: Job, name: Path) -> Path:
        """Write a job's result over the file of that name here, whole or not at all. Raises InvalidFolder."""
        with self._outgoing(lab, job) as pieces, self._part(pieces) as part:
            shutil.copymode(name, part)
            part.replace(name)
        return name

    def write(self, pieces: Iterable[bytes], stem: str, end: str) -> Path:
        """As `save`, with any bytes."""
        with self._part(pieces) as part:
            return self._settle(part, stem, end)

    @contextmanager
    def _outgoing(self, lab: Lab, job: Job) -> Iterator[Iterable[bytes]]:
        """What leaves of a job's result; nobody deletes it meanwhile."""
        wishes = lab.leaving.wishes(LOCAL, [job])[job.id]
        with lab.files.holding({job.photo, job.result or job.photo}):
            try:
                yield lab.leaving.outgoing(job, wishes).pieces()
            except OSError as error:
                raise _unwritable(self.path, error) from None

    @contextmanager
    def _part(self, pieces: Iterable[bytes]) -> Iterator[Path]:
        """A file in this folder with that in it, until it is called otherwise, or not wanted."""
        part = self.path / f".{uuid.uuid4().hex}.part"
        try:
            with part.open("xb") as out:
                out.writelines(pieces)
                out.flush()
                os.fsync(out.fileno())
            yield part
        except OSError as error:
            raise _unwritable(self.path, error) from None
        finally:
            part.unlink(missing_ok=True)

    def _settle(self, part: Path, stem: str, end: str) -> Path:
        number, dot = 1, end.rfind(".") if "." in end else len(end)
        name = self.path / file_name(stem, end)
        while not self._take(part, name):
            number += 1
            name = self.path / file_name(stem, f"{end[:dot]}-{number}{end[dot:]}")
        return name

    def _take(self, part: Path, name: Path) -> bool:
        """Whether what `part` holds has that name now, or had it before."""
        if self.replace and name.resolve() not in self.originals:
            part.replace(name)
            return True
        return take_name(part, name) or _is_same(part, name)


def _is_same(part: Path, name: Path) -> bool:
    """Whether the file of that name has the same content."""
    try:
        return filecmp.cmp(part, name, shallow=False)
    except FileNotFoundError:  # gone meanwhile, or a link to nothing
        return False


def _unwritable(folder: Path, error: OSError) -> InvalidFolder:
    return InvalidFolder(
        f"Nothing could be written into {folder}: {error.strerror or type(error).__name__}. What came is kept in the "
        "lab: `retouch-lab fetch` writes it elsewhere."
    )

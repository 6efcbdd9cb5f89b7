"""A mix as a Photoshop document: made beside the pages, told how far, stopped, kept for an hour.

making = lab.mix_documents.start("local", result.job, result.picture, strengths)
lab.mix_documents.file("local", making.ticket)  # once it is finished
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from retouch_lib.imaging.files.photo import Picture
from retouch_lib.imaging.strengths import Strengths
from retouch_lib.media.file_names import mix_name
from retouch_lib.media.files import Files
from retouch_lib.media.made_files import Done, FileMaking, MadeFiles, Troubles
from retouch_lib.media.metadata import in_document
from retouch_lib.media.mix_documents import PSD
from retouch_lib.media.mixes import Mixes
from retouch_lib.media.whole_pictures import PictureName
from retouch_lib.owners import Owner
from retouch_lib.store.records import Job
from retouch_lib.store.store import Store
from retouch_lib.work.leaving import Leaving
from retouch_lib.work.mix_files import wishes_of_mix

_TROUBLES = Troubles(
    what="a document of layers",
    no_memory="There is not enough memory for it now. Close what else is open and make it again, or save a PNG.",
    unforeseen="The document could not be made. Save a PNG; the log says more.",
)


@dataclass(slots=True, kw_only=True)
class DocumentMaking(FileMaking):
    """One document; its steps are layers, each of which is laid first and then packed."""

    job: Job
    picture: PictureName
    strengths: Strengths
    look: str
    """What the mix is called; empty for the result's own look."""
    form: str = PSD
    """"psd", or "psb" where it had to be; known once it is finished."""

    @property
    def file_name(self) -> str:
        """What it is saved under: DSC_6229_balanced_simulated.psd."""
        return mix_name(self.job, self.form, self.look)


class MixDocuments(MadeFiles[DocumentMaking]):
    """Of one lab. All methods may be called from any thread; none of them waits for a file."""

    def __init__(
        self, folder: Path, store: Store, files: Files, leaving: Leaving, pictures: Mixes, clock: Callable[[], datetime]
    ) -> None:
        super().__init__(folder, clock, store.owns, thread="document", troubles=_TROUBLES)
        self._files, self._leaving, self._pictures = files, leaving, pictures

    def start(
        self, owner: Owner, job: Job, picture: PictureName, strengths: Strengths, look: str = ""
    ) -> DocumentMaking:
        """Have it made, with what its photo says, as all that leaves.

        Raises LookupError where it has no layers or the strengths are of other ones, InvalidArchive, InvalidPhoto,
        OSError, DataUnusable.
        """
        self._pictures.require_layers(picture, strengths)
        making = DocumentMaking(
            owner=owner, path=self.new_path(), asked_at=self._clock(), job=job, picture=picture, strengths=strengths,
            look=look, shows=frozenset((job.photo, *picture.files)),
        )  # fmt: skip
        return self.begin(making, partial(self._write, making))

    def latest(self, owner: Owner, job_id: str) -> DocumentMaking | None:
        """What was begun last of that job's layers; None where nothing was, or it was stopped or is past its hour."""
        self.sweep()
        mine = [one for one in self.makings(owner) if one.job.id == job_id]
        return max(mine, key=lambda one: one.asked_at, default=None)

    def _write(self, making: DocumentMaking, done: Done) -> None:
        def told(count: int, total: int) -> None:
            making.total = total
            done(count)

        with self._files.holding([*making.shows]):
            making.form = self._pictures.write_document(
                making.path, making.picture, making.strengths, partial(self._says, making), told
            )

    def _says(self, making: DocumentMaking, picture: Picture) -> Mapping[int, bytes]:
        wishes = wishes_of_mix(self._leaving, making.owner, making.job, making.strengths, making.look)
        small = partial(self._pictures.preview, making.picture, making.strengths)
        return in_document(self._files.path(making.job.photo), picture, wishes, small)

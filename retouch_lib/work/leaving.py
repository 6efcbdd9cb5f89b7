"""How a single result leaves, to be worked with: with its photo's metadata, what made it, and its stars.

leaving = Leaving(store, files, library, picks, previews, mixes)
saved = leaving.file("local", job)
saved.name, saved.outgoing.pieces()
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from retouch_lib.imaging.files import photo
from retouch_lib.imaging.metadata.provenance import Provenance
from retouch_lib.imaging.metadata.wishes import Wishes
from retouch_lib.media.file_names import amount_name, result_name
from retouch_lib.media.files import Files
from retouch_lib.media.metadata import Outgoing, outgoing
from retouch_lib.media.mixes import Mixes
from retouch_lib.media.previews import Previews
from retouch_lib.owners import Owner
from retouch_lib.store.records import Job, Mix
from retouch_lib.store.store import Store
from retouch_lib.work.amounts import called, picture_of, shown_in_part
from retouch_lib.work.delivery_names import version_numbers
from retouch_lib.work.library import Library
from retouch_lib.work.picks import Picks

WITHOUT_PLACE = "without_place"
"""The preference: whether files leave without coordinates."""
_REMEMBERED = 256


@dataclass(frozen=True, slots=True)
class SavedResult:
    """One result as it is saved."""

    name: str
    outgoing: Outgoing


class Leaving:
    """By owner. Every call reads the store anew."""

    def __init__(
        self, store: Store, files: Files, library: Library, picks: Picks, previews: Previews, mixes: Mixes
    ) -> None:
        self._store, self._files, self._library, self._picks = store, files, library, picks
        self._previews, self._mixes = previews, mixes
        self._remarks: dict[tuple[str, Wishes], tuple[str, ...]] = {}

    def without_place(self, owner: Owner) -> bool:
        """Not at first: what a photographer put into a file is not taken out unasked."""
        return self._store.preference(owner, WITHOUT_PLACE) is True

    def keep_without_place(self, owner: Owner, wanted: bool) -> None:
        self._store.set_preference(owner, WITHOUT_PLACE, wanted)

    def wishes(self, owner: Owner, jobs: Sequence[Job], *, simulated: bool = False) -> dict[str, Wishes]:
        """Of each of these jobs, by its id. `simulated`: of pictures made here of their layers."""
        without_place = self.without_place(owner)
        versions = version_numbers(self._library, owner)
        picks = self._picks.of_photos(owner, {job.photo for job in jobs})
        return {
            job.id: Wishes(
                without_place=without_place,
                added=provenance(job, versions, simulated=simulated),
                stars=picks[job.id].stars if job.id in picks else None,
            )
            for job in jobs
        }

    def file(self, owner: Owner, job: Job) -> SavedResult:
        """A result to work with: as it came, or where one picture came and an amount of it is kept, that amount.

        Raises OSError where it is gone, InvalidPhoto and InvalidArchive for what can't be mixed.
        """
        amount = None if job.result_type == "zip" else shown_in_part(self._store, owner, [job.id]).get(job.id)
        if amount is not None:
            return self.in_part(owner, job, amount)
        return SavedResult(result_name(job), self.outgoing(job, self.wishes(owner, [job])[job.id]))

    def in_part(self, owner: Owner, job: Job, amount: Mix) -> SavedResult:
        """An amount of a result as one picture; it says of which, and how much. Raises as `file`."""
        wishes = self.wishes(owner, [job], simulated=True)[job.id]
        if wishes.added is not None:
            wishes = replace(wishes, added=replace(wishes.added, preset=called(job.variant, amount), version=None))
        path = self._mixes.picture(picture_of(job, amount))
        file_format = photo.inspect(path, max_bytes=None).format
        return SavedResult(amount_name(job, file_format, amount), self.outgoing(job, wishes, path))

    def outgoing(self, job: Job, wishes: Wishes, made: Path | None = None) -> Outgoing:
        """Its result, or `made`, a picture made of it. Raises OSError where there is none, or it can't be read."""
        if job.result is None:
            raise FileNotFoundError(f"job {job.id} has no result")
        copy = None if made else partial(self._previews.thumbnail, job.result)
        return outgoing(self._files.path(job.photo), made or self._files.path(job.result), wishes, copy)

    def remarks(self, job: Job, wishes: Wishes) -> tuple[str, ...]:
        """What of its photo's metadata its file can't have; looked at once. Raises OSError as `outgoing` does."""
        key = (job.result or "", wishes)
        if key not in self._remarks:
            if len(self._remarks) >= _REMEMBERED:
                self._remarks.clear()
            self._remarks[key] = self.outgoing(job, wishes).remarks
        return self._remarks[key]


def provenance(job: Job, versions: Mapping[str, int], *, simulated: bool = False) -> Provenance | None:
    """What is told of a job's result; None where it has none. `versions`: fingerprint → number in the library."""
    if job.result is None:
        return None
    return Provenance(
        result=job.result,
        photo_name=job.photo_name,
        preset=job.variant,
        version=versions.get(job.fingerprint),
        fingerprint=job.fingerprint,
        server=job.server,
        made_at=job.ended_at or job.created_at,
        simulated=simulated,
    )

"""How a single result leaves, to be worked with: with its photo's metadata, what made it, and its stars.

leaving = Leaving(store, files, library, picks, previews)
wishes = leaving.wishes("local", [job])[job.id]
leaving.outgoing(job, wishes).pieces()
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from retouch_lib.imaging.metadata.provenance import Provenance
from retouch_lib.imaging.metadata.wishes import Wishes
from retouch_lib.media.files import Files
from retouch_lib.media.metadata import Outgoing, outgoing
from retouch_lib.media.previews import Previews
from retouch_lib.store.records import Job
from retouch_lib.store.store import Store
from retouch_lib.work.delivery_names import version_numbers
from retouch_lib.work.library import Library
from retouch_lib.work.picks import Picks

WITHOUT_PLACE = "without_place"
"""The preference: whether files leave without coordinates."""
_REMEMBERED = 256


class Leaving:
    """By owner. Every call reads the store anew."""

    def __init__(self, store: Store, files: Files, library: Library, picks: Picks, previews: Previews) -> None:
        self._store, self._files, self._library, self._picks = store, files, library, picks
        self._previews = previews
        self._remarks: dict[tuple[str, Wishes], tuple[str, ...]] = {}

    def without_place(self, owner: str) -> bool:
        """Not at first: what a photographer put into a file is not taken out unasked."""
        return self._store.preference(owner, WITHOUT_PLACE) is True

    def keep_without_place(self, owner: str, wanted: bool) -> None:
        self._store.set_preference(owner, WITHOUT_PLACE, wanted)

    def wishes(self, owner: str, jobs: Sequence[Job], *, simulated: bool = False) -> dict[str, Wishes]:
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

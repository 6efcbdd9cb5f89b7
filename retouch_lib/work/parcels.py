"""Results made into a parcel: under their names, with what their files are to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from retouch_lib.media.metadata import Wishes, sidecar, takes_stars
from retouch_lib.media.parcel import Parcel, ParcelFile
from retouch_lib.names import file_name
from retouch_lib.owners import Owner
from retouch_lib.work.amounts import called, strengths_of
from retouch_lib.work.delivery import Deliverable, Deliveries
from retouch_lib.work.delivery_names import (
    Named,
    Naming,
    alike_in_words,
    folder_of,
    named,
    numbered_in_words,
    version_numbers,
)
from retouch_lib.work.leaving import provenance
from retouch_lib.work.library import Library


@dataclass(frozen=True, slots=True)
class Order:
    """How results are to leave."""

    naming: Naming
    tells: bool = False
    """Whether each file says which preset made it, when and where, and its stars; never in a delivery."""
    without_place: bool = False
    """Whether coordinates are taken out."""
    folder: str = ""
    """What the folder or archive is called; empty: after the project or the day."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A parcel, with what is to be said of it."""

    parcel: Parcel
    clashes: str
    """That some names were taken, as a sentence; empty where none was."""
    alike: str
    """That looks of one photo can't be told apart in a delivery; empty where they can."""


class Parcels:
    """Packs results, and looks whether what was packed is still there."""

    def __init__(self, deliveries: Deliveries, library: Library) -> None:
        self._deliveries = deliveries
        self._library = library
        self._last: tuple[object, Packed] | None = None
        """Of what, and what became of it: a dialog that stays open packs the same results at each press."""

    def packed(self, owner: Owner, results: Sequence[Deliverable], order: Order) -> Packed:
        """The results in their order, no two names alike; the same parcel as before where they are those of before."""
        versions = version_numbers(self._library, owner)
        asked, last = (tuple(results), order, versions), self._last
        if last is None or last[0] != asked:
            self._last = last = (asked, _packed(results, order, versions))
        return last[1]

    def gone(self, owner: Owner, parcel: Parcel) -> int:
        """How many results of the parcel are not there any more as they were packed: swept, deleted, or replaced."""
        wanted = {file.job: file.result for file in parcel.files}
        here = self._deliveries.results(owner, wanted)
        return sum(here.get(job) != result for job, result in wanted.items())


def _packed(results: Sequence[Deliverable], order: Order, versions: Mapping[str, int]) -> Packed:
    files = named(results, order.naming, versions)
    parts = [part for file in files for part in _files(file, order, versions)]
    alike = "" if order.naming.pattern else alike_in_words(files)
    name = file_name(order.folder, "", folder_of(results))
    return Packed(Parcel(name, tuple(parts)), numbered_in_words(files), alike)


def _files(file: Named, order: Order, versions: Mapping[str, int]) -> Sequence[ParcelFile]:
    """The result; and beside what can't hold it, what is to be said of it."""
    one, job = file.one, file.one.job
    amount = one.amount if file.as_picture or not one.layered else None
    told = provenance(job, versions, simulated=file.as_picture or amount is not None) if order.tells else None
    if told is not None and amount is not None:
        told = replace(told, preset=called(job.variant, amount), version=None)
    stars = one.stars if order.tells else 0
    came = job.ended_at or job.created_at
    wishes = Wishes(without_place=order.without_place, added=told, stars=stars or None)
    over = job.source if file.as_picture or amount else ""
    mixed, guard = (str(strengths_of(amount)), amount.guard) if amount else ("", "")
    if one.look is not None:
        mixed = str(one.look.strengths)
    result = ParcelFile(file.path, job.id, one.result, one.bytes, job.photo, came, wishes, over, mixed, guard)
    if told is None or file.as_picture or takes_stars(job.result_type):
        return (result,)
    beside = sidecar(stars, told)
    path = str(PurePosixPath(file.path).with_suffix(".xmp"))
    return (result, ParcelFile(path, job.id, one.result, len(beside), job.photo, came, wishes, sidecar=beside))

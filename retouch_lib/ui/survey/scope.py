"""Which results are surveyed: those of the run shown, or the newest of every look on the photos of the same work."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from retouch_lib.store.records import Job, Mix, Run, RunItem, Share
from retouch_lib.ui import runs, workspace
from retouch_lib.ui.desk import photos_of
from retouch_lib.ui.rounds import ALL_RESULTS
from retouch_lib.ui.session import lab, owner
from retouch_lib.ui.shared.shots import is_layered, variant_label
from retouch_lib.ui.shared.text import distinct
from retouch_lib.words.text import composed
from retouch_lib.work.previewing import LookShown

RUN, EVERYTHING = "This run", ALL_RESULTS
ALIKE = " = "
"""Between the names of variants with the same values."""
MOST_LOOKS = 12
"""Columns; of everything there may be any number."""


@dataclass(frozen=True)
class Scope:
    """What is surveyed, photo by photo."""

    id: str
    """The run's, or EVERYTHING: under it the seed of a blind survey is kept."""
    items: tuple[RunItem, ...]
    faces: Mapping[str, int] = field(default_factory=dict)
    """SHA-256 of each photo that was looked through → how many faces were found in it."""
    simulated: Mapping[str, tuple[LookShown, ...]] = field(default_factory=dict)
    """SHA-256 of each photo whose layers are there → the looks that are simulated of them, the run's in its order."""

    @cached_property
    def photos(self) -> dict[str, str]:
        """SHA-256 → name, in the run's order."""
        return {item.job.photo: item.photo_name for item in sorted(self.items, key=lambda item: item.position)}

    @cached_property
    def looks(self) -> tuple[str, ...]:
        """Fingerprints of their payloads: names may stand for other numbers in another run, or two for the same."""
        return tuple(dict.fromkeys(item.job.fingerprint for item in self.items))

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """What the looks are called, no two alike: "soft", "soft (layers)", "soft = mild" for the same numbers."""
        names: dict[str, dict[str, None]] = {}
        layered: dict[str, bool] = {}
        for item in self.items:
            names.setdefault(item.job.fingerprint, {})[composed(item.variant)] = None
            layered[item.job.fingerprint] = is_layered(item.job)
        called = [variant_label(ALIKE.join(names[look]), layered=layered[look]) for look in self.looks]
        return tuple(distinct(called))

    @cached_property
    def jobs(self) -> dict[str, Job]:
        """By id."""
        return {item.job.id: item.job for item in self.items}

    @cached_property
    def amounts(self) -> dict[str, Mix]:
        """Of those results that are not shown whole, by job."""
        return lab().mixes.amounts(owner(), self.jobs)

    @cached_property
    def _by_place(self) -> dict[tuple[str, str], RunItem]:
        return {(item.job.photo, item.job.fingerprint): item for item in self.items}

    def item(self, photo: str, look: str) -> RunItem | None:
        return self._by_place.get((photo, look))

    @cached_property
    def simulated_labels(self) -> tuple[str, ...]:
        """What the simulated looks are called, on whichever photo."""
        return tuple(dict.fromkeys(look.variant for looks in self.simulated.values() for look in looks))

    @property
    def under_way(self) -> bool:
        return any(not item.job.ended or item.job.provisional for item in self.items)


def scope(which: str) -> Scope:
    """What RUN or EVERYTHING stands for now; without items where there is nothing."""
    run = runs.shown()
    if which == RUN:
        return (
            Scope(run.id, run.items, _faces(photos_of(run)), lab().previewing.of_photos(run)) if run else Scope("", ())
        )
    photos = photos_around(run)
    items = tuple(_newest(photos, _known_looks(run)))
    return Scope(EVERYTHING, items, _faces(photos), _simulated(items))


def photos_around(run: Run | None) -> tuple[str, ...]:
    """Of which EVERYTHING shows the results: of the run's project, or where it has none of those on the list, in its
    order. A second run of one photo thus leaves in sight what was surveyed before it. Photos of the run that were
    taken off the list come first; where none of them is on it, the run stands for itself.
    """
    listed = [photo.sha256 for photo in workspace.tray()]
    sent = photos_of(run) if run else ()
    if run is not None and run.project:
        within = lab().store.photos_of_project(owner(), run.project)
        return tuple(dict.fromkeys([*_off(sent, listed), *(photo for photo in listed if photo in within)]))
    if sent and not set(sent) & set(listed):
        return sent
    return (*_off(sent, listed), *listed)


def _off(sent: Sequence[str], listed: Collection[str]) -> list[str]:
    return [photo for photo in sent if photo not in listed]


def result_count(photos: Collection[str]) -> int:
    """How many results EVERYTHING has of these photos."""
    counts = lab().store.result_counts(owner(), photos).values()
    return sum(sorted(counts, reverse=True)[:MOST_LOOKS])


def _faces(photos: Sequence[str]) -> dict[str, int]:
    scanned = {photo: lab().face_scan.at(photo) for photo in photos}
    return {photo: found.faces for photo, found in scanned.items() if found is not None and found.faces is not None}


def _simulated(items: Sequence[RunItem]) -> dict[str, tuple[LookShown, ...]]:
    """The looks that the layers among these results show, by photo: of each name the one of the newest layers."""
    layered = sorted((item.job for item in items if is_layered(item.job)), key=lambda job: job.created_at, reverse=True)
    looks = lab().previewing.of_jobs(owner(), [job.id for job in layered]) if layered else {}
    found: dict[str, dict[str, LookShown]] = {}
    for job in layered:
        for look in looks.get(job.id, ()):
            found.setdefault(job.photo, {}).setdefault(look.variant, look)
    return {photo: tuple(by_name.values()) for photo, by_name in found.items()}


def _known_looks(run: Run | None) -> dict[str, int]:
    """Fingerprint → place: as in the run, then as on the board."""
    sent = [item.job.fingerprint for item in run.items] if run else []
    looks = dict.fromkeys([*sent, *(preset.fingerprint for preset in workspace.presets_to_run())])
    return {look: place for place, look in enumerate(looks)}


def _newest(photos: Sequence[str], known: Mapping[str, int]) -> Iterable[RunItem]:
    """Every look's newest result on each of these photos, known looks first, in their order; of more than
    MOST_LOOKS looks those on the most photos."""
    jobs = lab().store.newest_results(owner(), photos)
    on: dict[str, list[Job]] = {}
    for job in jobs:
        on.setdefault(job.fingerprint, []).append(job)
    ordered = sorted(on.values(), key=lambda its: known.get(its[0].fingerprint, len(known)))
    looks = sorted(ordered, key=len, reverse=True)[:MOST_LOOKS]
    looks.sort(key=ordered.index)
    place = {photo: number for number, photo in enumerate(photos)}
    for its in looks:
        for job in sorted(its, key=lambda job: place[job.photo]):
            yield RunItem(place[job.photo], its[0].variant, Share.KNOWN, job, job.photo_name)

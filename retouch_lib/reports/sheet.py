"""What stands on a contact sheet or a pick page: photos, their results, and what is said of each."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from retouch_lib.cloud.servers import LOCAL_NAME
from retouch_lib.imaging.strengths import Strengths
from retouch_lib.media.whole_pictures import PictureName
from retouch_lib.owners import Owner
from retouch_lib.presets.vendor import LOOKS
from retouch_lib.store.records import Job, JobState, Mix, Pick, Verdict
from retouch_lib.words.text import composed, one_line
from retouch_lib.words.times import day
from retouch_lib.work.amounts import called, strengths_of
from retouch_lib.work.library import Library, fingerprints

LONGEST_TITLE, _LONGEST_NAME = 80, 120
TITLE, PICK_TITLE = "Contact sheet", "Which picture is best?"
APPROXIMATION = "Local engine: an approximation, not Retouch4me’s result"
COMPOSED = "Layers composed by Retouch Lab"
IN_PART = "Mixed with the photo by Retouch Lab"
SIMULATED = "Simulated from layers by Retouch Lab"
_ARCHIVE = "zip"
_PICTURES = ("jpeg", "png", _ARCHIVE)


@dataclass(frozen=True, slots=True)
class SheetResult:
    """One result as it is shown."""

    job: str
    sha256: str
    source: str
    """SHA-256 of what it was made of: the photo, or a reduced copy."""
    layered: bool
    """Whether it is a ZIP of layers: what is shown of it is composed here."""
    look: str
    """What it is called: the look's name, or a letter."""
    fingerprint: str
    """Of its payload."""
    version: str = ""
    """ "version 3"; empty where the library has no preset of that payload."""
    verdict: Verdict = Verdict.NONE
    stars: int = 0
    approximation: bool = False
    """Whether the local engine made it."""
    amount: Strengths | None = None
    """How much of it is shown; None for all of it."""
    simulated: bool = False
    """Whether it is a look that no server has rendered: `amount` is how strongly each layer lies in it."""

    @property
    def in_part(self) -> PictureName | None:
        """The picture that is shown in the whole result's place."""
        return None if self.amount is None else PictureName(self.sha256, self.source, self.amount)

    @property
    def labels(self) -> tuple[str, ...]:
        """What must be said of it wherever it is shown."""
        said = {
            APPROXIMATION: self.approximation,
            COMPOSED: self.layered and not self.simulated,
            IN_PART: self.amount is not None and not self.simulated,
            SIMULATED: self.simulated,
        }
        return tuple(label for label, holds in said.items() if holds)


@dataclass(frozen=True, slots=True)
class SheetPhoto:
    """One photo with its results, in the order in which they are shown."""

    sha256: str
    name: str
    results: tuple[SheetResult, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything on it."""

    title: str
    made_on: str
    """ "1 Mar 2026" """
    photos: tuple[SheetPhoto, ...]
    for_studio: bool = False
    """Whether it is for those who made the results, and not for their client."""
    anonymous: bool = False
    """Whether looks are called A, B, C, in an order of its own on every photo, and nothing tells which is which."""

    @property
    def pictures(self) -> int:
        """How many there are to show, the originals among them."""
        return sum(1 + len(photo.results) for photo in self.photos)

    @property
    def columns(self) -> int:
        """Of the widest photo, with its original."""
        return max((1 + len(photo.results) for photo in self.photos), default=1)

    @property
    def labels(self) -> tuple[str, ...]:
        """What must be said of every one of its results; what holds of some only stands beside each of them."""
        said = [frozenset(result.labels) for photo in self.photos for result in photo.results]
        common = frozenset.intersection(*said) if said else frozenset()
        return tuple(label for label in (APPROXIMATION, COMPOSED, SIMULATED) if label in common)


def photo_count(photos: Sequence[SheetPhoto]) -> int:
    """How many different ones: a sweep shows one in several rows."""
    return len({photo.sha256 for photo in photos})


def showable(job: Job) -> bool:
    """Whether it has a result that a sheet can show."""
    return job.state is JobState.DONE and job.result is not None and job.result_type in _PICTURES


def sheet_of(
    jobs: Sequence[Job],
    now: datetime,
    *,
    title: str = "",
    labels: Mapping[str, str] | None = None,
    versions: Mapping[str, str] | None = None,
    picks: Mapping[str, Pick] | None = None,
    for_studio: bool = False,
    amounts: Mapping[str, Mix] | None = None,
    simulated: Mapping[tuple[str, str], Strengths] | None = None,
) -> Sheet:
    """The results of these jobs, photo by photo; jobs without a picture are left out, and so are photos without one.

    `labels`: what looks are called, by fingerprint; else as the jobs were. `versions`, by fingerprint: see
    `versions_of`. `picks`, by job; left out where what was thought of them is nobody else's business. `amounts`, by
    job: how much of them is shown. `simulated`: of jobs that stand for a look of theirs, by job and fingerprint, how
    strongly each layer lies in it.
    """
    names: dict[str, str] = {}
    results: dict[str, list[SheetResult]] = {}
    for job in jobs:
        if showable(job):
            names.setdefault(job.photo, job.photo_name)
            result = _result(job, labels or {}, versions or {}, picks or {})
            strengths = (simulated or {}).get((job.id, job.fingerprint))
            shown = _simulated(result, strengths) if strengths else _in_part(result, (amounts or {}).get(job.id))
            results.setdefault(job.photo, []).append(shown)
    photos = tuple(SheetPhoto(photo, _line(names[photo]) or "photo", tuple(its)) for photo, its in results.items())
    return Sheet(_line(title, LONGEST_TITLE) or TITLE, day(now), photos, for_studio)


def shuffled(sheet: Sheet, seed: str) -> Sheet:
    """The same with looks called A, B, C, in an order that follows from the seed and the photo, and no other."""
    photos = tuple(replace(photo, results=_lettered(photo, seed)) for photo in sheet.photos)
    return replace(sheet, photos=photos, anonymous=True)


def letter(place: int) -> str:
    """What the picture at that place is called."""
    return chr(ord("A") + place)


def versions_of(library: Library, owner: Owner) -> dict[str, str]:
    """By fingerprint, in each form that a job's payload may have: "Retouch4me’s preset", "version 3"; newest last."""
    found = {form: "Retouch4me’s preset" for look in LOOKS for form in fingerprints(look)}
    for entry in library.entries(owner):
        if not entry.vendor:
            for version in entry.versions:
                found |= dict.fromkeys(version.sent_as, f"{entry.name}, version {version.number}")
    return found


def _lettered(photo: SheetPhoto, seed: str) -> tuple[SheetResult, ...]:
    def place(result: SheetResult) -> bytes:
        return hashlib.sha256(f"{seed} {photo.sha256} {result.job}".encode()).digest()

    order = sorted(photo.results, key=place)
    return tuple(
        replace(result, look=letter(number), version="", verdict=Verdict.NONE, stars=0)
        for number, result in enumerate(order)
    )


def _result(job: Job, labels: Mapping[str, str], versions: Mapping[str, str], picks: Mapping[str, Pick]) -> SheetResult:
    pick = picks.get(job.id)
    look = _line(labels.get(job.fingerprint, job.variant)) or "look"
    return SheetResult(
        job=job.id,
        sha256=str(job.result),
        source=job.source,
        layered=job.result_type == _ARCHIVE,
        look=look,
        fingerprint=job.fingerprint,
        version=_line(versions.get(job.fingerprint, "").removeprefix(f"{look}, ")),
        verdict=pick.verdict if pick else Verdict.NONE,
        stars=pick.stars if pick else 0,
        approximation=job.server == LOCAL_NAME,
    )


def _in_part(result: SheetResult, amount: Mix | None) -> SheetResult:
    if amount is None:
        return result
    return replace(result, look=called(result.look, amount), amount=strengths_of(amount))


def _simulated(result: SheetResult, strengths: Strengths) -> SheetResult:
    """It is no result: nothing was thought of it."""
    look = f"{result.look} (simulated)"
    return replace(result, look=look, amount=strengths, simulated=True, verdict=Verdict.NONE, stars=0)


def _line(text: str, longest: int = _LONGEST_NAME) -> str:
    return composed(one_line(text, longest))

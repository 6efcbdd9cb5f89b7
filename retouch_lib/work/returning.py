"""What comes back: a result of this lab that was saved, rated elsewhere, and is dropped in again.

A file with what was added to it has another SHA-256 than the result. It names that one in its XMP, which anybody may
have written: it is believed only where this owner has such a result, of such a preset.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from retouch_lib.errors import InvalidPhoto
from retouch_lib.imaging.metadata.provenance import Provenance, read_provenance, read_stars
from retouch_lib.imaging.metadata.xml_text import BadXml
from retouch_lib.imaging.metadata.xmp import MAX_BYTES, Xmp
from retouch_lib.media.files import Files
from retouch_lib.media.metadata import said_of, same_picture
from retouch_lib.owners import Owner
from retouch_lib.store.records import Job
from retouch_lib.store.store import Store
from retouch_lib.words.counted import counted
from retouch_lib.words.text import shortened_inside
from retouch_lib.work.picks import Judgement, Picks

SIDECAR = ".xmp"
_LONGEST_NAME = 60
_STRANGE = "This .xmp belongs to no result of this lab: nothing was taken from it."


@dataclass(frozen=True, slots=True)
class Returned:
    """A result that was recognised."""

    job: Job
    preset: str
    """As its file calls it, with its version: "balanced v3"."""
    simulated: bool
    """Whether it is a picture that was made here of the result: of its layers, or with its photo."""
    unchanged: bool
    """Whether the picture is the stored one, byte for byte; a sidecar has none, and counts as such."""
    stars: int = 0
    """The stars that the file gives; 0 for none, and where they are its photo's own."""
    stars_here: int = 0
    """Those that the result had here before."""

    @property
    def _what_it_is(self) -> str:
        look = f"the result “{self.preset}” of {shortened_inside(self.job.photo_name, _LONGEST_NAME)}"
        if self.simulated:
            return f"This was laid together here from {look}."
        return f"This is {look}." if self.unchanged else f"This was made from {look} and changed since."

    @property
    def in_words(self) -> str:
        """What is to be known of it, as sentences."""
        said = self._what_it_is
        if not self.stars or self.stars == self.stars_here:
            return said
        if self.stars_here:
            return f"{said} It has {counted(self.stars_here, 'star')} here, {self.stars} in the file: yours here stay."
        return f"{said} Its {counted(self.stars, 'star')} were taken over."


class Returning:
    """By owner."""

    def __init__(self, store: Store, files: Files, picks: Picks) -> None:
        self._store, self._files, self._picks = store, files, picks

    def take(self, owner: Owner, sha256: str) -> Returned | None:
        """Look whether an added photo is a result of the owner's, and take over its stars where it has none here.

        None for every other photo, and for one whose XMP is damaged or tells of what is not there.
        """
        path = self._files.path(sha256)
        jobs = self._store.jobs_of_result(owner, sha256)
        if retouched := [job for job in jobs if job.photo != sha256]:  # a server may send a photo back as it is
            return Returned(retouched[0], retouched[0].variant, simulated=False, unchanged=True)
        try:
            packet = _packet(said_of(path).xmp)
        except (InvalidPhoto, OSError):
            return None
        return None if packet is None else self._recognised(owner, packet, path)

    def take_sidecar(self, owner: Owner, path: Path) -> Returned:
        """The same of an .xmp file. Raises InvalidPhoto, with a sentence, where it belongs to no result."""
        packet = _packet(path.read_bytes()) if path.stat().st_size <= MAX_BYTES else None
        found = None if packet is None else self._recognised(owner, packet, None)
        if found is None:
            raise InvalidPhoto(_STRANGE)
        return found

    def _recognised(self, owner: Owner, packet: Xmp, path: Path | None) -> Returned | None:
        told = read_provenance(packet)
        job = None if told is None else _matching(self._store.jobs_of_result(owner, told.result), told)
        if told is None or job is None:
            return None
        preset = f"{told.preset} v{told.version}" if told.version else told.preset
        unchanged = path is None or same_picture(path, self._files.path(told.result))
        stars, here = self._stars(job, packet), self._stars_here(owner, job)
        if stars and not here:
            self._picks.judge(owner, [job], Judgement("stars", stars))
        return Returned(job, preset, told.simulated, unchanged, stars, here)

    def _stars(self, job: Job, packet: Xmp) -> int:
        """Those that were given to the result: a rating that its photo came with was written along."""
        stars = read_stars(packet) or 0
        try:
            own = _packet(said_of(self._files.path(job.photo)).xmp)
        except (InvalidPhoto, OSError):
            own = None
        return 0 if own is not None and read_stars(own) == stars else stars

    def _stars_here(self, owner: Owner, job: Job) -> int:
        pick = self._picks.of_photos(owner, [job.photo]).get(job.id)
        return pick.stars if pick else 0


def _matching(jobs: Sequence[Job], told: Provenance) -> Job | None:
    return next((job for job in jobs if job.fingerprint == told.fingerprint), None)


def _packet(data: bytes) -> Xmp | None:
    try:
        return Xmp.read(data) if data else None
    except BadXml:
        return None

"""What owners share with the team or one person, and the one question whether somebody may see or change a thing.

sharing = Sharing(store, people, library, picks, auditing)
sharing.share(anna, Thing.RUN, run.id, ben, writes=False)
sharing.may(ben, Thing.RUN, run.id)  # Access(anna, May.READ)

A grant to read: to look, to download, and to use a copy on one's own Tune. A grant to write: of a run also to judge its
results; of a preset to save versions; of a project to file runs under it. Nobody ever spends another's credits.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from retouch_lib.errors import NotAllowed
from retouch_lib.owners import Owner
from retouch_lib.presets.preset import Preset
from retouch_lib.store.grants import TEAM as TEAM  # public here too
from retouch_lib.store.grants import Access as Access
from retouch_lib.store.grants import Grant as Grant
from retouch_lib.store.grants import May as May
from retouch_lib.store.grants import SharedPreset, SharedRun
from retouch_lib.store.grants import Thing as Thing
from retouch_lib.store.records import Job, Photo, Run
from retouch_lib.store.store import Store
from retouch_lib.words.text import folded, one_line, shortened
from retouch_lib.work.auditing import Auditing, Did
from retouch_lib.work.library import Library, LibraryEntry, Version
from retouch_lib.work.people import Roster
from retouch_lib.work.picks import Judgement, Picks, Undo

SHAREABLE = (Thing.PRESET, Thing.RUN, Thing.PROJECT)
NO_LONGER = "This was deleted, or is no longer shared with you."
MOST_RUNS = 200
"""Shared runs that are listed."""
_NOTHING = Access(Owner(""), May.NOTHING)
_SHORT_ID = 8


@dataclass(frozen=True, slots=True)
class OpenedRun:
    """A run of another owner, as somebody sees it whom it is shared with."""

    run: Run
    access: Access

    @property
    def writes(self) -> bool:
        return self.access.may >= May.WRITE


class Sharing:
    """By owner; all who ask are asked about through `may`."""

    def __init__(self, store: Store, people: Roster, library: Library, picks: Picks, auditing: Auditing) -> None:
        self._store, self._team = store, store.team
        self._people, self._library, self._picks, self._auditing = people, library, picks, auditing

    def may(self, person: Owner, kind: Thing, thing: str, of: Owner | None = None) -> Access:
        """What somebody may do with a thing, and whose it is. NOTHING of what is not there, and to who was taken out.

        `thing`: see `store.grants.Thing`. `of`: whose project is meant; without it the one who asks.
        """
        if self._people.is_out(person):
            return _NOTHING
        if kind is Thing.FILE:
            return self._to_file(person, thing)
        if kind is Thing.PROJECT:
            return self._team.access_to_project(person, of or person, thing)
        ask: dict[Thing, Callable[[Owner, str], Access | None]] = {
            Thing.PRESET: self._team.access_to_preset,
            Thing.RUN: self._team.access_to_run,
            Thing.RESULT: self._team.access_to_job,
        }
        return ask[kind](person, thing) or _NOTHING

    def _to_file(self, person: Owner, sha256: str) -> Access:
        if self._store.owns(person, sha256):
            return Access(person, May.OWN)
        return Access(_NOTHING.owner, May.READ if self._team.sees_file(person, sha256) else May.NOTHING)

    # Giving

    def share(self, owner: Owner, kind: Thing, thing: str, whom: Owner, *, writes: bool) -> None:
        """Share one's own preset, run or project with TEAM or a person. Raises NotAllowed; nothing is changed then."""
        title = self._own_title(owner, kind, thing)
        if whom != TEAM and (whom == owner or whom not in {person.owner for person in self._people.in_team()}):
            raise NotAllowed("Nobody of that name is in the team. Nothing was shared.")
        with_whom = self._whom(whom)
        detail = f"{title}, with {with_whom}, {'read and write' if writes else 'read only'}"
        noted = self._auditing.noted(owner, Did.SHARED, _about(kind, thing), detail)
        self._team.give(owner, kind, _key(kind, thing), whom, writes=writes, noted=noted)

    def unshare(self, owner: Owner, kind: Thing, thing: str, whom: Owner) -> None:
        """Share it no longer with TEAM or that person; copies that were made of it stay."""
        noted = self._auditing.noted(owner, Did.UNSHARED, _about(kind, thing), f"with {self._whom(whom)}")
        self._team.take_back(owner, kind, _key(kind, thing), whom, noted)

    def grants(self, owner: Owner, kind: Thing, thing: str) -> tuple[Grant, ...]:
        """With whom one's own thing is shared, the oldest first."""
        return self._team.grants(owner, kind, _key(kind, thing))

    def preset_id(self, owner: Owner, name: str) -> str | None:
        """Of one's own preset, by which it is shared; None for the vendor's, which everybody has."""
        return self._team.preset_id(owner, name)

    def _own_title(self, owner: Owner, kind: Thing, thing: str) -> str:
        """What a thing is called in the audit list. Raises NotAllowed for what isn't the owner's."""
        owns = kind in SHAREABLE and self.may(owner, kind, thing).may is May.OWN and self._people.is_team
        if not owns or not _key(kind, thing):
            raise NotAllowed("Only what is your own can be shared. Nothing was shared.")
        if kind is Thing.PRESET:
            return f"preset “{self._preset_name(owner, thing)}”"
        return f"project “{thing}”" if kind is Thing.PROJECT else f"run {thing[:_SHORT_ID]}"

    def _preset_name(self, owner: Owner, preset: str) -> str:
        entries = self._library.entries(owner)
        return next((entry.name for entry in entries if self._team.preset_id(owner, entry.name) == preset), "")

    def _whom(self, whom: Owner) -> str:
        return "the team" if whom == TEAM else self._people.name(whom)

    # Runs

    def runs_for(self, person: Owner) -> tuple[SharedRun, ...]:
        """The newest MOST_RUNS that others share with somebody."""
        return self._team.runs_for(person, MOST_RUNS)

    def run(self, person: Owner, run_id: str) -> OpenedRun | None:
        """A run of another owner; None where it isn't shared with the one who asks, or is gone."""
        access = self.may(person, Thing.RUN, run_id)
        if access.may not in (May.READ, May.WRITE):
            return None
        run = self._store.run(access.owner, run_id)
        return None if run is None else OpenedRun(run, access)

    def job(self, person: Owner, job_id: str) -> Job | None:
        """A job of one's own or of a run that is shared; None for any other."""
        access = self.may(person, Thing.RESULT, job_id)
        return None if access.may is May.NOTHING else self._store.job(access.owner, job_id)

    def judge(self, person: Owner, run_id: str, jobs: Sequence[Job], judgement: Judgement) -> Undo:
        """Say that of results of a run that is shared to write; its owner sees it as their own. Raises NotAllowed."""
        opened = self.run(person, run_id)
        if opened is None or not opened.writes:
            raise NotAllowed(f"{NO_LONGER} Nothing was changed.")
        there = {item.job.id for item in opened.run.items}
        undo = self._picks.judge(opened.access.owner, [job for job in jobs if job.id in there], judgement)
        self._auditing.note(
            person, Did.JUDGED, run_id, f"{judgement.what}, a run of {self._people.name(opened.access.owner)}"
        )
        return undo

    def copy_photos(self, person: Owner, run_id: str) -> tuple[Photo, ...]:
        """Put the photos of a shared run on one's own list; they stay there whatever becomes of the run.

        Raises NotAllowed where it is shared no longer.
        """
        opened = self.run(person, run_id)
        if opened is None:
            raise NotAllowed(f"{NO_LONGER} Nothing was copied.")
        wanted = list(dict.fromkeys(item.job.photo for item in opened.run.items))
        there = {photo.sha256: photo for photo in self._store.photos_of(opened.access.owner, wanted)}
        now = self._store.now()
        found = [there[sha256] for sha256 in wanted if sha256 in there]
        return tuple(self._store.add_photo(replace(photo, owner=person, added_at=now)) for photo in found)

    # Presets

    def presets_for(self, person: Owner) -> tuple[SharedPreset, ...]:
        """Those that others share with somebody, by name."""
        return () if self._people.is_out(person) else self._team.presets_for(person)

    def preset(self, person: Owner, preset_id: str) -> tuple[LibraryEntry, Access] | None:
        """Another's preset with its versions; None where it isn't shared with the one who asks, or can't be read."""
        access = self.may(person, Thing.PRESET, preset_id)
        if access.may not in (May.READ, May.WRITE):
            return None
        name = self._preset_name(access.owner, preset_id)
        entry = self._library.entry(access.owner, name) if name else None
        return None if entry is None else (entry, access)

    def save_version(self, person: Owner, preset_id: str, preset: Preset, tags: Collection[str] = ()) -> Version:
        """Add a version to another's preset that is shared to write. Raises NotAllowed, InvalidPayload."""
        found = self.preset(person, preset_id)
        if found is None or found[1].may < May.WRITE:
            raise NotAllowed(f"{NO_LONGER} Nothing was saved.")
        entry, access = found
        version = self._library.save(access.owner, replace(preset, name=entry.name), tags=tags)
        detail = f"version {version.number}, of {self._people.name(access.owner)}"
        self._auditing.note(person, Did.SAVED, entry.name, detail)
        return version

    # Projects

    def projects_to_file_under(self, person: Owner) -> tuple[tuple[Owner, str], ...]:
        """(whose, folded name) of others' projects that are shared with somebody to write."""
        return () if self._people.is_out(person) else self._team.projects_to_file_under(person)

    def filed_under(self, run_id: str) -> tuple[Owner, str] | None:
        """(whose, folded name) of the other's project that a run is filed under."""
        return self._team.filed_under(run_id)

    def file_run(self, person: Owner, run_id: str, of: Owner, project: str) -> None:
        """Put one's own run under another's project: all who see the project see the run. Raises NotAllowed."""
        if self.may(person, Thing.RUN, run_id).may is not May.OWN:
            raise NotAllowed("Only a run of your own can be filed. Nothing was changed.")
        if self.may(person, Thing.PROJECT, project, of).may < May.WRITE:
            raise NotAllowed(f"{NO_LONGER} Nothing was changed.")
        detail = f"“{shortened(one_line(project))}” of {self._people.name(of)}"
        self._team.file_run(run_id, of, project, self._auditing.noted(person, Did.FILED, run_id, detail))

    def take_out(self, person: Owner, run_id: str) -> None:
        """One's own run from another's project. Raises NotAllowed."""
        if self.may(person, Thing.RUN, run_id).may is not May.OWN:
            raise NotAllowed("Only a run of your own can be taken out. Nothing was changed.")
        self._team.take_out(run_id)


def _key(kind: Thing, thing: str) -> str:
    return folded(thing) if kind is Thing.PROJECT else thing


def _about(kind: Thing, thing: str) -> str:
    return f"{kind} {thing}"

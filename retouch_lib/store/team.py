"""The store's part about a team: its people, what they share, and the audit list. `store.team` is one of these."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from retouch_lib.owners import Owner
from retouch_lib.store import audit, grants
from retouch_lib.store import people as people_rows
from retouch_lib.store.audit import Event, Noted, Sought
from retouch_lib.store.grants import Access, Grant, SharedPreset, SharedRun, Thing
from retouch_lib.store.people import Person
from retouch_lib.store.remembered import Remembered
from retouch_lib.store.sharing import AnyDatabase
from retouch_lib.store.transactions import Transactions


class Team(Transactions):
    """A method is one short transaction, safe from any thread."""

    def __init__(self, database: AnyDatabase, remembered: Remembered, clock: Callable[[], datetime]) -> None:
        super().__init__(database)
        self._remembered = remembered
        self._clock = clock

    # People

    def people(self) -> tuple[Person, ...]:
        """All by name, those taken out of the team too; empty in a lab of one person."""
        return self._remembered.ask(people_rows.listed)

    def seen(self, owner: Owner, name: str, *, founds: bool) -> Person:
        """Write down that somebody came. `founds`: whether who comes to an empty list is its admin."""
        return self._write(people_rows.seen, self._clock(), owner, name, founds=founds)

    def change_person(
        self, owner: Owner, others: frozenset[Owner], noted: Noted | None = None, **fields: Any
    ) -> Person:
        """Set fields of `people.CHANGEABLE`. `others`: who is an admin whatever the rows say.

        Raises KeyError, NoAdmin; nothing is changed then.
        """
        with self._database.writing() as connection:
            person = people_rows.change(connection, owner, fields, others)
            self._note(connection, noted)
        return person

    # Sharing

    def give(
        self, owner: Owner, kind: Thing, thing: str, whom: Owner, *, writes: bool, noted: Noted | None = None
    ) -> None:
        """Share that; a grant that is there is changed."""
        with self._database.writing() as connection:
            grants.give(connection, Grant(owner, kind, thing, whom, writes, self._clock()))
            self._note(connection, noted)

    def take_back(self, owner: Owner, kind: Thing, thing: str, whom: Owner, noted: Noted | None = None) -> bool:
        """Share it no longer; whether it was shared."""
        with self._database.writing() as connection:
            was = grants.take_back(connection, owner, kind, thing, whom)
            self._note(connection, noted if was else None)
        return was

    def grants(self, owner: Owner, kind: Thing, thing: str) -> tuple[Grant, ...]:
        """With whom that is shared, the oldest first."""
        return self._read(grants.of_thing, owner, kind, thing)

    def preset_id(self, owner: Owner, name: str) -> str | None:
        """Of the preset of that name on the owner's list."""
        return self._read(grants.preset_id, owner, name)

    def access_to_preset(self, person: Owner, preset: str) -> Access | None:
        """None where no owner has it on the list."""
        return self._read(grants.to_preset, person, preset)

    def access_to_run(self, person: Owner, run: str) -> Access | None:
        """By itself, or through its project. None where there is no such run."""
        return self._read(grants.to_run, person, run)

    def access_to_job(self, person: Owner, job: str) -> Access | None:
        """Through any run that holds it. None where there is no such job."""
        return self._read(grants.to_job, person, job)

    def access_to_project(self, person: Owner, owner: Owner, project: str) -> Access:
        return self._read(grants.to_project, person, owner, project)

    def sees_file(self, person: Owner, sha256: str) -> bool:
        """Whether a run that others share with the person shows this file."""
        return self._read(grants.sees_file, person, sha256)

    def runs_for(self, person: Owner, limit: int) -> tuple[SharedRun, ...]:
        """Those of others that are shared with the person, the newest first."""
        return self._read(grants.runs_for, person, limit)

    def presets_for(self, person: Owner) -> tuple[SharedPreset, ...]:
        """Those of others that are shared with the person, by name."""
        return self._read(grants.presets_for, person)

    def projects_to_file_under(self, person: Owner) -> tuple[tuple[Owner, str], ...]:
        """(whose, folded name) of the projects of others that the person may file runs under."""
        return self._read(grants.projects_to_file_under, person)

    def filed_under(self, run: str) -> tuple[Owner, str] | None:
        """(whose, folded name) of the project of another's that a run is filed under."""
        return self._read(grants.filed_under, run)

    def file_run(self, run: str, owner: Owner, project: str, noted: Noted | None = None) -> None:
        """Put a run under that owner's project, from any other it was under."""
        with self._database.writing() as connection:
            grants.file_run(connection, run, owner, project)
            self._note(connection, noted)

    def take_out(self, run: str) -> None:
        """Of the project that a run is filed under."""
        self._write(grants.take_out, run)

    # Audit

    def note(self, noted: Noted) -> None:
        """Add a row to the audit list."""
        self._write(audit.add, self._clock(), noted)

    def events(self, sought: Sought, limit: int, before: int | None = None) -> tuple[Event, ...]:
        """The newest first; those older than the event of that id."""
        return self._read(audit.listed, sought, limit, before)

    def forget_events(self, before: datetime, most: int) -> int:
        """Those older than that, and of the rest all but the newest so many; how many went."""
        return self._write(audit.forget, before, most)

    def _note(self, connection: Connection, noted: Noted | None) -> None:
        """In the transaction of what it tells of."""
        if noted is not None:
            audit.add(connection, self._clock(), noted)

"""Who uses a shared lab, and what each may: roles, budgets set by an admin, whose credits.

people = Roster(store.team, settings.admins, auditing, clock)
people.seen(owner, "Anna")
people.set_budget(admin, owner, run=10, day=50)

In a lab of one person nobody is ever seen, and nothing here changes anything.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from retouch_lib.errors import BadSetting, NotAllowed
from retouch_lib.owners import LOCAL, Owner
from retouch_lib.settings import LIMITS
from retouch_lib.store.people import Person as Person  # public here too
from retouch_lib.store.people import Role as Role
from retouch_lib.store.team import Team
from retouch_lib.words.counted import counted
from retouch_lib.words.text import one_line
from retouch_lib.work.auditing import Auditing, Did

LONGEST_NAME = 80
THIS_COMPUTER = "this computer"
"""What LOCAL is called where there is a team: a shell on the lab's own machine."""
_SEEN_AGAIN = timedelta(minutes=10)
_ADMINS_ONLY = "Only an admin of this lab may do that. Nothing was changed."
OUT = "You were taken out of this lab's team. Ask an admin to take you in again; what is yours is kept."


@dataclass(frozen=True, slots=True)
class SpendingLimit:
    """What an admin lets somebody spend; 0: any number of credits."""

    run: int = 0
    day: int = 0
    barred: str = ""
    """Why they may spend nothing at all, as a sentence; empty where they may."""


ANY = SpendingLimit()


class Roster:
    """By owner. LOCAL, who sits at the lab's own machine, may everything."""

    def __init__(
        self,
        team: Team,
        admins: Collection[str],
        auditing: Auditing,
        clock: Callable[[], datetime],
        *,
        first_is_admin: Callable[[], bool] = lambda: True,
    ) -> None:
        """`admins`: owners that are admins whatever the list says; with them nobody is one by coming first.

        `first_is_admin`: else who sits at the lab's own machine is the only one at first.
        """
        self._first_is_admin = first_is_admin
        self._team = team
        self._admins = frozenset(map(Owner, admins))
        self._auditing = auditing
        self._clock = clock

    @property
    def is_team(self) -> bool:
        """Whether anybody ever came to this lab with a name of their own."""
        return bool(self._team.people())

    def everybody(self) -> tuple[Person, ...]:
        """By name, those taken out of the team too."""
        return self._team.people()

    def in_team(self) -> tuple[Person, ...]:
        return tuple(person for person in self._team.people() if person.removed_at is None)

    def person(self, owner: Owner) -> Person | None:
        return next((person for person in self._team.people() if person.owner == owner), None)

    def names(self) -> dict[Owner, str]:
        """What everybody is called; two of one name are told apart by the beginning of their owner."""
        people = self._team.people()
        called = [one_line(person.name, LONGEST_NAME) or person.owner for person in people]
        told = {
            person.owner: f"{name} ({person.owner[:6]})" if called.count(name) > 1 else name
            for person, name in zip(people, called, strict=True)
        }
        return {**told, LOCAL: THIS_COMPUTER}

    def name(self, owner: Owner) -> str:
        """The owner itself for somebody unknown."""
        return self.names().get(owner, owner)

    def seen(self, owner: Owner, name: str) -> Person:
        """Somebody came, by that name: written down at the first time, with a new name, and every ten minutes."""
        name = one_line(name, LONGEST_NAME) or owner[:6]
        before, now = self.person(owner), self._clock()
        if before is not None and before.name == name and abs(now - before.last_seen) < _SEEN_AGAIN:
            return before
        return self._team.seen(owner, name, founds=self._first_is_admin() and not self._admins)

    def is_out(self, owner: Owner) -> bool:
        """Whether an admin took them out of the team: then nothing is shown or served to them."""
        person = self.person(owner)
        return owner != LOCAL and person is not None and person.removed_at is not None

    def require_in(self, owner: Owner) -> None:
        """Raises NotAllowed for who was taken out of the team."""
        if self.is_out(owner):
            raise NotAllowed(OUT)

    def is_admin(self, owner: Owner) -> bool:
        if owner == LOCAL:
            return True
        person = self.person(owner)
        return person is not None and person.removed_at is None and (person.is_admin or owner in self._admins)

    def is_fixed(self, owner: Owner) -> bool:
        """Whether the settings make them an admin, so that no list can change it."""
        return owner in self._admins

    def require_admin(self, owner: Owner) -> None:
        """Raises NotAllowed."""
        if not self.is_admin(owner):
            raise NotAllowed(_ADMINS_ONLY)

    def spends_lab_credits(self, owner: Owner) -> bool:
        """Whether the lab's own token is theirs to spend with: an admin lets them, or is one."""
        person = self.person(owner)
        return self.is_admin(owner) or (person is not None and person.removed_at is None and person.lab_credits)

    def allowance(self, owner: Owner) -> SpendingLimit:
        person = self.person(owner)
        if person is None:
            return ANY
        return SpendingLimit(person.budget_run, person.budget_day, "" if person.removed_at is None else OUT)

    def set_role(self, admin: Owner, owner: Owner, role: Role) -> Person:
        """Raises NotAllowed, NoAdmin, KeyError; nothing is changed then. So do the others that change something."""
        return self._change(admin, owner, Did.CHANGED_ROLE, role, role=role)

    def set_budget(self, admin: Owner, owner: Owner, run: int, day: int) -> Person:
        """Credits of one run and of a day; 0: any number. Raises BadSetting for less, or too many."""
        least, most = LIMITS["budget_day"]
        if not (least <= run <= most and least <= day <= most):
            raise BadSetting(f"A budget is {least:g} to {most:,.0f} credits. Nothing was changed.")
        words = f"{limit_in_words(run)} a run, {limit_in_words(day)} a day"
        return self._change(admin, owner, Did.CHANGED_BUDGET, words, budget_run=run, budget_day=day)

    def set_lab_credits(self, admin: Owner, owner: Owner, *, may: bool) -> Person:
        """Whether they may spend with the lab's own token."""
        whose = "their own and the lab’s" if may else "their own"
        return self._change(admin, owner, Did.CHANGED_CREDITS, whose, lab_credits=may)

    def take_out(self, admin: Owner, owner: Owner) -> Person:
        """Out of the team: nothing is served to them, and no press of theirs goes through. What is theirs stays, and
        stays shared, until an admin takes them in again. Raises NotAllowed for whom the settings make an admin."""
        if self.is_fixed(owner):
            raise NotAllowed("The settings (RETOUCH_ADMINS) make them an admin. Nothing was changed.")
        return self._change(admin, owner, Did.REMOVED, "", removed_at=self._clock())

    def take_in(self, admin: Owner, owner: Owner) -> Person:
        """Into the team again, as they were."""
        return self._change(admin, owner, Did.READMITTED, "", removed_at=None)

    def _certain(self) -> frozenset[Owner]:
        """Who is an admin whatever the list says: with nobody of these, one on the list has to stay."""
        return self._admins if self._first_is_admin() else self._admins | {LOCAL}

    def _change(self, admin: Owner, owner: Owner, did: Did, detail: str, **fields: Any) -> Person:
        self.require_admin(admin)
        return self._team.change_person(
            owner,
            self._certain(),
            self._auditing.noted(admin, did, owner, ": ".join(filter(None, (self.name(owner), detail)))),
            **fields,
        )


def limit_in_words(most: int) -> str:
    """ "5 credits", or "any number" for 0."""
    return counted(most, "credit") if most else "any number"

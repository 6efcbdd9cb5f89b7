"""The audit list of a team: who ran, shared, deleted, changed a budget. A lab of one person keeps none.

auditing = Auditing(store.team, clock)
auditing.note(owner, Did.RAN, run.id, "3 photos × 2 looks, 6 credits, World")
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import pandas as pd

from retouch_lib.errors import StoreTrouble
from retouch_lib.owners import Owner
from retouch_lib.store.audit import Did as Did  # public here too
from retouch_lib.store.audit import Event as Event
from retouch_lib.store.audit import Noted
from retouch_lib.store.audit import Sought as Sought
from retouch_lib.store.team import Team
from retouch_lib.words.text import one_line
from retouch_lib.work.spreadsheet import to_csv

KEPT = timedelta(days=730)
MOST_KEPT = 1_000_000
"""Events past either are forgotten, the oldest first."""
MOST_EXPORTED = 100_000
_LONGEST_ABOUT, _LONGEST_DETAIL = 200, 500
_log = logging.getLogger(__name__)


class Auditing:
    """Rows are added here and nowhere else; none is changed."""

    def __init__(self, team: Team, clock: Callable[[], datetime]) -> None:
        self._team = team
        self._clock = clock

    def noted(self, who: Owner, did: Did, about: str = "", detail: str = "") -> Noted | None:
        """What is to be written with the change that it tells of; None in a lab of one person."""
        if not self._team.people():
            return None
        return Noted(who, did, one_line(about, _LONGEST_ABOUT), one_line(detail, _LONGEST_DETAIL))

    def note(self, who: Owner, did: Did, about: str = "", detail: str = "") -> None:
        """Write down what was done. What was done stays done where that can't be written now; the log tells it then."""
        noted = self.noted(who, did, about, detail)
        if noted is None:
            return
        try:
            self._team.note(noted)
        except StoreTrouble:
            _log.error("the audit list lacks a row: %s %s %s", noted.who, noted.did, noted.about)

    def note_once(self, who: Owner, did: Did, since: datetime) -> None:
        """Write that down unless it was since then."""
        if not self._team.events(Sought(who=who, did=did, since=since), 1):
            self.note(who, did)

    def events(self, sought: Sought, limit: int, before: int | None = None) -> tuple[Event, ...]:
        """The newest first; those older than the event of that id."""
        return self._team.events(sought, limit, before)

    def csv(self, sought: Sought, names: Mapping[Owner, str]) -> bytes:
        """The newest MOST_EXPORTED as a table for spreadsheets: time (UTC), who, their owner, what, about, detail."""
        events = self._team.events(sought, MOST_EXPORTED)
        columns = {
            "time (UTC)": [f"{event.at:%Y-%m-%d %H:%M:%S}" for event in events],
            "who": [names.get(event.who, "") for event in events],
            "owner": [event.who for event in events],
            "what": [event.did for event in events],
            "about": [event.about for event in events],
            "detail": [event.detail for event in events],
        }
        return to_csv(pd.DataFrame(columns, dtype="str"))

    def sweep(self) -> int:
        """Forget what is past KEPT and MOST_KEPT; how many. To be called every hour or so."""
        return self._team.forget_events(self._clock() - KEPT, MOST_KEPT)

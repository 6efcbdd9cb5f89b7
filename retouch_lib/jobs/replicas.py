"""Several processes on one database: which of them live, and whose jobs go on elsewhere.

Each says every second that it lives. One that is silent for longer than `DEAD_AFTER` is dead for the others: its
workflows go back to the queue, each once, because each is moved only while it is still that one's. One that was only
paused, or cut off, finds that out itself: its lease ended before the others' patience did. It sends nothing until it
was heard again, and never what it began to send before.
"""

from __future__ import annotations

import logging
import os
import random
import socket
import threading
import time
import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Protocol

from retouch_lib.errors import BadSetting, StoreTrouble
from retouch_lib.jobs.patience import patiently
from retouch_lib.jobs.stopping import Stop
from retouch_lib.store.heartbeats import Heartbeats
from retouch_lib.store.replicas import DEAD_AFTER, Replica
from retouch_lib.store.store import Store
from retouch_lib.tokens.database_url import DatabaseUrl

BEAT_EVERY = 1.0
LEASE = DEAD_AFTER - BEAT_EVERY
"""Seconds after which one that could not be heard sends nothing more: sooner than others take it for dead."""
_LOOK_FOR_SLOT = 0.2
_LOOK_FOR_OTHERS = 0.25
_PATIENCE = DEAD_AFTER + BEAT_EVERY
"""Seconds after which another one that was there at the start is no predecessor that had just died."""
_LEAVES_WITHIN = 3.0
_ENGINES = (
    "Another Retouch Lab ({other}) works on the database {url}, and each would have a local engine of its own: a job "
    "could not go on elsewhere. Start one engine for all (python -m retouch_lib.engine), name it in RETOUCH_ENGINE_URL "
    "for each of them, and start again."
)
_FILES = (
    "Another Retouch Lab ({other}) works on the database {url}, and keeps photos and results elsewhere: what one of "
    "them has the other would not find. Give each of them the same RETOUCH_FILES_URL, and start again."
)
_SECRETS = (
    "Another Retouch Lab ({other}) works on the database {url}, and signs with another secret: cookies and uploads of "
    "the one would be forgeries to the other. Name a file with the same secret in RETOUCH_SECRET_FILE for each of them "
    "(openssl rand -hex 32 makes one), and start again."
)
_log = logging.getLogger(__name__)
_spread = random.Random()  # noqa: S311 - so that replicas don't all ask at the same moment


class Presence(Protocol):
    """This process among those that share its database."""

    id: str
    """Written down with each start of a job; empty where one process has all jobs."""

    @property
    def alone(self) -> bool:
        """Whether no other shares the database now."""

    def enter(self, hand_over: Callable[[Collection[str]], None]) -> None:
        """Say that this one lives, before it takes any job. Raises BadSetting where it can't work beside the others.

        `hand_over` gives what the dead had in hand to the living, once `watch` is called.
        """

    def watch(self) -> None:
        """Look after the dead from now on."""

    def leave(self) -> None:
        """Gone on purpose: what was in hand here goes on elsewhere at once."""

    def heard(self) -> bool:
        """Whether the others must still take this one for alive: only then may it begin to send."""

    def lease(self) -> Callable[[], bool]:
        """Tells whether the others took this one for alive all the time since."""

    def share(self, most: int) -> int:
        """Of what all replicas together may do at a time, this one's part; one at least."""

    def holding(self, names: Sequence[str], stop: Stop) -> AbstractContextManager[None]:
        """Hold one of these names, which no two replicas hold at a time; waits for one. Raises Stopped."""

    def keeps(self, name: str) -> bool:
        """Whether this one does the work of that name, which one replica at a time does: as long as it lives, once it
        has begun. Raises StoreTrouble."""

    def unheard_of(self, ids: Collection[str]) -> Collection[str]:
        """Those of these ids that are no replica's that is known: nobody would look after what they had in hand."""


class Alone:
    """The one process on a file of SQLite's."""

    id = ""
    alone = True

    def enter(self, hand_over: Callable[[Collection[str]], None]) -> None:
        """There are no others."""

    def watch(self) -> None:
        """There are no others."""

    def leave(self) -> None:
        """There are no others."""

    def heard(self) -> bool:
        return True

    def lease(self) -> Callable[[], bool]:
        return lambda: True

    def share(self, most: int) -> int:
        return most

    def holding(self, names: Sequence[str], stop: Stop) -> AbstractContextManager[None]:
        return nullcontext()

    def keeps(self, name: str) -> bool:
        return True

    def unheard_of(self, ids: Collection[str]) -> Collection[str]:
        return ()


class OneOfSeveral:
    """A process on a database of PostgreSQL's."""

    def __init__(self, url: DatabaseUrl, store: Store, *, version: str, engine: str, files: str, secret: str) -> None:
        """`engine`, `files`: the address of the local engine, and the place of files, that it shares with others; empty
        where it has its own. `secret`: a name of the secret that it signs with, see `SigningKeys.name`."""
        self.id = f"{socket.gethostname()[:60]}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self._url = url
        self._store = store
        self._me = Replica(self.id, version, engine, files, secret)
        self._beats = Heartbeats(url)
        self._hand_over: Callable[[Collection[str]], None] = lambda _ids: None
        self._heard_at = -LEASE
        """When the last beat that was heard was sent, by `_seconds`."""
        self._lapses = 0
        """How often others may have taken this one for dead."""
        self._steady_since = -DEAD_AFTER
        self._living = 1
        self._to_give_back: set[str] = set()
        """Names that the database didn't take back."""
        self._leaving = threading.Event()
        self._threads = [
            threading.Thread(target=self._again, args=(work,), daemon=True, name=f"replica-{work.__name__.strip('_')}")
            for work in (self._beat, self._bury)
        ]

    @property
    def alone(self) -> bool:
        return self._living == 1

    def enter(self, hand_over: Callable[[Collection[str]], None]) -> None:
        self._hand_over = hand_over
        end = time.monotonic() + _PATIENCE
        self._lapses -= 1
        while True:
            self._beat()
            why_not = self._at_odds(self._before_me())
            if not why_not:
                break
            if time.monotonic() > end:
                self._leave()
                raise BadSetting(why_not)
            time.sleep(_LOOK_FOR_OTHERS)
        self._threads[0].start()

    def watch(self) -> None:
        self._threads[1].start()

    def leave(self) -> None:
        self._leaving.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(_LEAVES_WITHIN)
        self._leave()

    def heard(self) -> bool:
        return _seconds() - self._heard_at < LEASE

    def lease(self) -> Callable[[], bool]:
        begun = self._lapses
        return lambda: self._lapses == begun and self.heard()

    def share(self, most: int) -> int:
        return max(1, most // self._living)

    @contextmanager
    def holding(self, names: Sequence[str], stop: Stop) -> Iterator[None]:
        while (name := patiently(stop, self._store.take_lease, names, self.id)) is None:
            stop.wait(_spread.uniform(0.5, 1.5) * _LOOK_FOR_SLOT)
        try:
            yield
        finally:
            self._give_back(name)

    def keeps(self, name: str) -> bool:
        if not self.heard():
            return False
        holder = self._store.lease_holder(name)
        return holder == self.id or (holder is None and self._store.take_lease([name], self.id) is not None)

    def unheard_of(self, ids: Collection[str]) -> Collection[str]:
        return self._store.replicas_unheard_of(ids)

    def _at_odds(self, others: Sequence[Replica]) -> str:
        """Why this one can't work beside those; empty where it can."""
        for other in others:
            if not (self._me.engine and other.engine):
                return _ENGINES.format(other=other.id, url=self._url)
            if not self._me.files or self._me.files != other.files:
                return _FILES.format(other=other.id, url=self._url)
            if self._me.secret != other.secret:
                return _SECRETS.format(other=other.id, url=self._url)
        return ""

    def _before_me(self) -> Sequence[Replica]:
        """Those that live and started before this one: of two that can't work beside each other the later one ends."""
        living = self._beats.living()
        self._living = max(1, len(living))
        ids = [one.id for one in living]
        return living[: ids.index(self.id)] if self.id in ids else living

    def _beat(self) -> None:
        sent = _seconds()  # before the call: a pause in the middle of it makes the lease shorter, never longer
        self._beats.beat(self._me)
        if sent - self._heard_at >= LEASE:
            self._lapses += 1
            self._steady_since = sent if self._lapses else self._steady_since
        self._heard_at = sent
        for name in tuple(self._to_give_back):
            self._give_back(name)

    def _bury(self) -> None:
        self._living = max(1, len(self._beats.living()))
        # Where the database was away nobody could be heard: let everybody speak again first.
        if not self.heard() or _seconds() - self._steady_since < DEAD_AFTER:
            return
        with self._beats.dead() as dead:
            if dead:
                self._hand_over(dead)
                self._beats.forget(dead)

    def _give_back(self, name: str) -> None:
        try:
            self._store.give_lease_back(name, self.id)
            self._to_give_back.discard(name)
        except StoreTrouble:
            self._to_give_back.add(name)

    def _leave(self) -> None:
        try:
            self._beats.leave(self.id)
        except Exception as error:  # noqa: BLE001 - then the others notice by its silence
            _log.warning("this replica leaves without a word: %s", type(error).__name__)
        self._beats.close()

    def _again(self, work: Callable[[], None]) -> None:
        while not self._leaving.wait(BEAT_EVERY * _spread.uniform(0.8, 1.0)):
            try:
                work()
            except Exception as error:  # noqa: BLE001 - a database that is away comes back
                _log.warning("replica: %s: %s", work.__name__, type(error).__name__)


def _seconds() -> float:
    """They go on while the computer sleeps, where the system has such a clock."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()

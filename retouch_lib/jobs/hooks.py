"""The addresses that servers are asked to call at a job's end (`hook`), and what is done when one is called.

An address can't be guessed: it carries a mark that only this lab can make. It is no permission for anything, but who
knows it can have a job's status looked up sooner; so it goes to the job's server, and into no log, page or file.
"""

from __future__ import annotations

import base64
import hmac
import logging
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from retouch_lib.errors import StoreTrouble
from retouch_lib.jobs.hints import Hints

_log = logging.getLogger(__name__)
PATH = "/hooks/{job}/{mark}"
_JOB = re.compile(r"[0-9A-Za-z-]{1,64}", re.ASCII)
_MARK_BYTES = 18
_PASSED_ON, _AGAIN_AFTER, _REMEMBERED = 4, 10.0, 5000
"""Callbacks of one job that are told to the other replicas at once; seconds until a further one is; jobs counted."""


@dataclass
class Hooks:
    """Safe from any thread."""

    key: bytes = field(repr=False)
    """Secret, and the same for all replicas."""
    base: str
    """The lab's public address; empty: no server is asked to call."""
    hints: Hints
    pass_on: Callable[[str], None]
    """Tells the other replicas a job's id."""
    tally: Callable[[str], None] = lambda _result: None
    """Told what became of each callback."""
    monotonic: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._room: dict[str, tuple[float, float]] = {}
        """How many more callbacks of a job are told to other replicas, and when that was reckoned."""

    @property
    def host(self) -> str:
        """The name that is called; empty where nobody is asked to."""
        return urlsplit(self.base).hostname or ""

    def address(self, job_id: str) -> str | None:
        """What the job's server is asked to call: the same for each start of one job. None: it isn't asked."""
        return self.base + PATH.format(job=job_id, mark=self._mark(job_id)) if self.base else None

    def is_ours(self, job_id: str, mark: str) -> bool:
        """Whether these two are of an address that this lab made."""
        sane = bool(self.base) and _JOB.fullmatch(job_id) is not None
        known = sane and hmac.compare_digest(mark.encode(errors="replace"), self._mark(job_id).encode())
        if not known:
            self.tally("forged")
        return known

    def follow(self, job_id: str) -> None:
        """An address of that job was called: whoever has it in hand, here or elsewhere, looks at once."""
        if self.hints.give(job_id):
            self.tally("here")
        elif not self._may_pass_on(job_id):
            self.tally("too many")
        else:
            self.tally("passed on")
            try:
                self.pass_on(job_id)
            except StoreTrouble:  # whoever has the job asks the server before long by itself
                _log.warning("a callback could not be told to the other replicas")

    def _mark(self, job_id: str) -> str:
        signed = hmac.digest(self.key, job_id.encode(), "sha256")[:_MARK_BYTES]
        return base64.urlsafe_b64encode(signed).decode()

    def _may_pass_on(self, job_id: str) -> bool:
        """A bucket of few for each job, filled slowly: one that is called without end costs the database next to
        nothing."""
        now = self.monotonic()
        with self._lock:
            left, at = self._room.pop(job_id, (float(_PASSED_ON), now))
            left = min(float(_PASSED_ON), left + (now - at) / _AGAIN_AFTER)
            self._room[job_id] = (left - 1 if left >= 1 else left, now)
            while len(self._room) > _REMEMBERED:
                del self._room[next(iter(self._room))]
        return left >= 1

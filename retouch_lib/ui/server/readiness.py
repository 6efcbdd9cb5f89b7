"""Whether the lab's database answers, asked so that nothing else has to wait for it."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable

from retouch_lib.errors import StoreTrouble

WITHIN = 2.0
"""Seconds that the database has to answer in."""
_GOOD_FOR = 1.0
"""Seconds for which an answer of the database's counts, so that many askers cost one look."""
_GLANCE = 0.01
_log = logging.getLogger(__name__)


class Readiness:
    """Whether a database answers. One look at it at a time, on a thread of its own: none of those that requests share.

    A look that hangs (a network that swallows everything) is waited for by every later asker, and not begun anew: it
    holds one connection, not one an asker.
    """

    def __init__(self, ask: Callable[[], None], monotonic: Callable[[], float] = time.monotonic) -> None:
        """`ask`: raises StoreTrouble where the database can't be used."""
        self._ask = ask
        self._monotonic = monotonic
        self._look: _Look | None = None

    async def trouble(self, within: float = WITHIN) -> str:
        """Why nothing should be asked here now, in a few words; empty when all is well."""
        now = self._monotonic()
        look = self._look
        if look is None or (look.ended.is_set() and now - look.began > _GOOD_FOR):
            look = self._look = _Look(self._ask, now)
        until = now + within
        while not look.ended.is_set():
            if self._monotonic() >= until:
                return "the database doesn't answer"
            await asyncio.sleep(_GLANCE)
        return look.trouble


class _Look:
    """One question to the database, under way from the start."""

    def __init__(self, ask: Callable[[], None], began: float) -> None:
        self.began = began
        self.ended = threading.Event()
        self.trouble = ""
        self._ask = ask
        threading.Thread(target=self._run, daemon=True, name="readiness").start()

    def _run(self) -> None:
        try:
            self._ask()
        except StoreTrouble:
            self.trouble = "the database can't be used"
        except Exception as error:  # noqa: BLE001 - whatever it is: who asks is to be told, and no thread ends with it
            _log.error("the database can't be asked: %s", type(error).__name__)
            self.trouble = "the database can't be used"
        self.ended.set()

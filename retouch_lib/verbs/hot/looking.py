"""Looks for new files: when the system tells of changes, every few seconds where it doesn't, and from time to time.

The last look finds out a system that tells nothing, as of many network drives: a file is there and no event came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from retouch_lib.machine.folder_events import FolderEvents
from retouch_lib.verbs.hot.scanning import Found, photos_below

CHUNK = 100
"""Files that are handed on at a time."""
LOOK_AT_LEAST = 30.0
"""Seconds after which a folder is looked through though nothing was told of it."""
POLL = 5.0
"""Seconds between looks through a folder of which the system tells nothing."""


class Looking:
    """Through one folder, again and again; `clock` in seconds."""

    def __init__(self, source: Path, output: Path, every: float, quiet: float, clock: Callable[[], float]) -> None:
        """`every`: seconds between two looks; 0: when the system tells of changes."""
        self._source, self._output, self._clock = source, output, clock
        self._every, self._pause = every or POLL, quiet / 2
        self.polls = every > 0
        self._events: FolderEvents | None = None
        self._pass: Iterator[Found] | None = None
        self._passed_at: float | None = None
        self._heard = self._told = False

    @property
    def finished(self) -> bool:
        """Whether the folder was looked through, and no look is under way."""
        return self._pass is None and self._passed_at is not None

    def next(self) -> Sequence[Found]:
        """Some files, new or not; none where no look is due, or at its end. Raises OSError while the folder is away."""
        if self._pass is None:
            if not self._due():
                return ()
            self._pass = photos_below(self._source, self._output)
        try:
            chunk = list(islice(self._pass, CHUNK))
        except OSError:
            self.close()
            raise
        if len(chunk) < CHUNK:
            self._pass, self._passed_at = None, self._clock()
        return chunk

    def missed(self) -> bool:
        """Of a new file in what `next` gave: whether nothing was told of it. From then on looks come by the clock."""
        if self.polls or self._told or self._passed_at is None or self._listens():
            return False
        self.polls = True
        return True

    def close(self) -> None:
        """Begin anew, if at all."""
        self._pass = self._passed_at = None
        if self._events is not None:
            self._events.close()
            self._events = None

    def _due(self) -> bool:
        self._heard = self._listens() or self._heard
        if self._passed_at is not None:
            since = self._clock() - self._passed_at
            if since < (self._every if self.polls else LOOK_AT_LEAST) and not (self._heard and since >= self._pause):
                return False
        self._told = self._heard or self._passed_at is None
        self._heard = False
        return True

    def _listens(self) -> bool:
        """Whether anything was told since this was asked last; begins to listen where it does not yet."""
        if self.polls or not self._source.is_dir():
            return False
        if self._events is None:
            events = FolderEvents(self._source, self._output)
            if events.start():
                self._events = events
            else:
                self.polls = True
            return False
        return self._events.take()

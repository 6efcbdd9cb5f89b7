"""`watch`: a hot folder in the foreground, until somebody ends it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from retouch_lib.errors import InvalidFolder, RetouchError
from retouch_lib.lab import Lab
from retouch_lib.owners import LOCAL
from retouch_lib.store.hot_folders import HotFolder, HotOptions
from retouch_lib.verbs.events import NOTE, TICK, WATCHING, Events
from retouch_lib.verbs.hot.folder import WatchedFolder

LOOK_EVERY = 0.5
"""Seconds between two turns."""
_AFTER_TROUBLE = 5.0
_watched: set[str] = set()
_lock = threading.Lock()


class AlreadyWatched(RetouchError):
    """This hot folder is at work."""


def watch(
    lab: Lab,
    *,
    source: str,
    presets: Sequence[str],
    server: str,
    output: str,
    project: str = "",
    per_day: int = 0,
    longest_side: int = 0,
    quiet: float = 2.0,
    every: float = 0.0,
    once: bool = False,
) -> Events:
    """Retouch photos as they come into `source`, and write results into `output`. Raises RetouchError.

    `per_day`: credits that a day may take; without it the lab's limits hold. `quiet`: seconds for which a file may not
    change before it is taken. `every`: seconds between looks; 0: when the system tells of changes. `once`: only what
    is there.
    """
    lab.server(server)
    if not Path(source).is_dir():
        raise InvalidFolder(f"There is no folder {source}.")
    options = HotOptions(project, per_day, longest_side, quiet, every)
    names = list(dict.fromkeys(presets))
    kept = lab.store.keep_hot_folder(LOCAL, source, output, names, server, options)
    yield from turning(lab, kept, once=once)


def turning(lab: Lab, kept: HotFolder, *, once: bool = False) -> Events:
    """Turn after turn. Raises RetouchError at its beginning only; jobs.stopping.Stopped when the lab closes."""
    with _claimed(kept), closing(WatchedFolder(lab, kept)) as folder:
        yield {"kind": WATCHING, "folder": kept.id, "source": kept.source, "output": kept.output}
        trouble = ""
        while True:
            try:
                yield from folder.turn()
                trouble = ""
            except RetouchError as error:  # the database is locked or the disk full, for a while
                if str(error) != trouble:
                    yield {"kind": NOTE, "text": str(error)}
                trouble = str(error)
            if once and folder.idle:
                return
            yield TICK
            lab.jobs.wait(_AFTER_TROUBLE if trouble else LOOK_EVERY)


@contextmanager
def _claimed(kept: HotFolder) -> Iterator[None]:
    """One at a time: two would write each result twice."""
    with _lock:
        if kept.id in _watched:
            raise AlreadyWatched(f"{kept.source} is watched already, with the same presets and the same output.")
        _watched.add(kept.id)
    try:
        yield
    finally:
        with _lock:
            _watched.discard(kept.id)

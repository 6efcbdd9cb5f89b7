"""Does a verb where it can be done: in the lab that runs on the data folder, else in one that is opened for it.

A lab that a command opens takes the verbs of others while it is there, as the app does. When its own verb is done it
ends, and hands theirs back to them between two events: the next of them opens a lab, and goes on.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from retouch_lib import instance
from retouch_lib.settings import Settings
from retouch_lib.verbs import calling
from retouch_lib.verbs.events import FOUND, NOTE, PHOTO_REFUSED, RESULT, RUN, TICK, Event, Events

_PATIENCE = 60.0
"""Seconds that a lab has to open, or to close: meanwhile its process holds the folder and takes no verbs."""
_PAUSE = 0.1


def perform(settings: Settings, verb: str, arguments: Mapping[str, Any]) -> Events:
    """What the verb tells. Raises RetouchError; instance.AlreadyRunning where another process has the folder.

    Closed before its end, a lab that was opened for it is closed, too; its jobs go on after the next launch.
    """
    told = _Told(verb, arguments)
    for event in _wherever(settings, verb, told):
        if event is not TICK and told.is_new(event):
            yield event


def _wherever(settings: Settings, verb: str, told: _Told) -> Events:
    until, waits = time.monotonic() + _PATIENCE, False
    while True:
        try:
            yield from calling.call(settings, verb, told.arguments)
        except calling.NoLabThere:
            pass
        except (calling.HandedOver, calling.LabLeft) as left:
            told.require_safe(left)
            until = time.monotonic() + _PATIENCE
        except calling.LabSaidNo as error:
            if not error.passes:
                raise
            if not waits:
                why = "Another command is at work here, with another token or version: this one waits for it."
                yield {"kind": NOTE, "text": why}
            until, waits = time.monotonic() + _PATIENCE, True
            time.sleep(_PAUSE)
            continue
        else:
            return
        try:
            claim = instance.claim(settings.data_dir)
        except instance.AlreadyRunning:
            if time.monotonic() > until:
                raise
            time.sleep(_PAUSE)
            continue
        try:
            yield from _here(settings, verb, told.arguments)
        finally:
            claim.release()
        return


class _Told:
    """How far a verb came: who goes on with it begins there, and what is told twice is left out."""

    def __init__(self, verb: str, arguments: Mapping[str, Any]) -> None:
        self._verb = verb
        self._given = arguments
        self._run = ""
        self._seen: set[tuple[object, ...]] = set()

    @property
    def arguments(self) -> Mapping[str, Any]:
        return {**self._given, "pressed": self._run} if self._run else self._given

    def is_new(self, event: Event) -> bool:
        """Whether it was not told before; it is by now."""
        if event["kind"] == RUN:
            self._run = str(event["run"])
        if event["kind"] not in (RESULT, PHOTO_REFUSED, FOUND):
            return True
        key = (event["kind"], event.get("id"), event.get("photo"), event.get("preset"))
        new = key not in self._seen
        self._seen.add(key)
        return new

    def require_safe(self, left: calling.HandedOver | calling.LabLeft) -> None:
        """Raise what happened where going on could pay twice, or where the app was stopped by somebody."""
        if isinstance(left, calling.HandedOver):
            return
        pays_anew = self._verb == "run" and bool(self._given.get("anyway")) and not self._run
        if pays_anew or not left.passes:
            raise left


def _here(settings: Settings, verb: str, arguments: Mapping[str, Any]) -> Events:
    """In a lab of our own; the folder is ours."""
    from retouch_lib.lab import Lab  # with pandas, OpenCV and DBOS behind it: two seconds
    from retouch_lib.verbs.listening import Listener
    from retouch_lib.verbs.table import VERBS

    lab = Lab.open(settings)
    try:
        if not VERBS[verb].works:
            yield from VERBS[verb].ask(lab, arguments)
            return
        lab.launch()
        listener = Listener(lab, passing=True)
        listener.start()
        try:
            yield from VERBS[verb].ask(lab, arguments)
        finally:
            listener.hand_over()
    finally:
        lab.close()

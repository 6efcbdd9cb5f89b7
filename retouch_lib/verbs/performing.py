"""Does a verb where it can be done: in the lab that runs on the data folder, else in one that is opened for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from retouch_lib.settings import Settings
from retouch_lib.verbs import calling
from retouch_lib.verbs.events import TICK, Events


def perform(settings: Settings, verb: str, arguments: Mapping[str, Any]) -> Events:
    """What the verb tells. Raises RetouchError; instance.AlreadyRunning where another process has the folder.

    Closed before its end, a lab that was opened for it is closed, too; its jobs go on after the next launch.
    """
    try:
        yield from calling.call(settings, verb, arguments)
    except calling.NoLabThere:
        pass
    else:
        return
    for event in _here(settings, verb, arguments):
        if event is not TICK:
            yield event


def _here(settings: Settings, verb: str, arguments: Mapping[str, Any]) -> Events:
    from retouch_lib import instance  # with pandas, OpenCV and DBOS behind the others: two seconds
    from retouch_lib.lab import Lab
    from retouch_lib.verbs.table import VERBS

    claim = instance.claim(settings.data_dir)
    try:
        lab = Lab.open(settings)
        try:
            if VERBS[verb].works:
                lab.launch()
            yield from VERBS[verb].ask(lab, arguments)
        finally:
            lab.close()
    finally:
        claim.release()

"""What a command's exit code says."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from retouch_lib.verbs.calling import LabSaidNo
from retouch_lib.verbs.events import BATCH, FOUND, LOST, PHOTO_REFUSED, PLAN, REFUSED, RESULT, Event


class Code(IntEnum):
    """Programs go by these; MEANINGS says what each is."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    OVER_BUDGET = 3
    PARTLY = 4
    WAITS = 5
    BUSY = 6
    INTERRUPTED = 130


MEANINGS: Mapping[Code, str] = {
    Code.DONE: "All of it is done.",
    Code.FAILED: "It could not be done; why stands on standard error. Of `doctor`: something is not well.",
    Code.USAGE: "The command line is wrong.",
    Code.OVER_BUDGET: "A limit, or the balance, would be passed: nothing was sent. `--spend N` says that it may be. "
    "Of `sweep` also: over 64 results, `--cells N` says so.",
    Code.PARTLY: "Some photos or presets were refused, or brought no result; the others are done.",
    Code.WAITS: "It waits for you: a token is missing or not the one, or nobody knows whether a start was paid.",
    Code.BUSY: "Another process works on the data folder and took no commands for a minute. Wait until it has ended.",
    Code.INTERRUPTED: "Ctrl-C. What was sent goes on at the next start and is not paid again.",
}

_OF_ERRORS = {
    "OverBudget": Code.OVER_BUDGET,
    "ManyCells": Code.OVER_BUDGET,
    "TokenMissing": Code.WAITS,
    "NoToken": Code.WAITS,
    "TokenRejected": Code.WAITS,
    "AnotherToken": Code.WAITS,
    "AlreadyRunning": Code.BUSY,
}
_WAITING = ("unsure", "queued")
"""States in which a job is told as settled only because it waits for its owner."""


def code_of_error(error: Exception) -> Code:
    """Of one that a verb raised, here or in the running lab."""
    name = error.name if isinstance(error, LabSaidNo) else type(error).__name__
    return _OF_ERRORS.get(name, Code.FAILED)


def code_of_event(event: Event) -> Code:
    kind = event["kind"]
    if kind in (PHOTO_REFUSED, REFUSED) or (kind == FOUND and event["state"] in LOST):
        return Code.PARTLY
    if kind == PLAN and event["limits"]:
        return Code.OVER_BUDGET
    if kind == BATCH and event["state"] == "paused":
        return Code.WAITS
    if kind == RESULT and event["state"] != "done":
        return Code.WAITS if event["state"] in _WAITING else Code.PARTLY
    return Code.DONE

"""The exception tree, as drawn, and what each error tells."""

from __future__ import annotations

import inspect
import pickle
import re
from pathlib import Path

import pytest

from retouch_lib import errors
from retouch_lib.errors import (
    CallError,
    Delivery,
    FilesAway,
    InvalidPayload,
    JobError,
    NewerFolder,
    OverBudget,
    RetouchError,
)

ALL = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, RetouchError)]


def make(kind: type[RetouchError]) -> RetouchError:
    if issubclass(kind, JobError):
        return kind("It failed.", remote_id="job-1")
    if issubclass(kind, CallError):
        return kind("It failed.", status=503, retry_after=2.0, delivery=Delivery.UNKNOWN)
    if issubclass(kind, OverBudget):
        return kind(3, "It failed.")
    if issubclass(kind, FilesAway):
        return kind(refused=True)
    if issubclass(kind, NewerFolder):
        return kind(Path("It failed."))
    return kind("It failed.")


def test_the_drawing_shows_every_class_below_its_parent() -> None:
    above: list[str] = []
    drawn = {}
    for line in (errors.__doc__ or "").splitlines():
        if match := re.match(r"([│├└─ ]*)([A-Z][A-Za-z]+)(  |$)", line):
            depth = len(match[1]) // 4
            above[depth:] = [match[2]]
            drawn[match[2]] = above[depth - 1] if depth else "Exception"
    assert drawn == {kind.__name__: kind.__mro__[1].__name__ for kind in ALL}


@pytest.mark.parametrize("kind", ALL)
def test_it_survives_being_written_down(kind: type[RetouchError]) -> None:
    error = make(kind)
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert str(again) == str(error)
    assert str(error)
    assert vars(again) == vars(error)


def test_which_calls_may_succeed_later() -> None:
    later = {kind.__name__ for kind in ALL if issubclass(kind, CallError) and kind.retryable}
    assert later == {"TooManyRequests", "ServerError", "UnexpectedReply", "ConnectionLost", "TimedOut"}


def test_a_call_that_says_nothing_else_was_certainly_not_acted_on() -> None:
    error = CallError("It failed.")
    assert (error.status, error.retry_after, error.delivery) == (None, None, Delivery.NO)


def test_several_problems_are_one_text() -> None:
    error = InvalidPayload("tasks[0]: one", "tasks[1]: two")
    assert error.problems == ("tasks[0]: one", "tasks[1]: two")
    assert str(error) == "tasks[0]: one\ntasks[1]: two"

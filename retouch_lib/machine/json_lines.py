"""A log of one JSON object a line, for programs that gather the logs of several machines.

What is in it is listed here (`FIELDS`), so that nothing else gets in by accident: no token, no photo's name, no address
of a result. An error's own text may hold anything that a request held; its kind and the places in the code are told.
"""

from __future__ import annotations

import json
import logging
import os
import socket
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

FIELDS = ("job", "state", "server", "error", "request", "route", "method", "status", "seconds", "replica")
"""What a line may tell beside its time, level, logger, message, host and process; each where it is known."""
_about: ContextVar[dict[str, Any] | None] = ContextVar("log_about", default=None)


@contextmanager
def about(**fields: Any) -> Iterator[None]:
    """Every line that is written within, in this thread or task, tells these of FIELDS, too."""
    before = _about.set({**(_about.get() or {}), **fields})
    try:
        yield
    finally:
        _about.reset(before)


class JsonLines(logging.Formatter):
    """One line for each record, whatever is in it."""

    def __init__(self) -> None:
        super().__init__()
        self._host = socket.gethostname()

    def format(self, record: logging.LogRecord) -> str:
        known = {**(_about.get() or {}), **record.__dict__}
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
            "host": self._host,
            "process": os.getpid(),
            **{name: known[name] for name in FIELDS if known.get(name) is not None},
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["places"] = traceback.format_tb(record.exc_info[2])
        return json.dumps(line, default=str)


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # another program's faulty call of the log is no reason to lose the line
        return str(record.msg)

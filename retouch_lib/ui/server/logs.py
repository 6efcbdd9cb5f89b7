"""The served app's log as JSON lines. All use of Streamlit's and other packages' log handlers is in this file."""

from __future__ import annotations

import logging
from typing import Any

import streamlit.logger

from retouch_lib.machine.json_lines import JsonLines
from retouch_lib.settings import Settings

_OURS = "retouch_lib"
_WITH_ADDRESSES = "uvicorn.access"
"""Writes each request's address, which may hold a ticket or a mark; see `request_log` for ours."""


def use_log(settings: Settings) -> None:
    """Write the log as the settings say; as text, everything stays as it is."""
    if settings.log == "json":
        _write_lines()


def _write_lines() -> None:
    """One handler with one form for everything: each package's own would write lines of another form between ours."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    handler.addFilter(lambda record: record.name != _WITH_ADDRESSES)
    logging.root.addHandler(handler)
    logging.getLogger(_OURS).setLevel(logging.INFO)
    streamlit.logger.setup_formatter = _hand_over  # called for every logger that Streamlit makes or changes
    for logger in list(logging.root.manager.loggerDict.values()):
        if isinstance(logger, logging.Logger):
            _hand_over(logger)
    # DBOS gives its logger a handler where it finds none.
    logging.getLogger("dbos").addHandler(logging.NullHandler())


def _hand_over(logger: Any) -> None:
    """Take a logger's own handlers to the terminal away, and let the root's write its lines."""
    for handler in [one for one in logger.handlers if type(one) is logging.StreamHandler]:
        logger.removeHandler(handler)
    logger.propagate = True

"""Ending in seconds: what Streamlit's server does not do by itself. All use of its internals is in this file."""

from __future__ import annotations

import logging
import os
import signal
import sys
from typing import NoReturn

import uvicorn

GRACE_SECONDS = 2
"""How long open requests (a stalled upload, a slow download) may go on after Ctrl-C or SIGTERM.

Without a bound uvicorn waits for them for ever, and the lab is closed only after them.
"""
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_log = logging.getLogger(__name__)


def bound_graceful_stop() -> None:
    """Tell the running server to cut open requests after GRACE_SECONDS. Call it in the main thread, at start-up.

    The server is found as the owner of the signal handler that uvicorn installs before the lifespan begins; under
    another server, or in a test, there is none, and nothing is changed.
    """
    for number in _SIGNALS:
        server = getattr(signal.getsignal(number), "__self__", None)
        if isinstance(server, uvicorn.Server):
            server.config.timeout_graceful_shutdown = GRACE_SECONDS
            return
    _log.debug("no uvicorn server handles the signals; its own grace period stays")


def end_at_once(sentence: str) -> NoReturn:
    """Say it and end the process, before anything runs that would have to be closed.

    The server answers whatever the lifespan raises, SystemExit too, with its traceback.
    """
    sys.stdout.flush()
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()
    logging.shutdown()
    os._exit(1)

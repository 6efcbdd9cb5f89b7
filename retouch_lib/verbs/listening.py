"""Takes verbs for the lab that runs, from processes of the same person on the same data folder."""

from __future__ import annotations

import logging
import select
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, BinaryIO

import retouch_lib
from retouch_lib.errors import OverBudget, RetouchError, TokenMissing
from retouch_lib.jobs.stopping import Stopped
from retouch_lib.lab import OWNER, Lab
from retouch_lib.verbs import wire
from retouch_lib.verbs.events import TICK, Events
from retouch_lib.verbs.table import VERBS

_AT_ONCE = 16
"""Callers that are answered at a time; others wait."""
_LEAVES_WITHIN = 1.0
_ASK_SECONDS = 10.0
"""Seconds within which a caller has to say what it wants."""
_log = logging.getLogger(__name__)


class AnotherToken(RetouchError):
    """The caller was given another token than the lab that runs."""


class AnotherVersion(RetouchError):
    """The caller is of another version than the lab that runs."""


class Listener:
    """`start` once the lab is launched, `close` before the lab is."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self._socket: socket.socket | None = None
        self._room = threading.BoundedSemaphore(_AT_ONCE)
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._accept, daemon=True, name="listener")

    def start(self) -> None:
        """Take verbs from now on. Where system or disk has no such sockets, the log says so."""
        if not wire.has_sockets():
            return
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            (self._lab.settings.data_dir / wire.NAME).unlink(
                missing_ok=True
            )  # the lab has the folder: it is a dead one's
            with wire.address(self._lab.settings.data_dir) as path:
                listening.bind(path)
            (self._lab.settings.data_dir / wire.NAME).chmod(0o600)
            listening.listen(_AT_ONCE)  # nobody can connect before
        except OSError as error:
            listening.close()
            _log.warning("the lab takes no commands from a shell: %s", error.strerror)
            return
        self._socket = listening
        self._thread.start()

    def close(self) -> None:
        if self._socket is None:
            return
        (self._lab.settings.data_dir / wire.NAME).unlink(missing_ok=True)
        _shut(self._socket)
        with self._lock:
            for connection in self._connections:
                _shut(connection)
        self._thread.join(_LEAVES_WITHIN)

    def _accept(self) -> None:
        assert self._socket is not None
        while True:
            self._room.acquire()
            try:
                connection, _ = self._socket.accept()
            except OSError:  # closed
                return
            with self._lock:
                self._connections.add(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True, name="caller").start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            with connection, connection.makefile("rb") as asked:
                connection.settimeout(_ASK_SECONDS)
                self._answer(connection, asked)
        except (OSError, Stopped):
            pass  # the caller went away, or the lab stops: what was begun goes on as jobs do
        finally:
            with self._lock:
                self._connections.discard(connection)
            self._room.release()

    def _answer(self, connection: socket.socket, asked: BinaryIO) -> None:
        try:
            message = wire.read_line(asked)
            if message is None:  # somebody looked whether a lab is here
                return
            connection.settimeout(None)
            for event in self._events(message):
                if event is TICK and _is_gone(connection):
                    return
                connection.sendall(wire.line_of(event))
            connection.sendall(wire.line_of({"kind": wire.END}))
        except OSError:
            raise
        except RetouchError as error:
            connection.sendall(wire.line_of(_said(error)))
        except Exception as error:  # noqa: BLE001 - whatever it is, the caller gets a sentence and the lab goes on
            _log.error("a command could not be done: %s", type(error).__name__)
            text = f"The running lab could not do that ({type(error).__name__})."
            connection.sendall(wire.line_of({"kind": wire.ERROR, "error": type(error).__name__, "text": text}))

    def _events(self, message: Mapping[str, Any]) -> Events:
        """Raises RetouchError."""
        if message.get("version") != retouch_lib.__version__:
            raise AnotherVersion(
                f"The Retouch Lab that runs on this data folder is version {retouch_lib.__version__}, this command is "
                "another. Nothing was done. Start it anew."
            )
        verb, arguments = VERBS.get(str(message.get("verb"))), message.get("arguments")
        if verb is None or not isinstance(arguments, dict):
            raise wire.BadLine("The running lab does not know that command.")
        self._require_same_token(str(message.get("token_ref") or ""))
        return verb.ask(self._lab, arguments)

    def _require_same_token(self, token_ref: str) -> None:
        """A command that was given a token means that one."""
        if not token_ref:
            return
        own = self._lab.vault.token(OWNER)
        if own is None:
            raise TokenMissing(
                "The Retouch Lab that runs on this data folder has no token, and this command doesn't send it one: "
                "enter it in its Settings. Nothing was sent."
            )
        if self._lab.vault.ref(own) != token_ref:
            raise AnotherToken(
                "The Retouch Lab that runs on this data folder has another token than RETOUCH_TOKEN here. Nothing was "
                "sent. Use the same in both, or unset RETOUCH_TOKEN for this command."
            )


def _said(error: RetouchError) -> Mapping[str, Any]:
    credits_ = error.credits if isinstance(error, OverBudget) else 0
    return {"kind": wire.ERROR, "error": type(error).__name__, "text": str(error), "credits": credits_}


def _is_gone(connection: socket.socket) -> bool:
    """Whether the caller has closed its end."""
    readable, _, _ = select.select([connection], [], [], 0)
    return bool(readable) and not connection.recv(1, socket.MSG_PEEK)


def _shut(connection: socket.socket) -> None:
    with suppress(OSError):  # the other end did it
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()

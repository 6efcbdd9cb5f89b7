"""Takes verbs for the lab that runs, from processes of the same person on the same data folder."""

from __future__ import annotations

import logging
import select
import socket
import threading
from collections.abc import Mapping
from contextlib import closing
from typing import Any, BinaryIO

import retouch_lib
from retouch_lib.errors import OverBudget, RetouchError, TokenMissing
from retouch_lib.jobs.stopping import Stopped
from retouch_lib.lab import Lab
from retouch_lib.owners import LOCAL
from retouch_lib.verbs import wire
from retouch_lib.verbs.endpoint import Endpoint, shut
from retouch_lib.verbs.events import TICK, Events
from retouch_lib.verbs.table import VERBS

_AT_ONCE = 16
"""Callers that are answered at a time; others wait."""
_LEAVES_WITHIN = 1.0
_HANDS_OVER_WITHIN = 5.0
"""Seconds that a verb has to come to its next event; writing a big result may take some."""
_ASK_SECONDS = 10.0
"""Seconds within which a caller has to say what it wants."""
_log = logging.getLogger(__name__)


class NotThisLab(RetouchError):
    """Another lab on this data folder could do it."""


class NoToken(NotThisLab, TokenMissing):
    """The caller was given a token, and the lab that runs has none."""


class AnotherToken(NotThisLab):
    """The caller was given another token than the lab that runs."""


class AnotherVersion(NotThisLab):
    """The caller is of another version than the lab that runs."""


class Listener:
    """`start` once the lab is launched; `close`, or `hand_over`, before the lab is closed."""

    def __init__(self, lab: Lab, *, passing: bool = False) -> None:
        """`passing`: the lab is one that a command opened for itself, and ends with that."""
        self._lab = lab
        self._passing = passing
        self._endpoint: Endpoint | None = None
        self._room = threading.BoundedSemaphore(_AT_ONCE)
        self._connections: set[socket.socket] = set()
        self._changed = threading.Condition()
        self._leaving = False
        self._thread = threading.Thread(target=self._accept, daemon=True, name="listener")

    def start(self) -> None:
        """Take verbs from now on. Where that can't be, the log says so."""
        try:
            self._endpoint = Endpoint(self._lab.settings.data_dir, _AT_ONCE)
        except OSError as error:
            _log.warning("the lab takes no commands from a shell: %s", error.strerror)
            return
        self._thread.start()

    def hand_over(self) -> None:
        """Give what others asked for back to them, between two events of each: they go on by themselves. Then close."""
        with self._changed:
            self._leaving = True
            self._changed.wait_for(lambda: not self._connections, _HANDS_OVER_WITHIN)
        self.close()

    def close(self) -> None:
        if self._endpoint is None:
            return
        self._endpoint.close()
        with self._changed:
            self._leaving = True
            for connection in self._connections:
                shut(connection)
        self._thread.join(_LEAVES_WITHIN)

    def _accept(self) -> None:
        assert self._endpoint is not None
        while True:
            self._room.acquire()
            try:
                connection, _ = self._endpoint.socket.accept()
            except OSError:  # closed
                return
            if self._kept(connection):
                threading.Thread(target=self._serve, args=(connection,), daemon=True, name="caller").start()
            else:
                shut(connection)  # it hears nothing, and knows by that that nothing was begun
                self._room.release()

    def _kept(self, connection: socket.socket) -> bool:
        with self._changed:
            if not self._leaving:
                self._connections.add(connection)
            return not self._leaving

    def _serve(self, connection: socket.socket) -> None:
        try:
            with connection, connection.makefile("rb") as asked:
                connection.settimeout(_ASK_SECONDS)
                self._answer(connection, asked)
        except (OSError, Stopped):
            pass  # the caller went away, or the lab stops: what was begun goes on as jobs do
        finally:
            with self._changed:
                self._connections.discard(connection)
                self._changed.notify_all()
            self._room.release()

    def _answer(self, connection: socket.socket, asked: BinaryIO) -> None:
        assert self._endpoint is not None
        try:
            if not self._endpoint.authenticate(connection, asked):
                return
            message = wire.read_line(asked)
            if message is None:  # somebody looked whether a lab is here
                return
            connection.settimeout(None)
            self._tell(connection, message)
        except OSError:
            raise
        except RetouchError as error:
            connection.sendall(wire.line_of(self._said(error)))
        except Exception as error:  # noqa: BLE001 - whatever it is, the caller gets a sentence and the lab goes on
            _log.error("a command could not be done: %s", type(error).__name__)
            text = f"The running lab could not do that ({type(error).__name__})."
            connection.sendall(wire.line_of({"kind": wire.ERROR, "error": type(error).__name__, "text": text}))

    def _tell(self, connection: socket.socket, message: Mapping[str, Any]) -> None:
        events = self._events(message)
        connection.sendall(wire.line_of({**TICK, "passes": self._passing}))
        with closing(events):
            for event in events:
                if event is TICK and _is_gone(connection):
                    return
                connection.sendall(wire.line_of(event))
                if self._leaving:  # the verb stands still where it told that
                    connection.sendall(wire.line_of({"kind": wire.OVER}))
                    return
        connection.sendall(wire.line_of({"kind": wire.END}))

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
        own = self._lab.vault.token(LOCAL)
        if own is None:
            raise NoToken(
                "The Retouch Lab that runs on this data folder has no token, and this command doesn't send it one: "
                "enter it in its Settings. Nothing was sent."
            )
        if self._lab.vault.ref(own) != token_ref:
            raise AnotherToken(
                "The Retouch Lab that runs on this data folder has another token than RETOUCH_TOKEN here. Nothing was "
                "sent. Use the same in both, or unset RETOUCH_TOKEN for this command."
            )

    def _said(self, error: RetouchError) -> Mapping[str, Any]:
        return {
            "kind": wire.ERROR,
            "error": type(error).__name__,
            "text": str(error),
            "credits": error.credits if isinstance(error, OverBudget) else 0,
            "passes": self._passing and isinstance(error, NotThisLab),
        }


def _is_gone(connection: socket.socket) -> bool:
    """Whether the caller has closed its end."""
    readable, _, _ = select.select([connection], [], [], 0)
    return bool(readable) and not connection.recv(1, socket.MSG_PEEK)

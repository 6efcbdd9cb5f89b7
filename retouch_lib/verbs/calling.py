"""Asks the lab that runs on a data folder. Loads nothing but the standard library and small rooms of this house."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import retouch_lib
from retouch_lib.errors import RetouchError
from retouch_lib.settings import Settings
from retouch_lib.tokens.vault import Vault
from retouch_lib.verbs import wire
from retouch_lib.verbs.events import TICK, Events

_CONNECT_SECONDS = 2.0


class NoLabThere(RetouchError):
    """No lab that takes verbs runs on this data folder."""


class LabSaidNo(RetouchError):
    """The running lab raised an error; `name` is its class, `credits` what OverBudget asks to be confirmed."""

    def __init__(self, message: str, name: str = "", credits_: int = 0) -> None:
        super().__init__(message)
        self.name = name
        self.credits = credits_


class LabLeft(RetouchError):
    """The running lab was stopped while it was at work."""


def is_there(settings: Settings) -> bool:
    """Whether a lab answers on that data folder."""
    try:
        with _connected(settings):
            return True
    except NoLabThere:
        return False


def call(settings: Settings, verb: str, arguments: Mapping[str, Any]) -> Events:
    """What the running lab tells. Raises NoLabThere before anything, LabSaidNo, LabLeft."""
    with _connected(settings) as connection, connection.makefile("rb") as answer:
        try:
            connection.sendall(
                wire.line_of(
                    {
                        "version": retouch_lib.__version__,
                        "verb": verb,
                        "arguments": arguments,
                        "token_ref": _token_ref(settings),
                    }
                )
            )
            while (event := wire.read_line(answer)) is not None:
                kind = event.get("kind")
                if kind == wire.END:
                    return
                if kind == wire.ERROR:
                    raise LabSaidNo(str(event.get("text")), str(event.get("error")), _whole(event.get("credits")))
                if kind != TICK["kind"]:
                    yield event
        except OSError:
            pass  # as at its end
    raise LabLeft(
        "The Retouch Lab that runs on this data folder was stopped. What it had sent goes on when it runs again: "
        "`retouch-lab fetch` waits for it. Nothing is paid twice."
    )


@contextmanager
def _connected(settings: Settings) -> Iterator[socket.socket]:
    if not wire.has_sockets():
        raise NoLabThere
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        try:
            connection.settimeout(_CONNECT_SECONDS)
            with wire.address(settings.data_dir) as path:
                connection.connect(path)
            connection.settimeout(None)
        except OSError:
            raise NoLabThere from None
        yield connection


def _token_ref(settings: Settings) -> str:
    """Of the token that this process was given; empty for none."""
    return Vault.open(settings.data_dir).ref(settings.token) if settings.token else ""


def _whole(value: Any) -> int:
    return value if isinstance(value, int) else 0

"""Asks the lab that runs on a data folder. Loads nothing but the standard library and small rooms of this house."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

import retouch_lib
from retouch_lib.errors import RetouchError
from retouch_lib.settings import Settings
from retouch_lib.tokens.vault import Vault
from retouch_lib.verbs import endpoint, wire
from retouch_lib.verbs.events import TICK, Events


class NoLabThere(RetouchError):
    """No lab that takes verbs runs on this data folder, or it ends: nothing was begun."""


class LabSaidNo(RetouchError):
    """The running lab raised an error; `name` is its class, `credits` what OverBudget asks to be confirmed.

    `passes`: it is the lab of a command, and another one could do it once that has ended.
    """

    def __init__(self, message: str, name: str = "", credits_: int = 0, *, passes: bool = False) -> None:
        super().__init__(message)
        self.name = name
        self.credits = credits_
        self.passes = passes


class LabLeft(RetouchError):
    """The running lab was stopped while it was at work: how far it came is not known beyond what it told.

    `passes`: it was the lab of a command.
    """

    def __init__(self, message: str, *, passes: bool = False) -> None:
        super().__init__(message)
        self.passes = passes


class HandedOver(RetouchError):
    """The running lab ends; the verb stands where it told its last event."""


def is_there(settings: Settings) -> bool:
    """Whether a lab answers on that data folder."""
    try:
        with endpoint.connected(settings.data_dir):
            return True
    except OSError:
        return False


def call(settings: Settings, verb: str, arguments: Mapping[str, Any]) -> Events:
    """What the running lab tells. Raises NoLabThere before anything, LabSaidNo, LabLeft, HandedOver."""
    asked = {
        "version": retouch_lib.__version__,
        "verb": verb,
        "arguments": arguments,
        "token_ref": _token_ref(settings),
    }
    with ExitStack() as stack:
        taken = passes = False
        try:
            connection, answer = stack.enter_context(endpoint.connected(settings.data_dir))
            connection.sendall(wire.line_of(asked))
            while (event := wire.read_line(answer)) is not None:
                taken, passes = True, passes or event.get("passes") is True
                kind = event.get("kind")
                if kind == wire.END:
                    return
                if kind == wire.OVER:
                    raise HandedOver("The command whose lab did this has ended.")
                if kind == wire.ERROR:
                    raise _said_no(event)
                if kind != TICK["kind"]:
                    yield event
        except (OSError, wire.BadLine):
            pass  # as at its end; a line may be cut off there
        if not taken:
            raise NoLabThere
    raise LabLeft(
        "The Retouch Lab that runs on this data folder was stopped. What it had sent goes on when it runs again: "
        "`retouch-lab fetch` waits for it. Nothing is paid twice.",
        passes=passes,
    )


def _said_no(event: Mapping[str, Any]) -> LabSaidNo:
    credits_ = event.get("credits")
    return LabSaidNo(
        str(event.get("text")),
        str(event.get("error")),
        credits_ if isinstance(credits_, int) else 0,
        passes=event.get("passes") is True,
    )


def _token_ref(settings: Settings) -> str:
    """Of the token that this process was given; empty for none."""
    return Vault.open(settings.data_dir).ref(settings.token) if settings.token else ""

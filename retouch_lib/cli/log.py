"""A log of what commands say, for those that another program calls and nobody watches."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click

_KEY = "retouch_lab.log"


class Log:
    """A file to which lines are added; several commands at once may."""

    def __init__(self, path: Path) -> None:
        """Raises click.FileError where it can't be written."""
        self._path = path
        self.line("begins")

    def line(self, text: str) -> None:
        stamp = datetime.now().astimezone().isoformat(sep=" ", timespec="seconds")
        try:
            with self._path.open("a", encoding="utf-8", errors="replace") as file:
                file.write(f"{stamp} [{os.getpid()}] {text}\n")
        except OSError as error:
            raise click.FileError(str(self._path), error.strerror or type(error).__name__) from None


def keep(context: click.Context, path: str) -> None:
    """From now on what this command says is added to that file."""
    context.meta[_KEY] = Log(Path(path))


def note(text: str) -> None:
    """Into the log of the command that runs, if it has one."""
    context = click.get_current_context(silent=True)
    log = context.meta.get(_KEY) if context else None
    if log is not None:
        log.line(text)

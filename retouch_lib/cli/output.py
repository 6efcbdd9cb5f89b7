"""Events on a terminal, in a pipe, and as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import click

from retouch_lib.cli.codes import Code, code_of_event
from retouch_lib.cli.log import note
from retouch_lib.verbs.events import LOOKED_AT, PROGRESS, Event
from retouch_lib.words.text import visible
from retouch_lib.words.times import duration

Words = Callable[[Event], Iterable[str]]
"""What stands on the screen for one event, line by line."""


def tell(events: Iterator[Event], words: Words, *, as_json: bool) -> Code:
    """Show a verb's events as they come; the worst that they say."""
    worst, bar = Code.DONE, _Bar()
    try:
        for event in events:
            worst = max(worst, code_of_event(event))
            if as_json:
                click.echo(json.dumps(event, ensure_ascii=False))
            elif event["kind"] in (PROGRESS, LOOKED_AT):
                bar.show(event)
            else:
                bar.clear()
                for line in words(event):
                    say(line)
    finally:
        bar.clear()
        close = getattr(events, "close", None)
        if close is not None:
            close()  # a lab that was opened for it ends now, not when somebody collects what is left
    return worst


def say(line: str, *, to_error: bool = False) -> None:
    """A line that may hold foreign text: without what would move the cursor or change colours."""
    shown = visible(line, keep="\n\t")
    note(shown)
    click.echo(shown, err=to_error)


def _label(event: Event) -> str:
    """ "12 of 600", and of what takes long how fast, and how long yet."""
    parts = [f"{event['done']:,} of {event['of']:,}{' looked at' if event['kind'] == LOOKED_AT else ''}"]
    if event.get("per_minute"):
        parts.append(f"{event['per_minute']:,} a minute")
    if event.get("seconds_left"):
        parts.append(f"{duration(event['seconds_left'])} left")
    return " · ".join(parts)


class _Bar:
    """One line at the foot of a terminal; nothing where standard error is no terminal."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._wanted = sys.stderr.isatty()

    def show(self, event: Event) -> None:
        if not self._wanted:
            return
        if self._bar is None:
            self._bar = click.progressbar(length=100, file=sys.stderr, show_eta=False, width=30)
        self._bar.label = _label(event)
        self._bar.update(event["percent"] - self._bar.pos)

    def clear(self) -> None:
        """Take it off the screen; the next event draws it again."""
        if self._bar is not None:
            click.echo("\r\x1b[K\x1b[?25h", nl=False, err=True)  # click hides the cursor
            self._bar = None

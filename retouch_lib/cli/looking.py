"""`status`, `balance` and `history`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from retouch_lib.cli.asking import Shell, pass_shell, with_json
from retouch_lib.verbs.events import BALANCE, CSV, JOB, ROWS, STATUS, Event
from retouch_lib.words.counted import counted

_SHOWN = 20
"""Rows of the history on a terminal."""


@click.command()
@with_json
@pass_shell
def status(shell: Shell, as_json: bool) -> None:
    """What is under way, and what waits for you."""
    shell.ask("status", {}, _status, as_json=as_json)


@click.command()
@click.option("--server", help="main, world, east, east2, custom or local; without it RETOUCH_SERVER's.")
@with_json
@pass_shell
def balance(shell: Shell, server: str | None, as_json: bool) -> None:
    """Ask a server for the credits left."""
    server = server or shell.settings().server
    shell.ask("balance", {"server": server}, _balance, as_json=as_json, server=server)


@click.command()
@click.option("--csv", "as_csv", is_flag=True, help="Every column, for a spreadsheet or a notebook.")
@click.option(
    "--limit", type=click.IntRange(0), help=f"The newest so many; 0 for all. Without it {_SHOWN}, of --csv all."
)
@with_json
@pass_shell
def history(shell: Shell, as_csv: bool, limit: int | None, as_json: bool) -> None:
    """What was asked for and what it cost, the newest first."""
    most = limit if limit is not None else (0 if as_csv else _SHOWN)
    arguments = {"form": "csv" if as_csv and not as_json else "rows", "limit": most}
    if arguments["form"] == "rows":
        shell.ask("history", arguments, _rows, as_json=as_json)
    else:
        shell.ask("history", arguments, _csv, as_json=False)


def _status(event: Event) -> Iterator[str]:
    if event["kind"] == JOB:
        note = f": {event['note']}" if event["note"] else ""
        yield f"{event['photo']} · {event['preset']}, {event['server']}: {event['state']}{note}"
    elif event["kind"] == STATUS:
        waits = f", {event['waiting_for_you']:,} of them waiting for you" if event["waiting_for_you"] else ""
        yield f"{counted(event['under_way'], 'job')} under way{waits}. Data folder: {event['data_dir']}"
        yield from event["notices"]


def _balance(event: Event) -> Iterator[str]:
    if event["kind"] == BALANCE:
        yield f"{counted(event['credits'], 'credit')} on {event['server']}."


def _rows(event: Event) -> Iterator[str]:
    if event["kind"] == ROWS:
        for row in event["rows"]:
            paid = "?" if row["credits"] is None else row["credits"]
            asked = str(row["asked_at"])[:16].replace("T", " ")
            what = f"{row['photo_name']} · {row['preset']}"
            yield f"{asked}  {row['server']:<6} {row['state']:<11} {paid} cr  {what}"


def _csv(event: Event) -> Iterator[str]:
    if event["kind"] == CSV:
        yield str(event["text"]).removesuffix("\r\n")

"""`rescue`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from retouch_lib.cli.asking import Shell, pass_shell, preset_text, whole_path, with_json
from retouch_lib.cli.running import result_in_words
from retouch_lib.verbs.events import FOUND, NOTE, PHOTO_REFUSED, RESULT, SAVED, Event
from retouch_lib.work.rescue import LONGEST_TEXT, ids_in


@click.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option("--server", help="The one that has them; without it RETOUCH_SERVER's.")
@click.option("-o", "--output", default="", metavar="DIR", help="Where results are written.")
@click.option("--photo", default="", help="The photo that was sent: the job joins the lab with it.")
@click.option(
    "--preset", "--payload", default="", help="What it was sent with, a preset's name or a file: it joins the lab."
)
@click.option("--keep", is_flag=True, help="It joins the lab though neither is known: its result stands for its photo.")
@with_json
@pass_shell
def rescue(
    shell: Shell,
    /,
    ids: tuple[str, ...],
    server: str | None,
    output: str,
    photo: str,
    preset: str,
    keep: bool,
    as_json: bool,
) -> None:
    """Find jobs by the server's ids and fetch their results, whatever program has paid for them. Costs nothing.

    An id may be given as it is, as an address, or within the output of curl; - reads a log from standard input.
    """
    server = server or shell.settings().server
    texts = [sys.stdin.read(LONGEST_TEXT) if text == "-" else text for text in ids]
    found = list(dict.fromkeys(one for text in texts for one in ids_in(text)))
    if not found:
        raise click.UsageError("No id of a job is in that.")
    arguments = {
        "ids": found,
        "server": server,
        "output": whole_path(output) if output else "",
        "photo": whole_path(photo) if photo else "",
        "preset": preset_text(preset) if preset else "",
        "keep": keep,
    }
    shell.ask("rescue", arguments, _words, as_json=as_json)


def _words(event: Event) -> Iterator[str]:
    if event["kind"] == FOUND:
        yield _found(event)
    elif event["kind"] == SAVED:
        damaged = "" if event["whole"] else " (damaged: the server has no better)"
        yield f"✓ {event['name']} → {event['path']}{damaged}"
    elif event["kind"] == RESULT:
        yield result_in_words(event)
    elif event["kind"] == PHOTO_REFUSED:
        yield f"✗ {event['photo']}: {event['why']}"
    elif event["kind"] == NOTE:
        yield str(event["text"])


def _found(event: Event) -> str:
    said = f"{event['id']} on {event['server']}: {event['state']}"
    if event.get("plugin"):
        said += f", {event['plugin']}, {event['progress']} %"
    if event.get("expires_at"):
        said += f", until {str(event['expires_at'])[:16].replace('T', ' ')} UTC"
    return f"{said}. {event['text']}".rstrip()

"""`watch`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from retouch_lib.cli.asking import Shell, pass_shell, preset_text, whole_path, with_json
from retouch_lib.cli.running import SIDES, result_in_words
from retouch_lib.verbs.events import NOTE, RESULT, WATCHING, Event


@click.command()
@click.argument("source", metavar="IN")
@click.option("--preset", "presets", multiple=True, required=True, help="A preset's name, or a file; may be repeated.")
@click.option("-o", "--output", required=True, metavar="OUT", help="Results go into OUT/done, notes into OUT/failed.")
@click.option("--server", help="local, main, world, east, east2 or custom; without it RETOUCH_SERVER's.")
@click.option("--project", default="", help="Names the runs: a client, a school.")
@click.option(
    "--per-day",
    type=click.IntRange(0),
    default=0,
    metavar="N",
    help="Your word for N credits a day, with everything else that was paid on it; without it the lab's limits hold.",
)
@click.option("--longest-side", type=click.Choice(SIDES), help="Send longer photos reduced to so many pixels.")
@click.option(
    "--quiet",
    type=click.FloatRange(0.1, 3600),
    default=2.0,
    metavar="SECONDS",
    help="A file that has not changed for so long is taken.  [default: 2]",
)
@click.option(
    "--every",
    type=click.FloatRange(0, 3600),
    default=0.0,
    metavar="SECONDS",
    help="Look through IN so often; without it when the system tells of changes, and where it tells nothing.",
)
@click.option("--once", is_flag=True, help="End when all that is there is done.")
@with_json
@pass_shell
def watch(
    shell: Shell,
    /,
    source: str,
    presets: tuple[str, ...],
    output: str,
    server: str | None,
    longest_side: str | None,
    as_json: bool,
    **options: object,
) -> None:
    """Watch a folder: photos are retouched as they come.

    Each photo is paid once, whatever happens: a file that is copied twice, renamed, a kill, a drive that goes away.
    Originals stay where and as they are. Delete a note in OUT/failed, and that photo is tried again.
    """
    server = server or shell.settings().server
    arguments = {
        "source": whole_path(source),
        "presets": [preset_text(preset) for preset in presets],
        "output": whole_path(output),
        "server": server,
        "longest_side": int(longest_side or 0),
        **options,
    }
    shell.ask("watch", arguments, _words, as_json=as_json, server=server)


def _words(event: Event) -> Iterator[str]:
    if event["kind"] == WATCHING:
        yield f"Watching {event['source']}; results go to {event['output']}. Ctrl-C ends it."
    elif event["kind"] == RESULT:
        yield result_in_words(event)
    elif event["kind"] == NOTE:
        yield str(event["text"])

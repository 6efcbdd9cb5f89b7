"""`sweep`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from retouch_lib.cli.asking import Shell, pass_shell, preset_text, whole_path, with_json
from retouch_lib.cli.running import SIDES, run_in_words
from retouch_lib.verbs.events import SAVED, Event


@click.command()
@click.argument("photos", nargs=-1, required=True, metavar="PHOTO...")
@click.option("--preset", required=True, help="What is not varied stays as it is there: a preset's name, or a file.")
@click.option(
    "--axis",
    "axes",
    multiple=True,
    required=True,
    metavar="WHAT=VALUES",
    help="Heal.Sensitivity=20:100:20, Heal.Scale=Auto,Close-up, Heal=on,off or preset=slight,heavy; once or twice.",
)
@click.option("--server", help="local, main, world, east, east2 or custom; without it RETOUCH_SERVER's.")
@click.option(
    "-o", "--output", default="", metavar="DIR", help="Where results are written; without it they stay in the lab."
)
@click.option(
    "--replace", "replace_files", is_flag=True, help="Replace files of the same name in DIR; never a photo named here."
)
@click.option("--csv", "table", default="", metavar="FILE", help="In the end, every cell with payload and measures.")
@click.option("--project", default="", help="Names the run: a client, a school.")
@click.option("--spend", type=click.IntRange(0), default=0, metavar="N", help="Your word for N credits over a limit.")
@click.option("--cells", type=click.IntRange(0), default=0, metavar="N", help="Your word for N results, over 64.")
@click.option("--longest-side", type=click.Choice(SIDES), help="Send longer photos reduced to so many pixels.")
@click.option("--from-layers", is_flag=True, help="Leave out what rendered layers can show; it brings no file.")
@click.option("--dry-run", is_flag=True, help="Say what it would cost; nothing is sent.")
@with_json
@pass_shell
def sweep(
    shell: Shell,
    /,
    photos: tuple[str, ...],
    preset: str,
    axes: tuple[str, ...],
    server: str | None,
    output: str,
    table: str,
    longest_side: str | None,
    as_json: bool,
    **options: object,
) -> None:
    """Retouch photos with one or two settings in steps, and say what each step did.

    A range is from:to:step, as the plugin shows its numbers (docs/sweep.md). What is known already is not paid again;
    interrupted, the same command makes the rest.
    """
    server = server or shell.settings().server
    arguments = {
        "photos": [whole_path(photo) for photo in photos],
        "preset": preset_text(preset),
        "axes": list(axes),
        "server": server,
        "output": whole_path(output) if output else "",
        "table": whole_path(table) if table else "",
        "longest_side": int(longest_side or 0),
        **options,
    }
    shell.ask("sweep", arguments, _words, as_json=as_json, server=server)


def _words(event: Event) -> Iterator[str]:
    if event["kind"] == SAVED:
        yield f"✓ {event['name']} → {event['path']}"
    else:
        yield from run_in_words(event)

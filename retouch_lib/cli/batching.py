"""`batch`: the photos of a folder, however many."""

from __future__ import annotations

from collections.abc import Iterator

import click

from retouch_lib.cli.asking import Shell, pass_shell, preset_text, whole_path, with_json
from retouch_lib.cli.running import SIDES, price_in_words, result_in_words
from retouch_lib.verbs.events import BATCH, NOTE, PHOTO_REFUSED, PLAN, RESULT, Event
from retouch_lib.words.counted import counted


@click.command()
@click.argument("folder", metavar="DIR")
@click.option("--preset", "presets", multiple=True, required=True, help="A preset's name, or a file; may be repeated.")
@click.option("--server", help="local, main, world, east, east2 or custom; without it RETOUCH_SERVER's.")
@click.option(
    "-o", "--output", default="", metavar="DIR", help="Where results are written; without it they stay in the lab."
)
@click.option(
    "--pattern",
    default="",
    help="How results are called, such as {look}/{photo}; the guide lists the fields.",
)
@click.option("--replace", is_flag=True, help="Replace files of the same name there; never a photo of the batch.")
@click.option("--project", default="", help="Names its runs; without it the folder's name.")
@click.option("--spend", type=click.IntRange(0), default=0, metavar="N", help="Your word for N credits over a limit.")
@click.option("--test", type=click.IntRange(1), metavar="N", help="Only the first N photos; then look, and go on.")
@click.option("--longest-side", type=click.Choice(SIDES), help="Send longer photos reduced to so many pixels.")
@click.option(
    "--least-face",
    type=click.IntRange(0, 10_000),
    metavar="PX",
    help="Look for faces at least so wide; 0 for none. Without it 120 where a preset needs faces and costs.",
)
@click.option("--leave-out", is_flag=True, help="Leave out photos that have no such face.")
@click.option("--dry-run", is_flag=True, help="Say what it would cost and take; nothing is sent.")
@with_json
@pass_shell
def batch(
    shell: Shell,
    /,
    folder: str,
    presets: tuple[str, ...],
    server: str | None,
    output: str,
    test: int | None,
    longest_side: str | None,
    as_json: bool,
    **options: object,
) -> None:
    """Retouch all photos in DIR and the folders in it, in portions, however many they are.

    Interrupted, by whatever, it goes on where it was: call it again. What is new in DIR is added, and nothing is paid
    twice. Jobs of a batch go behind what somebody waits for.
    """
    server = server or shell.settings().server
    arguments = {
        "folder": whole_path(folder),
        "presets": [preset_text(preset) for preset in presets],
        "server": server,
        "output": whole_path(output) if output else "",
        "test": test or 0,
        "longest_side": int(longest_side or 0),
        **options,
    }
    shell.ask("batch", arguments, _words, as_json=as_json, server=server)


def _words(event: Event) -> Iterator[str]:
    if event["kind"] == PHOTO_REFUSED:
        yield f"✗ {event['photo']}: {event['why']}"
    elif event["kind"] == PLAN:
        yield from (f"{counted(event['photos'], 'photo')}: {line}" for line in price_in_words(event))
        if event["forecast"]:
            yield event["forecast"]
        if event["for_nothing"]:
            yield f"{event['for_nothing']} --leave-out leaves them out."
    elif event["kind"] == RESULT:
        yield result_in_words(event)
    elif event["kind"] == NOTE:
        yield str(event["text"])
    elif event["kind"] == BATCH and "photos" in event:
        yield from _summary(event)


def _summary(batch: Event) -> Iterator[str]:
    done = f"{batch['settled']:,} of {counted(batch['photos'], 'photo')} done"
    parts = [f"{batch[key]:,} {words}" for key, words in _NOT_DONE.items() if batch[key]]
    yield f"{', '.join([done, *parts])}; {counted(batch['paid'], 'job')} made for it."
    if batch["need_look"]:
        verb = "needs" if batch["need_look"] == 1 else "need"
        yield f"{batch['need_look']:,} of {batch['measured']:,} measured {verb} a look."
    if batch["state"] == "tested":
        yield "That was the test. Look at the results; the same command without --test goes on."
    elif batch["note"]:
        yield f"It stands still: {batch['note']}"


_NOT_DONE = {"failed": "without a result", "refused": "refused", "left_out": "left out"}

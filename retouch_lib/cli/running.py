"""`run` and `fetch`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from retouch_lib.cli.asking import Shell, pass_shell, preset_text, whole_path, with_json
from retouch_lib.verbs.events import NOTE, PHOTO_REFUSED, PLAN, RESULT, Event
from retouch_lib.words.counted import counted

SIDES = ("6000", "4096", "3072", "2048")


@click.command()
@click.argument("photos", nargs=-1, required=True, metavar="PHOTO...")
@click.option("--preset", "presets", multiple=True, required=True, help="A preset's name, or a file; may be repeated.")
@click.option("--server", help="local, main, world, east, east2 or custom; without it RETOUCH_SERVER's.")
@click.option(
    "-o", "--output", default="", metavar="DIR", help="Where results are written; without it they stay in the lab."
)
@click.option("--beside", is_flag=True, help="Results are written beside their photos, with the preset's name behind.")
@click.option(
    "--in-place", is_flag=True, help="Each result takes its photo's place: for copies made for it (docs/round-trip.md)."
)
@click.option(
    "--replace", is_flag=True, help="Replace files of the same name in DIR; never a photo that is named here."
)
@click.option("--project", default="", help="Names the run: a client, a school.")
@click.option("--spend", type=click.IntRange(0), default=0, metavar="N", help="Your word for N credits over a limit.")
@click.option("--anyway", is_flag=True, help="Pay for a new result where one is known.")
@click.option("--longest-side", type=click.Choice(SIDES), help="Send longer photos reduced to so many pixels.")
@click.option("--dry-run", is_flag=True, help="Say what it would cost; nothing is sent.")
@with_json
@pass_shell
def run(
    shell: Shell,
    /,
    photos: tuple[str, ...],
    presets: tuple[str, ...],
    server: str | None,
    output: str,
    beside: bool,
    in_place: bool,
    longest_side: str | None,
    as_json: bool,
    **options: object,
) -> None:
    """Retouch photos: send them with presets, wait, and write the results.

    What is known already is not paid again, by whatever way it was asked for. Interrupted, it goes on where it was:
    call it again, or `fetch`.
    """
    if bool(output) + beside + in_place > 1:
        raise click.UsageError("Results go to one place: --output, --beside or --in-place.")
    server = server or shell.settings().server
    arguments = {
        "place": "beside" if beside else "in_place" if in_place else "",
        "photos": [whole_path(photo) for photo in photos],
        "presets": [preset_text(preset) for preset in presets],
        "server": server,
        "output": whole_path(output) if output else "",
        "longest_side": int(longest_side or 0),
        **options,
    }
    shell.ask("run", arguments, run_in_words, as_json=as_json, server=server)


@click.command()
@click.argument("runs", nargs=-1, metavar="[RUN]...")
@click.option(
    "-o", "--output", default="", metavar="DIR", help="Where results are written; without it they stay in the lab."
)
@click.option("--replace", is_flag=True, help="Replace files of the same name in DIR.")
@with_json
@pass_shell
def fetch(shell: Shell, runs: tuple[str, ...], output: str, replace: bool, as_json: bool) -> None:
    """Wait for what is under way, or for the results of runs (ids as in `history --json`), and write them.

    Nothing is paid for it: what was sent goes on after a kill or a closed laptop, and what was removed here is fetched
    once more while its server has it.
    """
    arguments = {"runs": list(runs), "output": whole_path(output) if output else "", "replace": replace}
    shell.ask("fetch", arguments, run_in_words, as_json=as_json)


def run_in_words(event: Event) -> Iterator[str]:
    """What a run tells, line by line."""
    if event["kind"] == PHOTO_REFUSED:
        yield f"✗ {event['photo']}: {event['why']}"
    elif event["kind"] == PLAN:
        yield from price_in_words(event)
    elif event["kind"] == RESULT:
        yield result_in_words(event)
    elif event["kind"] == NOTE:
        yield str(event["text"])


def price_in_words(plan: Event) -> Iterator[str]:
    """What a press would make and take, and which limits it passes."""
    parts = [f"{plan['to_make']:,} to make"]
    parts += [f"{plan[key]:,} {words}" for key, words in _NOT_PAID.items() if plan.get(key)]
    price = counted(plan["credits"], "credit") if plan["server"] != "local" else "free, on the local engine"
    money = f" ({plan['usd']:,.2f} USD)" if plan["usd"] else ""
    left = f"; the balance is {plan['balance']:,}" if plan["balance"] is not None else ""
    yield f"{counted(plan['results'], 'result')}, {', '.join(parts)}: {price}{money}{left}."
    if plan["limits"]:
        yield f"{' '.join(plan['limits'])} It takes --spend {plan['credits']}."


_NOT_PAID = {"known": "known", "under_way": "under way", "unsure": "unsure", "simulated": "simulated"}


def result_in_words(result: Event) -> str:
    """One line: what came of a photo and a preset, and where it lies."""
    what = f"{result['photo']} · {result['preset']}".removesuffix(" · ")
    if result["state"] == "done":
        saved = f" → {result['saved']}" if result["saved"] else ""
        note = f" ({result['note']})" if result["note"] else ""
        return f"✓ {what}{saved}{note}"
    note = f": {result['note']}" if result["note"] else ""
    return f"✗ {what}: {result['state'].replace('_', ' ')}{note}"

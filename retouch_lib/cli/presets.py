"""`presets list|show|diff|import|export|save`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

from retouch_lib.cli.asking import Shell, pass_shell, preset_text, whole_path, with_json
from retouch_lib.cli.output import tell
from retouch_lib.verbs.events import CHANGE, FILE, NOTE, PRESET, REFUSED, SAVED, Event
from retouch_lib.verbs.performing import perform


@click.group()
def presets() -> None:
    """The preset library."""


@presets.command("list")
@with_json
@pass_shell
def list_presets(shell: Shell, as_json: bool) -> None:
    """Your presets, then Retouch4me's own."""
    shell.ask("presets.list", {}, _listed, as_json=as_json)


@presets.command()
@click.argument("name")
@click.option("--version", type=click.IntRange(1), help="An older version of it.")
@with_json
@pass_shell
def show(shell: Shell, name: str, version: int | None, as_json: bool) -> None:
    """A preset's payload, as it is sent."""
    shell.ask("presets.show", {"name": name, "version": version or 0}, _payload, as_json=as_json)


@presets.command()
@click.argument("before")
@click.argument("after")
@with_json
@pass_shell
def diff(shell: Shell, before: str, after: str, as_json: bool) -> None:
    """What changed from one preset to another, each a name or a file, in words."""
    arguments = {"before": preset_text(before), "after": preset_text(after)}
    shell.ask("presets.diff", arguments, _changes, as_json=as_json)


@presets.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@with_json
@pass_shell
def import_presets(shell: Shell, files: tuple[str, ...], as_json: bool) -> None:
    """Keep every preset in these files: JSON, YAML, curl commands, scripts, ZIPs and more (docs/presets.md)."""
    shell.ask("presets.import", {"paths": [whole_path(file) for file in files]}, _kept, as_json=as_json)


@presets.command()
@click.argument("name")
@click.argument("file")
@with_json
@pass_shell
def save(shell: Shell, name: str, file: str, as_json: bool) -> None:
    """Keep the preset in FILE under NAME, or as a new version of the one of that name."""
    shell.ask("presets.save", {"name": name, "path": whole_path(file)}, _kept, as_json=as_json)


@presets.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option(
    "-o", "--output", metavar="DIR", help="A file for each in this folder; without it they go to standard output."
)
@pass_shell
def export(shell: Shell, names: tuple[str, ...], output: str | None) -> None:
    """Presets as the files that another lab reads, with note, author, tags and version."""

    def written(event: Event) -> Iterator[str]:
        if event["kind"] == FILE and output is None:
            yield str(event["text"]).rstrip("\n")
        elif event["kind"] == FILE:
            yield str(_write(Path(output or "."), event))

    tell(perform(shell.settings(), "presets.export", {"names": list(names)}), written, as_json=False)


def _write(folder: Path, file: Event) -> Path:
    path = folder / Path(str(file["name"])).name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(str(file["text"]), encoding="utf-8")
    except OSError as error:
        raise click.FileError(str(path), error.strerror or type(error).__name__) from None
    return path


def _listed(event: Event) -> Iterator[str]:
    if event["kind"] == PRESET:
        number = "" if event["vendor"] else f" v{event['version']}"
        note = f"  {str(event['note']).splitlines()[0]}" if event["note"] else ""
        yield f"{event['name']}{number}: {', '.join(event['plugins'])}{note}"


def _payload(event: Event) -> Iterator[str]:
    if event["kind"] == PRESET:
        yield json.dumps(event["payload"], ensure_ascii=False, indent=2)


def _changes(event: Event) -> Iterator[str]:
    if event["kind"] == CHANGE:
        yield str(event["text"])


def _kept(event: Event) -> Iterator[str]:
    if event["kind"] == SAVED:
        yield f"✓ {event['name']} v{event['version']}"
    elif event["kind"] == REFUSED:
        yield f"✗ {event['name'] or 'without a name'}: {event['why']}"
    elif event["kind"] == NOTE:
        yield str(event["text"])

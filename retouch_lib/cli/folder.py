"""`backup` and `serve`: the data folder as a whole, and the app on it."""

from __future__ import annotations

import os
import runpy
import sys
from pathlib import Path

import click

from retouch_lib.cli.asking import Shell, pass_shell, whole_path
from retouch_lib.cli.output import say
from retouch_lib.words.counted import counted
from retouch_lib.words.sizes import size_in_words


@click.command()
@click.argument("archive")
@pass_shell
def backup(shell: Shell, archive: str) -> None:
    """Write one ZIP of everything that is kept; the app may be running.

    `python -m retouch_lib.backup restore` makes a data folder of it.
    """
    from retouch_lib.backup.saving import save

    manifest = save(shell.settings().data_dir, Path(whole_path(archive)))
    said = f"{archive}: {counted(manifest.files, 'photo or result', 'photos and results')}"
    say(f"{said}, {size_in_words(manifest.bytes)}.")


@click.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.option("--port", type=click.IntRange(1, 65535), help="Without it Streamlit's 8501.")
@click.argument("options", nargs=-1, type=click.UNPROCESSED, metavar="[STREAMLIT OPTIONS]...")
@pass_shell
def serve(shell: Shell, port: int | None, options: tuple[str, ...]) -> None:
    """Start the app in the browser. It takes Streamlit's options, too."""
    if shell.data_dir:
        os.environ["RETOUCH_DATA_DIR"] = shell.data_dir
    sys.argv = ["streamlit", *(("--server.port", str(port)) if port else ()), *options]
    runpy.run_module("retouch_lib.ui", run_name="__main__", alter_sys=True)

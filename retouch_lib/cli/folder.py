"""`backup`, `serve` and `engine`: the data folder as a whole, the app on it, and the local engine alone."""

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
    from retouch_lib.backup.saving import save_lab

    manifest = save_lab(shell.settings(), Path(whole_path(archive)))
    said = f"{archive}: {counted(manifest.files, 'photo or result', 'photos and results')}"
    say(f"{said}, {size_in_words(manifest.bytes)}.")


@click.command("move-files")
@click.option("--back", is_flag=True, help="Copy all files of the store into the data folder; the store keeps them.")
@pass_shell
def move_files(shell: Shell, back: bool) -> None:
    """Put all photos and results into the store that RETOUCH_FILES_URL names; no lab may run on the data folder.

    Interrupted, the same command goes on. A file leaves the data folder when the store has it.
    """
    from retouch_lib.work.moving_files import copy_back, move

    settings = shell.settings()
    moved = (copy_back if back else move)(settings, lambda count, size: say(_moved(count, size)))
    say(f"{_moved(moved.files, moved.bytes)} {'in the data folder' if back else 'in the store'}.")
    if moved.damaged:
        say(f"Left where they are, for their bytes are not what their names say: {', '.join(moved.damaged)}")


def _moved(files: int, size: int) -> str:
    return f"{counted(files, 'photo or result', 'photos and results')}, {size_in_words(size)}"


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


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8600, help="0 picks a free one.  [default: 8600]")
@click.option("--seconds", type=click.FloatRange(0), default=0.0, help="The least time a task takes.")
@click.option("--credits", "credits_", type=click.IntRange(0), default=1_000_000, help="What each token begins with.")
@pass_shell
def engine(shell: Shell, port: int, seconds: float, credits_: int) -> None:
    """Run the local engine alone, until Ctrl-C. It prints its address, which RETOUCH_ENGINE_URL gives to the app.

    It works on the engine's folder of the data folder, so one at a time has it: the app's own, or this one.
    """
    folder = shell.settings().data_dir / "engine"
    sys.argv = [
        "retouch-lab engine",
        *("--port", str(port), "--data-dir", str(folder)),
        *("--seconds", f"{seconds:g}", "--credits", str(credits_)),
    ]
    runpy.run_module("retouch_lib.engine", run_name="__main__", alter_sys=True)

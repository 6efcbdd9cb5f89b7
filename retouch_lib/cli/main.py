"""`retouch-lab`, and `python -m retouch_lib`."""

from __future__ import annotations

import os
import sys
from typing import Any, NoReturn

import click
from click.exceptions import ClickException, Exit

import retouch_lib
from retouch_lib.cli import batching, folder, looking, presets, rescuing, running, sweeping, watching
from retouch_lib.cli.asking import Shell
from retouch_lib.cli.codes import Code, code_of_error
from retouch_lib.cli.completing import completion
from retouch_lib.cli.doctor import doctor
from retouch_lib.cli.log import keep, note
from retouch_lib.cli.output import say
from retouch_lib.errors import OverBudget, RetouchError
from retouch_lib.instance import AlreadyRunning
from retouch_lib.verbs.calling import LabSaidNo

NAME = "retouch-lab"


class _Commands(click.Group):
    """Turns what a verb raises into a sentence: nobody at a shell wants a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        code = int(Code.DONE)
        try:
            return self._sentences(ctx)
        except Exit as end:
            code = end.exit_code
            raise
        except ClickException as error:
            code = error.exit_code
            note(error.format_message())
            raise
        finally:
            note(f"ends with exit code {code}")

    def _sentences(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except RetouchError as error:
            _end(ctx, _sentence(error), code_of_error(error))
        except KeyboardInterrupt:
            going_on = "What was sent goes on at the next start and is not paid again"
            _end(ctx, f"Interrupted. {going_on}: `{NAME} fetch` waits for it.", Code.INTERRUPTED)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(retouch_lib.__version__, "--version", message="Retouch Lab %(version)s")
@click.option("--data-dir", default="", metavar="DIR", help="The lab's folder; without it RETOUCH_DATA_DIR's.")
@click.option("--log", default="", metavar="FILE", help="Add what is said to FILE, with times and the exit code.")
@click.pass_context
def cli(context: click.Context, data_dir: str, log: str) -> None:
    """Retouch Lab from a shell: what the pages do, with the same photos, presets, history and prices.

    Settings come from the environment (RETOUCH_TOKEN, RETOUCH_SERVER, …; the README lists them). While the app
    runs on the same data folder, commands are done by it.
    """
    if log:
        keep(context, log)
    context.obj = Shell(data_dir)


for command in (
    running.run,
    sweeping.sweep,
    batching.batch,
    running.fetch,
    watching.watch,
    rescuing.rescue,
    looking.status,
    presets.presets,
    looking.history,
    looking.balance,
    folder.backup,
    folder.move_files,
    folder.serve,
    folder.engine,
    doctor,
    completion,
):
    cli.add_command(command)


def main() -> None:
    _without_a_console()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console that has no ✓ gets a ?
    cli.main(prog_name=NAME)


def _without_a_console() -> None:
    """Started as `retouch-labw` on Windows there are no streams: what is said goes to the log alone."""
    sys.stdin = sys.stdin or open(os.devnull)  # noqa: SIM115, PTH123
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115, PTH123
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115, PTH123


def _end(context: click.Context, sentence: str, code: Code) -> NoReturn:
    say(f"{NAME}: {sentence}", to_error=True)
    context.exit(code)


def _sentence(error: RetouchError) -> str:
    if isinstance(error, AlreadyRunning):
        return f"{error} It takes no commands; a Retouch Lab, or a {NAME}, of this version would."
    asked = error.credits if isinstance(error, OverBudget | LabSaidNo) else 0
    return f"{error} To spend them: --spend {asked}." if asked else str(error)

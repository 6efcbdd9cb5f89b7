"""Write the commands and exit codes of `retouch-lab` into docs/cli.md, from the commands themselves.

.venv/bin/python docs/make_cli.py
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from retouch_lib.cli.codes import MEANINGS  # noqa: E402
from retouch_lib.cli.main import NAME, cli  # noqa: E402

PAGE = ROOT / "docs" / "cli.md"
BEGIN, END = "<!-- commands: made by docs/make_cli.py -->", "<!-- end of commands -->"


def page(text: str) -> str:
    """The page with what is made written anew; the prose around it stays."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{made()}\n{END}{after}"


def made() -> str:
    parts = [*_codes(), *_command(cli, click.Context(cli, info_name=NAME))]
    return "\n".join(parts)


def _codes() -> Iterator[str]:
    yield "## Exit codes\n"
    yield "| code | what it says |\n|---|---|"
    yield from (f"| {code:d} | {meaning} |" for code, meaning in MEANINGS.items())
    yield "\n## Commands\n"


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    """A command, then those below it."""
    if context.parent is not None:
        yield f"### `{context.command_path}`\n"
    usage = " ".join(command.collect_usage_pieces(context))
    yield f"```sh\n{context.command_path} {usage}\n```\n"
    yield f"{_prose(command.help or '')}\n"
    rows = [_option(one, context) for one in command.params if isinstance(one, click.Option)]
    if rows:
        yield "| option | what it does |\n|---|---|"
        yield from rows
        yield ""
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from _command(below, click.Context(below, info_name=name, parent=context))


def _prose(text: str) -> str:
    """Lines joined to paragraphs."""
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


def _option(option: click.Option, context: click.Context) -> str:
    record = option.get_help_record(context)
    assert record is not None, "none is hidden"
    name, words = (part.replace("|", "\\|") for part in record)
    return f"| `{name}` | {words} |"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text()))

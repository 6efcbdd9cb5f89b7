"""`completion`: what a shell needs to complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

_SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the lines that make a shell complete commands; put them into its start-up file.

    For bash: retouch-lab completion bash >> ~/.bashrc
    """
    root = context.find_root()
    name = "retouch-lab"
    found = get_completion_class(shell)
    assert found is not None, "click knows these three"
    click.echo(found(root.command, {}, name, "_RETOUCH_LAB_COMPLETE").source())

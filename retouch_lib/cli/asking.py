"""What every command shares: settings, the token, paths as the lab has to get them, and the way to the lab."""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from retouch_lib.cli.codes import Code
from retouch_lib.cli.output import Words, tell
from retouch_lib.errors import BadSetting
from retouch_lib.settings import SECRETS, Settings
from retouch_lib.tokens.secret import TOKEN_PAGE, Token
from retouch_lib.verbs import calling
from retouch_lib.verbs.performing import perform

LOCAL = "local"
"""The server that needs no token."""


@dataclass(frozen=True, slots=True)
class Shell:
    """What was said before the command's name."""

    data_dir: str
    """Empty: as the settings say."""

    def settings(self) -> Settings:
        """From the environment and Streamlit's secrets, as the app reads them. Raises BadSetting."""
        environment = {**os.environ, **({"RETOUCH_DATA_DIR": self.data_dir} if self.data_dir else {})}
        return Settings.read(environment, _secrets())

    def ask(self, verb: str, arguments: Mapping[str, Any], words: Words, *, as_json: bool, server: str = LOCAL) -> None:
        """Have a verb done, show what it tells, and end with its exit code. Raises RetouchError.

        `server`: the one that the verb will call; a missing token is asked for where somebody sits at a terminal.
        """
        settings = self.settings()
        if server != LOCAL:
            settings = _with_token(settings)
        code = tell(perform(settings, verb, arguments), words, as_json=as_json)
        if code is not Code.DONE:
            click.get_current_context().exit(code)


def with_json(command: Callable[..., None]) -> Callable[..., None]:
    """The option that every command has whose answer a program may read."""
    return click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for programs.")(command)


pass_shell = click.make_pass_decorator(Shell)


def whole_path(path: str) -> str:
    """As it is from everywhere: the lab may run in another folder. A link stays one."""
    return os.path.abspath(os.path.expanduser(path))  # noqa: PTH100, PTH111 - Path.resolve would follow links


def preset_text(text: str) -> str:
    """A preset's name as it is; a file's path as it is from everywhere. A name has no folder and no extension."""
    path = Path(text)
    return whole_path(text) if (path.suffix or len(path.parts) > 1) and path.is_file() else text


def _with_token(settings: Settings) -> Settings:
    """With a token typed here, where there is none, no lab runs that may have one, and a person is there to ask."""
    if settings.token or not (sys.stdin.isatty() and sys.stderr.isatty()) or calling.is_there(settings):
        return settings
    text = click.prompt(f"Your Retouch4me token ({TOKEN_PAGE})", hide_input=True, err=True)
    return replace(settings, token=Token(text))


def _secrets() -> Mapping[str, Any]:
    """Of the home folder and of this one, which wins: as Streamlit reads them. Raises BadSetting."""
    found: dict[str, Any] = {}
    for folder in (Path.home(), Path.cwd()):
        try:
            found |= tomllib.loads((folder / SECRETS).read_text(encoding="utf-8"))
        except FileNotFoundError:
            continue
        except (OSError, ValueError):
            # Not chained: the error of the parser may show what stands in the file.
            raise BadSetting(f"{folder / SECRETS} can't be read as TOML. Mend it, or move it away.") from None
    return found

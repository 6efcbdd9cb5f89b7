"""A lab at work that takes commands, shared by a file's tests; commands run in this process and reach it by socket."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from retouch_lib.cli.main import cli
from retouch_lib.engine.faults import Faults
from retouch_lib.engine.server import EngineServer
from retouch_lib.lab import Lab
from retouch_lib.tokens.secret import Token
from retouch_lib.verbs import watching
from retouch_lib.verbs.listening import Listener
from tests.engines import jpeg_bytes, quick_verify, quick_work
from tests.jobs.labs import OWNER, TOKEN_TEXT, launched, seeds


@dataclass
class Shell:
    """Runs commands on a data folder."""

    lab: Lab
    engine: EngineServer
    before: int = 0

    @property
    def charges(self) -> int:
        """Since the test's beginning."""
        return self.engine.tasks.charges - self.before

    def run(self, *arguments: object, env: Mapping[str, str] | None = None) -> Result:
        return command(self.lab.settings.data_dir, *arguments, env=env)


def command(data_dir: Path, *arguments: object, env: Mapping[str, str] | None = None) -> Result:
    """One command in this process, as if typed; what it raises that is no sentence fails the test."""
    result = CliRunner().invoke(cli, list(map(str, arguments)), env={"RETOUCH_DATA_DIR": str(data_dir), **(env or {})})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def events(result: Result) -> list[dict[str, Any]]:
    """What `--json` told."""
    return [json.loads(line) for line in result.stdout.splitlines()]


def new_photo(folder: Path, name: str = "DSC_1.jpg") -> Path:
    """A photo that no test used before."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(jpeg_bytes(seed=next(seeds)))
    return folder / name


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    folder = tmp_path_factory.mktemp("lab")
    engine = EngineServer(data_dir=folder / "engine", faults=Faults(), work=quick_work, verify=quick_verify)
    with engine, launched(folder / "data", engine.url) as lab, pytest.MonkeyPatch.context() as patch:
        patch.setattr(watching, "_LOOK_EVERY", 0.03)
        listener = Listener(lab)
        listener.start()
        yield Shell(lab, engine)
        listener.close()


@pytest.fixture
def shell(running: Shell) -> Shell:
    running.engine.faults.clear()
    running.lab.vault.keep(OWNER, Token(TOKEN_TEXT))
    running.before = running.engine.tasks.charges
    return running

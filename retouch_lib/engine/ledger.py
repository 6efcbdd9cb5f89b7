"""Accounts and tasks in one SQLite file: what must survive a kill -9.

A token is never written: an account is known by a keyed hash of it. The engine is the only user of its folder, and the
lock on this file keeps it so. A file that is damaged is set aside, never deleted, and a new one begun: what is lost
with it are the tasks of the last 24 hours.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from retouch_lib.engine import LEDGER, trouble
from retouch_lib.errors import NewerFolder, RetouchError

log = logging.getLogger(__name__)

_SCHEMA = """
CREATE TABLE IF NOT EXISTS secret (key BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS accounts (ref TEXT PRIMARY KEY, taken INTEGER NOT NULL, starts INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS tasks (
    id TEXT PRIMARY KEY, account TEXT NOT NULL, key TEXT, payload TEXT NOT NULL, state TEXT NOT NULL,
    reason TEXT NOT NULL, attempt INTEGER NOT NULL, created REAL NOT NULL, format TEXT NOT NULL, doom TEXT NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS one_task_per_key ON tasks (account, key);
CREATE TABLE IF NOT EXISTS hooks (task TEXT PRIMARY KEY, address TEXT NOT NULL);
"""
_COLUMNS = "id, account, key, payload, state, reason, attempt, created, format, doom"
_PROBES = (
    f"SELECT {_COLUMNS} FROM tasks",  # noqa: S608 - our own words
    "SELECT ref, taken, starts FROM accounts",
    "SELECT key FROM secret",
    "SELECT task, address FROM hooks",
)
LIFETIME = 24 * 3600.0
"""Seconds from the start until a task and its files are deleted."""
MAX_ATTEMPTS = 3
_LOCK_WAIT = 5.0
"""Seconds to wait for the folder: an engine that was told to stop may need two."""


class FolderInUse(RetouchError):
    """Another engine works in this data folder."""


class FolderUnusable(RetouchError):
    """The data folder can't be read or written."""


class OutOfCredits(Exception):
    """The account has none left."""


class TaskState(StrEnum):
    """A task's states; the API's fifth, delayed, is only ever said by a fault."""

    WAITING = "waiting"
    ACTIVE = "active"
    COMPLETED = "completed"
    FAILED = "failed"


UNFINISHED = (TaskState.WAITING, TaskState.ACTIVE)


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as it is kept."""

    id: str
    account: str
    key: str | None
    """The Idempotency-Key it is remembered by."""
    payload: str
    """Its checked tasks, as JSON."""
    state: TaskState = TaskState.WAITING
    reason: str = ""
    """Why it failed; the result's remark where it did not."""
    attempt: int = 1
    """1–MAX_ATTEMPTS."""
    created: float = 0.0
    """Seconds of the engine's clock, as time.time gives them."""
    format: str = ""
    """The result's format, "jpeg", "png" or "zip"; empty before there is one. An active task may have one already."""
    injected_failure: str = ""
    """The reason with which an ordered fault makes it fail; empty otherwise. In the database: `doom`."""

    @property
    def expires(self) -> float:
        """When it is deleted, in the clock's seconds."""
        return self.created + LIFETIME


class Ledger:
    """The file's reader and writer. Safe to use from any thread; each call is one transaction."""

    def __init__(self, path: Path) -> None:
        """Raises FolderInUse when another engine holds the file, FolderUnusable when it can't be read or written.

        Raises NewerFolder for one that a newer engine wrote, and leaves it as it is.
        """
        _require_known(path)
        self._lock = threading.RLock()
        self._totals: tuple[int, int] | None = None
        self.note = ""
        """What happened to the file at the start, as a sentence; empty when nothing did."""
        try:
            self._db = _opened(path)
        except sqlite3.DatabaseError as error:
            if not trouble.damaged(error):
                raise _refused(path, error) from None
            self.note = _set_aside(path)
            log.error(self.note)
            self._db = _opened_new(path)
        self._secret = self._read_secret()

    def close(self) -> None:
        """Release the folder. The totals stay readable."""
        with self._lock:
            if self._totals is None:
                self._totals = self._sums()
                self._db.close()

    @property
    def charges(self) -> int:
        """Credits taken since the folder was new, of all accounts."""
        return self._sums()[0]

    @property
    def starts(self) -> int:
        """Start requests that were accepted, or joined a task by their key."""
        return self._sums()[1]

    def account(self, token: str) -> str:
        """The keyed hash (HMAC-SHA-256, hex) under which this token's account is kept."""
        return hmac.new(self._secret, token.encode(), hashlib.sha256).hexdigest()

    def taken(self, account: str) -> int:
        """Credits this account has used."""
        with self._lock:
            row = self._db.execute("SELECT taken FROM accounts WHERE ref = ?", (account,)).fetchone()
        return int(row[0]) if row else 0

    def accept(self, task: TaskRow, allowance: int, hook: str = "") -> None:
        """Take one credit and write the task, both or neither. Raises OutOfCredits at `allowance` credits taken.

        `hook`: the address to call when the task has ended.
        """
        with self._transaction():
            if self.taken(task.account) >= allowance:
                raise OutOfCredits
            self._count(task.account, cost=1)
            self._db.execute(
                "INSERT INTO tasks (id, account, key, payload, state, reason, attempt, created, format, doom)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    task.id,
                    task.account,
                    task.key,
                    task.payload,
                    task.state,
                    task.reason,
                    task.attempt,
                    task.created,
                    task.format,
                    task.injected_failure,
                ),
            )
            if hook:
                self._db.execute("INSERT INTO hooks (task, address) VALUES (?, ?)", (task.id, hook))

    def hook(self, task_id: str) -> str:
        """The address that is still to be called at this task's end; empty when none is."""
        with self._lock:
            row = self._db.execute("SELECT address FROM hooks WHERE task = ?", (task_id,)).fetchone()
        return str(row[0]) if row else ""

    def called(self, task_id: str) -> None:
        """That address was called, or given up."""
        with self._transaction():
            self._db.execute("DELETE FROM hooks WHERE task = ?", (task_id,))

    def to_be_called(self) -> tuple[TaskRow, ...]:
        """The ended tasks of which somebody is still to be told."""
        where = "id IN (SELECT task FROM hooks) AND state NOT IN (?, ?) ORDER BY created"
        return tuple(self._select(where, *UNFINISHED))

    def join(self, account: str) -> None:
        """Count a start that met its own task again; no credit."""
        with self._transaction():
            self._count(account, cost=0)

    def by_key(self, account: str, key: str) -> TaskRow | None:
        return next(self._select("account = ? AND key = ?", account, key), None)

    def task(self, task_id: str) -> TaskRow | None:
        return next(self._select("id = ?", task_id), None)

    def unfinished(self) -> tuple[TaskRow, ...]:
        return tuple(self._select("state IN (?, ?) ORDER BY created", *UNFINISHED))

    def finished(self) -> frozenset[str]:
        """Ids of the completed and failed tasks."""
        return frozenset(row.id for row in self._select("state NOT IN (?, ?)", *UNFINISHED))

    def older_than(self, moment: float) -> tuple[TaskRow, ...]:
        return tuple(self._select("created <= ?", moment))

    def ids(self) -> frozenset[str]:
        return frozenset(row.id for row in self._select("TRUE"))

    def move(
        self,
        task_id: str,
        state: TaskState,
        *,
        attempt: int | None = None,
        reason: str = "",
        form: str = "",
        only_from: tuple[TaskState, ...] = tuple(TaskState),
    ) -> bool:
        """Write a task's new state; False, and nothing written, when it is gone or in none of `only_from`."""
        with self._transaction():
            row = self.task(task_id)
            if row is None or row.state not in only_from:
                return False
            self._db.execute(
                "UPDATE tasks SET state = ?, reason = ?, format = ?, attempt = coalesce(?, attempt) WHERE id = ?",
                (state, reason, form, attempt, task_id),
            )
        return True

    def put_back(self) -> None:
        """Let every task at work wait again, without the loss of an attempt; those with a result are left alone."""
        with self._transaction():
            self._db.execute(
                "UPDATE tasks SET state = ? WHERE state = ? AND format = ''", (TaskState.WAITING, TaskState.ACTIVE)
            )

    def delete(self, task_id: str) -> bool:
        """Whether there was such a task."""
        with self._transaction():
            self._db.execute("DELETE FROM hooks WHERE task = ?", (task_id,))
            return self._db.execute("DELETE FROM tasks WHERE id = ?", (task_id,)).rowcount > 0

    def _count(self, account: str, *, cost: int) -> None:
        self._db.execute(
            "INSERT INTO accounts (ref, taken, starts) VALUES (:account, :cost, 1)"
            " ON CONFLICT (ref) DO UPDATE SET taken = taken + :cost, starts = starts + 1",
            {"account": account, "cost": cost},
        )

    def _sums(self) -> tuple[int, int]:
        with self._lock:
            if self._totals is not None:
                return self._totals
            taken, starts = self._db.execute("SELECT sum(taken), sum(starts) FROM accounts").fetchone()
        return taken or 0, starts or 0

    def _read_secret(self) -> bytes:
        with self._transaction():
            row = self._db.execute("SELECT key FROM secret").fetchone()
            if row is None:
                row = (secrets.token_bytes(32),)
                self._db.execute("INSERT INTO secret (key) VALUES (?)", row)
        return bytes(row[0])

    def _select(self, where: str, *values: object) -> Iterator[TaskRow]:
        with self._lock:
            # `where` is one of the literals above, never anything a request brought.
            rows = self._db.execute(f"SELECT {_COLUMNS} FROM tasks WHERE {where}", values).fetchall()  # noqa: S608
        return filter(None, map(_task, rows))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # SQLite itself ends it on some errors
                    self._db.execute("ROLLBACK")
                raise


def _require_known(path: Path) -> None:
    """Looked at without touching it: a file that a newer engine wrote would be taken for a damaged one, and set aside.

    Immutable, SQLite makes no file beside it, but does not look into a log either. One that another engine holds is
    not waited for here: who opens it does.
    """
    how = "mode=ro" if path.with_name(f"{path.name}-wal").exists() else "mode=ro&immutable=1"
    address = f"{path.absolute().as_uri()}?{how}"
    with suppress(sqlite3.Error), closing(sqlite3.connect(address, timeout=0, uri=True)) as db:
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version > LEDGER:
            raise NewerFolder(path)


def _opened(path: Path) -> sqlite3.Connection:
    """The file with its tables, held by this engine alone. Raises sqlite3.DatabaseError."""
    db = sqlite3.connect(path, timeout=_LOCK_WAIT, isolation_level=None, check_same_thread=False)
    try:
        # Exclusive: two engines in one folder would do each task twice.
        db.execute("PRAGMA locking_mode=EXCLUSIVE")
        db.execute("PRAGMA secure_delete=ON")
        db.execute("BEGIN EXCLUSIVE")
        _check(db)
        db.execute("COMMIT")
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=NORMAL")
    except BaseException:
        db.close()
        raise
    return db


def _check(db: sqlite3.Connection) -> None:
    """Make the tables where there are none. Raises sqlite3.DatabaseError for damage, or for tables that aren't ours."""
    (verdict,) = db.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)
    for statement in filter(str.strip, _SCHEMA.split(";")):
        db.execute(statement)
    db.execute(f"PRAGMA user_version = {LEDGER:d}")
    for probe in _PROBES:
        db.execute(f"{probe} LIMIT 1").fetchall()


def _opened_new(path: Path) -> sqlite3.Connection:
    try:
        return _opened(path)
    except sqlite3.DatabaseError as error:
        raise _refused(path, error) from None


def _refused(path: Path, error: sqlite3.DatabaseError) -> RetouchError:
    if trouble.code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return FolderInUse(f"Another local engine works in {path.parent}. Stop it, or name another folder.")
    return unusable(path.parent, error)


def unusable(folder: Path, error: Exception) -> FolderUnusable:
    """The refusal to start in that folder."""
    return FolderUnusable(
        f"The local engine can't use its folder {folder}: {trouble.words(error)}. "
        "Nothing is lost; it starts once that is mended."
    )


def _set_aside(path: Path) -> str:
    """Move the damaged file away with its log, which a new file must not meet; the sentence that says so.

    Raises FolderUnusable.
    """
    aside = path.with_name(f"{path.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S%f}")
    try:
        path.replace(aside)
        path.with_name(f"{path.name}-shm").unlink(missing_ok=True)
        log_of_writes = path.with_name(f"{path.name}-wal")
        if log_of_writes.exists():
            log_of_writes.replace(f"{aside}-wal")
    except OSError as error:
        raise unusable(path.parent, error) from None
    return (
        f"{path.name} was damaged and is set aside as {aside.name}; the local engine began a new one. "
        "Its tasks of the last 24 hours are forgotten: run them again, it is free."
    )


def _task(row: tuple[str, str, str | None, str, str, str, int, float, str, str]) -> TaskRow | None:
    """None for a row that this version can't read, which must not hide the others."""
    task_id, account, key, payload, state, reason, attempt, created, form, injected_failure = row
    try:
        return TaskRow(
            task_id, account, key, payload, TaskState(state), reason, attempt, created, form, injected_failure
        )
    except ValueError:
        log.error("A task's row can't be read (state %.20r); it is passed over.", state)
        return None

"""The token is in no file and no log, also after everything went wrong, with logging at DEBUG."""

from __future__ import annotations

import base64
import binascii
import pickle
import pickletools
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path

from retouch_lib.engine.faults import Faults
from retouch_lib.engine.server import EngineServer
from retouch_lib.store.records import JobState
from tests.engines import quick_verify, quick_work, wait_until
from tests.jobs.labs import TOKEN_TEXT
from tests.jobs.processes import Folder, Worker

TROUBLES = (
    ("start", "503", {}),
    ("start", "html_500", {"acted": True}),
    ("status", "html_502", {}),
    ("status", "drop_before", {}),
    ("status", "body_error", {"status": 500, "message": f"who sent {TOKEN_TEXT}?"}),
    ("get_file", "truncated", {}),
    ("get_file", "html_500", {}),
)
CORE = TOKEN_TEXT[len("reto_") : -4]
"""The part that even a shortened form must not show."""


def spellings(secret: str) -> Iterator[bytes]:
    """The ways a text may stand in a file; base64 at each of its three alignments."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        raw = secret.encode(encoding)
        yield raw
        yield raw[::-1]
        yield binascii.hexlify(raw)
        for shift in range(3):
            yield base64.b64encode(b"x" * shift + raw)[4 if shift else 0 : -4]


def assert_free_of_secret(data: bytes, where: str) -> None:
    for spelling in spellings(CORE):
        assert spelling not in data, where


def decoded(value: object) -> Iterator[bytes]:
    """A database value, and what it holds when it is base64, a pickle, or compressed."""
    data = value if isinstance(value, bytes) else str(value).encode()
    yield data
    try:
        inner = base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        inner = data
    yield inner
    with suppress(ValueError, pickle.UnpicklingError, IndexError, KeyError):
        yield repr([argument for _, argument, _ in pickletools.genops(inner)]).encode()
    with suppress(zlib.error):
        yield zlib.decompress(inner)


def values(database: Path) -> Iterator[object]:
    with closing(sqlite3.connect(database)) as connection:
        names = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
        for name in names:
            for row in connection.execute(f'select * from "{name}"'):
                yield from row


def test_the_scan_would_find_it() -> None:
    hidden = (
        TOKEN_TEXT.encode(),
        pickle.dumps({"token": TOKEN_TEXT}),
        base64.b64encode(pickle.dumps(("x", TOKEN_TEXT))),
        base64.b64encode(zlib.compress(TOKEN_TEXT.encode())),
    )
    for data in hidden:
        forms = list(decoded(data))
        assert any(spelling in form for form in forms for spelling in spellings(CORE))


def test_the_token_is_nowhere_after_a_run_with_faults(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with ExitStack() as stack:
        engine = stack.enter_context(
            EngineServer(data_dir=tmp_path / "engine", faults=Faults(), work=quick_work, verify=quick_verify)
        )
        for call, fault, options in TROUBLES:
            engine.faults.add(call, fault, **options)
        folder = Folder(data)
        stack.callback(folder.close)
        photo = folder.add_photo()
        worker = Worker(data, engine.url, LEVEL="DEBUG")
        stack.callback(worker.make_sure_it_ended)
        worker.ready()
        worker.ask(do="run", photo=photo, looks=1, server="custom")
        (job,) = folder.wait_for(photo, JobState.UNSURE)
        worker.ask(do="resend", job=job.id)
        folder.wait_for(photo, JobState.DONE)
        second = folder.add_photo()
        engine.faults.add("start", "460", count=None)
        worker.ask(do="run", photo=second, looks=3, server="custom")
        folder.wait_for(second, JobState.REFUSED)
        wait_until(lambda: not engine.faults.left("get_file"))
        while_it_runs = [path.read_bytes() for path in sorted(data.rglob("*")) if path.is_file()]
        worker.leave()
        assert engine.tasks.charges == 1
    for content in while_it_runs:
        assert_free_of_secret(content, "a file while it ran")
    check_files(data)
    assert "DEBUG" in worker.log
    assert job.id in worker.log
    assert_free_of_secret(worker.log.encode(), "the log")


def check_files(data: Path) -> None:
    files = [path for path in data.rglob("*") if path.is_file()]
    assert {"lab.sqlite", "jobs.sqlite", "vault.key"} <= {path.name for path in files}
    for path in files:
        assert_free_of_secret(path.read_bytes(), path.name)
        if path.suffix == ".sqlite":
            found = list(values(path))
            assert len(found) > 50
            for value in found:
                for form in decoded(value):
                    assert_free_of_secret(form, path.name)

"""The engine's folder damaged, half-written, read-only or on a full disk: a sentence, and a way on."""

from __future__ import annotations

import errno
import itertools
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from retouch_lib.engine.__main__ import main
from retouch_lib.engine.ledger import FolderUnusable, Ledger
from retouch_lib.engine.tasks import PHOTO_GONE
from tests.contract import raw
from tests.engines import MakeEngine, jpeg_bytes, quick_work, wait_until

JPEG = jpeg_bytes()


def noise(file: Path) -> None:
    file.write_bytes(bytes(range(256)) * 32)


def cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def overwritten(file: Path) -> None:
    """Its head is whole, its pages are not."""
    data = file.read_bytes()
    file.write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))


def anothers(file: Path) -> None:
    """A database with a table of our name and other columns."""
    file.unlink()
    with sqlite3.connect(file) as db:
        db.execute("CREATE TABLE tasks (id TEXT, account TEXT, key TEXT)")
    db.close()


@pytest.mark.parametrize("damage", [noise, cut, overwritten, anothers])
def test_a_damaged_ledger_is_set_aside_and_said(
    make_engine: MakeEngine, tmp_path: Path, damage: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "e"
    first = make_engine(data_dir=folder)
    key = raw.new_key()
    old = raw.started(first.url, JPEG, key=key)
    raw.ended(first.url, old)
    first.stop()
    damage(folder / "engine.sqlite")
    spoilt = (folder / "engine.sqlite").read_bytes()
    again = make_engine(data_dir=folder)
    aside = [path for path in folder.iterdir() if ".damaged-" in path.name]
    assert [path.read_bytes() for path in aside] == [spoilt]
    assert again.tasks.note.startswith(f"engine.sqlite was damaged and is set aside as {aside[0].name}")
    assert again.tasks.note in caplog.text
    assert raw.status(again.url, old).status == 404
    new = raw.started(again.url, JPEG, key=key)
    assert raw.ended(again.url, new)["state"] == "completed"
    again.stop()
    third = make_engine(data_dir=folder)
    assert (third.tasks.note, raw.status(third.url, new).status) == ("", 200)


def test_an_old_log_of_writes_never_meets_a_new_ledger(make_engine: MakeEngine, tmp_path: Path) -> None:
    folder = tmp_path / "e"
    make_engine(data_dir=folder).stop()
    overwritten(folder / "engine.sqlite")
    (folder / "engine.sqlite-wal").write_bytes(b"an old log")
    again = make_engine(data_dir=folder)
    raw.ended(again.url, raw.started(again.url, JPEG))
    assert b"an old log" not in (folder / "engine.sqlite-wal").read_bytes()


def test_a_row_that_can_t_be_read_hides_no_other(make_engine: MakeEngine, tmp_path: Path) -> None:
    first = make_engine(data_dir=tmp_path / "e")
    tasks = [raw.started(first.url, JPEG) for _ in range(2)]
    for task in tasks:
        raw.ended(first.url, task)
    first.stop()
    with sqlite3.connect(tmp_path / "e" / "engine.sqlite") as db:
        db.execute("UPDATE tasks SET state = 'pondering' WHERE id = ?", (tasks[0],))
    db.close()
    again = make_engine(data_dir=tmp_path / "e")
    again.tasks.sweep()
    assert [raw.status(again.url, task).status for task in tasks] == [404, 200]


def say(folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> str:
    """What the command says when it can't start in that folder."""
    monkeypatch.setattr("signal.signal", lambda number, handler: None)
    monkeypatch.setattr("sys.setswitchinterval", lambda seconds: None)
    assert main(["--port", "0", "--data-dir", str(folder)]) == 1
    out, err = capfd.readouterr()
    assert out == ""
    return err


def test_a_folder_that_can_t_be_used_is_said_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    end = " Nothing is lost; it starts once that is mended.\n"
    (tmp_path / "file").write_text("")
    no_folder = say(tmp_path / "file", monkeypatch, capfd)
    assert no_folder == f"The local engine can't use its folder {tmp_path / 'file'}: not a directory.{end}"
    (tmp_path / "e" / "engine.sqlite").mkdir(parents=True)
    no_file = say(tmp_path / "e", monkeypatch, capfd)
    assert no_file == f"The local engine can't use its folder {tmp_path / 'e'}: its engine.sqlite can't be opened.{end}"


def test_a_read_only_ledger_is_said_and_not_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "engine.sqlite"
    Ledger(file).close()
    connect = sqlite3.connect

    def read_only(path: Path | str, **more: Any) -> sqlite3.Connection:
        return connect(path if more.get("uri") else f"file:{path}?mode=ro", **{**more, "uri": True})

    monkeypatch.setattr(sqlite3, "connect", read_only)
    with pytest.raises(FolderUnusable, match=r"its engine\.sqlite is read-only"):
        Ledger(file)
    assert [path.name for path in tmp_path.iterdir()] == ["engine.sqlite"]


def test_odd_strays_stop_no_start(make_engine: MakeEngine, tmp_path: Path) -> None:
    folder = tmp_path / "e"
    first = make_engine(data_dir=folder)
    task = raw.started(first.url, JPEG)
    raw.ended(first.url, task)
    first.stop()
    (folder / "tasks" / ("0" * 32)).write_text("a file where a folder belongs")
    (folder / "parts" / f"{'0' * 16}.part").mkdir()
    (folder / "tasks" / task / f"{'0' * 16}.part").mkdir()
    again = make_engine(data_dir=folder)
    assert raw.get_file(again.url, task).status == 200
    assert [path.name for path in (folder / "tasks").iterdir()] == [task]
    assert not list((folder / "parts").iterdir())


def test_a_folder_named_by_mistake_keeps_what_is_in_it(make_engine: MakeEngine, tmp_path: Path) -> None:
    """A person's folder may have a `tasks` in it: everything there was deleted at the start."""
    work = tmp_path / "thesis"
    for name in ("tasks/today/list.txt", "tasks/notes.md", "parts/engine.part", "parts/wheel/bolt.part"):
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).write_text("months of work")
    before = {path for path in work.rglob("*") if path.is_file()}
    engine = make_engine(data_dir=work)
    raw.ended(engine.url, raw.started(engine.url, JPEG))
    engine.tasks.sweep()
    engine.stop()
    make_engine(data_dir=work)
    assert before <= set(work.rglob("*"))


def test_a_lost_result_is_no_result_and_its_key_starts_anew(make_engine: MakeEngine, tmp_path: Path) -> None:
    engine = make_engine(data_dir=tmp_path / "e")
    key = raw.new_key()
    for lose in (lambda task: (task / "result").unlink(), shutil.rmtree):
        task = raw.started(engine.url, JPEG, key=key)
        raw.ended(engine.url, task)
        lose(tmp_path / "e" / "tasks" / task)
        assert raw.get_file(engine.url, task).status == 404
        assert raw.status(engine.url, task).status == 404, "it never says completed of what it hasn't got"
    assert raw.ended(engine.url, raw.started(engine.url, JPEG, key=key))["state"] == "completed"


def test_a_lost_photo_fails_its_task_in_words(make_engine: MakeEngine, tmp_path: Path) -> None:
    folder = tmp_path / "e"
    first = make_engine(data_dir=folder, work=never)
    task = raw.started(first.url, JPEG)
    first.stop()
    (folder / "tasks" / task / "photo").unlink()
    end = raw.ended(make_engine(data_dir=folder).url, task)
    assert (end["state"], end["reason"], end["attempt"]) == ("failed", PHOTO_GONE, 1)


def never(source: Path, tasks: Any, target: Path, progress: Callable[[str, float], None]) -> Any:
    while True:
        progress("Heal", 0.5)


def test_the_folder_taken_away_while_it_runs_is_made_again(make_engine: MakeEngine, tmp_path: Path) -> None:
    engine = make_engine(data_dir=tmp_path / "e")
    raw.ended(engine.url, raw.started(engine.url, JPEG))
    for name in ("parts", "tasks"):
        shutil.rmtree(tmp_path / "e" / name)
    assert raw.ended(engine.url, raw.started(engine.url, JPEG))["state"] == "completed"


@pytest.fixture
def brief_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retouch_lib.engine.tasks._FIRST_PAUSE", 0.01)
    monkeypatch.setattr("retouch_lib.engine.tasks._LONGEST_PAUSE", 0.01)


@pytest.mark.usefixtures("brief_pauses")
def test_a_full_disk_fails_no_task_and_takes_no_attempt(make_engine: MakeEngine) -> None:
    times = iter(range(6))

    def full(source: Path, tasks: Any, target: Path, progress: Any) -> Any:
        if next(times) < 5:
            raise OSError(errno.ENOSPC, "No space left on device")
        return quick_work(source, tasks, target, progress)

    engine = make_engine(work=full)
    end = raw.ended(engine.url, raw.started(engine.url, JPEG))
    assert (end["state"], end["attempt"]) == ("completed", 1)


@pytest.mark.usefixtures("brief_pauses")
@pytest.mark.parametrize("to_fail", [False, True])
def test_a_ledger_that_can_t_be_written_fails_no_task(
    make_engine: MakeEngine, monkeypatch: pytest.MonkeyPatch, to_fail: bool
) -> None:
    move, calls = Ledger.move, itertools.count()

    def full_at_times(self: Ledger, *arguments: Any, **options: Any) -> bool:
        if next(calls) in (0, 1, 3, 5, 6, 9):
            raise out_of_space()
        return move(self, *arguments, **options)

    engine = make_engine()
    monkeypatch.setattr(Ledger, "move", full_at_times)
    if to_fail:
        engine.faults.add("start", "failed", reason="The face is hidden")
    end = raw.ended(engine.url, raw.started(engine.url, JPEG))
    assert (end["state"], end["attempt"]) == (("failed" if to_fail else "completed"), 1)
    assert end["reason"] == ("The face is hidden" if to_fail else "")


def out_of_space() -> sqlite3.Error:
    """SQLite's own error of a full disk."""
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE t (x)")
    db.execute("PRAGMA max_page_count = 2")
    try:
        db.execute("INSERT INTO t VALUES (zeroblob(100000))")
    except sqlite3.Error as error:
        return error
    finally:
        db.close()
    raise AssertionError("it had room")


def test_a_start_on_a_full_disk_gets_500_in_words_and_costs_nothing(
    make_engine: MakeEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = make_engine(data_dir=tmp_path / "e")

    def full(*arguments: Any) -> None:
        raise out_of_space()

    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "accept", full)
        reply = raw.start(engine.url, JPEG)
    assert (reply.status, reply.json) == (
        500,
        {"status": 500, "message": "The local engine can't use its folder: the disk is full."},
    )
    assert engine.tasks.charges == 0
    wait_until(lambda: not list((tmp_path / "e" / "parts").iterdir()))
    assert not list((tmp_path / "e" / "tasks").iterdir())
    assert raw.start(engine.url, JPEG).status == 200


def test_an_upload_that_finds_no_room_gets_500_although_its_sender_is_still_sending(
    make_engine: MakeEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = make_engine(data_dir=tmp_path / "e")

    def full(*arguments: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("asyncio.to_thread", full)
    reply = raw.start(engine.url, JPEG + bytes(30_000_000))
    assert (reply.status, "the disk is full" in reply.json["message"]) == (500, True)

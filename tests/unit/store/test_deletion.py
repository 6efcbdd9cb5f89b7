"""What a deletion takes, what it leaves because others use it, and that nothing of a name stays in the file."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from retouch_lib.store.database import Database
from retouch_lib.store.deletion import StillUnderWay
from retouch_lib.store.records import Job, JobState, Reading, Run
from retouch_lib.store.removals import Removal
from retouch_lib.store.store import Store
from tests.unit.store.conftest import NOON, OWNER, SHA, photo, wanted

OTHER = "b" * 64
RESULT, SHARED = "c" * 64, "d" * 64
CLIENT = "Hill School 4b"


def press(store: Store, *items: Any, server: str = "main", project: str = "") -> Run:
    return store.make_run(OWNER, server, items or (wanted(),), engine_version="", token_ref="ref", project=project)


def sent(store: Store, job: Job, **fields: Any) -> Job:
    """The server has it."""
    store.set_job(job.id, state=JobState.STARTING, attempts=1, attempted_at=NOON)
    return store.set_job(job.id, state=JobState.WAITING, remote_id=f"task-{job.id}", started_at=NOON, **fields)


def done(store: Store, job: Job, result: str = RESULT) -> Job:
    sent(store, job)
    store.set_job(job.id, state=JobState.DOWNLOADING)
    return store.set_job(job.id, state=JobState.DONE, result=result, result_type="jpeg", result_bytes=500)


def failed(store: Store, job: Job) -> Job:
    sent(store, job)
    return store.set_job(job.id, state=JobState.FAILED, note="Failed: no face")


def rows(store: Store, path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        count: int = connection.execute(f"select count(*) from {table}").fetchone()[0]
    return count


def on(sha256: str, fingerprint: str = "f" * 64) -> Any:
    return replace(wanted(fingerprint=fingerprint), photo=sha256)


@pytest.mark.sqlite
def test_a_run_goes_with_what_only_it_uses(store: Store, tmp_path: Path) -> None:
    store.add_photo(photo(OTHER, name="IMG_2.png"))
    run = press(store, wanted(), wanted("heavy", "e" * 64), on(OTHER), project=CLIENT)
    first, second, third = (item.job for item in run.items)
    done(store, first)
    failed(store, second)
    done(store, third, SHARED)
    again = press(store, replace(on(OTHER), job=third.id))  # reuses the third
    store.add_reading(Reading(OWNER, "main", "ref", "balance", 40, first.id, NOON))
    store.set_preference(OWNER, "photos_chosen", [SHA, OTHER])
    store.set_preference(OWNER, "project", CLIENT)
    store.set_preference(OWNER, "unwatched", [first.id, third.id])
    store.set_preference(OWNER, "run", run.id)
    store.set_preference(OWNER, "run_desk", {"run": run.id, "photos": [SHA], "project": ""})
    store.set_preference(OWNER, "other_desk", {"run": again.id, "photos": [OTHER], "project": CLIENT.upper()})

    count = store.count_deletion(OWNER, [run.id])
    assert (count.runs, count.photos, count.photos_kept, count.results, count.results_kept) == (1, 1, 1, 1, 1)
    assert (count.bytes, count.credits, count.unknown, count.under_way) == (1500, 1, 1, 0)
    assert store.delete_runs(OWNER, [run.id]) == count

    assert store.run(OWNER, run.id) is None
    assert store.photo(OWNER, SHA) is None
    assert store.photo(OWNER, OTHER) is not None
    left = store.run(OWNER, again.id)
    assert left is not None
    assert left.items[0].job.result == SHARED
    assert [job.id for job in store.jobs(OWNER)] == [third.id]
    assert store.readings(OWNER)[0].job is None
    assert [store.preference(OWNER, key) for key in ("photos_chosen", "project", "unwatched")] == [
        [OTHER],
        None,
        [third.id],
    ]
    assert [store.preference(OWNER, key) for key in ("run", "run_desk", "other_desk")] == [None] * 3
    waiting = store.to_remove()
    assert set(waiting[Removal.FILE]) == {SHA, RESULT}
    assert set(waiting[Removal.WORKFLOW]) == {first.id, second.id}
    assert waiting[Removal.TASK] == ()  # of no local engine
    assert store.delete_runs(OWNER, [again.id]).photos == 1
    assert rows(store, tmp_path / "lab.sqlite", "jobs") == 0
    assert rows(store, tmp_path / "lab.sqlite", "photos") == 0


@pytest.mark.sqlite
def test_what_was_spent_still_counts_without_a_name(store: Store, tmp_path: Path) -> None:
    run = press(store, wanted(), wanted("heavy", "e" * 64), wanted("slight", "0" * 64), project=CLIENT)
    local = press(store, server="local")
    done(store, run.items[0].job)
    failed(store, run.items[1].job)
    store.set_job(run.items[2].job.id, state=JobState.CANCELLED)
    done(store, local.items[0].job)
    assert store.runs_of(OWNER, CLIENT) == (run.id,)
    store.delete_runs(OWNER, [run.id, local.id])
    with closing(sqlite3.connect(tmp_path / "lab.sqlite")) as connection:
        kept = connection.execute("select owner, server, token_ref, credits from deleted_jobs order by credits")
        assert kept.fetchall() == [(OWNER, "main", "ref", None), (OWNER, "main", "ref", 1)]
        ids = {row[0] for row in connection.execute("select id from deleted_jobs")}
    assert not ids & {item.job.id for item in run.items}
    assert store.to_remove()[Removal.TASK] == (f"task-{local.items[0].job.id}",)


@pytest.mark.parametrize(
    ("unsure", "said"), [(False, r"^1 job is still under way.*Wait until it has ended"), (True, "got no answer")]
)
def test_jobs_under_way_are_not_deleted(store: Store, unsure: bool, said: str) -> None:
    run = press(store)
    job = run.items[0].job
    if unsure:
        store.set_job(job.id, state=JobState.STARTING)
        store.set_job(job.id, state=JobState.UNSURE)
    else:
        sent(store, job)
    with pytest.raises(StillUnderWay, match=said):
        store.delete_runs(OWNER, [run.id])
    assert [item.id for item in store.jobs(OWNER)] == [job.id]
    assert store.run(OWNER, run.id) is not None
    assert not any(store.to_remove().values())


def test_a_job_under_way_for_another_run_too_goes_on(store: Store) -> None:
    run = press(store)
    joined = press(store, wanted())
    assert joined.items[0].job.id == run.items[0].job.id
    count = store.delete_runs(OWNER, [run.id])
    assert (count.under_way, count.photos, count.photos_kept) == (0, 0, 1)
    assert store.job(OWNER, run.items[0].job.id) is not None


@pytest.mark.sqlite
def test_a_job_that_was_tried_again_goes_with_its_run(store: Store, tmp_path: Path) -> None:
    run = press(store)
    store.repeat_job(failed(store, run.items[0].job), "ref")
    newest = store.run(OWNER, run.id)
    assert newest is not None
    done(store, newest.items[0].job)
    count = store.delete_runs(OWNER, [run.id])
    assert (count.credits, count.unknown, count.photos) == (1, 1, 1)
    assert rows(store, tmp_path / "lab.sqlite", "jobs") == 0


def test_nobody_deletes_the_runs_of_another_owner(store: Store) -> None:
    run = press(store)
    assert store.count_deletion("browser", [run.id]).runs == 0
    store.delete_runs("browser", [run.id])
    assert store.run(OWNER, run.id) is not None


@pytest.mark.sqlite
def test_no_name_stays_in_the_file(store: Store, tmp_path: Path) -> None:
    """Enough rows that pages were split, and cells moved, while they were written."""
    names = [f"Konfirmandin-Meyer-{number:03d}.jpg" for number in range(150)]
    runs = []
    for number, name in enumerate(names):
        sha256 = f"{(number * 7919) % 150:064x}"
        store.add_photo(photo(sha256, name=name))
        runs.append(press(store, on(sha256), project=CLIENT))
        done(store, runs[-1].items[0].job, f"{number:08x}{'e' * 56}")
    assert CLIENT.encode() in everything(tmp_path)
    store.delete_runs(OWNER, [run.id for run in runs])
    assert store.rewrite()
    assert store.to_remove()[Removal.ROWS] == ()
    left = everything(tmp_path)
    assert b"Konfirmandin" not in left
    assert CLIENT.encode() not in left
    assert b"DSC_1.jpg" in left  # of a photo that was in none of these runs


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


def test_removals_stay_until_they_are_said_to_be_gone(store: Store) -> None:
    store.remove_later(Removal.FILE, [SHA, RESULT])
    store.remove_later(Removal.FILE, [SHA])
    assert store.unused_files(store.to_remove()[Removal.FILE]) == (RESULT,)  # the photo is on the list (again)
    store.removed(Removal.FILE, [SHA, RESULT])
    assert not any(store.to_remove().values())


@pytest.mark.sqlite
def test_a_file_that_is_read_meanwhile_is_written_anew_later(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retouch_lib.store.database._BUSY_MS", 1)
    store.remove_later(Removal.ROWS, [""])
    with closing(sqlite3.connect(tmp_path / "lab.sqlite")) as reader:
        reader.execute("begin")
        reader.execute("select count(*) from photos").fetchall()
        assert not store.rewrite()
        assert store.to_remove()[Removal.ROWS] == ("",)
        reader.rollback()
    assert store.rewrite()
    assert store.to_remove()[Removal.ROWS] == ()


@pytest.mark.sqlite
def test_a_deletion_while_the_file_is_written_anew_has_it_written_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = press(store), press(store, on(SHA, "e" * 64))
    for run in (first, second):
        done(store, run.items[0].job)
    store.delete_runs(OWNER, [first.id])
    real = Database.rewrite

    def rewritten(database: Database) -> bool:
        done_so_far = real(database)
        store.delete_runs(OWNER, [second.id])
        return done_so_far

    with monkeypatch.context() as patch:
        patch.setattr(Database, "rewrite", rewritten)
        assert store.rewrite()
    assert len(store.to_remove()[Removal.ROWS]) == 1
    assert store.rewrite()


@pytest.mark.sqlite
def test_jobs_are_written_while_the_file_waits_for_a_reader(store: Store, tmp_path: Path) -> None:
    job = press(store).items[0].job
    with closing(sqlite3.connect(tmp_path / "lab.sqlite")) as reader, ThreadPoolExecutor(1) as pool:
        reader.execute("begin")
        reader.execute("select count(*) from photos").fetchall()
        waiting = pool.submit(store.rewrite)
        for number in range(5):
            store.set_job(job.id, uploaded=number)
        assert not waiting.done()
        reader.rollback()
        assert waiting.result(timeout=60)

"""Measures: of a job's present file, shared by equals, gone with job and file, and never fatal."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from retouch_lib.imaging.measures.measured import Measured
from retouch_lib.store import snapshot
from retouch_lib.store.records import Job, JobState, Kept, KeptMeasure, Run
from retouch_lib.store.store import Store
from tests.unit.store.conftest import NOON, OWNER, SHA, as_of_revision, make_run, photo, wanted

FIGURES = Measured((30, 20)).to_json()
RESULT, OTHER = "1" * 64, "2" * 64


@pytest.fixture
def run(store: Store) -> Run:
    """Balanced and heavy of one photo, both done; heavy was made later."""
    run = make_run(store, wanted(), wanted("heavy", "e" * 64))
    for item, result in zip(run.items, (RESULT, OTHER), strict=True):
        finish(store, item.job, result)
    return run


@pytest.fixture
def ids(run: Run) -> list[str]:
    return [item.job.id for item in run.items]


def finish(store: Store, job: Job, result: str, kind: str = "jpeg", kept: Kept = Kept.WHOLE) -> None:
    for state in (JobState.STARTING, JobState.WAITING, JobState.DOWNLOADING):
        store.set_job(job.id, state=state)
    store.set_job(job.id, state=JobState.DONE, result=result, result_type=kind, result_bytes=10, kept=kept)


def to_do(store: Store) -> list[str]:
    return [one.job for one in store.to_measure(10)]


def measure(store: Store, job_id: str) -> None:
    (one,) = store.to_measure(1, [job_id])
    store.begin_measure(one)
    store.settle_measure(one, FIGURES)


def test_the_newest_is_measured_first_and_once(store: Store, ids: list[str]) -> None:
    assert to_do(store) == ids[::-1]
    assert [one.job for one in store.to_measure(10, ids[:1])] == ids[:1], "those that are looked at"
    measure(store, ids[1])
    assert to_do(store) == ids[:1]
    assert store.measures(OWNER, ids) == {ids[1]: KeptMeasure(FIGURES, "")}
    assert store.measures("somebody else", ids) == {}
    assert store.measure_count() == (2, 1)


def test_what_has_no_picture_or_waits_for_a_better_file_is_not_measured(store: Store) -> None:
    run = make_run(store, wanted(), wanted("heavy", "e" * 64), wanted("queued", "d" * 64))
    finish(store, run.items[0].job, RESULT, kind="json")
    finish(store, run.items[1].job, OTHER, kept=Kept.PROVISIONAL)
    assert to_do(store) == []
    store.set_job(run.items[1].job.id, kept=Kept.DAMAGED)
    assert to_do(store) == [run.items[1].job.id]


def test_tries_are_counted_but_for_those_that_we_broke_off(store: Store, ids: list[str]) -> None:
    (one,) = store.to_measure(1, ids[:1])
    assert one.tries == 0
    store.begin_measure(one)
    (again,) = store.to_measure(1, ids[:1])
    assert again.tries == 1
    store.begin_measure(again)
    store.take_back_measure(again)
    assert store.to_measure(1, ids[:1])[0].tries == 1
    assert store.measures(OWNER, ids) == {}
    store.settle_measure(again, trouble="It could not be measured.")
    assert store.measures(OWNER, ids) == {ids[0]: KeptMeasure("", "It could not be measured.")}
    assert ids[0] not in to_do(store)


def test_figures_are_of_the_file_that_is_there(store: Store, ids: list[str]) -> None:
    (late,) = store.to_measure(1, ids[:1])
    store.set_job(ids[0], result="3" * 64)
    store.settle_measure(late, FIGURES)
    assert store.measures(OWNER, ids) == {}, "the file was replaced while it was measured"
    measure(store, ids[0])
    store.set_job(ids[0], result="4" * 64)
    assert store.measures(OWNER, ids) == {}, "and after that"
    assert ids[0] in to_do(store)


def test_they_go_with_a_swept_result_and_with_the_job(store: Store, run: Run, ids: list[str]) -> None:
    newer = make_run(store, wanted("new", "9" * 64))
    finish(store, newer.items[0].job, "5" * 64)
    for job_id in ids:
        measure(store, job_id)
    assert store.sweep(OWNER, [RESULT], "swept") == 1
    assert list(store.measures(OWNER, ids)) == ids[1:]
    store.delete_runs(OWNER, [run.id])
    assert store.measure_count() == (1, 0)


def test_the_same_file_of_the_same_picture_shares_them(store: Store, ids: list[str]) -> None:
    again = make_run(store, replace(wanted(), nonce="anyway")).items[0].job
    finish(store, again, RESULT)
    (one,) = store.to_measure(1, [again.id])
    assert store.measured_alike(one) == ""
    measure(store, ids[0])
    assert store.measured_alike(one) == FIGURES
    (other,) = store.to_measure(1, ids[1:])
    assert store.measured_alike(other) == ""


@pytest.mark.parametrize(
    ("column", "value"), [("figures", b"\xff"), ("figures", 7), ("trouble", b"\x00"), ("tries", "x")]
)
@pytest.mark.sqlite
def test_a_row_that_cant_be_read_takes_no_other_with_it(
    column: str, value: object, store: Store, ids: list[str], tmp_path: Path
) -> None:
    for job_id in ids:
        measure(store, job_id)
    with closing(sqlite3.connect(tmp_path / "lab.sqlite", isolation_level=None)) as connection:
        connection.execute(f"UPDATE measures SET {column} = ? WHERE job = ?", (value, ids[0]))
    found = store.measures(OWNER, ids)
    assert found[ids[1]].figures == FIGURES
    assert found[ids[0]].figures in ("7", FIGURES, "")
    store.measure_anew("somebody else", ids[:1])
    assert to_do(store) == []
    store.measure_anew(OWNER, ids[:1])
    assert to_do(store) == ids[:1]


@pytest.mark.sqlite
def test_those_of_older_definitions_are_measured_again(store: Store, ids: list[str], tmp_path: Path) -> None:
    measure(store, ids[0])
    with closing(sqlite3.connect(tmp_path / "lab.sqlite", isolation_level=None)) as connection:
        connection.execute("UPDATE measures SET version = 0")
    assert store.measures(OWNER, ids) == {}
    assert store.to_measure(1, ids[:1])[0].tries == 0
    measure(store, ids[0])
    assert list(store.measures(OWNER, ids)) == ids[:1]


@pytest.mark.sqlite
def test_a_backup_holds_them(store: Store, ids: list[str], tmp_path: Path) -> None:
    measure(store, ids[0])
    snapshot.take(tmp_path / "lab.sqlite", tmp_path / "copy.sqlite", NOON)
    with closing(Store.open(tmp_path / "copy.sqlite")) as copy:
        assert list(copy.measures(OWNER, ids)) == ids[:1]


def test_a_folder_of_the_version_before_gets_the_table_and_its_results_are_measured(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    with closing(Store.open(path)) as store:
        store.add_photo(photo(SHA))
        finish(store, make_run(store).items[0].job, RESULT)
    as_of_revision(path, "0015")
    with closing(Store.open(path)) as store:
        (job,) = store.jobs(OWNER)
        measure(store, job.id)
        assert store.measures(OWNER, [job.id])[job.id].figures == FIGURES

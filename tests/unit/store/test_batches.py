"""Batches as rows: what a killed program leaves is what the next one goes on from."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from retouch_lib.errors import IllegalTransition, OverBudget
from retouch_lib.store.batches import Batch, BatchItem, BatchState, ItemState
from retouch_lib.store.records import Ask, JobState, Take
from retouch_lib.store.store import Store
from tests.unit.store.conftest import NOON, OWNER, as_of_revision, photo, wanted


def batch(number: int = 1, **fields: object) -> Batch:
    made = Batch(
        f"batch-{number}", OWNER, "Meyer", "local", (("slight", "{}"),), "/in", "", 0, 0, BatchState.RUNNING, "", 0, 0,
        typed=False, made_at=NOON,
    )  # fmt: skip
    return replace(made, **fields)  # type: ignore[arg-type]


def sha(number: int) -> str:
    return f"{number:064x}"


def item(number: int, **fields: object) -> BatchItem:
    made = BatchItem("", 0, f"/in/{number}.jpg", "", f"{number}.jpg", 1000, 1, sha(number), state=ItemState.WAITING)
    return replace(made, **fields)  # type: ignore[arg-type]


def ask(*numbers: int) -> Ask:
    return Ask("local", tuple(replace(wanted(), photo=sha(number)) for number in numbers), "1", "ref")


@pytest.fixture
def filled(store: Store) -> Store:
    """A batch of five photos."""
    store.add_batch(batch(), [item(number) for number in range(5)])
    for number in range(5):
        store.keep_photo(photo(sha(number), name=f"{number}.jpg"))
    return store


def waiting(store: Store, limit: int = 99) -> list[BatchItem]:
    return store.batch_items("batch-1", ItemState.WAITING, limit=limit)


def test_what_is_handed_out_has_jobs_and_is_settled_when_they_have_ended(filled: Store) -> None:
    first = waiting(filled, 2)
    run = filled.hand_out(batch(), first, ask(0, 1), None)
    assert run.background
    assert filled.photos(OWNER) == tuple(one for one in filled.photos(OWNER) if one.sha256 not in (sha(0), sha(1)))
    assert filled.batch_under_way("batch-1") == 2
    assert filled.settle_batch("batch-1") == ()
    one, other = (each.job for each in run.items)
    filled.set_job(one.id, state=JobState.CANCELLED)
    assert [each.position for each in filled.settle_batch("batch-1")] == [0]
    filled.set_job(other.id, state=JobState.STARTING, attempts=1)
    filled.set_job(other.id, state=JobState.UNSURE)
    assert [each.position for each in filled.settle_batch("batch-1")] == [1], "its owner is asked: nobody waits for it"
    assert (filled.batch_under_way("batch-1"), filled.first_open_item("batch-1")) == (0, 2)


def test_a_refused_portion_is_not_handed_out(filled: Store) -> None:
    class Never:
        since: datetime = NOON

        def check(self, takes: object) -> None:
            assert isinstance(takes, tuple)
            assert isinstance(takes[0], Take)
            raise OverBudget(takes[0].credits, "No.")

    with pytest.raises(OverBudget):
        filled.hand_out(batch(), waiting(filled, 2), replace(ask(0, 1), server="main"), Never())
    assert len(waiting(filled)) == 5
    assert filled.batch_runs("batch-1") == ()


def test_portions_share_a_run_as_far_as_it_reaches(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retouch_lib.store.batches.A_RUN", 3)
    for numbers in ((0, 1), (2,), (3, 4)):
        items = [each for each in waiting(filled) if each.position in numbers]
        filled.hand_out(batch(), items, ask(*numbers), None)
    runs = [filled.run(OWNER, run_id) for run_id in filled.batch_runs("batch-1")]
    assert [[each.job.photo for each in run.items] for run in runs if run] == [
        [sha(0), sha(1), sha(2)],
        [sha(3), sha(4)],
    ]


def test_a_tally_counts_photos_and_jobs(filled: Store) -> None:
    small = replace(waiting(filled)[4], face=30)
    refused = replace(waiting(filled)[3], state=ItemState.REFUSED, why="No photo.")
    filled.set_batch_items([small, refused])
    run = filled.hand_out(batch(), waiting(filled, 1), ask(0), None)
    filled.set_job(run.items[0].job.id, state=JobState.CANCELLED, note="Taken back.")
    filled.settle_batch("batch-1")
    tally = filled.batch_tally(batch(least_face=120))
    assert (tally.count, tally.wanted, tally.settled, tally.failed, tally.paid) == (5, 4, 1, 1, 0)
    assert (tally.small_faces, tally.bytes) == (1, 4000)
    failures = filled.batch_failures("batch-1")
    assert {(one.why, one.count, one.jobs) for one in failures} == {
        ("Taken back.", 1, (run.items[0].job.id,)),
        ("No photo.", 1, ()),
    }
    assert filled.leave_out_of_batch("batch-1", 120, "Too small.") == 1
    assert filled.take_back_into_batch("batch-1", ItemState.LEFT_OUT) == 1


def test_a_file_is_listed_once_and_looked_at_anew_when_it_changed(filled: Store) -> None:
    same, changed, new = item(0), item(1, changed=2, photo="", state=ItemState.LISTED), item(9)
    assert filled.list_batch_files("batch-1", [same, changed, new]) == 2
    found = filled.batch_items("batch-1")
    assert [(each.name, each.state) for each in found if each.state is ItemState.LISTED] == [
        ("1.jpg", ItemState.LISTED)
    ]
    assert [each.position for each in found] == [0, 1, 2, 3, 4, 5]


def test_a_press_counts_only_in_the_state_that_was_seen(filled: Store) -> None:
    filled.change_batch("batch-1", {BatchState.RUNNING}, state=BatchState.PAUSED)
    with pytest.raises(IllegalTransition):
        filled.change_batch("batch-1", {BatchState.RUNNING}, state=BatchState.PAUSED)
    with pytest.raises(KeyError):
        filled.change_batch("none", {BatchState.RUNNING}, state=BatchState.PAUSED)
    assert filled.working_batches() == ()


def test_another_owner_sees_none_of_it(filled: Store) -> None:
    assert filled.batch("another", "batch-1") is None
    assert filled.batches("another") == ()


@pytest.mark.sqlite
@pytest.mark.parametrize(("column", "value"), [("looks", "[[1"), ("made_at", "noon"), ("state", "odd")])
def test_a_row_that_cant_be_read_is_left_out(filled: Store, tmp_path: Path, column: str, value: str) -> None:
    filled.add_batch(batch(2))
    with closing(sqlite3.connect(tmp_path / "lab.sqlite", isolation_level=None)) as connection:
        connection.execute(f"UPDATE batches SET {column} = ? WHERE id = 'batch-1'", (value,))
    assert [one.id for one in filled.batches(OWNER)] == ["batch-2"]


def test_with_its_last_run_a_batch_is_deleted(filled: Store) -> None:
    run = filled.hand_out(batch(), waiting(filled, 1), ask(0), None)
    filled.set_job(run.items[0].job.id, state=JobState.CANCELLED)
    filled.delete_runs(OWNER, [run.id])
    assert filled.batches(OWNER) == ()
    assert filled.batch_items("batch-1") == []


def test_a_folder_of_the_version_before_gets_the_tables(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    with closing(Store.open(path)) as store:
        store.add_photo(photo(sha(0)))
        run = store.make_runs(OWNER, [ask(0)])[0]
    as_of_revision(path, "0025")
    with closing(Store.open(path)) as store:
        assert store.run(OWNER, run.id) == run
        assert not run.background
        store.add_batch(batch(), [item(0)])
        assert store.hand_out(batch(), waiting(store), ask(0), None).items[0].job.id == run.items[0].job.id

"""Picks: one winner a photo whoever presses, taken back and redone, gone with their jobs, and never fatal."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from retouch_lib.store import snapshot
from retouch_lib.store.picks import LONGEST_NOTE, Judgement
from retouch_lib.store.records import JobState, Run, Verdict
from retouch_lib.store.store import Store
from tests.unit.store.conftest import NOON, OWNER, SHA, as_of_revision, make_run, photo, wanted

OTHER = "b" * 64
PICK, REJECT, CLEAR = Judgement("pick"), Judgement("reject"), Judgement("clear")


@pytest.fixture
def run(store: Store) -> Run:
    """Two photos, each as balanced and heavy."""
    store.add_photo(photo(OTHER, name="IMG_2.png"))
    looks = (wanted(), wanted("heavy", "e" * 64))
    return make_run(store, *looks, *(replace(look, photo=OTHER) for look in looks))


@pytest.fixture
def ids(run: Run) -> list[str]:
    """balanced, heavy of the first photo; balanced, heavy of the second."""
    return [item.job.id for item in run.items]


@pytest.fixture
def connection(tmp_path: Path, store: Store) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(tmp_path / "lab.sqlite", isolation_level=None)) as connection:
        yield connection


def verdicts(store: Store) -> dict[str, Verdict]:
    return {job: pick.verdict for job, pick in store.picks(OWNER, [SHA, OTHER]).items()}


def said(store: Store) -> dict[str, tuple[Verdict, int, str]]:
    return {job: (pick.verdict, pick.stars, pick.note) for job, pick in store.picks(OWNER, [SHA, OTHER]).items()}


def test_a_pick_takes_the_photos_other_one_and_no_other_photos(store: Store, ids: list[str]) -> None:
    store.judge(OWNER, [ids[0], ids[2]], PICK)
    store.judge(OWNER, [ids[1]], PICK)
    assert verdicts(store) == {ids[1]: Verdict.PICKED, ids[2]: Verdict.PICKED}


def test_of_two_results_of_a_photo_picked_at_once_the_last_one_wins(store: Store, ids: list[str]) -> None:
    store.judge(OWNER, ids[:2], PICK)
    assert verdicts(store) == {ids[1]: Verdict.PICKED}


def test_a_press_changes_only_what_it_is_about(store: Store, ids: list[str]) -> None:
    store.judge(OWNER, ids[:1], Judgement("note", note="lips too red"))
    store.judge(OWNER, ids[:1], Judgement("stars", stars=4))
    store.judge(OWNER, ids[:2], REJECT)
    assert said(store) == {ids[0]: (Verdict.REJECTED, 4, "lips too red"), ids[1]: (Verdict.REJECTED, 0, "")}
    store.judge(OWNER, ids[:2], CLEAR)
    assert said(store) == {ids[0]: (Verdict.NONE, 4, "lips too red")}
    store.judge(OWNER, ids[:1], Judgement("stars"))
    store.judge(OWNER, ids[:1], Judgement("note"))
    assert said(store) == {}


def test_two_tabs_that_pick_at_once_leave_one_winner(store: Store, ids: list[str]) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: store.judge(OWNER, [ids[number % 2]], PICK), range(40)))
    assert list(verdicts(store).values()) == [Verdict.PICKED]


@pytest.mark.sqlite
def test_the_file_itself_takes_no_second_winner(
    store: Store, ids: list[str], run: Run, connection: sqlite3.Connection
) -> None:
    store.judge(OWNER, ids[:1], PICK)
    row = (ids[1], OWNER, SHA, "picked", 0, "", "2026-03-01 12:00:00.000000")
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute("INSERT INTO picks VALUES (?, ?, ?, ?, ?, ?, ?)", row)


@pytest.mark.sqlite
@pytest.mark.parametrize("wrong", [("maybe", 0, ""), ("none", 6, ""), ("none", -1, ""), ("none", 0, "x" * 501)])
def test_the_file_itself_takes_nothing_out_of_bounds(
    wrong: tuple[str, int, str], ids: list[str], connection: sqlite3.Connection
) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute("INSERT INTO picks VALUES (?, ?, ?, ?, ?, ?, ?)", (ids[0], OWNER, SHA, *wrong, "2026"))


@pytest.mark.parametrize("wrong", [{"stars": 6}, {"stars": -1}, {"note": "x" * (LONGEST_NOTE + 1)}])
def test_a_judgement_out_of_bounds_is_none(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="bounds"):
        Judgement("stars", **wrong)


def test_a_press_is_taken_back_and_redone(store: Store, ids: list[str]) -> None:
    store.judge(OWNER, ids[:1], Judgement("stars", stars=3))
    store.judge(OWNER, ids[:1], PICK)
    before = store.picks(OWNER, [SHA, OTHER])
    undo = store.judge(OWNER, [ids[1], ids[2]], PICK)
    after = said(store)
    redo = store.put_back_picks(OWNER, undo)
    assert store.picks(OWNER, [SHA, OTHER]) == before, "with the times at which it was said"
    store.put_back_picks(OWNER, redo)
    assert said(store) == after


def test_an_undo_that_comes_late_leaves_the_winner_that_another_tab_chose(store: Store, ids: list[str]) -> None:
    store.judge(OWNER, ids[:1], PICK)
    undo = store.judge(OWNER, ids[:1], CLEAR)
    store.judge(OWNER, ids[1:2], PICK)  # in another tab
    assert store.put_back_picks(OWNER, undo).before == (), "nothing was undone, and nothing can be redone"
    assert verdicts(store) == {ids[1]: Verdict.PICKED}


def test_an_undo_takes_back_only_what_its_press_did(store: Store, ids: list[str]) -> None:
    undo = store.judge(OWNER, ids[:1], PICK)
    store.judge(OWNER, ids[:1], Judgement("stars", stars=4))  # in another tab
    store.judge(OWNER, ids[:1], Judgement("note", note="lips too red"))
    redo = store.put_back_picks(OWNER, undo)
    assert said(store) == {ids[0]: (Verdict.NONE, 4, "lips too red")}
    store.put_back_picks(OWNER, redo)
    assert said(store) == {ids[0]: (Verdict.PICKED, 4, "lips too red")}


def test_an_undo_of_stars_leaves_a_later_rejection(store: Store, ids: list[str]) -> None:
    store.judge(OWNER, ids[:1], PICK)
    undo = store.judge(OWNER, ids[:1], Judgement("stars", stars=3))
    store.judge(OWNER, ids[:1], REJECT)  # in another tab
    store.put_back_picks(OWNER, undo)
    assert said(store) == {ids[0]: (Verdict.REJECTED, 0, "")}


def test_another_owners_results_are_neither_seen_nor_judged(store: Store, ids: list[str]) -> None:
    undo = store.judge(OWNER, ids[:1], PICK)
    assert store.judge("somebody else", ids[:1], REJECT).before == ()
    assert store.put_back_picks("somebody else", undo).before == ()
    assert store.picks("somebody else", [SHA]) == {}
    assert verdicts(store) == {ids[0]: Verdict.PICKED}


@pytest.mark.sqlite
def test_picks_go_with_their_runs_and_notes_leave_no_trace(
    store: Store, run: Run, ids: list[str], tmp_path: Path
) -> None:
    again = make_run(store, replace(wanted(), job=ids[0]))
    for job_id in ids:
        store.set_job(job_id, state=JobState.CANCELLED)
    undo = store.judge(OWNER, ids, Judgement("note", note="Anna Hill, mother asked for it"))
    store.delete_runs(OWNER, [run.id])
    assert list(store.picks(OWNER, [SHA, OTHER])) == [ids[0]], "the other run shows it still"
    assert len(store.put_back_picks(OWNER, undo).before) == 1
    store.delete_runs(OWNER, [again.id])
    assert store.rewrite()
    assert b"Anna Hill" not in (tmp_path / "lab.sqlite").read_bytes()


@pytest.mark.sqlite
def test_a_backup_holds_the_picks(store: Store, ids: list[str], tmp_path: Path) -> None:
    store.judge(OWNER, ids[:1], Judgement("note", note="lips"))
    snapshot.take(tmp_path / "lab.sqlite", tmp_path / "copy.sqlite", NOON)
    with closing(Store.open(tmp_path / "copy.sqlite")) as copy:
        assert copy.picks(OWNER, [SHA])[ids[0]].note == "lips"


@pytest.mark.parametrize(
    ("column", "value"),
    [("verdict", "maybe"), ("stars", "many"), ("stars", 9), ("note", b"\xff"), ("judged_at", "soon"), ("judged_at", 5)],
)
@pytest.mark.sqlite
def test_a_row_that_cant_be_read_is_left_out_and_can_be_judged_anew(
    column: str, value: object, store: Store, ids: list[str], connection: sqlite3.Connection
) -> None:
    store.judge(OWNER, [ids[0], ids[2]], PICK)
    connection.execute("PRAGMA ignore_check_constraints = ON")
    connection.execute(f"UPDATE picks SET {column} = ? WHERE job = ?", (value, ids[0]))
    assert verdicts(store) == {ids[2]: Verdict.PICKED}
    store.judge(OWNER, ids[1:2], PICK)
    store.judge(OWNER, ids[:1], PICK)
    assert verdicts(store) == {ids[0]: Verdict.PICKED, ids[2]: Verdict.PICKED}


def test_a_folder_of_the_version_before_gets_the_table_and_keeps_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    _made_before(path)
    with closing(Store.open(path)) as store:
        (run,) = store.runs(OWNER)
        assert store.picks(OWNER, [SHA]) == {}
        store.judge(OWNER, [run.items[0].job.id], PICK)
        pick = store.picks(OWNER, [SHA])[run.items[0].job.id]
    assert (pick.photo, pick.verdict, pick.stars, pick.note) == (SHA, Verdict.PICKED, 0, "")


def _made_before(path: Path) -> None:
    """A file at revision 0014 with a run in it."""
    with closing(Store.open(path)) as store:
        store.add_photo(photo())
        make_run(store)
    as_of_revision(path, "0014")


def test_a_pick_is_of_a_job_that_is_there(store: Store) -> None:
    assert store.judge(OWNER, ["no such job"], PICK).before == ()


def test_the_time_of_a_pick_is_when_it_was_said(store: Store, ids: list[str]) -> None:
    store.judge(OWNER, ids[:1], PICK)
    first = store.picks(OWNER, [SHA])[ids[0]].judged_at
    store.judge(OWNER, ids[:1], Judgement("stars", stars=5))
    assert store.picks(OWNER, [SHA])[ids[0]].judged_at - first == timedelta(seconds=1)

"""Kept confirmations: two jobs once, gone with either; and a row that can't be read takes no other with it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from retouch_lib.imaging.measures.distance import Off
from retouch_lib.imaging.strengths import Strengths
from retouch_lib.store.records import Confirmation, Confirmed, Job
from retouch_lib.store.store import Store
from tests.unit.store.conftest import NOON, OWNER, as_of_revision, make_run, photo, wanted
from tests.unit.store.test_mixes import finish

OFF = Off(0.5, 1.25, 2.5, 0.25, 0.75)


@pytest.fixture
def jobs(store: Store) -> list[Job]:
    """The layers, and two that were rendered flat; all done."""
    runs = [make_run(store, wanted(fingerprint=letter * 64)) for letter in "abc"]
    return [finish(store, run.items[0].job, kind) for run, kind in zip(runs, ("zip", "jpeg", "jpeg"), strict=True)]


def of(layers: Job, rendered: Job, **fields: Any) -> Confirmation:
    told = {"strengths": Strengths((1000, 400)), "plugins": ("Heal", "Dodge Burn"), "owner": OWNER, **fields}
    return Confirmation(job=layers.id, rendered=rendered.id, kind=Confirmed.MIX, server="local", noted_at=NOON, **told)


def test_two_jobs_are_noted_once_and_measured_once(store: Store, jobs: list[Job]) -> None:
    noted = of(jobs[0], jobs[1])
    store.note_confirmation(noted)
    store.note_confirmation(of(jobs[0], jobs[1], strengths=Strengths((1, 2))))
    assert store.confirmations_to_measure(OWNER, 9) == (noted,)
    assert store.confirmations(OWNER, "local", 9) == ()
    store.settle_confirmation(noted, OFF)
    assert store.confirmations_to_measure(OWNER, 9) == ()
    (kept,) = store.confirmations(OWNER, "local", 9)
    assert (kept.off, kept.plugins, kept.strengths) == (OFF, noted.plugins, noted.strengths)
    assert store.confirmation(OWNER, jobs[0].id, jobs[1].id) == kept
    assert store.confirmations(OWNER, "main", 9) == store.confirmations("somebody", "local", 9) == ()
    assert store.confirmation("somebody", jobs[0].id, jobs[1].id) is None


def test_it_waits_for_both_pictures_and_is_not_tried_again_where_that_failed(store: Store, jobs: list[Job]) -> None:
    waits = make_run(store, wanted(fingerprint="d" * 64)).items[0].job
    store.note_confirmation(of(jobs[0], waits))
    store.note_confirmation(of(jobs[0], jobs[2]))
    (one,) = store.confirmations_to_measure(OWNER, 9)
    store.settle_confirmation(one, None, "Another size.")
    assert store.confirmations_to_measure(OWNER, 9) == ()
    finish(store, waits, "jpeg")
    assert [one.rendered for one in store.confirmations_to_measure(OWNER, 9)] == [waits.id]


def test_nothing_is_kept_of_others_jobs_or_out_of_bounds(store: Store, jobs: list[Job]) -> None:
    store.note_confirmation(of(jobs[0], jobs[1], owner="somebody"))
    assert store.confirmations_to_measure("somebody", 9) == ()
    with pytest.raises(ValueError, match="bounds"):
        store.note_confirmation(of(jobs[0], jobs[1], plugins=("x" * 201,)))


@pytest.mark.parametrize("half", [0, 1])
def test_it_goes_with_either_job(store: Store, jobs: list[Job], half: int) -> None:
    store.note_confirmation(of(jobs[0], jobs[1]))
    store.note_confirmation(of(jobs[2], jobs[1]))
    mine = [run.id for run in store.runs(OWNER) if run.items[0].job.id == jobs[half].id]
    store.delete_runs(OWNER, mine)
    assert [one.job for one in store.confirmations_to_measure(OWNER, 9)] == ([jobs[2].id] if half == 0 else [])


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("strengths", "1-x"), ("kind", "other"), ("plugins", "{"), ("plugins", "7"), ("plugins", "[1]"),
        ("noted_at", "never"), ("mean", "much"), ("worst", None), ("x", b"\xff"), ("p99", float("inf")),
    ],
)  # fmt: skip
@pytest.mark.sqlite
def test_a_row_that_cant_be_read_takes_no_other_with_it(
    store: Store, jobs: list[Job], column: str, value: object, tmp_path: Path
) -> None:
    for rendered in jobs[1:]:
        store.note_confirmation(of(jobs[0], rendered))
        store.settle_confirmation(of(jobs[0], rendered), OFF)
    with closing(sqlite3.connect(tmp_path / "lab.sqlite", isolation_level=None)) as connection:
        connection.execute(f"UPDATE confirmations SET {column} = ? WHERE rendered = ?", (value, jobs[1].id))
    assert [one.rendered for one in store.confirmations(OWNER, "local", 9)] == [jobs[2].id]


def test_a_folder_of_the_version_before_gets_the_table(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    with closing(Store.open(path)) as store:
        store.add_photo(photo())
        one, other = (make_run(store, wanted(fingerprint=letter * 64)).items[0].job for letter in "ab")
    as_of_revision(path, "0024")
    with closing(Store.open(path)) as store:
        store.note_confirmation(of(one, other))
        assert store.confirmations(OWNER, "local", 9) == ()

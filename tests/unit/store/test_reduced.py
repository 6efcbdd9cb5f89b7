"""Jobs of photos that are sent reduced: what makes them the same, and the copies that their rows name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from retouch_lib.store.records import Job, JobState, Wanted
from retouch_lib.store.removals import Removal
from retouch_lib.store.snapshot import files_named, take
from retouch_lib.store.store import Store
from tests.unit.store.conftest import NOON, OWNER, SHA, make_run, wanted

COPY, RESULT = "c" * 64, "d" * 64


def at(longest_side: int, **fields: str) -> Wanted:
    return replace(wanted(**fields), longest_side=longest_side)


def refused(store: Store, job: Job) -> Job:
    return store.set_job(job.id, state=JobState.REFUSED)


def done(store: Store, job: Job) -> Job:
    for state in (JobState.STARTING, JobState.WAITING, JobState.DOWNLOADING):
        store.set_job(job.id, state=state)
    return store.set_job(job.id, state=JobState.DONE, result=RESULT, result_bytes=500)


def test_another_size_is_another_job_and_the_same_size_joins(store: Store) -> None:
    sides = (0, 2048, 4096)
    first = [make_run(store, at(side)).items[0].job for side in sides]
    second = [make_run(store, at(side)).items[0].job for side in sides]
    assert [job.longest_side for job in first] == list(sides)
    assert [job.id for job in second] == [job.id for job in first]
    assert len({job.id for job in first}) == len(sides)


def test_what_is_tried_again_is_sent_at_the_same_size(store: Store) -> None:
    whole, small = (refused(store, make_run(store, at(side)).items[0].job) for side in (0, 2048))
    again = store.repeat_job(small, "ref")
    assert (again.longest_side, again.nonce) == (2048, small.id)
    assert store.repeat_job(whole, "ref").longest_side == 0
    assert store.repeat_job(refused(store, again), "ref").longest_side == 2048


def test_the_size_of_a_job_never_changes(store: Store) -> None:
    job = make_run(store, at(2048)).items[0].job
    with pytest.raises(ValueError, match="longest_side"):
        store.set_job(job.id, longest_side=0)


def test_a_copy_is_found_by_photo_and_size_and_belongs_to_its_owner(store: Store) -> None:
    job = make_run(store, at(2048)).items[0].job
    assert store.copy_of(OWNER, SHA, 2048) is None
    made = store.set_job(job.id, sent=COPY, sent_bytes=300)
    assert (job.source, made.source) == (SHA, COPY)
    assert store.copy_of(OWNER, SHA, 2048) == (COPY, 300)
    assert store.copy_of(OWNER, SHA, 4096) is None
    assert store.copy_of("browser", SHA, 2048) is None
    assert store.owns(OWNER, COPY)
    assert not store.owns("browser", COPY)


@pytest.mark.sqlite
def test_copies_are_counted_backed_up_and_go_with_the_last_job_that_names_them(store: Store, tmp_path: Path) -> None:
    runs = [make_run(store, at(2048, fingerprint=letter * 64)) for letter in "ef"]
    for run in runs:
        store.set_job(run.items[0].job.id, sent=COPY, sent_bytes=300)
        done(store, run.items[0].job)
    assert store.holding(OWNER, NOON).photo_bytes == 1000 + 300, "what two jobs share is counted once"

    take(tmp_path / "lab.sqlite", tmp_path / "copy.sqlite", NOON)
    assert files_named(tmp_path / "copy.sqlite") == [SHA, COPY, RESULT]

    assert store.count_deletion(OWNER, [runs[0].id]).bytes == 0, "the other run uses all of it"
    store.delete_runs(OWNER, [runs[0].id])
    assert COPY in store.to_remove()[Removal.FILE]
    assert store.unused_files([COPY]) == ()
    assert store.delete_runs(OWNER, [runs[1].id]).bytes == 1000 + 500 + 300
    assert store.unused_files([COPY]) == (COPY,)


def test_what_a_result_was_made_of_is_told_by_its_photo(store: Store) -> None:
    small = store.set_job(make_run(store, at(2048)).items[0].job.id, sent=COPY, sent_bytes=300)
    done(store, small)
    assert store.source_of(RESULT, SHA) == COPY
    assert store.source_of(RESULT, "e" * 64) == "e" * 64
    assert store.source_of("e" * 64, SHA) == SHA

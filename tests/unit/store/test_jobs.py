"""A job's row: legal transitions only, compared and set in one go."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import UTC, timedelta
from itertools import product
from pathlib import Path

import pytest

from retouch_lib.errors import IllegalTransition
from retouch_lib.store.records import ENDED, TRANSITIONS, UNDER_WAY, Job, JobState, Kept, require_transition, utc_now
from retouch_lib.store.removals import Removal
from retouch_lib.store.store import Store
from tests.unit.store.conftest import OWNER, SHA, as_of_revision, make_run, photo, wanted


@pytest.fixture
def job(store: Store) -> Job:
    return make_run(store).items[0].job


def put(path: Path, job: Job, state: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("update jobs set state = ? where id = ?", (state, job.id))


@pytest.mark.sqlite
@pytest.mark.parametrize(("old", "new"), list(product(JobState, JobState)))
def test_a_job_goes_only_where_its_state_leads(
    store: Store, job: Job, tmp_path: Path, old: JobState, new: JobState
) -> None:
    put(tmp_path / "lab.sqlite", job, old)
    if new is old or new in TRANSITIONS[old]:
        assert store.set_job(job.id, state=new, note="moved").state is new
        return
    with pytest.raises(IllegalTransition):
        store.set_job(job.id, state=new, note="moved")
    unmoved = store.any_job(job.id)
    assert unmoved is not None
    assert (unmoved.state, unmoved.note) == (old, "")


def test_every_state_leads_to_an_end() -> None:
    assert set(JobState) == ENDED | UNDER_WAY
    for state in UNDER_WAY:
        reached, frontier = set(), {state}
        while frontier:
            reached |= frontier
            frontier = {new for old in frontier for new in TRANSITIONS[old]} - reached
        assert reached & ENDED
    with pytest.raises(IllegalTransition, match="from done to queued"):
        require_transition(JobState.DONE, JobState.QUEUED)


def test_of_two_that_take_one_state_only_one_gets_it(store: Store, job: Job) -> None:
    taken: list[str] = []
    ready = threading.Barrier(6)

    def take() -> None:
        ready.wait()
        try:
            store.set_job(job.id, when={JobState.QUEUED}, state=JobState.STARTING)
            taken.append("mine")
        except IllegalTransition:
            taken.append("late")

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == ["late"] * 5 + ["mine"]


def test_of_two_that_saw_the_same_job_only_one_writes(store: Store, job: Job) -> None:
    store.set_job(job.id, seen=job, state=JobState.STARTING, attempts=1)
    with pytest.raises(IllegalTransition):
        store.set_job(job.id, seen=job, state=JobState.STARTING, attempts=1)


def test_a_try_writes_nothing_into_the_next_one(store: Store, job: Job) -> None:
    first = store.set_job(job.id, state=JobState.STARTING, attempts=1)
    store.set_job(job.id, state=JobState.STARTING, attempts=2)
    with pytest.raises(IllegalTransition):
        store.set_job(job.id, seen=first, uploaded=7)
    unmoved = store.any_job(job.id)
    assert unmoved is not None
    assert unmoved.uploaded == 0


@pytest.mark.sqlite
def test_a_state_the_program_doesnt_know_raises(store: Store, job: Job, tmp_path: Path) -> None:
    put(tmp_path / "lab.sqlite", job, "resting")
    with pytest.raises(ValueError, match="resting"):
        store.job(OWNER, job.id)


@pytest.mark.parametrize("field", ["id", "owner", "photo", "payload", "fingerprint", "nonce", "token_ref"])
def test_what_a_job_is_can_not_be_changed(store: Store, job: Job, field: str) -> None:
    with pytest.raises(ValueError, match=field):
        store.set_job(job.id, **{field: "x"})


def test_an_unknown_job_is_an_error(store: Store) -> None:
    with pytest.raises(KeyError):
        store.set_job("nobody", note="x")


def test_the_end_is_timed_once_and_in_utc(store: Store, job: Job) -> None:
    ended = store.set_job(job.id, state=JobState.CANCELLED)
    again = store.set_job(job.id, note="a later remark")
    assert ended.ended_at is not None
    assert ended.ended_at.tzinfo is UTC
    assert ended.ended_at > ended.created_at
    assert again.ended_at == ended.ended_at


def test_whether_it_may_have_been_paid(store: Store, job: Job) -> None:
    assert not job.maybe_paid
    assert store.set_job(job.id, state=JobState.STARTING, attempts=1).maybe_paid
    assert store.set_job(job.id, state=JobState.UNSURE).maybe_paid
    assert store.set_job(job.id, state=JobState.DROPPED).maybe_paid
    refused = make_run(store, wanted("x", "9" * 64)).items[0].job
    store.set_job(refused.id, state=JobState.STARTING, attempts=1)
    assert not store.set_job(refused.id, state=JobState.REFUSED).maybe_paid


def test_jobs_are_listed_by_state(store: Store, job: Job) -> None:
    other = make_run(store, wanted("heavy", "2" * 64)).items[0].job
    store.set_job(job.id, state=JobState.CANCELLED)
    assert [item.id for item in store.jobs(OWNER)] == [other.id, job.id]
    assert [item.id for item in store.jobs(OWNER, {JobState.CANCELLED})] == [job.id]
    assert [item.id for item in store.under_way()] == [other.id]


def test_jobs_alike_ignore_the_nonce_and_nothing_else(store: Store, job: Job) -> None:
    again = make_run(store, wanted(nonce=job.id)).items[0].job
    make_run(store, wanted("x", "9" * 64))
    alike = store.jobs_alike(OWNER, {SHA}, {job.fingerprint}, "local", "1")
    assert [item.id for item in alike] == [again.id, job.id]
    assert store.jobs_alike(OWNER, {SHA}, {job.fingerprint}, "local", "2") == ()
    assert store.jobs_alike(OWNER, {SHA}, {job.fingerprint}, "main", "1") == ()


def finished(store: Store, job: Job, **fields: object) -> Job:
    for word in ("starting", "waiting", "downloading"):
        store.set_job(job.id, state=JobState(word))
    return store.set_job(job.id, state=JobState.DONE, **fields)


def test_what_is_kept_provisionally_is_still_worked_for(store: Store, job: Job) -> None:
    finished(store, job, result="1" * 64, kept=Kept.PROVISIONAL)
    (there,) = store.under_way()
    assert (there.id, there.provisional, there.to_fetch, there.ended) == (job.id, True, True, True)
    store.set_job(job.id, result="2" * 64, kept=Kept.WHOLE)
    assert store.under_way() == ()
    assert store.to_remove()[Removal.FILE] == ("1" * 64,), "what was replaced is to be removed"


def test_results_that_an_older_version_kept_as_they_came_are_told_by_their_notes(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    store = Store.open(path)
    store.add_photo(photo())
    said = "The server sends a file that can't be checked here; it is kept as it came."
    day = timedelta(days=1)
    ends = {"here": (said, utc_now() + day), "gone": (said, utc_now() - day), "whole": ("", utc_now() + day)}
    ids = {}
    for name, (note, expires_at) in ends.items():
        made = make_run(store, wanted(name, name * 16)).items[0].job
        ids[finished(store, made, note=note, expires_at=expires_at).id] = name
    store.close()
    as_of_revision(path, "0014")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("drop index ix_jobs_sums")
        connection.execute("create index ix_jobs_owner_created_at on jobs (owner, created_at)")
        connection.execute("drop index ix_readings_sums")
        connection.execute(
            "create index ix_readings_owner_server_kind_read_at on readings (owner, server, kind, read_at)"
        )
        connection.execute("drop index ix_jobs_owner_photo_state_created_at")
        connection.execute("drop index ix_presets_owner_folded")
        for table, column in (("jobs", "photo_name"), ("run_items", "photo_name"), ("presets", "folded")):
            connection.execute(f"alter table {table} drop column {column}")
        connection.execute("drop index ix_readings_owner_token_ref_kind")
        connection.execute("drop index ix_jobs_remote_id")
        connection.execute("drop index ix_jobs_owner_sent")
        for column in ("kept", "longest_side", "sent", "sent_bytes", "active_at"):
            connection.execute(f"alter table jobs drop column {column}")
        connection.execute("update alembic_version set version_num = '0005'")
    store = Store.open(path)
    found = {ids[job.id]: job.kept for job in store.jobs(OWNER)}
    assert found == {"here": Kept.PROVISIONAL, "gone": Kept.DAMAGED, "whole": Kept.WHOLE}
    store.close()

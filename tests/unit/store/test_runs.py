"""Runs: their jobs are made once, whoever presses, and however often."""

from __future__ import annotations

import threading

import pytest

from retouch_lib.errors import IllegalTransition
from retouch_lib.store.records import Job, JobState, Run, Share
from retouch_lib.store.runs import Gone
from retouch_lib.store.store import Store
from tests.unit.store.conftest import OWNER, make_run, wanted


def finish(store: Store, job: Job) -> Job:
    for state in (JobState.STARTING, JobState.WAITING, JobState.DOWNLOADING):
        store.set_job(job.id, state=state)
    return store.set_job(job.id, state=JobState.DONE, result="c" * 64)


def test_a_run_keeps_its_items_in_order(store: Store) -> None:
    run = make_run(store, *(wanted(name, name * 10) for name in ("slight", "balanced", "heavy")))
    assert [(item.position, item.variant, item.share) for item in run.items] == [
        (0, "slight", Share.PAID),
        (1, "balanced", Share.PAID),
        (2, "heavy", Share.PAID),
    ]
    assert store.run(OWNER, run.id) == run == store.latest_run(OWNER)
    assert run.under_way
    job = run.items[0].job
    assert (job.state, job.attempts, job.progress, job.note, job.remote_id) == (JobState.QUEUED, 0, 0, "", None)


def test_equal_items_of_one_press_share_a_job(store: Store) -> None:
    run = make_run(store, wanted("balanced"), wanted("copy of balanced"))
    assert [item.share for item in run.items] == [Share.PAID, Share.JOINED]
    assert run.items[0].job == run.items[1].job
    assert [item.variant for item in run.items] == ["balanced", "copy of balanced"]


def test_a_second_press_joins_and_a_third_finds_the_result(store: Store) -> None:
    first = make_run(store).items[0]
    second = make_run(store).items[0]
    finish(store, first.job)
    third = make_run(store).items[0]
    assert [first.share, second.share, third.share] == [Share.PAID, Share.JOINED, Share.KNOWN]
    assert first.job.id == second.job.id == third.job.id
    assert [run.items[0].share for run in store.runs(OWNER)] == [Share.KNOWN, Share.JOINED, Share.PAID]


def test_presses_at_the_same_moment_make_one_job(store: Store) -> None:
    runs: list[Run] = []
    ready = threading.Barrier(8)

    def press() -> None:
        ready.wait()
        runs.append(make_run(store))

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({run.items[0].job.id for run in runs}) == 1
    assert sorted(run.items[0].share for run in runs) == ["joined"] * 7 + ["paid"]


def test_a_nonce_makes_another_job(store: Store) -> None:
    first = make_run(store).items[0].job
    again = make_run(store, wanted(nonce=first.id)).items[0]
    twice = make_run(store, wanted(nonce=first.id)).items[0]
    assert again.share is Share.PAID
    assert again.job.id != first.id
    assert (twice.share, twice.job.id) == (Share.JOINED, again.job.id)


def test_another_owners_job_never_answers(store: Store) -> None:
    from tests.unit.store.conftest import photo

    store.add_photo(photo(owner="other"))
    theirs = make_run(store, owner="other").items[0].job
    mine = make_run(store, wanted(job=theirs.id)).items[0]
    assert mine.share is Share.PAID
    assert mine.job.owner == OWNER


def test_a_repeated_job_takes_the_old_ones_place(store: Store) -> None:
    run = make_run(store, wanted("slight", "1" * 64), wanted("heavy", "2" * 64))
    old = run.items[1].job
    store.set_job(old.id, state=JobState.REFUSED)
    new = store.repeat_job(old, "another ref")
    assert store.repeat_job(old, "another ref").id == new.id
    now = store.run(OWNER, run.id)
    assert now is not None
    assert [item.job.id for item in now.items] == [run.items[0].job.id, new.id]
    assert (new.nonce, new.token_ref, new.payload, new.state) == (old.id, "another ref", old.payload, JobState.QUEUED)


def test_a_repetition_that_ended_in_another_run_is_repeated_itself(store: Store) -> None:
    """The job fails in one run, and again in the next: "try again" in the first must not stand still."""
    first_run = make_run(store)
    first = store.set_job(first_run.items[0].job.id, state=JobState.REFUSED)
    second = store.set_job(make_run(store, wanted(nonce=first.id)).items[0].job.id, state=JobState.REFUSED)
    third = store.repeat_job(first, "ref")
    assert (third.nonce, third.state) == (second.id, JobState.QUEUED)
    now = store.run(OWNER, first_run.id)
    assert now is not None
    assert now.items[0].job.id == third.id
    assert store.repeat_job(first, "ref").id == third.id, "pressed twice it is the same one"


def test_a_press_on_what_was_tried_again_in_another_tab_and_failed_too_makes_nothing(store: Store) -> None:
    run = make_run(store)
    first = store.set_job(run.items[0].job.id, state=JobState.REFUSED)
    second = store.set_job(store.repeat_job(first, "ref").id, state=JobState.REFUSED)
    with pytest.raises(IllegalTransition, match=r"tried again meanwhile.*Nothing was sent"):
        store.repeat_job(first, "ref")
    assert {job.id for job in store.jobs(OWNER)} == {first.id, second.id}
    assert store.repeat_job(second, "ref").nonce == second.id, "the card that shows it is pressed"


def test_run_mates_are_the_paid_jobs_of_the_same_runs(store: Store) -> None:
    known = finish(store, make_run(store, wanted("old", "0" * 64)).items[0].job)
    run = make_run(store, wanted("old", "0" * 64), wanted("a", "1" * 64), wanted("b", "2" * 64))
    make_run(store, wanted("elsewhere", "3" * 64))
    mates = store.run_mates(run.items[1].job.id)
    assert [mate.id for mate in mates] == [item.job.id for item in run.items[1:]]
    assert known.id not in {mate.id for mate in mates}


def test_a_run_that_names_a_missing_photo_writes_nothing(store: Store) -> None:
    from dataclasses import replace

    with pytest.raises(Gone, match="Nothing was sent"):
        make_run(store, wanted("a", "1" * 64), replace(wanted("b", "2" * 64), photo="e" * 64))
    assert store.runs(OWNER) == ()
    assert store.jobs(OWNER) == ()

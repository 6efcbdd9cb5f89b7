"""What a press would do with photos that are sent reduced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from retouch_lib.cloud.servers import MAIN
from retouch_lib.presets.vendor import BALANCED
from retouch_lib.store.records import Job, JobState, Photo, Share
from retouch_lib.store.store import Store
from retouch_lib.work.plan import Plan, make_plan
from tests.launches import as_opened_before

OWNER = "local"
A, B = "a" * 64, "b" * 64


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(as_opened_before(tmp_path / "lab.sqlite"))
    for sha256 in (A, B):
        store.add_photo(Photo(sha256, OWNER, "x.jpg", 1, "jpeg", 6000, 4000, None, None, datetime.now(UTC)))
    yield store
    store.close()


def plan(store: Store, reduced: Mapping[str, int], *, anyway: bool = False) -> Plan:
    return make_plan(store, OWNER, (A, B), (BALANCED,), MAIN, anyway=anyway, token_ref="ref", reduced=reduced)


def press(store: Store, plan: Plan) -> list[Job]:
    run = store.make_run(OWNER, MAIN.name, plan.wanted(), engine_version="", token_ref="ref")
    return [item.job for item in run.items]


def finish(store: Store, job: Job) -> None:
    for state in (JobState.STARTING, JobState.WAITING, JobState.DOWNLOADING, JobState.DONE):
        store.set_job(job.id, state=state)


def shares(plan: Plan) -> list[Share]:
    return [item.share for item in plan.items]


def test_only_the_photos_named_go_reduced(store: Store) -> None:
    seen = plan(store, {B: 4096})
    assert [item.longest_side for item in seen.items] == [0, 4096]
    assert [job.longest_side for job in press(store, seen)] == [0, 4096]


def test_a_result_at_another_size_is_not_known(store: Store) -> None:
    for job in press(store, plan(store, {A: 4096})):
        finish(store, job)
    assert shares(plan(store, {A: 4096})) == [Share.KNOWN, Share.KNOWN]
    assert shares(plan(store, {A: 2048})) == [Share.PAID, Share.KNOWN]
    assert shares(plan(store, {})) == [Share.PAID, Share.KNOWN]
    assert shares(plan(store, {A: 4096, B: 4096})) == [Share.KNOWN, Share.PAID]


def test_what_is_under_way_at_that_size_is_joined(store: Store) -> None:
    first = press(store, plan(store, {A: 4096}))
    again = plan(store, {A: 4096})
    assert shares(again) == [Share.JOINED, Share.JOINED]
    assert [job.id for job in press(store, again)] == [job.id for job in first]


def test_run_anyway_repeats_the_job_of_that_size(store: Store) -> None:
    whole, small = (press(store, plan(store, reduced))[0] for reduced in ({}, {A: 4096}))
    for job in (whole, small):
        finish(store, job)
    assert plan(store, {A: 4096}, anyway=True).items[0].nonce == small.id
    assert plan(store, {}, anyway=True).items[0].nonce == whole.id


def test_a_plan_of_another_size_is_not_the_one_that_was_shown(store: Store) -> None:
    """Another tab has chosen another size since the price was shown."""
    seen = plan(store, {A: 4096})
    assert plan(store, {A: 4096}).within(seen)
    assert not plan(store, {A: 2048}).within(seen)
    assert not plan(store, {}).within(seen)


def test_both_sizes_of_one_photo_in_one_plan_are_two_jobs(store: Store) -> None:
    """As History asks for them where rows of both were picked."""
    both = replace(plan(store, {}), items=(plan(store, {}).items[0], plan(store, {A: 4096}).items[0]))
    assert both.to_pay == 2
    assert [item.longest_side for item in both.first(1).items] == [0]
    assert len({job.id for job in press(store, both)}) == 2

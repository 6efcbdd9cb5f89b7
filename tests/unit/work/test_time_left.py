"""What is left of a run: by the median of ended jobs like its own, and nothing where there are too few."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from retouch_lib.cloud.servers import MAIN
from retouch_lib.presets.vendor import BALANCED, SLIGHT
from retouch_lib.store.paces import Work
from retouch_lib.store.records import JobState, Photo
from retouch_lib.store.store import Store
from retouch_lib.work.plan import make_plan
from retouch_lib.work.time_left import NOTHING, of_run, time_left, usual_seconds
from tests.launches import as_opened_before

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
QUEUED = Work("q", JobState.QUEUED, BALANCED.to_json(), 1000, 2000, 0, None, None)
KIND = (frozenset(task.plugin for task in BALANCED.tasks), 2_000_000)


def at_work(job: str, since: float) -> Work:
    """For so many seconds."""
    return replace(QUEUED, job=job, state=JobState.WAITING, active_at=NOON - timedelta(seconds=since))


def ended(*seconds: float) -> list[Work]:
    """Jobs that took so long."""
    return [
        replace(QUEUED, state=JobState.DONE, active_at=NOON, ready_at=NOON + timedelta(seconds=each))
        for each in seconds
    ]


def test_one_slow_job_among_the_ended_changes_nothing() -> None:
    assert usual_seconds(ended(4, 300, 5), KIND) == 5


def test_too_few_tell_nothing() -> None:
    assert usual_seconds(ended(4, 5), KIND) is None
    assert time_left(ended(4, 5), [at_work("a", 1)], NOON) == NOTHING


@pytest.mark.parametrize(
    ("other", "tells"),
    [
        ({"payload": BALANCED.with_layers(True).to_json()}, True),
        ({"payload": SLIGHT.without("Heal").to_json()}, False),
        ({"width": 1400, "height": 2800}, True),
        ({"width": 4000, "height": 6000}, False),
        ({"width": 4000, "height": 8000, "longest_side": 2000}, True),
    ],
)
def test_only_work_like_it_tells(other: dict[str, str | int], tells: bool) -> None:
    done = [replace(one, **other) for one in ended(4, 5, 6)]  # type: ignore[arg-type]
    assert usual_seconds(done, KIND) == (5 if tells else None)


def test_a_job_at_work_has_the_rest_of_its_usual_time() -> None:
    left = time_left(ended(10, 10, 10), [at_work("a", 4)], NOON)
    assert left.jobs == {"a": 6.0}
    assert left.run == 6.0
    late = time_left(ended(10, 10, 10), [at_work("a", 12)], NOON)
    assert late == NOTHING, "beyond its usual time nobody knows"


def test_what_waits_is_divided_among_those_at_work() -> None:
    waiting = [replace(QUEUED, job=f"q{place}") for place in range(6)]
    left = time_left(ended(10, 10, 10), [at_work("a", 4), at_work("b", 2), *waiting], NOON)
    assert left.jobs == {"a": 6.0, "b": 8.0}
    assert left.run == pytest.approx((6 + 8 + 60) / 2)
    all_at_once = time_left(ended(10, 10, 10), [at_work("a", 9), at_work("b", 1)], NOON)
    assert all_at_once.run == 9.0, "the last one ends it"


def test_before_anything_is_at_work_nothing_is_told() -> None:
    assert time_left(ended(10, 10, 10), [QUEUED], NOON) == NOTHING
    fetched = replace(at_work("a", 4), state=JobState.DOWNLOADING)
    assert time_left(ended(10, 10, 10), [fetched], NOON) == NOTHING
    unsure = replace(QUEUED, job="u", state=JobState.UNSURE)
    assert time_left(ended(10, 10, 10), [unsure, at_work("a", 4)], NOON).run == 6.0, "it waits for its owner"


def test_it_is_read_from_what_the_jobs_steps_wrote(tmp_path: Path) -> None:
    store = Store.open(as_opened_before(tmp_path / "lab.sqlite"), lambda: NOON)
    photos = [str(place) * 64 for place in range(5)]
    for sha256 in photos:
        store.add_photo(Photo(sha256, "local", "x.jpg", 1, "jpeg", 1000, 2000, None, None, NOON))
    plan = make_plan(store, "local", photos, [BALANCED], MAIN, token_ref="ref")
    run = store.make_run("local", "main", plan.wanted(), engine_version="", token_ref="ref")
    *done, last = [item.job.id for item in run.items]
    for place, job in enumerate(done):
        bring(store, job, 2.0 * place)
    bring(store, last, None)
    left = of_run(store, run, NOON + timedelta(seconds=1))
    assert left.jobs == {last: 2.0}, "the median of 0, 2, 4 and 6 s is 3"
    assert left.run == 2.0
    store.close()


def bring(store: Store, job: str, seconds: float | None) -> None:
    """To its server, at work from noon on, and to its end after so many seconds; None: not yet."""
    store.set_job(job, state=JobState.STARTING)
    store.set_job(job, state=JobState.WAITING, active_at=NOON)
    if seconds is not None:
        store.set_job(job, state=JobState.DOWNLOADING, ready_at=NOON + timedelta(seconds=seconds))
        store.set_job(job, state=JobState.DONE)

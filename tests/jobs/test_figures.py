"""What is counted of a job that ended, once, and how the rows are read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from prometheus_client.parser import text_string_to_metric_families

from retouch_lib.errors import StoreTrouble
from retouch_lib.jobs.figures import Figures
from retouch_lib.media.files import CacheStatus
from retouch_lib.store.records import Job, JobsInState, JobState
from retouch_lib.work.watching import Watching
from tests.jobs.world import NOON, World


def read(text: bytes) -> dict[tuple[str, ...], float]:
    """(name, label values…) → value, as Prometheus reads it."""
    families = text_string_to_metric_families(text.decode())
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


def ended(world: World, server: str = "main", **fields: object) -> Job:
    def at(seconds: float) -> object:
        return NOON + timedelta(seconds=seconds)

    moments = {"attempted_at": at(1), "started_at": at(3), "ready_at": at(10), "ended_at": at(10.4)}
    job = world.waiting(server)
    return replace(job, state=JobState.DONE, created_at=NOON, polls=4, **moments, **fields)  # type: ignore[arg-type]


def test_a_job_that_ended_is_counted_once_with_its_steps(world: World) -> None:
    figures, job = Figures(), ended(world)
    for _ in range(3):
        figures.ended(job)
    found = read(figures.text((), NOON))
    assert found["retouch_jobs_ended_total", "", "main", "done"] == 1
    assert found["retouch_credits_total", "main"] == 1
    assert found["retouch_status_calls_total", "main"] == 4
    sums = [found[f"retouch_{step}_seconds_sum", "main"] for step in ("queue", "start", "server", "store")]
    assert [round(value, 3) for value in sums] == [1, 2, 7, 0.4]


def test_the_local_engine_takes_no_credits_and_trouble_is_counted_by_its_kind(world: World) -> None:
    figures = Figures()
    figures.ended(ended(world, "local"))
    figures.ended(replace(ended(world), id="other", state=JobState.FAILED, error="JobFailed", ready_at=None))
    found = read(figures.text((), NOON))
    assert ("retouch_credits_total", "local") not in found
    assert found["retouch_jobs_ended_total", "JobFailed", "main", "failed"] == 1
    assert ("retouch_store_seconds_sum", "main") not in found


def test_a_clock_that_was_set_back_makes_no_negative_time(world: World) -> None:
    figures = Figures()
    figures.ended(
        ended(world, created_at=NOON) if False else replace(ended(world), created_at=NOON + timedelta(hours=1))
    )
    assert read(figures.text((), NOON))["retouch_queue_seconds_sum", "main"] == 0


class Rows:
    """A store that is asked for rows only."""

    def __init__(self) -> None:
        self.asked = 0
        self.away = False

    def jobs_in_states(self) -> tuple[JobsInState, ...]:
        self.asked += 1
        if self.away:
            raise StoreTrouble("The lab's database can't be reached.")
        return (JobsInState("main", "waiting", 3, NOON - timedelta(seconds=90)),)

    def living_replicas(self) -> tuple[str, ...]:
        return ("a", "b")


def test_rows_are_asked_for_every_five_seconds_at_most_and_may_be_away() -> None:
    rows, now = Rows(), [0.0]
    cache = CacheStatus("s3://lab", 5, 100)
    watching = Watching(rows, Figures(), lambda: cache, lambda: NOON, lambda: now[0])  # type: ignore[arg-type]
    for _ in range(9):
        found = read(watching.text())
    assert rows.asked == 1
    assert found["retouch_jobs", "main", "waiting"] == 3
    assert found["retouch_replicas",] == 2
    assert (found["retouch_cache_bytes",], found["retouch_cache_limit_bytes",]) == (5, 100)
    assert found["retouch_jobs_oldest_seconds", "main", "waiting"] == 90
    rows.away, now[0] = True, 5.0
    found = read(watching.text())
    assert rows.asked == 2
    assert found["retouch_database_up",] == 0
    assert found.keys().isdisjoint({("retouch_jobs", "main", "waiting"), ("retouch_replicas",)})


def test_the_store_counts_what_is_under_way(world: World) -> None:
    world.job("local")
    assert [(one.server, one.state, one.count) for one in world.store.jobs_in_states()] == [("local", "queued", 1)]

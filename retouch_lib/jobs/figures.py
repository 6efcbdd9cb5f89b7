"""What this process has seen of jobs, as figures that Prometheus gathers.

Counted in memory, since the process began: whoever gathers them adds the replicas up. No figure names an owner, a
photo, a token or a job. https://prometheus.io/docs/practices/naming/
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from datetime import datetime

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from retouch_lib.cloud.servers import LOCAL_NAME
from retouch_lib.media.files import CacheStatus
from retouch_lib.store.records import Job, JobsInState

disable_created_metrics()  # type: ignore[no-untyped-call]  # a second figure for each, which says when the process began to count
_SHORT = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_LONG = (1, 2.5, 5, 10, 20, 40, 60, 120, 300, 900, 3600)
"""Upper bounds of the histograms' buckets, seconds."""
_REMEMBERED = 10_000


class Figures:
    """Of one lab. Safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counted: dict[str, None] = {}
        """The last jobs that were counted."""
        self._registry = CollectorRegistry()
        self._ends = self._counter("jobs_ended", "Jobs that ended here; error: the kind", "server", "state", "error")
        self._credits = self._counter("credits", "Credits that jobs which ended here took, or may have", "server")
        self._polls = self._counter("status_calls", "Status calls for jobs that ended here", "server")
        self._callbacks = self._counter("callbacks", "Callbacks that came, by what became of them", "result")
        self._photos = self._counter("photos_added", "Photos that were added")
        self._bytes = self._counter("photo_bytes_added", "Their bytes")
        self._steps = (
            self._histogram("queue_seconds", "From a press to the first byte sent", _LONG),
            self._histogram("start_seconds", "From the first byte sent to the server's id", _SHORT),
            self._histogram("server_seconds", "From the server's id until it was seen ready", _LONG),
            self._histogram("store_seconds", "From seen ready until the result was stored", _SHORT),
        )
        ProcessCollector(registry=self._registry)

    def _counter(self, name: str, said: str, *labels: str) -> Counter:
        return Counter(f"retouch_{name}", said, labels, registry=self._registry)

    def _histogram(self, name: str, said: str, buckets: Sequence[float]) -> Histogram:
        return Histogram(f"retouch_{name}", said, ("server",), registry=self._registry, buckets=buckets)

    def ended(self, job: Job) -> None:
        """A job came to its end here; told of the same one again, it counts once."""
        with self._lock:
            if job.id in self._counted:
                return
            self._counted[job.id] = None
            if len(self._counted) > _REMEMBERED:
                del self._counted[next(iter(self._counted))]
        self._ends.labels(job.server, job.state, job.error).inc()
        self._polls.labels(job.server).inc(job.polls)
        if job.maybe_paid and job.server != LOCAL_NAME:
            self._credits.labels(job.server).inc()
        moments = (job.created_at, job.attempted_at, job.started_at, job.ready_at, job.ended_at)
        for step, begin, end in zip(self._steps, moments[:-1], moments[1:], strict=True):
            if begin and end:
                step.labels(job.server).observe(_seconds(begin, end))

    def callback(self, result: str) -> None:
        """`result`: "forged", "here", "passed on" or "too many"."""
        self._callbacks.labels(result).inc()

    def photo_added(self, size: int) -> None:
        self._photos.inc()
        self._bytes.inc(size)

    def text(
        self,
        rows: Sequence[JobsInState] | None,
        now: datetime,
        cache: CacheStatus | None = None,
        replicas: int = 1,
    ) -> bytes:
        """All of them in Prometheus's text format, with what the rows say of jobs under way; None: no rows can be had.
        `replicas`: those that live, which rows say, too.

        What rows say is the same from every replica: take the greatest, not the sum.
        """
        registry = CollectorRegistry()
        registry.register(_Given([*self._registry.collect(), *_of_rows(rows, now, replicas), *_of_cache(cache)]))
        return generate_latest(registry)


def _of_cache(cache: CacheStatus | None) -> Iterable[Metric]:
    if cache is not None:
        yield GaugeMetricFamily("retouch_cache_bytes", "Copies here of files in the object store", cache.bytes)
        yield GaugeMetricFamily("retouch_cache_limit_bytes", "How much of them is kept", cache.most)


def _of_rows(rows: Sequence[JobsInState] | None, now: datetime, replicas: int) -> Iterable[Metric]:
    yield GaugeMetricFamily("retouch_database_up", "Whether the database answered", float(rows is not None))
    if rows is not None:
        yield GaugeMetricFamily("retouch_replicas", "Replicas that live", replicas)
    jobs = GaugeMetricFamily("retouch_jobs", "Jobs under way, of all replicas", labels=("server", "state"))
    oldest = GaugeMetricFamily(
        "retouch_jobs_oldest_seconds", "How long ago the oldest of them was pressed", labels=("server", "state")
    )
    for row in rows or ():
        jobs.add_metric((row.server, row.state), row.count)
        oldest.add_metric((row.server, row.state), _seconds(row.oldest, now))
    yield from (jobs, oldest)


class _Given(Collector):
    def __init__(self, metrics: Sequence[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        return self._metrics


def _seconds(begin: datetime, end: datetime) -> float:
    """Never negative: a computer's clock may have been set back meanwhile."""
    return max(0.0, (end - begin).total_seconds())

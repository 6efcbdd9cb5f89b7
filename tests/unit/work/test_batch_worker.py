"""The worker of batches step by step: no thread, no server; jobs end when the test says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from retouch_lib.cloud.servers import LOCAL, MAIN, Server
from retouch_lib.errors import InvalidPhoto, OverBudget
from retouch_lib.imaging.files.photo import verify
from retouch_lib.media.files import Files
from retouch_lib.presets.vendor import SLIGHT
from retouch_lib.store.batches import Batch, BatchState, ItemState
from retouch_lib.store.records import JobState, Photo
from retouch_lib.store.store import Store
from retouch_lib.work.auditing import Auditing
from retouch_lib.work.batch_worker import BatchWorker
from retouch_lib.work.batches import Batches, BatchTools, Wish
from retouch_lib.work.budget import Budget
from retouch_lib.work.plan import make_plan
from tests.engines import jpeg_bytes
from tests.launches import as_opened_before

OWNER = "local"
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class Bench:
    """A store, files, and batches whose worker is stepped by hand."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.store, self.files = store, Files(folder / "files")
        self.photos = folder / "photos"
        self.photos.mkdir()
        for number in range(4):
            (self.photos / f"{number}.jpg").write_bytes(jpeg_bytes(seed=number))
        self.submitted: list[str] = []
        self.run_limit = 0
        self.jobs = SimpleNamespace(
            submit=self._submit, wait=lambda _seconds: None, alone=True, keeps=lambda _work: True
        )
        tools = BatchTools(
            store,
            self.files,
            self.jobs,  # type: ignore[arg-type]
            self._server,
            self._plan,
            self._take_in,
            lambda _owner, _server: "ref",
            lambda _owner, confirmed: Budget(self.run_limit, 0, NOON, confirmed),
            lambda: NOON,
            Auditing(store.team, lambda: NOON),
        )
        self.batches, self.worker = Batches(tools), BatchWorker(tools)

    def new(self, server: str = "local") -> Batch:
        batch = self.batches.of_folder(OWNER, Wish(str(self.photos), (SLIGHT,), server, least_face=0))
        return self.until(batch, BatchState.READY)

    def until(self, batch: Batch, *states: BatchState) -> Batch:
        for _ in range(50):
            now = self.now(batch)
            if now.state in states:
                return now
            self.worker.step()
        raise AssertionError((now.state, now.note))

    def now(self, batch: Batch) -> Batch:
        found = self.store.batch(OWNER, batch.id)
        assert found is not None
        return found

    def end(self, batch: Batch, state: JobState = JobState.CANCELLED, **fields: Any) -> int:
        """All of its jobs that wait end so; how many there were."""
        waiting = self.store.batch_job_ids(batch.id, {JobState.QUEUED})
        for job_id in waiting:
            self.store.set_job(job_id, state=state, **fields)
        return len(waiting)

    def _submit(self, job_ids: Iterable[str], *, background: bool) -> None:
        assert background
        self.submitted += job_ids

    def _server(self, name: str) -> Server:
        return {"local": LOCAL, "main": MAIN}[name]

    def _plan(self, owner: str, photos: Any, presets: Any, server: str, *, longest_side: int = 0) -> Any:
        return make_plan(self.store, owner, photos, presets, self._server(server), token_ref="ref")

    def _take_in(self, owner: str, part: Path, name: str, folder: str) -> Photo:
        info = verify(part)
        sha256 = self.files.adopt(part)
        photo = Photo(sha256, owner, name, info.bytes, info.format, info.width, info.height, None, None, NOON, folder)
        return self.store.keep_photo(photo)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with closing(Store.open(as_opened_before(tmp_path / "lab.sqlite"), lambda: NOON)) as store:
        yield Bench(tmp_path, store)


def test_nothing_is_sent_before_its_owner_says_so(bench: Bench) -> None:
    batch = bench.new()
    assert not bench.worker.step()
    assert (bench.submitted, bench.batches.price(batch).to_make) == ([], 4)


def test_a_batch_that_another_replica_works_at_is_left_alone(bench: Bench) -> None:
    batch = bench.batches.go_on(OWNER, bench.new().id)
    asked: list[str] = []
    bench.jobs.keeps = lambda work: bool(asked.append(work))
    assert not bench.worker.step()
    assert asked == [f"batch/{batch.id}"]
    bench.jobs.keeps = lambda _work: True
    bench.worker.step()
    assert bench.submitted


def test_a_folder_is_read_by_the_replica_whose_machine_has_it(bench: Bench) -> None:
    batch = bench.batches.of_folder(OWNER, Wish(str(bench.photos), (SLIGHT,), "local", least_face=0))
    bench.photos.rename(bench.photos.with_name("elsewhere"))
    bench.jobs.alone = False
    assert not bench.worker.step()
    assert bench.now(batch).state is BatchState.LOOKING
    bench.jobs.alone = True  # nobody else could: its owner is told
    bench.worker.step()
    assert bench.now(batch).state is BatchState.PAUSED


def test_it_is_done_when_all_are_settled_and_not_before(bench: Bench) -> None:
    batch = bench.new()
    bench.batches.go_on(OWNER, batch.id)
    while bench.now(batch).state is BatchState.RUNNING:
        moved = bench.worker.step()
        if not moved:
            assert bench.end(batch), "it waits for jobs that there are none of"
    tally = bench.store.batch_tally(batch)
    assert (bench.now(batch).state, tally.items) == (BatchState.DONE, {ItemState.SETTLED: 4})
    assert bench.submitted


def test_a_test_ends_with_its_photos(bench: Bench) -> None:
    batch = bench.new()
    bench.batches.go_on(OWNER, batch.id, test=3)
    while bench.now(batch).state is BatchState.TESTING:
        if not bench.worker.step():
            bench.end(batch)
    assert (bench.now(batch).state, len(bench.submitted)) == (BatchState.TESTED, 3)


def test_it_pays_for_no_more_than_was_seen(bench: Bench) -> None:
    """A file that became another picture after the look is another photo."""
    batch = bench.new("main")
    bench.batches.go_on(OWNER, batch.id)
    bench.store.change_batch(batch.id, {BatchState.RUNNING}, agreed=2)
    now = bench.until(batch, BatchState.PAUSED)
    assert "more credits than the price that was seen" in now.note
    assert bench.submitted == []
    bench.batches.go_on(OWNER, batch.id)
    bench.worker.step()
    assert bench.submitted


def test_over_a_limit_it_takes_a_word_for_all_of_it_once(bench: Bench) -> None:
    bench.run_limit = 1
    batch = bench.new("main")
    with pytest.raises(OverBudget):
        bench.batches.go_on(OWNER, batch.id)
    assert bench.batches.limits(batch, bench.batches.price(batch))
    bench.batches.go_on(OWNER, batch.id, confirmed=4)
    bench.worker.step()
    assert bench.submitted
    now = bench.batches.pause(OWNER, batch.id)
    assert bench.batches.limits(now, bench.batches.price(now)) == ()
    bench.batches.go_on(OWNER, batch.id)


def test_what_a_limit_refused_waits_for_its_owner(bench: Bench) -> None:
    batch = bench.new("main")
    bench.batches.go_on(OWNER, batch.id)
    bench.worker.step()
    bench.end(batch, JobState.REFUSED, error="LimitReached", note="Limit reached.")
    now = bench.until(batch, BatchState.PAUSED)
    tally = bench.store.batch_tally(now)
    assert (now.note, tally.items, tally.paid) == ("Limit reached.", {ItemState.WAITING: 4}, 0)
    assert bench.store.batch_failures(batch.id) == ()
    bench.batches.go_on(OWNER, batch.id)
    bench.worker.step()
    assert bench.store.batch_tally(batch).jobs == {JobState.QUEUED: 4}


def test_what_goes_wrong_pauses_it_with_a_sentence(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = bench.new()
    for path in bench.photos.iterdir():
        path.unlink()
    bench.photos.rmdir()
    bench.batches.look_on(OWNER, batch.id)
    assert "can't be read" in bench.until(batch, BatchState.PAUSED).note
    bench.batches.go_on(OWNER, batch.id)
    bench.until(batch, BatchState.DONE)
    assert [(one.why, one.count) for one in bench.store.batch_failures(batch.id)] == [
        ("The file is not there any more.", 4)
    ]


def test_a_photo_that_cant_be_taken_in_is_refused_and_the_others_go(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = bench.new("main")
    (bench.photos / "2.jpg").write_bytes(b"torn")
    with pytest.raises(InvalidPhoto):
        verify(bench.photos / "2.jpg")
    bench.batches.go_on(OWNER, batch.id)
    bench.worker.step()
    assert len(bench.submitted) == 3

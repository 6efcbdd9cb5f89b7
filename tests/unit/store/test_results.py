"""Which photos have results, and what these are called: asked for on every rerun of Compare."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from retouch_lib.store import results
from retouch_lib.store.records import JobState
from retouch_lib.store.store import Store
from tests.many_jobs import fill
from tests.unit.store.conftest import NOON, OWNER, SHA, make_run, photo

OTHER, THIRD = "b" * 64, "c" * 64


@pytest.mark.sqlite
def test_photos_on_the_list_with_a_result_come_newest_first(store: Store) -> None:
    later = photo(OTHER, added_at=NOON + timedelta(seconds=5))
    store.add_photo(later)
    store.add_photo(photo(THIRD, added_at=NOON + timedelta(seconds=9)))
    job = make_run(store).items[0].job
    for state in (JobState.STARTING, JobState.WAITING, JobState.DOWNLOADING):
        store.set_job(job.id, state=state)
        assert store.photos_with_results(OWNER) == ()
    store.set_job(job.id, state=JobState.DONE)
    assert store.photos_with_results(OWNER) == (photo(),)
    fill(store._database.path, 3, until=NOON, photo=OTHER, seed=2)
    assert store.photos_with_results(OWNER) == (later, photo())
    assert store.photos_with_results("stranger") == ()
    store.remove_photos(OWNER, [SHA])
    assert store.photos_with_results(OWNER) == (later,)


@pytest.mark.sqlite
def test_of_every_payload_the_newest_result_on_each_photo(store: Store) -> None:
    store.add_photo(photo(OTHER))
    for seed, sha256 in enumerate((SHA, OTHER)):
        fill(store._database.path, 30, until=NOON, photo=sha256, seed=seed)
    every = [job for sha256 in (SHA, OTHER) for job in store.results_for(OWNER, sha256)]
    newest = {(job.photo, job.fingerprint): job for job in reversed(every)}
    assert len(newest) == 6 < len(every)
    found = store.newest_results(OWNER, [SHA, OTHER])
    assert {job.id for job in found} == {job.id for job in newest.values()}
    assert {job.photo for job in store.newest_results(OWNER, [OTHER])} == {OTHER}
    counts = store.result_counts(OWNER, [SHA, OTHER])
    assert (len(counts), sum(counts.values())) == (len({job.fingerprint for job in found}), len(found))
    assert store.result_counts("stranger", [SHA, OTHER]) == {}
    assert store.newest_results("stranger", [SHA, OTHER]) == store.newest_results(OWNER, []) == ()


@pytest.mark.parametrize("question", ["photos", "names"])
def test_what_compare_asks_takes_no_longer_per_photo_where_there_are_more_photos(tmp_path: Path, question: str) -> None:
    few, many = (_steps(tmp_path / f"{count}.sqlite", count, question) for count in (20, 80))
    assert few > 20, "they are counted"
    assert many < few * (4 if question == "photos" else 1) * 1.3


def _steps(path: Path, count: int, question: str) -> int:
    """Of SQLite's machine, for the answer with that many photos of 10 results, which were made photo by photo."""
    store = Store.open(path)
    sha256s = [f"{number:064x}" for number in range(count)]
    for number, sha256 in enumerate(sha256s):
        store.add_photo(photo(sha256, added_at=NOON + timedelta(seconds=number)))
    fill(path, count * 10, until=NOON, photos=sha256s)
    with store._database.reading() as connection:
        steps = _counted(connection)
        if question == "photos":
            assert len(results.photos_with_results(connection, OWNER)) == count
        else:
            assert len(results.names(connection, OWNER, sha256s[-1])) in range(8, 13)
        taken = len(steps)
    store.close()
    return taken


def _counted(connection: Connection) -> list[None]:
    steps: list[None] = []
    raw = connection.connection.dbapi_connection
    assert raw is not None
    raw.set_progress_handler(lambda: steps.append(None), 1)
    return steps

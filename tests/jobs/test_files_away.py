"""The object store is away: nothing is sent, nothing is lost, and no job becomes unsure for it."""

from __future__ import annotations

import pytest
from obstore.store import MemoryStore

from retouch_lib.errors import FilesAway
from retouch_lib.jobs.download import download
from retouch_lib.jobs.start import start
from retouch_lib.jobs.stopping import Stopped
from retouch_lib.media.object_store import ObjectStore, StoredObject
from retouch_lib.media.shared_files import SharedFiles, key_of
from retouch_lib.store.records import Job, JobState
from tests.jobs.test_download import GOOD
from tests.jobs.test_start import TAKEN
from tests.jobs.world import ManualStop, World


class Away(ObjectStore):
    """Answers nothing as often as it is told to."""

    times = 0

    def look(self, key: str) -> StoredObject | None:
        self._perhaps()
        return super().look(key)

    def fetch(self, key: str, *rest: object) -> StoredObject:
        self._perhaps()
        return super().fetch(key, *rest)  # type: ignore[arg-type]

    def create(self, key: str, *rest: object) -> bool:
        self._perhaps()
        return super().create(key, *rest)  # type: ignore[arg-type]

    def _perhaps(self) -> None:
        if self.times:
            self.times -= 1
            raise FilesAway


@pytest.fixture
def store(world: World) -> Away:
    """The world's photo lies there and not here."""
    store = Away(MemoryStore())
    photo = world.files.path(world.photo)
    store.put(key_of(world.photo), photo)
    world.files = world.context.files = SharedFiles(photo.parents[2] / "copies", store, 1 << 30)
    return store


AWAY = "The file store can't be reached. Nothing is lost; it goes on by itself when it works."
KEPT_HERE = "The file store can't be reached. The result is here, and is kept as soon as it works; nothing is lost."


def seen_while_waiting(world: World, job: Job) -> list[tuple[JobState, int, str]]:
    """State, attempts and note at each wait; filled while the job goes on."""
    found: list[tuple[JobState, int, str]] = []

    def look() -> None:
        now = world.now(job)
        found.append((now.state, now.attempts, now.note))

    world.stop.before_wait = look
    return found


def test_a_start_waits_for_its_photo_and_the_row_says_that_nothing_was_sent(world: World, store: Away) -> None:
    job = world.job()
    world.api.balances.append(41)
    world.api.starts.append(TAKEN)
    store.times = 3
    seen = seen_while_waiting(world, job)
    assert start(world.context, job.id) is JobState.WAITING
    assert seen == [(JobState.QUEUED, 0, AWAY)] * 3
    assert world.api.count("start") == 1
    assert (world.now(job).attempts, world.now(job).note) == (1, "")
    assert world.stop.waits == [5.0] * 3


def test_a_photo_that_the_store_does_not_have_is_refused(world: World, store: Away) -> None:
    job = world.job()
    store.delete(key_of(world.photo))
    world.api.balances.append(41)
    assert start(world.context, job.id) is JobState.REFUSED
    assert world.api.count("start") == 0
    assert "can't be read" in world.now(job).note


def test_a_paid_result_is_downloaded_once_and_kept_until_the_store_takes_it(world: World, store: Away) -> None:
    job = world.downloading()
    world.api.files.append(("jpeg", GOOD))
    store.times = 3
    seen = seen_while_waiting(world, job)
    assert download(world.context, job.id) is JobState.DONE
    assert [(state, note) for state, _, note in seen] == [(JobState.DOWNLOADING, KEPT_HERE)] * 3
    assert world.api.count("get_file") == 1
    result = world.now(job).result
    assert result is not None
    assert store.look(key_of(result)) is not None
    assert (world.now(job).note, list((world.files.root / "parts").iterdir())) == ("", [])


def test_who_ends_before_the_store_takes_it_leaves_the_job_to_be_downloaded_again(world: World, store: Away) -> None:
    job = world.downloading()
    world.api.files.extend([("jpeg", GOOD), ("jpeg", GOOD)])
    store.times = 1
    world.stop.before_wait = world.stop.set
    with pytest.raises(Stopped):
        download(world.context, job.id)
    assert world.now(job).state is JobState.DOWNLOADING
    assert list((world.files.root / "parts").iterdir()) == []
    world.stop = world.context.stop = ManualStop(world.clock)
    assert download(world.context, job.id) is JobState.DONE

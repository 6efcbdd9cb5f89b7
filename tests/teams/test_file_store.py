"""A lab whose files lie in a real object store, which hangs, is killed and comes back while jobs run."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from retouch_lib.engine.server import EngineServer
from retouch_lib.errors import FilesAway
from retouch_lib.lab import Lab
from retouch_lib.machine.files_place import FilesPlace
from retouch_lib.media.object_store import BucketAccess, ObjectStore, opened
from retouch_lib.media.shared_files import SharedFiles, key_of
from retouch_lib.store.records import JobState
from retouch_lib.tokens.hidden import Hidden
from tests.jobs.labs import finish, launched, new_photo, press
from tests.teams.seaweed import BUCKET, KEY, SECRET, SeaweedFS, seaweedfs

HANGS, AWAY = 8.0, 3.0


@pytest.fixture(scope="module")
def weed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SeaweedFS]:
    with seaweedfs(tmp_path_factory.mktemp("weed")) as server:
        yield server


def store_of(weed: SeaweedFS, secret: str = SECRET) -> ObjectStore:
    return opened(FilesPlace(BUCKET, "lab"), BucketAccess(weed.url, key=KEY, secret=Hidden(secret)))


def test_short_and_long_files_go_and_come_and_a_wrong_key_is_told(weed: SeaweedFS, tmp_path: Path) -> None:
    store = store_of(weed)
    files = [SharedFiles(tmp_path / name, store, 1 << 30) for name in ("a", "b")]
    for data in (b"short", bytes(range(256)) * 80_000):
        part = files[0].new_part()
        part.write_bytes(data)
        name = files[0].adopt(part)
        assert name == hashlib.sha256(data).hexdigest()
        assert files[1].path(name).read_bytes() == data
        assert not store.create(key_of(name), files[0].place(name))
        assert list(store.keys(f"files/{name[:2]}/")) == [key_of(name)]
        assert not files[1].remove(name)
        store.delete(key_of(name))
        assert store.look(key_of(name)) is None
    assert store._creates, "it knows conditions"
    with pytest.raises(FilesAway, match="refuses the key"):
        store_of(weed, "another").look("files/one")


@pytest.fixture
def lab(tmp_path: Path, engine: EngineServer, weed: SeaweedFS) -> Iterator[Lab]:
    given = {**weed.settings, "files_secret": Hidden(SECRET)}
    with launched(tmp_path / "lab", engine.url, **given) as lab:
        yield lab


@pytest.mark.long
def test_jobs_outlast_a_store_that_hangs_and_one_that_is_killed(
    lab: Lab, engine: EngineServer, weed: SeaweedFS
) -> None:
    photos = [new_photo(lab) for _ in range(10)]
    lab.files.drop([photo.sha256 for photo in photos])  # as on a computer that never had them
    seen: set[JobState] = set()
    trouble = threading.Thread(target=lambda: _trouble(weed))
    trouble.start()
    runs = []
    for photo in photos:
        runs.append(press(lab, photo, "custom"))
        time.sleep(0.8)
        seen |= {job.state for job in lab.store.jobs("local")}
    trouble.join()
    jobs = [job for run in runs for job in finish(lab, run, seconds=90)]
    assert len(jobs) == engine.tasks.charges == 30
    assert all(job.attempts == 1 for job in jobs)
    assert JobState.UNSURE not in seen
    store = store_of(weed)
    for job in jobs:
        assert store.look(key_of(job.result or "")) is not None


def _trouble(weed: SeaweedFS) -> None:
    time.sleep(1)
    weed.pause(HANGS)
    weed.kill()
    time.sleep(AWAY)
    weed.start()

"""Backups of a lab at work, and what becomes of the jobs in a restored folder beside the one it was made of."""

from __future__ import annotations

import threading
from pathlib import Path

from retouch_lib.backup.restoring import restore
from retouch_lib.engine.server import EngineServer
from retouch_lib.lab import Lab
from retouch_lib.store.records import JobState
from retouch_lib.store.store import Store
from tests.engines import wait_until
from tests.fixtures.old_folder import OldFolder
from tests.jobs.labs import OWNER, check_whole, launched, new_photo, press
from tests.jobs.old_labs import ALL, at_work
from tests.launches import as_launched_before

BACKUPS = 4


def test_what_two_folders_have_in_hand_is_paid_once(tmp_path: Path) -> None:
    """The folder goes on after its backup, and so does the folder that was made of the backup, on the same server."""
    old = OldFolder.unpack(tmp_path / "old")
    with old.cloud() as cloud:
        with at_work(old.data, cloud) as first:
            first.lab.backup(tmp_path / "lab.zip")
            first.lab.launch()
            cloud.release()
            wait_until(first.is_at_rest, seconds=60)
            (sent,) = first.wait_for("queued, no workflow.jpg", JobState.DONE)
        charges, posts = list(cloud.charges), len(cloud.posts)
        assert cloud.charged(sent.id) == 1
        restore(tmp_path / "lab.zip", tmp_path / "new")
        as_launched_before(tmp_path / "new")
        with at_work(tmp_path / "new", cloud) as second:
            second.lab.launch()
            for name in ("waits.jpg", "waits on custom.jpg", "ready.jpg"):
                for job in second.wait_for(name, JobState.DONE):
                    check_whole(second.lab.files.path(job.result or ""), job)
            for name in ("queued, no workflow.jpg", "queued, its token gone.jpg", "starts.jpg", "unheard.jpg"):
                (job,) = second.wait_for(name, JobState.UNSURE)
                assert "backup" in job.note
            for name in ("local queued.jpg", "local starts.jpg"):
                second.wait_for(name, JobState.CANCELLED)
            for name in ("local waits.jpg", "local ready.jpg"):
                (job,) = second.wait_for(name, JobState.FAILED)
                assert "free" in job.note
            wait_until(second.is_at_rest, seconds=60)
            assert cloud.charges == charges
            assert len(cloud.posts) == posts
            second.lab.jobs.drop(OWNER, second.jobs("starts.jpg")[0].id)
            second.lab.jobs.resend(OWNER, sent.id)
            second.wait_for("queued, no workflow.jpg", JobState.DONE)
            assert cloud.posts[posts:] == [sent.id], "by the user's word only, and under the key it had"


def test_backups_while_jobs_run_are_each_of_one_moment(engine: EngineServer, tmp_path: Path) -> None:
    """Photos come, jobs start and end, runs are deleted; whatever a row of a backup names is in it, and whole."""
    with launched(tmp_path / "data", engine.url) as lab:
        done = threading.Event()
        workers = [threading.Thread(target=keep_busy, args=(lab, done)) for _ in range(2)]
        for worker in workers:
            worker.start()
        try:
            wait_until(lambda: lab.store.jobs(OWNER, {JobState.DONE}))
            manifests = [lab.backup(tmp_path / f"{number}.zip") for number in range(BACKUPS)]
        finally:
            done.set()
            for worker in workers:
                worker.join(30)
    assert list(tmp_path.glob("*.part")) == []
    for number, manifest in enumerate(manifests):
        assert (manifest.missing, manifest.damaged) == ((), ())
        restore(tmp_path / f"{number}.zip", tmp_path / f"new{number}")
        store = Store.open(tmp_path / f"new{number}" / "lab.sqlite")
        for job in store.jobs(OWNER, limit=ALL):
            assert job.state not in (JobState.QUEUED, JobState.STARTING)
            for name in filter(None, (job.photo, job.result)):
                assert (tmp_path / f"new{number}" / "files" / name[:2] / name).is_file()
        store.close()


def keep_busy(lab: Lab, done: threading.Event) -> None:
    """Press Run on new photos, and delete every other run once it has ended."""
    number = 0
    while not done.is_set():
        run = press(lab, new_photo(lab))
        wait_until(lambda run_id=run.id: not lab.store.run(OWNER, run_id).under_way)
        number += 1
        if number % 2:
            lab.storage.delete(OWNER, [run.id])

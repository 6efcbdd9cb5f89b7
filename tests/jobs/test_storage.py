"""What a real lab removes for good, sweeps and fetches again: its data folder is looked through byte by byte."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from retouch_lib.engine.server import EngineServer
from retouch_lib.errors import IllegalTransition
from retouch_lib.jobs.worker import ResultOver
from retouch_lib.lab import Lab
from retouch_lib.presets.vendor import BALANCED, SLIGHT
from retouch_lib.store.records import JobState
from retouch_lib.store.runs import Gone
from tests.engines import jpeg_bytes, wait_until
from tests.jobs.labs import OWNER, finish, launched, new_photo, press, seeds

NAME, CLIENT = "Konfirmandin Meyer", "Hill School 4b"


@pytest.fixture
def lab(tmp_path: Path, engine: EngineServer) -> Iterator[Lab]:
    """The engine keeps its tasks elsewhere; "custom" is reached as a server that takes credits."""
    with launched(tmp_path / "lab", engine.url) as lab:
        yield lab


def add(lab: Lab, name: str = f"{NAME}.jpg") -> str:
    part = lab.files.new_part()
    part.write_bytes(jpeg_bytes(seed=next(seeds)))
    return lab.add_photo(OWNER, part, name).sha256


def holds(folder: Path, *words: str) -> set[str]:
    """Those of these words that stand in a file of the folder, or in a file's name."""
    found = set()
    for path in folder.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        found |= {word for word in words if word.encode() in data or word in path.name}
    return found


def test_a_reduced_copy_goes_with_the_last_run_that_sent_it(lab: Lab) -> None:
    photo = add(lab)
    runs = [
        lab.run(lab.plan(OWNER, [photo], [preset], "local", longest_side=32), CLIENT) for preset in (BALANCED, SLIGHT)
    ]
    first, second = (finish(lab, run)[0] for run in runs)
    assert first.sent == second.sent is not None
    lab.previews.thumbnail(first.sent)
    wait_until(lambda: lab.jobs.forget([]) == frozenset())
    lab.storage.delete(OWNER, [runs[0].id])
    assert holds(lab.settings.data_dir, first.sent) == {first.sent}, "the second run's result is compared with it"
    lab.storage.delete(OWNER, [runs[1].id])
    wait_until(lab.storage.clear)
    assert holds(lab.settings.data_dir, first.sent) == set()


def test_a_deleted_project_leaves_nothing_of_it_on_the_disk(lab: Lab) -> None:
    mine, other = add(lab), add(lab, "Somebody else.jpg")
    plan = lab.plan(OWNER, [mine], [BALANCED], "custom")
    run = lab.run(plan, CLIENT)
    local = lab.run(lab.plan(OWNER, [mine], [BALANCED], "local"), CLIENT)
    kept = lab.run(lab.plan(OWNER, [other], [BALANCED], "local"))
    jobs = [finish(lab, each)[0] for each in (run, local, kept)]
    task = jobs[1].remote_id or ""
    copy = lab.settings.data_dir / "engine" / "tasks" / task  # where the lab's own engine keeps it
    copy.mkdir(parents=True)
    (copy / "photo").write_bytes(lab.files.path(mine).read_bytes())
    for sha256 in (mine, jobs[0].result or "", other):
        lab.previews.thumbnail(sha256)
    lab.store.set_preference(OWNER, "project", CLIENT)
    wait_until(lambda: lab.jobs.forget([]) == frozenset())
    words = (mine, NAME, CLIENT, jobs[0].id, jobs[0].result or "", jobs[1].id)
    assert holds(lab.settings.data_dir, *words) == set(words)

    runs = lab.storage.runs_of(OWNER, CLIENT)
    count = lab.storage.count_deletion(OWNER, runs)
    assert (count.runs, count.photos, count.results, count.credits) == (2, 1, 2, 1)
    assert lab.storage.delete(OWNER, runs, count) == count
    wait_until(lab.storage.clear)  # a workflow may end a moment after its job
    with closing(sqlite3.connect(lab.settings.data_dir / "jobs.sqlite")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for job in jobs[:2]:
            rows = database.execute("select count(*) from workflow_status where workflow_uuid like ?", (f"{job.id}%",))
            assert rows.fetchone() == (0,)
    assert holds(lab.settings.data_dir, mine, NAME, CLIENT, jobs[0].result or "") == set()
    assert not copy.exists()
    assert lab.previews.thumbnail(other).is_file()
    assert lab.files.has(jobs[2].result or "")
    assert lab.history(OWNER).summary().credits == 1


def test_a_provisional_result_survives_a_restart_and_is_deleted_at_once(
    lab: Lab, engine: EngineServer, tmp_path: Path
) -> None:
    engine.faults.add("get_file", "short_file", count=6)
    photo = add(lab)
    run = lab.run(lab.plan(OWNER, [photo], [BALANCED], "custom"), CLIENT)
    job = finish(lab, run)[0]
    assert job.provisional
    lab.close()
    with launched(tmp_path / "lab", engine.url) as again:
        wait_until(lambda: not engine.faults.left("get_file"))
        assert again.storage.delete(OWNER, [run.id]).results == 1
        wait_until(again.storage.clear, seconds=20)  # its workflow waits for half a minute, unless it is woken
        assert holds(again.settings.data_dir / "files", job.result or "") == set()
    assert engine.tasks.charges == 1


def test_what_a_killed_process_or_a_file_in_use_left_is_removed_at_the_next_look(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = new_photo(lab)
    run = press(lab, photo, presets=[BALANCED])
    (job,) = finish(lab, run)
    data = lab.files.path(photo.sha256).read_bytes()
    plan = lab.plan(OWNER, [photo.sha256], [BALANCED], "local", anyway=True)
    lab.store.delete_runs(OWNER, [run.id])  # and then the power went
    with pytest.raises(Gone, match="photo of this run was deleted"):
        lab.run(plan)
    assert lab.store.runs(OWNER) == ()
    again = new_photo(lab, data=data)  # and the photo came back
    with monkeypatch.context() as patch:
        patch.setattr(lab.files, "remove", in_use)
        lab.storage.keep_limits()
        assert lab.storage.unfinished()
        assert lab.files.has(job.result or "")
    lab.storage.keep_limits()
    assert not lab.storage.unfinished()
    assert lab.files.has(again.sha256)
    assert not lab.files.has(job.result or "")
    wait_until(lab.storage.clear)


def in_use(sha256: str) -> None:
    raise PermissionError(sha256)


def test_a_swept_result_says_so_is_paid_again_or_fetched_again(
    lab: Lab, engine: EngineServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = new_photo(lab)
    run = press(lab, photo, "custom", presets=[BALANCED])
    (job,) = finish(lab, run)
    assert lab.plan(OWNER, [photo.sha256], [BALANCED], "custom").known == 1
    finish(lab, press(lab, new_photo(lab), presets=[BALANCED]))  # the latest run is another one
    seen = lab.plan(OWNER, [photo.sha256], [BALANCED], "custom")
    lab.choose(OWNER, "keep_days", 3)
    assert lab.storage.due(OWNER).count == 0
    real = lab.storage._clock
    monkeypatch.setattr(lab.storage, "_clock", lambda: real() + timedelta(days=4))
    assert lab.storage.sweep(OWNER).count == 1

    swept = lab.store.job(OWNER, job.id)
    assert swept is not None
    assert (swept.state, swept.result, swept.result_bytes) == (JobState.SWEPT, None, job.result_bytes)
    assert "not used for 3 days" in swept.note
    assert not lab.files.has(job.result or "")
    assert lab.plan(OWNER, [photo.sha256], [BALANCED], "custom").to_pay == 1
    with pytest.raises(Gone, match="no longer kept"):
        lab.run(seen)
    charges = engine.tasks.charges
    lab.jobs.fetch_again(OWNER, job.id)
    (back,) = finish(lab, run)
    assert (back.result, back.ended_at, engine.tasks.charges) == (job.result, job.ended_at, charges)
    with pytest.raises(IllegalTransition):
        lab.jobs.fetch_again(OWNER, job.id)
    lab.store.set_job(job.id, expires_at=datetime(2020, 1, 1, tzinfo=UTC))
    with pytest.raises(ResultOver):
        lab.jobs.fetch_again(OWNER, job.id)

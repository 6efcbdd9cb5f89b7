"""A real lab whose files lie in a store: what it keeps there, what it deletes there, and what others deleted."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from retouch_lib.backup.restoring import restore
from retouch_lib.engine.server import EngineServer
from retouch_lib.lab import Lab
from retouch_lib.presets.vendor import BALANCED
from tests.engines import wait_until
from tests.jobs.labs import OWNER, finish, launched
from tests.jobs.test_storage import add, holds


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    return tmp_path / "shared"


@pytest.fixture
def lab(tmp_path: Path, shared: Path, engine: EngineServer) -> Iterator[Lab]:
    with launched(tmp_path / "lab", engine.url, files_url=f"file://{shared}") as lab:
        yield lab


def test_what_a_run_needs_and_brings_is_in_the_store_and_goes_from_it_once_it_is_old(
    lab: Lab, shared: Path, tmp_path: Path
) -> None:
    photo = add(lab)
    run = lab.run(lab.plan(OWNER, [photo], [BALANCED], "local"))
    (job,) = finish(lab, run)
    names = {photo, job.result or ""}
    for name in names:
        lab.previews.thumbnail(name)
    lab.backup(tmp_path / "all.zip")
    assert restore(tmp_path / "all.zip", tmp_path / "again").missing == ()
    assert holds(shared / "files", *names) == names
    wait_until(lambda: holds(shared / "previews", *names) == names)
    wait_until(lambda: lab.jobs.forget([]) == frozenset())

    lab.storage.delete(OWNER, [run.id])
    assert lab.storage.unfinished()
    assert holds(shared / "files", *names) == names, "another computer may be about to name it"
    for path in shared.rglob("*"):
        os.utime(path, (0, 0))
    wait_until(lab.storage.clear)
    assert holds(shared, *names) == set()
    assert holds(lab.settings.data_dir, *names) == set()


def test_what_another_computer_deleted_leaves_nothing_here(
    lab: Lab, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, gone = add(lab), add(lab)
    for name in (mine, gone):
        lab.previews.thumbnail(name)
    monkeypatch.setattr(lab.store, "unused_files", lambda names: [name for name in names if name != mine])
    lab.storage.forget_elsewhere_deleted()
    assert holds(lab.settings.data_dir / "copies", gone) == set()
    assert holds(lab.settings.data_dir / "previews", gone) == set()
    assert lab.files.place(mine).exists()
    assert mine in lab.previews.names()

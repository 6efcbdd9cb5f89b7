"""Hot folders: what is put in comes out once, is paid once, and stays where it was."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from retouch_lib.owners import LOCAL as OWNER
from retouch_lib.store.hot_folders import HotOptions
from retouch_lib.verbs.events import Event
from retouch_lib.verbs.hot import folder as hot_folder
from retouch_lib.verbs.hot import looking
from retouch_lib.verbs.hot.folder import WatchedFolder
from tests.cli.conftest import Shell, new_photo
from tests.engines import wait_until


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@contextmanager
def watched(
    shell: Shell, tmp_path: Path, clock: Clock, presets: tuple[str, ...] = ("slight",), **options: Any
) -> Iterator[WatchedFolder]:
    """On `in`, into `out`; time goes on when the test says so."""
    (tmp_path / "in").mkdir(exist_ok=True)
    wanted = HotOptions(**{"every": 5.0, **options})
    kept = shell.lab.store.keep_hot_folder(
        OWNER, str(tmp_path / "in"), str(tmp_path / "out"), list(presets), "custom", wanted
    )
    folder = WatchedFolder(shell.lab, kept, clock)
    yield folder
    folder.close()


def turns(folder: WatchedFolder, clock: Clock) -> list[Event]:
    """Until nothing is left to do; the clock goes on by a second with each."""
    told: list[Event] = []

    def idle() -> bool:
        told.extend(folder.turn())
        clock.now += 1
        return folder.idle

    wait_until(idle)
    return told


def again(folder: WatchedFolder, clock: Clock) -> list[Event]:
    """After the next look through the folder."""
    clock.now += 100
    return [*folder.turn(), *turns(folder, clock)]


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_photos_come_out_and_stay_as_they_are(shell: Shell, tmp_path: Path, clock: Clock) -> None:
    first, second = new_photo(tmp_path / "in", "Müller 1.JPG"), new_photo(tmp_path / "in" / "b", "2.jpg")
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (first, second)}
    (tmp_path / "in" / ".hidden.jpg").write_bytes(b"x")
    (tmp_path / "in" / "notes.xmp").write_bytes(b"x")
    with watched(shell, tmp_path, clock, ("slight", "balanced")) as folder:
        told = turns(folder, clock)
        assert {event["state"] for event in told if event["kind"] == "result"} == {"done"}
        assert names(tmp_path / "out") == {
            f"done/{stem}_{look}{end}"
            for stem, end in (("Müller 1", ".JPG"), ("b/2", ".jpg"))
            for look in ("slight", "balanced")
        }
        assert shell.charges == 4
        assert again(folder, clock) == []
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (first, second)} == before
    assert shell.charges == 4


def test_neither_a_rename_nor_a_copy_nor_a_touch_is_paid(shell: Shell, tmp_path: Path, clock: Clock) -> None:
    photo = new_photo(tmp_path / "in", "1.jpg")
    with watched(shell, tmp_path, clock) as folder:
        turns(folder, clock)
        photo.rename(photo.with_name("renamed.jpg"))
        shutil.copy(photo.with_name("renamed.jpg"), photo.with_name("copy.jpg"))
        again(folder, clock)
        os.utime(photo.with_name("copy.jpg"))
        again(folder, clock)
    assert shell.charges == 1
    assert names(tmp_path / "out") == {"done/1.jpg", "done/renamed.jpg", "done/copy.jpg"}


def test_a_file_that_grows_is_waited_for(shell: Shell, tmp_path: Path, clock: Clock) -> None:
    photo = new_photo(tmp_path, "1.jpg")
    (tmp_path / "in").mkdir()
    copy, data = tmp_path / "in" / "1.jpg", photo.read_bytes()
    with watched(shell, tmp_path, clock, quiet=2.0) as folder:
        for end in (100, 500):  # the second half rests for longer than it should
            copy.write_bytes(data[:end])
            for _ in range(4):
                assert list(folder.turn()) == []
                clock.now += 1
        copy.write_bytes(data)
        (result,) = turns(folder, clock)
    assert result["state"] == "done"
    assert shell.charges == 1


def test_what_is_no_photo_is_said_in_words_and_tried_again(shell: Shell, tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "scan.tif").write_bytes(b"II*\0" + b"\0" * 100)
    with watched(shell, tmp_path, clock) as folder:
        (result,) = turns(folder, clock)
        assert result["state"] == "failed"
        note = tmp_path / "out" / "failed" / "scan.tif.txt"
        assert "TIFF" in note.read_text()
        assert "Delete this file" in note.read_text()
        assert again(folder, clock) == []
        shutil.copy(new_photo(tmp_path), tmp_path / "in" / "scan.tif")
        note.unlink()
        (result,) = again(folder, clock)
        assert result["state"] == "done"
        assert not note.exists()


def test_a_job_that_failed_is_paid_again_only_when_somebody_says_so(shell: Shell, tmp_path: Path, clock: Clock) -> None:
    shell.engine.faults.add("start", "failed", reason="no face")
    new_photo(tmp_path / "in", "1.jpg")
    with watched(shell, tmp_path, clock) as folder:
        (result,) = turns(folder, clock)
    assert (result["state"], shell.charges) == ("failed", 1)
    shell.lab.store.forget_hot_folder(OWNER, folder._kept.id)  # as after a kill before it was written down
    note = tmp_path / "out" / "failed" / "1.jpg.txt"
    note.unlink()
    with watched(shell, tmp_path, clock) as folder:
        (result,) = turns(folder, clock)
        assert "paid like a new one" in note.read_text()
        assert shell.charges == 1
        note.unlink()
        (result,) = again(folder, clock)
    assert (result["state"], shell.charges) == ("done", 2)


def test_a_day_has_its_budget(shell: Shell, tmp_path: Path, clock: Clock) -> None:
    for number in range(3):
        new_photo(tmp_path / "in", f"{number}.jpg")
    spent = shell.lab.standing(OWNER, "custom").spent
    with watched(shell, tmp_path, clock, per_day=spent + 2) as folder:
        told: list[Event] = []
        wait_until(lambda: told.extend(folder.turn()) or (_on(clock) and len(names(tmp_path / "out")) == 2))
        wait_until(lambda: told.extend(folder.turn()) or (_on(clock) and folder.in_hand == 1))
        assert not folder.idle
        (note,) = {event["text"] for event in told if event["kind"] == "note"}
        assert f"{spent + 2} are given for a day" in note
        assert shell.charges == 2
        folder._kept = replace(folder._kept, options=replace(folder._kept.options, per_day=spent + 3))
        again(folder, clock)
    assert shell.charges == 3


def _on(clock: Clock) -> bool:
    clock.now += 1
    return True


def test_a_drive_that_goes_away_is_waited_for(shell: Shell, tmp_path: Path, clock: Clock) -> None:
    photo = new_photo(tmp_path / "in", "1.jpg")
    with watched(shell, tmp_path, clock) as folder:
        list(folder.turn())
        (tmp_path / "in").rename(tmp_path / "away")
        clock.now += 100
        (note,) = folder.turn()
        assert "can't be read" in note["text"]
        assert note["text"] in folder.remarks
        clock.now += 100
        assert list(folder.turn()) == [], "it was said"
        (tmp_path / "away").rename(tmp_path / "in")
        (result,) = again(folder, clock)
    assert (result["state"], result["photo"]) == ("done", str(photo))
    assert folder.remarks == ()
    assert shell.charges == 1


def test_where_the_results_drive_was_nothing_is_written(
    shell: Shell, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_photo(tmp_path / "in", "1.jpg")
    with watched(shell, tmp_path, clock) as folder:
        disk = folder._outcomes._disk
        folder._outcomes._disk = -1
        told: list[Event] = []
        wait_until(lambda: told.extend(folder.turn()) or (_on(clock) and told))
        assert "is its drive away" in told[0]["text"]
        assert names(tmp_path / "out") == set()
        folder._outcomes._disk = disk
        turns(folder, clock)
    assert names(tmp_path / "out") == {"done/1.jpg"}
    assert shell.charges == 1


def test_a_folder_of_which_the_system_tells_nothing_is_polled(
    shell: Shell, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking.FolderEvents, "start", lambda self: True)
    with watched(shell, tmp_path, clock, every=0.0) as folder:
        turns(folder, clock)
        new_photo(tmp_path / "in", "1.jpg")
        clock.now += looking.POLL
        assert list(folder.turn()) == []
        clock.now += looking.LOOK_AT_LEAST
        told = [*folder.turn(), *turns(folder, clock)]
        assert "tells nothing" in told[0]["text"]
        new_photo(tmp_path / "in", "2.jpg")
        clock.now += looking.POLL
        assert [event["state"] for event in turns(folder, clock)] == ["done"]


def test_where_the_system_tells_of_changes_no_look_waits_for_the_clock(
    shell: Shell, tmp_path: Path, clock: Clock
) -> None:
    with watched(shell, tmp_path, clock, every=0.0) as folder:
        turns(folder, clock)
        clock.now += 2
        new_photo(tmp_path / "in", "1.jpg")
        wait_until(lambda: list(folder.turn()) or len(folder._quiet) == 1)
        turns(folder, clock)
    assert names(tmp_path / "out") == {"done/1.jpg"}


def test_many_files_at_once_are_taken_a_few_at_a_time(
    shell: Shell, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hot_folder, "IN_HAND", 8)
    monkeypatch.setattr(looking, "CHUNK", 5)
    (tmp_path / "in").mkdir()
    data = new_photo(tmp_path).read_bytes()
    for number in range(33):
        (tmp_path / "in" / f"{number}.jpg").write_bytes(data)
    most = 0
    with watched(shell, tmp_path, clock) as folder:

        def idle() -> bool:
            nonlocal most
            list(folder.turn())
            most = max(most, folder.in_hand)
            clock.now += 1
            return folder.idle

        wait_until(idle)
    assert most < 8 + 5
    assert len(names(tmp_path / "out" / "done")) == 33
    assert shell.charges == 1


def test_a_command_watches_what_is_there(shell: Shell, tmp_path: Path) -> None:
    new_photo(tmp_path / "in", "1.jpg")
    arguments = (
        "watch",
        tmp_path / "in",
        "--preset",
        "slight",
        "-o",
        tmp_path / "in" / "out",
        "--once",
        "--quiet",
        0.1,
    )
    told = shell.run(*arguments, "--server", "custom")
    assert told.exit_code == 0, told.output
    assert "✓" in told.output
    again = shell.run(*arguments, "--server", "custom")
    assert again.output.splitlines()[1:] == []
    assert shell.charges == 1
    inside = shell.run("watch", tmp_path / "in" / "out", "--preset", "slight", "-o", tmp_path / "in", "--once")
    assert inside.exit_code == 1
    assert "results would be taken for photos" in inside.output
    assert shell.run("watch", tmp_path / "gone", "--preset", "slight", "-o", tmp_path).exit_code == 1

"""From a data folder into a store and back: nothing is lost, however often it is begun."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from retouch_lib import instance
from retouch_lib.errors import BadSetting, FilesAway
from retouch_lib.instance import AlreadyRunning
from retouch_lib.media.file_stores import files_of
from retouch_lib.media.files import Files
from retouch_lib.media.object_store import ObjectStore
from retouch_lib.media.shared_files import SharedFiles, key_of
from retouch_lib.settings import Settings
from retouch_lib.work.moving_files import copy_back, move

DATA = [b"one", b"two", b"three"]
NAMES = [hashlib.sha256(data).hexdigest() for data in DATA]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Of a store; the data folder has three files."""
    files = Files(tmp_path / "data" / "files")
    for data in DATA:
        part = files.new_part()
        part.write_bytes(data)
        files.adopt(part)
    return Settings(tmp_path / "data", files_url=f"file://{tmp_path}/shared")


def in_folder(settings: Settings) -> list[str]:
    return sorted(path.name for path in (settings.data_dir / "files").glob("??/*"))


def test_a_lab_says_that_files_must_be_moved_first_and_finds_them_then(settings: Settings) -> None:
    with pytest.raises(BadSetting, match="retouch-lab move-files"):
        files_of(settings)
    told: list[int] = []
    moved = move(settings, lambda count, size: told.append(count))
    assert (moved.files, moved.bytes, moved.damaged) == (3, 11, ())
    assert in_folder(settings) == []
    files, shared = files_of(settings)
    assert isinstance(files, SharedFiles)
    assert shared is not None
    assert [files.path(name).read_bytes() for name in NAMES] == DATA


def test_nothing_is_moved_while_a_lab_runs_or_to_nowhere(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadSetting, match="names no store"):
        move(Settings(settings.data_dir))

    def taken(_: Path) -> None:
        raise AlreadyRunning("It runs.")

    monkeypatch.setattr(instance, "claim", taken)
    for way in (move, copy_back):
        with pytest.raises(AlreadyRunning):
            way(settings)
    assert in_folder(settings) == sorted(NAMES)


def test_broken_off_it_goes_on(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    create, calls = ObjectStore.create, [0]

    def away_at_the_second(store: ObjectStore, key: str, path: Path) -> bool:
        calls[0] += 1
        if calls[0] == 2:
            raise FilesAway
        return create(store, key, path)

    monkeypatch.setattr(ObjectStore, "create", away_at_the_second)
    with pytest.raises(FilesAway):
        move(settings)
    assert len(in_folder(settings)) == 2
    assert move(settings).files == 2
    assert in_folder(settings) == []


def test_a_file_with_other_bytes_stays_and_is_named(settings: Settings) -> None:
    Files(settings.data_dir / "files").path(NAMES[1]).write_bytes(b"twa")
    moved = move(settings)
    assert (moved.files, moved.damaged) == (2, (NAMES[1],))
    assert in_folder(settings) == [NAMES[1]]


def test_back_again_the_folder_has_all_of_them(settings: Settings, tmp_path: Path) -> None:
    move(settings)
    (tmp_path / "shared" / key_of(NAMES[0])).write_bytes(b"damaged")
    (settings.data_dir / "copies" / NAMES[0][:2] / NAMES[0]).unlink()
    back = copy_back(settings)
    assert (back.files, back.damaged) == (2, (NAMES[0],))
    assert in_folder(settings) == sorted(NAMES[1:])
    assert copy_back(settings).files == 0
    assert (tmp_path / "shared" / key_of(NAMES[1])).exists()
    assert not list((settings.data_dir / "files" / "parts").iterdir())

"""Previews that one computer makes for all: taken where they are, made where they are not, never waited for."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from obstore.store import MemoryStore

from retouch_lib.errors import FilesAway
from retouch_lib.media import shared_previews
from retouch_lib.media.object_store import ObjectStore
from retouch_lib.media.previews import Previews
from retouch_lib.media.shared_files import SharedFiles
from retouch_lib.media.shared_previews import SharedPreviews


class Computer:
    def __init__(self, folder: Path, backend: Any) -> None:
        self.store = ObjectStore(backend)
        self.files = SharedFiles(folder / "copies", self.store, 1 << 30)
        self.shared = SharedPreviews(self.store)
        self.previews = Previews(self.files, folder / "previews", self.shared)

    def adopt(self, photo: Path) -> str:
        part = self.files.new_part()
        shutil.copyfile(photo, part)
        return self.files.adopt(part)

    def shared_names(self, sha256: str) -> set[str]:
        self.shared.settle()
        return {key.rpartition("/")[2] for key in self.store.keys(f"previews/{sha256[:2]}/{sha256}/")}


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Computer, Computer]]:
    backend = MemoryStore()
    computers = Computer(tmp_path / "a", backend), Computer(tmp_path / "b", backend)
    yield computers
    for computer in computers:
        computer.previews.close()


def test_the_other_takes_what_one_made_without_the_photo(two: tuple[Computer, Computer], portrait: Path) -> None:
    a, b = two
    name = a.adopt(portrait)
    made, faces = a.previews.thumbnail(name), a.previews.faces(name)
    assert len(a.shared_names(name)) == 3
    assert b.previews.thumbnail(name).read_bytes() == made.read_bytes()
    assert b.previews.preview(name).read_bytes() == a.previews.preview(name).read_bytes()
    assert b.previews.faces(name) == faces
    assert not b.files.place(name).exists()


def test_what_is_half_or_too_long_is_made_here(
    two: tuple[Computer, Computer], portrait: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = two
    name = a.adopt(portrait)
    whole = a.previews.thumbnail(name).read_bytes()
    (key,) = (f"previews/{name[:2]}/{name}/{each}" for each in a.shared_names(name) if ".400." in each)
    (tmp_path / "half").write_bytes(whole[:-100])
    a.store.put(key, tmp_path / "half")
    assert b.previews.thumbnail(name).read_bytes() == whole
    shutil.rmtree(tmp_path / "b" / "previews")
    monkeypatch.setattr(shared_previews, "MOST_BYTES", 1000)
    assert b.previews.thumbnail(name).read_bytes() == whole


def test_a_version_has_its_own(two: tuple[Computer, Computer], portrait: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = two
    name = a.adopt(portrait)
    a.previews.thumbnail(name)
    before = a.shared_names(name)
    monkeypatch.setattr(shared_previews, "VERSION", shared_previews.VERSION + 1)
    b.previews.thumbnail(name)
    assert b.files.place(name).exists()
    assert len(b.shared_names(name)) == 2 * len(before)


def test_a_store_that_is_away_keeps_nobody_from_looking(
    two: tuple[Computer, Computer], portrait: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, _ = two
    name = a.adopt(portrait)

    def away(*_: object) -> None:
        raise FilesAway

    for method in ("fetch", "create"):
        monkeypatch.setattr(a.store, method, away)
    assert a.previews.thumbnail(name).is_file()
    a.shared.settle()


def test_they_go_with_their_file_of_every_version(
    two: tuple[Computer, Computer], portrait: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = two
    name = a.adopt(portrait)
    a.previews.thumbnail(name)
    monkeypatch.setattr(shared_previews, "VERSION", shared_previews.VERSION + 1)
    b.previews.thumbnail(name)
    assert b.shared_names(name)
    assert a.previews.names() == {name}
    a.previews.forget([name])
    assert a.shared_names(name) == set()
    assert a.previews.names() == frozenset()


def test_what_another_deleted_goes_here_alone(two: tuple[Computer, Computer], portrait: Path) -> None:
    a, _ = two
    name = a.adopt(portrait)
    a.previews.thumbnail(name)
    before = a.shared_names(name)
    a.previews.forget_here(frozenset([name]))
    assert a.previews.names() == frozenset()
    assert a.shared_names(name) == before

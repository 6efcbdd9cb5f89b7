"""Files in an object store: whole and right or absent on every computer, fetched once, and never removed too early."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from obstore.store import MemoryStore

from retouch_lib.errors import FilesAway
from retouch_lib.media.file_cache import KEPT_SECONDS
from retouch_lib.media.object_store import ObjectStore, StoredObject
from retouch_lib.media.shared_files import YOUNG, SharedFiles, key_of

PICTURE = b"picture"
NAME = hashlib.sha256(PICTURE).hexdigest()
OTHER = hashlib.sha256(b"other").hexdigest()


class Ordered(ObjectStore):
    """A store whose trouble is made to order, and that counts what it is asked."""

    def __init__(self, backend: Any) -> None:
        super().__init__(backend)
        self.away = False
        self.fetches = self.puts = self.looks = 0
        self.before_fetch: Callable[[], object] = lambda: None

    def fetch(self, key: str, write: Callable[[memoryview], object], longest: int | None = None) -> StoredObject:
        self.fetches += 1
        self._require()
        self.before_fetch()
        return super().fetch(key, write, longest)

    def look(self, key: str) -> StoredObject | None:
        self.looks += 1
        self._require()
        return super().look(key)

    def create(self, key: str, path: Path) -> bool:
        self._require()
        return super().create(key, path)

    def put(self, key: str, path: Path) -> None:
        self._require()
        self.puts += 1
        super().put(key, path)

    def delete(self, key: str) -> None:
        self._require()
        super().delete(key)

    def _require(self) -> None:
        if self.away:
            raise FilesAway


class Computer:
    """One of several: its files, its clocks."""

    def __init__(self, folder: Path, backend: Any) -> None:
        self.store = Ordered(backend)
        self.now = datetime.now(UTC)
        self.seconds = 1000.0
        self.files = SharedFiles(
            folder, self.store, 1000, place="memory", clock=lambda: self.now, monotonic=lambda: self.seconds
        )

    def adopt(self, data: bytes = PICTURE) -> str:
        part = self.files.new_part()
        part.write_bytes(data)
        return self.files.adopt(part)

    def later(self, by: timedelta) -> None:
        self.now = datetime.now(UTC) + by
        self.seconds += by.total_seconds()

    @property
    def parts(self) -> list[Path]:
        return list((self.files.root / "parts").iterdir())


@pytest.fixture
def two(tmp_path: Path) -> tuple[Computer, Computer]:
    backend = MemoryStore()
    return Computer(tmp_path / "a", backend), Computer(tmp_path / "b", backend)


def test_what_one_adopts_the_other_finds_fetches_once_and_keeps(two: tuple[Computer, Computer]) -> None:
    a, b = two
    assert a.adopt() == NAME
    assert a.files.path(NAME).read_bytes() == PICTURE
    assert a.store.fetches == 0
    assert not b.files.place(NAME).exists()
    assert b.files.has(NAME)
    assert b.files.path(NAME).read_bytes() == PICTURE
    assert b.files.path(NAME) == b.files.place(NAME)
    assert b.store.fetches == 1
    assert (a.parts, b.parts) == ([], [])


def test_what_nobody_has_is_absent(two: tuple[Computer, Computer]) -> None:
    _, b = two
    assert not b.files.has(NAME)
    assert not b.files.has("../../etc/passwd")
    assert not b.files.fetch(NAME)
    with pytest.raises(FileNotFoundError):
        b.files.path(NAME)
    with pytest.raises(ValueError, match="not a SHA-256"):
        b.files.path("../../etc/passwd")
    assert b.parts == []


def test_many_readers_share_one_download(two: tuple[Computer, Computer]) -> None:
    a, b = two
    a.adopt()
    waiting, go = threading.Barrier(9), threading.Event()
    b.store.before_fetch = lambda: go.wait(5)
    found: list[bytes] = []

    def read() -> None:
        waiting.wait()
        found.append(b.files.path(NAME).read_bytes())

    readers = [threading.Thread(target=read) for _ in range(8)]
    for reader in readers:
        reader.start()
    waiting.wait()
    go.set()
    for reader in readers:
        reader.join()
    assert found == [PICTURE] * 8
    assert b.store.fetches == 1


def test_other_bytes_than_the_name_says_are_no_file(two: tuple[Computer, Computer], tmp_path: Path) -> None:
    a, b = two
    (tmp_path / "wrong").write_bytes(b"pictura")
    a.store.put(key_of(NAME), tmp_path / "wrong")
    with pytest.raises(FileNotFoundError):
        b.files.path(NAME)
    assert not b.files.place(NAME).exists()
    assert b.parts == []


def test_what_breaks_off_leaves_nothing_and_comes_later(two: tuple[Computer, Computer]) -> None:
    a, b = two
    a.adopt()
    b.store.away = True
    for ask in (b.files.path, b.files.has, b.files.fetch):
        with pytest.raises(FilesAway):
            ask(NAME)
    assert b.parts == []
    b.store.away = False
    assert b.files.fetch(NAME)
    b.store.away = True
    assert b.files.path(NAME).read_bytes() == PICTURE
    assert b.files.has(NAME)


def test_a_part_that_can_not_be_put_is_where_it_was(two: tuple[Computer, Computer]) -> None:
    a, b = two
    part = a.files.new_part()
    part.write_bytes(PICTURE)
    a.store.away = True
    with pytest.raises(FilesAway):
        a.files.adopt(part)
    assert part.read_bytes() == PICTURE
    assert not a.files.place(NAME).exists()
    a.store.away = False
    assert a.files.adopt(part) == NAME
    assert b.files.has(NAME)


def test_that_a_file_is_there_is_remembered_for_minutes(two: tuple[Computer, Computer]) -> None:
    a, b = two
    a.adopt()
    assert all(b.files.has(NAME) for _ in range(5))
    assert b.store.looks == 1
    b.later(timedelta(seconds=300))
    assert b.files.has(NAME)
    assert b.store.looks == 2


def test_a_young_object_is_not_removed_and_an_old_one_is(two: tuple[Computer, Computer]) -> None:
    a, b = two
    a.adopt()
    assert not b.files.remove(NAME)
    assert a.files.has(NAME)
    b.later(YOUNG)
    b.files.path(NAME)
    assert b.files.remove(NAME)
    assert not b.files.place(NAME).exists()
    assert not b.files.has(NAME)
    assert b.files.remove(NAME)


def test_adopted_here_while_another_removes_it_there_it_stays(two: tuple[Computer, Computer]) -> None:
    """The other found that no row names it; the row is written after the file is adopted."""
    a, b = two
    a.adopt()
    puts = a.store.puts
    a.adopt()
    assert a.store.puts == puts  # it is fresh: its bytes need not go again
    a.later(YOUNG)
    a.adopt()
    assert a.store.puts == puts + 1
    assert not b.files.remove(NAME)  # put a moment ago, by the store's clock


def test_a_short_object_of_that_name_is_put_anew(two: tuple[Computer, Computer], tmp_path: Path) -> None:
    a, b = two
    (tmp_path / "short").write_bytes(b"pic")
    a.store.put(key_of(NAME), tmp_path / "short")
    a.adopt()
    assert b.files.path(NAME).read_bytes() == PICTURE


def test_what_is_about_to_be_named_here_is_left(two: tuple[Computer, Computer]) -> None:
    a, _ = two
    a.adopt()
    a.later(YOUNG)
    with a.files.settling(NAME):
        with a.files.removing() as left:
            assert left == {NAME}
        assert not a.files.remove(NAME)
    assert a.files.remove(NAME)


def test_nobody_who_settles_waits_for_one_who_removes(two: tuple[Computer, Computer]) -> None:
    a, _ = two
    with a.files.removing(), a.files.settling(NAME):
        assert a.adopt() == NAME


def test_what_is_lent_is_not_kept_unless_it_was_here(two: tuple[Computer, Computer]) -> None:
    a, b = two
    a.adopt()
    with b.files.lent(NAME) as path:
        assert path.read_bytes() == PICTURE
    assert not path.exists()
    assert not b.files.place(NAME).exists()
    with a.files.lent(NAME) as path:
        assert path == a.files.place(NAME)
    assert a.files.place(NAME).exists()


def test_copies_of_what_others_deleted_can_be_found_and_dropped(two: tuple[Computer, Computer]) -> None:
    a, _ = two
    a.adopt()
    assert a.files.copies() == ()
    a.later(timedelta(seconds=KEPT_SECONDS))
    assert a.files.copies() == (NAME,)
    a.files.drop([NAME, OTHER])
    assert a.files.copies() == ()
    assert not a.files.place(NAME).exists()
    assert a.files.path(NAME).read_bytes() == PICTURE  # the store has it


def test_strays_of_a_killed_process_are_this_computers_alone(two: tuple[Computer, Computer]) -> None:
    a, b = two
    b.files.new_part().write_bytes(b"half a pict")
    assert a.files.sweep_parts() == 0
    assert b.files.sweep_parts() == 1


def test_a_copy_says_when_the_file_came(two: tuple[Computer, Computer]) -> None:
    a, b = two
    a.adopt()
    stored = a.store.look(key_of(NAME))
    assert stored is not None
    assert b.files.path(NAME).stat().st_mtime == pytest.approx(stored.modified.timestamp(), abs=1)


def test_the_cache_says_where_the_files_are_and_how_full_it_is(two: tuple[Computer, Computer]) -> None:
    a, _ = two
    a.adopt()
    assert (a.files.cache.place, a.files.cache.bytes, a.files.cache.most) == ("memory", 7, 1000)

"""Which copies stay: the ones used last, and all that somebody may be reading."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from retouch_lib.media.file_cache import KEPT_SECONDS, FileCache
from retouch_lib.media.files import shelf

NAMES = [f"{number:02x}" * 32 for number in range(8)]


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def cache(folder: Path, most: int, clock: Clock) -> FileCache:
    return FileCache(folder, most, lambda name: folder / shelf(name) / name, clock)


def add(made: FileCache, folder: Path, name: str, size: int = 10) -> None:
    part = folder / "part"
    part.write_bytes(b"x" * size)
    made.add(part, name)


def there(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("??/*")}


def test_the_one_not_used_for_longest_goes_first(tmp_path: Path, clock: Clock) -> None:
    made = cache(tmp_path, 30, clock)
    for name in NAMES[:3]:
        add(made, tmp_path, name)
        clock.now += 1
    clock.now += KEPT_SECONDS
    assert made.use(NAMES[0])
    add(made, tmp_path, NAMES[3])
    assert there(tmp_path) == {NAMES[0], NAMES[2], NAMES[3]}
    assert made.bytes == 30
    assert not made.use(NAMES[1])


def test_what_was_asked_for_lately_stays_beyond_the_limit_and_goes_afterwards(tmp_path: Path, clock: Clock) -> None:
    made = cache(tmp_path, 25, clock)
    for name in NAMES[:5]:
        add(made, tmp_path, name)
    assert there(tmp_path) == set(NAMES[:5])
    clock.now += KEPT_SECONDS
    add(made, tmp_path, NAMES[5])
    assert there(tmp_path) == {NAMES[4], NAMES[5]}


def test_it_is_found_again_at_the_next_start_in_the_same_order(tmp_path: Path, clock: Clock) -> None:
    made = cache(tmp_path, 1000, clock)
    for number, name in enumerate(NAMES[:4]):
        add(made, tmp_path, name)
        os.utime(tmp_path / shelf(name) / name, (100 - number, 50))
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "one.part").write_bytes(b"x" * 500)
    again = cache(tmp_path, 20, clock)
    assert again.bytes == 40
    again.make_room()
    assert again.bytes == 20
    assert there(tmp_path) - {"one.part"} == {NAMES[0], NAMES[1]}
    assert set(again.names()) == {NAMES[0], NAMES[1]}


def test_a_copy_that_somebody_deleted_is_not_here(tmp_path: Path, clock: Clock) -> None:
    made = cache(tmp_path, 100, clock)
    add(made, tmp_path, NAMES[0])
    (tmp_path / shelf(NAMES[0]) / NAMES[0]).unlink()
    assert not made.use(NAMES[0])
    assert made.bytes == 0


def test_the_same_one_twice_is_counted_once_and_forgotten_once(tmp_path: Path, clock: Clock) -> None:
    made = cache(tmp_path, 100, clock)
    add(made, tmp_path, NAMES[0])
    add(made, tmp_path, NAMES[0])
    assert made.bytes == 10
    made.forget([NAMES[0], NAMES[1]])
    assert made.bytes == 0
    assert there(tmp_path) == set()


def test_only_what_nobody_asked_for_lately_is_looked_through(tmp_path: Path, clock: Clock) -> None:
    made = cache(tmp_path, 100, clock)
    add(made, tmp_path, NAMES[0])
    clock.now += KEPT_SECONDS
    add(made, tmp_path, NAMES[1])
    assert made.names() == (NAMES[0],)

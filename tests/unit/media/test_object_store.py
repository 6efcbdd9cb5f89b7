"""The object store: put and fetched in pieces, with patience that has an end, and nothing said of what it says."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from obstore.store import MemoryStore

from retouch_lib.errors import FilesAway
from retouch_lib.machine.files_place import FilesPlace
from retouch_lib.media import object_store
from retouch_lib.media.object_store import BucketAccess, ObjectStore, opened
from retouch_lib.tokens.hidden import Hidden
from tests.tiny_s3 import TinyS3, tiny_s3

SECRET = "wJalrXUtnFEMI/K7MDENG"


@pytest.fixture
def s3() -> Iterator[TinyS3]:
    with tiny_s3() as server:
        yield server


@pytest.fixture(autouse=True)
def _no_long_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(object_store, "_FIRST_PAUSE", timedelta(milliseconds=1))


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo"
    path.write_bytes(b"picture")
    return path


def of(s3: TinyS3, prefix: str = "lab") -> ObjectStore:
    access = BucketAccess(s3.url, key="AKIAIOSFODNN7", secret=Hidden(SECRET))
    return opened(FilesPlace("studio", prefix), access)


def fetched(store: ObjectStore, key: str, longest: int | None = None) -> bytes:
    pieces: list[bytes] = []
    store.fetch(key, lambda piece: pieces.append(bytes(piece)), longest)
    return b"".join(pieces)


def stores(tmp_path: Path, s3: TinyS3) -> list[ObjectStore]:
    return [
        of(s3),
        of(s3, ""),
        opened(FilesPlace(folder=tmp_path / "shared"), BucketAccess()),
        ObjectStore(MemoryStore()),
    ]


def test_what_was_put_is_fetched_looked_at_listed_and_deleted(tmp_path: Path, s3: TinyS3, photo: Path) -> None:
    for store in stores(tmp_path, s3):
        assert store.look("files/ab/one") is None
        assert store.create("files/ab/one", photo)
        assert not store.create("files/ab/one", photo)
        store.put("files/ab/one", photo)
        found = store.look("files/ab/one")
        assert found is not None
        assert found.bytes == 7
        assert abs(datetime.now(UTC) - found.modified) < timedelta(minutes=1)
        assert fetched(store, "files/ab/one") == b"picture"
        assert list(store.keys("files/ab/")) == ["files/ab/one"]
        store.delete("files/ab/one")
        store.delete("files/ab/one")
        assert store.look("files/ab/one") is None
        with pytest.raises(FileNotFoundError):
            fetched(store, "files/ab/one")


def test_a_long_file_goes_in_pieces_and_comes_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(object_store, "PIECE", 4096)
    store, long = opened(FilesPlace(folder=tmp_path / "shared"), BucketAccess()), tmp_path / "long"
    long.write_bytes(bytes(range(256)) * 32 + b"end")
    assert store.create("long", long)
    assert not store.create("long", long)
    sizes: list[int] = []
    store.fetch("long", lambda piece: sizes.append(len(piece)))
    assert sizes == [4096, 4096, 3]
    assert fetched(store, "long") == long.read_bytes()


def test_nothing_is_written_of_what_is_too_long(tmp_path: Path, photo: Path) -> None:
    store = ObjectStore(MemoryStore())
    store.put("one", photo)
    with pytest.raises(ValueError, match="longer"):
        fetched(store, "one", longest=6)
    assert fetched(store, "one", longest=7) == b"picture"


def test_a_condition_is_sent_and_a_server_that_knows_none_is_asked_first(s3: TinyS3, photo: Path) -> None:
    store = of(s3)
    assert store.create("one", photo)
    assert s3.asked == ["PUT /studio/lab/one"]
    s3.knows_conditions = False
    assert store.create("two", photo)
    assert not store.create("two", photo)
    s3.asked.clear()
    assert store.create("three", photo)
    assert [line.split()[0] for line in s3.asked] == ["HEAD", "PUT"]


def test_a_hiccup_is_tried_again_and_two_more_are_not(s3: TinyS3, photo: Path) -> None:
    store = of(s3)
    s3.answers = [503, 500]
    store.put("one", photo)
    assert s3.count("PUT") == 3
    s3.answers = [503] * 3
    with pytest.raises(FilesAway):
        store.put("one", photo)
    assert s3.count("PUT") == 6


def test_a_refused_key_says_so(s3: TinyS3, photo: Path) -> None:
    store = of(s3)
    s3.answers = [403]
    with pytest.raises(FilesAway, match="refuses the key") as caught:
        store.put("one", photo)
    assert caught.value.refused


def test_after_a_failure_nobody_waits_for_a_while(s3: TinyS3, photo: Path) -> None:
    now = [100.0]
    store = ObjectStore(of(s3)._backend, monotonic=lambda: now[0])
    s3.answers = [403]
    with pytest.raises(FilesAway):
        store.put("one", photo)
    with pytest.raises(FilesAway):
        store.look("one")
    assert len(s3.asked) == 1
    now[0] += 2
    assert store.look("one") is None


def test_a_store_that_answers_nothing_is_given_up(s3: TinyS3, photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(object_store, "_READ", timedelta(milliseconds=100))
    monkeypatch.setattr(object_store, "_RETRY_WITHIN", timedelta(milliseconds=50))
    store = of(s3)
    s3.hangs = threading.Event()
    with pytest.raises(FilesAway, match="can't be reached"):
        store.look("one")


def test_an_answer_that_is_cut_off_is_no_file(s3: TinyS3, photo: Path) -> None:
    store = of(s3)
    store.put("one", photo)
    s3.cuts = True
    with pytest.raises(FilesAway):
        fetched(store, "one")


def test_a_file_of_ours_that_is_gone_is_no_trouble_of_the_store(tmp_path: Path) -> None:
    store = ObjectStore(MemoryStore())
    with pytest.raises(FileNotFoundError):
        store.put("one", tmp_path / "nothing")


def test_neither_the_secret_nor_the_address_is_in_what_is_said(
    s3: TinyS3, photo: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = of(s3)
    said: list[str] = [repr(BucketAccess(secret=Hidden(SECRET)))]
    with caplog.at_level(logging.DEBUG):
        for status in (403, 500, 400):
            s3.answers = [status] * 3
            store._rests_until = 0.0
            with pytest.raises(FilesAway) as caught:
                store.put("one", photo)
            said += [repr(caught.value), str(caught.value), str(caught.value.__cause__)]
    everything = "\n".join([*said, caplog.text])
    assert SECRET not in everything
    assert "127.0.0.1" not in everything
    assert all(SECRET not in str(headers) for headers in s3.headers)

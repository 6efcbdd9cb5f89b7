"""A fresh store with one photo, and records to put into it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from retouch_lib.store.records import Photo, Run, Wanted
from retouch_lib.store.store import Store
from tests.launches import as_opened_before

OWNER = "local"
SHA = "a" * 64
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class Ticking:
    """A clock that goes on by a second each time it is read."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def photo(sha256: str = SHA, owner: str = OWNER, name: str = "DSC_1.jpg", added_at: datetime = NOON) -> Photo:
    return Photo(sha256, owner, name, 1000, "jpeg", 600, 800, "sRGB", None, added_at)


def wanted(variant: str = "balanced", fingerprint: str = "f" * 64, nonce: str = "", job: str | None = None) -> Wanted:
    return Wanted(SHA, variant, '{"mode":"professional","tasks":[{"Plugin":"Heal"}]}', fingerprint, nonce, job)


def make_run(store: Store, *items: Wanted, owner: str = OWNER) -> Run:
    return store.make_run(owner, "local", items or (wanted(),), engine_version="1", token_ref="ref")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(as_opened_before(tmp_path / "lab.sqlite"), Ticking())
    store.add_photo(photo())
    yield store
    store.close()

"""Answers that are kept: given again until anybody writes, and never after."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from retouch_lib.store.database import Database
from retouch_lib.store.remembered import Remembered
from retouch_lib.store.store import Store
from tests.unit.store.conftest import OWNER, photo


class Question:
    """Counts how often the database is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, connection: Connection, owner: str) -> int:
        self.asked += 1
        return connection.execute(
            text("SELECT count(*) FROM photos WHERE owner = :owner"), {"owner": owner}
        ).scalar_one()


def test_a_question_is_asked_once_until_somebody_writes(store: Store) -> None:
    remembered, question = Remembered(store._database), Question()
    assert [remembered.ask(question, OWNER) for _ in range(3)] == [1, 1, 1]
    assert question.asked == 1
    store.add_photo(photo("b" * 64))
    assert [remembered.ask(question, OWNER) for _ in range(3)] == [2, 2, 2]
    assert question.asked == 2
    assert remembered.ask(question, "somebody else") == 0
    remembered.close()


@pytest.mark.sqlite
def test_what_another_program_writes_is_seen_at_once(store: Store, tmp_path: Path) -> None:
    store.set_preference(OWNER, "server", "main")
    assert store.preference(OWNER, "server") == "main"
    with closing(sqlite3.connect(tmp_path / "lab.sqlite")) as other:
        other.execute("UPDATE preferences SET value = '\"cn\"'")
        assert store.preference(OWNER, "server") == "main", "not yet committed"
        other.commit()
    assert store.preference(OWNER, "server") == "cn"


def test_what_came_is_the_callers_own(store: Store) -> None:
    store.set_preference(OWNER, "board", {"tasks": [1]})
    got = store.preference(OWNER, "board")
    assert isinstance(got, dict)
    got["tasks"] = []
    assert store.preference(OWNER, "board") == {"tasks": [1]}


def test_the_list_of_photos_follows_every_change(store: Store) -> None:
    store.add_photo(photo("b" * 64))
    assert len(store.photos(OWNER)) == 2
    store.add_photo(replace(photo("b" * 64), name="other.jpg"))
    store.remove_photos(OWNER, ["b" * 64])
    assert len(store.photos(OWNER)) == 1
    store.put_photos_back(OWNER, ["b" * 64])
    assert {found.name for found in store.photos(OWNER)} == {"DSC_1.jpg", "other.jpg"}


@pytest.mark.sqlite
def test_where_nobody_can_tell_it_is_asked_each_time(store: Store, tmp_path: Path) -> None:
    database, question = Database(tmp_path / "lab.sqlite"), Question()
    remembered = Remembered(database)
    remembered.close()
    assert [remembered.ask(question, OWNER) for _ in range(3)] == [1, 1, 1]
    assert question.asked == 3
    database.close()

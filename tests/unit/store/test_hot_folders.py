"""Hot folders and their files as rows: one for the same places, and a row that can't be read takes no other with it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from retouch_lib.store.hot_folders import DONE, FAILED, HotFile, HotFolder, HotOptions
from retouch_lib.store.store import Store
from tests.unit.store.conftest import NOON, OWNER, as_of_revision


def kept(store: Store, source: str = "/in", **options: Any) -> HotFolder:
    return store.keep_hot_folder(OWNER, source, "/out", ["balanced"], "local", HotOptions(**options))


def test_the_same_places_are_one_folder_with_the_last_options(store: Store) -> None:
    first = kept(store)
    again = kept(store, per_day=7, quiet=1.5)
    assert again.id == first.id
    assert (again.options, again.standing) == (HotOptions(per_day=7, quiet=1.5), False)
    other = kept(store, "/else")
    store.let_stand(OWNER, other.id, True)
    store.let_stand("somebody", first.id, True)
    assert {folder.id: folder.standing for folder in store.hot_folders(OWNER)} == {other.id: True, first.id: False}
    assert store.hot_folders("somebody") == ()


def test_a_file_is_known_by_its_path_and_goes_with_its_folder(store: Store) -> None:
    folder, other = kept(store), kept(store, "/else")
    for note in ("", "no photo"):
        store.settle_hot_file(folder.id, HotFile("a/1.jpg", 10, 2**62, FAILED if note else DONE, note, NOON))
    store.settle_hot_file(folder.id, HotFile("2.jpg", 10, 1, DONE, "", NOON))
    known = store.hot_files(folder.id, ["a/1.jpg", "3.jpg"])
    assert {path: (file.changed_ns, file.state, file.note) for path, file in known.items()} == {
        "a/1.jpg": (2**62, FAILED, "no photo")
    }
    assert store.hot_counts(folder.id) == {DONE: 1, FAILED: 1}
    assert len(store.newest_hot_files(folder.id, 9)) == 2
    assert store.hot_files(other.id, ["a/1.jpg"]) == {}
    store.forget_hot_folder(OWNER, folder.id)
    assert store.newest_hot_files(folder.id, 9) == ()
    assert store.hot_folders(OWNER) == (other,)


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("hot_folders", "presets", "{"),
        ("hot_folders", "presets", "[]"),
        ("hot_folders", "options", '{"quiet": "long"}'),
        ("hot_folders", "made_at", "then"),
        ("hot_files", "ended_at", "then"),
        ("hot_files", "bytes", "many"),
    ],
)
def test_a_row_that_cannot_be_read_is_left_out(
    store: Store, tmp_path: Path, table: str, column: str, value: str
) -> None:
    kept(store)
    folder = kept(store, "/else")
    store.settle_hot_file(folder.id, HotFile("1.jpg", 1, 1, DONE, "", NOON))
    where = ("source", "/else") if table == "hot_folders" else ("path", "1.jpg")
    with closing(sqlite3.connect(tmp_path / "lab.sqlite")) as connection, connection:
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE {where[0]} = ?", (value, where[1]))
    if table == "hot_folders":
        assert [one.source for one in store.hot_folders(OWNER)] == ["/in"]
    else:
        assert store.newest_hot_files(folder.id, 9) == ()


def test_an_older_database_gets_the_tables(tmp_path: Path) -> None:
    path = tmp_path / "lab.sqlite"
    Store.open(path).close()
    as_of_revision(path, "0027")
    with closing(Store.open(path)) as store:
        assert store.hot_folders(OWNER) == ()

"""The library's rows: numbers follow each other whoever saves, and an older file is brought up to date."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from retouch_lib.errors import InvalidName
from retouch_lib.store import store as store_module
from retouch_lib.store.presets import State
from retouch_lib.store.store import Store
from tests.unit.store.conftest import OWNER, make_run, photo


def state(number: int) -> State:
    return State(f'{{"tasks":[{{"Plugin":"Heal","Alpha1":{number}}}]}}', f"{number:064}", "note", "Ann", ("a", "ü"))


def test_saves_at_the_same_moment_make_versions_one_after_the_other(store: Store) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: store.save_preset(OWNER, "wedding", state(number)), range(12)))
    versions = store.preset_versions(OWNER, "wedding")
    assert [version.number for version in versions] == list(range(1, 13))
    assert len({version.fingerprint for version in versions}) == 12


def test_presets_come_by_name_with_all_that_was_saved(store: Store) -> None:
    for name, number in (("b", 1), ("a", 2), ("b", 3)):
        store.save_preset(OWNER, name, state(number))
    rows = store.preset_versions(OWNER)
    assert [(row.name, row.number) for row in rows] == [("a", 1), ("b", 1), ("b", 2)]
    assert (rows[2].payload, rows[2].note, rows[2].author, rows[2].tags) == (
        state(3).payload,
        "note",
        "Ann",
        ("a", "ü"),
    )


def test_a_removed_presets_name_is_free_for_another(store: Store) -> None:
    store.save_preset(OWNER, "a", state(1))
    store.remove_preset(OWNER, "a")
    store.save_preset(OWNER, "b", state(2))
    store.rename_preset(OWNER, "b", "a")
    assert [row.fingerprint for row in store.preset_versions(OWNER)] == [state(2).fingerprint]
    store.save_preset(OWNER, "c", state(3))
    with pytest.raises(InvalidName):
        store.rename_preset(OWNER, "c", "a")


def test_a_file_of_the_first_revision_keeps_its_runs_and_gets_a_library(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    config = Config()
    config.set_main_option("script_location", str(Path(store_module.__file__).parent / "migrations"))
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql(
            "INSERT INTO photos (owner, sha256, name, bytes, format, width, height, added_at)"
            f" VALUES ('{OWNER}', '{photo().sha256}', 'DSC_1.jpg', 1, 'jpeg', 1, 1, '2026-03-01 12:00:00')"
        )
    engine.dispose()
    store = Store.open(path)
    assert [item.name for item in store.photos(OWNER)] == ["DSC_1.jpg"]
    assert store.save_preset(OWNER, "wedding", state(1)).number == 1
    job = make_run(store).items[0].job
    assert store.reach(OWNER, [job.fingerprint]).photos == 0, "not done yet"
    store.close()

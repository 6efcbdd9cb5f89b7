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


NFD = "E\u0301te\u0301"


def test_a_file_with_names_that_read_the_same_keeps_both_and_numbers_the_newer(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    config = Config()
    config.set_main_option("script_location", str(Path(store_module.__file__).parent / "migrations"))
    engine = create_engine(f"sqlite:///{path}")
    rows = [
        ("2", "\u00c9t\u00e9", None),
        ("1", NFD, None),
        ("3", "\u00e9t\u00e9", None),
        ("4", "ÉTÉ", "2026-03-02 12:00:00"),
    ]
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0008")
        for number, name, gone in rows:
            values = (number, OWNER, name, f"2026-03-01 12:00:0{number}.000000", gone)
            connection.exec_driver_sql(
                "INSERT INTO presets (id, owner, name, made_at, removed_at) VALUES (?, ?, ?, ?, ?)", values
            )
            connection.exec_driver_sql(
                "INSERT INTO preset_versions (id, preset, number, payload, fingerprint, note, author, tags, saved_at)"
                " VALUES (?, ?, 1, ?, ?, '', '', '[]', '2026-03-01 12:00:00.000000')",
                (f"v{number}", number, state(int(number)).payload, state(int(number)).fingerprint),
            )
        connection.exec_driver_sql(
            "INSERT INTO photos (owner, sha256, name, bytes, format, width, height, added_at)"
            " VALUES (?, ?, ?, 1, 'jpeg', 1, 1, '2026-03-01 12:00:00')",
            (OWNER, photo().sha256, f"{NFD}.jpg"),
        )
        job = dict.fromkeys(("id", "variant", "payload", "server", "engine_version", "nonce", "token_ref"), "x")
        job |= {"owner": OWNER, "photo": photo().sha256, "run": "r", "state": "cancelled", "fingerprint": "f"}
        job |= dict.fromkeys(("remote_state", "step", "plugin", "reason", "note", "error"), "")
        job |= dict.fromkeys(("progress", "uploaded", "polls", "attempts"), "0")
        job |= {"created_at": "2026-03-01 12:00:00.000000"}
        marks = ", ".join("?" * len(job))
        connection.exec_driver_sql(f"INSERT INTO jobs ({', '.join(job)}) VALUES ({marks})", tuple(job.values()))
        connection.exec_driver_sql(
            "INSERT INTO runs VALUES ('r', ?, 'local', 'x', '2026-03-01 12:00:00.000000')", (OWNER,)
        )
        connection.exec_driver_sql("INSERT INTO run_items VALUES ('r', 0, 'x', 'paid', 'x')")
    engine.dispose()

    store = Store.open(path)
    numbers = {row.name: int(row.fingerprint) for row in store.preset_versions(OWNER)}
    assert numbers == {"Été": 1, "Été (2)": 2, "été (3)": 3}
    (removed,) = store.removed_presets(OWNER)
    assert store.restore_preset(OWNER, removed.id) == "ÉTÉ (4)"
    (item,) = store.runs(OWNER)[0].items
    assert (item.photo_name, item.job.photo_name) == ("Été.jpg", "Été.jpg")
    assert store.photos(OWNER)[0].name == "Été.jpg"
    store.close()


def test_a_name_is_found_and_kept_once_however_it_is_written(store: Store) -> None:
    store.save_preset(OWNER, "Été", state(1))
    again = store.save_preset(OWNER, NFD.upper(), state(2))
    assert (again.name, again.number) == ("Été", 2)
    assert [row.name for row in store.preset_versions(OWNER, "été")] == ["Été", "Été"]
    store.save_preset(OWNER, "Soft", state(3))
    with pytest.raises(InvalidName):
        store.rename_preset(OWNER, "soft", "éTé")
    store.rename_preset(OWNER, "ÉTÉ", "ÉTÉ")
    assert {row.name for row in store.preset_versions(OWNER)} == {"ÉTÉ", "Soft"}
    store.remove_preset(OWNER, NFD)
    store.save_preset(OWNER, "été", state(4))
    (removed,) = store.removed_presets(OWNER)
    assert store.restore_preset(OWNER, removed.id) == "ÉTÉ (2)"

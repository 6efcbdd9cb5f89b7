"""One archive of a lab and a folder made of it: the same rows and files, whole or not at all, and nothing sent twice.

The lab that is saved is the old folder of `tests/fixtures`: it was killed at work, with a job in every state.
"""

from __future__ import annotations

import errno
import hashlib
import json
import random
import shutil
import sqlite3
import stat
import tracemalloc
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from retouch_lib.backup import __main__ as command
from retouch_lib.backup import saving
from retouch_lib.backup.manifest import FORMAT, MANIFEST, NoBackup
from retouch_lib.backup.restoring import check, restore
from retouch_lib.backup.saving import NotSaved, Saving, save
from retouch_lib.errors import NewerFolder, RetouchError
from retouch_lib.lab import Lab
from retouch_lib.media.files import Files
from retouch_lib.settings import Settings
from retouch_lib.store.records import ENDED, JobState
from retouch_lib.store.snapshot import FREE_THEN, QUEUED_THEN, STARTING_THEN, UnreadableDatabase
from tests.fixtures import telling
from tests.fixtures.old_folder import OldFolder
from tests.jobs.test_secrets import assert_free_of_secret


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> OldFolder:
    """Not to be opened or changed."""
    return OldFolder.unpack(tmp_path_factory.mktemp("pristine") / "old")


@pytest.fixture(scope="module")
def archive(pristine: OldFolder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("archive") / "lab.zip"
    save(pristine.data, target)
    return target


@pytest.fixture
def old(tmp_path: Path) -> OldFolder:
    return OldFolder.unpack(tmp_path / "old")


def named_files(old: OldFolder) -> dict[str, str]:
    """The photos and results that rows name, by path: what a deletion had left over is no part of the lab."""
    named = {job[kind] for job in old.told["jobs"] for kind in ("photo", "result")}
    return {path: sha256 for path, sha256 in old.told["files"].items() if Path(path).name in named}


def rows_of(database: Path, table: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        rows = [dict(row) for row in connection.execute(f'select * from "{table}"')]
    return sorted(rows, key=str)


class TestRestored:
    def test_every_file_and_every_row_is_there(self, pristine: OldFolder, archive: Path, tmp_path: Path) -> None:
        manifest = restore(archive, tmp_path / "new")
        there = tmp_path / "new"
        assert telling.files(there) == named_files(pristine)
        assert (manifest.files, manifest.missing, manifest.damaged) == (len(named_files(pristine)), (), ())
        assert telling.rows(there / "lab.sqlite") == pristine.told["rows"]
        for table in set(pristine.told["rows"]) - {"jobs"}:
            assert rows_of(there / "lab.sqlite", table) == rows_of(pristine.data / "lab.sqlite", table), table
        assert (there / "vault.key").read_bytes() == (pristine.data / "vault.key").read_bytes()
        assert stat.S_IMODE((there / "vault.key").stat().st_mode) == 0o600
        assert stat.S_IMODE(there.stat().st_mode) == 0o700

    def test_what_was_not_answered_is_not_sent_by_itself(
        self, pristine: OldFolder, archive: Path, tmp_path: Path
    ) -> None:
        restore(archive, tmp_path / "new")
        now = {row["id"]: row for row in rows_of(tmp_path / "new" / "lab.sqlite", "jobs")}
        for row in rows_of(pristine.data / "lab.sqlite", "jobs"):
            changed = {key: value for key, value in now[row["id"]].items() if value != row[key]}
            unsent = row["state"] in (JobState.QUEUED, JobState.STARTING)
            if row["state"] in ENDED or row["state"] == JobState.UNSURE or (row["server"] != "local" and not unsent):
                assert changed == {}, row["state"]
            elif row["server"] == "local":
                assert changed["state"] == (JobState.CANCELLED if unsent else JobState.FAILED)
                assert changed["note"] == FREE_THEN
                assert changed["ended_at"]
            else:
                note = QUEUED_THEN if row["state"] == JobState.QUEUED else STARTING_THEN
                assert (changed["state"], changed["note"]) == (JobState.UNSURE, note)
                assert now[row["id"]]["attempts"] >= 1, "its credit may be gone, and counts so"
                assert now[row["id"]]["attempted_at"]

    def test_it_opens_and_none_of_its_jobs_would_be_sent(self, archive: Path, tmp_path: Path) -> None:
        restore(archive, tmp_path / "new")
        lab = Lab.open(Settings(tmp_path / "new"))
        states = {job.state for job in lab.store.under_way()}
        assert states == {JobState.UNSURE, JobState.WAITING, JobState.DOWNLOADING}
        assert {job.server for job in lab.store.under_way()} == {"main", "custom"}
        lab.close()

    def test_it_is_made_beside_an_empty_folder_too(self, archive: Path, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        restore(archive, tmp_path / "empty")
        restore(archive, tmp_path / "not" / "there" / "yet")
        assert telling.files(tmp_path / "empty") == telling.files(tmp_path / "not" / "there" / "yet")

    @pytest.mark.parametrize("make", [Path.touch, lambda path: (path.mkdir(), (path / "x").touch())])
    def test_a_folder_that_is_not_empty_is_refused(
        self, archive: Path, tmp_path: Path, make: Callable[[Path], object]
    ) -> None:
        make(tmp_path / "full")
        before = sorted(tmp_path.rglob("*"))
        with pytest.raises(NoBackup, match="not empty"):
            restore(archive, tmp_path / "full")
        assert sorted(tmp_path.rglob("*")) == before

    def test_without_room_nothing_is_begun(
        self, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        usage = shutil.disk_usage(tmp_path)
        monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1000))
        with pytest.raises(NoBackup, match="no room"):
            restore(archive, tmp_path / "new")
        assert list(tmp_path.iterdir()) == []


class TestSaved:
    def test_it_holds_what_it_says_and_no_token(self, archive: Path) -> None:
        with zipfile.ZipFile(archive) as packed:
            assert packed.testzip() is None
            names = {name.split("/")[0] for name in packed.namelist()}
            assert names == {"files", "lab.sqlite", "vault.key", "manifest.json"}
            for name in packed.namelist():
                assert_free_of_secret(packed.read(name), name)
        assert stat.S_IMODE(archive.stat().st_mode) == 0o600
        assert check(archive).missing == ()

    def test_the_folder_is_as_it_was(self, old: OldFolder, tmp_path: Path) -> None:
        before = {path: path.stat().st_size for path in old.data.rglob("*") if not path.name.endswith(("-shm", "-wal"))}
        rows = telling.rows(old.data / "lab.sqlite")
        save(old.data, tmp_path / "lab.zip")
        assert telling.rows(old.data / "lab.sqlite") == rows
        after = {path for path in old.data.rglob("*") if not path.name.endswith(("-shm", "-wal"))}
        assert after == set(before)

    def test_a_file_that_is_there_is_not_written_over(self, pristine: OldFolder, tmp_path: Path) -> None:
        (tmp_path / "lab.zip").write_text("mine")
        with pytest.raises(NotSaved, match="already"):
            save(pristine.data, tmp_path / "lab.zip")
        assert (tmp_path / "lab.zip").read_text() == "mine"

    @pytest.mark.parametrize(
        ("folder", "target", "words"),
        [("nowhere", "lab.zip", "no data folder"), ("old/data", "no/such/folder/lab.zip", "can't be written")],
    )
    def test_what_cannot_be_is_said(self, old: OldFolder, tmp_path: Path, folder: str, target: str, words: str) -> None:
        with pytest.raises(NotSaved, match=words):
            save(tmp_path / folder, tmp_path / target)
        assert not (tmp_path / "nowhere").exists()

    def test_a_full_disk_leaves_no_half_archive(
        self, pristine: OldFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(_: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(saving.os, "fsync", full)
        with pytest.raises(NotSaved, match="full"):
            save(pristine.data, tmp_path / "lab.zip")
        assert list(tmp_path.iterdir()) == []
        assert not [path for path in (pristine.data / "files" / "parts").iterdir() if path.stat().st_size]

    def test_it_needs_no_room_beside_the_lab(
        self, pristine: OldFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whoever saves a lab may do so because its disk is full."""
        monkeypatch.setattr(Files, "new_part", lambda _: tmp_path / "no" / "such" / "folder")
        assert save(pristine.data, tmp_path / "lab.zip").files
        assert [path.name for path in tmp_path.iterdir()] == ["lab.zip"]

    def test_left_half_way_it_leaves_nothing(self, old: OldFolder) -> None:
        before = set(old.data.rglob("*"))
        pieces = Saving(old.data).pieces()
        next(pieces)
        assert [path for path in set(old.data.rglob("*")) - before if path.parent.name == "parts"], (
            "its copy of the rows"
        )
        pieces.close()
        assert {path for path in set(old.data.rglob("*")) - before if not path.name.endswith("-shm")} == set()

    def test_a_database_that_is_none_is_said(self, tmp_path: Path) -> None:
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "lab.sqlite").write_bytes(b"no database" * 1000)
        with pytest.raises(UnreadableDatabase, match=r"lab\.sqlite can't be read"):
            save(tmp_path / "data", tmp_path / "lab.zip")
        assert not (tmp_path / "lab.zip").exists()

    def test_what_the_folder_lacks_or_has_damaged_is_told_and_the_rest_saved(
        self, old: OldFolder, tmp_path: Path
    ) -> None:
        lost, hurt = sorted(named_files(old))[:2]
        (old.data / lost).unlink()
        (old.data / hurt).write_bytes(b"half")
        manifest = save(old.data, tmp_path / "lab.zip")
        assert manifest.missing == (Path(lost).name,)
        assert manifest.damaged == (Path(hurt).name,)
        assert restore(tmp_path / "lab.zip", tmp_path / "new") == manifest
        there = telling.files(tmp_path / "new")
        assert set(there) == set(named_files(old)) - {lost}
        assert (tmp_path / "new" / hurt).read_bytes() == b"half", "as it was found"

    def test_runs_deleted_meanwhile_are_in_it_whole_or_not_at_all(self, old: OldFolder, tmp_path: Path) -> None:
        lab = Lab.open(Settings(old.data))
        run = next(run for run in lab.store.runs("local") if run.project == "Müller & Söhne")
        went = {item.job.photo for item in run.items} | {item.job.result for item in run.items}
        pieces = Saving(old.data).pieces()
        with (tmp_path / "lab.zip").open("wb") as file:
            file.write(next(pieces))
            lab.storage.delete("local", lab.storage.runs_of("local", "Müller & Söhne"))
            assert not any(lab.files.has(sha256 or "") for sha256 in went - {None})
            file.writelines(pieces)
        lab.close()
        manifest = restore(tmp_path / "lab.zip", tmp_path / "new")
        assert manifest.missing == ()
        assert not {path.name for path in (tmp_path / "new" / "files").rglob("*")} & went
        assert "Müller & Söhne" not in {row["project"] for row in rows_of(tmp_path / "new" / "lab.sqlite", "runs")}

    def test_big_files_take_no_memory(self, old: OldFolder, tmp_path: Path) -> None:
        path, most = sorted(named_files(old))[0], 48 << 20
        with (old.data / path).open("r+b") as file:
            file.truncate(most)
        tracemalloc.start()
        save(old.data, tmp_path / "lab.zip")
        restore(tmp_path / "lab.zip", tmp_path / "new")
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert (tmp_path / "new" / path).stat().st_size == most
        assert peak < 12 << 20


def packed_again(archive: Path, target: Path, change: Callable[[dict[str, bytes], dict[str, Any]], None]) -> Path:
    """The archive with other contents and another list, as somebody else could have made it."""
    with zipfile.ZipFile(archive) as packed:
        contents = {name: packed.read(name) for name in packed.namelist()}
    manifest = json.loads(contents[MANIFEST])
    change(contents, manifest)
    contents[MANIFEST] = contents[MANIFEST] if contents[MANIFEST] == b"!" else json.dumps(manifest).encode()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in contents.items():
            packed.writestr(name, data)
    return target


def entry_of(manifest: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(entry for entry in manifest["entries"] if entry["name"].startswith(name))
    return found


def renamed(name: str) -> Callable[[dict[str, bytes], dict[str, Any]], None]:
    def change(contents: dict[str, bytes], manifest: dict[str, Any]) -> None:
        entry = entry_of(manifest, "files/")
        contents[name] = contents.pop(entry["name"])
        entry["name"] = name

    return change


def longer(contents: dict[str, bytes], manifest: dict[str, Any]) -> None:
    contents[entry_of(manifest, "files/")["name"]] += bytes(50_000_000)


def other_rows(statement: str) -> Callable[[dict[str, bytes], dict[str, Any]], None]:
    def change(contents: dict[str, bytes], manifest: dict[str, Any]) -> None:
        connection = sqlite3.connect(":memory:")
        connection.deserialize(contents["lab.sqlite"])
        connection.execute(statement)
        connection.commit()
        contents["lab.sqlite"] = connection.serialize()
        connection.close()
        entry = entry_of(manifest, "lab.sqlite")
        entry["bytes"] = len(contents["lab.sqlite"])
        entry["sha256"] = hashlib.sha256(contents["lab.sqlite"]).hexdigest()

    return change


HOSTILE: dict[str, Callable[[dict[str, bytes], dict[str, Any]], object]] = {
    "a name that leads out": renamed("files/../../../escaped"),
    "an absolute name": renamed("/tmp/escaped"),
    "a backslash": renamed("files\\..\\escaped"),
    "a name of nothing of ours": renamed("secrets.toml"),
    "a folder that is not the file's": renamed("files/00/" + "f" * 64),
    "more bytes than listed": longer,
    "fewer bytes": lambda contents, manifest: contents.update({entry_of(manifest, "files/")["name"]: b""}),
    "other bytes": lambda contents, manifest: contents.update(
        {entry_of(manifest, "files/")["name"]: bytes(entry_of(manifest, "files/")["bytes"])}
    ),
    "a file that is not listed": lambda contents, manifest: contents.update({"files/extra": b"x"}),
    "a listed file that is not there": lambda contents, manifest: contents.pop(entry_of(manifest, "files/")["name"]),
    "listed twice": lambda contents, manifest: manifest["entries"].append(manifest["entries"][0]),
    "no rows": lambda contents, manifest: (
        contents.pop("lab.sqlite"),
        manifest["entries"].remove(entry_of(manifest, "lab.sqlite")),
    ),
    "a file that belongs to it neither there nor listed": lambda contents, manifest: (
        contents.pop(entry_of(manifest, "files/")["name"]),
        manifest["entries"].remove(entry_of(manifest, "files/")),
    ),
    "a list that is none": lambda contents, manifest: contents.update({MANIFEST: b"!"}),
    "a negative size": lambda contents, manifest: entry_of(manifest, "files/").update(bytes=-1),
    "a size that is no number": lambda contents, manifest: entry_of(manifest, "files/").update(bytes=True),
    "a newer form": lambda contents, manifest: manifest.update(retouchlab_backup=FORMAT + 1),
    "another form": lambda contents, manifest: manifest.pop("retouchlab_backup"),
    "a trigger": other_rows("CREATE TRIGGER t AFTER INSERT ON runs BEGIN DELETE FROM jobs; END"),
    "another program's tables": other_rows("DROP TABLE alembic_version"),
    "rows of a newer version": other_rows("UPDATE alembic_version SET version_num = '9999'"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_an_archive_that_is_not_right_changes_nothing(archive: Path, tmp_path: Path, what: str) -> None:
    hostile = packed_again(archive, tmp_path / "hostile.zip", HOSTILE[what])  # type: ignore[arg-type]
    with pytest.raises((NoBackup, NewerFolder, UnreadableDatabase), match=r"Nothing was changed") as caught:
        restore(hostile, tmp_path / "inside" / "new")
    assert "newer" in str(caught.value) or "newer" not in what
    assert [path for path in tmp_path.rglob("*") if path != hostile and path.name != "inside"] == []


def test_an_archive_that_was_cut_off_or_damaged_is_never_taken_for_a_whole_one(
    pristine: OldFolder, archive: Path, tmp_path: Path
) -> None:
    whole, chance = archive.read_bytes(), random.Random(8)
    spoilt = [whole[: chance.randrange(len(whole))] for _ in range(15)]
    for _ in range(15):
        place = chance.randrange(len(whole))
        spoilt.append(whole[:place] + bytes([whole[place] ^ 1 << chance.randrange(8)]) + whole[place + 1 :])
    taken, refusals = 0, set()
    for number, data in enumerate([b"", b"PK", *spoilt]):
        (tmp_path / "spoilt.zip").write_bytes(data)
        folder = tmp_path / f"new{number}"
        try:
            restore(tmp_path / "spoilt.zip", folder)
        except RetouchError as error:
            refusals.add("Nothing was changed" in str(error))
            assert not folder.exists()
        else:  # the bit was in what tells nothing, such as a date
            taken += 1
            assert telling.files(folder) == named_files(pristine)
    assert taken < 8
    assert refusals == {True}
    assert list(tmp_path.glob("*.part")) == []


class TestCommand:
    def test_save_check_and_restore(
        self, pristine: OldFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        target, folder = str(tmp_path / "lab.zip"), str(tmp_path / "new")
        assert command.main(["save", target, "--data-dir", str(pristine.data)]) == 0
        assert command.main(["check", target]) == 0
        assert command.main(["restore", target, folder]) == 0
        said = capsys.readouterr()
        assert said.out.count(f"{len(named_files(pristine))} photos and results") == 3
        assert f"RETOUCH_DATA_DIR={folder}" in said.out
        assert said.err == ""
        assert telling.files(tmp_path / "new") == named_files(pristine)

    def test_trouble_is_one_sentence(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert command.main(["save", str(tmp_path / "lab.zip")]) == 1
        assert command.main(["restore", str(tmp_path / "lab.zip"), str(tmp_path / "new")]) == 1
        assert command.main(["check", str(tmp_path / "lab.zip")]) == 1
        errors = capsys.readouterr().err.splitlines()
        assert len(errors) == 3
        assert "no data folder" in errors[0]
        assert list(tmp_path.iterdir()) == []

"""A parcel in a folder of this computer: whole files only, and nothing that was there is touched unasked."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from retouch_lib.errors import InvalidFolder, MissingFolder
from retouch_lib.media.files import Files
from retouch_lib.media.parcel import Parcel
from retouch_lib.settings import NO_FOLDERS
from retouch_lib.ui.shared.download_words import remarks_in_words
from retouch_lib.work import folder_writer
from retouch_lib.work.folder_writer import FolderWriter, Writing
from retouch_lib.work.transfers import TransferState
from tests.rights import without_write
from tests.unit.imaging.pictures import jpeg, smooth
from tests.unit.media.test_parcel_zip import parcel, reader_of

OWNER = "local"


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "data" / "files")


@pytest.fixture
def writer(files: Files, tmp_path: Path) -> Iterator[FolderWriter]:
    writer = FolderWriter(reader_of(files, tmp_path), tmp_path / "data", "")
    yield writer
    writer.close()


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "delivered"
    folder.mkdir()
    return folder


def written(writer: FolderWriter, what: Parcel, folder: Path, *, replace: bool = False) -> Writing:
    writing = writer.begin(OWNER, what, folder, replace=replace)
    for thread in writer._threads:
        thread.join(10)
    return writing


def there(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_it_is_written_whole_into_a_folder_of_its_own(writer: FolderWriter, files: Files, target: Path) -> None:
    writing = written(writer, parcel(files, [b"one", b"two"]), target)
    assert there(target) == {"retouched/DSC_6229.jpg": b"one", "retouched/DSC_6229-2.jpg": b"two"}
    assert (writing.transfer.state, writing.transfer.files, writing.transfer.bytes) == (TransferState.DONE, 2, 6)
    assert writer.last(OWNER) is writing
    assert writing.folder == target / "retouched"


def test_what_could_not_be_kept_is_counted(writer: FolderWriter, files: Files, target: Path) -> None:
    pictures = [jpeg(smooth(16, 12), quality=quality) for quality in (80, 90)]
    writing = written(writer, parcel(files, [*pictures, b"no picture"]), target)
    assert remarks_in_words(writing.transfer.remarks) == [
        "2 files: Its photo can’t be read any more: what the photo said of itself is not in it."
    ]


def test_what_is_there_stays_and_the_new_one_gets_a_number(writer: FolderWriter, files: Files, target: Path) -> None:
    what = parcel(files, [b"one"])
    written(writer, what, target)
    assert writer.look(target, what).there == 1
    (target / "retouched" / "DSC_6229-2.jpg").write_bytes(b"of somebody")
    written(writer, parcel(files, [b"new"]), target)
    assert there(target / "retouched") == {
        "DSC_6229.jpg": b"one",
        "DSC_6229-2.jpg": b"of somebody",
        "DSC_6229-3.jpg": b"new",
    }


def test_it_is_replaced_where_that_is_asked_for(writer: FolderWriter, files: Files, target: Path) -> None:
    written(writer, parcel(files, [b"one"]), target)
    written(writer, parcel(files, [b"new"]), target, replace=True)
    assert there(target) == {"retouched/DSC_6229.jpg": b"new"}


def test_stopped_in_the_middle_no_half_file_is_left(
    writer: FolderWriter, files: Files, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    settle = folder_writer._settle

    def slow(part: Path, name: Path, replace: bool) -> None:
        settle(part, name, replace)
        begun.set()
        assert go_on.wait(10)

    monkeypatch.setattr(folder_writer, "_settle", slow)
    writing = writer.begin(OWNER, parcel(files, [b"one", b"two"]), target, replace=False)
    assert begun.wait(10)
    assert writer.under_way(OWNER)
    with pytest.raises(InvalidFolder, match="Another"):
        writer.begin(OWNER, parcel(files, [b"three"]), target, replace=False)
    writer.stop(OWNER)
    go_on.set()
    for thread in writer._threads:
        thread.join(10)
    assert (writing.transfer.state, writing.transfer.files) == (TransferState.STOPPED, 1)
    assert there(target) == {"retouched/DSC_6229.jpg": b"one"}


def test_a_full_disk_leaves_no_half_file_and_is_said(
    writer: FolderWriter, files: Files, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    what = parcel(files, [b"one"])
    monkeypatch.setattr(folder_writer.os, "fsync", full)
    writing = written(writer, what, target)
    assert (writing.transfer.state, writing.transfer.why) == (TransferState.BROKEN, "The disk is full.")
    assert there(target) == {}


def test_without_room_nothing_is_begun(
    writer: FolderWriter, files: Files, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_writer, "_SPARE", 1 << 60)
    with pytest.raises(InvalidFolder, match=r"3 bytes|0 kB|are needed"):
        writer.begin(OWNER, parcel(files, [b"one"]), target, replace=False)
    assert there(target) == {}


def test_a_result_that_is_gone_is_said(writer: FolderWriter, files: Files, target: Path) -> None:
    what = parcel(files, [b"one", b"two"])
    files.remove(what.files[1].result)
    writing = written(writer, what, target)
    assert writing.transfer.state is TransferState.BROKEN
    assert "not here any more" in writing.transfer.why
    assert there(target) == {}


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "Name a folder"),
        ("Pictures", "whole path"),
        ("~nobody-of-that-name/x", "nowhere"),
        ("/no/such/place", "no folder"),
        ("/tmp/\0", "no path"),
        ("/" + "x" * 2000, "no path"),
    ],
)
def test_a_folder_that_cant_be_used_says_why(writer: FolderWriter, typed: str, why: str) -> None:
    with pytest.raises(InvalidFolder, match=why):
        writer.folder(typed)


def test_a_folder_in_one_that_is_missing_is_made_only_if_asked(
    writer: FolderWriter, files: Files, target: Path
) -> None:
    deep = target / "2026" / "Rossi"
    with pytest.raises(MissingFolder, match="There is no folder "):
        writer.folder(str(deep))
    folder = writer.folder(str(deep), make=True)
    assert not (target / "2026").exists(), "not before something is written"
    what = parcel(files, [b"one"])
    assert writer.look(folder, what).there == 0
    writing = written(writer, what, folder)
    assert writing.transfer.state is TransferState.DONE
    assert writing.folder.parent == deep.resolve()
    (target / "file").touch()
    with pytest.raises(InvalidFolder, match="file is a file, not a folder"):
        writer.folder(str(target / "file" / "a" / "b"), make=True)


def test_the_labs_own_folder_is_never_written_to(writer: FolderWriter, tmp_path: Path, target: Path) -> None:
    (target / "link").symlink_to(tmp_path / "data")
    for typed in (tmp_path / "data", tmp_path / "data" / "files", target / "link" / "files", target / ".." / "data"):
        with pytest.raises(InvalidFolder, match="its own files"):
            writer.folder(str(typed))
    assert writer.folder(f' "{target}" ') == target.resolve()
    assert writer.folder(str(target / "new")) == target.resolve() / "new"
    (target / "file").touch()
    with pytest.raises(InvalidFolder, match="a file"):
        writer.folder(str(target / "file"))


def test_a_setting_allows_one_place_or_none(files: Files, tmp_path: Path, target: Path) -> None:
    reader = reader_of(files, tmp_path)
    below = FolderWriter(reader, tmp_path / "data", str(target))
    assert below.folder(str(target / "new")) == target.resolve() / "new"
    (target / "out").symlink_to(tmp_path)
    for typed in (tmp_path, target / "out", target / ".."):
        with pytest.raises(InvalidFolder, match="RETOUCH_DELIVERY_ROOT"):
            below.folder(str(typed))
    none = FolderWriter(reader, tmp_path / "data", NO_FOLDERS)
    assert not none.allowed
    with pytest.raises(InvalidFolder, match="nowhere"):
        none.folder(str(target))


def test_a_folder_without_the_right_to_write_is_said(writer: FolderWriter, target: Path) -> None:
    with without_write(target), pytest.raises(InvalidFolder, match="no right"):
        writer.folder(str(target))

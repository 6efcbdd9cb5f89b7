"""Files by the SHA-256 of their bytes: whole and right, or absent."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from retouch_lib.media.files import Files, digest_of


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "files")


def adopt(files: Files, data: bytes) -> str:
    part = files.new_part()
    part.write_bytes(data)
    return files.adopt(part)


def test_a_finished_part_gets_the_name_of_its_bytes(files: Files) -> None:
    digest = adopt(files, b"picture")
    assert digest == hashlib.sha256(b"picture").hexdigest()
    assert files.has(digest)
    assert files.path(digest).read_bytes() == b"picture"
    assert not list(files.root.rglob("*.part"))


def test_the_same_bytes_twice_are_one_file(files: Files) -> None:
    first, second = adopt(files, b"picture"), adopt(files, b"picture")
    assert first == second
    assert len([path for path in files.root.rglob("*") if path.is_file()]) == 1


def test_a_known_digest_saves_reading_the_file_again(files: Files) -> None:
    part = files.new_part()
    part.write_bytes(b"picture")
    digest = hashlib.sha256(b"picture").hexdigest()
    assert files.adopt(part, digest) == digest
    assert files.path(digest).read_bytes() == b"picture"


def test_parts_have_names_of_their_own_on_the_same_disk(files: Files) -> None:
    parts = {files.new_part() for _ in range(100)}
    assert len(parts) == 100
    assert all(files.root in part.parents and not part.exists() for part in parts)


def test_a_part_that_is_not_there_leaves_nothing(files: Files) -> None:
    with pytest.raises(FileNotFoundError):
        files.adopt(files.new_part())
    assert [path for path in files.root.rglob("*") if path.is_file()] == []


def test_strays_of_a_killed_process_are_swept_and_files_kept(files: Files) -> None:
    digest = adopt(files, b"picture")
    for _ in range(3):
        files.new_part().write_bytes(b"half a pict")
    assert Files(files.root).sweep_parts() == 3
    assert files.sweep_parts() == 0
    assert files.has(digest)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "..",
        "../../etc/passwd",
        "a" * 63,
        "a" * 65,
        "A" * 64,
        "g" * 64,
        "a" * 64 + "\n",
        "/" + "a" * 63,
        "a" * 62 + "..",
    ],
)
def test_nothing_but_a_digest_names_a_file(files: Files, name: str) -> None:
    assert not files.has(name)
    with pytest.raises(ValueError, match="not a SHA-256"):
        files.path(name)


def test_a_digest_is_read_in_pieces(tmp_path: Path) -> None:
    data = bytes(range(256)) * 10_000
    (tmp_path / "large").write_bytes(data)
    assert digest_of(tmp_path / "large") == hashlib.sha256(data).hexdigest()

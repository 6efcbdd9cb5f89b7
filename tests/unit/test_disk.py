"""A name in a folder is taken once, however many ask for it, on disks with links and without."""

from __future__ import annotations

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from retouch_lib.machine.disk import take_name
from retouch_lib.verbs.saving import OutputFolder

MANY = 8


@pytest.fixture(params=["links", "no links"], autouse=True)
def disk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """As memory cards are."""

    def no_link(*_: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    if request.param == "no links":
        monkeypatch.setattr(os, "link", no_link)


def at_once(folder: Path, contents: list[bytes]) -> list[Path]:
    """Where commands that write at once put what each has; all of one name."""
    ready = Barrier(len(contents))

    def write(content: bytes) -> Path:
        own = OutputFolder.made(str(folder))
        ready.wait(10)
        return own.write([content], "DSC_1", "_slight.jpg")

    with ThreadPoolExecutor(len(contents)) as commands:
        return list(commands.map(write, contents))


def test_commands_that_write_into_one_folder_lose_nothing(tmp_path: Path) -> None:
    contents = [str(number).encode() for number in range(MANY)]
    written = at_once(tmp_path, contents)
    assert [path.read_bytes() for path in written] == contents
    numbered = [f"DSC_1_slight{f'-{number}' if number > 1 else ''}.jpg" for number in range(1, MANY + 1)]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(numbered)


def test_what_has_the_name_stays_whatever_it_is(tmp_path: Path) -> None:
    part, name = tmp_path / "part", tmp_path / "name"
    part.write_text("new")
    name.symlink_to(tmp_path / "nowhere")
    assert not take_name(part, name)
    name.unlink()
    name.mkdir()
    assert not take_name(part, name)
    name.rmdir()
    assert take_name(part, name)
    assert (name.read_text(), part.exists()) == ("new", False)


def test_a_link_to_nothing_is_no_file_of_the_same_content(tmp_path: Path) -> None:
    (tmp_path / "DSC_1.jpg").symlink_to(tmp_path / "nowhere")
    assert OutputFolder(tmp_path).write([b"new"], "DSC_1", ".jpg").name == "DSC_1-2.jpg"
    assert OutputFolder(tmp_path).write([b"new"], "DSC_1", ".jpg").name == "DSC_1-2.jpg"

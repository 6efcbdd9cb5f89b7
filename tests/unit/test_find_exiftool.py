"""How the tests get their judge of metadata, and what they say when there is none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests import find_exiftool
from tests.unit.metadata import conftest
from tests.unit.test_find_browser import put

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the stand-ins are shell scripts")


@pytest.fixture
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on the PATH; no ExifTool of this machine is seen."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("CI", raising=False)
    return folder


def test_one_that_does_not_start_is_passed_over(bin_folder: Path) -> None:
    put(bin_folder, "exiftool", "exit 2")
    assert find_exiftool.find_exiftool() is None
    path = put(bin_folder, "exiftool", "echo 12.57")
    assert find_exiftool.find_exiftool() == path


@pytest.mark.parametrize(("ci", "ends"), [("", 0), ("true", 1)])
def test_without_one_it_says_what_to_do_and_fails_in_ci(
    bin_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ci: str, ends: int
) -> None:
    monkeypatch.setenv("CI", ci)
    assert find_exiftool.main([]) == ends
    said = capsys.readouterr()
    assert said.out == ""
    assert "Install it" in said.err


def test_root_gets_it_by_apt_get(
    bin_folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    path = bin_folder / "exiftool"
    put(bin_folder, "apt-get", f'[ "$4" = update ] || {{ echo "#!/bin/sh" > {path}; /bin/chmod +x {path}; }}')
    assert find_exiftool.main(["--install"]) == 0
    assert capfd.readouterr().out.splitlines()[-1] == str(path)


def test_others_are_not_asked_for_a_password(bin_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    put(bin_folder, "apt-get", f"echo asked > {bin_folder}/asked")
    assert find_exiftool.install_exiftool() is None
    assert not (bin_folder / "asked").exists()


@pytest.mark.parametrize(("ci", "outcome"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)])
def test_a_missing_judge_fails_in_ci_and_is_skipped_elsewhere(
    bin_folder: Path, monkeypatch: pytest.MonkeyPatch, ci: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome, match="No ExifTool was found"):
        conftest.require_exiftool()

"""Which browser the tests take, how they get one, and what they say when there is none."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.browser import conftest, find_browser

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the stand-ins are shell scripts")


@pytest.fixture
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on the PATH; no browser of this machine is seen."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(find_browser, "MAC", str(tmp_path / "no-mac"))
    monkeypatch.setattr(find_browser, "_playwrights_own", lambda: iter(()))
    return folder


def put(folder: Path, name: str, script: str) -> str:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_chromium_comes_before_chrome(bin_folder: Path) -> None:
    put(bin_folder, "google-chrome", "echo Google Chrome 140")
    chromium = put(bin_folder, "chromium", "echo Chromium 140")
    assert find_browser.find_browser() == chromium


def test_a_stub_that_only_talks_of_snaps_is_passed_over(bin_folder: Path) -> None:
    put(bin_folder, "chromium-browser", "echo 'Command requires the chromium snap' >&2; exit 1")
    chrome = put(bin_folder, "google-chrome", "echo Google Chrome 140")
    assert find_browser.find_browser() == chrome


def test_without_one_it_says_what_to_do(bin_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert find_browser.main([]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "Install one" in said.err


def test_root_tries_apt_get_and_takes_what_it_brought(
    bin_folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    chromium = bin_folder / "chromium"
    copy = shutil.which("cp", path=os.defpath)
    put(bin_folder, "ready", "echo Chromium 140")
    put(bin_folder, "apt-get", f'[ "$1" = update ] || {copy} {bin_folder}/ready {chromium}')
    assert find_browser.main(["--install"]) == 0
    assert capfd.readouterr().out.splitlines()[-1] == str(chromium)


def test_others_go_to_playwright_at_once(bin_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    put(bin_folder, "apt-get", "exit 1")
    asked: list[list[str]] = []
    monkeypatch.setattr(find_browser, "run", lambda command: bool(asked.append(command)))
    assert find_browser.main(["--install"]) == 1
    assert [command[1:] for command in asked] == [["-m", "playwright", "install", "chromium"]]


@pytest.mark.parametrize(("ci", "outcome"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)])
def test_a_missing_browser_fails_in_ci_and_is_skipped_elsewhere(
    bin_folder: Path, monkeypatch: pytest.MonkeyPatch, ci: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome, match="No Chromium or Chrome was found"):
        conftest.require_browser()

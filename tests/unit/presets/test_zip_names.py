"""A ZIP of presets is unpacked by every program, whatever the presets are called."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from retouch_lib.presets import envelope, importing
from retouch_lib.presets.vendor import BALANCED

NAMES = (
    "CON",
    "nul",
    "Été",
    "E\u0301te\u0301",
    "ÉTÉ",
    "мягко " * 20,
    "50% off?",
    "..",
    "a/b\\c",
    "=1+1",
    "日" * 40,
    "",
)


@pytest.fixture
def archive() -> bytes:
    return envelope.to_zip(
        (replace(BALANCED, name=name, extra={"number": number}), None, (), {}) for number, name in enumerate(NAMES)
    )


def test_no_two_names_are_alike_and_all_are_kept_inside(archive: bytes, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        names = opened.namelist()
        opened.extractall(tmp_path)
    assert names[:5] == ["_CON.json", "_nul.json", "Été.json", "Été-2.json", "ÉTÉ-3.json"]
    assert len({name.casefold() for name in names}) == len(NAMES)
    assert all(len(name.encode()) <= 255 for name in names)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
    assert len(importing.read_presets(archive).found) == len(NAMES)


@pytest.mark.skipif(shutil.which("unzip") is None, reason="unzip is not installed")
def test_unzip_unpacks_it(archive: bytes, tmp_path: Path) -> None:
    (tmp_path / "presets.zip").write_bytes(archive)
    there = tmp_path / "there"
    command = ["unzip", "-q", str(tmp_path / "presets.zip"), "-d", str(there)]
    ended = subprocess.run(command, env={**os.environ, "LC_ALL": "C.UTF-8"}, capture_output=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert len(list(there.iterdir())) == len(NAMES)

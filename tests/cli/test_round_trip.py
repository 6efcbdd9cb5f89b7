"""Calls as Lightroom and Capture One make them: files they made, handed over by their paths, expected back there."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from retouch_lib.engine.worker_pools import Progress
from tests.cli.conftest import Shell, events, new_photo
from tests.engines import QuickOutcome
from tests.unit.metadata.conftest import require_exiftool
from tests.unit.metadata.exiftool import ExifTool
from tests.unit.metadata.photos import editor, editor_png

CAPTURED = ("ExifIFD:DateTimeOriginal", "IFD0:Model", "IPTC:City", "XMP-xmp:Rating", "XMP-dc:Title", "XMP-dc:Subject")
STAMP = b"DSC %03d"


def exported(folder: Path, count: int) -> list[Path]:
    """Whole photos with all that a catalogue writes into them, no two alike; names as macOS and people write them."""
    folder.mkdir(parents=True)
    names = ("Müller & Söhne", unicodedata.normalize("NFD", "Brúðkaup"), "first dance", "Свадьба", "婚礼")
    paths = [folder / f"{names[number % len(names)]} {number:02}-Edit.jpg" for number in range(count)]
    for number, path in enumerate(paths):
        data = editor()
        path.write_bytes(data[:-2] + b"\xff\xfe\0\x09" + STAMP % number + data[-2:])
    return paths


def bare(source: Path, tasks: Sequence[Any], target: Path, progress: Progress) -> QuickOutcome:
    """The server sends pixels and little else, as the cloud does; our mark in them is the photo's."""
    with Image.open(source) as image:
        form = str(image.format)
        image.convert("RGB").save(target, form, **({"comment": source.read_bytes()[-9:-2]} if form == "JPEG" else {}))
    return QuickOutcome(form.lower(), "")


@pytest.fixture
def stripping(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setattr(shell.engine.tasks, "_work", bare)
    return shell


@pytest.fixture(scope="module")
def exiftool() -> Iterator[ExifTool]:
    judge = ExifTool(require_exiftool())
    yield judge
    judge.close()


def test_thirty_files_in_one_call_come_back_in_their_place(
    stripping: Shell, tmp_path: Path, exiftool: ExifTool
) -> None:
    shell, paths = stripping, exported(tmp_path / "Neue Fotos 2026", 30)
    before = {path: path.read_bytes() for path in paths}
    log = tmp_path / "retouch.log"
    command = ("--log", log, "run", "--preset", "slight", "--server", "custom", "--in-place", "--spend", 30, *paths)
    told = shell.run(*command)
    assert told.exit_code == 0, told.output
    assert {path.name for path in paths} == {path.name for path in paths[0].parent.iterdir()}, "nothing beside them"
    assert all(path.read_bytes() != before[path] for path in paths)
    for path in (paths[0], paths[1]):
        (tmp_path / "was.jpg").write_bytes(before[path])
        was, now = exiftool.tags(tmp_path / "was.jpg"), exiftool.tags(path)
        assert {name: now.get(name) for name in CAPTURED} == {name: was.get(name) for name in CAPTURED}
        assert None not in [now.get(name) for name in CAPTURED]
    assert shell.charges == 30
    lines = log.read_text().splitlines()
    assert sum(" ✓ " in line for line in lines) == 30
    assert lines[-1].endswith("ends with exit code 0")
    again = shell.run(*command)
    assert again.exit_code == 0
    assert again.output.count("It was done before") == 30
    assert shell.charges == 30, "the results were not retouched once more"


def test_beside_its_photo_a_result_is_called_after_its_preset(stripping: Shell, tmp_path: Path) -> None:
    (path,) = exported(tmp_path / "out", 1)
    (tmp_path / "out" / "b.png").write_bytes(editor_png())
    before = path.read_bytes()
    told = stripping.run("run", path, tmp_path / "out" / "b.png", "--preset", "slight", "--beside")
    assert told.exit_code == 0, told.output
    assert path.read_bytes() == before
    assert {each.name for each in path.parent.iterdir()} == {
        path.name,
        path.name.replace("-Edit", "-Edit_slight"),
        "b.png",
        "b_slight.png",
    }


def test_what_cannot_take_its_place_leaves_the_file_alone(shell: Shell, tmp_path: Path) -> None:
    log, tiff = tmp_path / "retouch.log", tmp_path / "IMG-Edit.tif"
    tiff.write_bytes(b"II*\0" + b"\0" * 100)
    told = shell.run("--log", log, "run", tiff, "--preset", "slight", "--in-place")
    assert told.exit_code == 4
    assert "TIFF" in log.read_text()
    assert "ends with exit code 4" in log.read_text()
    photo = new_photo(tmp_path)
    before = photo.read_bytes()
    two = shell.run("run", photo, "--preset", "slight", "--preset", "heavy", "--in-place")
    assert "name one preset" in two.output
    assert shell.run("run", photo, "--preset", "slight", "--in-place", "--beside").exit_code == 2
    missing = shell.run("--log", tmp_path / "no" / "log", "status")
    assert missing.exit_code == 1
    assert photo.read_bytes() == before


def test_a_file_that_was_changed_since_is_not_replaced(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = new_photo(tmp_path)
    run = shell.lab.run

    def and_saved_elsewhere(*given: object, **options: object) -> object:
        photo.write_bytes(photo.read_bytes() + b"\0")
        return run(*given, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(shell.lab, "run", and_saved_elsewhere)
    told = shell.run("run", photo, "--preset", "slight", "--in-place", "--json")
    (result,) = (event for event in events(told) if event["kind"] == "result")
    assert result["state"] == "not_written"
    assert "changed since it was sent" in result["note"]
    assert told.exit_code == 4
    assert photo.read_bytes().endswith(b"\0")

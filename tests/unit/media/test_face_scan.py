"""Face scan: in the background, each photo once, and a photo that can't be looked at holds nothing up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from retouch_lib.errors import InvalidPhoto
from retouch_lib.imaging.faces.marks import Marks
from retouch_lib.media.face_boxes import FaceBox
from retouch_lib.media.face_scan import FaceScan, ScannedFaces
from retouch_lib.media.files import Files
from retouch_lib.media.previews import Previews
from tests.unit.imaging.pictures import PORTRAIT

PATIENCE = 30.0
MARKS = Marks((0.15, 0.15), (0.25, 0.15), (0.2, 0.1), (0.2, 0.3), (0.15, 0.2))
BOX = FaceBox(0.1, 0.1, 0.2, 0.2, (0.2, 0.2), MARKS)


class Slow(Previews):
    """Finds as many faces as a photo's number says, when it is told to; remembers which it was asked."""

    def __init__(self, files: Files, folder: Path) -> None:
        super().__init__(files, folder)
        self.begun: list[str] = []
        self.go = threading.Event()
        self.kept: dict[str, tuple[FaceBox, ...]] = {}

    def faces(self, sha256: str) -> tuple[FaceBox, ...]:
        self.begun.append(sha256)
        assert self.go.wait(PATIENCE)
        if sha256 == "f" * 64:
            raise InvalidPhoto("This is no photo.")
        if sha256 == "e" * 64:
            raise ZeroDivisionError
        self.kept[sha256] = (BOX,) * int(sha256[0])
        return self.kept[sha256]

    def known_faces(self, sha256: str) -> tuple[FaceBox, ...] | None:
        return self.kept.get(sha256)


def number(digit: int | str) -> str:
    return str(digit) * 64


@pytest.fixture
def previews(tmp_path: Path) -> Iterator[Slow]:
    slow = Slow(Files(tmp_path / "files"), tmp_path / "previews")
    yield slow
    slow.go.set()


@pytest.fixture
def scan(previews: Slow) -> Iterator[FaceScan]:
    first = FaceScan(previews)
    yield first
    previews.go.set()
    first.close()


def until(told: Callable[[], object]) -> None:
    """Wait until something is so; a look is made in another thread."""
    pause = threading.Event()
    for _ in range(int(PATIENCE / 0.01)):
        if told():
            return
        pause.wait(0.01)
    raise AssertionError("it never came")


def test_nothing_waits_and_each_is_looked_at_once(previews: Slow, scan: FaceScan) -> None:
    scan.ask([number(2), number(0)])
    scan.ask([number(0), number(1), number(2)])
    assert scan.at(number(2)) is None
    previews.go.set()
    until(lambda: scan.at(number(1)))
    assert [scan.at(number(digit)) for digit in (0, 1, 2)] == [ScannedFaces(0), ScannedFaces(1), ScannedFaces(2)]
    scan.ask([number(0)])
    assert previews.begun == [number(2), number(0), number(1)]


def test_what_can_t_be_looked_at_is_said_and_holds_nothing_up(
    previews: Slow, scan: FaceScan, caplog: pytest.LogCaptureFixture
) -> None:
    previews.go.set()
    scan.ask([number("f"), number("e"), number(1)])
    until(lambda: scan.at(number(1)))
    assert scan.at(number("f")) == scan.at(number("e")) == ScannedFaces(None)
    assert "This is no photo." in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_what_was_found_before_a_restart_is_known(previews: Slow, scan: FaceScan) -> None:
    previews.kept[number(3)] = (BOX,) * 3
    assert scan.at(number(3)) == ScannedFaces(3)
    scan.ask([number(3)])
    assert previews.begun == []


def test_closing_leaves_what_waits(previews: Slow, scan: FaceScan) -> None:
    scan.ask([number(1), number(2)])
    until(lambda: previews.begun)
    closing = threading.Thread(target=scan.close)
    closing.start()
    until(lambda: scan._closed)
    previews.go.set()
    closing.join(PATIENCE)
    until(lambda: scan._thread is not None and not scan._thread.is_alive())
    scan.ask([number(3)])
    assert previews.begun == [number(1)]


def test_it_can_be_closed_before_it_began(scan: FaceScan) -> None:
    scan.close()


def test_a_real_photo(tmp_path: Path) -> None:
    files = Files(tmp_path / "files")
    part = files.new_part()
    part.write_bytes(PORTRAIT.read_bytes())
    sha256 = files.adopt(part)
    scan = FaceScan(Previews(files, tmp_path / "previews"))
    scan.ask([sha256])
    until(lambda: scan.at(sha256))
    scan.close()
    assert scan.at(sha256) == ScannedFaces(1)

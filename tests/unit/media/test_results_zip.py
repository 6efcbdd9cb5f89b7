"""A ZIP of results: every program opens it, its length is known before, and nothing is taken from under it."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retouch_lib.media.files import Files
from retouch_lib.media.results_zip import ResultsZip, length
from retouch_lib.store.records import Job
from tests.unit.ui.test_job_words import DONE

NAMES = (
    "ASS 642 #11 50% off?.jpg",
    "ж" * 300 + ".jpg",
    "CON.jpg",
    "IMG_0001.jpg",
    "img_0001.JPG",
    "E\u0301te\u0301.jpg",
    "..\\..\\up.jpg",
    "-rf *.jpg",
    "日本 😀 [1] {a,b}.png",
    "Straße.jpg",
    "STRASSE.jpg",
    "   .jpg",
)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "files")


def result(files: Files, content: bytes, name: str = "DSC_6229.jpg") -> Job:
    part = files.new_part()
    part.write_bytes(content)
    return replace(DONE, photo_name=name, result=files.adopt(part), result_type="jpeg", result_bytes=len(content))


def made(files: Files, jobs: Sequence[Job]) -> bytes:
    archive = ResultsZip(files, jobs)
    data = b"".join(archive.pieces())
    assert len(data) == archive.length
    archive.close()
    return data


def test_it_holds_every_result_byte_for_byte(files: Files) -> None:
    contents = [b"one", b"", os.urandom(3 << 20)]
    with zipfile.ZipFile(io.BytesIO(made(files, [result(files, content) for content in contents]))) as archive:
        assert archive.namelist() == ["DSC_6229_balanced.jpg", "DSC_6229_balanced-2.jpg", "DSC_6229_balanced-3.jpg"]
        assert [archive.read(name) for name in archive.namelist()] == contents
        assert archive.testzip() is None
        assert DONE.ended_at is not None
        second = DONE.ended_at.second // 2 * 2  # a ZIP counts every other second
        assert archive.infolist()[0].date_time == DONE.ended_at.replace(second=second).astimezone().timetuple()[:6]


def test_python_unpacks_it_whatever_the_photos_are_called(files: Files, tmp_path: Path) -> None:
    jobs = [result(files, name.encode(), name) for name in NAMES]
    with zipfile.ZipFile(io.BytesIO(made(files, jobs))) as archive:
        archive.extractall(tmp_path / "there")
        there = sorted((tmp_path / "there").rglob("*"))
        assert sorted(path.read_bytes() for path in there) == sorted(name.encode() for name in NAMES)
        assert sorted(path.name for path in there) == sorted(archive.namelist())


@pytest.mark.skipif(shutil.which("unzip") is None, reason="unzip is not installed")
@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
def test_unzip_unpacks_it_too(files: Files, tmp_path: Path, locale: str) -> None:
    jobs = [result(files, name.encode(), name) for name in NAMES]
    archive, there = tmp_path / "results.zip", tmp_path / "there"
    archive.write_bytes(made(files, jobs))
    for command in (["unzip", "-tq", str(archive)], ["unzip", "-q", str(archive), "-d", str(there)]):
        ended = subprocess.run(
            command, env={**os.environ, "LC_ALL": locale}, capture_output=True, text=True, errors="replace", check=False
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
    found = [path.read_bytes() for path in there.rglob("*") if path.is_file()]
    assert sorted(found) == sorted(name.encode() for name in NAMES)


@given(
    st.lists(st.tuples(st.text(max_size=8), st.integers(0, 400)), min_size=1, max_size=9),
    st.integers(40, 1500),
    st.integers(1, 12),
)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_its_length_is_known_also_where_zip64_begins(
    files: Files, of: list[tuple[str, int]], limit: int, count: int
) -> None:
    """Zip64's limits are lowered from 2 GB and 65,535 entries; what goes beyond them is as exact as what doesn't."""
    jobs = [result(files, b"x" * size, name) for name, size in of]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zipfile, "ZIP64_LIMIT", limit)
        patch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", count)
        data = made(files, jobs)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert [info.file_size for info in archive.infolist()] == [size for _, size in of]
        assert archive.testzip() is None


def test_the_length_of_a_big_one() -> None:
    assert length([(10, 3 << 30)]) == 30 + 10 + 20 + (3 << 30) + 24 + 46 + 10 + 4 + 16 + 22 + 76


def test_nothing_is_taken_from_under_it(files: Files) -> None:
    job = result(files, b"here")
    archive = ResultsZip(files, [job, job])
    with files.removing() as left:
        assert left == {job.result}
    archive.close()
    with files.removing() as left:
        assert not left


def test_a_result_that_is_gone_is_said_before_anything_is_sent(files: Files) -> None:
    job = result(files, b"here")
    for gone in (None, "0" * 64):
        with pytest.raises(FileNotFoundError):
            ResultsZip(files, [job, replace(job, result=gone)])
    with files.removing() as left:
        assert not left, "nothing is held for a ZIP that is not made"


def test_a_result_that_ends_early_breaks_it_off(files: Files) -> None:
    job = result(files, b"x" * (3 << 20))
    assert job.result is not None
    archive = ResultsZip(files, [job])
    os.truncate(files.path(job.result), 1 << 20)
    with pytest.raises(OSError, match="ends early"):
        list(archive.pieces())

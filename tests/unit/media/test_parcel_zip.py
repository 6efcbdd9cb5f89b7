"""A parcel as a ZIP: every program opens it, its length is known before, and nothing is taken from under it."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from retouch_lib.media.files import Files
from retouch_lib.media.layer_views import LayerViews
from retouch_lib.media.making import Making
from retouch_lib.media.metadata import AS_IT_IS
from retouch_lib.media.mixes import Mixes
from retouch_lib.media.parcel import Parcel, ParcelFile, ParcelReader
from retouch_lib.media.parcel_zip import ParcelZip, length
from retouch_lib.media.previews import Previews
from retouch_lib.names import FolderNames
from tests.unit.imaging.pictures import png
from tests.unit.store.conftest import NOON

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


def kept(files: Files, content: bytes) -> str:
    part = files.new_part()
    part.write_bytes(content)
    return files.adopt(part)


def parcel(files: Files, contents: Sequence[bytes], names: Sequence[str] = ()) -> Parcel:
    folder = FolderNames()
    paths = [folder.add(name.rpartition(".")[0], ".jpg") for name in names or ["DSC_6229.jpg"] * len(contents)]
    return Parcel(
        "retouched",
        tuple(
            ParcelFile(path, "job", kept(files, content), len(content), "0" * 64, NOON, AS_IT_IS)
            for path, content in zip(paths, contents, strict=True)
        ),
    )


def zipped(files: Files, what: Parcel) -> ParcelZip:
    return ParcelZip(reader_of(files, files.root), what)


def reader_of(files: Files, folder: Path) -> ParcelReader:
    mixes = Mixes(files, Making(files, folder), folder)
    return ParcelReader(files, LayerViews(files, folder), Previews(files, folder), mixes)


def test_an_amount_is_made_on_its_way(files: Files) -> None:
    """In the format of its name, of a length that is not known before."""
    levels = [kept(files, png(np.full((20, 30, 3), level, np.uint8))) for level in (60, 180)]
    file = ParcelFile("a.png", "job", levels[1], 9, levels[0], NOON, AS_IT_IS, levels[0], "700")
    reader = reader_of(files, files.root)
    assert not reader.is_made(file)
    image = Image.open(io.BytesIO(b"".join(reader.opened(file).pieces())))
    assert (image.format, image.convert("RGB").getpixel((5, 5))) == ("PNG", (144, 144, 144))


def made(files: Files, contents: Sequence[bytes], names: Sequence[str] = ()) -> bytes:
    archive = zipped(files, parcel(files, contents, names))
    data = b"".join(archive.pieces())
    assert (len(data), archive.done) == (archive.length(), len(contents))
    archive.close()
    return data


def test_it_holds_every_result_byte_for_byte(files: Files) -> None:
    contents = [b"one", b"", os.urandom(3 << 20)]
    with zipfile.ZipFile(io.BytesIO(made(files, contents))) as archive:
        names = ["DSC_6229.jpg", "DSC_6229-2.jpg", "DSC_6229-3.jpg"]
        assert archive.namelist() == [f"retouched/{name}" for name in names]
        assert [archive.read(name) for name in archive.namelist()] == contents
        assert archive.testzip() is None
        assert archive.infolist()[0].date_time == NOON.astimezone().timetuple()[:6]


def test_python_unpacks_it_whatever_the_photos_are_called(files: Files, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(made(files, [name.encode() for name in NAMES], NAMES))) as archive:
        archive.extractall(tmp_path / "there")
        there = sorted((tmp_path / "there" / "retouched").iterdir())
        assert sorted(path.read_bytes() for path in there) == sorted(name.encode() for name in NAMES)
        assert sorted(f"retouched/{path.name}" for path in there) == sorted(archive.namelist())


@pytest.mark.skipif(shutil.which("unzip") is None, reason="unzip is not installed")
@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
def test_unzip_unpacks_it_too(files: Files, tmp_path: Path, locale: str) -> None:
    archive, there = tmp_path / "results.zip", tmp_path / "there"
    archive.write_bytes(made(files, [name.encode() for name in NAMES], NAMES))
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
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zipfile, "ZIP64_LIMIT", limit)
        patch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", count)
        data = made(files, [b"x" * size for _, size in of], [f"{name}.jpg" for name, _ in of])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert [info.file_size for info in archive.infolist()] == [size for _, size in of]
        assert archive.testzip() is None


def test_the_length_of_a_big_one() -> None:
    assert length([(10, 3 << 30)]) == 30 + 10 + 20 + (3 << 30) + 24 + 46 + 10 + 4 + 16 + 22 + 76


def test_five_thousand_files_of_one_result(files: Files) -> None:
    (file,) = parcel(files, [b"here"]).files
    archive = zipped(files, Parcel("retouched", tuple(replace(file, path=f"DSC_{at}.jpg") for at in range(5_000))))
    data = b"".join(archive.pieces())
    assert (len(data), archive.done) == (archive.length(), 5_000)
    archive.close()
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        assert len(set(opened.namelist())) == 5_000
        assert opened.read("retouched/DSC_4999.jpg") == b"here"


def test_of_so_many_that_it_takes_long_the_length_is_not_waited_for(files: Files) -> None:
    looked_into, what = iter(range(10)), parcel(files, [b"here"] * 4)
    reader = reader_of(files, files.root)
    archive = ParcelZip(reader, what, passed=lambda: float(next(looked_into)))
    assert archive.length(2.5) is None
    assert next(looked_into) == 4, "the third file was not looked into any more"
    assert archive.length(100) == len(b"".join(archive.pieces()))
    archive.close()


def test_nothing_is_taken_from_under_it(files: Files) -> None:
    what = parcel(files, [b"here", b"here"])
    archive = zipped(files, what)
    with files.removing() as left:
        assert left == {what.files[0].result, what.files[0].photo}
    archive.close()
    with files.removing() as left:
        assert not left


def test_a_result_that_is_gone_is_said_before_anything_is_sent(files: Files) -> None:
    what = parcel(files, [b"here", b"gone"])
    files.remove(what.files[1].result)
    with pytest.raises(FileNotFoundError):
        zipped(files, what)
    with files.removing() as left:
        assert not left, "nothing is held for a ZIP that is not made"


def test_a_result_that_ends_early_breaks_it_off(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    what = parcel(files, [b"first", b"x" * (3 << 20)])
    archive = zipped(files, what)
    begun = archive.pieces()
    for piece in begun:
        if len(piece) > 1 << 19:
            os.truncate(files.path(what.files[1].result), 1 << 20)
            break
    with pytest.raises(OSError, match="ends early"):
        list(begun)
    assert archive.done == 1
    archive.close()


def test_what_lies_beside_a_result_is_packed_too(files: Files) -> None:
    what = parcel(files, [b"layers"])
    beside = replace(what.files[0], path="DSC_6229.xmp", sidecar=b"<x/>")
    archive = zipped(files, Parcel("retouched", (*what.files, beside)))
    data = b"".join(archive.pieces())
    assert len(data) == archive.length()
    with zipfile.ZipFile(io.BytesIO(data)) as made_of_it:
        assert made_of_it.read("retouched/DSC_6229.xmp") == b"<x/>"
    archive.close()

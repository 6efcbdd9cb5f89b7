"""Previews, thumbnails and face boxes: made once, whole or not at all, by any number of threads."""

from __future__ import annotations

import io
import json
import shutil
import threading
import zipfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NoReturn

import cv2
import numpy as np
import pytest
import simplejpeg
from numpy.typing import NDArray
from PIL import Image

from retouch_lib.errors import InvalidPhoto
from retouch_lib.imaging.faces import mesh
from retouch_lib.imaging.faces.find import VERSION, Face
from retouch_lib.imaging.files import photo
from retouch_lib.imaging.files.limits import MAX_BYTES
from retouch_lib.media import face_boxes
from retouch_lib.media import previews as room
from retouch_lib.media.files import Files
from retouch_lib.media.previews import Previews
from tests.rights import without_access
from tests.unit.imaging import pictures, test_colours
from tests.unit.imaging.pictures import ALL_SAMPLES, HALF_BODY, PORTRAIT, chunk, exif, jpeg, png, smooth


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "files")


@pytest.fixture
def previews(files: Files, tmp_path: Path) -> Previews:
    return Previews(files, tmp_path / "previews")


def test_parts_that_a_kill_left_are_swept(previews: Previews, files: Files, tmp_path: Path) -> None:
    kept = previews.thumbnail(keep(files, PORTRAIT.read_bytes()))
    stray = kept.with_name("400.jpg.1234.part")
    stray.write_bytes(b"half a picture")
    assert previews.sweep_parts() == 1
    assert kept.is_file()
    assert not stray.exists()


def test_nothing_made_while_a_photo_is_forgotten_stays(
    previews: Previews, files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, other = keep(files, jpeg(smooth(64, 48))), keep(files, jpeg(smooth(48, 64)))
    previews.preview(gone)
    kept = previews.thumbnail(other)
    files.remove(gone)
    look = previews._made

    def somebody_asks_meanwhile() -> list[Path]:
        found = list(look())
        if previews._target(gone, "2048.jpg") in found:
            previews.thumbnail(gone)
        return found

    monkeypatch.setattr(previews, "_made", somebody_asks_meanwhile)
    previews.forget([gone])
    assert [path for path in (tmp_path / "previews").rglob("*") if gone in path.name] == []
    assert kept.is_file()
    with pytest.raises(FileNotFoundError):
        previews.thumbnail(gone)


def keep(files: Files, data: bytes) -> str:
    part = files.new_part()
    part.write_bytes(data)
    return files.adopt(part)


def keep_sample(files: Files, sample: Path) -> str:
    part = files.new_part()
    shutil.copyfile(sample, part)
    return files.adopt(part)


def size_of(path: Path) -> tuple[int, int]:
    info = photo.verify(path)
    assert info.format == "jpeg"
    return info.width, info.height


@pytest.mark.parametrize(
    ("size", "preview", "thumbnail"),
    [
        ((4001, 2999), (2048, 1535), (400, 300)),
        ((2049, 1000), (2048, 1000), (400, 195)),
        ((1000, 2500), (819, 2048), (160, 400)),
        ((2048, 100), (2048, 100), (400, 20)),
        ((300, 200), (300, 200), (300, 200)),
        ((5000, 1), (2048, 1), (400, 1)),
    ],
)
def test_sizes(
    files: Files, previews: Previews, size: tuple[int, int], preview: tuple[int, int], thumbnail: tuple[int, int]
) -> None:
    for data in (jpeg(smooth(*size)), png(smooth(*size))):
        sha256 = keep(files, data)
        assert previews.size(sha256) == size
        assert size_of(previews.preview(sha256)) == preview
        assert size_of(previews.thumbnail(sha256)) == thumbnail


def cells(pixels: photo.Pixels) -> NDArray[np.int64]:
    """The mean colours of a 16 × 16 grid, which hardly depend on how a picture was made smaller."""
    return np.asarray(Image.fromarray(pixels).resize((16, 16), Image.Resampling.BOX)).astype(np.int64)


@pytest.mark.parametrize("sample", ALL_SAMPLES, ids=lambda path: path.stem)
def test_a_preview_shows_the_same_picture_in_the_same_colours(files: Files, previews: Previews, sample: Path) -> None:
    sha256 = keep_sample(files, sample)
    original = photo.load(sample)
    for path in (previews.preview(sha256), previews.thumbnail(sha256)):
        made = photo.load(path)
        assert made.icc == original.icc
        assert simplejpeg.decode_jpeg_header(path.read_bytes())[3] == "444"
        assert np.abs(cells(made.pixels) - cells(original.pixels)).mean() < 1


def test_upright_and_without_exif(files: Files, previews: Previews) -> None:
    sha256 = keep(files, jpeg(smooth(900, 600), exif(6)))
    assert previews.size(sha256) == (600, 900)
    for path in (previews.preview(sha256), previews.thumbnail(sha256)):
        assert b"Exif" not in path.read_bytes()
        with Image.open(path) as image:
            assert image.height > image.width
            corner = image.getpixel((image.width - 2, 1))
        assert isinstance(corner, tuple)
        assert corner[0] < 40, "the stored left edge, dark in red, is now the upper edge"
        assert corner[1] < 40, "the stored upper edge, dark in green, is now the right edge"


def test_made_once(files: Files, previews: Previews, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sha256 = keep_sample(files, PORTRAIT)
    first = [previews.preview(sha256), previews.thumbnail(sha256)]
    files.path(sha256).unlink()
    again = Previews(files, tmp_path / "previews")
    assert [again.preview(sha256), again.thumbnail(sha256)] == first


def test_threads_that_ask_at_once_share_the_work(
    files: Files, previews: Previews, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = keep_sample(files, PORTRAIT)
    loads: list[Path] = []
    load = photo.load

    def counted(path: Path, *, least: int | None = None) -> photo.Picture:
        loads.append(path)
        return load(path, least=least)

    monkeypatch.setattr(photo, "load", counted)
    barrier = threading.Barrier(8)

    def ask(number: int) -> Path:
        barrier.wait()
        return (previews.thumbnail if number % 2 else previews.preview)(sha256)

    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(ask, range(8)))
    assert made == {previews.preview(sha256), previews.thumbnail(sha256)}
    assert sorted(loads) == sorted([files.path(sha256), previews.preview(sha256)])


def test_many_files_at_once(files: Files, previews: Previews) -> None:
    kept = [keep(files, jpeg(smooth(410 + number, 300))) for number in range(16)]
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(previews.thumbnail, kept * 2))
    assert len(set(made)) == 16
    assert {size_of(path)[0] for path in made} == {400}


def test_a_write_that_fails_leaves_nothing(
    files: Files, previews: Previews, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = keep_sample(files, PORTRAIT)

    def full_disk(path: Path, data: bytes) -> int:
        with path.open("wb") as file:
            file.write(data[:1000])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full_disk)
        with pytest.raises(OSError, match="No space left"):
            previews.preview(sha256)
    assert [path for path in (tmp_path / "previews").rglob("*") if path.is_file()] == []
    assert size_of(previews.preview(sha256)) == (910, 1137)


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("layer.png", b"data")
    return file.getvalue()


@pytest.mark.parametrize("data", [zipped(), b"{}", b"", jpeg(smooth(90, 60))[:-300]], ids=["zip", "json", "0", "cut"])
def test_no_picture_is_invalid(files: Files, previews: Previews, tmp_path: Path, data: bytes) -> None:
    sha256 = keep(files, data)
    for ask in (previews.thumbnail, previews.preview, previews.faces):
        with pytest.raises(InvalidPhoto):
            ask(sha256)
    assert [path for path in (tmp_path / "previews").rglob("*") if path.is_file()] == []


def test_an_unknown_file_and_a_name_that_is_none(previews: Previews) -> None:
    with pytest.raises(FileNotFoundError):
        previews.preview("0" * 64)
    with pytest.raises(ValueError, match="SHA-256"):
        previews.preview("../../etc/passwd")


def test_a_result_may_be_longer_than_a_photo(files: Files, previews: Previews) -> None:
    data = jpeg(smooth(900, 600))
    sha256 = keep(files, data + bytes(MAX_BYTES))
    assert previews.size(sha256) == (900, 600)
    assert size_of(previews.thumbnail(sha256)) == (400, 267)


def test_a_header_is_parsed_once_and_again_where_the_file_changed(
    files: Files, previews: Previews, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture, archive = keep(files, jpeg(smooth(90, 60))), keep(files, zipped())
    parsed: list[str] = []
    inspect = photo.inspect

    def counted(path: Path, *, max_bytes: int | None) -> photo.PhotoInfo:
        parsed.append(path.name)
        return inspect(path, max_bytes=max_bytes)

    monkeypatch.setattr(photo, "inspect", counted)
    for _ in range(3):
        assert previews.size(picture) == (90, 60)
        with pytest.raises(InvalidPhoto, match="This is a ZIP"):
            previews.size(archive)
    assert parsed == [picture, archive]
    whole = files.path(picture).read_bytes()
    files.path(picture).write_bytes(b"what a disk made of it")
    with pytest.raises(InvalidPhoto, match="no picture we can read"):
        previews.size(picture)
    files.path(picture).write_bytes(whole)
    assert previews.size(picture) == (90, 60)
    files.remove(picture)
    with pytest.raises(FileNotFoundError):
        previews.size(picture)
    keep(files, whole)
    with without_access(files.path(picture)), pytest.raises(PermissionError):
        previews.size(picture)
    assert previews.size(picture) == (90, 60)


def test_a_turned_face_is_found_where_it_stands(files: Files, previews: Previews) -> None:
    sha256 = keep_sample(files, PORTRAIT)
    (face,) = previews.faces(sha256)
    assert 0.1 < face.x < face.eyes[0] < face.x + face.width < 0.9
    assert 0.05 < face.y < face.eyes[1] < face.y + face.height < 0.9
    lying = photo.load(PORTRAIT)
    lying.pixels = np.ascontiguousarray(np.rot90(lying.pixels))
    turned = files.new_part()
    photo.save(lying, turned)
    data = turned.read_bytes()
    (same,) = previews.faces(keep(files, data[:2] + exif(6) + data[2:]))
    assert same.eyes == pytest.approx(face.eyes, abs=0.02)


def test_faces_are_looked_for_once(files: Files, previews: Previews, monkeypatch: pytest.MonkeyPatch) -> None:
    sha256 = keep_sample(files, HALF_BODY)
    found = previews.faces(sha256)
    assert len(found) == 1

    def never(pixels: object) -> None:
        raise AssertionError

    monkeypatch.setattr(face_boxes, "find_faces", never)
    assert previews.faces(sha256) == found


def test_no_face_is_an_answer_that_is_kept(files: Files, previews: Previews, monkeypatch: pytest.MonkeyPatch) -> None:
    sha256 = keep(files, jpeg(smooth(300, 200)))
    assert previews.faces(sha256) == ()
    monkeypatch.setattr(face_boxes, "find_faces", None)
    assert previews.faces(sha256) == ()


@pytest.mark.parametrize(
    "kept",
    [
        *("", "{", "null", "[1]", "[]", '{"x": 1}'),
        json.dumps({"version": VERSION}),
        json.dumps({"version": VERSION, "faces": [{"x": 1}]}),
        json.dumps({"version": VERSION, "faces": [{"x": 1, "eyes": []}]}),
        json.dumps({"version": VERSION - 1, "faces": []}),
    ],
)
def test_kept_faces_that_can_t_be_read_are_looked_for_again(
    files: Files, previews: Previews, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: str
) -> None:
    looks: list[object] = []

    def nobody(pixels: object) -> tuple[()]:
        looks.append(pixels)
        return ()

    monkeypatch.setattr(face_boxes, "find_faces", nobody)
    sha256 = keep(files, jpeg(smooth(300, 200)))
    assert previews.known_faces(sha256) is None
    previews.faces(sha256)
    (file,) = (tmp_path / "previews").rglob("*.json")
    file.write_text(kept)
    assert previews.known_faces(sha256) is None
    assert previews.faces(sha256) == ()
    assert len(looks) == 2
    assert previews.known_faces(sha256) == ()
    assert json.loads(file.read_text()) == {"version": VERSION, "faces": []}


def face_at(box: tuple[float, float, float, float], eyes: tuple[float, float]) -> Face:
    """A face whose landmarks have that box, its eyes at one place, and all others in the box's middle."""
    x, y, width, height = box
    points = np.full((mesh.COUNT, 2), (x + width / 2, y + height / 2), np.float32)
    points[0], points[1] = (x, y), (x + width, y + height)
    points[[*mesh.RIGHT_EYE, *mesh.LEFT_EYE]] = eyes
    return Face(points, 1.0)


def test_boxes_are_fractions_within_the_picture_the_largest_first(
    files: Files, previews: Previews, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = keep(files, jpeg(smooth(200, 100)))
    small, large = face_at((50, 25, 50, 25), (75, 45)), face_at((-50, 50, 200, 90), (50, 60))
    monkeypatch.setattr(face_boxes, "find_faces", lambda pixels: (small, large))
    found = previews.faces(sha256)
    assert [(face.x, face.y, face.width, face.height, face.eyes) for face in found] == [
        (0, 0.5, 0.75, 0.5, (0.25, 0.6)),
        (0.25, 0.25, 0.25, 0.25, (0.375, 0.45)),
    ]
    assert len({previews.faces(sha256), previews.faces(sha256)}) == 1


def test_the_marks_of_a_face_are_kept_and_looked_for_where_an_earlier_version_kept_none(
    files: Files, previews: Previews, tmp_path: Path
) -> None:
    sha256 = keep_sample(files, PORTRAIT)
    (face,) = previews.faces(sha256)
    marks = face.marks
    assert marks.right_eye[0] < marks.left_eye[0]
    assert marks.forehead[1] < marks.right_eye[1] < marks.cheek[1] < marks.chin[1]
    (file,) = (tmp_path / "previews").rglob("*.json")
    kept = json.loads(file.read_text())
    for spoiled in ({}, None, {"cheek": [0.5]}, {**kept["faces"][0]["marks"], "cheek": ["a", "b"]}):
        kept["faces"][0]["marks"] = spoiled
        file.write_text(json.dumps(kept))
        assert previews.known_faces(sha256) is None
    assert previews.faces(sha256) == (face,)


def test_faces_are_looked_for_in_srgb(files: Files, previews: Previews, monkeypatch: pytest.MonkeyPatch) -> None:
    """The net was taught on sRGB. In this photo's profile the red and blue of the tables are exchanged."""
    looked_at: list[photo.Pixels] = []
    monkeypatch.setattr(face_boxes, "find_faces", lambda pixels: looked_at.append(pixels) or ())
    plain = previews.preview(keep(files, jpeg(smooth(200, 100))))
    previews.faces(keep(files, jpeg(smooth(200, 100), *pictures.icc_segments(EXCHANGED))))
    assert np.abs(cells(looked_at[0]) - cells(photo.load(plain).pixels)[..., ::-1]).max() <= 2


def test_a_thumbnail_is_srgb_instead_of_carrying_a_long_profile(files: Files, previews: Previews) -> None:
    long = test_colours.lut(test_colours.SRGB_D50[:, ::-1], 17)
    sha256 = keep(files, jpeg(smooth(600, 400), *pictures.icc_segments(long)))
    preview, thumbnail = photo.load(previews.preview(sha256)), photo.load(previews.thumbnail(sha256))
    assert (preview.icc, thumbnail.icc) == (long, None)
    assert np.abs(cells(thumbnail.pixels) - cells(preview.pixels)[..., ::-1]).max() <= 2
    assert previews.thumbnail(sha256).stat().st_size < len(long)


EXCHANGED = test_colours.lut(test_colours.SRGB_D50[:, ::-1])


def test_the_profile_of_a_large_photo_is_carried(files: Files, previews: Previews) -> None:
    data = pictures.profile((b"en", "Display P3"), length=100_000)
    sha256 = keep(files, jpeg(smooth(2500, 100), *pictures.icc_segments(data)))
    assert photo.load(previews.preview(sha256)).icc == data
    assert photo.load(previews.thumbnail(sha256)).icc == data


@pytest.mark.parametrize("error", [ValueError("an empty strip"), AssertionError(), MemoryError(), KeyError("mode")])
def test_whatever_a_decoder_raises_is_a_sentence_on_that_picture(
    files: Files, previews: Previews, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    sha256, sound = keep(files, png(smooth(64, 48))), keep(files, jpeg(smooth(64, 48)))
    with monkeypatch.context() as patch:
        patch.setattr(photo, "load", raising(error))
        for ask in (previews.preview, previews.thumbnail, previews.faces):
            with pytest.raises(InvalidPhoto, match=r"preview of this picture.*kept as it came[.:]"):
                ask(sha256)
    if isinstance(error, MemoryError):
        assert previews.refusal(sha256) == ""
    else:
        assert type(error).__name__ in previews.refusal(sha256)
        with pytest.raises(InvalidPhoto):  # and not tried again at every tick of a page
            previews.preview(sha256)
    previews.clear()
    assert previews.refusal(sha256) == previews.refusal(sound) == ""
    assert size_of(previews.preview(sha256)) == size_of(previews.preview(sound)) == (64, 48)


def test_a_face_search_that_fails_leaves_the_preview(
    files: Files, previews: Previews, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = keep(files, jpeg(smooth(64, 48)))
    monkeypatch.setattr(face_boxes, "find_faces", raising(ValueError()))
    for _ in range(2):
        with pytest.raises(InvalidPhoto):
            previews.faces(sha256)
    assert size_of(previews.preview(sha256)) == (64, 48)
    assert previews.refusal(sha256) == ""


def raising(error: Exception) -> Callable[..., NoReturn]:
    def fails(*_: object, **__: object) -> NoReturn:
        raise error

    return fails


def test_a_photo_whose_last_strip_is_one_row(files: Files, previews: Previews) -> None:
    """6000 × 4195 pixels: the strip has 233 rows, and the preview is made of squares of two."""
    levels = np.zeros((4195, 6000, 3), np.uint8)
    levels[-1] = 255
    sha256 = keep(files, cv2.imencode(".png", levels)[1].tobytes())
    assert photo.verify(files.path(sha256)).height == 4195
    assert size_of(previews.preview(sha256)) == (2048, 1432)
    assert photo.load(previews.preview(sha256)).pixels[-1].mean() > 20


def test_pictures_that_take_much_memory_are_read_one_at_a_time(
    files: Files, previews: Previews, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "LARGE", 3 * 64 * 48 - 1)
    monkeypatch.setattr(previews, "_cores", threading.BoundedSemaphore(8))
    large = [keep(files, png(smooth(64, 48), chunk(b"tEXt", bytes([n])), interlace=True)) for n in range(4)]
    small = [keep(files, png(smooth(64, 48), chunk(b"tEXt", bytes([n])))) for n in range(2)]
    assert photo.inspect(files.path(large[0])).buffered == 3 * 64 * 48
    load, at_work, most = photo.load, Counter[bool](), Counter[bool]()
    small_ones = threading.Barrier(2)

    def counted(path: Path, *, least: int | None = None) -> photo.Picture:
        is_large = path.name in large
        at_work[is_large] += 1
        most[is_large] = max(most[is_large], at_work[is_large])
        if not is_large:
            small_ones.wait(20)  # both at once, whatever the large ones do
        try:
            return load(path, least=least)
        finally:
            at_work[is_large] -= 1

    monkeypatch.setattr(photo, "load", counted)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(previews.preview, [*large, *small]))
    assert most == {True: 1, False: 2}

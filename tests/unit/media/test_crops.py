"""Crops of photos and results: made once by any number of threads, short, of the right place, gone with their files."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pytest
import simplejpeg

from retouch_lib.errors import InvalidArchive, InvalidPhoto
from retouch_lib.imaging.faces import regions, windows
from retouch_lib.imaging.faces.find import find_faces
from retouch_lib.imaging.files import photo
from retouch_lib.imaging.strengths import Strengths
from retouch_lib.media import crops as room
from retouch_lib.media.crops import MOST_BYTES, PAIR, Crops
from retouch_lib.media.files import Files
from retouch_lib.media.layer_views import LayerViews
from retouch_lib.media.making import Making
from retouch_lib.media.mixes import Mixes
from retouch_lib.media.previews import Previews
from retouch_lib.media.whole_pictures import PictureName
from tests.unit.imaging import archives, hostile_archives, pictures, test_colours
from tests.unit.imaging.pictures import HALF_BODY, PORTRAIT, jpeg, noise, png, smooth

EVERYWHERE = ("whole", "face", "eyes", "cheek", "x0.5000y0.2500", PAIR)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "files")


@pytest.fixture
def previews(files: Files, tmp_path: Path) -> Previews:
    return Previews(files, tmp_path / "previews")


@pytest.fixture
def crops(files: Files, previews: Previews, tmp_path: Path) -> Crops:
    return Crops(
        files, previews, LayerViews(files, tmp_path / "previews"), tmp_path / "previews", itself, mixed(files, tmp_path)
    )


def mixed(files: Files, folder: Path) -> Callable[[PictureName], Path]:
    return Mixes(files, Making(files, folder / "previews"), folder / "previews").picture


def itself(result: str, photo: str) -> str:
    """Nothing was sent reduced."""
    return photo


def keep(files: Files, data: bytes) -> str:
    part = files.new_part()
    part.write_bytes(data)
    return files.adopt(part)


def keep_sample(files: Files, sample: Path) -> str:
    part = files.new_part()
    shutil.copyfile(sample, part)
    return files.adopt(part)


def result_of(files: Files, sample: Path, size: tuple[int, int] | None = None) -> str:
    """The sample lighter, as a PNG; `size`: another than its own."""
    pixels = photo.load(sample).pixels
    if size:
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    return keep(files, png(np.minimum(pixels, 235) + np.uint8(20)))


def count_loads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    loads: list[Path] = []
    load = room.load

    def counted(path: Path) -> photo.Picture:
        loads.append(path)
        return load(path)

    monkeypatch.setattr(room, "load", counted)
    return loads


@pytest.mark.parametrize("side", regions.SIDES)
def test_sizes(files: Files, crops: Crops, side: int) -> None:
    sha256 = keep_sample(files, PORTRAIT)
    result = result_of(files, PORTRAIT)
    wanted = {
        **dict.fromkeys(("face", "cheek", "x0.5000y0.2500", PAIR), (side, side)),
        "eyes": (side, side // 2),
        "whole": photo.fit(910, 1137, side),
    }
    for file in (sha256, result):
        for region, size in wanted.items():
            data = crops.crop(file, sha256, region, side).path.read_bytes()
            height, width, _, sampling = simplejpeg.decode_jpeg_header(data)
            assert ((width, height), sampling) == (size, "444")


def test_all_regions_of_a_width_come_of_one_reading(
    files: Files, crops: Crops, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = keep_sample(files, PORTRAIT)
    loads = count_loads(monkeypatch)
    for region in ("face", "eyes", "cheek", "face"):
        crops.crop(sha256, sha256, region, 220)
    assert loads == [files.path(sha256)]
    crops.crop(sha256, sha256, "face", 160)
    assert len(loads) == 2


def test_threads_that_ask_at_once_share_the_work(files: Files, crops: Crops, monkeypatch: pytest.MonkeyPatch) -> None:
    sha256, result = keep_sample(files, PORTRAIT), result_of(files, PORTRAIT)
    loads = count_loads(monkeypatch)
    barrier = threading.Barrier(8)

    def ask(number: int) -> Path:
        barrier.wait()
        return crops.crop((sha256, result)[number % 2], sha256, ("face", "eyes", "cheek")[number % 3], 220).path

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(ask, range(8)))) == 6
    assert sorted(loads) == sorted([files.path(sha256), files.path(result)])


def test_made_once(files: Files, previews: Previews, crops: Crops, tmp_path: Path) -> None:
    sha256 = keep_sample(files, PORTRAIT)
    first = [crops.crop(sha256, sha256, region, 220) for region in EVERYWHERE]
    assert all(crops.is_kept(sha256, sha256, region, 220) for region in EVERYWHERE)
    assert not crops.is_kept(sha256, sha256, "face", 320)
    data = PORTRAIT.read_bytes()
    files.path(sha256).write_bytes(data[: len(data) // 2] + bytes(len(data) // 2))  # its head still tells its size
    again = Crops(
        files, previews, LayerViews(files, tmp_path / "previews"), tmp_path / "previews", itself, mixed(files, tmp_path)
    )
    assert [again.crop(sha256, sha256, region, 220) for region in EVERYWHERE] == first


@pytest.mark.parametrize("profile", [b"", test_colours.lut(test_colours.SRGB_D50, 17)], ids=["plain", "long profile"])
def test_noise_is_short_too(files: Files, crops: Crops, profile: bytes) -> None:
    segments = pictures.icc_segments(profile) if profile else []
    sha256 = keep(files, jpeg(noise(900, 700), *segments))
    for side in regions.SIDES:
        for region in EVERYWHERE:
            most = MOST_BYTES * max(1, side / 320) ** 2
            assert crops.crop(sha256, sha256, region, side).path.stat().st_size <= most


def test_skin_is_kept_finely(files: Files, crops: Crops) -> None:
    """Eyes and brows in focus at 1:1, more than fits in the best quality: each pixel is nearly the file's."""
    sha256 = keep_sample(files, PORTRAIT)
    window = windows.window(regions.parse("x0.5000y0.3000"), (910, 1137), 220, [])
    left, top = (round(-float(value)) for value in window.there[:, 2])
    there = photo.load(crops.crop(sha256, sha256, "x0.5000y0.3000", 220).path).pixels.astype(int)
    own = photo.load(PORTRAIT).pixels[top : top + 220, left : left + 220]
    assert np.abs(there - own).mean() < 2.5


def test_a_result_of_another_size_shows_the_same_place(files: Files, crops: Crops) -> None:
    sha256 = keep_sample(files, PORTRAIT)
    half = result_of(files, PORTRAIT, (455, 568))
    for region in ("face", "eyes", "whole"):
        before, after = (photo.load(crops.crop(each, sha256, region, 160).path).pixels for each in (sha256, half))
        assert before.shape == after.shape
        assert np.abs(np.minimum(before, 235).astype(int) + 20 - after).mean() < 5


def test_a_lying_photo_and_its_upright_result_show_the_same_place(files: Files, crops: Crops) -> None:
    upright = photo.load(PORTRAIT)
    lying = np.ascontiguousarray(np.rot90(upright.pixels))
    sha256, result = keep(files, jpeg(lying, pictures.exif(6))), keep(files, jpeg(upright.pixels))
    for region in ("face", "cheek", "whole", "x0.5000y0.2500"):
        before, after = (photo.load(crops.crop(each, sha256, region, 160).path).pixels for each in (sha256, result))
        assert np.abs(before.astype(int) - after).mean() < 3


def test_crops_of_an_earlier_version_are_made_anew(files: Files, crops: Crops, monkeypatch: pytest.MonkeyPatch) -> None:
    sha256 = keep(files, jpeg(smooth(300, 200)))
    old = crops.crop(sha256, sha256, "face", 160).path
    monkeypatch.setattr(windows, "VERSION", windows.VERSION + 1)
    assert not crops.is_kept(sha256, sha256, "face", 160)
    assert crops.crop(sha256, sha256, "face", 160).path != old


def test_the_eyes_of_two_photos_stand_at_the_same_place(files: Files, crops: Crops) -> None:
    places = []
    for sample in (PORTRAIT, HALF_BODY):
        sha256 = keep_sample(files, sample)
        (face,) = find_faces(photo.load(crops.crop(sha256, sha256, "face", 220).path).pixels)
        places.append(face.eyes)
    assert np.hypot(*np.subtract(*places)) < 3


def test_without_a_face_the_middle_is_shown_and_it_is_said(files: Files, crops: Crops) -> None:
    plain, portrait = keep(files, jpeg(smooth(900, 600))), keep_sample(files, PORTRAIT)
    for region in ("face", "eyes", "cheek", PAIR):
        assert crops.crop(plain, plain, region, 220).shows == "middle"
        assert crops.crop(portrait, portrait, region, 220).shows == "region"
    for region in ("whole", "x0.5000y0.5000"):
        assert crops.crop(plain, plain, region, 220).shows == "region"


def test_a_face_too_small_is_said(files: Files, crops: Crops) -> None:
    canvas = np.full((1200, 1200, 3), 128, np.uint8)
    small = np.asarray(cv2.resize(photo.load(PORTRAIT).pixels, (228, 284), interpolation=cv2.INTER_AREA), np.uint8)
    canvas[300:584, 400:628] = small
    sha256 = keep(files, jpeg(canvas))
    assert crops.crop(sha256, sha256, "face", 320).shows == "small"
    assert crops.crop(sha256, sha256, "face", 160).shows == "region"


def test_a_face_that_is_not_there_is_refused_and_its_file_is_not(files: Files, crops: Crops) -> None:
    sha256 = keep_sample(files, PORTRAIT)
    for region in ("face1", "eyes9", "cheek31", "nose", "", "../face", "face.160.jpg"):
        with pytest.raises(LookupError):
            crops.crop(sha256, sha256, region, 220)
    for side in (0, -220, 221, 10**9):
        with pytest.raises(LookupError):
            crops.crop(sha256, sha256, "face", side)
        assert not crops.is_kept(sha256, sha256, "face", side)
    assert crops.crop(sha256, sha256, "face", 220).path.is_file()


def test_a_layered_result_shows_its_layers_over_the_photo(files: Files, crops: Crops) -> None:
    sha256 = keep(files, jpeg(smooth(640, 480)))
    layer = np.full((480, 640, 4), (200, 40, 60, 255), np.uint8)
    layer[:, :320] = 0
    result = keep(files, archives.zipped({archives.HEAL: archives.png_of(layer)}))
    shown = photo.load(crops.crop(result, sha256, "whole", 320).path).pixels.astype(int)
    assert np.abs(shown[:, 170:] - (200, 40, 60)).max() < 6
    before = photo.load(crops.crop(sha256, sha256, "whole", 320).path).pixels
    assert np.abs(shown[:, :150] - before[:, :150]).mean() < 2


def test_layers_of_a_reduced_copy_are_laid_over_that(files: Files, previews: Previews, tmp_path: Path) -> None:
    original, copy = keep(files, jpeg(smooth(640, 480))), keep(files, jpeg(smooth(320, 240)))
    result = keep(files, archives.zipped({archives.HEAL: archives.png_of(np.full((240, 320, 4), 200, np.uint8))}))
    asked: list[tuple[str, str]] = []

    def source(*both: str) -> str:
        asked.append((both[0], both[1]))
        return copy

    crops = Crops(
        files, previews, LayerViews(files, tmp_path / "previews"), tmp_path / "previews", source, mixed(files, tmp_path)
    )
    assert crops.crop(result, original, PAIR, 160).path.is_file()
    assert asked == [(result, original)]


def test_before_and_after_stand_side_by_side(files: Files, crops: Crops) -> None:
    sha256 = keep(files, jpeg(np.full((600, 600, 3), 60, np.uint8)))
    result = keep(files, png(np.full((600, 600, 3), 180, np.uint8)))
    pair = photo.load(crops.crop(result, sha256, PAIR, 220).path).pixels.astype(int)
    assert np.abs(pair[:, :100] - 60).max() < 4
    assert np.abs(pair[:, 120:] - 180).max() < 4
    assert pair[:, 109:111].min() > 230


def test_colours_are_the_files_own(files: Files, crops: Crops) -> None:
    """A long profile is not carried along; this one's red and blue are exchanged."""
    exchanged = test_colours.lut(test_colours.SRGB_D50[:, ::-1], 17)
    plain = keep(files, jpeg(smooth(600, 400)))
    odd = keep(files, jpeg(np.ascontiguousarray(smooth(600, 400)[..., ::-1]), *pictures.icc_segments(exchanged)))
    one, other = (photo.load(crops.crop(each, each, "whole", 220).path) for each in (plain, odd))
    assert other.icc is None
    assert np.abs(one.pixels.astype(int) - other.pixels).mean() < 3


def test_what_is_no_picture_is_refused_in_words_and_looked_at_once(
    files: Files, crops: Crops, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = keep(files, jpeg(smooth(300, 200)))
    broken = keep(files, jpeg(smooth(640, 480))[:3000])
    hostile = keep(files, hostile_archives.bomb_by_ratio())
    loads = count_loads(monkeypatch)
    for _ in range(3):
        with pytest.raises(InvalidPhoto):
            crops.crop(broken, sha256, "whole", 220)
        with pytest.raises(InvalidArchive):
            crops.crop(hostile, sha256, "whole", 220)
        with pytest.raises(InvalidPhoto):
            crops.crop(keep(files, b"{}"), sha256, "whole", 220)
    assert len(loads) <= 1


def test_a_deleted_file_leaves_no_crops_and_none_are_made(
    files: Files, previews: Previews, crops: Crops, tmp_path: Path
) -> None:
    sha256, result, other = keep_sample(files, PORTRAIT), result_of(files, PORTRAIT), keep_sample(files, HALF_BODY)
    for region in EVERYWHERE:
        crops.crop(result, sha256, region, 220)
    kept = crops.crop(other, other, "face", 220).path
    assert previews.bytes() >= sum(path.stat().st_size for path in (tmp_path / "previews").rglob("*.jpg"))
    for gone in (sha256, result):
        files.remove(gone)
    crops.forget([sha256, result])
    previews.forget([sha256, result])
    left = [path.name for path in (tmp_path / "previews").rglob("*") if path.is_file()]
    assert not [name for name in left if sha256 in name or result in name]
    assert kept.is_file()
    for file, of in ((result, sha256), (other, sha256), (result, other)):
        with pytest.raises(FileNotFoundError):
            crops.crop(file, of, "face", 220)


def test_nothing_is_made_while_a_file_is_forgotten(
    files: Files, previews: Previews, crops: Crops, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256, result = keep_sample(files, PORTRAIT), result_of(files, PORTRAIT)
    begun, go_on = threading.Event(), threading.Event()
    load = room.load

    def slow(path: Path) -> photo.Picture:
        begun.set()
        assert go_on.wait(30)
        return load(path)

    monkeypatch.setattr(room, "load", slow)
    with ThreadPoolExecutor(2) as pool:
        making = pool.submit(crops.crop, result, sha256, "face", 220)
        assert begun.wait(30)
        files.remove(sha256)
        forgetting = pool.submit(crops.forget, [sha256])
        assert not forgetting.done()
        go_on.set()
        making.result()
        forgetting.result()
    previews.forget([sha256])
    assert not [path for path in (tmp_path / "previews").rglob("*.jpg") if sha256 in path.name]


def test_a_write_that_fails_leaves_nothing(
    files: Files, crops: Crops, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = keep(files, jpeg(smooth(300, 200)))
    with monkeypatch.context() as patch:

        def full_disk(path: Path, data: bytes) -> int:
            with path.open("wb") as file:
                file.write(data[:100])
            raise OSError(28, "No space left on device")

        patch.setattr(Path, "write_bytes", full_disk)
        with pytest.raises(OSError, match="No space left"):
            crops.crop(sha256, sha256, "whole", 220)
    assert [path for path in (tmp_path / "previews").rglob("*") if path.is_file()] == []
    assert crops.crop(sha256, sha256, "whole", 220).path.is_file()


def test_only_so_many_are_read_at_once_and_large_ones_alone(
    files: Files, previews: Previews, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    crops = Crops(
        files, previews, LayerViews(files, tmp_path / "previews"), tmp_path / "previews", itself, mixed(files, tmp_path)
    )
    kept = [keep(files, jpeg(smooth(400 + number, 300))) for number in range(6)]
    lock, now, most, load = threading.Lock(), [0], [0], room.load

    def watched(path: Path) -> photo.Picture:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        try:
            threading.Event().wait(0.02)
            return load(path)
        finally:
            with lock:
                now[0] -= 1

    monkeypatch.setattr(room, "load", watched)

    def ask(side: int) -> int:
        most[0] = 0
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(lambda sha256: crops.crop(sha256, sha256, "whole", side), kept))
        return most[0]

    assert ask(160) == 2
    monkeypatch.setattr(room, "LARGE", 1000)
    assert ask(220) == 1


def test_a_mix_has_its_own_crops(files: Files, crops: Crops) -> None:
    """Between the photo's and the result's; each strength has a crop of its own, and goes with its files."""
    before, after = (np.full((40, 60, 3), level, np.uint8) for level in (60, 180))
    photo_of, result = keep(files, png(before)), keep(files, png(after))
    for strength in (250, 500):
        name = str(PictureName(result, photo_of, Strengths((strength,))))
        assert not crops.is_kept(name, photo_of, "whole", 160)
        crop = crops.crop(name, photo_of, "whole", 160).path
        assert abs(float(photo.load(crop).pixels.mean()) - (60 + 0.12 * strength)) < 1
        assert crops.is_kept(name, photo_of, "whole", 160)
    files.remove(photo_of)
    with pytest.raises(FileNotFoundError):
        crops.crop(str(PictureName(result, photo_of, Strengths((750,)))), photo_of, "whole", 160)

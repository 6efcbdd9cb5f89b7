"""Views of layers and composites: made once, whole or not at all, bounded, and right in their pixels."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import simplejpeg
from numpy.typing import NDArray

from retouch_lib.errors import InvalidArchive, InvalidPhoto
from retouch_lib.imaging.archive import layer_pictures
from retouch_lib.imaging.archive.read import Archive, Layer, layer_strips
from retouch_lib.imaging.composite import compose
from retouch_lib.imaging.files import photo, profiles
from retouch_lib.media import layer_views as room
from retouch_lib.media.files import Files
from retouch_lib.media.layer_views import LayerViews
from retouch_lib.plugins import BlendMode
from tests.unit.imaging import archives, hostile_archives, pictures, test_profiles
from tests.unit.imaging.archives import DODGE, HEAL, SIZE, VOLUMES, png_of, rgba, zipped

MASK = "index=3&blendmode=normal&name=Skin Mask.png"
Pixels = NDArray[np.uint8]


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "files")


@pytest.fixture
def views(files: Files, tmp_path: Path) -> LayerViews:
    return LayerViews(files, tmp_path / "previews")


def keep(files: Files, data: bytes) -> str:
    part = files.new_part()
    part.write_bytes(data)
    return files.adopt(part)


def kept(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "previews").rglob("*") if path.is_file()]


def shown(path: Path) -> Pixels:
    assert simplejpeg.decode_jpeg_header(path.read_bytes())[3] == "444"
    return photo.load(path).pixels


def plain(colour: tuple[int, int, int, int], width: int = 640, height: int = 480) -> Pixels:
    return np.full((height, width, 4), colour, np.uint8)


def test_a_hole_shows_a_checkerboard_and_a_cover_its_colour(files: Files, views: LayerViews) -> None:
    layer = plain((0, 0, 0, 0))
    layer[:, 320:] = (200, 40, 60, 255)
    sha256 = keep(files, zipped({HEAL: png_of(layer)}))
    preview = shown(views.preview(sha256, 0)).astype(int)
    assert preview.shape == (480, 640, 3)
    square = layer_pictures.SQUARE
    for row, column, grey in ((0, 0, 238), (0, 1, 200), (1, 0, 200), (1, 1, 238), (5, 6, 200)):
        cell = preview[row * square + 3 : (row + 1) * square - 3, column * square + 3 : (column + 1) * square - 3]
        assert np.abs(cell - grey).max() <= 4
    assert np.abs(preview[:, 340:] - (200, 40, 60)).max() <= 4


def test_half_transparent_pixels_are_half_seen_through(files: Files, views: LayerViews) -> None:
    sha256 = keep(files, zipped({HEAL: png_of(plain((200, 0, 100, 128)))}))
    square = shown(views.preview(sha256, 0))[4:12, 4:12].astype(int)
    assert np.abs(square - (100 + 119, 119, 50 + 119)).max() <= 3


def test_the_colour_of_a_hole_tints_no_edge(files: Files, views: LayerViews) -> None:
    """White covers, columns of black holes between: made smaller, no pixel is darker than the board and white mixed."""
    layer = plain((255, 255, 255, 255), 1600, 1200)
    layer[:, 1::2] = 0
    thumbnail = shown(views.thumbnail(keep(files, zipped({HEAL: png_of(layer)})), 0))
    assert thumbnail.min() >= (255 + layer_pictures.DARK) // 2 - 4


@pytest.mark.parametrize("name", [DODGE, "index=0&blendmode=linearLight&name=Glasses Anti Glare.png", MASK])
def test_light_and_masks_are_shown_on_grey_as_they_are(files: Files, views: LayerViews, name: str) -> None:
    layer = plain((128, 128, 128, 255))
    layer[100:200, 100:200, :3] = (170, 128, 90)
    layer[300:400, 300:400] = 0
    preview = shown(views.preview(keep(files, zipped({name: png_of(layer)})), 0)).astype(int)
    layer[300:400, 300:400] = 128
    off = np.abs(preview - layer[..., :3])
    assert np.percentile(off, 99) <= 4


def test_a_grey_mask_is_a_grey_picture(files: Files, views: LayerViews) -> None:
    mask = np.linspace(0, 255, 640).astype(np.uint8)[None, :].repeat(480, axis=0)
    preview = shown(views.preview(keep(files, zipped({MASK: png_of(mask)})), 0)).astype(int)
    assert np.abs(preview - mask[..., None]).max() <= 4


def test_sizes(files: Files, views: LayerViews) -> None:
    sha256 = keep(
        files, zipped({HEAL: png_of(plain((9, 9, 9, 255), 2500, 500)), MASK: png_of(plain((1, 1, 1, 255), 50, 90))})
    )
    assert [shown(make(sha256, 0)).shape[:2] for make in (views.preview, views.thumbnail)] == [(410, 2048), (80, 400)]
    assert [shown(make(sha256, 1)).shape[:2] for make in (views.preview, views.thumbnail)] == [(90, 50), (90, 50)]


def test_a_layers_profile_is_carried(files: Files, views: LayerViews) -> None:
    profile = pictures.profile((b"en", "Display P3"))
    data = pictures.png(pictures.smooth(*SIZE), pictures.iccp(profile))
    sha256 = keep(files, zipped({HEAL: data}))
    assert photo.load(views.thumbnail(sha256, 0)).icc == profile
    assert photo.load(views.preview(sha256, 0)).icc == profile


@pytest.mark.parametrize(
    ("profile", "name"),
    [
        (test_profiles.grey(profiles.gamma(1.8), "Gamma 1.8"), "Gamma 1.8"),
        (pictures.profile((b"en", "Display P3"))[:-4], None),
        (pictures.profile((b"en", "CMYK"), space=b"CMYK"), None),
    ],
    ids=["grey", "damaged", "CMYK"],
)
def test_a_layers_profile_is_treated_as_a_photos(
    files: Files, views: LayerViews, profile: bytes, name: str | None
) -> None:
    data = pictures.png(pictures.smooth(*SIZE), pictures.iccp(profile))
    sha256 = keep(files, zipped({HEAL: data}))
    info = photo.inspect(views.preview(sha256, 0))
    assert (info.profile, info.remarks) == (name, ())


def test_a_layers_file_is_its_own_bytes(files: Files, views: LayerViews) -> None:
    sha256 = keep(files, archives.layered())
    for number, seed in enumerate((1, 2, 3)):
        assert views.file(sha256, number).read_bytes() == archives.layer_png(seed=seed)
    assert [layer.name for layer in views.archive(sha256).layers] == ["Heal", "Dodge Burn", "Portrait Volumes"]


def test_layers_taken_out_keep_within_their_room(
    files: Files, views: LayerViews, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = keep(files, archives.layered())
    length = len(archives.layer_png())
    monkeypatch.setattr(room, "KEPT_BYTES", int(2.5 * length))
    first, second = views.file(sha256, 0), views.file(sha256, 1)
    for moment, path in enumerate((second, first)):
        age(path, moment)
    third = views.file(sha256, 2)
    assert set(kept(tmp_path)) == {first, third}
    age(third, 1)
    age(first, 0)
    assert views.file(sha256, 0) == first, "asked for again, it is no longer the oldest"
    views.file(sha256, 1)
    assert set(kept(tmp_path)) == {first, second}
    age(first, 0)
    monkeypatch.setattr(room, "KEPT_BYTES", 0)
    assert views.file(sha256, 1).read_bytes() == archives.layer_png(seed=2)
    assert kept(tmp_path) == [second]


def age(path: Path, moment: int) -> None:
    """As if it had last been asked for long ago; the smaller the longer."""
    os.utime(path, (moment, moment))


@pytest.mark.parametrize("suffix", ["png", "jpeg"])
def test_the_composite_is_the_photo_under_its_layers(files: Files, views: LayerViews, suffix: str) -> None:
    below = pictures.smooth(600, 400)
    profile = pictures.profile((b"en", "Display P3"))
    data = (
        pictures.png(below, pictures.iccp(profile))
        if suffix == "png"
        else pictures.jpeg(below, *pictures.icc_segments(profile), quality=100)
    )
    light = plain((128, 128, 128, 255), 600, 400)
    light[50:200, 50:200, :3] = 190
    cover = plain((0, 0, 0, 0), 600, 400)
    cover[100:300, 100:300] = (250, 10, 30, 255)
    result = keep(files, zipped({HEAL: png_of(cover), DODGE: png_of(light), MASK: png_of(cover)}))
    original = keep(files, data)
    wanted = compose(
        photo.load(files.path(original)).pixels, [(cover, BlendMode.NORMAL, 1), (light, BlendMode.SOFT_LIGHT, 1)]
    )
    for size in ("full", "preview"):
        made = views.composite(result, original, size)
        assert photo.load(made).icc == profile
        assert np.abs(shown(made).astype(int) - wanted).mean() < 1


def test_both_sizes_of_a_composite_come_from_one_pass(
    files: Files, views: LayerViews, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = keep(files, pictures.jpeg(pictures.smooth(2500, 100)))
    result = keep(files, zipped({HEAL: png_of(plain((9, 90, 9, 255), 2500, 100))}))
    full = views.composite(result, original, "full")
    monkeypatch.setattr(room, "compose", None)
    preview = views.composite(result, original, "preview")
    assert [shown(path).shape[1] for path in (full, preview)] == [2500, 2048]
    assert views.composite(result, original, "full") == full


def test_a_photo_of_another_size_is_refused_with_a_sentence(files: Files, views: LayerViews, tmp_path: Path) -> None:
    result = keep(files, archives.layered())
    with pytest.raises(InvalidArchive, match="40 × 30 pixels, the photo 30 × 40 pixels"):
        views.composite(result, keep(files, pictures.jpeg(pictures.smooth(30, 40))), "full")
    with pytest.raises(InvalidPhoto):
        views.composite(result, result, "full")
    assert kept(tmp_path) == []


ASKS: list[Callable[[LayerViews, str], object]] = [
    lambda views, sha256: views.archive(sha256),
    lambda views, sha256: views.thumbnail(sha256, 0),
    lambda views, sha256: views.preview(sha256, 0),
    lambda views, sha256: views.file(sha256, 0),
]


@pytest.mark.parametrize("ask", ASKS, ids=["archive", "thumbnail", "preview", "file"])
def test_what_is_no_archive_of_layers_is_refused_and_leaves_nothing(
    files: Files, views: LayerViews, tmp_path: Path, ask: Callable[[LayerViews, str], object]
) -> None:
    for data in (pictures.jpeg(pictures.smooth(20, 10)), b"", hostile_archives.nested(), hostile_archives.wide()):
        with pytest.raises(InvalidArchive):
            ask(views, keep(files, data))
    with pytest.raises(FileNotFoundError):
        ask(views, "0" * 64)
    with pytest.raises(ValueError, match="SHA-256"):
        ask(views, "../../etc/passwd")
    assert kept(tmp_path) == []


@pytest.mark.parametrize("number", [-1, 3, 10**9])
def test_a_number_that_no_layer_has(files: Files, views: LayerViews, number: int) -> None:
    sha256 = keep(files, archives.layered())
    for ask in (views.thumbnail, views.preview, views.file):
        with pytest.raises(LookupError):
            ask(sha256, number)


def test_damage_inside_a_layer_spoils_that_layer_alone(
    files: Files, views: LayerViews, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = {name: archives.layer_png(300, 300, seed) for seed, name in enumerate((HEAL, DODGE), start=1)}
    sha256 = keep(files, hostile_archives.patched(zipped(large), hostile_archives.CENTRAL, 16, b"\1\2\3\4"))
    original = keep(files, pictures.jpeg(pictures.smooth(300, 300)))
    for ask in (views.thumbnail, views.preview, views.file):
        with pytest.raises(InvalidArchive, match="checksum"):
            ask(sha256, 0)
        assert ask(sha256, 1).is_file()
    with pytest.raises(InvalidArchive, match="checksum"):
        views.composite(sha256, original, "full")
    assert not [path for path in kept(tmp_path) if ".0." in path.name or "-0." in path.name or "over" in path.name]
    for name in ("layer_strips", "layer_pixels", "extract_layer"):
        monkeypatch.setattr(room, name, None)
    with pytest.raises(InvalidArchive, match="checksum"):
        views.thumbnail(sha256, 0)
    with pytest.raises(InvalidArchive, match="checksum"):
        views.composite(sha256, original, "preview")


def test_made_once(files: Files, views: LayerViews, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sha256 = keep(files, archives.layered())
    original = keep(files, pictures.jpeg(pictures.smooth(*SIZE)))
    asks: list[Callable[[LayerViews], Path]] = [
        lambda of: of.thumbnail(sha256, 1),
        lambda of: of.preview(sha256, 1),
        lambda of: of.file(sha256, 1),
        lambda of: of.composite(sha256, original, "full"),
    ]
    first = [ask(views) for ask in asks]
    for name in ("layer_strips", "layer_pixels", "extract_layer"):
        monkeypatch.setattr(room, name, None)
    assert [ask(LayerViews(files, tmp_path / "previews")) for ask in asks] == first


def test_threads_that_ask_at_once_share_the_work(
    files: Files, views: LayerViews, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = keep(files, archives.layered())
    decoded: list[int] = []

    def counted(found: Archive, layer: Layer) -> Iterator[Pixels]:
        decoded.append(layer.number)
        return layer_strips(found, layer)

    monkeypatch.setattr(room, "layer_strips", counted)
    barrier = threading.Barrier(12)

    def ask(place: int) -> Path:
        barrier.wait()
        return (views.thumbnail if place % 2 else views.preview)(sha256, place // 4)

    with ThreadPoolExecutor(12) as pool:
        made = list(pool.map(ask, range(12)))
    assert len(set(made)) == 6
    assert sorted(decoded) == [0, 1, 2]


def test_a_write_that_fails_leaves_nothing(
    files: Files, views: LayerViews, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = keep(files, zipped({HEAL: png_of(rgba()), VOLUMES: png_of(rgba(seed=2))}))

    def full_disk(path: Path, data: bytes) -> int:
        with path.open("wb") as file:
            file.write(data[:100])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full_disk)
        with pytest.raises(OSError, match="No space left"):
            views.thumbnail(sha256, 0)
    assert kept(tmp_path) == []
    assert views.thumbnail(sha256, 0).is_file()


@pytest.mark.parametrize("error", [ValueError("a strip"), AssertionError(), MemoryError(), KeyError("mode")])
def test_whatever_a_decoder_raises_is_a_sentence_on_that_result(
    files: Files, views: LayerViews, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    sha256, original = keep(files, archives.layered()), keep(files, pictures.jpeg(pictures.smooth(*SIZE)))

    def fails(*_: object, **__: object) -> Pixels:
        raise error

    asks: list[Callable[[], object]] = [
        lambda: views.thumbnail(sha256, 0),
        lambda: views.preview(sha256, 1),
        lambda: views.composite(sha256, original, "preview"),
    ]
    with monkeypatch.context() as patch:
        patch.setattr(room, "layer_strips", fails)
        patch.setattr(room, "layer_pixels", fails)
        for ask in asks:
            with pytest.raises(InvalidArchive, match=r"kept as it came"):
                ask()
    for ask in asks if isinstance(error, MemoryError) else ():
        assert ask()
    with monkeypatch.context() as patch:
        patch.setattr(room, "read_archive", fails)
        with pytest.raises(InvalidArchive, match=r"kept as it came"):
            views.archive(keep(files, archives.with_heal(archives.layer_png())))

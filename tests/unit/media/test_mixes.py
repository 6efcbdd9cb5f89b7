"""Pictures of mixes: the compositor's, in each size and by the photo's profile; made once, bounded, never of what is
deleted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import simplejpeg
from numpy.typing import NDArray
from psd_tools import PSDImage
from psd_tools.constants import Resource

from retouch_lib.errors import InvalidArchive, InvalidPhoto
from retouch_lib.imaging.composite import compose
from retouch_lib.imaging.files import colours, jpeg, photo, png_chunks
from retouch_lib.imaging.guard import ALL, NO_GUARD, LayerGuard
from retouch_lib.imaging.mix import Cutout, lay
from retouch_lib.imaging.strengths import FULL, Strengths
from retouch_lib.imaging.strokes import Stroke
from retouch_lib.media import mix_layers
from retouch_lib.media import mixes as room
from retouch_lib.media.files import Files
from retouch_lib.media.held import Held
from retouch_lib.media.layer_views import LayerViews
from retouch_lib.media.making import Making
from retouch_lib.media.mixes import Mixes
from retouch_lib.media.previews import Previews
from retouch_lib.media.whole_pictures import PictureName
from retouch_lib.plugins import BlendMode
from tests.unit.imaging import archives, pictures
from tests.unit.imaging.archives import DODGE, HEAL, VOLUMES, png_of, zipped
from tests.unit.imaging.test_profiles import PROFILES
from tests.unit.media.test_layer_views import keep, kept, shown

Pixels = NDArray[np.uint8]
MASK = "index=0&blendmode=normal&name=Skin Mask.png"
SIZE = (160, 120)
MODES = (BlendMode.NORMAL, BlendMode.SOFT_LIGHT, BlendMode.SOFT_LIGHT)
MIX = Strengths((700, 0, 450, 1300))
"""Of the mask nothing comes of any strength: it is the archive's second layer."""


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "files")


@pytest.fixture
def mixes(files: Files, tmp_path: Path) -> Mixes:
    return Mixes(files, Making(files, tmp_path / "previews"), tmp_path / "previews")


def smooth_layers(size: tuple[int, int] = SIZE) -> list[Pixels]:
    """Three that act in parts, the upper two grey elsewhere; soft enough that a JPEG of them is right."""
    width, height = size
    heal = np.zeros((height, width, 4), np.uint8)
    heal[height // 4 : height // 2, width // 8 : width // 2] = (180, 150, 130, 255)
    found = [heal]
    for seed in (1, 2):
        light = np.full((height, width, 4), 128, np.uint8)
        light[..., 3] = 255
        part = light[height // (2 + seed) :, : width // seed]
        part[..., :3] = 100 + pictures.smooth(part.shape[1], part.shape[0]) // 5
        found.append(light)
    return found


def archive(layers: list[Pixels]) -> bytes:
    grey = np.full(layers[0].shape[:2], 255, np.uint8)
    heal, dodge, volumes = map(png_of, layers)
    return zipped({HEAL: heal, MASK: png_of(grey), DODGE: dodge, VOLUMES: volumes})


def named(files: Files, size: tuple[int, int] = SIZE, photo_bytes: bytes = b"") -> PictureName:
    layers = archive(smooth_layers(size))
    return PictureName(keep(files, layers), keep(files, photo_bytes or pictures.png(pictures.smooth(*size))))


def exactly(strengths: Strengths = MIX, size: tuple[int, int] = SIZE) -> Pixels:
    opacities = [strengths.opacity(number) for number in (0, 2, 3)]
    laid = list(zip(smooth_layers(size), MODES, opacities, strict=True))
    return compose(pictures.smooth(*size), laid, extrapolate=True)


def as_jpeg(pixels: Pixels, icc: bytes | None = None) -> bytes:
    return jpeg.encode(pixels, icc, room._QUALITY)


def jpeg_pixels(data: bytes) -> Pixels:
    return np.asarray(simplejpeg.decode_jpeg(data), np.uint8)


def off(one: Pixels, other: Pixels) -> int:
    return int(np.abs(one.astype(int) - other).max())


def test_the_preview_tiles_and_whole_are_the_compositors(files: Files, mixes: Mixes) -> None:
    name = named(files)
    assert mixes.preview(name, MIX).read_bytes() == as_jpeg(exactly())
    assert mixes.tile(name, MIX, 0, 0).read_bytes() == as_jpeg(exactly())
    whole = replace(photo.load(files.path(name.below)), pixels=exactly())
    assert mixes.whole(name, MIX).read_bytes() == photo.encode(whole, "jpeg")
    assert np.array_equal(photo.load(mixes.whole(name, MIX, "png")).pixels, exactly())


def test_all_off_is_the_photo_and_all_on_the_result(files: Files, mixes: Mixes, tmp_path: Path) -> None:
    name = named(files)
    none, full = Strengths((0, FULL, 0, 0)), Strengths.full(4)
    assert np.array_equal(photo.load(mixes.whole(name, none, "png")).pixels, pictures.smooth(*SIZE))
    views = LayerViews(files, tmp_path / "previews")
    assert mixes.whole(name, full).read_bytes() == views.composite(name.file, name.below, "full").read_bytes()
    original = Previews(files, tmp_path / "previews").preview(name.below)
    assert mixes.preview(name, none).read_bytes() == original.read_bytes(), "the original as it is shown, to the bit"


DAB = Stroke(((30_000, 40_000),), 12_000)


def test_what_is_guarded_is_the_photo_s_to_the_bit(files: Files, mixes: Mixes) -> None:
    name = named(files)
    guard = NO_GUARD.add(ALL, "kept", DAB)
    guarded = MIX.guarded(mixes.guards.know(guard))
    covered = guard.of(ALL).kept.coverage(SIZE)
    found = photo.load(mixes.whole(name, guarded, "png")).pixels
    assert np.array_equal(found[covered == 255], pictures.smooth(*SIZE)[covered == 255])
    assert np.array_equal(found[covered == 0], exactly()[covered == 0])
    assert not np.array_equal(exactly()[covered == 255], pictures.smooth(*SIZE)[covered == 255]), (
        "else it shows nothing"
    )
    assert mixes.preview(name, guarded).read_bytes() == mixes.tile(name, guarded, 0, 0).read_bytes() == as_jpeg(found)


def test_a_layer_acts_within_the_skin_mask(files: Files, mixes: Mixes) -> None:
    skin = np.zeros(SIZE[::-1], np.uint8)
    skin[:, 40:] = 255
    heal, dodge, volumes = map(png_of, smooth_layers())
    layers = zipped({HEAL: heal, MASK: png_of(skin), DODGE: dodge, VOLUMES: volumes})
    name = PictureName(keep(files, layers), keep(files, pictures.png(pictures.smooth(*SIZE))))
    within = Strengths((FULL, 0, 0, 0))
    guarded = within.guarded(mixes.guards.know(NO_GUARD.put(0, LayerGuard(within="skin"))))
    bare, found = (photo.load(mixes.whole(name, one, "png")).pixels for one in (within, guarded))
    assert np.array_equal(found[:, :40], pictures.smooth(*SIZE)[:, :40])
    assert np.array_equal(found[:, 40:], bare[:, 40:])
    assert mixes.preview(name, guarded).read_bytes() == as_jpeg(found)


def test_a_result_of_another_size_than_its_photo_is_told(files: Files, mixes: Mixes) -> None:
    below = keep(files, pictures.png(pictures.smooth(*SIZE)))
    flat, other = (keep(files, pictures.png(pictures.noise(*size))) for size in (SIZE, (80, 60)))
    layers, less = (keep(files, archive(smooth_layers(size))) for size in (SIZE, (80, 60)))
    for same in (flat, layers):
        mixes.require_one_size(PictureName(same, below))
    with pytest.raises(InvalidPhoto, match="80 × 60 pixels, its photo 160 × 120: there is nothing between"):
        mixes.require_one_size(PictureName(other, below))
    with pytest.raises(InvalidArchive):
        mixes.require_one_size(PictureName(less, below))


def test_of_an_amount_a_guard_of_all_layers_gives_the_photo_back(files: Files, mixes: Mixes) -> None:
    guard = NO_GUARD.add(ALL, "kept", DAB)
    covered = guard.of(ALL).kept.coverage(SIZE)
    flat = PictureName(
        keep(files, pictures.png(pictures.noise(*SIZE))), keep(files, pictures.png(pictures.smooth(*SIZE)))
    )
    for name in (named(files), flat):
        bare, whole = Strengths((FULL,)), Strengths((FULL,)).guarded(mixes.guards.know(guard))
        found, all_of_it = (photo.load(mixes.whole(name, one, "png")).pixels for one in (whole, bare))
        assert np.array_equal(found[covered == 255], pictures.smooth(*SIZE)[covered == 255])
        assert np.array_equal(found[covered == 0], all_of_it[covered == 0])
        assert off(jpeg_pixels(mixes.preview(name, whole).read_bytes()), jpeg_pixels(as_jpeg(found))) <= 1


def test_a_guard_that_nobody_knows_or_that_was_changed_makes_no_picture(
    files: Files, mixes: Mixes, tmp_path: Path
) -> None:
    name, guard = named(files), NO_GUARD.add(0, "kept", DAB)
    with pytest.raises(LookupError):
        mixes.preview(name, MIX.guarded(guard.name))
    mixes.guards.know(guard)
    (kept,) = (tmp_path / "previews/guards").iterdir()
    for text in (str(guard.add(0, "kept", DAB)), "x", ""):
        kept.write_text(text)
        with pytest.raises(LookupError):
            mixes.preview(name, MIX.guarded(guard.name))


def test_a_layer_that_shows_what_lies_below_it_changes_nothing(files: Files, mixes: Mixes) -> None:
    """Also where it is opaque; not where it brings back what a layer below took away."""
    below = pictures.smooth(*SIZE)
    half = np.where(np.arange(SIZE[0]) < SIZE[0] // 2, np.uint8(255), np.uint8(0))
    same = np.dstack((below, np.broadcast_to(half, below.shape[:2])))
    drawn = {
        archives.HEAL: png_of(same),
        "index=1&blendmode=normal&name=Mattifier.png": png_of(archives.rgba(*SIZE)),
        "index=2&blendmode=normal&name=Fabric.png": png_of(same),
    }
    name = PictureName(keep(files, zipped(drawn)), keep(files, pictures.png(below)))
    assert mixes.idle(name) is None
    mixes.decode_layers(name)
    assert mixes.idle(name) == {0}


def test_a_guard_is_asked_for_where_mixes_are_kept_once(files: Files, tmp_path: Path) -> None:
    name, guard, asked = named(files), NO_GUARD.add(0, "kept", DAB), list[str]()

    def kept(wanted: str) -> str | None:
        asked.append(wanted)
        return str(guard)

    previews = tmp_path / "previews"
    mixes = Mixes(files, Making(files, previews), previews, kept)
    for _ in range(2):
        mixes.preview(name, MIX.guarded(guard.name))
    assert asked == [guard.name]
    with pytest.raises(LookupError):
        mixes.preview(name, MIX.guarded("0" * 24))


def test_a_large_photo_is_mixed_as_large_as_its_preview(
    files: Files, mixes: Mixes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Composed small, it is what the composed picture is when it is made small."""
    monkeypatch.setattr(room, "PREVIEW_SIDE", 80)
    name = named(files)
    seen = shown(mixes.preview(name, MIX))
    assert seen.shape == (60, 80, 3)
    wanted = np.asarray(cv2.resize(exactly(), (80, 60), interpolation=cv2.INTER_AREA), np.uint8)
    assert off(seen, jpeg_pixels(as_jpeg(wanted))) <= 5


def test_tiles_are_the_picture_cut_up(files: Files, mixes: Mixes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "TILE", 64)
    name = named(files)
    sizes = {(column, row): shown(mixes.tile(name, MIX, column, row)) for column in range(3) for row in range(2)}
    for (column, row), pixels in sizes.items():
        part = exactly()[row * 64 : row * 64 + 64, column * 64 : column * 64 + 64]
        assert np.array_equal(pixels, jpeg_pixels(as_jpeg(part)))
    for column, row in ((3, 0), (0, 2)):
        with pytest.raises(LookupError):
            mixes.tile(name, MIX, column, row)


def test_layers_that_take_too_much_memory_are_laid_one_by_one(
    files: Files, mixes: Mixes, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = named(files)
    monkeypatch.setattr(room, "HELD_BYTES", 3 * SIZE[0] * SIZE[1] + 1000)
    assert mixes.tile(name, MIX, 0, 0).read_bytes() == as_jpeg(exactly())
    other = MIX.put(0, 0)
    assert mixes.tile(name, other, 0, 0).read_bytes() == as_jpeg(exactly(other))
    monkeypatch.setattr(room, "HELD_BYTES", 1000)
    with pytest.raises(InvalidPhoto, match="too large to be mixed at 1:1"):
        mixes.tile(name, MIX.put(0, 1), 0, 0)


def test_a_layer_in_the_browser_is_the_same_layer(files: Files, mixes: Mixes) -> None:
    """What is laid by the address's picture and its place is the mix."""
    name = named(files)
    cut = []
    for number, mode in zip((0, 2, 3), MODES, strict=True):
        path, box, size = mixes.layer(name, number)
        stored = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_UNCHANGED)
        assert stored is not None
        assert size == SIZE
        pixels = np.asarray(cv2.cvtColor(stored, cv2.COLOR_BGRA2RGBA), np.uint8)
        assert pixels.shape == (box[3], box[2], 4)
        cut.append(Cutout(number, mode, pixels, box, size))
    assert cut[0].box == (20, 30, 60, 30), "no more than where it acts"
    assert np.array_equal(lay(pictures.smooth(*SIZE), cut, MIX), exactly())
    path, box, _ = mixes.layer(name, 1)
    skin = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    assert skin is not None
    assert (box, skin.shape, skin.min()) == ((0, 0, *SIZE), (*SIZE[::-1], 4), 255), "the Skin Mask, whole"
    for number in (4,):
        with pytest.raises(LookupError):
            mixes.layer(name, number)


def test_the_photos_profile_goes_along(files: Files, mixes: Mixes) -> None:
    profile = PROFILES["Display P3"] if "Display P3" in PROFILES else PROFILES["Adobe RGB (1998)"]
    data = png_chunks.insert(pictures.png(pictures.smooth(*SIZE)), png_chunks.profile(profile))
    name = named(files, photo_bytes=data)
    for path in (mixes.preview(name, MIX), mixes.tile(name, MIX, 0, 0), mixes.whole(name, MIX)):
        assert photo.load(path).icc == profile
    assert mixes.preview(name, MIX).read_bytes() == as_jpeg(exactly(), profile), "the numbers as they are stored"


def test_strengths_of_another_archive_are_none(files: Files, mixes: Mixes, tmp_path: Path) -> None:
    name = named(files)
    for made in (mixes.preview, mixes.whole, lambda *of: mixes.tile(*of, 0, 0)):
        with pytest.raises(LookupError):
            made(name, Strengths.full(3))
        with pytest.raises(LookupError):
            made(name, Strengths.full(5))
    assert not [path for path in kept(tmp_path) if path.parent.name == "mixes"]


def test_what_can_t_be_mixed_is_said(files: Files, mixes: Mixes) -> None:
    below = keep(files, pictures.png(pictures.smooth(*SIZE)))
    odd = (zipped({HEAL: png_of(archives.rgba(50, 50))}), b"PK\x03\x04 and no more", b"no picture")
    for other in (keep(files, data) for data in odd):
        with pytest.raises((InvalidArchive, InvalidPhoto)):
            mixes.preview(PictureName(other, below), Strengths.full(1))
        with pytest.raises((InvalidArchive, InvalidPhoto)):
            mixes.whole(PictureName(other, below), Strengths.full(1))
    with pytest.raises(FileNotFoundError):
        mixes.preview(PictureName("a" * 64, below), Strengths.full(1))


def test_a_flat_result_goes_from_the_photo_to_the_result(files: Files, mixes: Mixes, tmp_path: Path) -> None:
    """At 0 it is the photo, at full strength the result, to the bit; between them each level is between theirs."""
    before, after = pictures.smooth(*SIZE), pictures.smooth(*SIZE)
    after[20:60, 30:90] = 255 - after[20:60, 30:90]
    name = PictureName(keep(files, pictures.png(after)), keep(files, pictures.png(before)))
    previews = Previews(files, tmp_path / "previews")
    for strength, sha256 in ((0, name.below), (FULL, name.file)):
        amount = Strengths((strength,))
        assert mixes.whole(name, amount, "png") == files.path(sha256)
        assert mixes.preview(name, amount).read_bytes() == previews.preview(sha256).read_bytes()
        assert mixes.tile(name, amount, 0, 0).read_bytes() == as_jpeg(before if strength == 0 else after)
    half = photo.load(mixes.whole(name, Strengths((500,)), "png")).pixels.astype(int)
    assert np.abs(2 * half - before - after).max() <= 1
    assert mixes.layer(name, 0)[1:] == ((30, 20, 60, 40), SIZE)


def test_one_strength_for_several_layers_is_of_all_together(files: Files, mixes: Mixes) -> None:
    name, full = named(files), Strengths.full(4)
    assert mixes.preview(name, Strengths((FULL,))).read_bytes() == mixes.preview(name, full).read_bytes()
    half = photo.load(mixes.whole(name, Strengths((500,)), "png")).pixels.astype(int)
    assert np.abs(2 * half - exactly(full) - pictures.smooth(*SIZE)).max() <= 1
    assert mixes.tile(name, Strengths((500,)), 0, 0).read_bytes() == as_jpeg(half.astype(np.uint8))
    assert mixes.preview(name, Strengths((500,))).read_bytes() == as_jpeg(half.astype(np.uint8))


def test_a_flat_result_of_another_profile_is_mixed_in_srgb(files: Files, mixes: Mixes) -> None:
    profile = PROFILES["Adobe RGB (1998)"]
    wide = pictures.smooth(*SIZE) // 3 + np.uint8(90)
    seen = colours.in_srgb(wide, profile)
    assert seen is not None
    of_wide = keep(files, png_chunks.insert(pictures.png(wide), png_chunks.profile(profile)))
    half = photo.load(mixes.whole(PictureName(keep(files, pictures.png(seen)), of_wide), Strengths((500,)), "png"))
    assert half.icc is None
    assert off(half.pixels, seen) <= 1, "the same colours in other numbers are no difference"


def test_a_flat_result_of_another_size_is_refused(files: Files, mixes: Mixes) -> None:
    of_other = PictureName(
        keep(files, pictures.png(pictures.smooth(30, 20))), keep(files, pictures.png(pictures.smooth(*SIZE)))
    )
    with pytest.raises(InvalidPhoto, match="30 × 20 pixels, its photo 160 × 120"):
        mixes.preview(of_other, Strengths((500,)))


def written(mixes: Mixes, name: PictureName, strengths: Strengths) -> PSDImage:
    """The document, read back."""
    target, told = mixes._folder.parent / "mix.psd", list[tuple[int, int]]()
    target.parent.mkdir(exist_ok=True)
    mixes.write_document(target, name, strengths, lambda picture: {}, lambda *steps: told.append(steps))
    total = told[0][1]
    assert [count for count, _ in told] == [*range(len(told))]
    assert told[-1][0] <= total
    return PSDImage.open(target)


def test_layers_that_do_nothing_are_left_out_and_those_that_are_off_are_not(files: Files, mixes: Mixes) -> None:
    """Nothing: transparent everywhere, or grey where the mode lights. Off: it can be shown again."""
    grey = np.full((SIZE[1], SIZE[0], 4), 128, np.uint8)
    grey[..., 3] = 255
    drawn = {
        archives.HEAL: png_of(np.zeros((SIZE[1], SIZE[0], 4), np.uint8)),
        archives.DODGE: png_of(grey),
        "index=2&blendmode=normal&name=Mattifier.png": png_of(archives.rgba(*SIZE)),
    }
    name = PictureName(keep(files, zipped(drawn)), keep(files, pictures.png(pictures.smooth(*SIZE))))
    document = written(mixes, name, Strengths((FULL, FULL, 0)))
    assert [(one.name, one.visible) for one in document.descendants() if not one.is_group()] == [
        ("Photo", True), ("Mattifier", False),
    ]  # fmt: skip


def test_a_document_has_the_layers_their_masks_and_the_skin_mask(files: Files, mixes: Mixes) -> None:
    document = written(mixes, named(files), MIX)
    told = [(one.name, one.opacity) for one in document.descendants() if not one.is_group()]
    assert told == [("Photo", 255), ("Heal", 178), ("Dodge Burn", 115), ("Portrait Volumes", 255)]
    flat = np.rint(document.numpy("color") * 255)
    assert np.array_equal(flat, exactly(MIX.put(3, FULL))), "no editor goes beyond 100 %"
    assert list(document.image_resources.get_data(Resource.ALPHA_NAMES_UNICODE)) == ["Skin Mask"]


def test_a_guard_is_in_the_masks_of_a_document_and_the_layers_below_them_are_whole(files: Files, mixes: Mixes) -> None:
    name, guard = named(files), NO_GUARD.add(ALL, "kept", DAB)
    document = written(mixes, name, MIX.guarded(mixes.guards.know(guard)))
    bare = written(mixes, name, MIX)
    covered = guard.of(ALL).kept.coverage(SIZE) == 255
    assert np.array_equal(np.rint(document.numpy("color") * 255)[covered], pictures.smooth(*SIZE)[covered])
    layers, others = ([one for one in each.descendants() if not one.is_group()][1:] for each in (document, bare))
    column, row = 48, 48  # the middle of what is kept
    for layer, other in zip(layers, others, strict=True):
        assert np.array_equal(layer.numpy("color"), other.numpy("color")), "an editor can bring it back"
        if layer.left <= column < layer.right and layer.top <= row < layer.bottom:
            assert layer.mask.topil().getpixel((column - layer.mask.left, row - layer.mask.top)) == 0
    assert any(layer.has_mask() for layer in layers)


def test_a_documents_names_are_bounded_and_in_any_script(files: Files, mixes: Mixes) -> None:
    names = ["Ёж ☃ 日本", "x" * 200, "a\u202eb"]
    drawn = {
        f"index={number}&blendmode=normal&name={name}.png": png_of(archives.rgba(*SIZE))
        for number, name in enumerate(names)
    }
    name = PictureName(keep(files, zipped(drawn)), keep(files, pictures.png(pictures.smooth(*SIZE))))
    document = written(mixes, name, Strengths.full(3))
    assert [one.name for one in document.descendants()] == ["Photo", "Other plugins", "Ёж ☃ 日本", "x" * 60, "ab"]


def test_a_flat_result_has_no_document(files: Files, mixes: Mixes) -> None:
    flat = keep(files, pictures.png(pictures.smooth(*SIZE)[::-1]))
    with pytest.raises(LookupError):
        written(mixes, PictureName(flat, keep(files, pictures.png(pictures.smooth(*SIZE)))), Strengths.full(1))


def test_layers_are_decoded_once(files: Files, mixes: Mixes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also after they were let go; and again where the folder was emptied."""
    name = named(files)
    first = mixes.preview(name, MIX).read_bytes()
    decode = mix_layers.layer_strips
    monkeypatch.setattr(mix_layers, "layer_strips", None)
    mixes.preview(name, MIX.put(0, 1))
    mixes._small.let_go()
    mixes.preview(name, MIX.put(0, 2))
    monkeypatch.setattr(mix_layers, "layer_strips", decode)
    Previews(files, mixes._folder.parent).clear()
    mixes._small.let_go()
    assert mixes.preview(name, MIX).read_bytes() == first


def test_a_deleted_results_mixes_go_with_its_previews(files: Files, mixes: Mixes, tmp_path: Path) -> None:
    name = named(files)
    mixes.preview(name, MIX)
    mixes.tile(name, MIX, 0, 0)
    files.remove(name.file)
    Previews(files, tmp_path / "previews").forget([name.file])
    assert kept(tmp_path) == []
    with pytest.raises(FileNotFoundError):
        mixes.preview(name, MIX)
    assert kept(tmp_path) == []


def test_layers_that_were_decoded_before_wait_for_their_first_mix(
    files: Files, mixes: Mixes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = named(files)
    mixes.decode_layers(name)
    monkeypatch.setattr(Mixes, "_cut_layers", lambda *_: pytest.fail("decoded already"))
    assert mixes.preview(name, MIX).is_file()


def test_of_a_result_that_is_deleted_meanwhile_no_decoded_layer_stays(
    files: Files, mixes: Mixes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, cut = named(files), Mixes._cut_layers

    def and_delete(room: Mixes, *given: object) -> None:
        cut(room, *given)  # type: ignore[arg-type]
        files.remove(name.file)

    monkeypatch.setattr(Mixes, "_cut_layers", and_delete)
    mixes.decode_layers(name)
    assert kept(tmp_path) == []


def test_pictures_of_mixes_are_bounded(files: Files, mixes: Mixes, monkeypatch: pytest.MonkeyPatch) -> None:
    name = named(files)
    made = [mixes.preview(name, MIX.put(0, strength)) for strength in range(3)]
    monkeypatch.setattr(room, "KEPT_BYTES", made[0].stat().st_size * 2)
    last = mixes.preview(name, MIX.put(0, 99))
    assert last.is_file()
    assert sum(path.is_file() for path in made) <= 1


def test_the_last_few_are_held() -> None:
    reads: list[str] = []

    def load(key: str) -> str:
        reads.append(key)
        return key.upper()

    held: Held[str, str] = Held(2, seconds=3600)
    assert [held.get(key, lambda key=key: load(key)) for key in "abacab"] == ["A", "B", "A", "C", "A", "B"]  # type: ignore[misc]
    assert reads == ["a", "b", "c", "b"]
    with pytest.raises(ZeroDivisionError):
        held.get("x", lambda: str(1 // 0))
    assert held.get("x", lambda: load("x")) == "X"
    held.let_go()
    held.get("x", lambda: load("x"))
    assert reads[4:] == ["x", "x"]


def test_how_far_a_mix_is_from_what_was_rendered(files: Files, mixes: Mixes) -> None:
    """The same picture is nothing apart; of another the worst place counts as the mean of some pixels."""
    name = named(files)
    assert mixes.off(name, MIX, keep(files, pictures.png(exactly()))).mean < 0.7, "what a JPEG loses"
    other = exactly()
    other[40:80, 40:80] = 255 - other[40:80, 40:80]
    off = mixes.off(name, MIX, keep(files, pictures.png(other)))
    assert off.worst > 20 > off.mean > 1
    with pytest.raises(InvalidPhoto, match="another size"):
        mixes.off(name, MIX, keep(files, pictures.png(pictures.smooth(30, 20))))

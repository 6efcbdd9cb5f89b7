"""What leaves, judged by ExifTool: photos of phones, cameras and editors, results of servers and the local engine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from retouch_lib.engine.retouch import retouch
from retouch_lib.imaging.files import photo, profiles
from retouch_lib.imaging.metadata.provenance import Provenance
from retouch_lib.media.metadata import Outgoing, Wishes, outgoing, sidecar
from tests.unit.imaging.pictures import segment, smooth, written
from tests.unit.metadata import photos
from tests.unit.metadata.exiftool import ExifTool, Tags

PHOTOS: dict[str, Callable[[], bytes]] = {
    "phone.jpg": photos.phone,
    "camera.jpg": photos.camera,
    "editor.jpg": photos.editor,
    "editor.png": photos.editor_png,
}
CARRIED = ("IFD0:", "ExifIFD:", "GPS:", "Canon:", "IPTC:", "Photoshop:", "XMP-")
TRUE_OF_THE_PIXELS = {
    "IFD0:Orientation",
    "ExifIFD:ExifImageWidth",
    "ExifIFD:ExifImageHeight",
    "ExifIFD:ColorSpace",
    "XMP-tiff:Orientation",
    "XMP-exif:ExifImageWidth",
}
THE_PHOTOS_OWN = {
    "Photoshop:PhotoshopThumbnail",
    "XMP-xmp:Thumbnails",
    "XMP-hdrgm:Version",
    "XMP-mwg-rs:RegionInfo",
    "XMP-xmpNote:HasExtendedXMP",
}
TOLD = Provenance(
    result="ab" * 32,
    photo_name="DSC_1.jpg",
    preset="weich & „sanft“ <1>",
    version=3,
    fingerprint="cd" * 32,
    server="world",
    made_at=datetime(2026, 11, 27, 20, 15, tzinfo=UTC),
)


@pytest.fixture(params=PHOTOS)
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return written(tmp_path / str(request.param), PHOTOS[str(request.param)]())


@pytest.fixture(params=("JPEG", "PNG", "local"))
def result(request: pytest.FixtureRequest, tmp_path: Path, source: Path) -> Path:
    """A scripted server's, which drops all but the pixels, and the local engine's."""
    form = str(request.param)
    data = local_result(source.name) if form == "local" else photos.cloud_result(form, upright(source))
    return written(tmp_path / f"result.{form}", data)


@cache
def local_result(name: str) -> bytes:
    with TemporaryDirectory() as folder:
        source, target = written(Path(folder) / name, PHOTOS[name]()), Path(folder) / "result"
        retouch(source, [], target, lambda plugin, fraction: None)
        return target.read_bytes()


def upright(path: Path) -> tuple[int, int]:
    info = photo.inspect(path)
    return info.width, info.height


def sent(tmp_path: Path, made: Outgoing) -> Path:
    path = written(tmp_path / "sent", b"".join(made.pieces()))
    assert path.stat().st_size == made.length
    return path


def carried(tags: Tags) -> dict[str, object]:
    return {
        name: value
        for name, value in tags.items()
        if name.startswith(CARRIED) and name not in TRUE_OF_THE_PIXELS | THE_PHOTOS_OWN
    }


def test_all_that_the_photo_says_is_in_the_result(
    exiftool: ExifTool, source: Path, result: Path, tmp_path: Path
) -> None:
    path = sent(tmp_path, outgoing(source, result))
    assert carried(exiftool.tags(path)) == carried(exiftool.tags(source))
    assert exiftool.complaints(path) == []


def test_what_is_said_of_the_pixels_is_true(exiftool: ExifTool, source: Path, result: Path, tmp_path: Path) -> None:
    tags = exiftool.tags(sent(tmp_path, outgoing(source, result)))
    width, height = upright(source)
    assert (tags["File:ImageWidth" if "File:ImageWidth" in tags else "PNG:ImageWidth"]) == width
    assert (tags["ExifIFD:ExifImageWidth"], tags["ExifIFD:ExifImageHeight"]) == (width, height)
    assert tags["IFD0:Orientation"] == 1
    assert tags.get("XMP-tiff:Orientation", 1) == 1
    assert tags.get("XMP-exif:ExifImageWidth", width) == width


def test_nothing_of_the_photos_own_pixels_goes_along(
    exiftool: ExifTool, source: Path, result: Path, tmp_path: Path
) -> None:
    tags = exiftool.tags(sent(tmp_path, outgoing(source, result)))
    assert not [name for name in tags if name.startswith(("MPF", "MPImage", "XMP-hdrgm"))]
    assert photos.small_picture() not in Path(tmp_path / "sent").read_bytes()
    assert THE_PHOTOS_OWN & set(tags) <= {"XMP-xmpNote:HasExtendedXMP"}


def test_the_pixels_are_the_same_byte_for_byte(source: Path, result: Path, tmp_path: Path) -> None:
    path = sent(tmp_path, outgoing(source, result))
    plain, came = path.read_bytes(), result.read_bytes()
    begin = came.index(b"\xff\xdb") if came[:2] == b"\xff\xd8" else came.index(b"IDAT") - 4
    assert plain.endswith(came[begin:])


def test_without_the_place_nothing_says_where_it_was(
    exiftool: ExifTool, source: Path, result: Path, tmp_path: Path
) -> None:
    path = sent(tmp_path, outgoing(source, result, Wishes(without_place=True)))
    tags, before = exiftool.tags(path), exiftool.tags(source)
    assert "gps" not in str(tags).lower()
    assert b"\x3b\x00\x00\x00\x01" not in path.read_bytes()[:600]  # 59 degrees, as a fraction
    assert tags.get("IPTC:City") == before.get("IPTC:City")
    kept = {name for name in carried(before) if "GPS" not in name and name != "XMP-iptcExt:LocationShown"}
    assert kept <= set(carried(tags))
    assert exiftool.complaints(path) == []


def test_what_is_added_is_read_by_others_too(exiftool: ExifTool, source: Path, result: Path, tmp_path: Path) -> None:
    path = sent(tmp_path, outgoing(source, result, Wishes(added=TOLD)))
    tags = exiftool.tags(path)
    told = {name.removeprefix("XMP-retouchlab:"): value for name, value in tags.items() if "retouchlab" in name}
    assert told == {
        "Result": "ab" * 32,
        "Photo": "DSC_1.jpg",
        "Preset": "weich & „sanft“ <1>",
        "Version": 3,
        "Fingerprint": "cd" * 32,
        "Server": "world",
        "Made": "2026:11:27 20:15:00+00:00",
        "Simulated": False,
    }
    assert exiftool.complaints(path) == []


def test_stars_go_out_and_a_rating_that_is_there_stays(
    exiftool: ExifTool, source: Path, result: Path, tmp_path: Path
) -> None:
    there = exiftool.tags(source).get("XMP-xmp:Rating")
    made = outgoing(source, result, Wishes(stars=5))
    assert exiftool.tags(sent(tmp_path, made))["XMP-xmp:Rating"] == (there or 5)
    assert any("rating" in remark for remark in made.remarks) == (there is not None)
    asked = outgoing(source, result, Wishes(stars=5, overwrite_stars=True))
    assert exiftool.tags(sent(tmp_path, asked))["XMP-xmp:Rating"] == 5


def test_a_sidecar_holds_the_stars_of_what_cant(exiftool: ExifTool, tmp_path: Path) -> None:
    path = written(tmp_path / "DSC_1_balanced.xmp", sidecar(4, TOLD))
    tags = exiftool.tags(path)
    assert tags["XMP-xmp:Rating"] == 4
    assert tags["XMP-retouchlab:Result"] == "ab" * 32
    assert exiftool.complaints(path) == []


def test_the_profile_is_that_of_the_results_pixels(exiftool: ExifTool, tmp_path: Path) -> None:
    source = written(tmp_path / "photo.jpg", photos.editor())
    srgb = profiles.by_number(1, 13) or b""
    result = written(tmp_path / "result.jpg", photos.cloud_result("JPEG", (photos.WIDTH, photos.HEIGHT), srgb))
    made = outgoing(source, result)
    tags = exiftool.tags(sent(tmp_path, made))
    assert tags["ICC_Profile:ProfileDescription"] == "sRGB"
    assert tags["ExifIFD:ColorSpace"] == 1
    assert made.remarks == ("Its colour profile is sRGB, as it came; the photo’s is Display P3.",)


def test_a_lost_profile_is_said_and_not_put_back(exiftool: ExifTool, tmp_path: Path) -> None:
    source = written(tmp_path / "photo.jpg", photos.editor())
    result = written(tmp_path / "result.jpg", photos.cloud_result("JPEG", (photos.WIDTH, photos.HEIGHT)))
    made = outgoing(source, result)
    assert made.remarks == ("It came without the photo’s colour profile (Display P3) and stays so: it shows as sRGB.",)
    tags = exiftool.tags(sent(tmp_path, made))
    assert not [name for name in tags if name.startswith("ICC")]
    assert tags["ExifIFD:ColorSpace"] == 0xFFFF


def test_the_local_engine_keeps_the_profile(exiftool: ExifTool, tmp_path: Path) -> None:
    source = written(tmp_path / "photo.jpg", photos.editor())
    result = written(tmp_path / "result", local_result("editor.jpg"))
    tags = exiftool.tags(sent(tmp_path, outgoing(source, result)))
    assert tags["ICC_Profile:ProfileDescription"] == "Display P3"


def test_a_mark_of_adobe_rgb_stays_only_where_the_result_has_it(exiftool: ExifTool, tmp_path: Path) -> None:
    tiff = photos.camera_exif(interoperability=b"R03\x00")
    source = written(
        tmp_path / "photo.jpg", photos.with_segments(smooth(96, 64), segment(0xE1, photos.EXIF_TAG + tiff))
    )
    retouch(source, [], tmp_path / "local", lambda plugin, fraction: None)
    local = exiftool.tags(sent(tmp_path, outgoing(source, tmp_path / "local")))
    assert local["InteropIFD:InteropIndex"] == "R03"
    bare = outgoing(source, written(tmp_path / "bare", photos.cloud_result("JPEG", (96, 64))))
    tags = exiftool.tags(sent(tmp_path, bare))
    assert "InteropIFD:InteropIndex" not in tags
    assert bare.remarks == (
        "The photo’s EXIF says Adobe RGB; it came without that mark and stays so: it shows as sRGB.",
    )


def test_a_result_on_its_side_gets_the_mark_back(exiftool: ExifTool, tmp_path: Path) -> None:
    source = written(tmp_path / "photo.jpg", photos.phone())
    result = written(tmp_path / "result.jpg", photos.cloud_result("JPEG", (photos.WIDTH, photos.HEIGHT)))
    made = outgoing(source, result)
    tags = exiftool.tags(sent(tmp_path, made))
    assert (tags["IFD0:Orientation"], tags["XMP-tiff:Orientation"]) == (6, 6)
    assert (tags["ExifIFD:ExifImageWidth"], tags["ExifIFD:ExifImageHeight"]) == (photos.WIDTH, photos.HEIGHT)
    assert "XMP-mwg-rs:RegionInfo" in tags  # the rows are stored as the photo's: a face is where it was
    assert (
        made.remarks[0] == "It came on its side, without the photo’s mark that says how to turn it: the mark is back."
    )


def test_a_result_that_keeps_the_turn_is_left_as_it_is(exiftool: ExifTool, tmp_path: Path) -> None:
    """A server that retouches the stored rows and copies the Exif data."""
    source = written(tmp_path / "photo.jpg", photos.phone())
    made = outgoing(source, source)
    tags = exiftool.tags(sent(tmp_path, made))
    assert tags["IFD0:Orientation"] == 6
    assert made.length < source.stat().st_size - 300  # the second picture behind the first one
    assert not [name for name in tags if name.startswith(("MPF", "MPImage"))]

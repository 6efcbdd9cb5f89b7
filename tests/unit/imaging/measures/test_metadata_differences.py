"""What a server's file no longer says of its photo; what it has kept is no difference."""

from __future__ import annotations

from pathlib import Path

from retouch_lib.imaging.measures import measuring
from retouch_lib.imaging.measures.measured import Measured
from retouch_lib.imaging.measures.metadata_differences import metadata_differences
from tests.unit.imaging.pictures import icc_segments, segment, smooth
from tests.unit.metadata import photos


def told(tmp_path: Path, before: bytes, after: bytes) -> dict[str, str]:
    paths = [tmp_path / "before", tmp_path / "after"]
    for path, content in zip(paths, (before, after), strict=True):
        path.write_bytes(content)
    return {one.kind.value: one.fate.value for one in metadata_differences(*paths)}


def test_all_that_a_server_drops_is_missing(tmp_path: Path) -> None:
    for photo in (photos.editor(), photos.editor_png()):
        for form in ("JPEG", "PNG"):
            dropped = told(tmp_path, photo, photos.cloud_result(form))
            assert dropped == dict.fromkeys(("EXIF", "IPTC", "XMP", "ICC"), "missing")
        kept_profile = photos.cloud_result("JPEG", profile=photos.P3)
        assert told(tmp_path, photo, kept_profile) == dict.fromkeys(("EXIF", "IPTC", "XMP"), "missing")


def test_other_bytes_are_a_change_and_what_only_the_result_has_is_none(tmp_path: Path) -> None:
    pixels = smooth(photos.WIDTH, photos.HEIGHT)
    turned = segment(0xE1, photos.EXIF_TAG + photos.camera_exif(orientation=6))
    assert told(tmp_path, photos.camera(), photos.with_segments(pixels, turned, *icc_segments(photos.P3))) == {
        "EXIF": "changed",
        "ICC": "changed",
    }
    assert told(tmp_path, photos.editor(), photos.editor()) == {}
    assert told(tmp_path, photos.with_segments(pixels), photos.editor()) == {}


def test_it_stands_among_the_figures(tmp_path: Path) -> None:
    paths = tmp_path / "before.jpg", tmp_path / "after.jpg"
    paths[0].write_bytes(photos.editor())
    paths[1].write_bytes(photos.cloud_result("JPEG", (photos.WIDTH, photos.HEIGHT), photos.P3))
    found = measuring.measure_files(*paths, ["Heal"])
    assert [one.kind.value for one in found.metadata] == ["EXIF", "IPTC", "XMP"]
    assert Measured.from_json(found.to_json()).metadata == found.metadata

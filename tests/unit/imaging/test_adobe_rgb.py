"""Adobe RGB said in Exif data alone: named, and carried into what is written, so that both are shown alike."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from retouch_lib.imaging.files import exif, photo
from tests.unit.imaging import pictures
from tests.unit.imaging.pictures import by_pillow, chunk, jpeg, png, segment, smooth, written

EXIF, INTEROPERABILITY = 0x8769, 0xA005
REMARK = (
    "Its EXIF says Adobe RGB, but no profile is embedded: shown as sRGB here and in browsers, paler than meant. "
    "Local results keep that mark; a server may drop it. Export it with its profile embedded to be sure."
)
PROFILE = pictures.profile((b"en", "Adobe RGB (1998)"))


def camera(space: int | None, index: str | None, *, order: str = "<") -> bytes:
    """Exif data as Pillow writes it, from its TIFF header on."""
    data = Image.Exif()
    data.endian = order
    data[0x010F], data[0x0112] = "a camera", 6
    inner = data.get_ifd(EXIF)
    inner[0x829A] = (1, 125)
    if space is not None:
        inner[0xA001] = space
    if index is not None:
        inner[INTEROPERABILITY] = {1: index}
    return data.tobytes()[6:]


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(
    ("space", "index", "is_adobe"),
    [
        (0xFFFF, "R03", True),
        (2, None, True),
        (0xFFFF, "R98", False),
        (0xFFFF, None, False),
        (1, "R98", False),
        (1, "R03", False),
        (None, "R03", False),
    ],
)
def test_what_cameras_write(space: int | None, index: str | None, is_adobe: bool, order: str) -> None:
    assert exif.is_adobe_rgb(camera(space, index, order=order)) is is_adobe


def test_data_cut_or_changed_anywhere_does_no_harm() -> None:
    for order in "<>":
        whole = camera(0xFFFF, "R03", order=order)
        for at in range(len(whole)):
            exif.is_adobe_rgb(whole[:at])
            exif.is_adobe_rgb(whole[:at] + b"\xff\xff" + whole[at + 2 :])


def files(tiff: bytes, *, profile: bytes | None = None) -> dict[str, bytes]:
    pixels = smooth(40, 30)
    icc = pictures.icc_segments(profile) if profile else []
    iccp = [pictures.iccp(profile)] if profile else []
    return {
        "jpeg": jpeg(pixels, segment(0xE1, exif.JPEG_TAG + tiff), *icc),
        "png": png(pixels, *iccp, chunk(b"eXIf", tiff)),
    }


@pytest.mark.parametrize("kind", ["jpeg", "png"])
def test_it_is_named_and_what_is_written_says_the_same(path: Path, kind: str) -> None:
    info = photo.verify(written(path, files(camera(0xFFFF, "R03"))[kind]))
    assert (info.profile, info.remarks) == (None, (REMARK,))
    picture = photo.load(path)
    result = path.with_name("result")
    photo.save(picture, result)
    again = photo.inspect(result)
    assert (again.remarks, again.orientation, again.width) == ((REMARK,), 1, 30)
    with Image.open(result) as image:
        said = image.getexif()
        assert (said.get_ifd(EXIF)[0xA001], said.get_ifd(INTEROPERABILITY)[1].strip("\0")) == (0xFFFF, "R03")
        assert 0x0112 not in said
    written(result, photo.encode(picture, "jpeg" if kind == "png" else "png"))
    assert photo.inspect(result).remarks == (REMARK,)


@pytest.mark.parametrize("kind", ["jpeg", "png"])
def test_a_profile_that_is_there_counts(path: Path, kind: str) -> None:
    info = photo.verify(written(path, files(camera(0xFFFF, "R03"), profile=PROFILE)[kind]))
    assert (info.profile, info.remarks) == ("Adobe RGB (1998)", ())
    result = path.with_name("result")
    photo.save(photo.load(path), result)
    assert photo.inspect(result).profile == "Adobe RGB (1998)"
    assert b"R03" not in result.read_bytes()


def test_what_a_png_says_in_its_own_way_counts(path: Path) -> None:
    data = png(smooth(40, 30), chunk(b"sRGB", b"\x00"), chunk(b"eXIf", camera(0xFFFF, "R03")))
    assert photo.verify(written(path, data)).remarks == ()


def test_ordinary_camera_data_leaves_no_mark(path: Path) -> None:
    image = Image.fromarray(smooth(40, 30))
    written(path, by_pillow(image, "JPEG", exif=exif.JPEG_TAG + camera(1, "R98")))
    photo.save(photo.load(path), path)
    assert b"Exif" not in path.read_bytes()

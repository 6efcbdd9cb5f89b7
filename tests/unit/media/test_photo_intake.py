"""How photos come in: kept byte for byte, or converted once and said so; previews tell no place."""

from __future__ import annotations

import hashlib
import io
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from retouch_lib.errors import InvalidPhoto
from retouch_lib.imaging.files import heic, limits, photo
from retouch_lib.imaging.files.limits import MAX_ADDED_BYTES, MAX_BYTES
from retouch_lib.jobs import result_checks
from retouch_lib.lab import Lab
from retouch_lib.media import previews
from retouch_lib.presets.vendor import BALANCED
from retouch_lib.settings import Settings
from retouch_lib.store.removals import Removal
from retouch_lib.ui.server import lifespan
from retouch_lib.ui.tune.photo_notes import notes_of
from tests.launches import as_opened_before
from tests.unit.imaging import pictures
from tests.unit.imaging.pictures import PORTRAIT, exif, jpeg, png, smooth

PHONE = Path(__file__).parents[1] / "imaging" / "files" / "phone.heic"
OWNER = "local"
GPS = 0x8825


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    """Nothing of it runs: photos need neither engine nor jobs."""
    lab = Lab.open(Settings(data_dir=as_opened_before(tmp_path / "data" / "lab.sqlite").parent))
    lifespan.use(lab)
    yield lab
    lifespan.use(None)
    lab.store.close()


def part_of(lab: Lab, data: bytes) -> Path:
    part = lab.files.new_part()
    part.write_bytes(data)
    return part


def parts(lab: Lab) -> list[Path]:
    return list((lab.files.root / "parts").iterdir())


def with_place() -> bytes:
    image = Image.open(PORTRAIT)
    data = image.getexif()
    data[0x0112] = 6
    place = data.get_ifd(GPS)
    place[1], place[2] = "N", (48.0, 51.0, 29.6)
    made = io.BytesIO()
    image.save(made, "JPEG", exif=data, quality=95, icc_profile=image.info["icc_profile"])
    return made.getvalue()


def test_a_heic_is_kept_as_a_jpeg_named_after_it(lab: Lab) -> None:
    added = lab.add_photo(OWNER, part_of(lab, PHONE.read_bytes()), "C:\\fotos\\IMG_0042.HEIC")
    assert (added.name, added.format, added.width, added.height) == ("IMG_0042.jpg", "jpeg", 384, 480)
    assert added.profile == "Display P3"
    assert photo.verify(lab.files.path(added.sha256)).bytes == added.bytes
    assert notes_of(added)[0].startswith("Converted from HEIC to JPEG")
    assert parts(lab) == []


def test_the_same_heic_again_is_the_same_photo(lab: Lab) -> None:
    """Else its results, which are paid for, would not be known."""
    first, again = (lab.add_photo(OWNER, part_of(lab, PHONE.read_bytes()), "a.heic") for _ in range(2))
    assert first.sha256 == again.sha256
    assert len(lab.store.photos(OWNER)) == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (PHONE.read_bytes()[:9000], "This HEIC can't be read"),
        (PHONE.read_bytes().replace(b"ftypheic", b"ftyphevc"), "This is a HEIC image sequence"),
        (PHONE.read_bytes().replace(b"ftypheic", b"ftypavif"), "This is an AVIF"),
        (PHONE.read_bytes().replace(b"ftypheic\0\0\0\0mif1heic", b"ftypmif1\0\0\0\0mif1avif"), "This is an AVIF"),
    ],
    ids=["cut", "sequence", "AVIF", "AVIF in mif1"],
)
def test_a_heic_that_can_t_be_converted_leaves_nothing(lab: Lab, data: bytes, words: str) -> None:
    with pytest.raises(InvalidPhoto, match=words) as refusal:
        lab.add_photo(OWNER, part_of(lab, data), "IMG.HEIC")
    assert "xport a" in str(refusal.value), "it says what to do"
    assert lab.store.photos(OWNER) == ()
    assert parts(lab) == []


def test_a_heic_with_the_name_of_a_jpeg_is_converted_all_the_same(lab: Lab) -> None:
    """Some programs rename without converting."""
    added = lab.add_photo(OWNER, part_of(lab, PHONE.read_bytes()), "IMG_0042.JPG")
    assert (added.name, added.format) == ("IMG_0042.JPG", "jpeg")


@pytest.mark.parametrize(("length", "taken"), [(MAX_ADDED_BYTES, True), (MAX_ADDED_BYTES + 1, False)])
def test_what_is_too_long_for_the_api_is_kept_to_be_sent_reduced(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, length: int, taken: bool
) -> None:
    monkeypatch.setattr(limits, "MAX_ADDED_BYTES", MAX_BYTES + 1000)  # for a test, less than 400 MB
    data = jpeg(smooth(200, 100))
    part = part_of(lab, data)
    with part.open("rb+") as file:
        file.truncate(length - MAX_ADDED_BYTES + limits.MAX_ADDED_BYTES)
    if not taken:
        with pytest.raises(InvalidPhoto, match="Retouch Lab takes 100"):
            lab.add_photo(OWNER, part, "Anna.jpg")
        return
    photo = lab.add_photo(OWNER, part, "Anna.jpg")
    for longest_side in (0, 200):
        with pytest.raises(
            InvalidPhoto, match=r"^Anna\.jpg has 100\.0 MB; the API takes 100\. Nothing was sent\. Send it "
        ):
            lab.plan(OWNER, [photo.sha256], [BALANCED], "local", longest_side=longest_side)
    assert lab.plan(OWNER, [photo.sha256], [BALANCED], "local", longest_side=100).to_pay == 1


def test_a_heic_whose_jpeg_is_too_long_is_refused(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    def long(self: heic.Converter, source: Path, target: Path) -> None:
        target.write_bytes(jpeg(smooth(20, 10)))
        with target.open("rb+") as file:
            file.truncate(MAX_ADDED_BYTES + 1)

    monkeypatch.setattr(heic.Converter, "convert", long)
    with pytest.raises(InvalidPhoto, match="Retouch Lab takes 400"):
        lab.add_photo(OWNER, part_of(lab, PHONE.read_bytes()), "IMG.HEIC")
    assert parts(lab) == []


def test_closing_ends_a_conversion_that_would_never_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module that reads its standard input to the end stands in for a picture that takes very long."""
    monkeypatch.setattr(heic, "MODULE", "tests.unit.endless")
    (tmp_path / "photo").write_bytes(PHONE.read_bytes())
    converter, said = heic.Converter(), list[str]()

    def convert() -> None:
        try:
            converter.convert(tmp_path / "photo", tmp_path / "made")
        except InvalidPhoto as refusal:
            said.append(str(refusal))

    thread = threading.Thread(target=convert)
    thread.start()
    while converter._process is None and thread.is_alive():
        thread.join(0.01)
    converter.close()
    thread.join(30)
    assert said == ["Retouch Lab was stopped while the HEIC was converted. Nothing was kept; add the photo again."]
    assert not (tmp_path / "made").exists()


def test_a_place_is_kept_in_the_original_and_told_by_no_preview(lab: Lab) -> None:
    data = with_place()
    added = lab.add_photo(OWNER, part_of(lab, data), "a.jpg")
    assert lab.files.path(added.sha256).read_bytes() == data
    with Image.open(lab.files.path(added.sha256)) as image:
        assert image.getexif().get_ifd(GPS)[2] == (48.0, 51.0, 29.6)
    for made in (lab.previews.preview(added.sha256), lab.previews.thumbnail(added.sha256)):
        assert b"Exif" not in made.read_bytes()
        with Image.open(made) as image:
            assert dict(image.getexif()) == {}
            assert image.width > image.height, "turned, as the original's tag asks"
            assert image.info["icc_profile"]


@pytest.mark.parametrize(
    ("data", "name", "note"),
    [
        (jpeg(smooth(20, 10)), "photo.png", "Its name ends in .png, but it is a JPEG: it is treated as one."),
        (png(smooth(20, 10)), "photo.JPG", "Its name ends in .jpg, but it is a PNG: it is treated as one."),
        (jpeg(smooth(20, 10)), "photo.JPEG", None),
        (jpeg(smooth(20, 10), exif(6)), "photo", None),
        (png(smooth(20, 10)), "photo.png", None),
    ],
)
def test_a_wrong_ending_works_and_is_said(lab: Lab, data: bytes, name: str, note: str | None) -> None:
    added = lab.add_photo(OWNER, part_of(lab, data), name)
    assert added.name == name
    expected = ["No colour profile; shown as sRGB."]
    assert notes_of(added) == ([note, *expected] if note else expected)


def test_the_remarks_of_a_file_and_a_missing_profile_are_said_once(lab: Lab) -> None:
    broken = png(smooth(20, 10), pictures.iccp(b"nonsense"))
    added = lab.add_photo(OWNER, part_of(lab, broken), "a.png")
    assert notes_of(added) == ["Its colour profile is damaged: shown as sRGB."]
    lab.files.path(added.sha256).unlink()
    (note,) = notes_of(added)
    assert note.startswith("The file of this photo can't be opened"), "a file that is gone breaks no page"


def test_of_a_sample_only_its_smallness_is_said(lab: Lab) -> None:
    notes = notes_of(lab.add_sample(OWNER, "glasses"))
    assert notes == ["Sample: too small to judge pores. Drop your own full-size JPEG."]


def test_a_file_that_waits_for_its_row_is_not_removed(lab: Lab) -> None:
    data = PORTRAIT.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    lab.store.remove_later(Removal.FILE, [sha256])  # it was a photo that was deleted, and is being added again
    with lab.files.settling(sha256):
        with lab.files.settling(sha256):  # by two at a time
            lab.files.adopt(part_of(lab, data), sha256)
        assert not lab.storage.clear(), "it is looked at again"
        assert lab.files.has(sha256)
        lab.add_photo(OWNER, part_of(lab, data), "again.jpg")
    assert lab.storage.clear()
    assert lab.files.has(sha256)
    lab.store.remove_later(Removal.FILE, ["f" * 64])
    lab.files.adopt(part_of(lab, b"no row"), "f" * 64)
    assert lab.storage.clear()
    assert not lab.files.has("f" * 64)


ODD = jpeg(smooth(64, 48))[:-2]


def test_a_photo_without_its_end_mark_is_kept_byte_for_byte_and_read_alike_everywhere(lab: Lab) -> None:
    added = lab.add_photo(OWNER, part_of(lab, ODD), "odd.jpg")
    kept = lab.files.path(added.sha256)
    assert kept.read_bytes() == ODD
    assert notes_of(added)[:2] == [
        "The JPEG's end mark is missing or damaged.",
        "The picture itself is whole. The file is sent as it is; a server may judge it otherwise.",
    ]
    assert photo.verify(lab.previews.preview(added.sha256)).width == 64
    assert photo.verify(lab.previews.thumbnail(added.sha256)).width == 64
    assert lab.previews.faces(added.sha256) == ()
    result_checks.check(kept, "jpeg")


@pytest.mark.parametrize(("number", "curve"), [(16, "PQ"), (18, "HLG")])
def test_an_hdr_png_is_refused_as_an_hdr_heic_is_but_a_paid_result_is_kept(lab: Lab, number: int, curve: str) -> None:
    data = png(smooth(64, 48), pictures.chunk(b"cICP", bytes((9, number, 0, 1))))
    with pytest.raises(InvalidPhoto) as refusal:
        lab.add_photo(OWNER, part_of(lab, data), "hdr.png")
    assert str(refusal.value) == (
        f"This PNG is an HDR picture ({curve}), which an ordinary JPEG can't hold. "
        "Export a JPEG from it, quality 95 or more, and add that."
    )
    assert (parts(lab), lab.store.photos(OWNER)) == ([], ())
    result_checks.check(part_of(lab, data), "png")


def test_a_png_of_a_wide_gamut_that_is_not_hdr_is_taken(lab: Lab) -> None:
    data = png(smooth(64, 48), pictures.chunk(b"cICP", bytes((12, 13, 0, 1))))
    assert lab.add_photo(OWNER, part_of(lab, data), "wide.png").profile == "Display P3"


def test_remarks_are_looked_for_once(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    added = lab.add_photo(OWNER, part_of(lab, ODD), "odd.jpg")
    said = lab.previews.remarks(added.sha256)
    monkeypatch.setattr(photo, "all_remarks", None)
    assert lab.previews.remarks(added.sha256) == said
    lab.previews.forget([added.sha256])
    monkeypatch.undo()
    lab.files.path(added.sha256).write_bytes(jpeg(smooth(64, 48)))
    assert lab.previews.remarks(added.sha256) == ()


def test_a_browser_is_given_the_end_mark_that_a_photo_lacks(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else Chromium leaves out the last rows; what is kept, sent and downloaded stays as it came."""
    odd = lab.add_photo(OWNER, part_of(lab, ODD + jpeg(smooth(9, 9))), "odd.jpg").sha256
    shown = lab.previews.shown(odd)
    assert shown.read_bytes() == ODD + b"\xff\xd9"
    assert lab.files.path(odd).read_bytes() == ODD + jpeg(smooth(9, 9))
    monkeypatch.setattr(photo, "with_end", None)
    assert lab.previews.shown(odd) == shown, "made once"
    monkeypatch.undo()
    for data in (ODD + b"\xff\xd9", png(smooth(64, 48)), ODD + b"\xff\xd9 and a film", png(smooth(64, 48))[:-12]):
        sha256 = lab.add_photo(OWNER, part_of(lab, data), "usual").sha256
        assert lab.previews.shown(sha256) == lab.files.path(sha256)
    lab.previews.forget([odd])
    assert not shown.exists()


def test_where_no_copy_can_be_written_the_file_itself_is_shown(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    odd = lab.add_photo(OWNER, part_of(lab, ODD), "odd.jpg").sha256

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(previews, "write", full)
    assert lab.previews.shown(odd) == lab.files.path(odd)


@pytest.mark.parametrize("data", [jpeg(smooth(64, 48)), png(smooth(64, 48))])
def test_of_a_photo_that_was_damaged_since_the_page_says_what_it_can(lab: Lab, data: bytes) -> None:
    added = lab.add_photo(OWNER, part_of(lab, data), "a picture")
    lab.files.path(added.sha256).write_bytes(data[: len(data) - 50] + bytes(20))
    assert notes_of(added)[-1] == "No colour profile; shown as sRGB."

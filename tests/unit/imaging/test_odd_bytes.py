"""Files with a flaw that costs no pixel: the decoded rows decide, and what is odd is said."""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFile

from retouch_lib.errors import InvalidPhoto
from retouch_lib.imaging.files import photo
from tests.unit.imaging import pictures
from tests.unit.imaging.pictures import END, WHOLE, by_pillow, chunk, iccp, noise, png, png_header, smooth, written

IS_WHOLE = "The picture itself is whole. The file is sent as it is; a server may judge it otherwise."
NO_END = "The {}'s end mark is missing or damaged."
STRAY = "Stray bytes stand between the parts of the JPEG."
JPEGS = {
    **{kind: data for kind, data in WHOLE.items() if data.startswith(b"\xff\xd8")},
    "large": by_pillow(Image.fromarray(smooth(640, 480)), "JPEG", quality=80),
    "4:4:4": by_pillow(Image.fromarray(noise(61, 47)), "JPEG", subsampling=0),
    "progressive grey": by_pillow(Image.fromarray(noise(61, 47)[..., 0]), "JPEG", progressive=True),
    "all restarts": by_pillow(Image.fromarray(noise(61, 47)), "JPEG", restart_marker_blocks=1),
}
FILM = struct.pack(">I4s4sI", 24, b"ftyp", b"mp42", 0) + b"mp42isom" + noise(90, 70).tobytes()
SAMSUNG = b"\x00\x00\x01\n\x0e\x00\x00\x00Image_UTC_Data1526000000000" + FILM + b"SEFHe\x00\x00\x00\x01\x00\x00\x00SEFT"
TRAILERS = {
    "nothing": b"",
    "half a mark": b"\xff",
    "a text": b"exported by a program that knows no end\n" * 400,
    "a film": FILM,
    "Samsung's": SAMSUNG,
    "another JPEG": WHOLE["progressive"],
    "a PNG": WHOLE["png"],
    "zeros": bytes(5000),
    "every byte": bytes(range(256)) * 40,
    "fill bytes": b"\xff" * 3000,
}


def odd(path: Path, data: bytes, whole: bytes) -> tuple[str, ...]:
    """The remarks of odd data whose pixels are those of whole data, read in every way."""
    expected = photo.load(written(path, whole)).pixels
    info = photo.verify(written(path, data))
    assert photo.verify_result(path) == info
    assert photo.all_remarks(path) == info.remarks
    assert np.array_equal(photo.load(path).pixels, expected)
    assert photo.load(path, least=16).pixels.size
    assert path.read_bytes() == data
    return info.remarks


def refused(path: Path, data: bytes, words: str) -> None:
    written(path, data)
    for read in (photo.verify, photo.verify_result):
        with pytest.raises(InvalidPhoto, match=words):
            read(path)
    with pytest.raises(InvalidPhoto):
        photo.load(path)


@pytest.mark.parametrize("kind", JPEGS)
@pytest.mark.parametrize("trailer", TRAILERS)
def test_a_jpeg_without_its_end_mark_is_whole(path: Path, kind: str, trailer: str) -> None:
    whole = JPEGS[kind]
    assert odd(path, whole[:-2] + TRAILERS[trailer], whole) == (NO_END.format("JPEG"), IS_WHOLE)


@pytest.mark.parametrize("kind", JPEGS)
@pytest.mark.parametrize("trailer", ["nothing", "half a mark", "a film", "another JPEG", "fill bytes"])
def test_one_that_is_cut_is_refused_whatever_follows(path: Path, kind: str, trailer: str) -> None:
    whole = JPEGS[kind]
    begin = whole.index(b"\xff\xda") + 14
    for cut in (*np.linspace(begin, len(whole) - 200, 6).astype(int), len(whole) - 3):
        if trailer == "a film" and cut > len(whole) - 300:  # a few bytes of anything may be taken for the last pixels
            continue
        refused(path, whole[:cut] + TRAILERS[trailer], "missing|rows came|its data is damaged")


def test_a_progressive_jpeg_that_lacks_its_last_passes_is_refused(path: Path) -> None:
    """All its rows came, only blurred: nothing in what came says so but the list of what each pass brings."""
    whole = WHOLE["progressive"]
    scans = [found.start() for found in re.finditer(rb"\xff\xc4|\xff\xda", whole)]
    for cut in scans[3:]:
        refused(path, whole[:cut], "a part of the picture is missing")


@pytest.mark.parametrize("kind", ["large", "baseline", "restarts", "grey", "4:4:4"])
@pytest.mark.parametrize("end", [b"", b"\xff\xd9"])
def test_of_one_that_is_cut_it_is_said_how_many_rows_came(path: Path, kind: str, end: bytes) -> None:
    """They are whole as Pillow reads them, too: blocks of 8 or 16 rows."""
    whole = JPEGS[kind]
    data = whole[: len(whole) * 2 // 3] + end
    with pytest.raises(InvalidPhoto) as refusal:
        photo.verify(written(path, data))
    found = re.search(r"only (\d+) of its (\d+) rows came", str(refusal.value))
    assert found
    there = int(found[1])
    with Image.open(path) as image, Image.open(io.BytesIO(whole)) as good:
        ImageFile.LOAD_TRUNCATED_IMAGES = True
        try:
            same = (np.asarray(image.convert("RGB")) == np.asarray(good.convert("RGB"))).all(axis=(1, 2))
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = False
    assert int(found[2]) == len(same)
    assert 0 < there < len(same)
    assert same[: there - 1].all()  # the last row's colours are mixed with those of the next
    assert not same[there : there + 16].all()


def test_one_that_ends_before_its_last_passes_is_said_to_be_coarse(path: Path) -> None:
    whole = WHOLE["progressive"]
    cut = whole[: whole.rindex(b"\xff\xda")] + b"\xff\xd9"
    assert photo.verify(written(path, cut)).remarks == (
        "It ends before its last passes (progressive): the picture is coarser than it was meant to be.",
    )


def test_a_segment_shorter_than_its_own_length_holds_nothing(path: Path) -> None:
    whole = WHOLE["baseline"]
    for length in (b"\x00\x00", b"\x00\x01"):
        assert odd(path, whole[:20] + b"\xff\xe5" + length + whole[20:], whole) == ()


def test_of_a_png_that_is_cut_too(path: Path) -> None:
    height, width = 40, 30
    rows = b"".join(b"\x00" + row.tobytes() for row in noise(width, height))
    data = chunk(b"IDAT", zlib.compress(rows[: 25 * (1 + 3 * width) + 5]))
    refused(path, png_header(width, height) + data + END, "only 25 of its 40 rows came")


@pytest.mark.parametrize("kind", JPEGS)
def test_a_jpeg_copied_as_a_text_is_refused_for_that(path: Path, kind: str) -> None:
    """Its scan decodes to nonsense without a warning."""
    data = JPEGS[kind].replace(b"\n", b"\r\n")
    with pytest.raises(InvalidPhoto, match="it was copied as if it were a text, which changed its bytes"):
        photo.verify(written(path, data))


def header_markers(whole: bytes) -> Iterator[int]:
    """Where each segment of the header begins, but the first."""
    at = 4 + int.from_bytes(whole[4:6], "big")
    while True:
        yield at
        if whole[at + 1] == 0xDA:
            return
        at += 2 + int.from_bytes(whole[at + 2 : at + 4], "big")


@pytest.mark.parametrize("kind", JPEGS)
@pytest.mark.parametrize("stray", [b"\x00", b"\x01\x02\x03\x04", b"\x12\xff\x00\x34", b"\x01" * 70_000])
def test_stray_bytes_before_any_marker_of_the_header(path: Path, kind: str, stray: bytes) -> None:
    whole = JPEGS[kind]
    places = list(header_markers(whole))
    for at in places if len(stray) < 10 else places[-1:]:
        assert odd(path, whole[:at] + stray + whole[at:], whole) == (STRAY, IS_WHOLE)
    data = whole[: places[0]] + stray + whole[places[0] : -2]
    assert odd(path, data, whole) == (NO_END.format("JPEG"), STRAY, IS_WHOLE)
    refused(path, data[:-1], "missing|rows came")


def test_fill_bytes_before_a_marker_are_no_flaw(path: Path) -> None:
    whole = WHOLE["baseline"]
    for at in (*header_markers(whole), len(whole) - 2):
        assert odd(path, whole[:at] + b"\xff" * 3000 + whole[at:], whole) == ()


@pytest.mark.parametrize("count", [1, 3, 40, 300])
@pytest.mark.parametrize("kind", ["progressive", "progressive grey"])
def test_stray_bytes_between_the_passes(path: Path, kind: str, count: int) -> None:
    whole = JPEGS[kind]
    first = whole.index(b"\xff\xda")
    for place in [found.start() for found in re.finditer(rb"\xff[\xc4\xda]", whole) if found.start() > first]:
        if whole[place - 2] == 0xFF or whole[place + 1] == 0xDA:
            continue
        odd(path, whole[:place] + bytes([0x12]) * count + whole[place:], whole)


def test_much_before_the_end_mark_is_padding_unless_it_is_coded_like_a_picture(path: Path) -> None:
    whole = JPEGS["large"]
    assert odd(path, whole[:-2] + b"padding" * 2000 + whole[-2:], whole) == ()
    size = whole.index(b"\xff\xc0") + 5
    short = whole[:size] + struct.pack(">H", 120) + whole[size + 2 :]
    assert photo.inspect(written(path, short)).height == 120
    rough = by_pillow(Image.fromarray(noise(640, 480)), "JPEG")
    size = rough.index(b"\xff\xc0") + 5
    refused(path, rough[:size] + struct.pack(">H", 120) + rough[size + 2 :], "it holds more than its header says")


def test_what_stands_behind_the_end_is_told_of_when_it_is_long(path: Path) -> None:
    whole = WHOLE["baseline"]
    assert odd(path, whole + FILM, whole) == ()
    assert odd(path, whole + bytes(3_200_000), whole) == (
        "3.2 MB of other data, such as a phone's film, stand behind the picture and are sent too.",
    )


def bad(kind: bytes, data: bytes) -> bytes:
    """A chunk whose check sum is wrong."""
    right = chunk(kind, data)
    return right[:-1] + bytes([right[-1] ^ 1])


SIDE_CHUNKS = {
    b"tEXt": (b"Comment\x00hello", "text"),
    b"iTXt": (b"Comment\x00\x00\x00\x00\x00hello", "text"),
    b"zTXt": (b"Comment\x00\x00" + zlib.compress(b"hello"), "text"),
    b"pHYs": (struct.pack(">IIB", 2835, 2835, 1), "print size"),
    b"tIME": (struct.pack(">H5B", 2026, 1, 2, 3, 4, 5), "date"),
    b"eXIf": (pictures.exif(6)[10:], "camera data"),
    b"iCCP": (iccp(pictures.profile((b"en", "P")))[8:-4], "colour profile"),
    b"gAMA": (struct.pack(">I", 100_000), "colours"),
    b"cICP": (bytes((9, 16, 0, 1)), "colours"),
    b"tRNS": (bytes(6), "transparency"),
    b"vpAg": (b"anything", "other data"),
    b"\xff\xfeab": (b"anything", "other data"),
}


@pytest.mark.parametrize("kind", SIDE_CHUNKS)
def test_a_chunk_beside_the_picture_whose_sum_is_wrong_is_left_out(path: Path, kind: bytes) -> None:
    """As browsers do: a profile or a turn that may be damaged is not followed."""
    data, words = SIDE_CHUNKS[kind]
    pixels = noise(31, 17)
    whole = png(pixels)
    said = (f"Left out, because a check sum is wrong: its {words}.", IS_WHOLE)
    assert odd(path, png(pixels, bad(kind, data)), whole) == said
    assert photo.load(path).icc is None
    assert photo.inspect(path).profile is None
    assert odd(path, whole[: -len(END)] + bad(kind, data) + END, whole) == said


def test_several_wrong_sums_are_told_of_in_one_sentence(path: Path) -> None:
    chunks = [bad(kind, data) for kind, (data, _) in SIDE_CHUNKS.items()] * 3
    assert odd(path, png(noise(9, 7), *chunks), png(noise(9, 7)))[0] == (
        "Left out, because a check sum is wrong: its text, print size, date, camera data, colour profile, colours, "
        "transparency, other data."
    )


DEEP = Image.fromarray(noise(31, 17)[..., 0].astype(np.uint16) * 257)
PNGS = {
    "RGB": png(noise(31, 17)),
    "interlaced": png(noise(31, 17), interlace=True),
    "palette": by_pillow(Image.fromarray(noise(31, 17)).quantize(16), "PNG"),
    "16 bits": by_pillow(DEEP, "PNG"),
    "1 bit": by_pillow(Image.fromarray(noise(31, 17)).convert("1"), "PNG"),
    "alpha": by_pillow(Image.fromarray(noise(31, 17)).convert("RGBA"), "PNG"),
}


@pytest.mark.parametrize("kind", PNGS)
def test_a_png_without_its_end_is_whole(path: Path, kind: str) -> None:
    whole = PNGS[kind]
    usual = photo.verify(written(path, whole)).remarks
    said = (*usual, NO_END.format("PNG"), IS_WHOLE)
    for cut in range(1, 13):
        assert odd(path, whole[:-cut], whole) == said
    for end in (END[:-1] + b"?", chunk(b"tEXt", b"Comment\x00hello")[:9], b"\x00\x00"):
        assert odd(path, whole[:-12] + end, whole) == said
    for cut in (16, 18, 20):  # the chunk's own sum, and the one over the whole picture
        assert odd(path, whole[:-cut], whole) == said
    refused(path, whole[:-30], "missing|ends too early|rows came")
    assert odd(path, whole + b"another program's" * 99, whole) == usual


@pytest.mark.parametrize("kind", PNGS)
def test_a_wrong_sum_of_the_picture_is_outvoted_by_the_one_over_all_of_it(path: Path, kind: str) -> None:
    whole = PNGS[kind]
    usual = photo.verify(written(path, whole)).remarks
    one = "A part of its data has a wrong check sum, but all of it together has the right one."
    data = bytearray(whole)
    data[-13] ^= 1
    assert odd(path, bytes(data), whole) == (*usual, one, IS_WHOLE)
    data[-17] ^= 1  # now the sum over all of it is wrong too
    refused(path, bytes(data), "the check sum of its data is wrong")


@pytest.mark.parametrize("kind", PNGS)
def test_a_wrong_sum_over_all_is_outvoted_by_those_of_the_chunks(path: Path, kind: str) -> None:
    """Some packers write it wrong; every program but zlib itself passes over it."""
    whole = PNGS[kind]
    at = whole.index(b"IDAT")
    size = int.from_bytes(whole[at - 4 : at], "big")
    packed = whole[at + 4 : at + size]
    wrong = chunk(b"IDAT", packed + b"nope")
    assert odd(path, whole[: at - 4] + wrong + END, whole) == photo.verify(written(path, whole)).remarks
    refused(path, whole[: at - 4] + wrong[:-2], "the check sum of its data is wrong")


def test_a_wrong_sum_that_nothing_outvotes_is_refused(path: Path) -> None:
    rows = zlib.compress(b"\x00" + bytes(9))
    refused(path, png_header(3, 1) + bad(b"IDAT", rows[:-4]) + END, "the check sum of its data is wrong")
    palette = PNGS["palette"]
    at = palette.index(b"PLTE")
    size = int.from_bytes(palette[at - 4 : at], "big")
    data = bytearray(palette)
    data[at + 4 + size] ^= 1
    refused(path, bytes(data), "its data is damaged")
    header = png_header(3, 1)
    refused(path, header[:-1] + b"?" + chunk(b"IDAT", rows) + END, "the check sum of its header is wrong")

"""Files made to do harm: refused with a sentence, in bounded time and memory, whatever they claim to be."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import simplejpeg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retouch_lib.errors import InvalidPhoto
from retouch_lib.imaging.files import jpeg as jpeg_room
from retouch_lib.imaging.files import photo
from retouch_lib.imaging.files.headers import DamagedFile
from retouch_lib.imaging.files.heic import Converter
from tests.unit.imaging import pictures
from tests.unit.imaging.pictures import ALL_SAMPLES, END, WHOLE, chunk, jpeg, png, png_header, segment, smooth, written

FILES = Path(__file__).parent / "files"
HEICS = sorted(FILES.glob("*.heic"))
PEAK = """
import json, resource, sys, time
from pathlib import Path
from retouch_lib.errors import InvalidPhoto
from retouch_lib.imaging.files import jpeg as jpeg_room
from retouch_lib.imaging.files import photo
from retouch_lib.imaging.files.headers import DamagedFile
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
before, path, said = peak(), Path(sys.argv[1]), ""
begin = time.process_time()
try:
    photo.verify(path)
    photo.load(path, least=2048)
except InvalidPhoto as refusal:
    said = str(refusal)
print(json.dumps([said, peak() - before, time.process_time() - begin]))
"""


def measured(path: Path, data: bytes) -> tuple[str, int, float]:
    """What is said of these bytes when they are checked and a preview is made, MB of memory, seconds of processor."""
    path.write_bytes(data)
    ran = subprocess.run([sys.executable, "-c", PEAK, str(path)], capture_output=True, text=True, check=True)
    said, megabytes, seconds = json.loads(ran.stdout)
    return said, megabytes, seconds


def claiming(data: bytes, width: int, height: int) -> bytes:
    """The same JPEG with another size in its frame."""
    changed = bytearray(data)
    at = max(data.find(b"\xff\xc0\x00\x11"), data.find(b"\xff\xc2\x00\x11")) + 5
    changed[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(changed)


@pytest.mark.parametrize("kind", ["baseline", "progressive", "restarts"])
@pytest.mark.parametrize(
    "size", [(61, 20), (30, 47), (8, 8), (61, 90), (120, 47), (61, 4000), (15_780, 15_780), (65_000, 3_800)]
)
def test_a_jpeg_that_lies_about_its_size_is_refused(path: Path, kind: str, size: tuple[int, int]) -> None:
    written(path, claiming(WHOLE[kind], *size))
    for read in (photo.verify, photo.load):
        with pytest.raises(InvalidPhoto, match="This JPEG can't be read"):
            read(path)


@pytest.mark.parametrize("size", [(61, 20), (30, 47), (61, 48), (62, 47), (15_000, 15_000)])
def test_a_png_that_lies_about_its_size_is_refused(path: Path, size: tuple[int, int]) -> None:
    written(path, png_header(*size) + WHOLE["png"][len(png_header(1, 1)) :])
    for read in (photo.verify, photo.load):
        with pytest.raises(InvalidPhoto, match="This PNG can't be read"):
            read(path)


@pytest.mark.parametrize("kind", ["baseline", "progressive"])
def test_a_small_jpeg_that_claims_249_megapixels_costs_nothing(path: Path, kind: str) -> None:
    said, megabytes, _ = measured(path, claiming(WHOLE[kind], 15_780, 15_780))
    assert "a part of the picture is missing" in said
    assert megabytes < 60


def large_png(width: int, height: int) -> bytes:
    """Valid, and about a thousandth of its size unpacked."""
    pack = zlib.compressobj(1)
    block = (b"\x00" + b"\x40\x80\xc0" * width) * 20
    packed = b"".join(pack.compress(block) for _ in range(height // 20)) + pack.flush()
    return png_header(width, height) + chunk(b"IDAT", packed) + END


def test_reading_a_jpeg_of_100_megapixels_takes_little_memory(path: Path) -> None:
    """The pixels alone would be 300 MB."""
    flat = np.full((10_000, 10_000, 1), 90, np.uint8)
    said, megabytes, _ = measured(path, simplejpeg.encode_jpeg(flat, 90, "GRAY"))
    assert said == ""
    assert megabytes < 80


def test_a_preview_of_a_large_png_takes_little_memory(path: Path) -> None:
    """Its pixels alone would be 120 MB."""
    said, megabytes, _ = measured(path, large_png(8_000, 5_000))
    assert said == ""
    assert megabytes < 60


def test_texts_profiles_and_frames_that_unpack_to_much_are_not_unpacked(path: Path) -> None:
    bomb = zlib.compress(bytes(100_000_000), 9)
    chunks = [
        chunk(b"zTXt", b"words\x00\x00" + bomb),
        chunk(b"iTXt", b"words\x00\x01\x00\x00\x00" + bomb),
        chunk(b"iCCP", b"name\x00\x00" + bomb),
        chunk(b"acTL", struct.pack(">II", 2, 0)),
        chunk(b"fcTL", struct.pack(">IIIIIHHBB", 0, 20, 10, 0, 0, 1, 10, 0, 0)),
    ]
    whole = png(smooth(20, 10), *chunks)
    frame = chunk(b"fcTL", struct.pack(">IIIIIHHBB", 1, 20, 10, 0, 0, 1, 10, 0, 0)) + chunk(b"fdAT", b"\0\0\0\2" + bomb)
    said, megabytes, _ = measured(path, whole[: -len(END)] + frame + END)
    assert said == ""
    assert megabytes < 60


def test_90_megabytes_of_metadata_are_passed_over(path: Path) -> None:
    segments = [segment(0xE1, b"http://ns.adobe.com/xmp/extension/\x00".ljust(65_000, b"x"))] * 1400
    said, megabytes, _ = measured(path, jpeg(smooth(20, 10), *segments))
    assert said == ""
    assert megabytes < 60 + 100, "the file is mapped into memory, and no more"
    said, megabytes, _ = measured(path, png(smooth(20, 10), chunk(b"tEXt", b"a\x00" + bytes(90_000_000))))
    assert said == ""
    assert megabytes < 60


def test_millions_of_pieces_are_not_counted_to_the_end(path: Path) -> None:
    """Each is allowed; together they would take half a minute."""
    whole = WHOLE["baseline"]
    for data in (
        whole[:-2] + b"\xff\xfe\x00\x02" * 10_000_000 + b"\xff\xd9",
        png(smooth(20, 10))[: -len(END)] + chunk(b"tEXt", b"") * 3_000_000 + END,
    ):
        path.write_bytes(data)
        begin = time.process_time()
        with pytest.raises(InvalidPhoto, match="it is in too many pieces"):
            photo.verify(path)
        assert time.process_time() - begin < MOST_SECONDS


def test_a_large_jpeg_may_have_fewer_passes_than_a_small_one() -> None:
    progressive = WHOLE["progressive"]
    last = progressive.rindex(b"\xff\xda")
    many = progressive[:-2] + progressive[last:-2] * 40 + progressive[-2:]
    with pytest.raises(DamagedFile, match="more than 30 passes"):
        jpeg_room.check(many, buffered=600_000_000)
    with pytest.raises(DamagedFile, match="data is damaged"):  # not for their number
        jpeg_room.check(many, buffered=3_000_000)


def test_a_progressive_jpeg_that_needs_gigabytes_is_refused_from_its_header(path: Path) -> None:
    path.write_bytes(pictures.jpeg_header(15_000, 15_000, frame=0xC2))
    with pytest.raises(InvalidPhoto, match=r"several passes \(progressive\).* 1\.4 GB of memory\. Export it without"):
        photo.inspect(path)
    path.write_bytes(pictures.jpeg_header(13_000, 13_000, frame=0xC2))
    assert photo.inspect(path).width == 13_000
    path.write_bytes(pictures.jpeg_header(15_000, 15_000))
    assert photo.inspect(path).width == 15_000


def test_a_jpeg_whose_colours_come_one_after_the_other_counts_as_in_several_passes(path: Path) -> None:
    header = bytearray(pictures.jpeg_header(15_000, 15_000))
    header[header.index(b"\xff\xda") + 4] = 1
    path.write_bytes(bytes(header))
    with pytest.raises(InvalidPhoto, match="several passes"):
        photo.inspect(path)


CHANGES = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=8)
MOST_SECONDS = 2.0
"""Of processor time, not on the clock: other tests run beside this one."""
QUICK = settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def changed(data: bytes, changes: list[tuple[float, int]], head: int | None = None) -> bytes:
    """With these bytes changed; `head`: only among the first so many."""
    made = bytearray(data)
    for place, value in changes:
        made[int(place * min(head or len(made), len(made)))] = value
    return bytes(made)


def survives(read: Callable[[], object]) -> None:
    begin, said = time.process_time(), "."
    try:
        read()
    except InvalidPhoto as refusal:
        said = str(refusal)
    assert said.endswith(".")
    assert time.process_time() - begin < MOST_SECONDS


def is_read_or_refused(path: Path) -> None:
    """Each way to read the file brings the size that its header promised, or a sentence; none takes long."""

    def pixels(least: int | None) -> None:
        info = photo.verify(path)
        loaded = photo.load(path, least=least).pixels
        assert loaded.dtype == np.uint8
        assert 0 < loaded.shape[0] <= info.height
        assert least or loaded.shape == (info.height, info.width, 3)

    for read in (lambda: photo.inspect(path), lambda: photo.load(path), lambda: pixels(None), lambda: pixels(16)):
        survives(read)


@QUICK
@given(
    kind=st.sampled_from(sorted(WHOLE)), changes=CHANGES, head=st.sampled_from([60, 700, None]), keep=st.floats(0.3, 1)
)
def test_changed_bytes_bring_a_sentence_or_a_picture_and_no_hang(
    path: Path, kind: str, changes: list[tuple[float, int]], head: int | None, keep: float
) -> None:
    data = changed(WHOLE[kind], changes, head)
    is_read_or_refused(written(path, data))
    is_read_or_refused(written(path, data[: int(keep * len(data))]))


@pytest.mark.parametrize("sample", ALL_SAMPLES, ids=lambda path: path.stem)
def test_changed_bytes_in_the_samples(path: Path, sample: Path) -> None:
    generator = np.random.default_rng(7)
    for _ in range(6):
        changes = [(generator.random(), int(generator.integers(256))) for _ in range(generator.integers(1, 30))]
        is_read_or_refused(written(path, changed(sample.read_bytes(), changes)))


@QUICK
@given(
    size=st.tuples(st.integers(0, 70), st.integers(0, 70)),
    bits=st.sampled_from([1, 2, 4, 8, 16]),
    colour=st.sampled_from([0, 2, 3, 4, 6]),
    interlace=st.integers(0, 1),
    body=st.binary(max_size=400),
)
def test_a_png_header_that_does_not_fit_its_data(
    path: Path, size: tuple[int, int], bits: int, colour: int, interlace: int, body: bytes
) -> None:
    """With right checksums, so that the decoder itself is reached."""
    head = png_header(*size, bits=bits, colour=colour, interlace=interlace)
    for palette in (b"", chunk(b"PLTE", body[:3])):
        data = chunk(b"IDAT", zlib.compress(body.ljust(20_000, b"\x00")))
        is_read_or_refused(written(path, head + palette + data + END))


@settings(parent=QUICK, max_examples=10)
@given(source=st.sampled_from(HEICS), changes=CHANGES, head=st.sampled_from([600, None]))
def test_changed_bytes_of_a_heic_too(
    tmp_path: Path, source: Path, changes: list[tuple[float, int]], head: int | None
) -> None:
    """The decoder's own processor time is limited to 2 s by itself, see `heic_decoder`."""
    path, target = tmp_path / "changed", tmp_path / "made"
    path.write_bytes(changed(source.read_bytes(), changes, head))
    target.unlink(missing_ok=True)
    survives(lambda: Converter().convert(path, target))
    if target.exists():
        assert photo.verify(target).remarks


LIMITED = """
import resource, sys, time
from retouch_lib.imaging.files import heic_decoder
heic_decoder._limit(int(sys.argv[1]))
print(*resource.getrlimit(resource.RLIMIT_CPU), *resource.getrlimit(resource.RLIMIT_AS), flush=True)
if sys.argv[2] == "memory":
    bytearray(2 << 30)
while True:
    pass
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the limits are Linux's")
@pytest.mark.parametrize(("harm", "words"), [("memory", "MemoryError"), ("time", "")])
def test_the_decoder_s_limits_hold(harm: str, words: str) -> None:
    ran = subprocess.run([sys.executable, "-c", LIMITED, "0", harm], capture_output=True, text=True, timeout=100)
    assert ran.returncode != 0
    assert words in ran.stderr
    seconds, _, megabytes, _ = (int(number) for number in ran.stdout.split())
    assert (seconds, megabytes >> 20) == (2, 768)


def test_the_limits_grow_with_the_size_in_the_header() -> None:
    script = LIMITED.split("if sys.argv")[0]
    ran = subprocess.run([sys.executable, "-c", script, "12000000"], capture_output=True, text=True, check=True)
    seconds, _, megabytes, _ = (int(number) for number in ran.stdout.split())
    assert (seconds, megabytes >> 20) == (7, 905)

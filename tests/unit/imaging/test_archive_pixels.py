"""Layers of every kind of PNG become the same RGBA that Pillow makes of them."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from retouch_lib.errors import InvalidArchive
from retouch_lib.imaging.archive import layer_png
from retouch_lib.imaging.archive.read import check_archive, layer_pixels, layer_profile, layer_strips, read_archive
from retouch_lib.imaging.files import png_rows
from tests.unit.imaging import archives, pictures
from tests.unit.imaging.archives import SIZE, keep
from tests.unit.imaging.pictures import chunk

RGBA = Image.fromarray(archives.rgba())
OPAQUE = np.full(SIZE[::-1], 255, np.uint8)


def pillow(image: Image.Image, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", **options)
    return buffer.getvalue()


def decoded(folder: Path, data: bytes) -> NDArray[np.uint8]:
    found = check_archive(keep(folder, archives.with_heal(data)))
    pixels = layer_pixels(found, found.layers[0])
    assert pixels.dtype == np.uint8
    return pixels


@pytest.mark.parametrize("mode", ["RGBA", "RGB", "LA", "L", "P", "1"])
def test_every_kind_of_8_bits(tmp_path: Path, mode: str) -> None:
    image = RGBA.convert(mode)
    assert np.array_equal(decoded(tmp_path, pillow(image)), np.asarray(image.convert("RGBA")))


@pytest.mark.parametrize("bits", [1, 2, 4])
def test_small_palettes(tmp_path: Path, bits: int) -> None:
    image = RGBA.convert("RGB").quantize(2**bits)
    assert np.array_equal(decoded(tmp_path, pillow(image, bits=bits)), np.asarray(image.convert("RGBA")))


def test_a_palette_with_transparency(tmp_path: Path) -> None:
    data = pillow(RGBA.convert("RGB").quantize(8), transparency=bytes(range(0, 256, 32)))
    with Image.open(io.BytesIO(data)) as image:
        assert np.array_equal(decoded(tmp_path, data), np.asarray(image.convert("RGBA")))


def test_interlaced_rows(tmp_path: Path) -> None:
    noise = pictures.noise(*SIZE)
    assert np.array_equal(decoded(tmp_path, pictures.png(noise, interlace=True)), np.dstack([noise, OPAQUE]))


def test_16_bits_of_grey_and_alpha(tmp_path: Path) -> None:
    stored = np.random.default_rng(4).integers(0, 65536, (*SIZE[::-1], 2), dtype=np.uint16)
    rows = b"".join(b"\0" + row.tobytes() for row in stored.astype(">u2"))
    data = pictures.png_header(*SIZE, bits=16, colour=4) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    wanted = np.round(stored / 257).astype(np.uint8)
    assert np.array_equal(decoded(tmp_path, data), wanted[..., [0, 0, 0, 1]])


def test_one_colour_that_is_transparent(tmp_path: Path) -> None:
    noise = pictures.noise(*SIZE)
    noise[:, ::2] = (7, 8, 9)
    pixels = decoded(tmp_path, pictures.png(noise, chunk(b"tRNS", struct.pack(">HHH", 7, 8, 9))))
    assert np.array_equal(pixels[..., :3], noise)
    assert not pixels[:, ::2, 3].any()
    assert (pixels[:, 1::2, 3] == 255).all()


HOLES = {(0, 1): 1, (0, 2): 3, (0, 4): 9, (0, 8): 200, (0, 16): 300, (2, 8): 5, (2, 16): 3}
HOLES |= {(3, 1): 1, (3, 2): 2, (3, 4): 16, (3, 8): 60, (4, 8): 0, (4, 16): 0, (6, 8): 0, (6, 16): 0}
"""Colour type and bits → the transparent level, in RGB of each channel; of a palette, how many entries have alpha."""


@pytest.mark.parametrize("interlace", [False, True], ids=["rows", "interlaced"])
@pytest.mark.parametrize(("colour", "bits"), HOLES)
def test_transparency_as_opencv_reads_it(
    tmp_path: Path, colour: int, bits: int, interlace: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    hole = HOLES[colour, bits]
    monkeypatch.setattr(png_rows, "_STRIP", 300)
    samples = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    values = np.random.default_rng(5).integers(0, 2**bits, (*SIZE[::-1], samples), dtype=np.uint16)
    values[3:9, 4:20] = hole
    chunks = []
    if colour == 3:
        values = np.minimum(values, 199)
        chunks = [chunk(b"PLTE", bytes(range(3 * min(2**bits, 85)))), chunk(b"tRNS", bytes(range(9, 9 + hole)))]
    elif hole:
        chunks = [chunk(b"tRNS", struct.pack(">H", hole) * samples)]
    data = stored(values, bits, colour, chunks, interlace=interlace)
    read = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if read.dtype == np.uint16:
        read = cv2.convertScaleAbs(read, alpha=1 / 257)
    code = {1: cv2.COLOR_GRAY2RGBA, 3: cv2.COLOR_BGR2RGBA, 4: cv2.COLOR_BGRA2RGBA}[
        1 if read.ndim == 2 else read.shape[2]
    ]
    wanted = cv2.cvtColor(read, code)
    if colour == 0:  # of which OpenCV passes it over
        wanted[..., 3] = np.where(values[..., 0] == hole, 0, 255)
    assert np.array_equal(decoded(tmp_path, data), wanted)


def stored(values: NDArray[np.uint16], bits: int, colour: int, chunks: list[bytes], *, interlace: bool) -> bytes:
    """A PNG of these samples, (H, W, samples), with unfiltered rows."""
    height, width = values.shape[:2]
    rows = []
    for x, y, across, down in pictures._ADAM7 if interlace else [(0, 0, 1, 1)]:
        for row in values[y::down, x::across] if x < width else ():
            plain = row.reshape(-1)
            if bits == 16:
                packed = plain.astype(">u2").tobytes()
            elif bits == 8:
                packed = plain.astype(np.uint8).tobytes()
            else:
                each = np.unpackbits(plain.astype(np.uint8)[:, None], axis=1)[:, -bits:]
                packed = np.packbits(each.reshape(-1)).tobytes()
            rows.append(b"\0" + packed)
    head = pictures.png_header(width, height, bits=bits, colour=colour, interlace=int(interlace))
    return b"".join((head, *chunks, chunk(b"IDAT", zlib.compress(b"".join(rows))), chunk(b"IEND", b"")))


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_16_bits_are_rounded_to_8(tmp_path: Path, channels: int) -> None:
    stored = np.random.default_rng(3).integers(0, 65536, (*SIZE[::-1], channels), dtype=np.uint16)
    stored[0, :4] = [[0], [65535], [128], [129]]
    wanted = np.round(stored / 257).astype(np.uint8)
    pixels = decoded(tmp_path, archives.png_of(stored if channels > 1 else stored[..., 0]))
    assert np.array_equal(pixels[..., :3], np.broadcast_to(wanted[..., :3], (*SIZE[::-1], 3)))
    assert np.array_equal(pixels[..., 3], wanted[..., 3] if channels == 4 else OPAQUE)


@pytest.mark.parametrize("mode", ["RGBA", "RGB", "LA", "L"])
def test_strips_come_from_the_top_down_and_make_the_whole(
    tmp_path: Path, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(png_rows, "_STRIP", 500)
    image = RGBA.convert(mode)
    found = read_archive(keep(tmp_path, archives.with_heal(pillow(image))))
    strips = list(layer_strips(found, found.layers[0]))
    assert len(strips) > 2
    assert np.array_equal(np.concatenate(strips), np.asarray(image.convert("RGBA")))


def with_chunks(*chunks: bytes) -> bytes:
    return pictures.png(pictures.smooth(*SIZE), *chunks)


def test_what_stands_beside_the_picture_changes_nothing(tmp_path: Path) -> None:
    """An orientation does not turn a layer, an animation shows nothing else, a bomb of text is never unpacked."""
    turned = chunk(b"eXIf", pictures.tiff("<", (0x0112, 3, 1, 6)))
    animated = chunk(b"acTL", struct.pack(">II", 3, 0)) + chunk(
        b"fcTL", struct.pack(">IIIIIHHBB", 0, 4, 4, 0, 0, 1, 1, 0, 0)
    )
    bomb = chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(50 << 20)))
    plain = decoded(tmp_path, with_chunks())
    assert np.array_equal(plain[..., :3], pictures.smooth(*SIZE))
    assert np.array_equal(decoded(tmp_path, with_chunks(turned, animated, bomb)), plain)


def test_a_profile_is_told_not_applied(tmp_path: Path) -> None:
    data = pictures.profile((b"en", "Display P3"))
    found = read_archive(keep(tmp_path, archives.with_heal(with_chunks(pictures.iccp(data)))))
    assert layer_profile(found, found.layers[0]) == data
    assert np.array_equal(layer_pixels(found, found.layers[0])[..., :3], pictures.smooth(*SIZE))
    plain = read_archive(keep(tmp_path, archives.layered()))
    assert layer_profile(plain, plain.layers[0]) is None


GOOD = archives.layer_png()


@pytest.mark.parametrize(
    "data",
    [
        GOOD[:-30],
        GOOD[: len(GOOD) // 2],
        GOOD[:60],
        GOOD[:100] + b"\0" + GOOD[101:],
        pictures.png_header(4000, 3000, colour=6) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b""),
        pictures.png_header(*SIZE) + chunk(b"IDAT", zlib.compress(b"\7" * 9999)) + chunk(b"IEND", b""),
        pictures.png_header(*SIZE) + chunk(b"IDAT", zlib.compress(bytes(50 << 20))) + chunk(b"IEND", b""),
        pictures.png_header(*SIZE, colour=3) + chunk(b"IDAT", zlib.compress(bytes(9999))) + chunk(b"IEND", b""),
        pictures.png_header(*SIZE) + struct.pack(">I", 0x7FFFFFFF) + b"IDAT",
    ],
    ids=["tail", "half", "head", "bit", "rows", "filter", "bomb", "palette", "length"],
)
def test_a_layer_that_is_damaged_inside_is_never_half_shown(tmp_path: Path, data: bytes) -> None:
    found = read_archive(keep(tmp_path, archives.with_heal(data)))
    with pytest.raises(InvalidArchive, match=r"ZIP of layers can't be used: .+\."):
        layer_pixels(found, found.layers[0])
    with pytest.raises(InvalidArchive):
        check_archive(found.path)


def test_another_file_under_the_same_name_is_noticed(tmp_path: Path) -> None:
    found = read_archive(keep(tmp_path, archives.layered()))
    keep(tmp_path, archives.with_heal(archives.layer_png(9, 9)))
    for layer in found.layers:
        with pytest.raises(InvalidArchive, match="no longer in it"):
            layer_pixels(found, layer)


def test_a_small_file_of_a_large_palette_picture_takes_little_memory(tmp_path: Path) -> None:
    """64 megapixels in 16 kB; all of them as RGBA would be 256 MB, and took 780."""
    side = 8000
    rows = zlib.compressobj(1)
    packed = b"".join([*(rows.compress(bytes(1 + side // 8) * 100) for _ in range(side // 100)), rows.flush()])
    head = pictures.png_header(side, side, bits=1, colour=3) + chunk(b"PLTE", bytes(6)) + chunk(b"tRNS", b"\0")
    path = keep(tmp_path, archives.with_heal(head + chunk(b"IDAT", packed) + chunk(b"IEND", b"")))
    script = (
        "import resource, sys; from pathlib import Path\n"
        "from retouch_lib.imaging.archive import layer_pictures\n"
        "from retouch_lib.imaging.archive.read import layer_strips, read_archive\n"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10\n"
        "before = peak(); found = read_archive(Path(sys.argv[1]))\n"
        f"strips = layer_strips(found, found.layers[0]); layer_pictures.smaller(strips, ({side}, {side}), 2048)\n"
        "print(peak() - before)"
    )
    ran = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True)
    assert int(ran.stdout) < 200, ran.stdout


def test_a_large_interlaced_layer_is_refused_where_it_is_shown_not_where_it_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layer_png, "MAX_WHOLE", 4 * SIZE[0] * SIZE[1] - 1)
    noise = pictures.noise(*SIZE)
    found = check_archive(keep(tmp_path, archives.with_heal(pictures.png(noise, interlace=True))))
    with pytest.raises(InvalidArchive, match="40 × 30 pixels is stored interlaced"):
        layer_pixels(found, found.layers[0])
    assert decoded(tmp_path, pictures.png(noise)).shape == (30, 40, 4)

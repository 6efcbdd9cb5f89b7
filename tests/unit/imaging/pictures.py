"""Small pictures and hand-made headers for the tests of imaging."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import simplejpeg
from numpy.typing import NDArray
from PIL import Image

SAMPLES = Path(__file__).parents[3] / "retouch_lib" / "samples"
PORTRAIT, GLASSES, HALF_BODY = (SAMPLES / name for name in ("portrait.jpg", "glasses.jpg", "half-body.png"))
ALL_SAMPLES = (PORTRAIT, GLASSES, HALF_BODY)


def smooth(width: int, height: int) -> NDArray[np.uint8]:
    """A picture without symmetry that JPEG keeps almost unchanged: red rises to the right, green downward."""
    picture = np.empty((height, width, 3), np.uint8)
    picture[..., 0] = np.linspace(20, 230, width)[None, :]
    picture[..., 1] = np.linspace(20, 230, height)[:, None]
    picture[..., 2] = 60
    return picture


def noise(width: int, height: int, seed: int = 1) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def jpeg(pixels: NDArray[np.uint8], *segments: bytes, quality: int = 95) -> bytes:
    """A JPEG 4:4:4 with further segments behind its first marker."""
    data = simplejpeg.encode_jpeg(pixels, quality, "RGB", "444")
    return b"".join((data[:2], *segments, data[2:]))


def segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def jpeg_header(width: int, height: int, *, frame: int = 0xC0, bits: int = 8, samples: int = 3) -> bytes:
    """All of a JPEG up to its picture data, which is missing."""
    components = b"".join(bytes((number, 0x11, 0)) for number in range(1, samples + 1))
    scan = bytes((samples,)) + b"".join(bytes((number, 0)) for number in range(1, samples + 1)) + b"\x00\x3f\x00"
    size = struct.pack(">BHHB", bits, height, width, samples)
    return b"\xff\xd8" + segment(frame, size + components) + segment(0xDA, scan)


def exif(orientation: int, order: str = "<", kind: int = 3) -> bytes:
    """An APP1 segment whose first directory names a maker's note and the orientation."""
    return segment(0xE1, b"Exif\x00\x00" + tiff(order, (0x010F, 2, 4, b"abc\x00"), (0x0112, kind, 1, orientation)))


def tiff(order: str, *entries: tuple[int, int, int, int | bytes]) -> bytes:
    """A TIFF with one directory of (tag, kind, count, value)."""
    head = (b"II" if order == "<" else b"MM") + struct.pack(order + "HIH", 42, 8, len(entries))
    for tag, kind, count, value in entries:
        shape = order + ("H2x" if kind == 3 else "I")
        packed = value if isinstance(value, bytes) else struct.pack(shape, value)
        head += struct.pack(order + "HHI", tag, kind, count) + packed
    return head + b"\x00\x00\x00\x00"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_header(width: int, height: int, *, bits: int = 8, colour: int = 2, interlace: int = 0) -> bytes:
    """A PNG's first bytes and its IHDR."""
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, interlace))


def png(pixels: NDArray[np.uint8], *chunks: bytes, interlace: bool = False) -> bytes:
    """An RGB PNG with unfiltered rows and further chunks before the picture."""
    height, width = pixels.shape[:2]
    passes = _ADAM7 if interlace else [(0, 0, 1, 1)]
    rows = b"".join(
        b"\x00" + row.tobytes()
        for x, y, across, down in passes
        if x < width
        for row in np.ascontiguousarray(pixels[y::down, x::across])
    )
    head = png_header(width, height, interlace=int(interlace))
    return b"".join((head, *chunks, chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")))


_ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def profile(*names: tuple[bytes, str], space: bytes = b"RGB ", length: int = 0) -> bytes:
    """An ICC profile with a description in these languages, filled up to `length` bytes."""
    texts = [name.encode("utf-16-be") for _, name in names]
    at, records = 16 + 12 * len(names), b""
    for (language, _), text in zip(names, texts, strict=True):
        records += struct.pack(">2s2sII", language, b"US", len(text), at)
        at += len(text)
    tag = b"mluc\x00\x00\x00\x00" + struct.pack(">II", len(names), 12) + records + b"".join(texts)
    data = profile_of_tags((b"desc", tag), space=space)
    return data + bytes(range(256)) * (max(0, length - len(data)) // 256 + 1) if length else data


def profile_of_tags(*tags: tuple[bytes, bytes], space: bytes = b"RGB ") -> bytes:
    """An ICC profile with a sound header and these tags."""
    at = 132 + 12 * len(tags)
    table = b""
    for kind, data in tags:
        table += struct.pack(">4sII", kind, at, len(data))
        at += len(data)
    head = struct.pack(">I12x4s4s12x4s88x", at, space, b"XYZ ", b"acsp")
    return head + struct.pack(">I", len(tags)) + table + b"".join(data for _, data in tags)


def iccp(data: bytes) -> bytes:
    return chunk(b"iCCP", b"a name\x00\x00" + zlib.compress(data))


def icc_segments(data: bytes, piece: int = 60_000) -> list[bytes]:
    parts = [data[at : at + piece] for at in range(0, len(data), piece)]
    return [
        segment(0xE2, b"ICC_PROFILE\x00" + bytes((number, len(parts))) + part)
        for number, part in enumerate(parts, start=1)
    ]


def by_pillow(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


END = chunk(b"IEND", b"")
_NOISE = Image.fromarray(noise(61, 47))
WHOLE = {
    "baseline": by_pillow(_NOISE, "JPEG", quality=90),
    "progressive": by_pillow(_NOISE, "JPEG", quality=90, progressive=True),
    "restarts": by_pillow(_NOISE, "JPEG", quality=90, restart_marker_rows=1),
    "grey": by_pillow(Image.fromarray(noise(61, 47)[..., 0]), "JPEG"),
    "png": png(noise(61, 47), iccp(profile((b"en", "P")))),
    "palette": by_pillow(_NOISE.quantize(16), "PNG"),
    "interlaced": png(noise(61, 47), interlace=True),
}
"""61×47, one of each kind that is read."""

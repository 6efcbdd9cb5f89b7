"""Layer archives for tests: well-formed ones, odd ones, and ones made to do harm."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.unit.imaging import pictures

SIZE = (40, 30)
"""Width and height of the layers, unless a test says otherwise."""

HEAL = "index=0&blendmode=normal&name=Heal.png"
DODGE = "index=1&blendmode=softLight&name=Dodge Burn.png"
VOLUMES = "index=2&blendmode=softLight&name=Portrait Volumes.png"

RESULT_JSON = json.dumps(
    {
        "jsonVersion": "1",
        "plugins": [
            {"pluginName": "Face Detection", "metadata": {"count": 1}, "faces": [{"box": [1, 2, 3, 4]}]},
            {"pluginName": "Heal", "metadata": {}, "faces": []},
        ],
    }
).encode()


def rgba(width: int = SIZE[0], height: int = SIZE[1], seed: int = 1) -> NDArray[np.uint8]:
    """Noise with an alpha that falls to the right; RGB is zero where alpha is."""
    layer = np.random.default_rng(seed).integers(1, 256, (height, width, 4), dtype=np.uint8)
    layer[..., 3] = np.linspace(255, 0, width)[None, :]
    layer[layer[..., 3] == 0] = 0
    return layer


def png_of(pixels: NDArray[Any]) -> bytes:
    """A PNG of grey, RGB or RGBA of 8 or 16 bits."""
    codes = {3: cv2.COLOR_RGB2BGR, 4: cv2.COLOR_RGBA2BGRA}
    stored = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, codes[pixels.shape[2]])
    return cv2.imencode(".png", stored)[1].tobytes()


def layer_png(width: int = SIZE[0], height: int = SIZE[1], seed: int = 1) -> bytes:
    return png_of(rgba(width, height, seed))


def zipped(
    entries: Mapping[str, bytes] | Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_STORED, **options: Any
) -> bytes:
    buffer = io.BytesIO()
    pairs = entries.items() if isinstance(entries, Mapping) else entries
    with zipfile.ZipFile(buffer, "w", method, **options) as archive:
        for name, data in pairs:
            # a ZipInfo of our own: zipfile would change backslashes and cut names at a NUL
            info = zipfile.ZipInfo("x")
            info.filename = name
            info.compress_type = method
            archive.writestr(info, data)
    return buffer.getvalue()


def layered(**others: bytes) -> bytes:
    """What a server would send for Heal, Dodge Burn and Portrait Volumes."""
    return zipped(
        {HEAL: layer_png(seed=1), DODGE: layer_png(seed=2), VOLUMES: layer_png(seed=3), "result.json": RESULT_JSON}
        | others
    )


def with_heal(data: bytes, name: str = HEAL, method: int = zipfile.ZIP_STORED) -> bytes:
    """An archive of one layer with these bytes."""
    return zipped({name: data}, method)


def patched(data: bytes, mark: bytes, offset: int, value: bytes, which: int = 0) -> bytes:
    """The same archive with some bytes of a record changed: of the `which`-th record with that mark."""
    at = -1
    for _ in range(which + 1):
        at = data.index(mark, at + 1)
    return data[: at + offset] + value + data[at + offset + len(value) :]


LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


def encrypted() -> bytes:
    return patched(layered(), CENTRAL, 8, struct.pack("<H", 0x0001))


def other_method() -> bytes:
    return zipped({HEAL: layer_png()}, zipfile.ZIP_LZMA)


def wrong_crc() -> bytes:
    return patched(layered(), CENTRAL, 16, b"\x01\x02\x03\x04")


def bomb_by_ratio() -> bytes:
    """A file of 64 MB that is packed to 64 kB."""
    return zipped({HEAL: bytes(64 << 20)}, zipfile.ZIP_DEFLATED)


def bomb_by_claim() -> bytes:
    """A layer that says it unpacks to 3 GB."""
    return patched(zipped({HEAL: layer_png()}, zipfile.ZIP_DEFLATED), CENTRAL, 24, struct.pack("<I", 3 << 30))


def bomb_by_count() -> bytes:
    return zipped((f"{number}.txt", b"") for number in range(5000))


def false_count() -> bytes:
    return patched(layered(), END, 8, struct.pack("<HH", 0xFFFE, 0xFFFE))


def too_many_layers() -> bytes:
    data = layer_png(2, 2)
    return zipped((f"index={number}&blendmode=normal&name=Heal.png", data) for number in range(100))


def nested() -> bytes:
    return with_heal(layered())


def nested_aside() -> bytes:
    return layered(**{"more.zip": layered()})


def overlapping() -> bytes:
    """The second entry of the directory is the first one's data once more."""
    return patched(layered(), CENTRAL, 42, struct.pack("<I", 0), which=1)


def outside() -> bytes:
    return patched(layered(), CENTRAL, 42, struct.pack("<I", 0x7FFFFFFF))


def repeated_name() -> bytes:
    second = DODGE.replace("Dodge Burn", "Dodge-Burn")
    return zipped({DODGE: layer_png(), second: layer_png()}).replace(second.encode(), DODGE.encode())


def wide() -> bytes:
    """A layer whose header claims 30,000 × 30,000 pixels."""
    return with_heal(pictures.png_header(30_000, 30_000, colour=6) + pictures.chunk(b"IDAT", b"x"))


def wide_16_bits() -> bytes:
    """200 megapixels are read with 8 bits; with 16 they would take 1.6 GB."""
    return with_heal(pictures.png_header(20_000, 10_000, bits=16, colour=6) + pictures.chunk(b"IDAT", b"x"))


def without_pixels() -> bytes:
    return with_heal(pictures.png_header(0, 30, colour=6) + pictures.chunk(b"IDAT", b"x"))


def endless_head() -> bytes:
    """A PNG that holds 12 MB of text before its picture."""
    text = pictures.chunk(b"tEXt", bytes(4 << 20))
    return with_heal(pictures.png(pictures.smooth(*SIZE), text, text, text))


def of_other_sizes() -> bytes:
    return zipped({HEAL: layer_png(), DODGE: layer_png(41, 30)})


def no_picture() -> bytes:
    return with_heal(b"hello, I am a text")


def no_layers() -> bytes:
    return zipped({"readme.txt": b"hello"})


def empty() -> bytes:
    return zipped({})


def cut_in_the_middle() -> bytes:
    data = layered()
    return data[: len(data) // 2]


def cut_end() -> bytes:
    return layered()[:-12]


def split() -> bytes:
    return patched(layered(), END, 4, struct.pack("<H", 1))


def shifted() -> bytes:
    return layered()[:4] + b"junk" + layered()[4:]


def stored_lie() -> bytes:
    """Stored as it is, and yet of another size."""
    return patched(layered(), CENTRAL, 24, struct.pack("<I", 9))


def deflated_short() -> bytes:
    """Packed data that holds more than the directory says."""
    data = zipped({HEAL: layer_png()}, zipfile.ZIP_DEFLATED)
    return patched(data, CENTRAL, 24, struct.pack("<I", 500))


def deflated_long() -> bytes:
    """Packed data that ends before the directory says."""
    data = zipped({HEAL: layer_png()}, zipfile.ZIP_DEFLATED)
    return patched(data, CENTRAL, 24, struct.pack("<I", 60_000))


def zip64(count: int, size: int, start: int, extra: bytes = b"") -> bytes:
    """The archive of `layered` with a Zip64 end that says these values."""
    data = layered()
    at = data.index(END)
    record = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, start)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, at, 1)
    end = patched(data[at:], END, 8, struct.pack("<HHII", 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF))
    return data[:at] + extra + record + locator + end


def zip64_honest() -> bytes:
    data = layered()
    _, _, _, count, size, start = struct.unpack_from("<HHHHII", data, data.index(END) + 4)
    return zip64(count, size, start)


def zip64_lie_about_size() -> bytes:
    return zip64(4, 1 << 62, 100)


def zip64_lie_about_count() -> bytes:
    data = layered()
    _, _, _, _, size, start = struct.unpack_from("<HHHHII", data, data.index(END) + 4)
    return zip64(1 << 60, size, start)


def zip64_without_locator() -> bytes:
    return patched(layered(), END, 8, struct.pack("<HHII", 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF))


def zip64_entry_without_sizes() -> bytes:
    return patched(layered(), CENTRAL, 24, struct.pack("<I", 0xFFFFFFFF))


HOSTILE: tuple[tuple[Callable[[], bytes], str], ...] = (
    (encrypted, "encrypted"),
    (other_method, "method 14"),
    (bomb_by_ratio, "200 times"),
    (bomb_by_claim, "2 GB"),
    (bomb_by_count, "5,000 files"),
    (false_count, "65,534 files"),
    (too_many_layers, "100 layers"),
    (nested, "another archive"),
    (nested_aside, "another archive"),
    (overlapping, "overlap"),
    (outside, "outside"),
    (repeated_name, "same name"),
    (wide, "30000 × 30000"),
    (wide_16_bits, "16 bits"),
    (without_pixels, "no pixels"),
    (endless_head, "never ends"),
    (of_other_sizes, "41 × 30"),
    (no_picture, "no PNG"),
    (no_layers, "no layers"),
    (empty, "no layers"),
    (cut_in_the_middle, "end is missing"),
    (cut_end, "end is missing"),
    (split, "several"),
    (shifted, "directory"),
    (stored_lie, "directory is damaged"),
    (zip64_lie_about_size, "outside"),
    (zip64_lie_about_count, "files"),
    (zip64_without_locator, "directory is damaged"),
    (zip64_entry_without_sizes, "directory is damaged"),
)
"""What `read` refuses, from heads alone, and words of its sentence."""

DAMAGED_INSIDE: tuple[tuple[Callable[[], bytes], str], ...] = (
    (wrong_crc, "checksum"),
    (deflated_long, "too early"),
    (deflated_short, "longer than the archive says"),
)
"""What only `check` and `pixels` can see: they read all of a layer."""


def keep(folder: Path, data: bytes) -> Path:
    """The archive as a file without a name that tells."""
    path = folder / "result"
    path.write_bytes(data)
    return path

"""Archives that are damaged, lie, or are made to do harm, each with words of the sentence that refuses it."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

from tests.unit.imaging import pictures
from tests.unit.imaging.archives import DODGE, HEAL, SIZE, layer_png, layered, with_heal, zipped

CENTRAL, END = b"PK\x01\x02", b"PK\x05\x06"
"""How a record of the directory begins, and the end of the archive."""


def patched(data: bytes, mark: bytes, offset: int, value: bytes, which: int = 0) -> bytes:
    """The same archive with some bytes of a record changed: of the `which`-th record with that mark."""
    at = -1
    for _ in range(which + 1):
        at = data.index(mark, at + 1)
    return data[: at + offset] + value + data[at + offset + len(value) :]


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


def over_the_end() -> bytes:
    """The last file is said to reach far into the directory."""
    return patched(layered(), CENTRAL, 20, struct.pack("<II", 5000, 5000), which=3)


def long_directory() -> bytes:
    """Three megabytes of remarks on fifty files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(50):
            info = zipfile.ZipInfo(f"index={number}&blendmode=normal&name=Heal.png")
            info.comment = bytes(65_000)
            archive.writestr(info, layer_png(2, 2))
    return buffer.getvalue()


def too_many_pixels() -> bytes:
    """9 layers whose heads claim 250 megapixels each, as large as a single one may be."""
    head = pictures.png_header(20_000, 12_500, colour=6) + pictures.chunk(b"IDAT", b"x")
    return zipped((f"index={number}&blendmode=normal&name=Heal.png", head) for number in range(9))


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


def zip64_end_that_is_its_locator() -> bytes:
    """The locator leads to 56 bytes that reach into itself."""
    data = zip64_honest()
    at = data.index(b"PK\x06\x07")
    return patched(data, b"PK\x06\x07", 8, struct.pack("<Q", at - 10))


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
    (over_the_end, "outside"),
    (long_directory, "50 files, in a list of 3 MB"),
    (too_many_pixels, "8 GB of pixels"),
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
    (zip64_end_that_is_its_locator, "directory is damaged"),
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

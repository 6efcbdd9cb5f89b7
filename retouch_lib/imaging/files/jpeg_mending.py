"""A JPEG without the oddities that cost no pixel, so that a strict decoder complains of nothing but missing picture.

Nothing is invented: stray bytes are left out, the end mark is put where the picture ends, and header fields that
libjpeg only warns of get the value that it takes for them. The file itself stays as it is.
"""

from __future__ import annotations

from retouch_lib.imaging.files.headers import DamagedFile
from retouch_lib.imaging.files.jpeg_parts import SCAN, Data, Parts

_END = b"\xff\xd9"
_JFIF, _ADOBE = 0xE0, 0xEE
ONE_PASS = {0xC0, 0xC1, 0xC9}
"""Frames of which a scan brings all that there is of its colours, from the top down."""
MISSING = "a part of the picture is missing"
_ALL = b"\x00\x3f\x00"
"""The coefficients 0-63 with all their bits, which each scan of a sequential JPEG brings (T.81, B.2.3)."""
_YCC = 1
_PADDING = 512
"""Bytes that may stand unused before a marker in any file, and a tenth of it in a longer one."""
_STUFFED = b"\xff\x00"
"""How a byte 0xFF stands in a scan's data; about one byte in 200 is such a one."""


def mended(data: Data, parts: Parts) -> bytearray:
    """The parts put together. Raises DamagedFile when not even the headers of all scans are there."""
    if parts.end is None and not parts.whole:
        raise DamagedFile(MISSING)
    if parts.end is None and parts.arithmetic:
        raise DamagedFile("its end mark is missing, and with its kind of coding nobody can tell whether more is")
    made, one_pass = bytearray(), False
    for start, end in parts.segments:
        one_pass = one_pass or data[start + 1] in ONE_PASS
        made += _put_right(bytearray(data[start:end]), one_pass)
    return made + _END


def without(made: bytearray, stop: int, count: int) -> bytearray:
    """Without `count` bytes before `stop`, which no pixel needs."""
    return made[: stop - count] + made[stop:]


def is_more_picture(left: Data, length: int) -> bool:
    """Whether bytes left over at the end of a file of that length are so many, and coded like a picture.

    The header then names too small a size.
    """
    return len(left) > max(_PADDING, length // 10) and _STUFFED in left


def is_text_copy(data: Data) -> bool:
    """Whether each line feed follows a carriage return: a program took the file for a text and put them there."""
    whole = bytes(data)
    feeds = whole.count(b"\n")
    return feeds > 1 and whole.count(b"\r\n") == feeds


def _put_right(part: bytearray, one_pass: bool) -> bytearray:
    """A segment from its marker on."""
    marker, length = part[1], int.from_bytes(part[2:4], "big")
    if marker == _JFIF and part[4:9] == b"JFIF\x00" and length >= 16:
        part[9:11] = b"\x01\x01"
    elif marker == _ADOBE and part[4:9] == b"Adobe" and length >= 14 and part[15] > _YCC:
        part[15] = _YCC
    elif marker == SCAN and one_pass and length >= 8:
        part[2 + length - 3 : 2 + length] = _ALL
    return part

"""What the segments of a JPEG say beside its picture (ITU-T T.81, annex B), and how it is written into one."""

from __future__ import annotations

from retouch_lib.imaging.files import exif, icc, jpeg, jpeg_parts
from retouch_lib.imaging.files.jpeg_parts import SCAN, Data
from retouch_lib.imaging.metadata import resources, xmp
from retouch_lib.imaging.metadata.said import Parted, Said, joined

_MAX_SCANS = 100
"""As `imaging.files.jpeg` decodes."""
_APP0, _APP1, _APP2, _APP11, _APP13, _APP14, _APP15 = 0xE0, 0xE1, 0xE2, 0xEB, 0xED, 0xEE, 0xEF
_APPLICATIONS = range(_APP0, _APP15 + 1)
_NEEDED = {_APP0: b"JFIF\x00", _APP2: icc.JPEG_TAG, _APP14: b"Adobe"}
"""What the picture needs: how it is sampled, its colour profile, how its colours are stored."""
_JUMBF = b"JP"
_LONGEST_TAG = 16
_EXIF = exif.JPEG_TAG[:-1]
"""Its last byte fills up, and is not 0 in every file."""
_HEAD = 4
"""Bytes of a segment before its data."""


def part(data: Data) -> Parted:
    """Raises DamagedFile for a file in too many parts.

    Of applications' segments only those stay that the picture needs; all others, known or not, are about the photo or a
    second picture.
    """
    parts = jpeg_parts.find(data, _MAX_SCANS)
    said, spans, head = _Reader(), [], 0
    end = len(data) if parts.end is None else parts.end + 2
    for begin, stop in parts.segments:
        marker = data[begin + 1]
        if marker == SCAN:
            spans.append((begin, end))
            break
        if said.take(marker, data, begin + _HEAD, stop):
            spans.append((begin, stop))
            head += begin == 0 or marker == _APP0
    first, rest = joined(spans[:head]), joined(spans[head:])
    return Parted(said.told(), first + rest, len(first), len(data) - end)


def segments(told: Said, packet: xmp.Xmp | None) -> bytes:
    """All of it as segments, in the usual order."""
    made = [jpeg.segment(_APP1, exif.JPEG_TAG + told.exif)] if told.exif else []
    made += [jpeg.segment(_APP1, data) for data in packet.for_jpeg()] if packet else []
    made += [jpeg.segment(_APP13, data) for data in resources.segments(told.resources)]
    return b"".join(made)


class _Reader:
    """Takes segment after segment; keeps within bounds however many there are."""

    def __init__(self) -> None:
        self._said = Said()
        self._resources: list[bytes] = []
        self._room = xmp.MAX_BYTES + resources.MAX_BYTES

    def take(self, marker: int, data: Data, begin: int, stop: int) -> bool:
        """One segment with the place of its data. Returns whether it stays in the file."""
        if marker not in _APPLICATIONS:
            return True
        start = bytes(data[begin : min(stop, begin + _LONGEST_TAG)])
        if start.startswith(_NEEDED.get(marker, b"no such tag")):
            return True
        if marker in (_APP1, _APP13):
            self._take_said(bytes(data[begin : max(begin, min(stop, begin + self._room))]))
        self._said.credentials |= marker == _APP11 and start.startswith(_JUMBF)
        return False

    def _take_said(self, data: bytes) -> None:
        self._room -= len(data)
        if data.startswith(_EXIF):
            self._said.exif = self._said.exif or data[len(exif.JPEG_TAG) :]
        elif data.startswith(xmp.JPEG_TAG):
            self._said.xmp = self._said.xmp or data[len(xmp.JPEG_TAG) :]
        elif data.startswith(xmp.EXTENDED_TAG):
            self._said.extensions.append(data)
        elif data.startswith(resources.JPEG_TAG):
            self._resources.append(data)

    def told(self) -> Said:
        self._said.resources = resources.of_pieces(self._resources)
        return self._said

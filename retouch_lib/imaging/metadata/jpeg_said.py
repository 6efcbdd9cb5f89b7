"""What the segments of a JPEG say beside its picture (ITU-T T.81, annex B), and how it is written into one."""

from __future__ import annotations

from retouch_lib.imaging.files import exif, icc, jpeg, jpeg_parts
from retouch_lib.imaging.files.headers import DamagedFile
from retouch_lib.imaging.files.jpeg_parts import MAX_SEGMENTS, SCAN, Data
from retouch_lib.imaging.metadata import resources, xmp
from retouch_lib.imaging.metadata.said import Parted, Said, Span, joined

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
_END_MARK = b"\xff\xd9"
_HEAD = 4
"""Bytes of a segment before its data."""


def read_said(data: Data) -> Said:
    """What it says; nothing from its first scan on is looked at. Raises DamagedFile for a head in too many parts."""
    return _Head(data).said


def part(data: Data) -> Parted:
    """Of applications' segments only those stay that the picture needs; all others, known or not, are about the photo
    or a second picture, as is what stands behind its end. Raises DamagedFile for a file in too many parts.
    """
    head = _Head(data)
    first, rest = joined(head.spans[: head.first]), joined([*head.spans[head.first :], (head.end, _end(data, head))])
    return Parted(head.said, first + rest, len(first))


def _end(data: Data, head: _Head) -> int:
    """Where the picture ends. A file that says nothing of itself has nothing behind it where an end mark comes last: it
    need not be read to know that."""
    if head.is_bare and data[-2:] == _END_MARK:
        return len(data)
    end = jpeg_parts.find(data, _MAX_SCANS).end
    return len(data) if end is None else end + 2


class _Head:
    """All before the first scan."""

    def __init__(self, data: Data) -> None:
        reader, self.end = _Reader(), len(data)
        self.spans: list[Span] = []
        """What stays of it."""
        self.first = 0
        """How many of them stand before what is said: the start mark, and how the picture is sampled (JFIF)."""
        self.is_bare = True
        """Whether all of it stays."""
        for count, (marker, begin, stop, following) in enumerate(jpeg_parts.markers(data)):
            if count == MAX_SEGMENTS:
                raise DamagedFile("it is in too many pieces")
            if reader.take(marker, data, begin + _HEAD, stop):
                self.spans.append((begin, stop))
                self.first += begin == 0 or marker == _APP0
            else:
                self.is_bare = False
            if data[following + 1 : following + 2] == bytes((SCAN,)):
                self.end = following
                break
        self.said = reader.told()


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

"""Where the parts of a JPEG lie in its bytes (ITU-T T.81, annex B), and what between and behind them is none.

Cameras, phones and editors leave out the end mark, put stray bytes before a marker, or data of their own where the end
should be. None of it costs a pixel: the picture ends with the scan that completes its coefficients, whatever follows.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from retouch_lib.imaging.files.headers import DamagedFile

Data = bytes | bytearray | mmap.mmap

SCAN, END = 0xDA, 0xD9
_START = 0xD8
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_PROGRESSIVE = {0xC2, 0xC6, 0xCA, 0xCE}
_ARITHMETIC = set(range(0xC9, 0xD0))
_MAY_FOLLOW = {0xC4, 0xCC, *range(0xDA, 0xE0), 0xDB, *range(0xE0, 0xF0), 0xFE}
"""Markers that may stand behind a whole picture and before its end: tables, scans, applications' data, comments."""
MAX_SEGMENTS = 20_000
"""With all that stands before the picture and between its passes; real files have under 300."""
_COEFFICIENTS = 64
_UNKNOWN = 99
_MARKER = re.compile(rb"\xff[^\x00\x01\xff\xd0-\xd7]")
"""Neither a byte 0xFF within a scan's data nor a mark to restart at."""


@dataclass(slots=True)
class Parts:
    """What `find` found."""

    segments: list[tuple[int, int]] = field(default_factory=list)
    """Begin and end of each, from the start mark to the scan that makes the picture whole; a scan with its data."""
    stray: int = 0
    """Bytes between these parts that belong to none; what stands behind a scan's data counts as data."""
    end: int | None = None
    """Where the end mark begins; None when there is none, or only behind what is no part of a JPEG."""
    whole: bool = False
    """Whether the scans name all coefficients of the picture; the data of one may be cut all the same."""
    arithmetic: bool = False
    """Coded in the way in which a decoder doesn't notice that data is missing."""

    @property
    def is_plain(self) -> bool:
        """Whether it is as the standard has it."""
        return self.end is not None and not self.stray


def find(data: Data, most_scans: int) -> Parts:
    """Go from marker to marker. Raises DamagedFile for too many scans, which take minutes to decode, or parts."""
    parts, coverage, scans = Parts(), _Coverage(), 0
    for count, (marker, start, end, following) in enumerate(markers(data)):
        if count == MAX_SEGMENTS:
            raise DamagedFile("it is in too many pieces")
        if marker == END:
            parts.end = start
            break
        if (marker == _START and start) or (parts.whole and marker not in _MAY_FOLLOW):
            break
        scans += marker == SCAN
        if scans > most_scans:
            raise DamagedFile(f"it is stored in more than {most_scans} passes")
        stray = 0 if marker == SCAN else _stray(data, end, following)
        if parts.whole and stray:
            break
        if not parts.whole:
            parts.segments.append((start, following if marker == SCAN else end))
            parts.stray += stray
            coverage.add(marker, bytes(data[start + 4 : end]))
            parts.whole, parts.arithmetic = coverage.is_whole, coverage.arithmetic
    return parts


def markers(data: Data) -> Iterator[tuple[int, int, int, int]]:
    """Of each marker: its number, where it and its segment begin, where that ends, and where the next marker begins."""
    found = _MARKER.search(data, 0)
    while found:
        start = found.start()
        marker = data[start + 1]
        length = 0 if marker in (_START, END) else max(2, int.from_bytes(data[start + 2 : start + 4], "big"))
        end = min(start + 2 + length, len(data))
        found = None if marker == END else _MARKER.search(data, end)
        yield marker, start, end, found.start() if found else len(data)


def _stray(data: Data, start: int, stop: int) -> int:
    """How many bytes lie there, unless they only fill up: a marker may begin with any number of 0xFF (B.1.1.2)."""
    return stop - start if data[start:stop].strip(b"\xff") else 0


class _Coverage:
    """Which bits of which coefficients the scans have brought (T.81, G.1.1.1): in a baseline picture, all at once."""

    def __init__(self) -> None:
        self._missing: dict[int, list[int]] = {}
        """Of each component and coefficient, how many low bits are still to come."""
        self._progressive = False
        self.arithmetic = False

    @property
    def is_whole(self) -> bool:
        return bool(self._missing) and not any(map(any, self._missing.values()))

    def add(self, marker: int, data: bytes) -> None:
        """A segment's data, without its length."""
        if marker in _FRAMES and not self._missing:
            self._progressive, self.arithmetic = marker in _PROGRESSIVE, marker in _ARITHMETIC
            self._missing = {number: [_UNKNOWN] * _COEFFICIENTS for number in data[6::3]}
        elif marker == SCAN and data:
            self._scan(data[1 : 1 + 2 * data[0] : 2], data[1 + 2 * data[0] :])

    def _scan(self, components: bytes, band: bytes) -> None:
        first, last, bits = band[:3] if self._progressive and len(band) >= 3 else (0, _COEFFICIENTS - 1, 0)
        for number in components:
            if number in self._missing:
                count = len(self._missing[number][first : last + 1])
                self._missing[number][first : last + 1] = [bits & 15] * count

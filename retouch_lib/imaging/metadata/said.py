"""What a file says beside its pixels, as it stands there, and what of the file is no such thing."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

Span = tuple[int, int]
"""Where in a file a part begins and ends."""


@dataclass(slots=True)
class Said:
    """All of it is from outside; nothing is checked yet but its length."""

    exif: bytes = b""
    """From its TIFF header on; of several the first."""
    resources: bytes = b""
    """Photoshop's, which hold the IPTC; see `resources`."""
    xmp: bytes = b""
    """The packet."""
    extensions: list[bytes] = field(default_factory=list)
    """Of a JPEG: the data of the segments that hold more of it."""
    texts: dict[str, bytes] = field(default_factory=dict)
    """Of a PNG: its texts by keyword, each as a whole chunk."""
    credentials: bool = False
    """Whether there are content credentials (C2PA), which vouch for every byte of one file."""


@dataclass(slots=True)
class Parted:
    """A file in its parts."""

    said: Said
    spans: list[Span]
    """What stays of the file, in its order: the coding of the picture, its colours, and all that is not `said`."""
    head: int
    """How many of them come before what is said."""


def joined(spans: list[Span]) -> list[Span]:
    """The same bytes in as few parts as can be."""
    made: list[Span] = []
    for begin, end in spans:
        if made and made[-1][1] == begin:
            made[-1] = (made[-1][0], end)
        else:
            made.append((begin, end))
    return made


def merged(spans: Iterable[Span]) -> list[Span]:
    """The places that any of them covers, in order; no two touch. Empty ones are left out."""
    made: list[Span] = []
    for begin, end in sorted(span for span in spans if span[0] < span[1]):
        if made and begin <= made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((begin, end))
    return made


def overlaps(span: Span, others: Sequence[Span]) -> bool:
    """Whether a byte of it is in one of these, which are `merged`."""
    before = bisect.bisect_left(others, (span[1],))
    return before > 0 and others[before - 1][1] > span[0]

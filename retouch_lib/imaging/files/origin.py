"""A comment in the JPEGs that we make of HEICs: what was converted, so that it can be said whenever the photo is shown.

It stands in the file (a COM segment; ITU-T T.81, B.2.4.5), so no table has to know, and it goes where the file goes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SHAPE = re.compile(
    rb"Converted from HEIC by Retouch Lab: (\d{1,2}) bits, (\d{1,4}) pictures(, transparent)?(, without Exif)?"
)


@dataclass(frozen=True, slots=True)
class Origin:
    """What a HEIC was."""

    bits: int = 8
    """Per colour."""
    pictures: int = 1
    """In the file, without small copies; the main one was taken."""
    transparent: bool = False
    exif_lost: bool = False
    """Its Exif data was too long for a JPEG."""

    def comment(self) -> bytes:
        words = f"Converted from HEIC by Retouch Lab: {self.bits} bits, {self.pictures} pictures"
        more = (", transparent" if self.transparent else "") + (", without Exif" if self.exif_lost else "")
        return (words + more).encode("ascii")


def read_origin(comment: bytes) -> Origin | None:
    """None for a comment that is not ours."""
    found = _SHAPE.fullmatch(comment)
    return Origin(int(found[1]), int(found[2]), bool(found[3]), bool(found[4])) if found else None

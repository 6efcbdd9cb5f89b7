"""The small picture in Exif: a photo's shows the photo, so a result gets one of its own, in the room of the old one.

room = room_of(tiff.remove_small_picture(), 60_000)
tiff.add_small_picture(room.bytes)  # and when the result is read:
tiff.fill_small_picture(small_picture(path, room, orientation))
"""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass
from pathlib import Path

from retouch_lib.imaging.files import colours, jpeg, jpeg_head, photo
from retouch_lib.imaging.files.formats import JPEG_START
from retouch_lib.imaging.files.headers import DamagedFile
from retouch_lib.imaging.files.reduced import reduced
from retouch_lib.imaging.files.upright import turned_back

_LONGEST_SIDE, _MOST_BYTES, _LEAST_BYTES = 512, 1 << 16, 512
"""Of a small picture; a JPEG's tables alone take the least."""
_FINER = 2
"""The decoder's own reduction ends at so many times the size; the mean of areas does the rest."""
_QUALITIES = (88, 80, 70, 60, 45, 30)
_MOST_MEMORY = 200 << 20
"""Bytes. A progressive or interlaced picture that takes more to be read gets none."""
_one_at_a_time = threading.Lock()
"""Several downloads at once must not take the memory several times."""


@dataclass(frozen=True, slots=True)
class Room:
    """For a result's small picture."""

    side: int
    """Pixels of its longest side at most: as many as the photo's had."""
    bytes: int
    """It may take so many."""


def room_of(old: bytes, most: int) -> Room | None:
    """Where the photo's small picture was this JPEG, and there are `most` bytes; None where there was none."""
    if not old.startswith(JPEG_START):
        return None
    try:
        header = jpeg_head.read_jpeg(io.BytesIO(old))
    except DamagedFile:
        return None
    room = min(len(old), most, _MOST_BYTES)
    side = min(max(header.width, header.height), _LONGEST_SIDE)
    return Room(side, room) if side and room >= _LEAST_BYTES else None


def small_picture(path: Path, room: Room, orientation: int) -> bytes:
    """A JPEG in sRGB of a picture or a smaller copy of it, its rows as stored with that orientation; as fine as fits.

    The same file makes the same. Empty where the coarsest does not fit, or reading it takes too much memory. Raises
    InvalidPhoto, OSError, MemoryError.
    """
    info = photo.inspect(path, max_bytes=None)
    if info.buffered > _MOST_MEMORY:
        return b""
    with _one_at_a_time:
        picture = reduced(path, info, room.side, least=_FINER * room.side)
    converted = colours.in_srgb(picture.pixels, picture.icc)
    pixels = turned_back(picture.pixels if converted is None else converted, orientation)
    made = (_bare(jpeg.encode(pixels, None, quality, "420")) for quality in _QUALITIES)
    return next((each for each in made if len(each) <= room.bytes), b"")


def _bare(made: bytes) -> bytes:
    """Without its JFIF header: no application's segment stands in a small picture (Exif 2.32, 4.5.5)."""
    if made[2:4] != b"\xff\xe0":
        return made
    return made[:2] + made[4 + int.from_bytes(made[4:6], "big") :]

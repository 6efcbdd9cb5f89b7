"""The photos of a batch: found in a folder, and looked at one after the other, before anything is sent."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from retouch_lib.errors import InvalidPhoto
from retouch_lib.imaging.files import heic, limits, photo
from retouch_lib.media.face_sizes import widest_face
from retouch_lib.media.files import digest_of
from retouch_lib.media.sent import too_long_in_words
from retouch_lib.names import clean, folders
from retouch_lib.owners import Owner
from retouch_lib.store.batches import BatchItem, ItemState
from retouch_lib.store.records import Photo
from retouch_lib.words.counted import counted

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".heic", ".heif"})
"""What is taken for a photo; everything else in the folder is left alone."""
LEAST_FACE = 120
"""Pixels: in a narrower face there is next to nothing to retouch."""
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def files_in(source: Path, without: str = "") -> Iterator[BatchItem]:
    """The photos in a folder and in those below, by their names; hidden ones, links and `without` are left out.

    Raises OSError where the folder itself can't be read; one below that can't be is left out.
    """
    left_out = Path(without) if without else None
    os.listdir(source)  # noqa: PTH208 - os.walk would say nothing
    for folder, below, names in os.walk(source):
        here = Path(folder)
        below[:] = sorted(name for name in below if not name.startswith(".") and here / name != left_out)
        for name in sorted(names):
            path = here / name
            if path.suffix.lower() in SUFFIXES and not name.startswith(".") and not path.is_symlink():
                yield from _item(path, folders(here.relative_to(source).as_posix()))


def _item(path: Path, folder: str) -> Iterator[BatchItem]:
    try:
        found = path.stat()
    except OSError:  # it went away meanwhile
        return
    yield BatchItem("", 0, str(path), folder, clean(path.name), found.st_size, found.st_mtime_ns)


def of_list(photos: tuple[Photo, ...]) -> list[BatchItem]:
    """Photos that are on their owner's list already: nothing of them has to be looked at but faces."""
    return [
        BatchItem("", 0, "", one.folder, one.name, one.bytes, 0, one.sha256, one.width, one.height) for one in photos
    ]


def look_at(item: BatchItem, file: Path, *, longest_side: int, least_face: int) -> BatchItem:
    """The item with what its file tells; refused, and why, where it can't be sent. The file stays as it is.

    `least_face`: pixels; 0 looks for no faces. Of a HEIC only the conversion tells more, when it is taken in.
    """
    try:
        size = file.stat().st_size
        if size > limits.MAX_ADDED_BYTES:
            raise InvalidPhoto("It is longer than a photo may be.")
        if heic.is_heic(file):
            return replace(item, bytes=size, state=ItemState.WAITING, why="")
        info = photo.inspect(file, max_bytes=limits.MAX_ADDED_BYTES)
        shown = Photo("", Owner(""), item.name, size, info.format, info.width, info.height, None, None, _BEGINNING)
        if too_long := too_long_in_words(shown, longest_side):
            raise InvalidPhoto(too_long)
        sha256 = item.photo if not item.path else digest_of(file)
        face = widest_face(file, longest_side) if least_face else None
    except InvalidPhoto as error:
        return replace(item, state=ItemState.REFUSED, why=str(error))
    except OSError as error:
        return replace(item, state=ItemState.REFUSED, why=f"It can't be read: {error.strerror or 'it is gone'}.")
    return replace(
        item,
        bytes=size,
        photo=sha256,
        width=info.width,
        height=info.height,
        face=face,
        state=ItemState.WAITING,
        why="",
    )


def small_faces_in_words(small: int, count: int, least_face: int) -> str:
    """What would be paid for nothing; empty where nothing would be.

    >>> small_faces_in_words(42, 600, 120)
    '42 of 600 photos have no face of 120 px or more: face plugins change next to nothing there.'
    """
    if not small:
        return ""
    has = "has" if small == 1 else "have"
    return (
        f"{small:,} of {counted(count, 'photo')} {has} no face of {least_face} px or more: face plugins change next to "
        "nothing there."
    )

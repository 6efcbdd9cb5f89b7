"""A JPEG's or PNG's file, followed part by part: its header, and what it says beside its pixels."""

from __future__ import annotations

import mmap
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from retouch_lib.imaging.files import opening
from retouch_lib.imaging.files.headers import DamagedFile, Header
from retouch_lib.imaging.files.jpeg_parts import Data
from retouch_lib.imaging.metadata import jpeg_said, png_said
from retouch_lib.imaging.metadata.said import Said

T = TypeVar("T")
READERS = {"jpeg": jpeg_said.read_said, "png": png_said.read_said}


def said_of(path: Path) -> Said:
    """What a JPEG or PNG says. Raises InvalidPhoto, OSError."""
    return followed(path, READERS)[1]


def followed(path: Path, ways: Mapping[str, Callable[[Data], T]]) -> tuple[Header, T]:
    """Its header, and its bytes seen in the way of its format.

    Raises InvalidPhoto for what is no JPEG or PNG that can be followed, OSError.
    """
    with path.open("rb") as file:
        header = opening.read_header(file, None)
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            try:
                return header, ways[header.format](data)
            except DamagedFile as damage:
                raise opening.damaged(header.format, damage) from None

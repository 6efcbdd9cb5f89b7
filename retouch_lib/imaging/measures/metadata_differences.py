"""What a result's file, as it came, no longer says of its photo, or says otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from retouch_lib.errors import InvalidPhoto
from retouch_lib.imaging.metadata import reading


class MetadataKind(StrEnum):
    """The value is the name."""

    EXIF = "EXIF"
    IPTC = "IPTC"
    XMP = "XMP"
    ICC = "ICC"
    """The colour profile: the only one that belongs to the pixels, and stays with those of the result."""


class MetadataFate(StrEnum):
    """What became of it. The value is the word for it."""

    MISSING = "missing"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class MetadataDifference:
    """One kind that the photo has and the result has not, or has with other bytes."""

    kind: MetadataKind
    fate: MetadataFate


def metadata_differences(before: Path, after: Path) -> Iterator[MetadataDifference]:
    """Those of a result's file from its photo's; none where the parts of one of them can't be followed: such a result
    leaves as it is, and that is said then. Raises OSError.
    """
    try:
        was, is_now = _told(before), _told(after)
    except InvalidPhoto:
        return
    for kind, said in was.items():
        if said and said != is_now[kind]:
            yield MetadataDifference(kind, MetadataFate.CHANGED if is_now[kind] else MetadataFate.MISSING)


def _told(path: Path) -> dict[MetadataKind, tuple[bytes, ...]]:
    """Empty where the file has none of a kind."""
    header, said = reading.followed(path, reading.READERS)
    found = {
        MetadataKind.EXIF: (said.exif,),
        MetadataKind.IPTC: (said.resources,),
        MetadataKind.XMP: (said.xmp, *said.extensions),
        MetadataKind.ICC: (header.profile or b"",),
    }
    return {kind: told if any(told) else () for kind, told in found.items()}

"""All figures about one result against its original, and their JSON both ways."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from retouch_lib.imaging.measures import unpacking
from retouch_lib.imaging.measures.change import PartChange, Shift, StrayChange
from retouch_lib.imaging.measures.file_differences import FileDifference
from retouch_lib.imaging.measures.marks import SkinMark
from retouch_lib.imaging.measures.metadata_differences import MetadataDifference
from retouch_lib.imaging.measures.places import PhotoPlace
from retouch_lib.imaging.measures.version import VERSION

MAX_PLACES = 100
"""Spots of each sort whose places are kept, the plainest."""
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class GoneSpots:
    """Spots that are gone, all over the picture."""

    count: int
    places: tuple[SkinMark, ...] = ()
    """The plainest first, at most `MAX_PLACES`."""


@dataclass(frozen=True, slots=True)
class FaceMeasured:
    """What happened to the skin of one face."""

    place: PhotoPlace
    """The face with its neck."""
    height: int
    """Pixels of its height, as it was looked at."""
    shift: Shift
    """The mean of its skin's L*, a* and b*, after less before."""
    texture: float | None
    """The energy of the skin's texture, after against before; None where there is too little to tell."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A result against its original. What each figure means: `definitions.DEFINITIONS`."""

    size: tuple[int, int]
    """Width and height at which the whole was looked at; 0 and 0 where the two pictures don't show the same."""
    parts: tuple[PartChange, ...] = ()
    stray: StrayChange | None = None
    """Change where none belongs; None where every part may change."""
    faces: tuple[FaceMeasured, ...] = ()
    """The largest first."""
    healed: GoneSpots = GoneSpots(0)
    """All that are gone."""
    at_risk: GoneSpots = GoneSpots(0)
    """Those of them that are moles or freckles."""
    files: tuple[FileDifference, ...] = ()
    metadata: tuple[MetadataDifference, ...] = ()
    """What the file lacked, or said otherwise, as it came."""

    @property
    def is_compared(self) -> bool:
        """Whether the pictures could be laid over each other: a cropped result can't."""
        return self.size != (0, 0)

    def to_json(self) -> str:
        """As `from_json` reads it."""
        return json.dumps(_rounded({"version": VERSION, **asdict(self)}), ensure_ascii=False, allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> Measured:
        """Raises ValueError for what `to_json` of this version did not write: of other fields, or out of bounds."""
        return unpacking.unpacked(cls, text, VERSION)


def _rounded(value: object) -> object:
    """Four digits after the point are finer than any measure is."""
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(each) for each in value]
    return value

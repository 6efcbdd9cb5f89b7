"""What differs between the files themselves: size, colour profile, orientation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from retouch_lib.imaging.files.photo import PhotoInfo

_LONGEST = 100
_SRGB = "sRGB"


class FileTrait(StrEnum):
    """What is compared."""

    SIZE = "size"
    """Upright, in pixels."""
    PROFILE = "profile"
    """By name; a file without one counts as sRGB, as browsers show it."""
    ORIENTATION = "orientation"
    """How the stored rows are turned to stand upright, 1-8."""


@dataclass(frozen=True, slots=True)
class FileDifference:
    """One trait that differs."""

    trait: FileTrait
    before: str
    """At most 100 characters, as `after`."""
    after: str


def file_differences(before: PhotoInfo, after: PhotoInfo) -> Iterator[FileDifference]:
    """Those of a result from its photo."""
    pairs = {
        FileTrait.SIZE: [f"{info.width} × {info.height}" for info in (before, after)],
        FileTrait.PROFILE: [_profile(info) for info in (before, after)],
        FileTrait.ORIENTATION: [str(info.orientation) for info in (before, after)],
    }
    for trait, (was, is_now) in pairs.items():
        if was != is_now:
            yield FileDifference(trait, was[:_LONGEST], is_now[:_LONGEST])


def _profile(info: PhotoInfo) -> str:
    name = info.profile or _SRGB
    return _SRGB if name.startswith(_SRGB) else name

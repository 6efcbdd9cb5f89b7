"""What its owner wants of a file that leaves."""

from __future__ import annotations

from dataclasses import dataclass

from retouch_lib.imaging.metadata.provenance import Provenance


@dataclass(frozen=True, slots=True)
class Wishes:
    """By default: all that the photo says, and nothing of ours."""

    without_place: bool = False
    """Without coordinates, wherever they stand. A city's name that somebody typed (IPTC) stays."""
    added: Provenance | None = None
    """Written as XMP, into files to work with; None for a delivery."""
    stars: int | None = None
    """Written as xmp:Rating, 1–5; None or 0 writes none."""
    overwrite_stars: bool = False
    """Whether they take the place of a rating that is there."""

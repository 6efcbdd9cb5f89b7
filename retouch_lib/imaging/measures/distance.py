"""How far two pictures of one photo are from each other, as one sees them side by side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from retouch_lib.errors import InvalidPhoto
from retouch_lib.imaging.measures.colour_difference import ciede2000, lab
from retouch_lib.imaging.measures.seen_picture import WHOLE, SeenPicture, fitting

_PLACES = 30_000
"""Each is the mean of some hundred pixels of a preview: single pixels are noise of JPEGs."""
_OTHER_SIZES = "What was rendered has another size than the mix."


@dataclass(frozen=True, slots=True)
class Off:
    """In ΔE00, over places of half a per cent of the longer side."""

    mean: float
    p99: float
    """99 of 100 places are below it."""
    worst: float
    x: float
    """Where the worst place is: shares of the picture's sides."""
    y: float


def off(one: SeenPicture, other: SeenPicture) -> Off:
    """Each is taken by its own colour profile. Raises InvalidPhoto where they have other sizes: a crop."""
    if one.size != other.size:
        raise InvalidPhoto(_OTHER_SIZES)
    size = fitting(one.size, _PLACES)
    found = ciede2000(*(lab(picture.srgb(WHOLE, size)) for picture in (one, other)))
    row, column = np.unravel_index(int(found.argmax()), found.shape)
    place = (float(column) + 0.5) / size[0], (float(row) + 0.5) / size[1]
    return Off(float(found.mean()), float(np.percentile(found, 99)), float(found.max()), *place)

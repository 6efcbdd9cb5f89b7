"""From photo to photo on Mix."""

from __future__ import annotations

from retouch_lib.store.records import Photo
from retouch_lib.ui import workspace
from retouch_lib.ui.shared.photo_filter import seen


def step(photo: Photo, by: int) -> None:
    """Show the next photo that the filter leaves, or the one before; after the last the first."""
    there = seen([other.sha256 for other in workspace.photos()], photo.sha256)
    place = there.index(photo.sha256) + by if photo.sha256 in there else 0
    workspace.show_photo(there[place % len(there)])

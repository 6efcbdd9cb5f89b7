"""What photos are called in a choice."""

from __future__ import annotations

from collections.abc import Sequence

from retouch_lib.store.records import Photo
from retouch_lib.ui.shared.text import distinct


def photo_names(photos: Sequence[Photo]) -> dict[str, str]:
    """SHA-256 → name, no two alike, in their order."""
    return dict(zip((photo.sha256 for photo in photos), distinct([photo.name for photo in photos]), strict=True))

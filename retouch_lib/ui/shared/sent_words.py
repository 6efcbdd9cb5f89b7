"""What is said of photos that are sent reduced: in the plan before, and beside their results."""

from __future__ import annotations

from collections.abc import Sequence

from retouch_lib.media.sent import reduced_size, sent_size
from retouch_lib.store.records import Job, Photo
from retouch_lib.words.counted import counted
from retouch_lib.words.text import shortened_inside
from retouch_lib.work.plan import Plan

_NAME_LENGTH = 32
_MOST_NAMES = 3


def reduced_in_words(plan: Plan, photos: Sequence[Photo], longest_side: int) -> str:
    """Which of these photos the plan sends reduced, and in which size their results come back; empty where none is
    to be."""
    if not longest_side:
        return ""
    sides = {item.photo: item.longest_side for item in plan.items}
    going = [photo for photo in photos if sides.get(photo.sha256)]
    if not going:
        return f"No photo of this run is longer than {longest_side} px: all go as they are."
    sizes = [f"{shortened_inside(photo.name, _NAME_LENGTH)} {_sizes(photo, longest_side)}" for photo in going]
    more = f" and {len(sizes) - _MOST_NAMES} more" if len(sizes) > _MOST_NAMES else ""
    whose = "Its results come" if len(sizes) == 1 else "Their results come"
    many = f" ({len(going)} of {counted(len(sides), 'photo')})" if len(sides) > 1 else ""
    return f"Sent reduced, as JPEG{many}: {', '.join(sizes[:_MOST_NAMES])}{more}. {whose} back at that size."


def shown_in_words(photo: Photo, jobs: Sequence[Job], *, together: bool) -> str:
    """Of a photo's results: how it was sent for them; empty where it went as it is for all. `together`: whether the
    original is shown as it was sent."""
    sizes = [_sizes(photo, side) for side in sorted({job.longest_side for job in jobs if job.longest_side})]
    if not sizes:
        return ""
    shown = (
        "the original is shown as it was sent" if together else "the original is shown whole, results enlarged to it"
    )
    return f"Sent reduced, {' and '.join(sizes)}: {shown}."


def size_in_words(photo: Photo, job: Job) -> str:
    """ "4096 × 2725", or "as it is"."""
    width, height = sent_size(photo, job)
    return f"{width} × {height}" if job.longest_side else "as it is"


def _sizes(photo: Photo, longest_side: int) -> str:
    width, height = reduced_size(photo, longest_side)
    return f"{photo.width} × {photo.height} → {width} × {height}"

"""What was sent for a photo: the photo itself, or a copy of it reduced to a longest side."""

from __future__ import annotations

from pathlib import PurePath

from retouch_lib.imaging.files.limits import MAX_BYTES
from retouch_lib.imaging.files.photo import fit
from retouch_lib.store.records import Job, Photo


def reduced_size(photo: Photo, longest_side: int) -> tuple[int, int]:
    """Width and height of the photo sent so, upright, in pixels; 0 is as it is."""
    return fit(photo.width, photo.height, longest_side) if longest_side else (photo.width, photo.height)


def sent_size(photo: Photo, job: Job) -> tuple[int, int]:
    """Width and height of what a job sends of its photo: the size in which its result comes back."""
    return reduced_size(photo, job.longest_side)


def copy_name(name: str) -> str:
    """What the server is told that the reduced copy is called: a PNG's is a JPEG.

    >>> copy_name("Anna.png")
    'Anna.jpg'
    """
    path = PurePath(name)
    if path.suffix.lower() in (".jpg", ".jpeg"):
        return name
    return f"{path.stem if path.suffix.lower() == '.png' else name}.jpg"


def is_longer(photo: Photo, longest_side: int) -> bool:
    """Whether that longest side makes it smaller; a photo that is no longer goes as it is, byte for byte."""
    return 0 < longest_side < max(photo.width, photo.height)


def too_long_in_words(photo: Photo, longest_side: int) -> str:
    """Why the API would refuse what would be sent, as a sentence; empty where it takes it."""
    if photo.bytes <= MAX_BYTES or is_longer(photo, longest_side):
        return ""
    return (
        f"{photo.name} has {photo.bytes / (1 << 20):.1f} MB; the API takes {MAX_BYTES >> 20}. Nothing was sent. "
        f"Send it reduced, to less than its {max(photo.width, photo.height)} px, or add a smaller one."
    )

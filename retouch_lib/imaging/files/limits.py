"""How large a photo may be: what the API takes, and what a JPEG can hold."""

from __future__ import annotations

from retouch_lib.errors import InvalidPhoto

MAX_BYTES = 100 * 1024 * 1024
"""What the API takes."""
MAX_ADDED_BYTES = 400 * 1024 * 1024
"""What may be added to the lab: what is over MAX_BYTES can only be sent reduced. A PNG of 60 megapixels and 16 bits."""
MAX_MEGAPIXELS = 250
MAX_SIDE = 65_500
"""libjpeg's limit: no JPEG of a longer picture can be written."""


def refuse_long(length: int, most: int = MAX_BYTES) -> None:
    """Raises InvalidPhoto for a file of more bytes than `most`."""
    if length > most:
        who = "the API" if most == MAX_BYTES else "Retouch Lab"
        raise InvalidPhoto(f"The file has {length / (1 << 20):.1f} MB; {who} takes {most >> 20}. Export a smaller one.")


def refuse_large(width: int, height: int) -> None:
    """Raises InvalidPhoto for more pixels than the API takes, and for a side that is too long."""
    size = f"{width} × {height} pixels"
    if width * height > MAX_MEGAPIXELS * 1_000_000:
        raise InvalidPhoto(f"The picture has {size}, over {MAX_MEGAPIXELS} megapixels. Export a smaller one.")
    if max(width, height) > MAX_SIDE:
        raise InvalidPhoto(f"The picture has {size}; {MAX_SIDE} is the most on a side. Export a smaller one.")


MAX_LAYERS = 60
"""In an archive of layers."""

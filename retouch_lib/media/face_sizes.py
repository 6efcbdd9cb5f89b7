"""How wide the largest face of a photo is: whether anything is there for plugins that need one."""

from __future__ import annotations

from pathlib import Path

from retouch_lib.imaging.faces.find import find_faces
from retouch_lib.imaging.files import colours, photo
from retouch_lib.imaging.files.reduced import reduced

_SIDE = 1280
"""Pixels of the longest side on which faces are looked for."""


def widest_face(path: Path, longest_side: int = 0) -> int:
    """The width of the widest face in pixels of what is sent, 0 where none is found. Raises InvalidPhoto, OSError.

    `longest_side`: pixels that a longer photo is sent reduced to; 0 where it goes as it is.
    """
    info = photo.inspect(path, max_bytes=None)
    picture = reduced(path, info, _SIDE)
    seen = colours.in_srgb(picture.pixels, picture.icc)
    faces = find_faces(picture.pixels if seen is None else seen)
    sent = photo.fit(info.width, info.height, longest_side)[0] if longest_side else info.width
    scale = sent / picture.pixels.shape[1]
    return round(max((face.box[2] * scale for face in faces), default=0.0))

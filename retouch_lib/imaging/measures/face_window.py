"""One face with its neck, before and after, as large as it is in the file: what is measured on skin is fine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from retouch_lib.imaging.faces import plain_skin
from retouch_lib.imaging.faces.find import Face
from retouch_lib.imaging.floats import Floats
from retouch_lib.imaging.measures import seen_picture
from retouch_lib.imaging.measures.colour_difference import lab
from retouch_lib.imaging.measures.parts import Mask, Part, PhotoParts
from retouch_lib.imaging.measures.places import PhotoPlace
from retouch_lib.imaging.measures.seen_picture import SeenPicture, Size, Window

FACE = 800
"""Pixels of a face's height that show all that is measured; a larger one is made smaller."""
MOST_PIXELS = 1_500_000
"""Of all windows together; of many large faces each is made smaller."""
_BESIDE, _ABOVE, _NECK = 0.1, 0.1, 0.5
"""Room around the landmarks' box, in heights of the face."""
_GREY, _PALER = 8.0, 0.5
"""C* below which cloth is grey, and its share of the skin's: of a grey photo nothing is paler than the rest."""
_COARSE = 8
"""Pixels of a side over which that is told."""


@dataclass(frozen=True, slots=True)
class FaceWindow:
    """Cut out of both pictures. Pictures are CIELAB float32 (h, w, 3)."""

    before: Floats
    after: Floats
    skin: Mask
    """(h, w): the part, with the small dark holes in it that are moles."""
    unit: float
    """The face's height in pixels of the window."""
    window: Window
    """Where it was cut out."""

    @property
    def place(self) -> PhotoPlace:
        left, top, right, bottom = self.window
        return PhotoPlace(left, top, right - left, bottom - top)

    def spot(self, x: float, y: float) -> tuple[float, float]:
        """A point of the window as shares of the picture's width and height."""
        height, width = self.skin.shape
        place = self.place
        return place.x + place.width * (x + 0.5) / width, place.y + place.height * (y + 0.5) / height

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        """The other way."""
        height, width = self.skin.shape
        place = self.place
        return (x - place.x) / place.width * width - 0.5, (y - place.y) / place.height * height - 0.5


def windows(
    before: SeenPicture, after: SeenPicture, faces: Sequence[Face], size: Size, parts: PhotoParts
) -> Iterator[FaceWindow]:
    """One by one. `faces`: in pixels of a picture of that size, as `parts` are."""
    found = [(face, _window(face, size)) for face in faces]
    shares = [_share(before, face, size) for face in faces]
    sizes = [_sized(before, window, share) for (_, window), share in zip(found, shares, strict=True)]
    wanted = sum(width * height for width, height in sizes)
    less = min(1.0, (MOST_PIXELS / max(wanted, 1)) ** 0.5)
    for (face, window), share in zip(found, shares, strict=True):
        yield _cut(before, after, window, _sized(before, window, share * less), face, parts)


def _window(face: Face, size: Size) -> Window:
    (left, top), (right, bottom) = face.points.min(0), face.points.max(0)
    room = face.height
    neck = np.maximum(_NECK * face.down, 0) * room, np.maximum(-_NECK * face.down, 0) * room
    edges = (
        left - _BESIDE * room - neck[1][0],
        top - _ABOVE * room - neck[1][1],
        right + _BESIDE * room + neck[0][0],
        bottom + _BESIDE * room + neck[0][1],
    )
    width, height = size
    return (
        _between(edges[0] / width),
        _between(edges[1] / height),
        _between(edges[2] / width),
        _between(edges[3] / height),
    )


def _share(picture: SeenPicture, face: Face, size: Size) -> float:
    """How large the face is looked at, as a share of what it is in the file."""
    return min(1.0, FACE / (face.height * picture.size[1] / size[1]))


def _sized(picture: SeenPicture, window: Window, share: float) -> Size:
    """At a share of 1 the very pixels of the file: resampled, grain would be finer or gone."""
    rows, columns = seen_picture.slices(window, picture.size)
    return max(1, round((columns.stop - columns.start) * share)), max(1, round((rows.stop - rows.start) * share))


def _cut(
    before: SeenPicture, after: SeenPicture, window: Window, size: Size, face: Face, parts: PhotoParts
) -> FaceWindow:
    rows, columns = seen_picture.slices(window, parts.labels.shape[1::-1])
    own = parts.mask(Part.SKIN)[rows, columns]
    # the holes are filled where the mask is coarse: there they are as well seen, and cheaper
    filled = plain_skin.without_holes(own.astype(np.float32), face.height)
    skin = np.asarray(cv2.resize(filled, size, interpolation=cv2.INTER_LINEAR) > 0.5)
    unit = face.height * size[1] / max(rows.stop - rows.start, 1)
    pictures = (lab(before.srgb(window, size)), lab(after.srgb(window, size)))
    return FaceWindow(*pictures, skin & ~_cloth(pictures[0], skin), unit, window)


def _cloth(colours: Floats, skin: Mask) -> Mask:
    """What is grey on a face that is not: a mask over mouth and nose. Of a grey photo nothing is."""
    size = max(1, skin.shape[1] // _COARSE), max(1, skin.shape[0] // _COARSE)
    coarse = np.asarray(cv2.resize(colours[..., 1:], size, interpolation=cv2.INTER_AREA), np.float32)
    chroma = np.hypot(coarse[..., 0], coarse[..., 1])
    own = chroma[cv2.resize(skin.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0]
    most = float(np.percentile(own, 90)) if own.size else 0.0
    grey = (chroma < min(_GREY, _PALER * most)).astype(np.float32)
    return np.asarray(cv2.resize(grey, skin.shape[1::-1], interpolation=cv2.INTER_LINEAR) > 0.5)


def _between(share: float) -> float:
    return float(min(1.0, max(0.0, share)))

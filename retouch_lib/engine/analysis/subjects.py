"""The people in a scene: a face each, and the skin that belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.engine.analysis import glasses, regions, rims
from retouch_lib.engine.analysis.regions import Region
from retouch_lib.imaging.faces import beard, masks, openings, skin_search
from retouch_lib.imaging.faces.find import Face
from retouch_lib.imaging.faces.openings import EyeLandmarks
from retouch_lib.imaging.filters import gaussian
from retouch_lib.imaging.floats import Floats

_HEAD = 0.85
"""From a face's middle to the edges of its window `head`, in heights of the face."""
_BODY = 5.5
"""How far skin of the same person is looked for."""
_SEAM = 0.03
"""How soft the border between two people's skins is, in heights of the face."""
_NO_SKIN = 0.004
"""So little of an effect changes no level of 255: not worth a larger window."""


@dataclass(frozen=True)
class Subject:
    """One face, and the skin of its person. Masks are float32, 0-1, as large as the window they are named for."""

    face: Face
    """In pixels of `region`."""
    region: Region
    """The window that holds the face and all skin of this person."""
    skin: Floats
    """On `region`: the skin, without eyes, brows, lips, nostrils and beard."""
    head: Region
    """The face with some room."""
    head_face: Face
    """The same face in pixels of `head`."""
    beard: Floats
    """On `head`."""
    light: Floats
    """On `head`: luma in sRGB, as found."""
    tone: Floats
    """(3,): L*, a* and b* of the face's skin, as found and as `Scene.lab` takes them; the median."""
    glasses: bool

    @cached_property
    def open_eyes(self) -> tuple[EyeLandmarks, ...]:
        """The eyes that are open and seen."""
        return openings.open_eyes(self.light, self.head_face)


def find(own: Floats, rgb: Floats, luma: Floats, person: Floats, faces: Sequence[Face]) -> tuple[Subject, ...]:
    """A subject for each face. `own` and `rgb`: the picture as it is and in sRGB, float32 (H, W, 3), 0-1.

    `luma` (of `rgb`) and `person`: (H, W).
    """
    return tuple(_subject(own, rgb, luma, person, faces, index) for index in range(len(faces)))


def skin(rgb: Floats, luma: Floats, person: Floats, faces: Sequence[Face], tolerance: float) -> Floats:
    """(H, W): the skin of all people; `rgb` in sRGB, `luma` of it.

    `tolerance`: how far its colours may stray from the faces', times the usual.
    """
    mask = np.zeros(luma.shape, np.float32)
    for index, face in enumerate(faces):
        searched = _around(face, _BODY, luma)
        head = _around(face, _HEAD, luma)
        worn = glasses.worn(rgb[head], _moved(face, head))
        own, _ = _skin(rgb, luma, person, faces, index, worn, tolerance)
        mask[searched] += own
    return np.minimum(mask, 1)


def _skin(
    rgb: Floats,
    luma: Floats,
    person: Floats,
    faces: Sequence[Face],
    index: int,
    worn: bool,
    tolerance: float = 1.0,
) -> tuple[Floats, Floats]:
    """One person's skin on the window in which it is searched, and the beard on the head's.

    `worn`: whether that person wears glasses.
    """
    face = faces[index]
    searched, head = _around(face, _BODY, luma), _around(face, _HEAD, luma)
    features = np.zeros(regions.shape(searched), np.float32)
    features[regions.relative(head, searched)] = masks.features(regions.shape(head), _moved(face, head))
    own = skin_search.find(rgb[searched], person[searched], _moved(face, searched), features, tolerance)
    own *= _own(faces, index, searched) * np.clip(1 - gaussian(features, 0.008 * face.height), 0, 1)
    if worn:
        own[regions.relative(head, searched)] *= 1 - rims.find(rgb[head], _moved(face, head))
    hair = beard.find(rgb[head], own[regions.relative(head, searched)], _moved(face, head))
    own[regions.relative(head, searched)] *= 1 - hair
    return own, hair


def _subject(own: Floats, rgb: Floats, luma: Floats, person: Floats, faces: Sequence[Face], index: int) -> Subject:
    face = faces[index]
    searched, head = _around(face, _BODY, luma), _around(face, _HEAD, luma)
    worn = glasses.worn(rgb[head], _moved(face, head))
    skin, hair = _skin(rgb, luma, person, faces, index, worn)
    outline = masks.oval(regions.shape(searched), _moved(face, searched)) > 0.5
    inner = regions.bounds((skin > _NO_SKIN) | outline) or regions.whole(1, 1)
    region = regions.within(searched, inner)
    return Subject(
        face=_moved(face, region),
        region=region,
        skin=skin[inner],
        head=head,
        head_face=_moved(face, head),
        beard=hair,
        light=luma[head],
        tone=_tone(own[region], (skin > 0.6)[inner] & outline[inner]),
        glasses=worn,
    )


def _own(faces: Sequence[Face], index: int, region: Region) -> Floats:
    """1 where no other face is nearer, measured in heights of the faces; the faces' shares of a pixel add up to 1."""
    shape = regions.shape(region)
    if len(faces) == 1:
        return np.ones(shape, np.float32)
    distances = np.stack([masks.distance(shape, _moved(face, region)) for face in faces])
    shares = np.exp((distances.min(axis=0) - distances) / _SEAM)
    return np.asarray(shares[index] / shares.sum(axis=0), np.float32)


def _tone(rgb: Floats, skin: NDArray[np.bool_]) -> Floats:
    own = rgb[skin] if skin.any() else rgb.reshape(-1, 3)
    return np.asarray(np.median(cv2.cvtColor(own[None], cv2.COLOR_RGB2Lab)[0], axis=0), np.float32)


def _around(face: Face, reach: float, luma: Floats) -> Region:
    x, y = (float(value) for value in face.points.mean(0))
    return regions.around(x, y, reach * face.height, luma.shape[0], luma.shape[1])


def _moved(face: Face, region: Region) -> Face:
    """The face in pixels of the region."""
    top, left = regions.corner(region)
    return Face(face.points - np.array((left, top), np.float32), face.presence)

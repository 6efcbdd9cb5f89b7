"""Which part of a photo is what: skin, eyes, teeth, lips, hair, clothes, background.

By the face's landmarks, the person network's outline, and colours so plainly skin's or so plainly others' that no
effect's own mask is asked: what leaks from skin onto a shirt must not make the shirt skin. What can't be told (the rim
of a person, shade under a chin, brows, a colour half-way between skin and cloth) is in no part: no figure tells of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging import filters
from retouch_lib.imaging.faces import masks, mesh
from retouch_lib.imaging.faces.find import Face, person_mask
from retouch_lib.imaging.files import photo
from retouch_lib.imaging.floats import Floats
from retouch_lib.imaging.measures.colour_difference import lab

Mask = NDArray[np.bool_]

_SIDE = 720
"""Pixels of the longer side on which people, clothes and hair are told apart: the network's outline is coarser."""
_SURE, _NOBODY = 0.9, 0.1
"""Shares of the outline from which on something is surely a person, and up to which surely none."""
_RIM = 0.02
"""Of the longer side: how far from people the background surely is background."""
_INSET, _FEATURE = 0.03, 0.02
"""How far inside its outline a face is skin, and how far from its eyes, brows and lips, in heights of the face."""
_SPREAD = 25.0
"""L* from the face's median up to which what is inside its outline is skin: hair and glasses are further."""
_ALIKE, _UNLIKE = 9.0, 22.0
"""ΔE (CIE 1976) from the face's median: up to the one, in a* and b* alone, a person is skin, beyond the other cloth."""
_PALE = 0.6
"""Of the face's C*, what the skin of neck and arms has at least: with less it is a collar."""
_SHADE, _LIT = 18.0, 22.0
"""L* by which the skin of neck and arms may be darker and lighter than the face's median."""
_DEEPEST, _OFF = 0.35, 0.45
"""Shares of the face's L* down to which shade is told from dark cloth, and of the shade's C* by which it may be off."""
_BODY = 4.0
"""Skin of the same person is looked for up to here from the face's middle, in its heights."""
_CHIN, _CLOTHES = -0.1, 0.35
"""How far below the chin hair is hair (collars are as dark), and from which on clothes are clothes, likewise."""
_HAIR_FROM, _HAIR_TO = 0.04, 1.2
"""How far outside the face's outline hair begins, and from the face's middle it ends, likewise."""
_OPEN = 0.012
"""Lips closer together than this are closed, likewise."""


class Part(StrEnum):
    """A part of the photo. The value is the word for it."""

    SKIN = "skin"
    """Of faces, and of necks and arms where the colour leaves no doubt."""
    EYES = "eyes"
    """What the lids surround."""
    TEETH = "teeth"
    """What open lips surround: teeth, tongue and gap."""
    LIPS = "lips"
    HAIR = "hair"
    """Of the head, beside and above the face."""
    CLOTHES = "clothes"
    BACKGROUND = "background"
    """All that is some way from people."""


PARTS = tuple(Part)


@dataclass(frozen=True, slots=True)
class PhotoParts:
    """The parts of one photo, as one picture."""

    labels: NDArray[np.uint8]
    """(H, W): 0 where nothing is sure, else the part's place in `PARTS` counted from 1."""

    def mask(self, part: Part) -> Mask:
        """(H, W): that part, to measure on and to show."""
        return np.asarray(self.labels == PARTS.index(part) + 1)


def find_parts(rgb: NDArray[np.uint8], faces: Sequence[Face]) -> PhotoParts:
    """Of RGB uint8 (H, W, 3) in sRGB; `faces` are in its pixels."""
    height, width = rgb.shape[:2]
    size = photo.fit(width, height, _SIDE)
    small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    ratio = np.array((size[0] / width, size[1] / height), np.float32)
    labels = _coarse(small, [face.resized(ratio) for face in faces])
    labels = np.asarray(cv2.resize(labels, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8)
    for face in faces:
        _draw_features(labels, face)
    return PhotoParts(labels)


def _coarse(rgb: NDArray[np.uint8], faces: Sequence[Face]) -> NDArray[np.uint8]:
    """All but eyes, teeth and lips. What comes later stands above what came before."""
    shape = rgb.shape[0], rgb.shape[1]
    person = masks.person(person_mask(rgb), masks.luma(np.asarray(rgb / np.float32(255), np.float32)))
    colours = lab(rgb)
    skins = [_face_skin(colours, face) for face in faces]
    tones = [np.median(colours[skin], axis=0) for skin in skins if skin.any()]
    unlike, people = _unlike(colours, tones), person > _SURE
    labels = np.zeros(shape, np.uint8)
    _mark(labels, Part.BACKGROUND, _background(person, faces))
    for face in faces:
        _mark(labels, Part.CLOTHES, people & unlike & (masks.below_chin(shape, face, _CLOTHES) > _SURE))
    for face in faces:
        _mark(labels, Part.HAIR, people & unlike & _about_head(shape, face))
    for face, skin in zip(faces, skins, strict=True):
        if skin.any():
            _mark(labels, Part.SKIN, people & _body_skin(colours, np.median(colours[skin], axis=0), face))
    for face, skin in zip(faces, skins, strict=True):
        labels[masks.oval(shape, face) > 0] = 0
        _mark(labels, Part.SKIN, skin)
    return labels


def _mark(labels: NDArray[np.uint8], part: Part, where: Mask) -> None:
    labels[where] = PARTS.index(part) + 1


def _background(person: Floats, faces: Sequence[Face]) -> Mask:
    """Away from people, and from heads: of people further off the network often sees nothing."""
    shape = person.shape[0], person.shape[1]
    near = filters.grow((person > _NOBODY).astype(np.float32), _RIM * max(shape)) > 0.5
    for face in faces:
        near |= masks.distance(shape, face) < 1
        if np.mean(person[masks.oval(shape, face) > 0.5] > 0.5) < 0.5:
            near |= _below(shape, face)
    return ~near


def _below(shape: tuple[int, int], face: Face) -> Mask:
    """Where the body of a face must be."""
    beside = np.array((-face.down[1], face.down[0]), np.float32)
    x, y = face.points.mean(0)
    xs, ys = np.arange(shape[1], dtype=np.float32)[None] - x, np.arange(shape[0], dtype=np.float32)[:, None] - y
    across = np.abs(xs * beside[0] + ys * beside[1]) < 1.5 * face.height
    return np.asarray(across & (masks.below_chin(shape, face, -1) > 0.5))


def _face_skin(colours: Floats, face: Face) -> Mask:
    shape = colours.shape[0], colours.shape[1]
    inside = filters.shrink(masks.oval(shape, face), _INSET * face.height) > 0.5
    inside &= filters.grow(masks.features(shape, face), _FEATURE * face.height) < 0.1
    if not inside.any():
        return np.asarray(inside)
    light = colours[..., 0]
    return np.asarray(inside & (np.abs(light - np.median(light[inside])) < _SPREAD))


def _body_skin(colours: Floats, tone: Floats, face: Face) -> Mask:
    shape = colours.shape[0], colours.shape[1]
    chroma = np.hypot(colours[..., 1] - tone[1], colours[..., 2] - tone[2])
    pale = np.hypot(colours[..., 1], colours[..., 2]) < _PALE * np.hypot(*tone[1:])
    lighter = colours[..., 0] - tone[0]
    near = (masks.distance(shape, face) < _BODY) & (masks.below_chin(shape, face, _CHIN) > 0.5)
    return np.asarray(near & ~pale & (chroma < _ALIKE) & (lighter > -_SHADE) & (lighter < _LIT))


def _unlike(colours: Floats, tones: Sequence[Floats]) -> Mask:
    """Whether a colour is far from every face's, and not what its shade would be."""
    unlike = np.ones(colours.shape[:2], np.bool_)
    for tone in tones:
        unlike &= ((colours - tone.astype(np.float32)) ** 2).sum(axis=2) > _UNLIKE**2
        unlike &= ~_shaded(colours, tone)
    return unlike


def _shaded(colours: Floats, tone: Floats) -> Mask:
    """Whether a colour is the tone's in less light: a* and b* fall as L* does."""
    share = colours[..., 0] / np.float32(max(tone[0], 1))
    off = np.hypot(colours[..., 1] - share * tone[1], colours[..., 2] - share * tone[2])
    return np.asarray((share > _DEEPEST) & (share < 1) & (off < _OFF * share * np.hypot(*tone[1:])))


def _about_head(shape: tuple[int, int], face: Face) -> Mask:
    outside = filters.grow(masks.oval(shape, face), _HAIR_FROM * face.height) < 0.5
    high = masks.below_chin(shape, face, _CHIN) < 0.5
    return np.asarray(outside & high & (masks.distance(shape, face) < _HAIR_TO))


def _draw_features(labels: NDArray[np.uint8], face: Face) -> None:
    for eye in mesh.EYES:
        _fill(labels, face, eye, PARTS.index(Part.EYES) + 1)
    _fill(labels, face, mesh.LIPS, PARTS.index(Part.LIPS) + 1)
    upper, lower = face.pick(mesh.INNER_LIPS)
    gap = bool(np.linalg.norm(upper - lower) >= _OPEN * face.height)
    _fill(labels, face, mesh.MOUTH, PARTS.index(Part.TEETH) + 1 if gap else 0)


def _fill(labels: NDArray[np.uint8], face: Face, outline: tuple[int, ...], label: int) -> None:
    cv2.fillPoly(labels, [np.round(face.pick(outline)).astype(np.int32)], label)

"""Which part of a photo is what: skin, eyes, teeth, lips, hair, clothes, background.

By the face's landmarks, the outline of the people, and colours: which of them are whose skin, hair and clothes is
learned from the photo itself (`colour_shares`). No effect's own mask is asked: what leaks from skin onto a shirt must
not make the shirt skin. What can't be told (the rim of a person, black hair on a black shirt, brows, a colour half-way
between skin and cloth) is in no part: no figure tells of it.
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
from retouch_lib.imaging.faces.find import Face
from retouch_lib.imaging.files import photo
from retouch_lib.imaging.floats import Floats
from retouch_lib.imaging.measures import colour_shares, outline
from retouch_lib.imaging.measures.bare_face import BareFace, bare_face
from retouch_lib.imaging.measures.colour_difference import lab
from retouch_lib.imaging.measures.figure import figure

Mask = NDArray[np.bool_]

_SIDE = 720
"""Pixels of the longer side on which people, clothes and hair are told apart: the network's outline is coarser."""
_SURE, _SOFT = 0.8, 2.0
"""Share from which on something is surely skin, hair or clothes, and sigma in pixels over which it is told: a speck is
no part."""
_HANGS, _MOLE = -0.4, 0.03
"""From where all hair hangs, counted down from the chin, and half the width of the largest mole: in heights of the
face."""
_COLLAR = 0.3
"""How far below the chin a collar may begin, likewise."""
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


@dataclass(frozen=True, slots=True)
class People:
    """What is known of the people in a photo before it is said what is surely what."""

    outline: Floats
    """(H, W), 0-1: how much of each pixel is a person."""
    faces: tuple[BareFace, ...]
    """In the order of the faces."""
    shares: colour_shares.Shares


def find_people(rgb: NDArray[np.uint8], faces: Sequence[Face]) -> People:
    """Of RGB uint8 (H, W, 3) in sRGB, some hundred pixels wide; `faces` are in its pixels."""
    colours, person = lab(rgb), outline.people(rgb, faces)
    bare = tuple(bare_face(colours, face) for face in faces)
    figures = [figure(person.shape, face) for face in faces]
    return People(person, bare, colour_shares.shares(colours, person, figures, bare))


def find_parts(rgb: NDArray[np.uint8], faces: Sequence[Face]) -> PhotoParts:
    """Of RGB uint8 (H, W, 3) in sRGB; `faces` are in its pixels."""
    height, width = rgb.shape[:2]
    size = photo.fit(width, height, _SIDE)
    small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    ratio = np.array((size[0] / width, size[1] / height), np.float32)
    labels, covered = _coarse(small, [face.resized(ratio) for face in faces])
    labels = np.asarray(cv2.resize(labels, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8)
    for face, is_covered in zip(faces, covered, strict=True):
        _draw_features(labels, face, is_covered)
    return PhotoParts(labels)


def _coarse(rgb: NDArray[np.uint8], faces: Sequence[Face]) -> tuple[NDArray[np.uint8], list[bool]]:
    """All but eyes, teeth and lips, and which faces wear a mask. What comes later stands above what came before."""
    shape, people = (rgb.shape[0], rgb.shape[1]), find_people(rgb, faces)
    own, person, bare = people.shares, people.outline, people.faces
    skin, hair, clothes = (filters.gaussian(share, _SOFT) > _SURE for share in (own.skin, own.hair, own.clothes))
    if all(each.is_colourless for each in bare):
        skin &= _above_collars(shape, faces)
    labels = np.zeros(shape, np.uint8)
    _mark(labels, Part.BACKGROUND, outline.nobody(person, faces))
    _mark(labels, Part.CLOTHES, clothes)
    _mark(labels, Part.HAIR, _from_heads(hair, faces, bare))
    _mark(labels, Part.SKIN, skin)
    for face, each in zip(faces, bare, strict=True):
        labels[(masks.oval(shape, face) > 0) & ~(skin & each.outside_features)] = 0
        _mark(labels, Part.SKIN, each.skin & ~_strands(hair, face))
    return labels, [each.is_covered for each in bare]


def _above_collars(shape: tuple[int, int], faces: Sequence[Face]) -> Mask:
    """Where, without any colour to tell by, what is as light as a face is skin: on heads and necks."""
    found = np.zeros(shape, np.bool_)
    for face in faces:
        found |= (masks.distance(shape, face) < 1) & (masks.below_chin(shape, face, _COLLAR) < 0.5)
    return found


def _mark(labels: NDArray[np.uint8], part: Part, where: Mask) -> None:
    labels[where] = PARTS.index(part) + 1


def _from_heads(hair: Mask, faces: Sequence[Face], bare: Sequence[BareFace]) -> Mask:
    """What is in one piece with what is beside a face or above it. Of a monochrome photo no more: a coat is as grey."""
    seeds, allowed = np.zeros((2, *hair.shape), np.bool_)
    for face, each in zip(faces, bare, strict=True):
        above = masks.below_chin(hair.shape, face, _HANGS) < 0.5
        seeds |= above & (masks.distance(hair.shape, face) < 1)
        allowed |= above | (not each.is_colourless)
    hair = hair & allowed
    _, pieces = cv2.connectedComponents(hair.astype(np.uint8), connectivity=4)
    return np.isin(pieces, np.unique(pieces[seeds & hair])) & hair


def _strands(hair: Mask, face: Face) -> Mask:
    """A beard and a fringe, but no mole."""
    size = _MOLE * face.height
    return np.asarray(filters.grow(filters.shrink(hair.astype(np.float32), size), size) > 0.5)


def _draw_features(labels: NDArray[np.uint8], face: Face, is_covered: bool) -> None:
    for eye in mesh.EYES:
        _fill(labels, face, eye, PARTS.index(Part.EYES) + 1)
    if is_covered:
        return
    _fill(labels, face, mesh.LIPS, PARTS.index(Part.LIPS) + 1)
    upper, lower = face.pick(mesh.INNER_LIPS)
    gap = bool(np.linalg.norm(upper - lower) >= _OPEN * face.height)
    _fill(labels, face, mesh.MOUTH, PARTS.index(Part.TEETH) + 1 if gap else 0)


def _fill(labels: NDArray[np.uint8], face: Face, outline: tuple[int, ...], label: int) -> None:
    cv2.fillPoly(labels, [np.round(face.pick(outline)).astype(np.int32)], label)

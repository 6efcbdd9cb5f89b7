"""A photo as the judge sees it: in sRGB, at most 1,600 pixels, with masks that don't depend on the engine's skin.

Faces, landmarks and the outline of the people are the networks'; the rest follows from them, so that the ruler stays
the same while the engine's masks are worked on. Masks are bool (H, W) of the judged size.
"""

from __future__ import annotations

from functools import cached_property

import cv2
import numpy as np

from benchmarks.faces.figures.change import Mask
from benchmarks.faces.truth import Truth
from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.imaging import filters
from retouch_lib.imaging.faces import masks, mesh, openings
from retouch_lib.imaging.faces.find import Face
from retouch_lib.imaging.files import photo
from retouch_lib.imaging.floats import Floats
from tests.effects import measures

SIDE = 1600
_SKIN_SPREAD = 25.0
"""L* from the face's median up to which what is inside its outline is skin: hair and glasses are further."""
_RIM_ZONE = 0.30
"""How far around an eye the rims of glasses lie, in heights of the face; so are the next ones."""
_INSET, _HAIRLINE, _FEATURE, _LASHES, _HAIR_FROM, _HAIR_TO = 0.03, 0.07, 0.02, 0.05, 0.04, 1.2
_CHIN, _CLOTHES = -0.1, 0.35
"""How far below the chin hair is taken for hair (collars are as dark), and clothes begin."""
_UNLIKE = 22.0
"""ΔE (CIE 1976) from the face's median from which on something is no skin."""
_SURE = 0.9
_BEHIND = 0.02
"""Of the longer side: how far from people the backdrop is surely backdrop."""
_INNER_CORNERS, _CORNER = (133, 362), 0.05
"""Landmarks at which an eye is red by nature, and how far around them, in heights of the face."""
_GREY = 2.0
"""C* that the 99th percentile of a monochrome photo stays below."""


class Judged:
    """One photo, before. `pixels`: RGB uint8 in sRGB, whole."""

    def __init__(self, pixels: photo.Pixels, truth: Truth) -> None:
        self.pixels, self.truth = pixels, truth
        self._size = photo.fit(pixels.shape[1], pixels.shape[0], SIDE)
        small = self._reduced(pixels)
        self.lab = measures.lab(small)
        self.shape = small.shape[0], small.shape[1]
        scene = Scene(small.copy())
        self.faces = tuple(_sized(face, scene.shape, self.shape) for face in scene.faces)
        self.glasses = tuple(subject.glasses for subject in scene.subjects)
        """Of each face, as the engine says."""
        self.person: Floats = np.asarray(cv2.resize(scene.person, self.shape[::-1]), np.float32)

    def seen(self, pixels: photo.Pixels) -> Floats:
        """A result of the photo's own size in CIELAB, at the judged size."""
        return measures.lab(self._reduced(pixels))

    @property
    def unit(self) -> float:
        """The height of the largest face in judged pixels; a third of the picture's without one."""
        return self.faces[0].height if self.faces else self.shape[0] / 3

    @cached_property
    def oval(self) -> Mask:
        """All faces."""
        return self._any([masks.oval(self.shape, face) > 0.5 for face in self.faces])

    @cached_property
    def skin(self) -> Mask:
        """Of all faces, without features and what is far lighter or darker."""
        return self._any([self._skin(face) for face in self.faces])

    @cached_property
    def first_skin(self) -> Mask:
        """Of the largest face: whose height is `unit`."""
        return self._skin(self.faces[0]) if self.faces else self._any([])

    @cached_property
    def parts(self) -> dict[str, Mask]:
        """Eyes with their lash lines, brows, lips, and the hair of the head."""
        drawn = {"eyes": mesh.EYES, "brows": mesh.BROWS, "lips": (mesh.LIPS,)}
        found = {name: self._polygons(outlines) for name, outlines in drawn.items()}
        found["lips"] &= ~self._polygons((mesh.MOUTH,))
        return {**found, "hair": self._any([self._hair(face) for face in self.faces])}

    @cached_property
    def rim_zone(self) -> Mask:
        """Where rims of glasses would be, or are: around the eyes, on the skin."""
        zones = [
            filters.disc(self.shape, face.pick(eye).mean(0), _RIM_ZONE * face.height) > 0.5
            for face in self.faces
            for eye in mesh.EYES
        ]
        inner = self._any(
            [filters.shrink(masks.oval(self.shape, face), _HAIRLINE * face.height) > 0.5 for face in self.faces]
        )
        return self._any(zones) & inner & ~self._features(_LASHES)

    @cached_property
    def clothes(self) -> Mask:
        """The truth's boxes; else people below their chins where no colour is near their faces'."""
        if self.truth.clothes is not None:
            return self._boxes(self.truth.clothes)
        if not self.faces:
            return self._any([])
        below = self._any([masks.below_chin(self.shape, face, _CLOTHES) > _SURE for face in self.faces])
        return below & (self.person > _SURE) & self._unlike_skin(self.faces)

    @cached_property
    def behind(self) -> Mask:
        """The backdrop, some way from the people."""
        grown = filters.grow((self.person > 0.1).astype(np.float32), _BEHIND * max(self.shape))
        return (grown < 0.5) & ~self.oval

    @cached_property
    def people(self) -> Mask:
        """Surely people: faces, and what the outline holds away from its edge."""
        inner = filters.shrink((self.person > _SURE).astype(np.float32), _BEHIND * max(self.shape))
        return (inner > 0.5) | self.oval

    @cached_property
    def monochrome(self) -> bool:
        return bool(np.percentile(np.hypot(self.lab[..., 1], self.lab[..., 2]), 99) < _GREY)

    @cached_property
    def whole_lab(self) -> tuple[tuple[slice, slice], Floats]:
        """The window of the largest face's eyes in the whole photo, and its CIELAB: veins are fine."""
        window = self._eye_window()
        return window, measures.lab(self.pixels[window])

    def whites(self) -> tuple[Mask, Mask]:
        """On that window: the right and the left eye's white of the largest face, without the inner corners."""
        (rows, columns), lab = self.whole_lab
        face = self.whole_face(self.faces[0])
        near = Face(face.points - np.array((columns.start, rows.start), np.float32), face.presence)
        _, white = openings.eyes(np.ascontiguousarray(lab[..., 0] / np.float32(100)), near)
        middles = [near.pick(eye).mean(0) for eye in mesh.EYES]
        ys, xs = np.indices(white.shape, dtype=np.float32)
        away = [np.hypot(xs - x, ys - y) for x, y in middles]
        corners = [np.hypot(xs - x, ys - y) for x, y in near.pick(_INNER_CORNERS)]
        clear = (white > 0.5) & (np.minimum(*corners) > _CORNER * face.height)
        return clear & (away[0] < away[1]), clear & (away[0] >= away[1])

    def whole_face(self, face: Face) -> Face:
        """In pixels of the whole photo."""
        return _sized(face, self.shape, self.pixels.shape)

    def _eye_window(self) -> tuple[slice, slice]:
        face = self.whole_face(self.faces[0])
        points = np.concatenate([face.pick(eye) for eye in mesh.EYES])
        room = 0.1 * face.height
        (left, top), (right, bottom) = np.maximum(points.min(0) - room, 0), np.maximum(points.max(0) + room, 1)
        return slice(int(top), int(bottom) + 1), slice(int(left), int(right) + 1)

    def _skin(self, face: Face) -> Mask:
        inside = filters.shrink(masks.oval(self.shape, face), _INSET * face.height) > 0.5
        inside &= ~self._features(_FEATURE)
        light = self.lab[..., 0]
        return inside & (np.abs(light - np.median(light[inside])) < _SKIN_SPREAD) if inside.any() else inside

    def _hair(self, face: Face) -> Mask:
        outside = filters.grow(masks.oval(self.shape, face), _HAIR_FROM * face.height) < 0.5
        near = masks.distance(self.shape, face) < _HAIR_TO
        high = masks.below_chin(self.shape, face, _CHIN) < 0.5
        return outside & near & high & (self.person > _SURE) & self._unlike_skin((face,)) & ~self.clothes

    def _unlike_skin(self, faces: tuple[Face, ...]) -> Mask:
        unlike = np.ones(self.shape, np.bool_)
        for face in faces:
            own = self._skin(face)
            if own.any():
                tone = np.median(self.lab[own], axis=0).astype(np.float32)
                unlike &= np.sqrt(((self.lab - tone) ** 2).sum(axis=2)) > _UNLIKE
        return unlike

    def _features(self, room: float) -> Mask:
        return self._any(
            [filters.grow(masks.features(self.shape, face), room * face.height) > 0.1 for face in self.faces]
        )

    def _polygons(self, outlines: tuple[tuple[int, ...], ...]) -> Mask:
        return self._any([_polygon(self.shape, face, outline) > 0.5 for face in self.faces for outline in outlines])

    def _boxes(self, boxes: tuple[tuple[float, float, float, float], ...]) -> Mask:
        mask = self._any([])
        height, width = self.shape
        for left, top, right, bottom in boxes:
            mask[int(top * height) : int(bottom * height), int(left * width) : int(right * width)] = True
        return mask

    def _any(self, parts: list[Mask]) -> Mask:
        return np.any(parts, axis=0) if parts else np.zeros(self.shape, np.bool_)

    def _reduced(self, pixels: photo.Pixels) -> photo.Pixels:
        if (pixels.shape[1], pixels.shape[0]) == self._size:
            return pixels
        return np.asarray(cv2.resize(pixels, self._size, interpolation=cv2.INTER_AREA), np.uint8)


def _sized(face: Face, shape: tuple[int, ...], other: tuple[int, ...]) -> Face:
    """A face of a picture of one shape, in pixels of the same picture in the other."""
    stretch = np.array((other[1] / shape[1], other[0] / shape[0]), np.float32)
    return Face(face.points * stretch, face.presence)


def _polygon(shape: tuple[int, int], face: Face, outline: tuple[int, ...]) -> Floats:
    """Brows are listed as two lines: their hull is the brow."""
    hull = cv2.convexHull(face.pick(outline)).reshape(-1, 2) if outline in mesh.BROWS else face.pick(outline)
    return filters.polygon(shape, np.asarray(hull, np.float32))

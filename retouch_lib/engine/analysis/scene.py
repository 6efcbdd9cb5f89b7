"""A photo being retouched: the full picture, a working copy of bounded size, and what is where on it.

An effect looks at the working copy and asks for changes there: differences to add, or a soft-light layer. `settle` then
brings what one effect asked for onto the full picture, strip by strip. What is finer than the working copy, such as
pores, therefore stays the photo's own.

All is looked at and changed in sRGB, which the nets were taught on and skin's colours are known in; colours of the
photo that it lacks are beyond 0-1 there. `settle` brings changes into the photo's own colour space, so the result keeps
its profile. Where that space is described by tables, effects take its numbers for sRGB's.
"""

from __future__ import annotations

from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.engine.analysis import clothing, painting, regions, subjects, toning
from retouch_lib.engine.analysis.changes import LEAST_MOVE, LEAST_PUSH, Part, Patch, PixelChange, gathered, of_lab, size
from retouch_lib.engine.analysis.enlarging import Enlarger
from retouch_lib.engine.analysis.own_colours import OwnColours
from retouch_lib.engine.analysis.regions import Region
from retouch_lib.engine.analysis.subjects import Subject
from retouch_lib.imaging.faces import masks
from retouch_lib.imaging.faces.find import Face, find_faces, person_mask
from retouch_lib.imaging.files import colours, rgb_space
from retouch_lib.imaging.floats import Floats

WORKING_SIDE = 1600
"""The working copy has at most the pixels of a square of that side."""
_FACE = 450.0
"""Its largest face need not be higher: so a close-up takes less time, and is worked on alike whatever its size."""
_WORTH = 0.8
"""What would be smaller by less than this stays: it would take more time than it saves."""
_SCALE_SHARES = {1: 0.5, 2: 0.25, 3: 0.12}
"""Scale 1-3: the height of a face in a close-up, a half body and a full body, as a share of the picture's height."""
_LEAST_PERSON = 0.05
"""Share of the picture below which the outline of a person is taken for an error, when there is no face."""


class Scene:
    """The state of one retouching. `full` is RGB uint8 (H, W, 3) by `profile`, and is changed in place."""

    def __init__(
        self, full: NDArray[np.uint8], working_side: int = WORKING_SIDE, *, profile: bytes | None = None
    ) -> None:
        self.full = full
        self._profile = profile
        height, width = full.shape[:2]
        looked = _reduced(full, min(1.0, working_side / float(np.sqrt(height * width))))
        small, self.faces = _closer(looked, find_faces(self._in_srgb(looked)))
        self.scale = small.shape[1] / width
        seen = self._in_srgb(small)
        space = None if seen is small or profile is None else rgb_space.of(profile)
        self._colours = OwnColours(space, toning.find(seen))
        self._found_in = seen.copy() if np.may_share_memory(seen, full) else seen
        """The working copy as it came, in sRGB: what is where on it does not change with what is retouched first."""
        self.rgb = self._colours.in_srgb(_unit(small))
        """The working copy as retouched so far, float32 (h, w, 3): sRGB, 0-1; beyond where it lacks the colour."""
        self.enlarger = Enlarger(self.shape, (height, width))
        self._added: list[Part] = []
        self._lit: list[Part] = []
        self._patches: list[Patch] = []
        self.mask: Floats | None = None
        """(h, w), 0-1: the skin as Skin Mask selected it; None when it was not asked."""
        self.remarks: list[str] = []
        """What an effect has to say about its work, as sentences for the person who looks at the result."""
        rgb = self.rgb if seen is small else _unit(seen)
        grey = luma(rgb)
        self.person = masks.person(person_mask(seen), grey)
        if not self.faces and self.person.mean() < _LEAST_PERSON:
            self.person = np.zeros_like(self.person)
        self.subjects = subjects.find(self.rgb, rgb, grey, self.person, self.faces)

    @property
    def shape(self) -> tuple[int, int]:
        height, width = self.rgb.shape[:2]
        return height, width

    @property
    def everything(self) -> Region:
        """The whole working copy."""
        return regions.whole(*self.shape)

    @property
    def monochrome(self) -> bool:
        """Whether the photo is grey or evenly toned, as found. It keeps its tone, whatever an effect does."""
        return self._colours.toning is not None

    def own(self, region: Region) -> Floats:
        """The working copy as retouched so far, in the photo's own numbers, 0-1."""
        return self._colours.own(np.ascontiguousarray(self.rgb[region]))

    def in_srgb(self) -> Floats:
        """The working copy as retouched so far, (h, w, 3), in sRGB whatever describes the photo's colours, and 0-1."""
        if self._profile is None:
            return self.rgb
        if self._colours.space is not None:
            return np.asarray(np.clip(self.rgb, 0, 1), np.float32)
        levels = np.asarray(cv2.convertScaleAbs(self.rgb, alpha=255), np.uint8)
        seen = self._in_srgb(levels)
        return self.rgb if seen is levels else _unit(seen)

    @cached_property
    def skin(self) -> Floats:
        """(h, w): the skin of all subjects."""
        mask = np.zeros(self.shape, np.float32)
        for subject in self.subjects:
            mask[subject.region] += subject.skin
        return np.minimum(mask, 1)

    @cached_property
    def clothes(self) -> Floats:
        """(h, w): the people without skin, hair, beards and heads."""
        bare = self.skin.copy()
        for subject in self.subjects:
            bare[subject.head] = np.maximum(bare[subject.head], subject.beard)
        worn = masks.clothes(self.person, bare, self.faces)
        if not self.faces or not worn.any():
            return worn
        return worn * clothing.find(self._found_in, self.faces)

    def unit(self, scale: int, subject: Subject | None = None) -> float:
        """The height of a face in pixels, from which an effect takes its sizes.

        Scale 0: as found (of the subject, else of the largest face); 1-3: as usual for that kind of picture.
        """
        if scale in _SCALE_SHARES:
            return self.shape[0] * _SCALE_SHARES[scale]
        if subject is not None:
            return subject.face.height
        return self.faces[0].height if self.faces else 0.3 * self.shape[0]

    def lab(self, region: Region) -> Floats:
        """CIELAB (L 0-100) of the working copy; of what sRGB lacks, that of the nearest it has."""
        return np.asarray(cv2.cvtColor(np.ascontiguousarray(self.rgb[region]), cv2.COLOR_RGB2Lab), np.float32)

    def luma(self, region: Region) -> Floats:
        return luma(self.rgb[region])

    def add(self, region: Region, delta: Floats, opacity: float = 1.0) -> None:
        """Move RGB by `opacity` times a change; what would leave 0-1 is cut off, of the whole change first.

        So opacity 0.5 is half-way to 1 even where the whole change is cut off.
        """
        before = self.rgb[region]
        change = opacity * self.limited(region, delta)
        if opacity > 1:
            change = self._colours.within(before, before + change) - before
        self._added.append((region, change))
        self.rgb[region] = before + change

    def soft_light(self, region: Region, layer: Floats, opacity: float = 1.0) -> None:
        """Lay a soft-light layer, (h, w) or (h, w, 3) with 0.5 neutral, over a region; layers of one effect add up.

        It shows in the working copy once the effect is settled. An opacity over 1 strengthens as far as a layer can.
        """
        push = np.asarray(opacity * (2 * layer - 1), np.float32)
        self._lit.append((region, push[..., None] if push.ndim == 2 else push))

    def limited(self, region: Region, delta: Floats) -> Floats:
        """The change without what would leave 0-1."""
        before = self.rgb[region]
        return self._colours.within(before, before + delta) - before

    def lab_change(self, region: Region, delta: Floats) -> Floats:
        """The change of RGB that a change of CIELAB is."""
        change = np.zeros_like(delta)
        inner = regions.bounds(size(delta) > LEAST_MOVE)
        if inner is not None:
            change[inner] = of_lab(self.lab(regions.within(region, inner)), delta[inner])
        return change

    def replace_full(self, rows: tuple[int, int], columns: tuple[int, int], pixels: NDArray[np.uint8]) -> None:
        """Put new pixels into the full picture, and the difference into the working copy.

        `rows` and `columns` (first, behind last) are of the working copy; `pixels` are what `full_window` gives.
        """
        window = self.full_window(rows, columns)
        self._patches.append(Patch.between(self.full_region(rows, columns), window, pixels))
        difference = pixels.astype(np.float32) - window
        window[:] = pixels
        size = (columns[1] - columns[0], rows[1] - rows[0])
        if self.scale < 1:
            difference = np.asarray(cv2.resize(difference, size, interpolation=cv2.INTER_AREA), np.float32)
        region = slice(*rows), slice(*columns)
        own = np.clip(self.own(region) + difference / np.float32(255), 0, 1)
        self.rgb[region] = self._colours.in_srgb(np.asarray(own, np.float32))

    def full_window(self, rows: tuple[int, int], columns: tuple[int, int]) -> NDArray[np.uint8]:
        """The full picture's pixels under a window of the working copy; a view."""
        return self.full[self.full_region(rows, columns)]

    def full_srgb(self, rows: tuple[int, int], columns: tuple[int, int]) -> Floats:
        """The same pixels in sRGB, float32 (H, W, 3): 0-1, and beyond where it lacks the colour."""
        return self._colours.in_srgb(_unit(self.full_window(rows, columns)))

    def change_full(self, rows: tuple[int, int], columns: tuple[int, int], change: Floats) -> None:
        """Move these pixels by a change of sRGB, (H, W, 3); of what the photo's colours can't be, the nearest."""
        before = self.full_srgb(rows, columns)
        own = np.clip(self._colours.own(self._colours.toned(before, before + change)), 0, 1)
        self.replace_full(rows, columns, np.asarray(cv2.convertScaleAbs(own, alpha=255), np.uint8))

    def full_region(self, rows: tuple[int, int], columns: tuple[int, int]) -> Region:
        """The full picture's window under one of the working copy; inside another's when that one is."""
        down, across = self.full.shape[0] / self.shape[0], self.full.shape[1] / self.shape[1]
        top, bottom = (round(row * down) for row in rows)
        left, right = (round(column * across) for column in columns)
        return slice(top, bottom), slice(left, right)

    def _in_srgb(self, levels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The same array where the photo is in sRGB already, or its profile can't be followed."""
        seen = colours.in_srgb(levels, self._profile)
        return levels if seen is None else seen

    def settle(self) -> PixelChange:
        """Bring what the effect asked for onto the full picture. Returns what that was."""
        added, lit, patches = gathered(self._added), gathered(self._lit, LEAST_PUSH), tuple(self._patches)
        self._added, self._lit, self._patches = [], [], []
        if added is not None:
            added = self._added_to_own(*added)
            painting.add(self.full, self.enlarger, *added)
        if lit is not None:
            lit = self._lit_by_own(*lit)
            painting.soft_light(self.full, self.enlarger, *lit)
        return PixelChange(added, lit, patches)

    def _added_to_own(self, region: Region, added: Floats) -> Part:
        """What was added to sRGB already, as a change of the photo's own numbers."""
        if self._colours.plain:
            return region, added
        before = self.rgb[region] - added
        self.rgb[region] = after = self._colours.toned(before, self.rgb[region])
        return region, self._colours.added(before, after, np.asarray(added.any(axis=2)))

    def _lit_by_own(self, region: Region, push: Floats) -> Part:
        """Lay a soft-light layer over the working copy. Returns the one that does it to the photo's own numbers."""
        np.clip(push, -1, 1, out=push)
        before = self.rgb[region] if self._colours.plain else self.rgb[region].copy()
        painting.soft_light_small(self.rgb[region], push)
        if self._colours.plain:
            return region, push
        self.rgb[region] = after = self._colours.toned(before, self.rgb[region])
        return region, self._colours.push(before, after, np.asarray(push.any(axis=2)))


def _closer(looked: NDArray[np.uint8], faces: tuple[Face, ...]) -> tuple[NDArray[np.uint8], tuple[Face, ...]]:
    """The picture as small as its largest face allows, and the faces there."""
    share = _FACE / max((face.height for face in faces), default=_FACE)
    if share > _WORTH:
        return looked, faces
    small = _reduced(looked, share)
    ratio = np.array((small.shape[1] / looked.shape[1], small.shape[0] / looked.shape[0]), np.float32)
    return small, tuple(face.resized(ratio) for face in faces)


def _reduced(full: NDArray[np.uint8], scale: float) -> NDArray[np.uint8]:
    """At that scale, by the mean of what a pixel covers. Halved first where it is even: half the time."""
    size = max(1, round(full.shape[1] * scale)), max(1, round(full.shape[0] * scale))
    if size == full.shape[1::-1]:
        return full
    while not any(side % 2 for side in full.shape[:2]) and full.shape[1] >= 2 * size[0]:
        half = full.shape[1] // 2, full.shape[0] // 2
        full = np.asarray(cv2.resize(full, half, interpolation=cv2.INTER_AREA), np.uint8)
    return np.asarray(cv2.resize(full, size, interpolation=cv2.INTER_AREA), np.uint8)


def _unit(levels: NDArray[np.uint8]) -> Floats:
    return levels.astype(np.float32) / np.float32(255)


def luma(rgb: Floats) -> Floats:
    """(h, w): luma of encoded RGB, ITU-R BT.601."""
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(rgb), cv2.COLOR_RGB2GRAY), np.float32)

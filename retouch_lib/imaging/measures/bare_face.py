"""Where a face shows bare skin, and what colours the skin of its person has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging import filters
from retouch_lib.imaging.faces import masks
from retouch_lib.imaging.faces.find import Face
from retouch_lib.imaging.floats import Floats
from retouch_lib.imaging.measures import palette
from retouch_lib.imaging.measures.palette import Cells, Palette

_INSET, _FEATURE = 0.03, 0.02
"""How far inside its outline a face is skin, and how far from its eyes, brows and lips, in heights of the face."""
_SPREAD = 25.0
"""L* from the face's median up to which what is inside its outline is skin: hair and glasses are further."""
_VIVID, _COVERED = 8.0, 0.55
"""C* of an upper face that tells its colour, and the share of it that a lower face has at most under a mask."""
_LEAST = 20
"""Pixels that tell a colour."""
_SHADED, _LIT, _DARK = 18.0, 20.0, 8.0
"""Deviation of L*, below and above the face's, of the rest of the skin; and below which chroma is not made up for."""
_STRAY, _STRAYS = 3.0, 0.12
"""Deviation of a* and b*, and what it grows by for each C*."""
BROAD = 0.35
"""Power of the likeness that tells what may be skin at all: with make-up, in the shade, an ear; no glasses."""
_PARTS = (0.45, 0.35, 0.2)
"""How much skin looks as what the face shows, as that in other light, and as what may be skin at all."""
_DEEPER = 2.5
"""How many times as far off skin may be that is more saturated in the shade, as a neck is."""
_COLOURLESS = 4.0
"""C* below which colour tells nothing."""


@dataclass(frozen=True, slots=True)
class BareFace:
    """What is to see of one."""

    skin: NDArray[np.bool_]
    """(H, W)."""
    outside_features: NDArray[np.bool_]
    """(H, W): away from eyes, brows, lips and nostrils, and from a mask."""
    tone: Floats
    """(3,): the median of its colours, CIELAB; nothing counts where no skin shows."""
    is_covered: bool
    """Whether a mask covers mouth and nose: paler than the skin."""

    @property
    def is_colourless(self) -> bool:
        """Whether it is a monochrome photo's."""
        return float(np.hypot(*self.tone[1:])) < _COLOURLESS


def bare_face(lab: Floats, face: Face) -> BareFace:
    """Of CIELAB (H, W, 3)."""
    shape = lab.shape[0], lab.shape[1]
    plain = filters.grow(masks.features(shape, face), _FEATURE * face.height) < 0.1
    inside = plain & (filters.shrink(masks.oval(shape, face), _INSET * face.height) > 0.5)
    high = masks.below_eyes(shape, face) < 0.5
    is_covered = _is_covered(lab, inside & high, inside & ~high)
    if is_covered:
        inside, plain = inside & high, plain & high
    if not inside.any():
        return BareFace(inside, plain, np.zeros(3, np.float32), is_covered)
    light = lab[..., 0]
    skin = np.asarray(inside & (np.abs(light - np.median(light[inside])) < _SPREAD))
    return BareFace(skin, plain, np.median(lab[skin], axis=0).astype(np.float32), is_covered)


def _is_covered(lab: Floats, upper: NDArray[np.bool_], lower: NDArray[np.bool_]) -> bool:
    if min(upper.sum(), lower.sum()) < _LEAST:
        return False
    vivid, pale = (float(np.hypot(*np.median(lab[part][:, 1:], axis=0))) for part in (upper, lower))
    return vivid > _VIVID and pale < _COVERED * vivid


def skin_colours(face: BareFace, cells: Cells) -> Palette:
    """What the face shows, and what that would look like in other light."""
    alike = likeness(face)
    broad = alike**BROAD
    seen = palette.counted(cells, face.skin.astype(np.float32)) * broad
    mixed = sum(
        part * (plane / max(float(plane.sum()), 1e-9)) for part, plane in zip(_PARTS, (seen, alike, broad), strict=True)
    )
    return np.asarray(mixed, np.float32)


def likeness(face: BareFace) -> Floats:
    """(palette.SIZE,), 0-1: how well each colour could be the face's in more or less light."""
    if not face.skin.any():
        return np.zeros(palette.SIZE, np.float32)
    colours = palette.colours()
    lighter = colours[:, 0] - face.tone[0]
    light = np.clip(colours[:, :1], _DARK, face.tone[0])
    off = colours[:, 1:] * ((face.tone[0] + 16) / (light + 16)) - face.tone[1:]
    chroma = max(float(np.hypot(*face.tone[1:])), 1.0)
    stray = _STRAY + _STRAYS * chroma
    along, across = (off @ axis / stray for axis in _axes(face.tone[1:] / chroma))
    along = np.where((along > 0) & (lighter < 0), along / _DEEPER, along)
    spread = np.where(lighter < 0, _SHADED, _LIT)
    return np.asarray(np.exp(-0.5 * (along**2 + across**2 + (lighter / spread) ** 2)), np.float32)


def _axes(direction: Floats) -> tuple[Floats, Floats]:
    return direction, np.array((-direction[1], direction[0]), np.float32)

"""Whether a face wears glasses.

A line across the nose between the eyes is the plainest sign: bare skin has none there. What else glasses have must be
seen as well: a rim below each eye, or an arm to each temple; of a face turned aside the nearer one. Other signs are two
very plain rims, and two dark lenses. Each is looked for as a path, and counts as much as its weakest fifth: a lash, a
curl or a crease is no such path, and paint around one eye is no pair of glasses.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from retouch_lib.engine.analysis import level_view, rim_paths
from retouch_lib.engine.analysis.level_view import UNIT
from retouch_lib.imaging import filters
from retouch_lib.imaging.faces import mesh
from retouch_lib.imaging.faces.find import Face
from retouch_lib.imaging.floats import Floats

_SMOOTH = 1.0
"""Sigma, in pixels of a view, that takes noise and pores away, and leaves thin rims."""
_BRIDGE, _ALL, _BOTH_RIMS, _NOISE = 4.3, 8.0, 6.5, 2.5
"""How far a bridge must stand out, it and the rims or arms together, and two rims without it (a thick frame has hardly
room for one), in CIELAB; bridge and rims also by so many times what stands out on bare skin."""
_MOST, _CREASE, _ARM_SHARE, _FAINTER = 5.0, 1.5, 1 / 3, 2.0
"""A bridge counts up to here: a strand over the nose may be plainer. A rim counts less what a crease below the eye has,
an arm by a share: hair is there as well. Seen from the front, one side counts up to so many times the other."""
_TURNED = 0.85
"""A face is turned aside where one eye's outer corner is nearer to the nose than the other by this factor."""
_LENS, _LENS_MIDDLE, _LID = 9.5, 14.0, 19.0
"""By how much skin is lighter than a dark lens, in L*: at the least plain places, over half of its lower rim, and than
what is seen of the lid."""
_WEAKEST = 20
"""Percent of a path that may be weaker than what it counts as."""
_CENTRE = 0.03
"""How far below the eye's middle a lens has its own, in heights of the face; so are all those that follow."""
_BRIDGE_ROWS, _ABOVE, _BELOW, _TO_CORNER = 24, 0.10, 0.09, 0.5
"""A bridge is looked for so far above and below the inner corners of the eyes, and half the way to each of them."""
_ARM_ROWS, _ARM_SPREAD, _ARM_SPAN = 20, 0.10, (0.25, 0.90)
"""Where on the way from an eye's outer corner to the temple an arm is seen, and how far beside it."""
_LOW_ARC, _HIGH_ARC = range(15, 165, 3), range(180, 360, 10)
"""Degrees, from one side to the other: below, where the skin is bare, and brows and lashes are far; and above."""
_NEAREST_RIM, _NEAREST_LENS, _LOWEST, _STEP = 0.07, 0.04, 0.30, 0.005
_INSIDE, _TO_LID = 6, 0.09
"""Samples of a lens and of the skin beside it that are compared, and how far from its middle the lid is looked at."""
_PATCH = 0.06, 0.10
"""Half the width and height of the patches of skin, in heights of the face."""


def worn(rgb: Floats, face: Face) -> bool:
    """Whether the face wears glasses. `rgb`: float32 (H, W, 3), 0-1."""
    view = level_view.seen(rgb, face)
    lab, face = filters.gaussian(view.lab, _SMOOTH), view.face
    lenses = [lens(face, eye) for eye in mesh.EYES]
    rims = [_weakest(_low_rim(lab, centre)) for centre in lenses]
    if min(rims) >= max(_BOTH_RIMS, _NOISE * _noise(lab, face)) or _has_bridge(lab, face, rims):
        return True
    light = np.ascontiguousarray(lab[..., 0])
    return all(_dark_lens(light, centre) for centre in lenses)


def lens(face: Face, eye: tuple[int, ...]) -> Floats:
    """(2,): the middle of the lens before that eye; the face in pixels of a view."""
    return np.asarray(face.pick(eye).mean(0) + _CENTRE * UNIT * np.array((0, 1)), np.float32)


def bridge_path(lab: Floats, face: Face) -> tuple[Floats, Floats]:
    """Along the plainest line across the nose, on a view: (N,) how much it stands out, and (N, 2) its places."""
    middle = face.pick((mesh.BETWEEN_EYES, mesh.NOSE_BRIDGE)).mean(0)
    corners = face.pick(mesh.INNER_EYE_CORNERS)
    right, left = middle[0] + _TO_CORNER * (corners[:, 0] - middle[0])
    xs = np.interp(np.linspace(0, 1, _BRIDGE_ROWS), (0, 0.5, 1), (right, middle[0], left))
    ys = np.arange(-_ABOVE * UNIT, _BELOW * UNIT) + corners[:, 1].mean()
    places = np.stack(np.meshgrid(xs, ys, indexing="ij"), axis=-1)
    contrast, path = rim_paths.along(rim_paths.standing_out(rim_paths.sampled(lab, places)))
    return contrast, np.asarray(places[np.arange(len(path)), path], np.float32)


def _weakest(contrast: Floats) -> float:
    return float(np.percentile(contrast, _WEAKEST))


def _noise(lab: Floats, face: Face) -> float:
    """How much stands out where no glasses are: on the forehead or a cheek, whichever is the plainest."""
    across, down = (np.arange(-half * UNIT, half * UNIT) for half in _PATCH)
    patch = np.stack(np.meshgrid(across, down, indexing="ij"), axis=-1)
    patches = (face.points[place] + patch for place in (mesh.MID_FOREHEAD, *mesh.CHEEKS))
    return min(float(np.median(rim_paths.standing_out(rim_paths.sampled(lab, places)))) for places in patches)


def _has_bridge(lab: Floats, face: Face, rims: Sequence[float]) -> bool:
    """Whether there is a line across the nose, and with it a rim or arm on both sides; on one, if turned aside."""
    bridge = _weakest(bridge_path(lab, face)[0])
    if bridge < max(_BRIDGE, _NOISE * _noise(lab, face)):
        return False
    arms = [_ARM_SHARE * _weakest(_arm(lab, face.pick(way))) for way in mesh.EYES_TO_TEMPLES]
    sides = [max(rim - _CREASE, arm) for rim, arm in zip(rims, arms, strict=True)]
    seen = max(sides) if _is_turned(face) else min(max(sides), _FAINTER * min(sides))
    return min(bridge, _MOST) + seen >= _ALL


def _is_turned(face: Face) -> bool:
    away = np.abs(face.pick(mesh.OUTER_EYE_CORNERS)[:, 0] - face.points[mesh.BETWEEN_EYES][0])
    return bool(away.min() < _TURNED * away.max())


def _low_rim(lab: Floats, centre: Floats) -> Floats:
    """(N,): how much the plainest line below an eye stands out."""
    places = rim_paths.around(centre, _LOW_ARC, _NEAREST_RIM, _LOWEST, _STEP)
    return rim_paths.along(rim_paths.standing_out(rim_paths.sampled(lab, places)))[0]


def _arm(lab: Floats, way: Floats) -> Floats:
    """(N,): how much the plainest line from an eye's outer corner to its temple stands out."""
    corner, temple = way
    steps = corner + np.linspace(*_ARM_SPAN, _ARM_ROWS)[:, None] * (temple - corner)
    beside = np.arange(-_ARM_SPREAD * UNIT, _ARM_SPREAD * UNIT)
    places = steps[:, None] + beside[None, :, None] * np.array((0, 1))
    return rim_paths.along(rim_paths.standing_out(rim_paths.sampled(lab, places)))[0]


def _dark_lens(light: Floats, centre: Floats) -> bool:
    """Whether below an eye a place that is dark throughout, as its lid is, ends at skin that is light throughout."""
    places = rim_paths.around(centre, _LOW_ARC, _NEAREST_LENS, _LOWEST, _STEP)
    windows = np.lib.stride_tricks.sliding_window_view(rim_paths.sampled(light, places), _INSIDE - 1, axis=1)
    skin = windows.min(axis=2)[:, _INSIDE + 1 :]
    step, path = rim_paths.along(skin - windows.max(axis=2)[:, : -_INSIDE - 1], 2 * _LENS_MIDDLE)
    if _weakest(step) < _LENS or np.median(step) < _LENS_MIDDLE:
        return False
    upper = rim_paths.around(centre, _HIGH_ARC, 0, _TO_LID, _STEP)
    lid = np.percentile(rim_paths.sampled(light, upper), 100 - _WEAKEST)
    return bool(np.median(skin[np.arange(len(path)), path]) - lid >= _LID)

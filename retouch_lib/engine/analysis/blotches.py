"""Blotches: what of a skin's colour is uneven by nature, and what is meant or is only light.

Skin differs from place to place along one line, on which blood and melanin make it redder and browner, and their want
paler. What lies beside that line (blue, lilac or green) or far out on it is make-up, paint or coloured light. And light
itself takes colour away where it shines, and brings the skin's own out in its shade.

Colours are compared as tints: CIELAB's a* and b* as the same surface would have them in light that makes it L* 64.
"""

from __future__ import annotations

import math

import numpy as np

from retouch_lib.imaging.filters import smoothstep
from retouch_lib.imaging.floats import Floats

_BLACK, _USUAL = 16.0, 80.0
"""L* + 16 is proportional to the cube root of luminance, and so are a* and b* of one surface in more or less light."""
_LINE, _SPREAD = math.radians(30), math.radians(25)
"""Hue of the line on which skin differs, and how far to either side of it pimples and tan lie."""
_REDDER, _PALER, _BESIDE = 0.4, 1.6, 1.6
"""How much a distance counts: pimples are far out, and what is much paler than skin is none."""
_SEEN = 0.045
"""By how much less a difference of colour is seen for each step of chroma: S_C of CIEDE2000."""
_BLOTCH, _MEANT = 2.0, 5.0
"""Distance up to which it is a blotch in full, and from which on it is none."""
_DARK, _LIGHT = (10.0, 22.0), (82.0, 96.0)
_SHADE = 6.0, 15.0
"""L* between which skin comes out of the dark, and is lost in light; by how much darker than its surroundings it is a
shade's edge or a crease, whose warmth is its own."""
_SHINE = 0.4
"""Share of a tint that shine takes at most: what has lost more has another colour."""
_LEAST = 1e-3


def tint(lab: Floats) -> Floats:
    """(..., 2): a* and b* in the usual light. `lab`: (..., 3)."""
    return np.asarray(lab[..., 1:] * (_USUAL / (lab[..., :1] + _BLACK)), np.float32)


def untinted(change: Floats, light: Floats) -> Floats:
    """(h, w, 2): a change of tint as the one of a* and b* that it is at L* `light`, (h, w)."""
    return np.asarray(change * ((light[..., None] + _BLACK) / _USUAL), np.float32)


def natural(away: Floats, usual: Floats) -> Floats:
    """(h, w), 0-1: how much each difference of tint, (h, w, 2), is one that skin has by nature.

    `usual`: (2,), the tint of the face's skin.
    """
    a, b = away[..., 0], away[..., 1]
    along, beside = math.cos(_LINE) * a + math.sin(_LINE) * b, math.cos(_LINE) * b - math.sin(_LINE) * a
    beside = np.maximum(math.cos(_SPREAD) * np.abs(beside) - math.sin(_SPREAD) * np.abs(along), 0)
    along = np.maximum(_REDDER * along, -_PALER * along)
    distance = np.sqrt(along**2 + (_BESIDE * beside) ** 2) / (1 + _SEEN * float(np.hypot(*usual)))
    return 1 - smoothstep(np.asarray(distance, np.float32), _BLOTCH, _MEANT)


def lit_evenly(fine: Floats, around: Floats) -> Floats:
    """(h, w), 0-1: where light is no reason for a colour of its own. Both CIELAB, (h, w, 3)."""
    shade = smoothstep(around[..., 0] - fine[..., 0], *_SHADE)
    seen = smoothstep(fine[..., 0], *_DARK) * (1 - smoothstep(fine[..., 0], *_LIGHT))
    return np.asarray((1 - shade) * seen, np.float32)


def without_shine(fine: Floats, around: Floats, tone: Floats) -> Floats:
    """(h, w, 2): the differences of tint between two pictures without what shine explains of them.

    Shine adds white, so that a tint shrinks as luminance grows. Pictures are CIELAB, (h, w, 3); `tone`: (3,), the face.
    """
    own = tint(around)
    away = tint(fine) - own
    size = length(own) + np.float32(_LEAST)
    way = own / size[..., None]
    dull = np.minimum(around[..., 0], tone[0])
    shine = 1 - np.minimum((dull + _BLACK) / (fine[..., 0] + _BLACK), 1) ** 3
    paler = -(away[..., 0] * way[..., 0] + away[..., 1] * way[..., 1])
    explained = np.clip(paler, 0, np.minimum(shine, _SHINE) * size)
    return np.asarray(away + explained[..., None] * way, np.float32)


def length(change: Floats) -> Floats:
    """(h, w): how far each change of tint, (h, w, 2), goes."""
    return np.asarray(np.sqrt(change[..., 0] ** 2 + change[..., 1] ** 2), np.float32)

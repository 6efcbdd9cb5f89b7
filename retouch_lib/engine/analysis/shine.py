"""Shine on skin: light mirrored by its surface, on top of the light that the skin itself scatters.

The mirrored part has the lamp's colour, which the camera has made white (the dichromatic model: Shafer, "Using color to
separate reflection components", 1985). Two signs must agree: a place is paler than the skin next to it, so that white
can be taken out of it, and it is lighter. Paleness alone is stubble or a scar, lightness alone is the face's modelling.
"""

from __future__ import annotations

import cv2
import numpy as np

from retouch_lib.imaging import filters
from retouch_lib.imaging.faces import mesh
from retouch_lib.imaging.faces.find import Face
from retouch_lib.imaging.floats import Floats

_PORES, _LEAST_PORES = 0.010, 1.5
"""Sigma up to which structure stays as it is, in heights of the face, and the least, in pixels."""
_AROUND = 0.16
"""Sigma of the skin next to a shiny place, likewise."""
_STEP = 0.007
"""One pixel of the reduced picture on which it is computed, likewise."""
_ROUNDS = 2
"""How often shine is told from the skin around it: the second look leaves out the shine that the first one found."""
_SEEN = (2.0, 10.0)
"""So much shine, in L*, begins not to count, and does not count, as skin of its surroundings."""
_TAKEN, _MOST = 1.0, 16.0
"""Share of the shine that goes, and the most, in L*: without any of it a face looks like paper."""
_SLIGHT = 2.5
"""So much shine, in L*, is on any skin, and hardly touched."""
_COLOURED, _NEARER = 10.0, 0.8
"""From so much shine on, in L*, the colour comes nearer to that of the skin around it, by this share."""
_DARKEST_RED, _LEAST_COLOUR = 1e-3, 0.12
_GAMMA = 2.2
_GLASSES, _SOFT = 0.28, 0.03


def matte(rgb: Floats, skin: Floats, unit: float) -> Floats:
    """What takes the shine off: a change of RGB, nowhere above 0, without structure as fine as pores.

    `rgb`: float32 (H, W, 3), 0-1; `skin`: (H, W); `unit`: the face's height in pixels.
    """
    height, width = skin.shape
    step = max(1, int(_STEP * unit))
    size = (max(1, width // step), max(1, height // step))
    small, mask = (np.asarray(cv2.resize(x, size, interpolation=cv2.INTER_AREA), np.float32) for x in (rgb, skin))
    smooth = filters.masked_gaussian(small, mask, max(_LEAST_PORES, _PORES * unit) / step)
    change = _matte_tones(smooth, mask, _AROUND * unit / step) - smooth
    change = np.minimum(change, 0) * (mask > 0)[..., None]
    large = np.asarray(cv2.resize(change, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
    return large * skin[..., None]


def _matte_tones(smooth: Floats, mask: Floats, sigma: float) -> Floats:
    """RGB as it would be with most of the shine gone."""
    lab = _lab(smooth)
    light = np.ascontiguousarray(lab[..., 0])
    shine, plain = np.zeros_like(mask), mask
    for _ in range(_ROUNDS):
        paler = light - _lab(_without_white(smooth, plain, sigma))[..., 0]
        lighter = light - filters.masked_gaussian(light, plain, sigma)
        shine = _both(paler, lighter)
        plain = mask * filters.smoothstep(shine, _SEEN[1], _SEEN[0])
    colour = filters.masked_gaussian(np.ascontiguousarray(lab[..., 1:]), plain, sigma)
    plain_to_see = shine * shine / (shine + np.float32(_SLIGHT))
    lab[..., 0] -= _MOST * np.tanh(_TAKEN * plain_to_see / _MOST)
    lab[..., 1:] += _NEARER * filters.smoothstep(shine, 0, _COLOURED)[..., None] * (colour - lab[..., 1:])
    return np.asarray(cv2.cvtColor(lab, cv2.COLOR_Lab2RGB), np.float32)


def _without_white(rgb: Floats, plain: Floats, sigma: float) -> Floats:
    """RGB less as much white as makes blue to red what it is on the plain skin around."""
    linear = np.clip(rgb, 0, 1) ** np.float32(_GAMMA)
    around = filters.masked_gaussian(linear, plain, sigma)
    ratio = around[..., 2] / np.maximum(around[..., 0], _DARKEST_RED)
    white = (linear[..., 2] - ratio * linear[..., 0]) / np.maximum(1 - ratio, _LEAST_COLOUR)
    rest = np.clip(linear - np.clip(white, 0, None)[..., None], 0, 1)
    return np.asarray(rest ** np.float32(1 / _GAMMA), np.float32)


def _both(a: Floats, b: Floats) -> Floats:
    """The harmonic mean of two amounts: near the lesser, 0 where either is not above 0, and without a kink."""
    a, b = np.clip(a, 0, None), np.clip(b, 0, None)
    return np.asarray(2 * a * b / (a + b + np.float32(1e-3)), np.float32)


def glasses(shape: tuple[int, int], face: Face) -> Floats:
    """(H, W), 0-1: where glasses may be on a face that wears some; soft at the edge."""
    zone = np.zeros(shape, np.float32)
    for eye in mesh.EYES:
        middle = face.pick(eye).mean(0) + 0.03 * face.height * face.down
        zone = np.maximum(zone, filters.disc(shape, middle, _GLASSES * face.height))
    return filters.gaussian(zone, _SOFT * face.height)


def _lab(rgb: Floats) -> Floats:
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2Lab), np.float32)

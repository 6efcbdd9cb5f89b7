"""Shine on skin: light mirrored by its surface, on top of the light that the skin itself scatters.

The mirrored part has the lamp's colour, which the camera has made white (the dichromatic model: Shafer, "Using color to
separate reflection components", 1985). Two signs must agree: a place is paler than the skin next to it, so that white
can be taken out of it, and it is a small highlight. Paleness alone is stubble or a scar. What is light over much of a
face is how it is lit, however near to white it comes: that stays.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging import filters
from retouch_lib.imaging.faces import mesh
from retouch_lib.imaging.faces.find import Face
from retouch_lib.imaging.floats import Floats

_PORES, _LEAST_PORES = 0.010, 1.5
"""Sigma up to which structure stays as it is, in heights of the face, and the least, in pixels."""
_AROUND = 0.16
"""Sigma of the skin next to a shiny place, likewise."""
_WIDTHS = (0.15, 0.3)
"""What goes on for longer than this is the light and no highlight, likewise."""
_SKIN, _ELEMENT = 0.1, 9
"""From so much of the mask on it is skin to be compared with; pixels that a width has at least where it is measured."""
_STEP = 0.007
"""One pixel of the reduced picture on which it is computed, likewise."""
_ROUNDS = 2
"""How often shine is told from the skin around it: the second look leaves out the shine that the first one found."""
_SEEN = (2.0, 10.0)
"""So much shine, in L*, begins not to count, and does not count, as skin of its surroundings."""
_TAKEN, _MOST = 1.4, 18.0
"""How much of the shine goes, and the most, in L*: without any of it a face looks like paper."""
_SLIGHT = 2.5
"""So much shine, in L*, is on any skin, and hardly touched."""
_MATT, _SEEN_LEAST, _STEEP = 91, 2.6, 3
"""Percent of a face that change by no more than this (as CIEDE2000), and how steeply what is rarer rises above it."""
_SHADOW = 25.0
"""So much darker than the face's median, in L*, is beard or deep shadow, which can't shine."""
_COLOURED, _NEARER = 10.0, 0.8
"""From so much shine on, in L*, the colour comes nearer to that of the skin around it, by this share."""
_PAINTED, _NEXT = (6.0, 14.0), 0.03
"""So far off the hue of skin begins make-up, and is it for sure; and how far around it is left alone, in heights."""
_DARKEST_RED, _LEAST_COLOUR = 1e-3, 0.12
_GAMMA = 2.2
_GLASSES, _SOFT = 0.34, 0.08


def matte(rgb: Floats, skin: Floats, face: Floats, where: Floats, unit: float) -> Floats:
    """What takes the shine off: a change of RGB, nowhere above 0, without structure as fine as pores.

    `rgb`: float32 (H, W, 3), 0-1; `skin`, `face` (its outline), `where` (it may change): (H, W), 0-1; `unit`: the
    face's height in pixels.
    """
    height, width = skin.shape
    step = max(1, int(_STEP * unit))
    size = (max(1, width // step), max(1, height // step))
    small, mask, oval, there = (
        np.asarray(cv2.resize(x, size, interpolation=cv2.INTER_AREA), np.float32) for x in (rgb, skin, face, where)
    )
    smooth = np.clip(filters.masked_gaussian(small, mask, max(_LEAST_PORES, _PORES * unit) / step), 0, 1)
    lab = _lab(smooth)
    whole = _matter(smooth, lab, mask, unit / step) * there[..., None]
    matt = cv2.cvtColor(lab + _rare(lab, whole, _lit(lab, oval * mask > 0.5)), cv2.COLOR_Lab2RGB)
    change = np.minimum(matt - smooth, 0) * (mask > 0)[..., None]
    large = np.asarray(cv2.resize(change, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
    return large * skin[..., None]


def _matter(smooth: Floats, lab: Floats, mask: Floats, unit: float) -> Floats:
    """The change of CIELAB that takes most of all shine away; `smooth` and `lab` are the same picture."""
    light = np.ascontiguousarray(lab[..., 0])
    lighter = _highlights(light, mask, unit)
    shine, plain = np.zeros_like(mask), mask
    for _ in range(_ROUNDS):
        paler = light - _lab(_without_white(smooth, plain, _AROUND * unit))[..., 0]
        shine = _both(paler, lighter)
        plain = mask * filters.smoothstep(shine, _SEEN[1], _SEEN[0])
    colour = filters.masked_gaussian(np.ascontiguousarray(lab[..., 1:]), plain, _AROUND * unit)
    painted = filters.smoothstep(_off_hue(lab[..., 1:], colour), *_PAINTED)
    shine *= 1 - filters.gaussian(filters.grow(painted, _NEXT * unit), _NEXT * unit)
    taken = shine * shine / (shine + np.float32(_SLIGHT))
    darker = -_MOST * np.tanh(_TAKEN * taken / _MOST)
    nearer = _NEARER * filters.smoothstep(shine, 0, _COLOURED)[..., None] * (colour - lab[..., 1:])
    return np.dstack((darker, nearer))


def _off_hue(own: Floats, colour: Floats) -> Floats:
    """How far a* and b* are from all that the skin's own colour can become when white light is added: paint is."""
    size = np.maximum(np.hypot(colour[..., 0], colour[..., 1]), 1)
    return np.asarray(np.abs(own[..., 0] * colour[..., 1] - own[..., 1] * colour[..., 0]) / size, np.float32)


def _lit(lab: Floats, face: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The face without beard and deep shadow, which can't shine."""
    light = lab[..., 0]
    return face & (light > np.median(light[face]) - _SHADOW) if face.any() else face


def _rare(lab: Floats, change: Floats, face: NDArray[np.bool_]) -> Floats:
    """So much of a change of CIELAB that only a small part of the face changes plainly.

    Where much of a face is lighter and paler than the rest, that is how it is lit, and only its peaks are shine.
    """
    seen = _seen(lab, change)
    usual = float(np.percentile(seen[face], _MATT)) if face.any() else 0.0
    knee = max(0.0, usual / _SEEN_LEAST - 1) * usual**_STEEP
    share = seen**_STEEP / (seen**_STEEP + np.float32(knee + 1e-6))
    return np.asarray(change * share[..., None], np.float32)


def _seen(lab: Floats, change: Floats) -> Floats:
    """(H, W): how plainly a change shows, by CIEDE2000's weights of lightness and chroma."""
    off_middle = (lab[..., 0] - 50) ** 2
    lightness = change[..., 0] / (1 + 0.015 * off_middle / np.sqrt(20 + off_middle))
    colour = np.hypot(change[..., 1], change[..., 2]) / (1 + 0.045 * np.hypot(lab[..., 1], lab[..., 2]))
    return np.asarray(np.hypot(lightness, colour), np.float32)


def _highlights(light: Floats, mask: Floats, unit: float) -> Floats:
    """How much lighter each place is than the skin that goes on around it, in L*.

    Top hats (Serra, "Image Analysis and Mathematical Morphology", 1982) of several widths, their mean.
    """
    tops = np.zeros_like(light)
    for width in _WIDTHS:
        tops += np.clip(light - _without_highlights(light, mask, width * unit), 0, None) / np.float32(len(_WIDTHS))
    return np.where(mask > _SKIN, tops, np.float32(0))


def _without_highlights(light: Floats, mask: Floats, width: float) -> Floats:
    """The light without what is narrower than so many pixels; on a reduced picture, as it is smooth afterwards."""
    height, across = light.shape
    step = max(1, int(width / _ELEMENT))
    size = (max(1, across // step), max(1, height // step))
    small, there = (np.asarray(cv2.resize(x, size, interpolation=cv2.INTER_AREA), np.float32) for x in (light, mask))
    skin = there > _SKIN
    side = max(3, round(width / step) | 1)
    element = np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)
    lowest = cv2.erode(np.where(skin, small, np.float32(100)), element)
    opened = np.asarray(cv2.dilate(np.where(skin, lowest, np.float32(0)), element), np.float32)
    even = filters.masked_gaussian(opened, skin.astype(np.float32), side / 6)
    return np.asarray(cv2.resize(even, (across, height), interpolation=cv2.INTER_LINEAR), np.float32)


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

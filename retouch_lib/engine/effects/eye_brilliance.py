"""Eye Brilliance, on the open eyes, at the full picture's size.

In the irises more contrast at two sizes, a little light and more colour; a trace of light in the whites. Pupils and
lash shadow stay dark and lights get less of it. Contrast is a share of the iris' own light, so that an iris in shade
does not turn black beside one in the light. A pupil that a flash made red becomes a dark one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from retouch_lib.engine.analysis import closeups, red_eye
from retouch_lib.engine.analysis.closeups import CloseUp
from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.engine.analysis.subjects import Subject
from retouch_lib.engine.effects.values import alpha, scale, strength
from retouch_lib.imaging.faces import openings
from retouch_lib.imaging.faces.openings import EyeLandmarks
from retouch_lib.imaging.filters import gaussian, masked_gaussian, smoothstep, step
from retouch_lib.imaging.floats import Floats

_ROOM = 0.06
"""Around an eye, in heights of the face."""
_FORM, _FIBRES, _NOISE, _EDGE = 0.04, 0.008, 0.0012, 0.003
"""Sigmas of the contrasts, of what is finer than a fibre, and of the iris' edge; in heights of the face."""
_PIXELS = (0.5, 1.8)
"""Sigma of the fibres, in pixels, from which on they begin to be seen and are."""
_RING = (1.0, 0.75)
"""In radii of the iris: its dark ring is not lit."""
_FORMS, _FIBRES_MORE = 0.7, 1.0
_MOST_DARKER, _MOST_LIGHTER = 0.35, 11.0
"""As a share of the iris' own L*, and in L*."""
_LIGHT, _WHITES, _COLOUR = 11.0, 4.0, 0.35
_FLASH_GONE = 0.5
"""The blend from which on a flash's red is gone: half red is no look."""
_LIGHTS, _INSIDE = 0.6, (0.85, 0.65)
"""How much of the effect lights get, and where in the iris what is light is one; in radii of the iris."""
_UNLIKE, _LEAST_LIGHTER = (6.0, 14.0), 15.0
"""How far a light's a* and b* are from skin's, and the least L* by which lids are lighter than an iris."""
_WHITE = 60
"""Percentile of an eye's white that tells how light it is."""
_PUPIL = (0.35, 0.55)
"""Where the pupil of a dark iris ends, in radii of the iris: what is dark beyond it is iris."""


def apply(scene: Scene, task: Mapping[str, Any]) -> None:
    blend = strength(alpha(task))
    for subject in scene.subjects if blend > 0 else ():
        for side in subject.open_eyes:
            view = _without_flash(scene, subject, side, blend)
            change = _lit(view, side, scene.unit(scale(task), subject) * view.ratio)
            closeups.add(scene, view, closeups.lab_change(view, change), blend)


def _without_flash(scene: Scene, subject: Subject, side: EyeLandmarks, blend: float) -> CloseUp:
    """The eye, a red pupil made dark: all of it from the plugin's default on."""
    view = closeups.of(scene, subject, side.rim, _ROOM)
    red = red_eye.find(view, side)
    if red is None:
        return view
    change = closeups.lab_change(view, red_eye.darkened(view, red))
    closeups.add(scene, view, change, min(1.0, blend / _FLASH_GONE))
    return closeups.of(scene, subject, side.rim, _ROOM)


def _lit(view: CloseUp, side: EyeLandmarks, unit: float) -> Floats:
    """The full effect, as a change of CIELAB."""
    lab, (iris, white) = view.lab, openings.eye(view.shape, view.face, side)
    light = gaussian(np.ascontiguousarray(lab[..., 0]), _NOISE * unit)
    away = openings.away(view.shape, view.face, side)
    darker = _darker_than_lids(light, iris, white, float(view.skin[0]))
    clear = gaussian(np.maximum(darker, _lights(lab, away, view.skin)), _EDGE * unit)
    iris = iris * smoothstep(iris, 0.45, 0.95) * clear
    shape = light - masked_gaussian(light, iris, _FORM * unit)
    fibres = light - gaussian(light, _FIBRES * unit)
    contrast = np.clip(_FORMS * shape + _fibres_share(unit) * fibres, -_MOST_DARKER * light, _MOST_LIGHTER)
    no_pupil = np.maximum(smoothstep(light, 4, 18), smoothstep(away, *_PUPIL) * smoothstep(light, 1, 8))
    change = np.zeros_like(lab)
    change[..., 0] = iris * (contrast + _LIGHT * no_pupil * smoothstep(away, *_RING)) * smoothstep(light, 100, 80)
    change[..., 0] += _WHITES * white * smoothstep(light, 25, 55)
    change[..., 1:] = _COLOUR * (iris * no_pupil)[..., None] * lab[..., 1:]
    return change


def _fibres_share(unit: float) -> float:
    """How much of the finest contrast is added: on small faces it is not of fibres, but of pixels and compression."""
    return _FIBRES_MORE * step(_FIBRES * unit, *_PIXELS)


def _darker_than_lids(light: Floats, iris: Floats, white: Floats, skin: float) -> Floats:
    """0 where lid or white reach into the iris' disc: they are as light as skin or white. `skin`: its L*."""
    whites, own = light[white > 0.5], light[iris > 0.5]
    median = float(np.median(own)) if own.size else skin
    high = min(skin, float(np.percentile(whites, _WHITE))) if whites.size else skin
    high = max(high, median + _LEAST_LIGHTER)
    return smoothstep(light, high, 0.35 * high + 0.65 * median)


def _lights(lab: Floats, away: Floats, skin: Floats) -> Floats:
    """What inside the iris has not the colour of skin may be a light; it gets its share of the effect."""
    unlike_skin = np.asarray(np.hypot(lab[..., 1] - skin[1], lab[..., 2] - skin[2]), np.float32)
    return np.asarray(_LIGHTS * smoothstep(away, *_INSIDE) * smoothstep(unlike_skin, *_UNLIKE), np.float32)

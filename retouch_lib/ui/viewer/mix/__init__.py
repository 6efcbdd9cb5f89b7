"""A mix as the viewer shows it: its exact picture at rest, and what the browser needs to show it while sliders move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from retouch_lib.imaging.files.canvas_space import CanvasSpace, ColourNumbers

SCRIPTS = (
    *("event", "blend", "regions", "reduction", "layers", "colours", "canvas_backend"),
    *("shaders", "gl_tools", "gl_backend", "graphics_card", "mixer", "mixers", "mix_picture", "live"),
)
"""In the order in which they need each other."""

Mode = Literal["normal", "darken", "softLight", "linearLight"]


@dataclass(frozen=True, slots=True)
class MixLayer:
    """One layer that is laid over the photo."""

    number: int
    """Its place in the archive, 0 = lowest."""
    url: str
    """Of a PNG at the preview's size, cut to where the layer acts; the answer's X-Mix-Box says where that is."""
    mode: Mode
    opacity: float
    """0-1.5, at rest: that of the shot's own pictures."""


@dataclass(frozen=True, slots=True)
class LiveMix:
    """What a `Shot` of a mix is made of; its `preview` and `full` are the exact pictures of the opacities at rest."""

    id: str
    """By which its board and the viewer know it; stable over reruns, another one for other layers."""
    base: str
    """The photo's preview, without any layer."""
    layers: tuple[MixLayer, ...]
    """The lowest first; none that is not composited."""
    space: CanvasSpace = "srgb"
    """The photo's colours, where a canvas has them."""
    colours: ColourNumbers | None = None
    """What they are where no canvas has them. Without that the exact picture alone is shown."""

"""A mix as the viewer shows it: its exact picture at rest, and what the browser needs to show it while sliders move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from retouch_lib.imaging.files.canvas_space import CanvasSpace, ColourNumbers
from retouch_lib.imaging.guard import Guard

SCRIPTS = (
    *("event", "blend", "regions", "reduction", "layers", "colours", "canvas_backend"),
    *("shaders", "gl_tools", "gl_backend", "graphics_card", "mixer", "mixers"),
    *("guard_masks", "mix_picture", "live", "guard_spots", "spot_walk", "guard"),
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
    name: str = ""
    """Its plugin's; shown as text only."""


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
    guard: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    """Where layers are taken away, at rest, by number: see `guard`."""
    skin: str = ""
    """Address of the Skin Mask as large as the preview; empty where the result has none."""
    spots: str = ""
    """Name of the picture (`Shot.name`) whose spots that are gone are suggested to be kept; empty for none."""


def guard_sent(guard: Guard) -> dict[int, dict[str, Any]]:
    """A guard as the browser takes it."""
    return {
        number: {"kept": one.kept.told(), "within": one.within, "region": one.region.told()}
        for number, one in guard.layers
    }

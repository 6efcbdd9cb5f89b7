"""A sweep from layers: each cell as strengths of one result's layers, for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retouch_lib.imaging.strengths import FULL, Strengths
from retouch_lib.presets.sliders import Slider
from retouch_lib.presets.sweeping import Axis, Sweep, SweepCell, steps

_OPACITY_STEP = 0.01


@dataclass(frozen=True, slots=True)
class LayerAxis:
    """A layer whose strength is varied."""

    slider: Slider
    low: float
    """As its slider shows it: 1.0 for 100 % of the plugin's value, or of an opacity."""
    high: float
    count: int

    @property
    def step(self) -> float:
        """What its values are multiples of."""
        return self.slider.values[0].parameter.step if self.slider.values else _OPACITY_STEP

    def axis(self, base: Strengths) -> Axis:
        """Its steps. One of them is where the layer stands in `base`, if that lies between the two ends, which stay.

        Raises ValueError where the ends are too near to each other.
        """
        values = steps(self.low, self.high, self.count, self.step)
        now = self.now(base)
        if values[0] < now < values[-1] and now not in values:
            nearest = min(values[1:-1], key=lambda value: abs(value - now))
            values = tuple(now if value == nearest else value for value in values)
        return Axis(name_of(self.slider), self.slider.label, values)

    def now(self, base: Strengths) -> float:
        """What the layer is worth there, in its steps."""
        return round(round(self.slider.shown(base.values[self.slider.layer])[0] / self.step) * self.step, 6)


@dataclass(frozen=True, slots=True)
class LayerSweep:
    """What is in the cells, and the layers that make them."""

    sweep: Sweep
    axes: tuple[LayerAxis, ...]
    """Of different layers."""
    base: Strengths
    """Of all layers; what no axis varies stays as it is there."""

    def strengths(self, cell: SweepCell) -> Strengths:
        """Of a cell's picture; none goes further than its slider, and where a layer stands already it stays."""
        made = self.base
        for axis, value in zip(self.axes, cell.values, strict=True):
            slider = axis.slider
            if value != axis.now(self.base):
                made = made.put(slider.layer, min(max(0, slider.strength(value)), slider.most))
        return made


def layer_sweep(axes: Sequence[LayerAxis], base: Strengths) -> LayerSweep:
    """The first one across, the second one down. Raises ValueError for ends that are too near to each other, for one
    layer on both axes, and for none or more than two."""
    if not 1 <= len(axes) <= 2 or len({one.slider.layer for one in axes}) < len(axes):
        raise ValueError("one or two different layers make a sweep")
    return LayerSweep(Sweep(*(one.axis(base) for one in axes)), tuple(axes), base)


def name_of(slider: Slider) -> str:
    """The plugin's, and that it is an opacity where it is one."""
    return slider.plugin if slider.values else f"{slider.plugin} opacity"


def whole(slider: Slider, *, extrapolate: bool = False) -> float:
    """The highest value that a slider shows: as it was rendered, or as far as it goes beyond."""
    return slider.shown(slider.most if extrapolate else FULL)[0]

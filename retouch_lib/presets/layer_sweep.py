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
    def axis(self) -> Axis:
        """Raises ValueError where the two ends are too near to each other."""
        step = self.slider.values[0].parameter.step if self.slider.values else _OPACITY_STEP
        plugin = self.slider.plugin if self.slider.values else f"{self.slider.plugin} opacity"
        return Axis(plugin, self.slider.label, steps(self.low, self.high, self.count, step))


@dataclass(frozen=True, slots=True)
class LayerSweep:
    """What is in the cells, and the layers that make them."""

    sweep: Sweep
    sliders: tuple[Slider, ...]
    """One for each axis, of different layers."""
    base: Strengths
    """Of all layers; what no axis varies stays as it is there."""

    def strengths(self, cell: SweepCell) -> Strengths:
        """Of a cell's picture; none goes further than its slider."""
        made = self.base
        for slider, value in zip(self.sliders, cell.values, strict=True):
            made = made.put(slider.layer, min(max(0, slider.strength(value)), slider.most))
        return made


def layer_sweep(axes: Sequence[LayerAxis], base: Strengths) -> LayerSweep:
    """The first one across, the second one down. Raises ValueError for ends that are too near to each other, for one
    layer on both axes, and for none or more than two."""
    sliders = tuple(one.slider for one in axes)
    if not 1 <= len(sliders) <= 2 or len({slider.layer for slider in sliders}) < len(sliders):
        raise ValueError("one or two different layers make a sweep")
    return LayerSweep(Sweep(*(one.axis for one in axes)), sliders, base)


def whole(slider: Slider, *, extrapolate: bool = False) -> float:
    """The highest value that a slider shows: as it was rendered, or as far as it goes beyond."""
    return slider.shown(slider.most if extrapolate else FULL)[0]

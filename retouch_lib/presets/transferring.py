"""The same mix on other layers: strengths that stand for the same values."""

from __future__ import annotations

from collections.abc import Sequence

from retouch_lib.imaging.strengths import Strengths
from retouch_lib.presets.preset import Preset, Task
from retouch_lib.presets.simulating import Simulation, simulate
from retouch_lib.presets.sliders import Meaning, Slider


def transferred(mixed: Sequence[Slider], strengths: Strengths, target: Sequence[Slider], count: int) -> Simulation:
    """A mix of some layers as strengths of others, and what these can't show of it.

    `mixed`, `strengths`: the mix. `target`, `count`: sliders and number of the other archive's layers. Values stay the
    same, beyond what was rendered too; a layer that is only an opacity gets the same opacity.
    """
    on = [slider for slider in mixed if strengths.values[slider.layer]]
    tasks = tuple(_at(slider, slider.task, strengths.values[slider.layer]) for slider in on if slider.task is not None)
    made = simulate(Preset("", tasks), target, count, extrapolate=True)
    values, left = list(made.strengths.values), [slider for slider in mixed if slider.meaning is Meaning.OPACITY]
    for slider in target:
        same = next((one for one in left if one.plugin == slider.plugin), None)
        if same is not None and slider.meaning is Meaning.OPACITY:
            left.remove(same)
            values[slider.layer] = strengths.values[same.layer]
    return Simulation(Strengths(tuple(values)), made.remarks)


def _at(slider: Slider, task: Task, strength: int) -> Task:
    """What would render the layer at that strength, not rounded."""
    for one in slider.values:
        task = task.put(one.parameter.path, one.at(strength))
    return task

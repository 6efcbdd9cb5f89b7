"""A sweep of payloads: each cell is a preset, which a job of its own can render."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from retouch_lib.errors import InvalidAxis, InvalidPayload
from retouch_lib.presets.preset import Preset
from retouch_lib.presets.sweeping import Sweep, SweepCell
from retouch_lib.presets.validation import require_valid
from retouch_lib.presets.varying import NumberVariable, PresetVariable, Variable, read_axis

MOST_CELLS = 1_000
"""Of one photo."""


@dataclass(frozen=True, slots=True)
class PayloadAxis:
    """One variable of a preset, with the values that it takes."""

    variable: Variable
    values: tuple[float, ...]

    def in_words(self, value: float) -> str:
        return self.variable.in_words(value)

    def short(self, value: float) -> str:
        """Without what is varied: "40 %", "Auto"."""
        return self.variable.in_words(value).removeprefix(f"{self.variable.title} ")

    @property
    def typed(self) -> str:
        """As `read_axis` reads it: "Heal.Sensitivity=20, 40"."""
        return f"{self.variable.name}={self.variable.typed(self.values)}"


@dataclass(frozen=True, slots=True)
class PayloadSweep:
    """What is in the cells."""

    base: Preset
    """What no axis varies stays as it is there."""
    axes: tuple[PayloadAxis, ...]
    """One or two: the first across, the second down."""

    @property
    def sweep(self) -> Sweep:
        return Sweep(*self.axes)

    def preset(self, cell: SweepCell) -> Preset:
        """What renders a cell, as one picture, named in the plugins' words. Raises InvalidPayload."""
        made = self.base
        steps = zip(self.axes, cell.values, strict=True)
        for axis, value in sorted(steps, key=lambda step: step[0].variable.order):
            made = axis.variable.put(made, value)
        return replace(made.with_layers(wanted=False), name=self.name(cell), note="", author="", made_from=None)

    def name(self, cell: SweepCell) -> str:
        """ "balanced · Heal Sensitivity 40 %, Heal Scale Auto"; without the base's name where presets are varied."""
        words = self.sweep.in_words(cell)
        whole = any(isinstance(axis.variable, PresetVariable) for axis in self.axes)
        return words if whole or not self.base.name else f"{self.base.name} · {words}"

    def refined(self, cell: SweepCell) -> PayloadSweep | None:
        """A finer sweep around a cell: each number from its neighbour below to the one above in half steps.

        What is no number stays as the cell has it. None where nothing can be finer.
        """
        base, axes = self.base, []
        for axis, value in zip(self.axes, cell.values, strict=True):
            values = _finer(axis, value)
            if isinstance(axis.variable, NumberVariable) and len(values) > len(_near(axis, value)):
                axes.append(PayloadAxis(axis.variable, values))
            else:
                base = axis.variable.put(base, value)
        return PayloadSweep(base, tuple(axes)) if axes else None


def payload_sweep(base: Preset, typed: Sequence[str], presets: Sequence[Preset] = ()) -> PayloadSweep:
    """A sweep from typed axes, the first across and the second down; see `varying`. `presets`: those that may be named.

    Raises InvalidAxis for what can't be read, for none or more than two axes, twice the same and too many cells;
    InvalidPayload where the API would refuse a cell.
    """
    if not 1 <= len(typed) <= 2:
        raise InvalidAxis("One axis or two make a sweep.")
    axes = tuple(PayloadAxis(*read_axis(text, presets)) for text in typed)
    if len({axis.variable.name for axis in axes}) < len(axes):
        raise InvalidAxis(f"{axes[0].variable.name} is on both axes: vary something else down.")
    made = PayloadSweep(base, axes)
    count = len(axes[0].values) * (len(axes[1].values) if len(axes) > 1 else 1)
    if count > MOST_CELLS:
        raise InvalidAxis(f"That makes {count:,} cells; {MOST_CELLS:,} are the most.")
    _require_valid(made)
    return made


def _require_valid(made: PayloadSweep) -> None:
    for cell in made.sweep.cells:
        try:
            require_valid(made.preset(cell))
        except InvalidPayload as error:
            raise InvalidPayload(*(f"{made.sweep.in_words(cell)}: {problem}" for problem in error.problems)) from None


def _near(axis: PayloadAxis, value: float) -> tuple[float, ...]:
    """The value with its neighbours on the axis."""
    place = axis.values.index(value)
    return axis.values[max(0, place - 1) : place + 2]


def _finer(axis: PayloadAxis, value: float) -> tuple[float, ...]:
    """From the neighbour below to the one above, with the middles between; in the parameter's steps."""
    if not isinstance(axis.variable, NumberVariable):
        return ()
    near, step = _near(axis, value), axis.variable.parameter.step
    middles = ((low + high) / 2 for low, high in pairwise(near))
    return tuple(sorted({*near, *(round(round(one / step) * step, 6) for one in middles)}))

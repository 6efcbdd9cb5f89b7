"""How a result's layers lie before anybody has moved one: as the variant has it that stands on Tune's board."""

from __future__ import annotations

from typing import NamedTuple

from retouch_lib.presets.layer_request import NAME
from retouch_lib.presets.preset import Preset
from retouch_lib.presets.simulating import Simulation
from retouch_lib.presets.vendor import BALANCED
from retouch_lib.ui import workspace
from retouch_lib.work.mixing import LayeredResult


class Opening(NamedTuple):
    """What is seen first."""

    look: str
    """Whose; empty where no look is simulated: the layers lie as they came."""
    simulation: Simulation


def opening(result: LayeredResult) -> Opening:
    """The variant on the board if these layers can show it, else balanced, else all that was rendered.

    Layers of one variant's own run are that variant as they came, unless they show the one on the board as it is.
    """
    board = workspace.open_variant()
    found = result.simulated(board.preset)
    if not found.is_whole and result.job.variant != NAME:
        return Opening("", Simulation(result.whole, ()))
    looks: list[tuple[str, Preset]] = [(board.name, board.preset), (BALANCED.name, BALANCED)]
    simulated = ((name, result.simulated(preset)) for name, preset in looks)
    shown = next(((name, one) for name, one in simulated if any(one.strengths.values)), None)
    return Opening(*shown) if shown else Opening("", Simulation(result.whole, ()))

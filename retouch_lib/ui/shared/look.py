"""What was last looked at in a viewer: Compare opens with what Tune showed, and Tune with what Compare did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retouch_lib.ui import session, workspace
from retouch_lib.ui.shared.shots import LAYERS, ORIGINAL
from retouch_lib.ui.shared.simulated import SIMULATED
from retouch_lib.ui.variants import EDITED
from retouch_lib.ui.viewer import Mode, Shot, ViewerState

ALIKE = " = "
"""Between the names of variants with the same values: they share one job."""


@dataclass(frozen=True, slots=True)
class Look:
    """Shots by id and, for the photos that come next, by what they are called."""

    mode: Mode
    left: tuple[str, str]
    right: tuple[str, str]
    chosen: str = ""
    """What the result that the user last chose is called; it stays where a photo has none that is called so."""


def keep_look(state: ViewerState, shots: Sequence[Shot]) -> None:
    """Of these shots that were in the viewer."""
    labels = {shot.id: shot.label for shot in shots}
    left, right = ((side, labels.get(side, "")) for side in (state.left, state.right))
    chosen = right[1] if state.chosen and state.right != ORIGINAL else ""
    session.put(session.LOOK, Look(state.mode, left, right, chosen or _chosen()))


def mode_kept() -> Mode:
    look = _kept()
    return look.mode if look else "swipe"


def left_kept(shots: Sequence[Shot]) -> int:
    """The place of the shot on the left: the original, unless another one was chosen."""
    look = _kept()
    return _place(shots, look.left, default=0) if look else 0


def looks_wanted() -> tuple[str, ...]:
    """Names of variants to be shown on the right, the most wanted first: what was chosen, else what is on the board,
    else what that was called before it was edited, or after."""
    opened = workspace.open_variant()
    name = opened.preset.name
    return (*_names(_chosen()), opened.name, name, f"{name}{EDITED}", "balanced")


def right_kept(shots: Sequence[Shot]) -> int:
    """The place of the shot on the right: what was last seen there, else the look that is wanted most."""
    look = _kept()
    if look and look.right != look.left:
        for place, shot in enumerate(shots):
            if shot.id == look.right[0]:
                return place
    return wanted_place(shots)


def wanted_place(shots: Sequence[Shot]) -> int:
    """The place of the look that is wanted most; of these shots the first is the original."""
    names = [() if shot.id == ORIGINAL else _names(shot.label) for shot in shots]
    for wanted in looks_wanted():
        for place, alike in enumerate(names):
            if wanted in alike:
                return place
    return min(1, len(shots) - 1)


def _names(label: str) -> tuple[str, ...]:
    """Of the variants that a shot with this label is a result of."""
    return tuple(label.removesuffix(LAYERS).removesuffix(SIMULATED).split(ALIKE)) if label else ()


def _place(shots: Sequence[Shot], wanted: tuple[str, str], default: int) -> int:
    for names in ([shot.id for shot in shots], [shot.label for shot in shots]):
        for name in wanted:
            if name and name in names:
                return names.index(name)
    return default


def _chosen() -> str:
    look = _kept()
    return look.chosen if look else ""


def _kept() -> Look | None:
    look: Look | None = session.value(session.LOOK)
    return look

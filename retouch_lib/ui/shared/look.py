"""What was last looked at in a viewer: Compare opens with what Tune showed, and Tune with what Compare did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retouch_lib.ui import session, workspace
from retouch_lib.ui.viewer import Mode, Shot, ViewerState


@dataclass(frozen=True, slots=True)
class Look:
    """Shots by id and, for the photos that come next, by what they are called."""

    mode: Mode
    left: tuple[str, str]
    right: tuple[str, str]


def keep_look(state: ViewerState, shots: Sequence[Shot]) -> None:
    """Of these shots that were in the viewer."""
    labels = {shot.id: shot.label for shot in shots}
    left, right = ((side, labels.get(side, "")) for side in (state.left, state.right))
    session.put(session.LOOK, Look(state.mode, left, right))


def mode_kept() -> Mode:
    look = _kept()
    return look.mode if look else "swipe"


def left_kept(shots: Sequence[Shot]) -> int:
    """The place of the shot on the left: the original, unless another one was chosen."""
    look = _kept()
    return _place(shots, look.left, default=0) if look else 0


def right_kept(shots: Sequence[Shot]) -> int:
    """The place of the shot on the right: that of the variant on the board, unless another one was chosen."""
    look = _kept()
    first = min(1, len(shots) - 1)
    opened = _place(shots, ("", workspace.open_variant().name), default=first)
    return _place(shots, look.right, default=opened) if look and look.right != look.left else opened


def _place(shots: Sequence[Shot], wanted: tuple[str, str], default: int) -> int:
    for names in ([shot.id for shot in shots], [shot.label for shot in shots]):
        for name in wanted:
            if name and name in names:
                return names.index(name)
    return default


def _kept() -> Look | None:
    look: Look | None = session.value(session.LOOK)
    return look

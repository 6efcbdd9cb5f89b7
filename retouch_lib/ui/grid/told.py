"""What the browser tells of a grid, bounded and checked: nothing of it is taken on trust."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from retouch_lib.ui.grid.deltas import Sent

_MOST_JUDGEMENTS = 500
_LONGEST_ID = 128


@dataclass(frozen=True, slots=True)
class Memory:
    """What the page keeps of a grid from one run to the next."""

    sent: Sent | None = None
    by: str = ""
    """The grid in the browser whose judgements were taken last."""
    upto: int = 0
    """The last of them."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a person did since the last run of the page."""

    judgements: tuple[Mapping[str, Any], ...] = ()
    """Those not taken yet, the oldest first: {"what", "stars", "shots"}, unchecked."""
    opened: tuple[str, str, int] | None = None
    """Ids of a row and of a cell of it, which is to be shown large (the cell's is empty for the original), and the
    place of the face that it is looked at."""
    back: bool = False
    """Whether the grid is to be seen again."""
    spot: Pointed | None = None


@dataclass(frozen=True, slots=True)
class Pointed:
    """A point in the pictures of a row, as fractions of them, 0–1."""

    row: str
    x: float
    y: float
    all: bool
    """Whether it is meant for all rows."""


def take(state: object, memory: Memory) -> tuple[Told, Memory]:
    """What is new, and what to keep of it. A judgement that is told again is not taken again."""
    if not isinstance(state, Mapping):
        return Told(), memory
    by, upto, judgements = _judgements(state.get("judge"), memory)
    told = Told(judgements, _opened(state.get("open")), state.get("back") is True, _spot(state.get("point")))
    return told, Memory(memory.sent, by, upto)


def holds(state: object) -> str:
    """The digest of the rows that the browser has."""
    digest = state.get("holds") if isinstance(state, Mapping) else ""
    return digest if isinstance(digest, str) else ""


def _judgements(value: object, memory: Memory) -> tuple[str, int, tuple[Mapping[str, Any], ...]]:
    if not isinstance(value, Mapping) or not _is_id(value.get("by")) or not isinstance(value.get("judgements"), list):
        return memory.by, memory.upto, ()
    by = str(value["by"])
    last = memory.upto if by == memory.by else 0
    listed = [each for each in value["judgements"][:_MOST_JUDGEMENTS] if isinstance(each, Mapping)]
    new = {each["number"]: each for each in listed if _is_number(each.get("number")) and each["number"] > last}
    return by, max([last, *new]), tuple(new[number] for number in sorted(new))


def _opened(value: object) -> tuple[str, str, int] | None:
    if not isinstance(value, Mapping) or not _is_id(value.get("row")) or not isinstance(value.get("cell"), str):
        return None
    face = value.get("face")
    return value["row"], value["cell"][:_LONGEST_ID], face if _is_number(face) else 0


def _spot(value: object) -> Pointed | None:
    if not isinstance(value, Mapping) or not _is_id(value.get("row")):
        return None
    x, y = value.get("x"), value.get("y")
    if not (_is_share(x) and _is_share(y)):
        return None
    return Pointed(value["row"], float(x), float(y), value.get("all") is True)  # type: ignore[arg-type]


def _is_id(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_ID


def _is_number(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1

"""From which value on a measure asks for a look: as the owner chose it, over what is usual."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeGuard

from retouch_lib.errors import BadSetting
from retouch_lib.imaging.measures.parts import Part
from retouch_lib.owners import Owner
from retouch_lib.presets.preset import Json
from retouch_lib.store.store import Store
from retouch_lib.work.triage import TriageLimits

KEY = "triage_limits"
"""The preference's: an object of the limits that were chosen, by name."""
_PART, _TINT = "part_", "tint_"
_USUAL = TriageLimits()
_COLOUR = (0.5, 100.0)


@dataclass(frozen=True, slots=True)
class LimitRange:
    """What one limit may be."""

    usual: float
    least: float
    most: float
    is_whole: bool = False


def _ranges() -> dict[str, LimitRange]:
    """By name: "stray", "part_skin", "tint_hair" …"""
    found = {
        "stray": LimitRange(_USUAL.stray, *_COLOUR),
        "stray_share": LimitRange(_USUAL.stray_share, 0.001, 1.0),
        **{_PART + part.value: LimitRange(value, *_COLOUR) for part, value in _USUAL.parts.items()},
        **{_TINT + part.value: LimitRange(value, *_COLOUR) for part, value in _USUAL.tints.items()},
        "skin_shift": LimitRange(_USUAL.skin_shift, *_COLOUR),
        "white": LimitRange(_USUAL.white, *_COLOUR),
        "texture": LimitRange(_USUAL.texture, 0.05, 0.99),
    }
    counts = {name: LimitRange(getattr(_USUAL, name), 1, 1000, is_whole=True) for name in ("moles", "freckles")}
    return found | counts


RANGES: Mapping[str, LimitRange] = _ranges()


class LimitBook:
    """Reads and keeps the limits of an owner: one preference in the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def chosen(self, owner: Owner) -> dict[str, float]:
        """What the owner chose, by name; what can't be used counts as not chosen."""
        kept = self._store.preference(owner, KEY)
        if not isinstance(kept, Mapping):
            return {}
        return {name: float(value) for name, value in kept.items() if _fits(value, name)}

    def values(self, owner: Owner) -> dict[str, float]:
        """Every limit in force, by name."""
        return {name: each.usual for name, each in RANGES.items()} | self.chosen(owner)

    def read(self, owner: Owner) -> TriageLimits:
        return limits_of(self.values(owner))

    def choose(self, owner: Owner, name: str, value: float) -> None:
        """Keep one limit; the usual value is not kept. Raises BadSetting, and nothing is changed."""
        if not _fits(value, name):
            each = RANGES[name]
            raise BadSetting(f"{value:g} can't be used: {each.least:g} to {each.most:g} is needed.")
        chosen = self.chosen(owner) | {name: value}
        self._keep(owner, {each: kept for each, kept in chosen.items() if kept != RANGES[each].usual})

    def forget(self, owner: Owner) -> None:
        """Back to the usual limits."""
        self._keep(owner, {})

    def _keep(self, owner: Owner, chosen: Mapping[str, float]) -> None:
        self._store.set_preference(owner, KEY, dict(chosen) or None)


def limits_of(values: Mapping[str, float]) -> TriageLimits:
    """Of every limit by its name."""
    return replace(
        _USUAL,
        parts={part: values[_PART + part.value] for part in _USUAL.parts},
        tints={part: values[_TINT + part.value] for part in _USUAL.tints},
        moles=int(values["moles"]),
        freckles=int(values["freckles"]),
        **{name: values[name] for name in ("stray", "stray_share", "skin_shift", "white", "texture")},
    )


def limits_fit(value: Json) -> bool:
    """Whether what is kept under KEY can be used."""
    return isinstance(value, Mapping) and all(_fits(each, name) for name, each in value.items())


def part_limit(part: Part) -> str:
    """The name of the limit for a part that may change."""
    return _PART + part.value


def tint_limit(part: Part) -> str:
    """The name of the limit for a part's colour."""
    return _TINT + part.value


def _fits(value: object, name: str) -> TypeGuard[float]:
    each = RANGES.get(name)
    if each is None or not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        return False
    return each.least <= value <= each.most and (not each.is_whole or float(value).is_integer())

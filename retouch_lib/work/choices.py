"""What an owner has chosen on the Settings page, over what the environment or the secrets give."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import partial
from typing import Any

from retouch_lib.errors import BadSetting
from retouch_lib.owners import Owner
from retouch_lib.presets.preset import Json
from retouch_lib.settings import LIMITS, Settings, within
from retouch_lib.store.store import Store

_WHOLE = frozenset({"billing_day", "budget_run", "budget_day", "keep_days"})
_KEYS = {"price": "price_per_credit"}
"""The preference's key where it is not the choice's name."""
HERE, DEFAULT = "chosen here", "default"


@dataclass(frozen=True, slots=True)
class Choices:
    """The numbers in force for one owner. Meaning and unit of each as in `Settings`, under the same name."""

    price: float
    billing_day: int
    budget_run: int
    budget_day: int
    keep_days: int
    keep_gb: float
    poll_seconds: float


NAMES = tuple(field.name for field in fields(Choices))


class ChoiceBook:
    """Reads and keeps choices; each is one preference in the store."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings

    def read(self, owner: Owner) -> Choices:
        values: dict[str, Any] = {name: getattr(self._settings, name) for name in NAMES}
        for name in NAMES:
            if (chosen := self._chosen(owner, name)) is not None:
                values[name] = chosen
        return Choices(**values)

    def choose(self, owner: Owner, name: str, value: float | None) -> Choices:
        """Keep a choice; None goes back to what the settings give. Raises BadSetting, and nothing is changed."""
        if name not in NAMES:
            raise BadSetting(f'"{name}" can\'t be chosen; there are {", ".join(NAMES)}')
        if value is not None:
            if not within(name, value) or (name in _WHOLE and not float(value).is_integer()):
                least, most = LIMITS[name]
                kind = "a whole number" if name in _WHOLE else "a number"
                raise BadSetting(f"{value:g} can't be used: {kind} from {least:g} to {most:g} is needed.")
            value = int(value) if name in _WHOLE else round(float(value), 4)
        self._store.set_preference(owner, _KEYS.get(name, name), value)
        return self.read(owner)

    def source(self, owner: Owner, name: str) -> str:
        """Where the value in force comes from: "chosen here", "RETOUCH_PRICE in the environment", "default"."""
        if self._chosen(owner, name) is not None:
            return HERE
        return self._settings.source(name) or DEFAULT

    def unreadable(self, owner: Owner) -> tuple[str, ...]:
        """Names of choices that are kept and can't be used: what the settings give is in force instead."""
        fits = {_KEYS.get(name, name): partial(_fits, name) for name in NAMES}
        kept = self._store.unreadable_preferences(owner, fits)
        return tuple(name for name in NAMES if _KEYS.get(name, name) in kept)

    def _chosen(self, owner: Owner, name: str) -> float | None:
        """What can't be used (a row of another version of the lab) counts as not chosen."""
        value = self._store.preference(owner, _KEYS.get(name, name))
        if value is None or not _fits(name, value):
            return None
        assert isinstance(value, int | float)
        return int(value) if name in _WHOLE else float(value)


def _fits(name: str, value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and within(name, value)

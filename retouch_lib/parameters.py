"""What a plugin takes beside Scale: a number, one of a few words, on or off, or a value that never changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Path = tuple[str, ...]
"""Where a value stands in a task: ("Alpha1",), or nested as ("User Params", "AI", "Color Correction Mode")."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number the plugin takes."""

    path: Path
    label: str
    """The plugin's own name of the parameter."""
    minimum: float | None
    """None where the vendor documents no bound."""
    maximum: float | None
    default: float | None
    """None where it is left out unless somebody sets it."""
    step: float = 0.01
    unit: Literal["percent", "degrees", "plain"] = "percent"
    is_blend: bool = False
    """Whether it says how much of the effect is laid in, so that a layer's opacity can stand for it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    path: Path
    label: str
    options: tuple[str, ...]
    default: str | None
    """None where it is left out unless somebody sets it."""
    open: bool = False
    """Whether the vendor names only some of the words ("accepted values include")."""

    def takes(self, value: object) -> bool:
        """Whether it is one of the words, or may be another."""
        return value in self.options or (self.open and isinstance(value, str))


@dataclass(frozen=True, slots=True)
class Switch:
    """On or off."""

    path: Path
    label: str
    default: bool


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that is always sent as it is."""

    path: Path
    value: int


Parameter = Number | Choice | Switch | Constant

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
    default: float
    step: float = 0.01
    unit: Literal["percent", "degrees", "plain"] = "percent"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    path: Path
    label: str
    options: tuple[str, ...]
    default: str


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

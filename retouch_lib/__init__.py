"""Retouch Lab: tune presets of the Retouch4me cloud retouching API. Room by room: see README, "Where things are".

from retouch_lib import Lab, Preset     # docs/library.md has examples
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from retouch_lib.lab import Lab as Lab
    from retouch_lib.presets.preset import Preset as Preset

__version__ = "0.1.0"

_OFFERED = {"Lab": "retouch_lib.lab", "Preset": "retouch_lib.presets.preset"}
"""Public names, and where each is defined."""

__all__ = ["Lab", "Preset"]


def __getattr__(name: str) -> Any:
    """Loaded when it is first asked for: with the lab come pandas, OpenCV and SQLAlchemy."""
    if name not in _OFFERED:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_OFFERED[name]), name)

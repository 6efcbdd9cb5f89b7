"""Whether a preset has nothing to do where there is no face."""

from __future__ import annotations

from retouch_lib.plugins import BY_KEY
from retouch_lib.presets.preset import Preset


def needs_face(preset: Preset) -> bool:
    """Whether one of its plugins has nothing to do without a face; of an unknown plugin nobody can tell."""
    return any(task.plugin in BY_KEY and BY_KEY[task.plugin].needs_face for task in preset.tasks)

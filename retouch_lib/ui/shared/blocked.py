"""Why presets can't be sent to a server now, for the button that would send them."""

from __future__ import annotations

from collections.abc import Sequence

from retouch_lib import engine
from retouch_lib.cloud.servers import Server
from retouch_lib.presets.preset import Preset
from retouch_lib.ui import workspace


def blocked(server: Server, presets: Sequence[Preset]) -> str:
    """Why nothing can be sent to that server now, or an empty text."""
    if server.is_local:
        missing = [task.plugin for preset in presets for task in preset.tasks if task.plugin not in engine.PLUGINS]
        return f"Not on the local engine: {', '.join(dict.fromkeys(missing))}." if missing else ""
    if workspace.token_missing(server):
        return f"{server.label} needs your token. Add it on the Settings page."
    if not workspace.consented(server):
        return f"First agree, on Tune, that photos go to {server.label}."
    return ""

"""What the status call tells of a task: its row, and the progress that lives only while it runs."""

from __future__ import annotations

import json
from dataclasses import dataclass

from retouch_lib.engine.ledger import TaskRow, TaskState

FIRST_PROGRESS = 5
"""What an active task shows before its first plugin has begun, as in the vendor's example."""
_LAST_PROGRESS = 99
"""What it shows until the file is saved."""


@dataclass(slots=True)
class Live:
    """A running task's progress, written by the work's thread."""

    plugin: str = ""
    fraction: float = 0.0
    """Of the whole task, 0–1."""
    step: str = "downloading"
    """downloading, processing, uploading: the API's words."""


@dataclass(frozen=True, slots=True)
class Status:
    """One answer's content."""

    state: TaskState
    progress: int
    """0–100."""
    reason: str
    """Why it failed; empty otherwise."""
    remark: str
    """What there is to say of a finished result; empty otherwise."""
    attempt: int
    step: str
    """Empty while waiting; keeps its last value afterwards, as the API's does."""
    plugin: str
    """The plugin at work; empty when none is."""
    expires: float
    """Seconds, as time.time gives them."""


def status_of(row: TaskRow, live: Live, *, seconds: float, now: float) -> Status:
    """The status at `now`. With a least time of `seconds`, progress is held back to it, so that it looks like work."""
    plugin, progress, step = "", 0, ""
    if row.state is TaskState.COMPLETED:
        progress, step = 100, "uploading"
    elif row.state is TaskState.FAILED:
        step = "processing"
    elif row.state is TaskState.ACTIVE:
        fraction, plugin, step = live.fraction, live.plugin, live.step
        paced = max(0.0, now - row.created) / seconds if seconds else 1.0
        if paced < 1.0 and step != "downloading":
            fraction, step = min(fraction, paced), "processing"
            plugin = _plugin_at(row, fraction)
        progress = min(FIRST_PROGRESS + int((100 - FIRST_PROGRESS) * fraction), _LAST_PROGRESS)
    reason = row.reason if row.state is TaskState.FAILED else ""
    remark = row.reason if row.state is TaskState.COMPLETED else ""
    return Status(row.state, progress, reason, remark, row.attempt, step, plugin, row.expires)


def _plugin_at(row: TaskRow, fraction: float) -> str:
    """The plugin at that fraction, as if all took equally long."""
    names = [str(task["Plugin"]) for task in json.loads(row.payload)]
    return names[min(int(fraction * len(names)), len(names) - 1)]

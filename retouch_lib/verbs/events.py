"""What a verb tells while it is at work. Every event is a line of JSON where a program reads it; see docs/cli.md."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

Event = Mapping[str, Any]
"""Plain values only; "kind" says which one it is."""
Events = Generator[Event, None, None]

TICK: Event = {"kind": "tick"}
"""Nothing happened: whoever listens may look whether it still wants to."""
PHOTO_REFUSED, PLAN, RUN, PROGRESS, RESULT = "photo_refused", "plan", "run", "progress", "result"
BATCH, LOOKED_AT = "batch", "looked_at"
FOUND, WATCHING = "found", "watching"
JOB, STATUS, BALANCE, ROWS, CSV = "job", "status", "balance", "rows", "csv"
PRESET, CHANGE, FILE, SAVED, NOTE, REFUSED = "preset", "change", "file", "saved", "note", "refused"
LOST = ("no id", "unknown", "no answer", "failed")
"""The states of a FOUND that brings nothing."""

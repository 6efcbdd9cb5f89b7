"""The replies' JSON, as the vendor's page shows it. Written apart from `cloud/replies.py` on purpose."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from starlette.responses import JSONResponse

from retouch_lib.engine.ledger import MAX_ATTEMPTS
from retouch_lib.engine.progress import Status

MAX_FILE_MB = 100
ARCHIVE_TYPE = "binary/octet-stream"
"""What the API calls an archive of layers: only its first bytes tell that it is one."""

LIMITS = {
    "image": {"formats": ["png", "jpg", "jpeg"], "maxFileSizeInMB": MAX_FILE_MB, "maxMegapixels": 250},
    "archive": {"formats": ["zip"]},
}


class Refusal(Exception):
    """The request is answered with an error number and a message."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def refusal(status: int, message: str, *, http_status: int | None = None) -> JSONResponse:
    """An error: its number is the HTTP status and stands in the body too, unless `http_status` hides it."""
    return JSONResponse({"status": status, "message": message}, status_code=http_status or status)


def started(task_id: str, quota: int) -> JSONResponse:
    return JSONResponse({"status": 200, "id": task_id, "retouchQuota": quota})


def status(task: Status) -> JSONResponse:
    return JSONResponse(
        {
            "status": 200,
            "state": task.state,
            "progress": task.progress,
            "reason": task.reason,
            "attempt": task.attempt,
            "currentStep": task.step,
            "maxAttempts": MAX_ATTEMPTS,
            "pluginName": task.plugin,
            "expireDate": iso(task.expires),
        }
    )


def balance(remaining: Mapping[str, Any]) -> JSONResponse:
    return JSONResponse({"status": 200, "remaining": dict(remaining)})


def iso(seconds: float) -> str:
    """A moment as the API writes it: 2026-03-18T21:58:47.836Z."""
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

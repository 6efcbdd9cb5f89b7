"""The replies' JSON, as the vendor's page shows it. Written apart from `cloud/replies.py` on purpose."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from starlette.responses import JSONResponse

from retouch_lib.engine import VERSION
from retouch_lib.engine.ledger import MAX_ATTEMPTS
from retouch_lib.engine.progress import Status

MAX_FILE_MB = 100
ARCHIVE_TYPE = "binary/octet-stream"
"""What the API calls an archive of layers: only its first bytes tell that it is one."""

LIMITS = {
    "image": {"formats": ["png", "jpg", "jpeg"], "maxFileSizeInMB": MAX_FILE_MB, "maxMegapixels": 250},
    "archive": {"formats": ["zip"]},
}


class RefusedRequest(Exception):
    """The request is answered with an error number, a message, and in a field of our own what is wrong in detail."""

    def __init__(self, status: int, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.detail = detail


class Reply(JSONResponse):
    """JSON in UTF-8; a "?" stands for each half of a character, which a request's JSON can hold and UTF-8 can't."""

    def render(self, content: Any) -> bytes:
        return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode(errors="replace")


def refusal(status: int, message: str, detail: str = "", *, http_status: int | None = None) -> Reply:
    """An error: its number is the HTTP status and stands in the body too, unless `http_status` hides it."""
    body = {"status": status, "message": message, **({"detail": detail} if detail else {})}
    return Reply(body, status_code=http_status or status)


def index(calls: Sequence[str], note: str) -> Reply:
    """Our own: what stands at this address."""
    return Reply(
        {
            "name": "Retouch Lab local engine",
            "version": VERSION,
            "about": "An emulator of the retouching API. Its results are an approximation, not Retouch4me's.",
            "calls": list(calls),
            **({"note": note} if note else {}),
        }
    )


def started(task_id: str, quota: int) -> Reply:
    return Reply({"status": 200, "id": task_id, "retouchQuota": quota})


def status(task: Status) -> Reply:
    """As the page shows it; `remark`, a field of our own, is there only where there is something to say."""
    return Reply(_status(task))


def callback(task_id: str, task: Status) -> bytes:
    """What is sent to the address that came as `hook`: the status and the id. Our own: the API's is not documented."""
    return bytes(Reply({"id": task_id, **_status(task)}).body)


def _status(task: Status) -> dict[str, Any]:
    return {
        "status": 200,
        "state": task.state,
        "progress": task.progress,
        "reason": task.reason,
        "attempt": task.attempt,
        "currentStep": task.step,
        "maxAttempts": MAX_ATTEMPTS,
        "pluginName": task.plugin,
        "expireDate": iso(task.expires),
        **({"remark": task.remark} if task.remark else {}),
    }


def balance(remaining: Mapping[str, Any]) -> Reply:
    return Reply({"status": 200, "remaining": dict(remaining)})


def iso(seconds: float) -> str:
    """A moment as the API writes it: 2026-03-18T21:58:47.836Z."""
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

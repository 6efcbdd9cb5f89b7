"""Carries out the faults of `faults.py`: one small function for each kind."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

from retouch_lib.engine.connection import CutOff, Dropped, transport_of
from retouch_lib.engine.faults import Fault
from retouch_lib.engine.tasks import Tasks
from retouch_lib.engine.wire import refusal

_LOOK_EVERY = 0.1
_BODY_ERRORS = {"start": 460, "status": 404, "get_file": 404, "limits": 404, "balance": 401}
_MESSAGES = {
    400: "Unknown error",
    401: "Invalid or expired token",
    404: "Not found",
    460: "Token not found",
    461: "Processing limit reached",
    462: "Invalid task for retouch server",
    500: "Internal server error",
    503: "Service unavailable",
}


@dataclass(frozen=True, slots=True)
class FaultyRequest:
    """A request that meets a fault."""

    call: str
    fault: Fault
    request: Request
    act: Callable[[], Awaitable[Response]]
    """Acts on the request as if nothing were wrong, and gives the answer."""
    tasks: Tasks
    stopping: asyncio.Event

    def option(self, name: str, default: Any) -> Any:
        return self.fault.option(name, default)

    async def act_if_wanted(self) -> None:
        if self.option("acted", False):
            await self.act()


async def respond(case: FaultyRequest) -> Response:
    """The answer, or what there is of one."""
    return await _RESPONSES[case.fault.kind](case)


async def _html(case: FaultyRequest) -> Response:
    await case.act_if_wanted()
    status, title = (500, "Internal Server Error") if case.fault.kind == "html_500" else (502, "Bad Gateway")
    page = f"<html><head><title>{status} {title}</title></head><body><center><h1>{status} {title}</h1></center></body>"
    return HTMLResponse(f"{page}</html>\n", status)


async def _error(case: FaultyRequest) -> Response:
    await case.act_if_wanted()
    status = int(case.option("status", 500))
    return refusal(status, str(case.option("message", _MESSAGES.get(status, "Error"))))


async def _body_error(case: FaultyRequest) -> Response:
    await case.act_if_wanted()
    status = int(case.option("status", _BODY_ERRORS[case.call]))
    return refusal(status, str(case.option("message", _MESSAGES.get(status, "Error"))), http_status=200)


async def _too_many(case: FaultyRequest) -> Response:
    await case.act_if_wanted()
    response = refusal(429, "Too many requests")
    response.headers["Retry-After"] = str(case.option("retry_after", 1))
    return response


async def _redirect(case: FaultyRequest) -> Response:
    target = str(case.option("to", case.request.url))
    return Response(status_code=int(case.option("status", 302)), headers={"Location": target})


async def _drop_before(case: FaultyRequest) -> Response:
    return Dropped()


async def _drop_middle(case: FaultyRequest) -> Response:
    return CutOff(await case.act())


async def _drop_after(case: FaultyRequest) -> Response:
    await case.act()
    return Dropped()


async def _stall(case: FaultyRequest) -> Response:
    """Wait, then answer; without `seconds`, hold the connection until its other end or the engine leaves."""
    answer = await case.act() if case.option("acted", False) else None
    seconds = case.option("seconds", None)
    if await _hold(case, None if seconds is None else float(seconds)):
        return answer or await case.act()
    return Dropped()


async def _hold(case: FaultyRequest, seconds: float | None) -> bool:
    """Whether the time passed before the engine or the client left."""
    loop = asyncio.get_running_loop()
    end = None if seconds is None else loop.time() + seconds
    transport = transport_of(case.request.scope)
    while not case.stopping.is_set() and not transport.is_closing():
        left = _LOOK_EVERY if end is None else min(_LOOK_EVERY, end - loop.time())
        if left <= 0:
            return True
        try:
            await asyncio.wait_for(case.stopping.wait(), left)
        except TimeoutError:
            continue
    return False


async def _wrong_type(case: FaultyRequest) -> Response:
    response = await case.act()
    response.headers["Content-Type"] = str(case.option("content_type", "text/html"))
    return response


async def _delayed(case: FaultyRequest) -> Response:
    return _reworded(await case.act(), state="delayed", currentStep="", pluginName="")


async def _progress_100(case: FaultyRequest) -> Response:
    return _reworded(await case.act(), state="active", progress=100, currentStep="uploading")


async def _failed(case: FaultyRequest) -> Response:
    case.tasks.fail(_task_id(case), failure_reason(case.fault))
    return await case.act()


async def _expired(case: FaultyRequest) -> Response:
    case.tasks.forget(_task_id(case))
    return await case.act()


async def _truncated(case: FaultyRequest) -> Response:
    return CutOff(await case.act())


async def _short_file(case: FaultyRequest) -> Response:
    response = await case.act()
    if not isinstance(response, FileResponse):
        return response
    whole = await asyncio.to_thread(Path(response.path).read_bytes)
    return Response(whole[: len(whole) // 2], media_type=response.media_type)


def failure_reason(fault: Fault) -> str:
    """The reason with which a task fails by this fault."""
    return str(fault.option("reason", "Processing failed on the server"))


def _task_id(case: FaultyRequest) -> str:
    return str(case.request.path_params["id"])


def _reworded(response: Response, **changes: Any) -> Response:
    """The same answer with other values, if it was a good one."""
    if response.status_code != 200:
        return response
    body = {**json.loads(bytes(response.body)), **changes}
    return Response(json.dumps(body), media_type="application/json")


_RESPONSES: dict[str, Callable[[FaultyRequest], Awaitable[Response]]] = {
    "html_500": _html,
    "html_502": _html,
    "error": _error,
    "body_error": _body_error,
    "too_many": _too_many,
    "redirect": _redirect,
    "drop_before": _drop_before,
    "drop_middle": _drop_middle,
    "drop_after": _drop_after,
    "stall": _stall,
    "wrong_type": _wrong_type,
    "delayed": _delayed,
    "progress_100": _progress_100,
    "failed": _failed,
    "expired": _expired,
    "truncated": _truncated,
    "short_file": _short_file,
}

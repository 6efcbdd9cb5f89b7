"""Where servers call when a job has ended. What they say is not read: the job's status is asked for at once instead.

Whoever calls needs no cookie and no login: an address that isn't one of ours is not found, and one of ours permits
nothing but that look.
"""

from __future__ import annotations

import asyncio

from anyio import to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from retouch_lib.ui.server import lifespan
from retouch_lib.ui.server.pictures import not_found
from retouch_lib.ui.server.threads import Threads

_MAX_BYTES = 64 * 1024
_WITHIN = 5.0
"""Bytes, and seconds, of a body that are taken before the caller is answered; nothing of them is kept."""
_CALLS = Threads("callbacks", 4)


async def take_callback(request: Request) -> Response:
    """204 for a callback to one of this lab's addresses, whatever it brings; 404 for any other, unread."""
    job, mark = request.path_params["job"], request.path_params["mark"]
    hooks = lifespan.current_lab().hooks
    if not hooks.is_ours(job, mark):
        return not_found()
    await to_thread.run_sync(hooks.follow, job, limiter=_CALLS.limiter())
    return Response(status_code=204 if await _is_small(request) else 413, headers={"Cache-Control": "no-store"})


async def _is_small(request: Request) -> bool:
    """Let a caller that is still sending come to its end, within bounds."""
    seen = 0
    try:
        async with asyncio.timeout(_WITHIN):
            async for chunk in request.stream():
                seen += len(chunk)
                if seen > _MAX_BYTES:
                    return False
    except (TimeoutError, ClientDisconnect):
        return False
    return True

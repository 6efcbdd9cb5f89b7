"""What a proxy or a watching program asks: whether the process lives, and whether requests should come here.

Both are answered to programs under any name of this computer (a proxy has one of its own for it), and tell nothing
else: see `request_filter`.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from retouch_lib.ui.server import lifespan

_FRESH = {"Cache-Control": "no-store"}


async def serve_health(request: Request) -> Response:
    """200 as long as the process answers at all."""
    return PlainTextResponse("ok\n", headers=_FRESH)


async def serve_ready(request: Request) -> Response:
    """200 "ready", or 503 with why not: the lab is not open, or its database doesn't answer."""
    readiness = lifespan.readiness()
    why_not = await readiness.trouble() if readiness else "starting or stopping"
    return PlainTextResponse(f"{why_not or 'ready'}\n", 503 if why_not else 200, headers=_FRESH)

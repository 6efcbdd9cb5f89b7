"""Figures for Prometheus: to this computer's own programs, or to whoever shows the key.

A proxy on this computer asks from here, too: what came through one is known by the headers that proxies add, and by the
name it was asked under.
"""

from __future__ import annotations

import hmac
from pathlib import Path

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from retouch_lib.ui.server import lifespan
from retouch_lib.ui.server.pictures import not_found
from retouch_lib.ui.server.request_filter import is_loopback, names_this_computer
from retouch_lib.ui.server.threads import Threads

_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_OF_PROXIES = ("x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via")
_SCRAPES = Threads("scrapes", 1)
_SCHEME = "Bearer "


async def serve_metrics(request: Request) -> Response:
    """The figures, or 404: who may not see them is not told that there are any."""
    lab = lifespan.current_lab()
    given = request.headers.get("authorization", "")
    if not (_is_direct(request) or _fits(given, lab.settings.metrics_key_file)):
        return not_found()
    text = await to_thread.run_sync(lab.watching.text, limiter=_SCRAPES.limiter())
    return Response(text, media_type=_TYPE, headers={"Cache-Control": "no-store"})


def _is_direct(request: Request) -> bool:
    """Whether a program on this computer asks, and no proxy on it for somebody else."""
    client = request.client.host if request.client is not None else ""
    near = is_loopback(f"[{client}]" if ":" in client else client)
    asked = names_this_computer(request.headers.get("host", ""))
    return near and asked and not any(name in request.headers for name in _OF_PROXIES)


def _fits(given: str, key_file: str) -> bool:
    """The key is read anew each time: it may be changed while the lab runs."""
    if not key_file or not given.startswith(_SCHEME):
        return False
    try:
        key = Path(key_file).read_bytes().strip()
    except OSError:
        return False
    return len(key) >= 16 and hmac.compare_digest(given.removeprefix(_SCHEME).encode(), key)

"""The components' scripts by address, so that a browser fetches each once and keeps it."""

from __future__ import annotations

from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

from retouch_lib.ui.server.pictures import not_found
from retouch_lib.ui.server.urls import script_url

_HEADERS = {"Cache-Control": "private, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
_published: dict[str, bytes] = {}


def publish(name: str, script: str) -> str:
    """Serve a JavaScript module from now on; returns its address, which changes with its content."""
    content = script.encode()
    address = script_url(name, sha256(content).hexdigest()[:16])
    _published[address] = content
    return address


async def serve_script(request: Request) -> Response:
    """One that was published; anything else is 404. They are the same for everybody, and hold nothing of anybody's."""
    address = script_url(request.path_params["name"], request.path_params["version"])
    content = _published.get(address)
    return not_found() if content is None else Response(content, media_type="text/javascript", headers=_HEADERS)

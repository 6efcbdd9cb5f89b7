"""The components' scripts by address, so that a browser fetches each once and keeps it."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from retouch_lib.ui.server.pictures import not_found
from retouch_lib.ui.server.urls import script_url

_HEADERS = {"Cache-Control": "private, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
_UI = Path(__file__).parents[1]
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
    if address not in _published:
        await to_thread.run_sync(_declare_all)
    content = _published.get(address)
    return not_found() if content is None else Response(content, media_type="text/javascript", headers=_HEADERS)


def components() -> list[str]:
    """The modules of all components: each declares one, and publishes its script, when it is imported."""
    folders = sorted(script.parent for script in _UI.glob("*/*.html") if script.stem == script.parent.name)
    return [f"retouch_lib.ui.{folder.name}" for folder in folders]


@cache
def _declare_all() -> None:
    """A page that another replica drew asks this one, where perhaps none was drawn yet."""
    for module in components():
        import_module(module)

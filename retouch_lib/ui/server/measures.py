"""What a share of texture kept looks like, as pictures: they belong to the definition, and are anybody's."""

from __future__ import annotations

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from retouch_lib.imaging.measures.definitions import TEXTURE_CROPS
from retouch_lib.ui.server.pictures import not_found

_TEXTURES = {str(kept): path for kept, path in TEXTURE_CROPS.items()}


async def serve_texture(request: Request) -> Response:
    """A crop of the sample portrait with so many per cent of its texture; see `definitions.TEXTURE_CROPS`."""
    path = _TEXTURES.get(request.path_params["kept"])
    if path is None or not await to_thread.run_sync(path.is_file):
        return not_found()
    return FileResponse(path, media_type="image/jpeg", headers={"X-Content-Type-Options": "nosniff"})

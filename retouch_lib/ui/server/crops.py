"""Crops of photos and results, a cell of a grid each: a thousand may be asked for at once, and scrolled away again."""

from __future__ import annotations

import re
from pathlib import Path

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from retouch_lib.imaging.faces.windows import Shows
from retouch_lib.media.whole_pictures import PictureName
from retouch_lib.ui.server import lifespan
from retouch_lib.ui.server.pictures import NOBODY_WAITS, made, not_found, owned
from retouch_lib.ui.server.threads import Threads
from retouch_lib.ui.server.urls import CROP_HEADER

_SIDE = re.compile(r"[0-9]{3}", re.ASCII)
_MAKERS = Threads("makers of crops")
KEEP_CROP = "private, max-age=86400"
"""A day: the file never changes, but a newer version of the app may find its face better."""


async def serve_crop(request: Request) -> Response:
    """A region of one of this owner's photos, in the photo, in a result of it or in a mix; anything else is 404.

    CROP_HEADER tells what it shows, see `imaging.faces.windows.Shows`.
    """
    sha256, photo, region, side = (request.path_params[key] for key in ("sha256", "photo", "region", "side"))
    if not _SIDE.fullmatch(side) or not await _is_owned(request, sha256, photo):
        return not_found()
    crops = lifespan.current_lab().crops
    shows: list[Shows] = []

    def make() -> Path:
        crop = crops.crop(sha256, photo, region, int(side))
        shows.append(crop.shows)
        return crop.path

    if await to_thread.run_sync(crops.is_kept, sha256, photo, region, int(side)):
        answer = await made(request, make)
    else:
        async with _MAKERS.limiter():
            if await request.is_disconnected():
                return Response(status_code=NOBODY_WAITS)
            answer = await made(request, make)
    if shows and answer.status_code == 200:
        answer.headers.update({CROP_HEADER: shows[0], "Cache-Control": KEEP_CROP})
    return answer


async def _is_owned(request: Request, name: str, photo: str) -> bool:
    try:
        picture = PictureName.parse(name)
    except ValueError:
        return False
    return (picture.mixed is not None or not picture.below) and await owned(request, *picture.files, photo)

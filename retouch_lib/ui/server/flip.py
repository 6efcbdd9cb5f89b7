"""FLIP of a part of two pictures: computed when it is asked for, kept nowhere."""

from __future__ import annotations

import json
import re

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from retouch_lib.errors import InvalidArchive, InvalidPhoto
from retouch_lib.imaging.measures import colour_map
from retouch_lib.measuring import flip
from retouch_lib.measuring.flip import FlipFailed, FlipMap
from retouch_lib.media.differences import Box
from retouch_lib.media.whole_pictures import PictureName
from retouch_lib.ui.server import lifespan
from retouch_lib.ui.server.differences import owned_pair
from retouch_lib.ui.server.pictures import NOBODY_WAITS, not_found
from retouch_lib.ui.server.threads import Threads
from retouch_lib.ui.server.urls import FLIP_HEADER

_UNAVAILABLE = 503
_PART = re.compile(r"([0-9]{1,6})-([0-9]{1,6})-([0-9]{1,6})-([0-9]{1,6})", re.ASCII)
_FLIPS = Threads("flip", 1)
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


async def serve_flip(request: Request) -> Response:
    """The map as a PNG in magma, with its mean in FLIP_HEADER. What can't be computed is said in a sentence."""
    box = _box(request.path_params["part"])
    pair = await owned_pair(request)
    if box is None or pair is None:
        return not_found()
    if not flip.is_installed():
        return PlainTextResponse(flip.ABSENT, _UNAVAILABLE)
    async with _FLIPS.limiter():
        if await request.is_disconnected():
            return Response(status_code=NOBODY_WAITS)
        return await to_thread.run_sync(_answer, *pair, box)


def _box(text: str) -> Box | None:
    found = _PART.fullmatch(text)
    if found is None:
        return None
    left, top, right, bottom = map(int, found.groups())
    return left, top, right, bottom


def _answer(one: PictureName, other: PictureName, box: Box) -> Response:
    lab = lifespan.current_lab()
    try:
        found = lab.flip.of(*lab.differences.cuts(one, other, box, flip.MOST_PIXELS))
    except (InvalidPhoto, InvalidArchive) as error:
        return PlainTextResponse(str(error), 404)
    except (LookupError, FileNotFoundError):
        return not_found()
    except FlipFailed as error:
        return PlainTextResponse(str(error), _UNAVAILABLE)
    except OSError as error:
        return PlainTextResponse(f"FLIP could not be computed: {error.strerror}.", _UNAVAILABLE)
    headers = {**_HEADERS, FLIP_HEADER: _told(found)}
    return Response(colour_map.flip_coloured(found.levels), media_type="image/png", headers=headers)


def _told(found: FlipMap) -> str:
    height, width = found.levels.shape
    return json.dumps({"mean": round(found.mean, 5), "width": width, "height": height})

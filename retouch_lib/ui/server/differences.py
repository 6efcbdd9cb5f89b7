"""How far two pictures differ, in colours: the whole, or a tile of it at full size."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from retouch_lib.imaging.measures import colour_map
from retouch_lib.media.whole_pictures import PictureName
from retouch_lib.ui.server import lifespan
from retouch_lib.ui.server.masks import LOOKING, for_a_day
from retouch_lib.ui.server.pictures import NOBODY_WAITS, made, not_found, owned
from retouch_lib.ui.server.threads import Threads

_PART = re.compile(r"whole|(?P<column>[0-9]{1,3})-(?P<row>[0-9]{1,3})", re.ASCII)
_FACTORS = {str(factor): factor for factor in colour_map.FACTORS}


async def serve_difference(request: Request) -> Response:
    """The difference of two of this owner's pictures, amplified; `part`: "whole", or a tile's column and row, "3-0"."""
    given = request.path_params
    part, factor = _PART.fullmatch(given["part"]), _FACTORS.get(given["factor"])
    pair = await owned_pair(request)
    if part is None or factor is None or pair is None:
        return not_found()
    one, other = pair
    differences = lifespan.current_lab().differences

    def make() -> Path:
        if part["column"] is None:
            return differences.whole(one, other)
        return differences.tile(one, other, int(part["column"]), int(part["row"]))

    return for_a_day(await _coloured(await made_in_turn(request, make), factor))


async def serve_places(request: Request) -> Response:
    """Where two of this owner's pictures differ most, as JSON."""
    pair = await owned_pair(request)
    if pair is None:
        return not_found()
    differences = lifespan.current_lab().differences
    answer = await made_in_turn(request, lambda: differences.places(*pair))
    if answer.status_code == 200:
        answer.headers["Content-Type"] = "application/json"
    return for_a_day(answer)


async def owned_pair(request: Request) -> tuple[PictureName, PictureName] | None:
    """The two pictures named; None for what is no name, or not this owner's."""
    try:
        one, other = (PictureName.parse(request.path_params[key]) for key in ("picture", "other"))
    except ValueError:
        return None
    return (one, other) if await owned(request, *one.files, *other.files) else None


async def made_in_turn(request: Request, make: Callable[[], Path], threads: Threads = LOOKING) -> Response:
    """In its turn, and not for who has gone: tiles come by the dozen while a picture is moved."""
    async with threads.limiter():
        if await request.is_disconnected():
            return Response(status_code=NOBODY_WAITS)
        return await made(request, make)


async def _coloured(answer: Response, factor: int) -> Response:
    if not isinstance(answer, FileResponse):
        return answer
    kept = ("cache-control", "x-content-type-options", "content-security-policy")
    try:
        png = await to_thread.run_sync(Path(answer.path).read_bytes)
    except FileNotFoundError:  # the previews were cleared just now
        return not_found()
    headers = {name: answer.headers[name] for name in kept}
    return Response(colour_map.coloured(png, factor), media_type="image/png", headers=headers)

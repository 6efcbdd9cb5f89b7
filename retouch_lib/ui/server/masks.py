"""What lies over the pictures when it is asked for: a photo's parts, and spots that a result no longer has."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from retouch_lib.media.whole_pictures import PictureName
from retouch_lib.ui.server import lifespan
from retouch_lib.ui.server.pictures import made, not_found, owned
from retouch_lib.ui.server.threads import Threads

LOOKING = Threads("looking")
"""For all that computes on whole pictures."""
_KEEP = "private, max-age=86400"
"""A day: a newer version of the app may find other parts."""


async def serve_parts(request: Request) -> Response:
    """A photo's parts as a picture to lay over it; 404 for what is no part, or not this owner's."""
    photo, part = request.path_params["sha256"], request.path_params["part"]
    if not await owned(request, photo):
        return not_found()
    masks = lifespan.current_lab().masks
    return for_a_day(await made(request, lambda: masks.parts(photo, part), LOOKING.limiter()))


async def serve_spots(request: Request) -> Response:
    """The spots that a picture made of a photo no longer has, as JSON."""
    photo = request.path_params["photo"]
    try:
        result = PictureName.parse(request.path_params["picture"])
    except ValueError:
        return not_found()
    if not await owned(request, photo, *result.files):
        return not_found()
    masks = lifespan.current_lab().masks
    answer = await made(request, lambda: masks.spots(result, photo), LOOKING.limiter())
    if answer.status_code == 200:
        answer.headers["Content-Type"] = "application/json"
    return for_a_day(answer)


def for_a_day(answer: Response) -> Response:
    """The same, to be kept by the browser for so long."""
    if answer.status_code == 200:
        answer.headers["Cache-Control"] = _KEEP
    return answer

"""Pictures of mixes: the exact one as a preview, in tiles and as a file to save; and the layers that make it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from retouch_lib.imaging.faces.regions import SIDES
from retouch_lib.imaging.faces.windows import Shows
from retouch_lib.imaging.strengths import Strengths
from retouch_lib.media.whole_pictures import PictureName
from retouch_lib.ui.server import lifespan
from retouch_lib.ui.server.crops import KEEP_CROP
from retouch_lib.ui.server.differences import made_in_turn
from retouch_lib.ui.server.pictures import not_found, owned
from retouch_lib.ui.server.threads import Threads
from retouch_lib.ui.server.urls import CROP_HEADER, FULL, MIX_BOX_HEADER, PREVIEW

MIXING = Threads("mixing")
"""Apart from what else looks at whole pictures: a slider that rests waits for its picture."""
_TILE = re.compile(r"([0-9]{1,3})-([0-9]{1,3})", re.ASCII)
_SIDES = {str(side): side for side in SIDES}
_NUMBER = re.compile(r"[0-9]{1,2}", re.ASCII)


async def serve_mix(request: Request) -> Response:
    """A mix of this owner's layers over this owner's photo: "preview", "full", or a tile's column and row, "3-0"."""
    name = await _owned_name(request)
    make = _making(name, request.path_params["strengths"], request.path_params["part"]) if name else None
    return await made_in_turn(request, make, MIXING) if make else not_found()


async def serve_mix_crop(request: Request) -> Response:
    """A small region of such a mix, see CROP_HEADER; anything else is 404."""
    name, (region, side) = await _owned_name(request), (request.path_params[key] for key in ("region", "side"))
    try:
        strengths = Strengths.parse(request.path_params["strengths"])
    except ValueError:
        return not_found()
    if name is None or side not in _SIDES:
        return not_found()
    crops, shows = lifespan.current_lab().mix_crops, list[Shows]()

    def make() -> Path:
        crop = crops.crop(name, strengths, region, _SIDES[side])
        shows.append(crop.shows)
        return crop.path

    answer = await made_in_turn(request, make, MIXING)
    if shows and answer.status_code == 200:
        answer.headers.update({CROP_HEADER: shows[0], "Cache-Control": KEEP_CROP})
    return answer


async def serve_mix_layer(request: Request) -> Response:
    """One layer as large as the preview, cut to where it acts; MIX_BOX_HEADER tells where that is."""
    name, number = await _owned_name(request), request.path_params["number"]
    if name is None or not _NUMBER.fullmatch(number):
        return not_found()
    mixes = lifespan.current_lab().mix_pictures
    told: list[int] = []

    def make() -> Path:
        path, box, size = mixes.layer(name, int(number))
        told.extend((*box, *size))
        return path

    answer = await made_in_turn(request, make, MIXING)
    if answer.status_code == 200:
        answer.headers[MIX_BOX_HEADER] = ",".join(map(str, told))
    return answer


def _making(name: PictureName, text: str, part: str) -> Callable[[], Path] | None:
    """What makes that picture; None for what names none."""
    tile = _TILE.fullmatch(part)
    try:
        strengths = Strengths.parse(text)
    except ValueError:
        return None
    return partial(_make, name, strengths, part) if part in (PREVIEW, FULL) or tile else None


def _make(name: PictureName, strengths: Strengths, part: str) -> Path:
    mixes = lifespan.current_lab().mix_pictures
    if part == PREVIEW:
        return mixes.preview(name, strengths)
    if part == FULL:
        return mixes.whole(name, strengths)
    column, row = map(int, part.split("-"))
    return mixes.tile(name, strengths, column, row)


async def _owned_name(request: Request) -> PictureName | None:
    """Layers over a photo, both this owner's; None for all else."""
    try:
        name = PictureName.parse(request.path_params["picture"])
    except ValueError:
        return None
    return name if name.below and name.mixed is None and await owned(request, *name.files) else None

"""The app's own HTTP routes beside Streamlit's: uploads streamed to disk, and files served from it."""

from __future__ import annotations

import asyncio
import logging
import re
from pathlib import Path

from anyio import to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from retouch_lib import names
from retouch_lib.errors import DataUnusable, InvalidPhoto, StoreTrouble
from retouch_lib.imaging.files.limits import MAX_ADDED_BYTES
from retouch_lib.machine.disk import not_kept
from retouch_lib.ui.server import lifespan
from retouch_lib.ui.server.backup import serve_backup
from retouch_lib.ui.server.callbacks import take_callback
from retouch_lib.ui.server.crops import serve_crop
from retouch_lib.ui.server.differences import serve_difference, serve_places
from retouch_lib.ui.server.downloads import serve_download
from retouch_lib.ui.server.flip import serve_flip
from retouch_lib.ui.server.health import serve_health, serve_ready
from retouch_lib.ui.server.masks import serve_parts, serve_spots
from retouch_lib.ui.server.measures import serve_texture
from retouch_lib.ui.server.metrics import serve_metrics
from retouch_lib.ui.server.mix_file import serve_mix_file
from retouch_lib.ui.server.mixes import serve_mix, serve_mix_crop, serve_mix_layer
from retouch_lib.ui.server.owner import for_somebody, owner_of
from retouch_lib.ui.server.pictures import NO_ROOM, made, not_found, owned
from retouch_lib.ui.server.reports import serve_document, serve_report
from retouch_lib.ui.server.result_file import serve_result
from retouch_lib.ui.server.scripts import serve_script
from retouch_lib.ui.server.threads import Threads
from retouch_lib.ui.server.urls import (
    BACKUP_ROUTE,
    COMPOSITE_ROUTE,
    CROP_ROUTE,
    DIFFERENCE_ROUTE,
    DOCUMENT_ROUTE,
    DOWNLOAD_ROUTE,
    EXTENT_HEADER,
    FILES_ROUTE,
    FLIP_ROUTE,
    FULL,
    HEALTH_ROUTE,
    HOOK_ROUTE,
    LAYER_ROUTE,
    METRICS_ROUTE,
    MIX_CROP_ROUTE,
    MIX_FILE_ROUTE,
    MIX_LAYER_ROUTE,
    MIX_ROUTE,
    PARTS_ROUTE,
    PLACES_ROUTE,
    PREVIEW,
    READY_ROUTE,
    REPORT_ROUTE,
    RESULT_ROUTE,
    SCRIPT_ROUTE,
    SIZES,
    SPOTS_ROUTE,
    TEXTURE_ROUTE,
    THUMBNAIL,
    TUNE_ROUTE,
    UPLOAD_ROUTE,
)
from retouch_lib.work.returning import SIDECAR

IDLE_SECONDS = 20.0
"""An upload that sends nothing for so long is given up, so that it can't hold up a stop."""

_NUMBER = re.compile(r"[0-9]{1,4}", re.ASCII)
_LAYERS = Threads("layers", 8)
_log = logging.getLogger(__name__)


async def upload(request: Request) -> Response:
    """PUT a photo's bytes, its name in `?name=`; answers {"sha256": …} or {"error": sentence}.

    Of one that was dropped in a folder, `&folder=` says which: a relative path with / between its parts.
    For a result that comes back, {"said": sentences} too; for an .xmp file of one, that alone.
    """
    lab = lifespan.current_lab()
    if not lab.upload_tickets.is_of(owner_of(request), request.path_params["ticket"]):
        return _refusal("This page was open for too long. Reload it and add the photo again.", 403)
    name = names.clean(request.query_params.get("name", ""))
    folder = request.query_params.get("folder", "")
    part = lab.files.new_part()
    try:
        await _receive(request, part)
        if name.lower().endswith(SIDECAR):
            returned = await to_thread.run_sync(lab.returning.take_sidecar, owner_of(request), part)
            return JSONResponse({"said": returned.in_words})
        photo = await to_thread.run_sync(lab.add_photo, owner_of(request), part, name, folder)
        await to_thread.run_sync(lab.face_scan.ask, [photo.sha256])
        known = await to_thread.run_sync(lab.returning.take, owner_of(request), photo.sha256)
    except InvalidPhoto as error:
        return _refusal(str(error), 415)
    except (DataUnusable, StoreTrouble) as error:
        return _refusal(str(error), NO_ROOM)
    except TimeoutError:
        return _refusal("The upload stood still and was given up. Nothing was kept; add the photo again.", 408)
    except ClientDisconnect:
        return Response(status_code=499)
    except OSError as error:  # the part could not be written
        return _refusal(str(not_kept(error)), NO_ROOM)
    finally:
        part.unlink(missing_ok=True)
    return JSONResponse({"sha256": photo.sha256} | ({"said": known.in_words} if known else {}))


async def _receive(request: Request, part: Path) -> None:
    """Write the body to disk as it comes. Raises InvalidPhoto when it is too long, TimeoutError when it stalls."""
    stream = request.stream().__aiter__()
    received = 0
    with part.open("wb") as file:
        while True:
            try:
                chunk = await asyncio.wait_for(anext(stream), IDLE_SECONDS)
            except StopAsyncIteration:
                return
            received += len(chunk)
            if received > MAX_ADDED_BYTES:
                raise InvalidPhoto(
                    f"The file is over {MAX_ADDED_BYTES >> 20} MB, the most that can be added. Export a smaller one."
                )
            await to_thread.run_sync(file.write, chunk)


async def serve(request: Request) -> Response:
    """A photo or result of this owner, whole or as a smaller picture; anything else is 404."""
    sha256, size = request.path_params["sha256"], request.path_params["size"]
    lab = lifespan.current_lab()
    if size not in SIZES or not await owned(request, sha256):
        return not_found()
    if size != FULL:
        make = lab.previews.preview if size == PREVIEW else lab.previews.thumbnail
        return await made(request, lambda: make(sha256))
    if "download" in request.query_params:
        return await made(request, lambda: lab.files.path(sha256))
    return await made(request, lambda: lab.previews.shown(sha256))


async def serve_layer(request: Request) -> Response:
    """One layer of a layered result of this owner: its PNG, or a smaller picture of it; a thumbnail's EXTENT_HEADER
    tells what of the layer it shows, see `layer_views.Extent`."""
    sha256, number, size = (request.path_params[key] for key in ("sha256", "number", "size"))
    lab = lifespan.current_lab()
    views = {PREVIEW: lab.layer_views.preview, THUMBNAIL: lab.layer_views.thumbnail, FULL: lab.layer_views.file}
    if size not in views or not _NUMBER.fullmatch(number) or not await owned(request, sha256):
        return not_found()
    answer = await made(request, lambda: views[size](sha256, int(number)), _LAYERS.limiter())
    if size == THUMBNAIL and answer.status_code == 200:
        answer.headers[EXTENT_HEADER] = await to_thread.run_sync(lab.layer_views.extent, sha256, int(number))
    return answer


async def serve_composite(request: Request) -> Response:
    """A layered result of this owner laid over one of their photos."""
    sha256, photo, size = (request.path_params[key] for key in ("sha256", "photo", "size"))
    lab = lifespan.current_lab()
    if size not in (PREVIEW, FULL) or not await owned(request, sha256, photo):
        return not_found()
    return await made(request, lambda: lab.layer_views.composite(sha256, photo, size), _LAYERS.limiter())


async def to_tune(request: Request) -> Response:
    """To the app's own address, with the run that was asked for."""
    query = request.url.query
    return RedirectResponse(f"./?{query}" if query else "./")


FOR_ANYBODY = frozenset((SCRIPT_ROUTE, TEXTURE_ROUTE, HEALTH_ROUTE, READY_ROUTE, TUNE_ROUTE, HOOK_ROUTE, METRICS_ROUTE))
"""Routes that show nothing of anybody, or know who asks by themselves (a server, a watching program). Every other one
answers 404 to who is nobody."""


def routes() -> list[Route]:
    return [route if route.path in FOR_ANYBODY else _for_somebody(route) for route in _routes()]


def _for_somebody(route: Route) -> Route:
    return Route(route.path, for_somebody(route.endpoint), methods=sorted(route.methods or ()))


def _routes() -> list[Route]:
    return [
        Route(UPLOAD_ROUTE, upload, methods=["PUT"]),
        Route(FILES_ROUTE, serve, methods=["GET"]),
        Route(LAYER_ROUTE, serve_layer, methods=["GET"]),
        Route(COMPOSITE_ROUTE, serve_composite, methods=["GET"]),
        Route(CROP_ROUTE, serve_crop, methods=["GET"]),
        Route(PARTS_ROUTE, serve_parts, methods=["GET"]),
        Route(DIFFERENCE_ROUTE, serve_difference, methods=["GET"]),
        Route(FLIP_ROUTE, serve_flip, methods=["GET"]),
        Route(MIX_ROUTE, serve_mix, methods=["GET"]),
        Route(MIX_CROP_ROUTE, serve_mix_crop, methods=["GET"]),
        Route(MIX_LAYER_ROUTE, serve_mix_layer, methods=["GET"]),
        Route(PLACES_ROUTE, serve_places, methods=["GET"]),
        Route(SPOTS_ROUTE, serve_spots, methods=["GET"]),
        Route(TEXTURE_ROUTE, serve_texture, methods=["GET"]),
        Route(BACKUP_ROUTE, serve_backup, methods=["GET"]),
        Route(SCRIPT_ROUTE, serve_script, methods=["GET"]),
        Route(DOWNLOAD_ROUTE, serve_download, methods=["GET"]),
        Route(REPORT_ROUTE, serve_report, methods=["GET"]),
        Route(DOCUMENT_ROUTE, serve_document, methods=["GET"]),
        Route(RESULT_ROUTE, serve_result, methods=["GET"]),
        Route(MIX_FILE_ROUTE, serve_mix_file, methods=["GET"]),
        Route(HOOK_ROUTE, take_callback, methods=["POST", "PUT", "GET"]),
        Route(HEALTH_ROUTE, serve_health, methods=["GET"]),
        Route(METRICS_ROUTE, serve_metrics, methods=["GET"]),
        Route(READY_ROUTE, serve_ready, methods=["GET"]),
        Route(TUNE_ROUTE, to_tune, methods=["GET"]),
    ]


def _refusal(sentence: str, status: int) -> JSONResponse:
    _log.info("upload refused (%d): %s", status, sentence)
    return JSONResponse({"error": sentence}, status)

"""The API's calls, as the vendor's page documents them, on a Starlette app.

    POST /api/v1/retoucher/start          multipart: file, token (or header X-Retouch-Token), payload; Idempotency-Key
    GET  /api/v1/retoucher/status/{id}
    GET  /api/v1/retoucher/getFile/{id}
    GET  /api/v1/info/limits
    POST /api/v1/balance                  JSON {"modes": […]}, header X-Retouch-Token
    POST /api/retouch/v1/balance          multipart or urlencoded: retouchtoken, modes[]
    GET  /                                our own: name, version and these calls

Both balances take all three kinds of body. A start's `hook` is called at the end where its host may be: `callbacks.py`.
The page for people who call it is docs/engine.md.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from retouch_lib.engine import control, payload, trouble, wire
from retouch_lib.engine.connection import Dropped, LingeringClose
from retouch_lib.engine.fault_injection import FaultyRequest, failure_reason, respond
from retouch_lib.engine.faults import Faults
from retouch_lib.engine.guard import AnsweredHosts, HostGuard
from retouch_lib.engine.ledger import OutOfCredits
from retouch_lib.engine.paths import PlainPaths
from retouch_lib.engine.tasks import Application, Tasks
from retouch_lib.engine.upload import NO_FILENAME, Form, FormReader, NoForm, no_file
from retouch_lib.engine.wire import RefusedRequest
from retouch_lib.errors import InvalidPhoto

log = logging.getLogger(__name__)

_KNOWN = re.compile(r"reto[!-~]*")
"""Tokens that begin so are known, as all of the vendor's do; one with a blank or a line's end in it is none."""
_MAX_JSON = 64 * 1024
_NO_BALANCE = (401, "Invalid or expired token")

Handler = Callable[[Request], Awaitable[Response]]


@dataclass
class Engine:
    """What the calls work with."""

    tasks: Tasks
    faults: Faults
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the engine is told to stop, so that stalled answers end."""

    async def start(self, request: Request) -> Response:
        """Take a photo and a payload, take one credit, give the task's id."""
        upload = self.tasks.folder.new_upload()
        try:
            wanted = await self._application(request, upload)
            task_id = await self.tasks.start(wanted)
        except InvalidPhoto as error:
            raise RefusedRequest(400, str(error)) from None
        except OutOfCredits:
            raise RefusedRequest(461, "Processing limit reached") from None
        finally:
            upload.unlink(missing_ok=True)
        return wire.started(task_id, self.tasks.left(wanted.account))

    async def _application(self, request: Request, upload: Path) -> Application:
        """Read a start's form, its photo into `upload`. Raises RefusedRequest."""
        header = request.headers.get("x-retouch-token")
        if header is not None:
            _require_known(header)
        with upload.open("wb") as file:
            try:
                form = await FormReader(file, lambda name, value: _refuse_early(name, value, header)).read(request)
            except NoForm as error:
                raise no_file(error.message) from None
        token = _require_known(form.text("token") if header is None else header)
        if not form.has_file:
            raise no_file(_why_no_file(form))
        return Application(
            upload,
            _checked(form),
            self.tasks.account(token),
            request.headers.get("idempotency-key"),
            injected_failure=self._injected_failure,
            ignore_key=lambda: self.faults.draw("start", "ignore_key") is not None,
            hook=form.text("hook"),
        )

    async def status(self, request: Request) -> Response:
        found = self.tasks.status(request.path_params["id"])
        if found is None:
            raise RefusedRequest(404, "Task not found")
        return wire.status(found)

    async def get_file(self, request: Request) -> Response:
        found = self.tasks.result(request.path_params["id"])
        if found is None:
            raise RefusedRequest(404, "File not found")
        path, form = found
        media_type = wire.ARCHIVE_TYPE if form == "zip" else f"image/{form}"
        return FileResponse(path, media_type=media_type, headers={"Cache-Control": "no-store"})

    async def limits(self, request: Request) -> Response:
        """The documented limits. In production this call gives 404 today; the fault "404" makes it so here."""
        return JSONResponse(wire.LIMITS)

    async def balance(self, request: Request) -> Response:
        """The documented form and the newer one, JSON with the token in a header: both calls take both."""
        header = request.headers.get("x-retouch-token")
        if header is not None:
            _require_known(header, *_NO_BALANCE)
        try:
            form = await FormReader(None).read(request)
            named, modes = form.text("retouchtoken"), form.texts("modes") or [payload.MODE]
        except NoForm:
            question = await _json_object(request)
            named, modes = question.get("retouchtoken"), question.get("modes", [payload.MODE])
        token = _require_known(named if header is None else header, *_NO_BALANCE)
        if not isinstance(modes, list) or not all(isinstance(mode, str) for mode in modes):
            raise RefusedRequest(400, "modes must be a list of texts")
        return self._remaining(token, modes)

    def _remaining(self, token: str, modes: Sequence[str]) -> Response:
        left = self.tasks.left(self.tasks.account(token))
        return wire.balance({mode: left if mode == payload.MODE else 0 for mode in modes})

    def _injected_failure(self) -> str:
        fault = self.faults.draw("start", "failed")
        return failure_reason(fault) if fault else ""

    def answering(self, call: str, handler: Handler) -> Handler:
        """The handler with refusals put into words, and with the faults ordered for `call`."""

        async def act(request: Request) -> Response:
            try:
                return await handler(request)
            except RefusedRequest as refused:
                return wire.refusal(refused.status, refused.message, refused.detail)
            except (OSError, sqlite3.Error) as error:
                if not (why := trouble.passing(error) or trouble.lasting(error)):
                    raise
                log.error("The local engine's folder: %s.", why)
                return wire.refusal(500, f"The local engine can't use its folder: {why}.")

        async def answer(request: Request) -> Response:
            fault = self.faults.draw(call)
            try:
                if fault is None:
                    return await act(request)
                return await respond(
                    FaultyRequest(call, fault, request, lambda: act(request), self.tasks, self.stopping)
                )
            except ClientDisconnect:
                return Dropped()

        return answer


def make_app(engine: Engine, *, names: AnsweredHosts, with_control: bool) -> Starlette:
    """The app, reached by these host names; `with_control` adds the fault control."""
    calls = [*_routes(engine), *(control.routes(engine.faults, engine.tasks) if with_control else ())]

    async def index(request: Request) -> Response:
        return wire.index([f"{_method(route)} {route.path}" for route in calls], engine.tasks.note)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with engine.tasks.running():
            yield

    app = Starlette(
        routes=[Route("/", index), *calls],
        middleware=[Middleware(PlainPaths), Middleware(LingeringClose), Middleware(HostGuard, names=names)],
        exception_handlers={HTTPException: _no_such_route, Exception: _broke},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    return app


def _method(route: Route) -> str:
    """Starlette adds HEAD to each GET."""
    return ", ".join(sorted((route.methods or set()) - {"HEAD"}))


def _routes(engine: Engine) -> list[Route]:
    calls: list[tuple[str, str, str, Handler]] = [
        ("POST", "/api/v1/retoucher/start", "start", engine.start),
        ("GET", "/api/v1/retoucher/status/{id}", "status", engine.status),
        ("GET", "/api/v1/retoucher/getFile/{id}", "get_file", engine.get_file),
        ("GET", "/api/v1/info/limits", "limits", engine.limits),
        ("POST", "/api/v1/balance", "balance", engine.balance),
        ("POST", "/api/retouch/v1/balance", "balance", engine.balance),
    ]
    return [Route(path, engine.answering(call, handler), methods=[method]) for method, path, call, handler in calls]


def _require_known(token: object, status: int = 460, message: str = "Token not found") -> str:
    if not isinstance(token, str) or not _KNOWN.fullmatch(token):
        raise RefusedRequest(status, message)
    return token


def _refuse_early(name: str, value: str, header: str | None) -> None:
    """An unknown token is refused as soon as it is read, before the rest of the photo has come."""
    if name == "token" and header is None:
        _require_known(value)


def _why_no_file(form: Form) -> str:
    """What a client that meant to send one did; empty when it sent none."""
    if "file" in form.fields:
        return NO_FILENAME
    if others := form.files - {"payload"}:
        return f"The photo belongs in the part named file, not in {', '.join(sorted(others))[:80]}"
    return ""


def _checked(form: Form) -> list[dict[str, Any]]:
    text = form.text("payload")
    try:
        if text is None:
            raise payload.BadPayload(
                "payload came as a file; it is a text" if "payload" in form.files else "payload is missing"
            )
        return payload.read_payload(text)
    except payload.BadPayload as error:
        raise RefusedRequest(462, f"Invalid task for retouch server: {error}") from None


async def _json_object(request: Request) -> dict[str, Any]:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_JSON:
            raise RefusedRequest(400, "The body is too long")
    try:
        value = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        raise RefusedRequest(400, "The body is not JSON") from None
    if not isinstance(value, dict):
        raise RefusedRequest(400, "The body is not a JSON object")
    return value


async def _no_such_route(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    reply = wire.refusal(error.status_code, error.detail)
    reply.headers.update(error.headers or {})
    return reply


async def _broke(request: Request, error: Exception) -> Response:
    log.error("%s %s broke", request.method, request.url.path, exc_info=error)
    return wire.refusal(500, "The local engine broke on this request; its log says where.")

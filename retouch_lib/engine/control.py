"""The fault control over HTTP, for tests that run the engine as a process. Only there with `--faults`.

POST   /faults   {"call": "start", "kind": "drop_after", "count": 1, "skip": 0, …options of the kind}
DELETE /faults   nothing goes wrong any more
GET    /charges  {"charges": credits taken, "starts": starts accepted or joined, "faults": orders left}
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from retouch_lib.engine import wire
from retouch_lib.engine.faults import Faults
from retouch_lib.engine.tasks import Tasks


def routes(faults: Faults, tasks: Tasks) -> list[Route]:
    """The control's routes."""

    async def add(request: Request) -> Response:
        try:
            order = dict(await request.json())
            faults.add(order.pop("call"), order.pop("kind"), order.pop("count", 1), **order)
        except KeyError as error:
            return wire.refusal(400, f"{error.args[0]} is missing")
        except (TypeError, ValueError, RecursionError) as error:
            return wire.refusal(400, str(error))
        return JSONResponse({"status": 200, "faults": faults.left()})

    async def clear(request: Request) -> Response:
        faults.clear()
        return JSONResponse({"status": 200, "faults": 0})

    async def charges(request: Request) -> Response:
        return JSONResponse({"charges": tasks.charges, "starts": tasks.starts, "faults": faults.left()})

    return [
        Route("/faults", add, methods=["POST"]),
        Route("/faults", clear, methods=["DELETE"]),
        Route("/charges", charges),
    ]

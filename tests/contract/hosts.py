"""The app's own routes on a port, for the tests that ask them."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from typing import Any
from urllib.parse import quote

import uvicorn
from starlette.applications import Starlette

from retouch_lib.lab import Lab
from retouch_lib.owners import LOCAL
from retouch_lib.ui.server import routes as app_routes
from retouch_lib.ui.server.doors import visitors
from retouch_lib.ui.server.request_filter import request_filter
from retouch_lib.ui.server.urls import upload_url

Answer = tuple[int, dict[str, str], bytes]


class Host:
    """The routes on a port of their own."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        app = Starlette(routes=app_routes.routes(), middleware=[request_filter(lab.settings), *visitors(lab.settings)])
        config = uvicorn.Config(app, log_level="critical", lifespan="off", ws="none", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        listener = socket.create_server(("127.0.0.1", 0))
        self.port = listener.getsockname()[1]
        self._thread = threading.Thread(target=self._server.run, args=([listener],), daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body=body, headers=headers)
            reply = connection.getresponse()
            names = {name.lower() for name, _ in reply.getheaders()}
            return reply.status, {name: reply.getheader(name) or "" for name in names}, reply.read()
        finally:
            connection.close()

    def put(
        self, body: Any, name: str = "a.jpg", ticket: str | None = None, folder: str = ""
    ) -> tuple[int, dict[str, str]]:
        ticket = ticket or self.lab.upload_tickets.issue(LOCAL)
        query = f"name={quote(name, safe='')}" + (f"&folder={quote(folder, safe='')}" if folder else "")
        status, _, reply = self.call("PUT", f"{upload_url(ticket)}?{query}", body)
        return status, json.loads(reply)

"""A server on a bare socket, scripted per connection: it misbehaves in ways that no framework lets one."""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self


@dataclass
class Line:
    """One accepted connection, with what was read of its request."""

    sock: socket.socket
    head: str = ""
    """The request line and the headers."""
    body: bytes = b""

    def read_head(self) -> str:
        """Read up to the blank line; what came of the body stays in `body`."""
        data = b""
        while b"\r\n\r\n" not in data:
            piece = self.sock.recv(65536)
            if not piece:
                break
            data += piece
        head, _, self.body = data.partition(b"\r\n\r\n")
        self.head = head.decode("latin-1")
        return self.head

    def header(self, name: str) -> str | None:
        for line in self.head.split("\r\n")[1:]:
            key, _, value = line.partition(":")
            if key.lower() == name.lower():
                return value.strip()
        return None

    def read_request(self) -> bytes:
        """Read the whole request and return its body."""
        self.read_head()
        length = int(self.header("Content-Length") or 0)
        while len(self.body) < length:
            piece = self.sock.recv(1 << 20)
            if not piece:
                break
            self.body += piece
        return self.body

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def answer(self, status: int, body: bytes | dict[str, Any] | list[Any], **headers: str) -> None:
        """A complete answer; a dict is sent as JSON. Header names: `Retry_After` → Retry-After."""
        kind = "text/html" if isinstance(body, bytes) else "application/json"
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        named = {"Content-Type": kind, "Content-Length": str(len(data)), "Connection": "close"}
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        lines = [f"HTTP/1.1 {status} Said", *(f"{name}: {value}" for name, value in named.items()), "", ""]
        self.send("\r\n".join(lines).encode() + data)

    def reset(self) -> None:
        """Close so that the other side gets a reset (RST), as from a killed process."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()


Script = Callable[[Line], object]


@dataclass
class RawServer:
    """Serves connection n by script n, the last script for all that follow."""

    scripts: list[Script]
    tls: ssl.SSLContext | None = None
    lines: list[Line] = field(default_factory=list)
    """The connections so far, in order."""

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._accept, daemon=True)

    @property
    def base(self) -> str:
        scheme = "https" if self.tls else "http"
        return f"{scheme}://127.0.0.1:{self._listener.getsockname()[1]}/api/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(10)
        for line in self.lines:
            line.sock.close()

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            sock.settimeout(10)
            # As real servers do; otherwise a reset can overtake an answer that never left this side.
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        try:
            if self.tls is not None:
                sock = self.tls.wrap_socket(sock, server_side=True)
            line = Line(sock)
            self.lines.append(line)
            self.scripts[min(len(self.lines), len(self.scripts)) - 1](line)
            line.sock.close()
        except OSError:
            sock.close()  # the client went away, as some tests want


def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])

"""The API spoken by hand over sockets and http.client: no code of ours between the test and the wire."""

from __future__ import annotations

import http.client
import json
import socket
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.engines import HEAL, TOKEN, wait_until

BOUNDARY = "----boundary0123456789"


@dataclass(frozen=True)
class Reply:
    """One answer, read whole."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def call(url: str, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Reply:
    """One request on a connection of its own."""
    connection = http.client.HTTPConnection(str(urlsplit(url).hostname), urlsplit(url).port, timeout=20)
    try:
        connection.request(method, path, body or None, dict(headers or {}))
        answer = connection.getresponse()
        names = {name.lower(): value for name, value in answer.getheaders()}
        return Reply(answer.status, names, answer.read())
    finally:
        connection.close()


def form(fields: Mapping[str, str | tuple[str, bytes]]) -> bytes:
    """A multipart body; a tuple is a file with its name."""
    parts = []
    for name, value in fields.items():
        if isinstance(value, tuple):
            head = f'Content-Disposition: form-data; name="{name}"; filename="{value[0]}"\r\nContent-Type: image/jpeg'
            data = value[1]
        else:
            head = f'Content-Disposition: form-data; name="{name}"'
            data = value.encode()
        parts.append(f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode() + data + b"\r\n")
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


MULTIPART = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}


def start(
    url: str,
    photo: bytes | None,
    *,
    payload: str | None = HEAL,
    token: str | None = TOKEN,
    key: str | None = None,
    headers: Mapping[str, str] | None = None,
    extra: Mapping[str, str] | None = None,
) -> Reply:
    """POST retoucher/start in the order of the vendor's example: file, token, payload."""
    fields: dict[str, str | tuple[str, bytes]] = {}
    if photo is not None:
        fields["file"] = ("photo.jpg", photo)
    if token is not None:
        fields["token"] = token
    if payload is not None:
        fields["payload"] = payload
    sent = {**MULTIPART, **(headers or {}), **({"Idempotency-Key": key} if key else {})}
    return call(url, "POST", "/api/v1/retoucher/start", form({**fields, **(extra or {})}), sent)


def started(url: str, photo: bytes, **options: Any) -> str:
    """The id of a start that must succeed."""
    reply = start(url, photo, **options)
    assert reply.status == 200, reply.body
    return str(reply.json["id"])


def status(url: str, task: str) -> Reply:
    return call(url, "GET", f"/api/v1/retoucher/status/{task}")


def get_file(url: str, task: str) -> Reply:
    return call(url, "GET", f"/api/v1/retoucher/getFile/{task}")


def ended(url: str, task: str, *, seconds: float = 30.0) -> dict[str, Any]:
    """The status once the task is completed or failed."""

    def look() -> dict[str, Any] | None:
        found: dict[str, Any] = status(url, task).json
        return found if found["state"] in ("completed", "failed") else None

    return dict(wait_until(look, seconds=seconds))


def new_key() -> str:
    return str(uuid.uuid4())


def exchange(url: str, data: bytes) -> bytes:
    """Send bytes on a bare socket and read until the other side ends; ConnectionResetError as it comes."""
    with connected(url) as connection:
        connection.sendall(data)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
        return answer


def connected(url: str) -> socket.socket:
    parts = urlsplit(url)
    return socket.create_connection((parts.hostname, parts.port), timeout=20)


def start_bytes(photo: bytes, *, key: str = "") -> bytes:
    """A whole start request as bytes."""
    body = form({"file": ("photo.jpg", photo), "token": TOKEN, "payload": HEAL})
    head = (
        f"POST /api/v1/retoucher/start HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {MULTIPART['Content-Type']}\r\n"
        f"Content-Length: {len(body)}\r\n" + (f"Idempotency-Key: {key}\r\n" if key else "") + "\r\n"
    )
    return head.encode() + body


def get_bytes(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()

"""A server that speaks as much S3 as the lab asks for, in this process, with trouble to order."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape


@dataclass
class TinyS3:
    """Objects by path below the bucket, and what was asked for: "PUT /studio/a", as it came."""

    objects: dict[str, tuple[bytes, datetime]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    knows_conditions: bool = True
    answers: list[int] = field(default_factory=list)
    """Statuses that the next requests get instead of an answer."""
    hangs: threading.Event | None = None
    """Nothing is answered before it is set."""
    cuts: bool = False
    """Bodies end after half of their bytes."""
    url: str = ""

    def count(self, method: str) -> int:
        return sum(line.startswith(method) for line in self.asked)

    def age(self, key: str, when: datetime) -> None:
        """Say that an object was put then."""
        name = next(name for name in self.objects if name.endswith(key))
        self.objects[name] = (self.objects[name][0], when)


@contextmanager
def tiny_s3() -> Iterator[TinyS3]:
    s3 = TinyS3()

    class Handler(_Handler):
        server_s3 = s3

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    s3.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield s3
    finally:
        if s3.hangs is not None:
            s3.hangs.set()
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_s3: TinyS3

    def do_PUT(self) -> None:
        data = self.rfile.read(int(self.headers["Content-Length"]))
        if self._troubled():
            return
        s3, name = self.server_s3, self.path.split("?")[0]
        if self.headers.get("If-None-Match") == "*":
            if not s3.knows_conditions:
                self._answer(501)
                return
            if name in s3.objects:
                self._answer(412)
                return
        s3.objects[name] = (data, datetime.now(UTC))
        self._answer(200, headers={"ETag": '"one"'})

    def do_GET(self) -> None:
        if self._troubled():
            return
        if "list-type=2" in self.path:
            self._list()
            return
        found = self.server_s3.objects.get(self.path)
        if found is None:
            self._answer(404)
            return
        data, modified = found
        first, last = 0, len(data) - 1
        if asked := self.headers.get("Range"):
            first, last = (int(number) for number in asked.removeprefix("bytes=").split("-"))
            last = min(last, len(data) - 1)
        headers = {"Content-Range": f"bytes {first}-{last}/{len(data)}"} if asked else {}
        self._answer(206 if asked else 200, data[first : last + 1], headers | _of(modified))

    def do_HEAD(self) -> None:
        if self._troubled():
            return
        found = self.server_s3.objects.get(self.path)
        if found is None:
            self._answer(404)
            return
        self._answer(200, found[0], _of(found[1]))

    def do_DELETE(self) -> None:
        if self._troubled():
            return
        self.server_s3.objects.pop(self.path, None)
        self._answer(204)

    def _list(self) -> None:
        bucket, query = self.path.split("?")
        prefix = next(part for part in query.split("&") if part.startswith("prefix=")).removeprefix("prefix=")
        prefix = prefix.replace("%2F", "/")
        found = [name for name in self.server_s3.objects if name.removeprefix(f"{bucket}/").startswith(prefix)]
        rows = "".join(
            f"<Contents><Key>{escape(name.removeprefix(f'{bucket}/'))}</Key><LastModified>2026-01-01T00:00:00Z"
            "</LastModified><Size>1</Size></Contents>"
            for name in found
        )
        self._answer(200, f"<ListBucketResult><IsTruncated>false</IsTruncated>{rows}</ListBucketResult>".encode())

    def _troubled(self) -> bool:
        s3 = self.server_s3
        s3.asked.append(f"{self.command} {self.path}")
        s3.headers.append(dict(self.headers))
        if s3.hangs is not None:
            s3.hangs.wait(30)
        if s3.answers:
            self._answer(s3.answers.pop(0))
            return True
        return False

    def _answer(self, status: int, data: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            if self.server_s3.cuts and data:
                self.wfile.write(data[: len(data) // 2])
                self.close_connection = True
            else:
                self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Nothing."""


def _of(modified: datetime) -> dict[str, str]:
    return {"Last-Modified": format_datetime(modified, usegmt=True), "ETag": '"one"'}

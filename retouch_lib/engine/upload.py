"""A form read as it arrives: its file goes to disk in pieces, its other fields are short texts.

Multipart, as the page documents it; where no file is expected also urlencoded, as most clients send a few texts.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import IO
from urllib.parse import parse_qsl

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from retouch_lib.engine.wire import MAX_FILE_MB, RefusedRequest

MAX_FILE_BYTES = MAX_FILE_MB * 1024 * 1024
MAX_FIELD_BYTES = 1024 * 1024
MAX_FIELDS = 64
IDLE = 60.0
"""Seconds without a byte after which an upload is given up."""
_PIECE = 1024 * 1024
"""Bytes gathered before they are written."""
_INDEX = re.compile(r"(\[[0-9]{0,3}\])?")
"""What may follow the name of a field that comes several times."""


@dataclass(slots=True)
class Form:
    """A form that was read whole."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    has_file: bool = False
    files: set[str] = field(default_factory=set)
    """Names of the parts that came as files."""

    def text(self, name: str) -> str | None:
        """The field's first value, or None."""
        return next(iter(self.fields.get(name, ())), None)

    def texts(self, name: str) -> list[str]:
        """All values of a field that may be written as `name`, `name[]` or `name[0]`, in their order."""
        keys = [key for key in self.fields if key.startswith(name) and _INDEX.fullmatch(key, len(name))]
        return [value for key in keys for value in self.fields[key]]


NO_FILENAME = "The part named file has no filename, so it is a text"


def no_file(detail: str = "") -> RefusedRequest:
    """The documented refusal; `detail` is ours."""
    return RefusedRequest(400, "No file uploaded", detail)


def _too_long(name: str) -> RefusedRequest:
    return RefusedRequest(400, f"The field {name[:40]} is too long")


class NoForm(RefusedRequest):
    """The body is no form at all (400)."""


class FormReader:
    """Reads one request's form. Raises RefusedRequest (400) for one too large or malformed, NoForm for what is none."""

    def __init__(
        self, target: IO[bytes] | None, on_field: Callable[[str, str], None] = lambda name, value: None
    ) -> None:
        """`target` takes the part named "file" (None: it is skipped); `on_field` may refuse at once."""
        self.form = Form()
        self._target = target
        self._on_field = on_field
        self._headers: dict[bytes, bytes] = {}
        self._header = (bytearray(), bytearray())
        self._name = ""
        self._in_file = False
        self._size = 0
        self._text = bytearray()
        self._piece = bytearray()
        self._ended = False

    async def read(self, request: Request) -> Form:
        kind, options = parse_options_header(request.headers.get("content-type", ""))
        boundary = options.get(b"boundary")
        if kind == b"application/x-www-form-urlencoded":
            await self._read_urlencoded(request)
        elif kind == b"multipart/form-data" and boundary:
            await self._read_multipart(request, self._parser(boundary))
        else:
            raise NoForm(400, "A form is expected: multipart/form-data with its boundary")
        return self.form

    async def _read_urlencoded(self, request: Request) -> None:
        body = bytearray()
        async for chunk in _in_time(request):
            body += chunk
            if len(body) > MAX_FIELD_BYTES:
                raise RefusedRequest(400, "The form is too long")
        try:
            pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MAX_FIELDS)
        except ValueError:
            raise RefusedRequest(400, "The form has too many fields") from None
        for name, value in pairs:
            self._take(name, value)

    async def _read_multipart(self, request: Request, parser: MultipartParser) -> None:
        async for chunk in _in_time(request):
            try:
                parser.write(chunk)
            except FormParserError:
                raise RefusedRequest(400, "The form can't be read") from None
            if len(self._piece) >= _PIECE:
                await self._flush()
        if not self._ended:
            raise RefusedRequest(400, "The form is not whole")
        await self._flush()

    def _parser(self, boundary: bytes) -> MultipartParser:
        try:
            return MultipartParser(
                boundary,
                {
                    "on_part_begin": self._part_begins,
                    "on_header_field": lambda data, start, end: self._header[0].extend(data[start:end]),
                    "on_header_value": lambda data, start, end: self._header[1].extend(data[start:end]),
                    "on_header_end": self._header_ends,
                    "on_headers_finished": self._headers_end,
                    "on_part_data": self._data,
                    "on_part_end": self._part_ends,
                    "on_end": self._end,
                },
            )
        except FormParserError:
            raise RefusedRequest(400, "The form can't be read") from None

    def _part_begins(self) -> None:
        self._headers = {}
        self._size = 0
        self._text.clear()

    def _header_ends(self) -> None:
        name, value = self._header
        self._headers[bytes(name).lower()] = bytes(value)
        self._header = (bytearray(), bytearray())

    def _headers_end(self) -> None:
        disposition = self._headers.get(b"content-disposition", b"")
        _, options = parse_options_header(disposition.decode("latin-1"))
        self._name = options.get(b"name", b"").decode("utf-8", "replace")
        # The parser drops filename*, which is all that some clients send for a name beyond ASCII.
        kind = self._headers.get(b"content-type", b"").lower()
        self._in_file = (
            b"filename" in options
            or b"filename*=" in disposition.lower()
            or (self._name == "file" and kind.startswith(b"application/octet-stream"))
        )
        if self._in_file:
            self.form.files.add(self._name)
        if self._in_file and self._name == "file":
            if self.form.has_file:
                raise RefusedRequest(400, "More than one file was uploaded")
            self.form.has_file = True

    def _data(self, data: bytes, start: int, end: int) -> None:
        self._size += end - start
        if not self._in_file:
            if self._size > MAX_FIELD_BYTES:
                raise no_file(NO_FILENAME) if self._name == "file" else _too_long(self._name)
            self._text += data[start:end]
        elif self._size > MAX_FILE_BYTES:
            raise RefusedRequest(400, f"The file is larger than {MAX_FILE_MB} MB")
        elif self._target is not None and self._name == "file":
            self._piece += data[start:end]

    def _part_ends(self) -> None:
        if self._in_file:
            return
        self._take(self._name, self._text.decode("utf-8", "replace"))

    def _take(self, name: str, value: str) -> None:
        self.form.fields.setdefault(name, []).append(value)
        if sum(map(len, self.form.fields.values())) > MAX_FIELDS:
            raise RefusedRequest(400, "The form has too many fields")
        self._on_field(name, value)

    def _end(self) -> None:
        self._ended = True

    async def _flush(self) -> None:
        if self._target is not None and self._piece:
            piece, self._piece = self._piece, bytearray()
            await asyncio.to_thread(self._target.write, piece)


async def _in_time(request: Request) -> AsyncIterator[bytes]:
    """The body's pieces; a sender that falls silent is given up."""
    stream = aiter(request.stream())
    while True:
        try:
            async with asyncio.timeout(IDLE):
                chunk = await anext(stream, None)
        except TimeoutError:
            raise RefusedRequest(400, "The upload stopped in the middle") from None
        if chunk is None:
            return
        yield chunk

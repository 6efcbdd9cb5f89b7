"""The bodies of our POSTs. Each is made for one attempt, read once and never rewound.

The token goes in here and nowhere else: a body has no telling repr, so no log or traceback shows what it holds.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import BinaryIO, Protocol

from requests_toolbelt import MultipartEncoder

from retouch_lib.tokens.secret import Token

Progress = Callable[[int, int], None]
"""Called with the bytes sent so far and the bytes in all."""

_MAX_NAME = 100
_UNSAFE = re.compile(r'[\x00-\x1f\x7f"\\/]+')
_TYPES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}


class _Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class Body:
    """What is sent, piece by piece, with the headers that belong to it."""

    def __init__(
        self, source: _Readable, length: int, headers: Mapping[str, str], progress: Progress | None = None
    ) -> None:
        self._source = source
        self._progress = progress
        self._sent = 0
        self.len = length
        """Bytes in all; requests sends it as the Content-Length."""
        self.headers = headers
        self.complete = False
        """Whether every byte was handed to the connection, so that the server may have the whole request."""

    def read(self, size: int = -1) -> bytes:
        """The next bytes; asking for them means that those before are sent."""
        if self._progress is not None:
            self._progress(self._sent, self.len)
        piece = self._source.read(size)
        self._sent += len(piece)
        self.complete = not piece
        return piece


def start_body(
    photo: BinaryIO,
    payload: str,
    token: Token,
    *,
    name: str,
    key: str | None = None,
    hook: str | None = None,
    progress: Progress | None = None,
) -> Body:
    """The multipart form of a start; the photo is read from disk while it is sent.

    The photo stands last: a server that did not get the whole request has no whole photo to work on.
    """
    fields: list[tuple[str, object]] = [("token", token.reveal()), ("payload", payload)]
    if hook is not None:
        fields.append(("hook", hook))
    fields.append(("file", (file_name(name), photo, _content_type(photo))))
    return _form(fields, {} if key is None else {"Idempotency-Key": key}, progress)


def balance_form(token: Token, modes: Sequence[str]) -> Body:
    """The documented balance request: a multipart form."""
    return _form([("retouchtoken", token.reveal()), *(("modes[]", mode) for mode in modes)], {})


def balance_json(token: Token, modes: Sequence[str]) -> Body:
    """The newer balance request: JSON, with the token in a header."""
    data = json.dumps({"modes": list(modes)}).encode()
    headers = {"Content-Type": "application/json", "X-Retouch-Token": token.reveal()}
    return Body(io.BytesIO(data), len(data), headers)


def file_name(name: str) -> str:
    """The name as sent: no folders, quotes or control characters, at most 100 characters, ending kept."""
    plain = _UNSAFE.sub("_", name.replace("\\", "/").rsplit("/", 1)[-1]).strip() or "photo"
    plain = plain.encode("utf-8", "replace").decode()  # lone surrogates of a broken file system name
    return plain if len(plain) <= _MAX_NAME else plain[: _MAX_NAME - 10] + plain[-10:]


def _form(fields: Sequence[tuple[str, object]], headers: Mapping[str, str], progress: Progress | None = None) -> Body:
    encoder = MultipartEncoder(fields=list(fields))
    return Body(encoder, encoder.len, {**headers, "Content-Type": encoder.content_type}, progress)


def _content_type(photo: BinaryIO) -> str:
    start = photo.read(4)
    photo.seek(0)
    return next((kind for magic, kind in _TYPES.items() if start.startswith(magic)), "application/octet-stream")

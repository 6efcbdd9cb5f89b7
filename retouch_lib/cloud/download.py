"""A result on its way to disk: into `.part`, checked, renamed. Nothing is left of what did not come whole."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

from retouch_lib.cloud.answers import MAX_JSON, Answer, Call, dated, error_number, refusal, unreadable
from retouch_lib.cloud.replies import Download, Kind
from retouch_lib.machine.disk import sync_folder

MAX_BYTES = 2 * 1024**3
"""A result larger than this is refused; a layered result of a 250-megapixel photo stays below."""
_TAIL = 64 * 1024
_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
)
_END_OF_JPEG = b"\xff\xd9"
_END_OF_PNG = b"IEND\xaeB`\x82"


def fetch(
    get: Callable[[Callable[[bytes], object]], Answer], target: Path, host: str, damaged: set[str] | None = None
) -> Download:
    """Let `get` write a result to `target`. Raises UnexpectedReply or a refusal; OSError when the disk refuses.

    `damaged`: the SHA-256 of what came without its end in earlier tries; a new one is added. What comes again
    unchanged is what the server has: it is kept, because it is paid for and will be gone tomorrow.
    """
    damaged = set() if damaged is None else damaged
    part = target.with_name(f"{target.name}.part")
    try:
        with part.open("wb") as file:
            digest = hashlib.sha256()
            size = 0

            def write(piece: bytes) -> None:
                nonlocal size
                size += len(piece)
                if size > MAX_BYTES:
                    raise unreadable(Call.FILE, host, "a file of more than 2 GB", status=200)
                digest.update(piece)
                file.write(piece)

            answer = get(write)
            file.flush()
            os.fsync(file.fileno())
        with dated(answer):
            kind = _checked(part, size, answer, host)
        sha256 = digest.hexdigest()
        whole = kind == "json" or _is_whole(part, kind, size)
        if not whole and sha256 not in damaged:
            damaged.add(sha256)
            raise unreadable(Call.FILE, host, f"a {kind.upper()} file whose end is missing", status=200)
        part.replace(target)
        sync_folder(target.parent)
    finally:
        part.unlink(missing_ok=True)
    return Download(target, kind, size, sha256, whole, answer.said_at)


def kind_of(start: bytes) -> Kind | None:
    """What a file is, by its first bytes."""
    for magic, kind in _MAGIC:
        if start.startswith(magic):
            return kind
    return "json" if start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") else None


def _checked(part: Path, size: int, answer: Answer, host: str) -> Kind:
    if answer.status != 200:
        value = answer.json()
        number = error_number(answer.status, value)
        if number is not None:
            raise refusal(number, answer, value, Call.FILE, host)
        raise unreadable(Call.FILE, host, f"HTTP status {answer.status} and no file", status=answer.status)
    with part.open("rb") as file:
        kind = kind_of(file.read(512))
    if kind is None:
        raise unreadable(Call.FILE, host, _instead(part, size), status=200)
    if kind == "json":
        _refuse_error_text(part, size, answer, host)
    return kind


def _refuse_error_text(part: Path, size: int, answer: Answer, host: str) -> None:
    """An error can come as the JSON body of a 200; JSON that is cut off is no result either."""
    if size > MAX_JSON:
        return
    text = Answer(200, answer.content_type, answer.retry_after, part.read_bytes())
    value = text.json()
    number = error_number(200, value)
    if number is not None:
        raise refusal(number, text, value, Call.FILE, host)
    if value is None:
        raise unreadable(Call.FILE, host, "JSON that can't be read", status=200)


def _is_whole(part: Path, kind: Kind, size: int) -> bool:
    """Whether the format's end marker is there. Cheap: only the end is read; bytes after the marker are allowed."""
    if kind == "zip":
        return zipfile.is_zipfile(part)
    with part.open("rb") as file:
        # Never the first half: a JPEG's thumbnail there has an end marker of its own.
        file.seek(max(size - _TAIL, size // 2))
        tail = file.read()
    return (_END_OF_JPEG if kind == "jpeg" else _END_OF_PNG) in tail


def _instead(part: Path, size: int) -> str:
    if size == 0:
        return "an empty file"
    with part.open("rb") as file:
        page = file.read(200).lstrip().startswith(b"<")
    return "a web page instead of the file" if page else "a file that is no JPEG, PNG, ZIP or JSON"

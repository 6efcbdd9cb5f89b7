"""get_file: what is at the target is whole and of a known kind, or there is nothing."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from retouch_lib.cloud import download, retry
from retouch_lib.errors import CallError, ConnectionLost, NotFound, ServerError, UnexpectedReply
from tests.unit.cloud.conftest import MakeClient
from tests.unit.cloud.raw_server import Line, RawServer

JPEG = b"\xff\xd8\xff\xe0" + b"thumbnail \xff\xd9" + b"\x11" * 300_000 + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 1000 + b"\x00\x00\x00\x00IEND\xaeB`\x82"


def an_archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("index=0&blendmode=normal&name=Heal.png", PNG)
    return buffer.getvalue()


ZIP = an_archive()


def serve(data: bytes, content_type: str = "binary/octet-stream", length: int | None = None) -> Callable[[Line], None]:
    def script(line: Line) -> None:
        line.read_head()
        line.send(f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nConnection: close\r\n".encode())
        line.send(f"Content-Length: {len(data) if length is None else length}\r\n\r\n".encode() + data)

    return script


def left_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "results"
    path.mkdir()
    return path


@pytest.mark.parametrize(
    ("data", "kind"),
    [(JPEG, "jpeg"), (JPEG + b"\0" * 100, "jpeg"), (PNG, "png"), (ZIP, "zip"), (b' {"faces": []}', "json")],
)
def test_a_whole_file_is_kept_whatever_its_content_type_says(
    make_client: MakeClient, folder: Path, data: bytes, kind: str
) -> None:
    target = folder / "result"
    with RawServer([serve(data, "text/html")]) as server:
        got = make_client(server.base).get_file("s0me-1d", target)
    assert target.read_bytes() == data
    assert (got.path, got.kind, got.bytes) == (target, kind, len(data))
    assert got.sha256 == hashlib.sha256(data).hexdigest()
    assert left_in(folder) == ["result"]
    assert server.lines[0].head.startswith("GET /api/v1/retoucher/getFile/s0me-1d HTTP/1.1")


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        (serve(JPEG, length=len(JPEG) + 10), ConnectionLost),
        (serve(b""), UnexpectedReply),
        (serve(b"<html>proxy</html>"), UnexpectedReply),
        (serve(b"GIF89a...."), UnexpectedReply),
        (serve(b'{"faces": ['), UnexpectedReply),
        (serve(b'{"status": 404, "message": "gone"}'), NotFound),
        (serve(b'{"status": 500}'), ServerError),
        (lambda line: (line.read_head(), line.answer(404, {"status": 404})), NotFound),
        (lambda line: (line.read_head(), line.answer(404, b"<html>")), UnexpectedReply),
        (lambda line: (line.read_head(), line.answer(202, {"status": 202})), UnexpectedReply),
        (lambda line: (line.read_head(), line.answer(302, b"")), UnexpectedReply),
        (lambda line: (line.read_head(), line.reset()), ConnectionLost),
    ],
)
def test_anything_else_leaves_nothing_behind(
    make_client: MakeClient, folder: Path, script: Callable[[Line], Any], kind: type[CallError]
) -> None:
    with RawServer([script]) as server, pytest.raises(CallError) as caught:
        make_client(server.base).get_file("a", folder / "result")
    assert type(caught.value) is kind
    assert left_in(folder) == []
    assert len(server.lines) == (retry.GET_ATTEMPTS if kind.retryable else 1)


@pytest.mark.parametrize("data", [JPEG[:-2], JPEG[:60_000], PNG[:-5], ZIP[:-30]])
def test_a_file_without_its_end_is_fetched_again(make_client: MakeClient, folder: Path, data: bytes) -> None:
    with RawServer([serve(data), serve(data[:-1]), serve(JPEG)]) as server:
        got = make_client(server.base).get_file("a", folder / "result")
    assert got.whole
    assert (folder / "result").read_bytes() == JPEG


@pytest.mark.parametrize("data", [JPEG[:-2], PNG[:-5], ZIP[:-30]])
def test_what_the_server_has_no_better_is_kept_and_said(make_client: MakeClient, folder: Path, data: bytes) -> None:
    """It is paid for, and gone tomorrow."""
    with RawServer([serve(data)]) as server:
        got = make_client(server.base).get_file("a", folder / "result")
    assert not got.whole
    assert len(server.lines) == 2
    assert (folder / "result").read_bytes() == data
    assert left_in(folder) == ["result"]


def test_a_second_try_starts_from_nothing(make_client: MakeClient, folder: Path) -> None:
    with RawServer([serve(JPEG[:1000], length=len(JPEG)), serve(JPEG[:-9]), serve(JPEG)]) as server:
        got = make_client(server.base).get_file("a", folder / "result")
    assert got.path.read_bytes() == JPEG
    assert got.sha256 == hashlib.sha256(JPEG).hexdigest()


def test_a_failure_keeps_what_was_at_the_target(make_client: MakeClient, folder: Path) -> None:
    (folder / "result").write_bytes(b"older")
    with RawServer([serve(b"<html>")]) as server, pytest.raises(UnexpectedReply):
        make_client(server.base).get_file("a", folder / "result")
    assert (folder / "result").read_bytes() == b"older"


def test_a_file_beyond_the_cap_is_given_up(
    make_client: MakeClient, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "MAX_BYTES", 100_000)
    with RawServer([serve(JPEG)]) as server, pytest.raises(UnexpectedReply, match="2 GB"):
        make_client(server.base).get_file("a", folder / "result")
    assert left_in(folder) == []


def test_a_disk_that_refuses_is_no_network_trouble(
    make_client: MakeClient, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(download.os, "fsync", full)
    with RawServer([serve(JPEG)]) as server, pytest.raises(OSError, match="No space left") as caught:
        make_client(server.base).get_file("a", folder / "result")
    assert not isinstance(caught.value, CallError)
    assert left_in(folder) == []
    assert len(server.lines) == 1

"""Uploads: streamed to disk, refused early, cut short, malformed."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import psutil
import pytest

from retouch_lib.engine.server import EngineServer
from tests.contract import raw
from tests.engines import HEAL, TOKEN, HandWork, MakeEngine, MakeEngineProcess, jpeg_bytes, wait_until

JPEG = jpeg_bytes()
MEGABYTE = 1024 * 1024


def big_start(size: int, *, token_first: bool) -> tuple[bytes, bytes, bytes]:
    """Head, the body before and the body after a file of `size` bytes that is not in it."""
    marker = b"@@@file@@@"
    fields: dict[str, str | tuple[str, bytes]] = {"file": ("photo.jpg", marker), "token": TOKEN, "payload": HEAL}
    if token_first:
        fields = {"token": "unknown", "file": ("photo.jpg", marker), "payload": HEAL}
    before, after = raw.form(fields).split(marker)
    head = (
        f"POST /api/v1/retoucher/start HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        f"Content-Type: {raw.MULTIPART['Content-Type']}\r\nContent-Length: {len(before) + size + len(after)}\r\n\r\n"
    )
    return head.encode(), before, after


def read_all(connection: socket.socket) -> bytes:
    answer = b""
    while piece := connection.recv(65536):
        answer += piece
    return answer


def test_an_unknown_token_is_refused_before_the_photo_has_come(engine: EngineServer) -> None:
    head, before, after = big_start(100 * MEGABYTE, token_first=True)
    with raw.connected(engine.url) as connection:
        connection.sendall(head + before + bytes(MEGABYTE))
        assert connection.recv(12) == b"HTTP/1.1 460"
        # A sender that looks at the answer only at the end still gets it: the connection is not reset on it.
        for _ in range(99):
            connection.sendall(bytes(MEGABYTE))
        connection.sendall(after)
        assert b"Token not found" in read_all(connection)


def test_a_header_token_is_refused_before_any_of_the_body(engine: EngineServer) -> None:
    with raw.connected(engine.url) as connection:
        connection.sendall(
            b"POST /api/v1/retoucher/start HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Retouch-Token: unknown\r\n"
            b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 1000000\r\n\r\n"
        )
        assert connection.recv(12) == b"HTTP/1.1 460"


def test_over_100_mb_is_refused_and_memory_stays_flat(make_engine_process: MakeEngineProcess, tmp_path: Path) -> None:
    engine = make_engine_process("--faults", quick=True, data_dir=tmp_path / "e")
    raw.start(engine.url, b"warm up")
    before_kb = psutil.Process(engine.process.pid).memory_info().rss
    head, before, after = big_start(100 * MEGABYTE + 1, token_first=False)
    peak = before_kb
    with raw.connected(engine.url) as connection:
        connection.sendall(head + before)
        for _ in range(100):
            connection.sendall(bytes(MEGABYTE))
            peak = max(peak, psutil.Process(engine.process.pid).memory_info().rss)
        connection.sendall(b"\0" + after)
        answer = read_all(connection)
    assert answer.startswith(b"HTTP/1.1 400")
    assert b"The file is larger than 100 MB" in answer
    assert peak - before_kb < 24 * MEGABYTE, f"{(peak - before_kb) / MEGABYTE:.1f} MB more while 100 MB came in"
    assert not list((tmp_path / "e" / "parts").iterdir())


def test_100_mb_exactly_are_taken(make_engine: MakeEngine) -> None:
    arrived: list[int] = []
    engine = make_engine(verify=lambda path: arrived.append(path.stat().st_size), work=HandWork())
    photo = JPEG + bytes(100 * MEGABYTE - len(JPEG))
    assert raw.start(engine.url, photo).status == 200
    assert arrived == [100 * MEGABYTE]


def test_an_upload_cut_short_leaves_nothing(make_engine: MakeEngine, tmp_path: Path) -> None:
    engine = make_engine(data_dir=tmp_path / "e")
    parts = tmp_path / "e" / "parts"
    with raw.connected(engine.url) as connection:
        connection.sendall(raw.start_bytes(JPEG + bytes(200_000))[:150_000])
        wait_until(lambda: list(parts.iterdir()))
    wait_until(lambda: not list(parts.iterdir()))
    assert engine.tasks.starts == 0
    assert raw.start(engine.url, JPEG).status == 200


def test_an_idle_upload_is_given_up(make_engine: MakeEngine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("retouch_lib.engine.upload.IDLE", 0.1)
    monkeypatch.setattr("retouch_lib.engine.connection._LINGER_SECONDS", 0.1)
    engine = make_engine()
    with raw.connected(engine.url) as connection:
        connection.sendall(raw.start_bytes(JPEG)[:-50])
        assert connection.recv(65536).startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize("name", ["../../evil.jpg", 'a"b.jpg', "портрет 😀.jpg", "<script>alert(1)</script>.jpg"])
def test_the_files_name_means_nothing(make_engine: MakeEngine, tmp_path: Path, name: str) -> None:
    engine = make_engine(data_dir=tmp_path / "e")
    body = raw.form({"file": (name.replace('"', "%22"), JPEG), "token": TOKEN, "payload": HEAL})
    reply = raw.call(engine.url, "POST", "/api/v1/retoucher/start", body, raw.MULTIPART)
    assert reply.status == 200
    raw.ended(engine.url, reply.json["id"])
    files = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert {"photo", "result"} < files
    assert not [file for file in files if "evil" in file or "script" in file or ".jpg" in file]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no form at all",
        raw.form({"token": TOKEN, "payload": HEAL})[:-20],
        raw.form({"payload": "x" * (MEGABYTE + 1)}),
        raw.form({f"field{index}": "x" for index in range(70)}),
        b"--" + raw.BOUNDARY.encode() + b"\r\nBroken header\r\n\r\n",
    ],
)
def test_a_malformed_form_gets_400(engine: EngineServer, body: bytes) -> None:
    reply = raw.call(engine.url, "POST", "/api/v1/retoucher/start", body, raw.MULTIPART)
    assert (reply.status, reply.json["status"]) == (400, 400)


def test_two_files_get_400(engine: EngineServer) -> None:
    one = raw.form({"file": ("a.jpg", JPEG)})[: -len(f"--{raw.BOUNDARY}--\r\n")]
    body = one + raw.form({"file": ("b.jpg", JPEG), "token": TOKEN, "payload": HEAL})
    assert raw.call(engine.url, "POST", "/api/v1/retoucher/start", body, raw.MULTIPART).status == 400


def test_many_uploads_at_once_keep_apart(engine: EngineServer) -> None:
    photos = [jpeg_bytes(seed=seed) for seed in range(8)]
    ids: dict[int, str] = {}

    def send(index: int) -> None:
        ids[index] = raw.started(engine.url, photos[index])

    threads = [threading.Thread(target=send, args=(index,)) for index in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    for index, task in ids.items():
        raw.ended(engine.url, task)
        assert raw.get_file(engine.url, task).body.endswith(photos[index][2:])
    assert len(set(ids.values())) == 8

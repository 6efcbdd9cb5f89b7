"""The engine as programs of other people call it: bodies, addresses and forms that published clients really send."""

from __future__ import annotations

import json
import shutil
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from retouch_lib.engine.server import EngineServer
from tests.contract import raw
from tests.engines import HEAL, TOKEN, jpeg_bytes

JPEG = jpeg_bytes()
BALANCES = ("/api/retouch/v1/balance", "/api/v1/balance")
URLENCODED = {"Content-Type": "application/x-www-form-urlencoded"}
LEFT = {"status": 200, "remaining": {"professional": 1000}}


def start_body(**fields: Any) -> bytes:
    return raw.form({"file": ("photo.jpg", JPEG), "token": TOKEN, "payload": HEAL, **fields})


def post(engine: EngineServer, body: bytes, path: str = "/api/v1/retoucher/start", **headers: str) -> raw.Reply:
    sent = {**raw.MULTIPART, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return raw.call(engine.url, "POST", path, body, sent)


# The balance


@pytest.mark.parametrize("path", BALANCES)
@pytest.mark.parametrize(
    "modes", ["modes[]=professional", "modes=professional", "modes%5B%5D=professional", "modes[0]=professional", ""]
)
def test_a_balance_is_asked_urlencoded(engine: EngineServer, path: str, modes: str) -> None:
    body = f"retouchtoken={TOKEN}&{modes}".encode()
    reply = raw.call(engine.url, "POST", path, body, URLENCODED)
    assert (reply.status, reply.json) == (200, LEFT)


@pytest.mark.parametrize("path", BALANCES)
def test_a_balance_as_requests_and_urllib_send_it(engine: EngineServer, path: str) -> None:
    fields = {"retouchtoken": TOKEN, "modes[]": ["professional", "facefeatures"]}
    both = {"status": 200, "remaining": {"professional": 1000, "facefeatures": 0}}
    assert requests.post(engine.url + path, data=fields, timeout=10).json() == both
    parts = [(name, (None, value)) for name, value in (("retouchtoken", TOKEN), ("modes[]", "professional"))]
    assert requests.post(engine.url + path, files=parts, timeout=10).json() == LEFT
    text = urllib.parse.urlencode(fields, doseq=True).encode()
    with urllib.request.urlopen(engine.url + path, text, timeout=10) as answer:
        assert json.load(answer) == both


@pytest.mark.parametrize("path", BALANCES)
def test_a_balance_with_its_token_in_the_header_may_be_any_form(engine: EngineServer, path: str) -> None:
    header = {"X-Retouch-Token": TOKEN}
    for body, kind in (
        (b"modes[]=professional", URLENCODED),
        (raw.form({"modes[]": "professional"}), raw.MULTIPART),
        (b'{"modes":["professional"]}', {"Content-Type": "application/json"}),
        (b"", {}),
    ):
        reply = raw.call(engine.url, "POST", path, body, {**header, **kind})
        assert (reply.status, reply.json) == (200, LEFT)


@pytest.mark.parametrize("path", BALANCES)
@pytest.mark.parametrize("body", [b"", b"modes[]=professional", b"retouchtoken=", b"retouchtoken=other", b"&&=&%zz"])
def test_a_balance_without_a_known_token_gets_401(engine: EngineServer, path: str, body: bytes) -> None:
    for kind in (URLENCODED, {}) if not body else (URLENCODED,):
        reply = raw.call(engine.url, "POST", path, body, kind)
        assert (reply.status, reply.json) == (401, {"status": 401, "message": "Invalid or expired token"})


def test_an_endless_urlencoded_form_is_refused(engine: EngineServer) -> None:
    for body in (b"a=" + b"x" * 2_000_000, b"&".join(b"f%d=x" % index for index in range(100))):
        assert raw.call(engine.url, "POST", BALANCES[0], body, URLENCODED).status == 400


# Addresses


def test_slashes_that_stand_together_or_at_the_end_mean_nothing(engine: EngineServer) -> None:
    reply = post(engine, start_body(), "//api/v1//retoucher///start/")
    task = reply.json["id"]
    raw.ended(engine.url, task)
    for path in (f"//api//v1//retoucher//status//{task}", f"/api/v1/retoucher/status/{task}/"):
        assert raw.call(engine.url, "GET", path).json["state"] == "completed"
    whole = raw.get_file(engine.url, task).body
    for path in (f"/api/v1//retoucher//getFile/{task}", f"//api/v1/retoucher/getFile/{task}//"):
        assert raw.call(engine.url, "GET", path).body == whole
    assert raw.call(engine.url, "GET", "//api/v1//info//limits").status == 200
    assert raw.call(engine.url, "GET", "//").json["name"]
    for path in ("//api/retouch/v1/balance", "/api//v1/balance/"):
        assert raw.call(engine.url, "POST", path, f"retouchtoken={TOKEN}".encode(), URLENCODED).json["status"] == 200


def test_a_result_is_asked_for_with_head_and_in_pieces(engine: EngineServer) -> None:
    task = raw.started(engine.url, JPEG)
    raw.ended(engine.url, task)
    whole = raw.get_file(engine.url, task).body
    path = f"/api/v1/retoucher/getFile/{task}"
    head = raw.call(engine.url, "HEAD", path)
    assert (head.status, head.body, int(head.headers["content-length"])) == (200, b"", len(whole))
    piece = raw.call(engine.url, "GET", path, headers={"Range": "bytes=100-"})
    assert (piece.status, piece.body) == (206, whole[100:])
    assert raw.call(engine.url, "HEAD", f"/api/v1/retoucher/status/{task}").status == 200


# The start


def test_a_body_that_is_no_form_has_no_file(engine: EngineServer) -> None:
    """As the page words it; what was wrong stands in a field of our own."""
    for body, kind in (
        (HEAL.encode(), "application/json"),
        (b"", ""),
        (b"x", "multipart/form-data"),
        (JPEG, "image/jpeg"),
    ):
        reply = raw.call(engine.url, "POST", "/api/v1/retoucher/start", body, {"Content-Type": kind} if kind else {})
        assert (reply.status, reply.json["message"]) == (400, "No file uploaded")
        assert "multipart/form-data" in reply.json["detail"]
    form = urllib.parse.urlencode({"token": TOKEN, "payload": HEAL}).encode()
    reply = raw.call(engine.url, "POST", "/api/v1/retoucher/start", form, URLENCODED)
    assert (reply.status, reply.json) == (400, {"status": 400, "message": "No file uploaded"})


def part(head: str, data: bytes) -> bytes:
    return f"--{raw.BOUNDARY}\r\n{head}\r\n\r\n".encode("latin-1") + data + b"\r\n"


def by_hand(head: str, photo: bytes = JPEG) -> bytes:
    """A start whose file part has that head."""
    return part(head, photo) + raw.form({"token": TOKEN, "payload": HEAL})


@pytest.mark.parametrize(
    "head",
    [
        'Content-Disposition: form-data; name="file"; filename="photo.jpg"',
        "Content-Disposition: form-data; name=file; filename=photo.jpg",
        'content-disposition:form-data;name="file";filename="photo.jpg"',
        "Content-Disposition: form-data; name=\"file\"; filename*=UTF-8''portr%C3%A4t.jpg",
        'Content-Disposition: form-data; name="file"; filename=""',
        'Content-Disposition: form-data; name="file"\r\nContent-Type: application/octet-stream',
        'Content-Type: image/jpeg\r\nContent-Disposition: form-data; filename="x;y=\\"z.jpg"; name="file"\r\nX: 5',
    ],
)
def test_a_photos_part_is_told_by_its_head(engine: EngineServer, head: str) -> None:
    assert post(engine, by_hand(head)).status == 200


@pytest.mark.parametrize("size", [len(JPEG), 2_000_000])
def test_a_file_without_a_filename_is_none(engine: EngineServer, size: int) -> None:
    body = by_hand('Content-Disposition: form-data; name="file"\r\nContent-Type: image/jpeg', JPEG.ljust(size, b"x"))
    reply = post(engine, body)
    assert (reply.status, reply.json["message"]) == (400, "No file uploaded")
    assert reply.json["detail"] == "The part named file has no filename, so it is a text"


def test_a_photo_under_another_name_is_none(engine: EngineServer) -> None:
    body = raw.form({"image": ("photo.jpg", JPEG), "token": TOKEN, "payload": HEAL})
    reply = post(engine, body)
    assert (reply.status, reply.json["message"]) == (400, "No file uploaded")
    assert reply.json["detail"] == "The photo belongs in the part named file, not in image"


def test_a_payload_that_came_as_a_file_is_said(engine: EngineServer) -> None:
    reply = post(engine, raw.form({"file": ("a.jpg", JPEG), "token": TOKEN, "payload": ("p.json", HEAL.encode())}))
    assert (reply.status, "payload came as a file; it is a text" in reply.json["message"]) == (462, True)


@pytest.mark.parametrize("field", ["Token", "TOKEN", "retouchtoken", "api_key"])
def test_a_token_under_another_name_is_none(engine: EngineServer, field: str) -> None:
    reply = post(engine, raw.form({"file": ("a.jpg", JPEG), field: TOKEN, "payload": HEAL}))
    assert (reply.status, reply.json["message"]) == (460, "Token not found")


def test_a_payload_without_a_mode_is_refused_and_costs_nothing(engine: EngineServer) -> None:
    reply = post(engine, start_body(payload='{"tasks":[{"Plugin":"Heal","Alpha1":1}]}'))
    assert (reply.status, "mode is missing" in reply.json["message"]) == (462, True)
    assert engine.tasks.charges == 0


def pieces(data: bytes, size: int = 1000) -> Iterator[bytes]:
    for at in range(0, len(data), size):
        yield data[at : at + size]


def test_a_chunked_upload_is_taken(engine: EngineServer) -> None:
    url = f"{engine.url}/api/v1/retoucher/start"
    reply = requests.post(url, data=pieces(start_body()), headers=raw.MULTIPART, timeout=10)
    assert (reply.request.headers["Transfer-Encoding"], reply.status_code) == ("chunked", 200)


def exchange_expecting(engine: EngineServer, head: str, body: bytes) -> tuple[bytes, bytes]:
    """What comes before the body is sent, and what comes after it."""
    with raw.connected(engine.url) as connection:
        request = (
            f"POST /api/v1/retoucher/start HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: 100-continue\r\n"
            f"Content-Type: {raw.MULTIPART['Content-Type']}\r\nContent-Length: {len(body)}\r\n"
            f"Connection: close\r\n{head}\r\n"
        )
        connection.sendall(request.encode())
        first = connection.recv(65536)
        connection.sendall(body)
        rest = b""
        while piece := connection.recv(65536):
            rest += piece
        return first, rest


def test_a_sender_that_asks_first_is_told_to_go_on(engine: EngineServer) -> None:
    first, rest = exchange_expecting(engine, "", start_body())
    assert first.startswith(b"HTTP/1.1 100")
    assert rest.startswith(b"HTTP/1.1 200")


def test_a_sender_that_asks_first_with_a_bad_token_is_refused_before_it_sends(engine: EngineServer) -> None:
    first, rest = exchange_expecting(engine, "X-Retouch-Token: other\r\n", start_body())
    assert first.startswith(b"HTTP/1.1 460")
    assert b"Token not found" in first + rest
    assert raw.start(engine.url, JPEG).status == 200


def test_http_1_0_is_answered(engine: EngineServer) -> None:
    answer = raw.exchange(engine.url, b"GET /api/v1/info/limits HTTP/1.0\r\nHost: localhost\r\n\r\n")
    assert b" 200 " in answer.splitlines()[0]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not on this machine")
def test_the_pages_own_curl_commands(engine: EngineServer, tmp_path: Path) -> None:
    (tmp_path / "DSC_6229_Sample.jpg").write_bytes(jpeg_bytes(900, 700))

    def curl(*arguments: str) -> Any:
        command = ["curl", "--silent", "--show-error", "--noproxy", "*", "--location", *arguments]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=30, check=True)
        return json.loads(done.stdout or b"null")

    base = f"{engine.url}/api/v1/retoucher"
    started = curl(
        f"{base}/start",
        *("--form", 'file=@"DSC_6229_Sample.jpg"'),
        *("--form", f'token="{TOKEN}"'),
        *("--form-string", f"payload={HEAL}"),
    )
    assert started["retouchQuota"] == 999
    raw.ended(engine.url, started["id"])
    assert curl(f"{base}/status/{started['id']}")["state"] == "completed"
    curl(f"{base}/getFile/{started['id']}", "--output", "result.jpg")
    assert (tmp_path / "result.jpg").read_bytes().startswith(b"\xff\xd8")
    fields = (
        "--header",
        "Accept: application/json",
        "--form",
        f'retouchtoken="{TOKEN}"',
        "--form",
        'modes[]="professional"',
    )
    left = {"status": 200, "remaining": {"professional": 999}}
    assert curl(f"{engine.url}/api/retouch/v1/balance", *fields) == left
    assert curl(f"{engine.url}/api/retouch/v1/balance", "--data", f"retouchtoken={TOKEN}&modes[]=professional") == left

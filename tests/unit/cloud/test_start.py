"""The start over a bare socket: what is sent, and what each kind of failure says about the money."""

from __future__ import annotations

import email
import re
import threading
from email.message import Message
from pathlib import Path

import pytest

from retouch_lib.cloud.retry import may_resend_start
from retouch_lib.errors import (
    BadRequest,
    CallError,
    ConnectionLost,
    Delivery,
    InvalidPhoto,
    LimitReached,
    NotFound,
    ServerError,
    TaskRejected,
    TimedOut,
    TokenMissing,
    TokenRejected,
    TooManyRequests,
    UnexpectedReply,
)
from retouch_lib.presets.vendor import BALANCED
from retouch_lib.tokens.secret import Token
from tests.unit.cloud.conftest import SECRET, MakeClient
from tests.unit.cloud.raw_server import Line, RawServer, closed_port

ACCEPTED = {"status": 200, "id": "s0me-very-l0ng-1d", "retouchQuota": 999, "region": "eu"}
PAGE = b"<html><body>502 Bad Gateway nginx</body></html>"
PAYLOAD = BALANCED.to_json()


def accept(line: Line) -> None:
    line.read_request()
    line.answer(200, ACCEPTED)


def parts(line: Line) -> dict[str, Message]:
    """The request's multipart fields by name, as Python's own mail parser reads them."""
    raw = f"Content-Type: {line.header('Content-Type')}\r\n\r\n".encode() + line.body
    message = email.message_from_bytes(raw)
    assert message.is_multipart()
    found = {}
    for part in message.get_payload():
        assert isinstance(part, Message)
        name = part.get_param("name", header="content-disposition")
        assert isinstance(name, str)
        found[name] = part
    return found


def test_sends_the_documented_fields_and_the_key(make_client: MakeClient, small_photo: Path, token: Token) -> None:
    with RawServer([accept]) as server:
        reply = make_client(server.base).start(
            small_photo, PAYLOAD, token, name="../Ä 😀.jpg", key="0a1b-2c", hook="https://example.org/done"
        )
    sent = parts(server.lines[0])
    assert server.lines[0].head.startswith("POST /api/v1/retoucher/start HTTP/1.1\r\n")
    assert list(sent) == ["token", "payload", "hook", "file"]
    assert sent["token"].get_payload() == SECRET
    assert sent["payload"].get_payload() == PAYLOAD
    assert sent["hook"].get_payload() == "https://example.org/done"
    assert sent["file"].get_payload(decode=True) == small_photo.read_bytes()
    assert sent["file"].get_content_type() == "image/jpeg"
    assert 'filename="Ä 😀.jpg"'.encode() in server.lines[0].body
    assert server.lines[0].header("Idempotency-Key") == "0a1b-2c"
    assert server.lines[0].header("Authorization") is None
    assert (reply.id, reply.quota, dict(reply.extra)) == ("s0me-very-l0ng-1d", 999, {"region": "eu"})


def test_each_attempt_sends_the_whole_body_again(make_client: MakeClient, small_photo: Path, token: Token) -> None:
    with RawServer([lambda line: (line.read_request(), line.answer(503, {"status": 503})), accept]) as server:
        client = make_client(server.base)
        with pytest.raises(ServerError) as caught:
            client.start(small_photo, PAYLOAD, token, name="a.jpg", key="k")
        assert may_resend_start(caught.value, trusts_key=False)
        client.start(small_photo, PAYLOAD, token, name="a.jpg", key="k")
    first, second = (parts(line)["file"].get_payload(decode=True) for line in server.lines)
    assert first == second == small_photo.read_bytes()


def test_progress_runs_from_nothing_to_everything(make_client: MakeClient, big_photo: Path, token: Token) -> None:
    with big_photo.open("rb+") as file:
        file.truncate(3_000_000)
    seen: list[tuple[int, int]] = []
    with RawServer([accept]) as server:
        make_client(server.base).start(
            big_photo, PAYLOAD, token, name="a.jpg", progress=lambda sent, total: seen.append((sent, total))
        )
    length = int(server.lines[0].header("Content-Length") or 0)
    assert seen[0] == (0, length)
    assert seen[-1] == (length, length)
    assert [sent for sent, _ in seen] == sorted(sent for sent, _ in seen)
    assert len(seen) > 20


class Leave(BaseException):
    """What a job raises to end a call at once."""


def test_what_progress_raises_ends_the_call(make_client: MakeClient, big_photo: Path, token: Token) -> None:
    def leave(sent: int, total: int) -> None:
        if sent > 1_000_000:
            raise Leave

    with RawServer([accept]) as server, pytest.raises(Leave):
        make_client(server.base).start(big_photo, PAYLOAD, token, name="a.jpg", progress=leave)


@pytest.mark.parametrize(
    ("status", "body", "kind", "delivery"),
    [
        (400, {"message": "No file uploaded"}, BadRequest, Delivery.NO),
        (200, {"status": 400, "message": "No file uploaded"}, BadRequest, Delivery.NO),
        (401, {"message": "expired"}, TokenRejected, Delivery.NO),
        (403, {"message": "Token issue"}, TokenRejected, Delivery.NO),
        (200, {"status": 422, "message": "token issue."}, TokenRejected, Delivery.NO),
        (460, {"status": 460}, TokenRejected, Delivery.NO),
        (200, {"status": 460}, TokenRejected, Delivery.NO),
        (200, {"status": "460"}, TokenRejected, Delivery.NO),
        (400, {"status": 460}, TokenRejected, Delivery.NO),
        (500, {"status": 461}, LimitReached, Delivery.NO),
        (461, b"", LimitReached, Delivery.NO),
        (200, {"status": 462, "message": "unknown plugin"}, TaskRejected, Delivery.NO),
        (404, {"status": 404}, NotFound, Delivery.NO),
        (404, PAGE, UnexpectedReply, Delivery.NO),
        (403, PAGE, UnexpectedReply, Delivery.NO),
        (461, PAGE, LimitReached, Delivery.NO),
        (408, b"", TimedOut, Delivery.NO),
        (413, PAGE, BadRequest, Delivery.NO),
        (429, {"status": 429}, TooManyRequests, Delivery.NO),
        (200, {"status": 429}, TooManyRequests, Delivery.NO),
        (503, {"status": 503}, ServerError, Delivery.NO),
        (503, PAGE, ServerError, Delivery.UNKNOWN),
        (500, {"status": 500, "message": "boom"}, ServerError, Delivery.UNKNOWN),
        (200, {"status": 500}, ServerError, Delivery.UNKNOWN),
        (502, PAGE, ServerError, Delivery.UNKNOWN),
        (504, PAGE, ServerError, Delivery.UNKNOWN),
        (200, PAGE, UnexpectedReply, Delivery.UNKNOWN),
        (200, b"", UnexpectedReply, Delivery.UNKNOWN),
        (200, [1, 2], UnexpectedReply, Delivery.UNKNOWN),
        (200, b"[" * 100_000, UnexpectedReply, Delivery.UNKNOWN),
        (200, b'{"pad": "' + b"x" * 1_100_000 + b'"}', UnexpectedReply, Delivery.UNKNOWN),
        (200, {"status": 200, "id": ".."}, UnexpectedReply, Delivery.UNKNOWN),
        (200, {"status": 200, "id": "a\x00b"}, UnexpectedReply, Delivery.UNKNOWN),
        (200, b'{"status": 461, "message": "no credits', LimitReached, Delivery.NO),
        (200, {"status": 200, "id": ""}, UnexpectedReply, Delivery.UNKNOWN),
        (200, {"status": 200, "id": {"a": 1}}, UnexpectedReply, Delivery.UNKNOWN),
        (200, {"status": 200}, UnexpectedReply, Delivery.UNKNOWN),
    ],
)
def test_each_refusal_is_told_apart(
    make_client: MakeClient,
    small_photo: Path,
    token: Token,
    status: int,
    body: bytes | dict[str, object],
    kind: type[CallError],
    delivery: Delivery,
) -> None:
    with (
        RawServer([lambda line: (line.read_request(), line.answer(status, body))]) as server,
        pytest.raises(CallError) as caught,
    ):
        make_client(server.base).start(small_photo, PAYLOAD, token, name="a.jpg", key="k")
    assert type(caught.value) is kind
    assert caught.value.delivery is delivery
    assert len(server.lines) == 1, "a start is sent once"
    assert ("not known" in str(caught.value)) == (delivery is Delivery.UNKNOWN)
    assert SECRET not in repr(caught.value)


@pytest.mark.parametrize(
    ("status", "delivery"), [(301, "unknown"), (302, "unknown"), (303, "unknown"), (307, "no"), (308, "no")]
)
def test_a_redirect_is_never_followed(
    make_client: MakeClient, small_photo: Path, token: Token, status: int, delivery: str
) -> None:
    with RawServer([accept]) as elsewhere:
        target = f"{elsewhere.base}/retoucher/start"
        with (
            RawServer([lambda line: (line.read_request(), line.answer(status, b"", Location=target))]) as server,
            pytest.raises(UnexpectedReply) as caught,
        ):
            make_client(server.base).start(small_photo, PAYLOAD, token, name="a.jpg")
        assert elsewhere.lines == []
    assert caught.value.status == status
    assert caught.value.delivery is Delivery(delivery)
    assert not may_resend_start(caught.value, trusts_key=True)


def test_nobody_listens(make_client: MakeClient, small_photo: Path, token: Token) -> None:
    with pytest.raises(ConnectionLost) as caught:
        make_client(f"http://127.0.0.1:{closed_port()}/api/v1").start(small_photo, PAYLOAD, token, name="a.jpg")
    assert caught.value.delivery is Delivery.NO
    assert may_resend_start(caught.value, trusts_key=False)


def test_dropped_after_the_whole_request(make_client: MakeClient, small_photo: Path, token: Token) -> None:
    with (
        RawServer([lambda line: (line.read_request(), line.reset())]) as server,
        pytest.raises(ConnectionLost) as caught,
    ):
        make_client(server.base).start(small_photo, PAYLOAD, token, name="a.jpg", key="k")
    assert caught.value.delivery is Delivery.UNKNOWN
    assert not may_resend_start(caught.value, trusts_key=False)
    assert may_resend_start(caught.value, trusts_key=True)


def test_dropped_in_the_middle_of_the_answer(make_client: MakeClient, small_photo: Path, token: Token) -> None:
    def half(line: Line) -> None:
        line.read_request()
        line.send(b'HTTP/1.1 200 OK\r\nContent-Length: 80\r\n\r\n{"status": 200, "id"')

    with RawServer([half]) as server, pytest.raises(UnexpectedReply, match="an answer that breaks off") as caught:
        make_client(server.base).start(small_photo, PAYLOAD, token, name="a.jpg", key="k")
    assert caught.value.delivery is Delivery.UNKNOWN


LONG = b"9" * 5000


@pytest.mark.parametrize(
    ("body", "remote_id", "quota"),
    [
        (b'{"status":200,"id":"j-1","retouchQuota":7}', "j-1", 7),
        (b'{"status":200,"id":"j-1","retouchQuota":NaN}', "j-1", None),
        (b'{"status":200,"id":"j-1","retouchQuota":-Infinity}', "j-1", None),
        (b'{"status":200,"id":"j-1","retouchQuota":' + LONG + b"}", "j-1", None),
        (b'{"status":200,"id":"j-1","retouchQuota":1e999}', "j-1", None),
        (b'{"status":200,"id":"eu/j?1 b","retouchQuota":7}', "eu/j?1 b", 7),
        (b'{"status":200,"id":" j-1\\n","retouchQuota":7}', "j-1", 7),
        (b'{"status":200,"message":"\xff\xfe","id":"j-1"}', "j-1", None),
        (b'\xef\xbb\xbf{"status":200,"id":4711}', "4711", None),
        (b'{"status":200,"id":"j-1","retouchQ', "j-1", None),
        (b'{"status":200,"id":4711,', "4711", None),
        (b'{"status":200,"id":"eu\\/j\\u00e4","retou', "eu/jä", None),
        (b'{"status":200,"id":"j-1"} <!-- served by cache 7 -->', "j-1", None),
        (b'{"id":"j-1","pad":"' + b"x" * 1_100_000 + b'"}', "j-1", None),
    ],
    ids=lambda value: str(value)[:40],
)
@pytest.mark.parametrize("more", [0, 5000], ids=["right length", "length too large"])
def test_a_usable_id_is_never_thrown_away(
    make_client: MakeClient,
    small_photo: Path,
    token: Token,
    body: bytes,
    remote_id: str,
    quota: int | None,
    more: int,
) -> None:
    def answer(line: Line) -> None:
        line.read_request()
        line.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (len(body) + more) + body)

    with RawServer([answer]) as server:
        reply = make_client(server.base).start(small_photo, PAYLOAD, token, name="a.jpg", key="k")
    assert (reply.id, reply.quota) == (remote_id, quota)


def test_a_length_that_is_too_large_is_not_waited_for(make_client: MakeClient, small_photo: Path, token: Token) -> None:
    over = threading.Event()

    def answer(line: Line) -> None:
        line.read_request()
        line.send(b'HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{"status":200,"id":"j-1"}')
        over.wait(30)

    with RawServer([answer]) as server:
        assert make_client(server.base).start(small_photo, PAYLOAD, token, name="a.jpg", key="k").id == "j-1"
        assert not over.is_set()
        over.set()


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ('""', "no job id"),
        ("null", "no job id"),
        ('"undefined"', "the job id “undefined”, which"),
        ('".."', "the job id “..”, which"),
        ('"a\\u0000b"', "the job id “ab”, which"),
        ('{"id":7}', 'the job id “{"id": 7}”, which'),
        ('"' + "x" * 2000 + '"', "the job id “" + "x" * 79 + "…”, which"),
        (LONG.decode(), "no job id"),
    ],
    ids=lambda value: value[:20],
)
def test_of_an_id_that_cant_be_used_is_said_what_came(
    make_client: MakeClient, small_photo: Path, token: Token, said: str, shown: str
) -> None:
    body = f'{{"status":200,"id":{said}}}'.encode()

    def answer(line: Line) -> None:
        line.read_request()
        line.answer(200, body)

    with RawServer([answer]) as server, pytest.raises(UnexpectedReply, match=re.escape(shown)) as caught:
        make_client(server.base).start(small_photo, PAYLOAD, token, name="a.jpg", key="k")
    assert caught.value.delivery is Delivery.UNKNOWN


def test_dropped_while_the_photo_was_being_sent(make_client: MakeClient, big_photo: Path, token: Token) -> None:
    """The closing boundary never left, so no server has a whole request."""
    with RawServer([lambda line: (line.read_head(), line.reset())]) as server, pytest.raises(ConnectionLost) as caught:
        make_client(server.base).start(big_photo, PAYLOAD, token, name="a.jpg", key="k")
    assert caught.value.delivery is Delivery.NO


def test_no_answer_in_time(make_client: MakeClient, small_photo: Path, token: Token) -> None:
    over = threading.Event()
    with RawServer([lambda line: (line.read_request(), over.wait(10))]) as server, pytest.raises(TimedOut) as caught:
        make_client(server.base, read_timeout=0.2).start(small_photo, PAYLOAD, token, name="a.jpg", key="k")
    over.set()
    assert caught.value.delivery is Delivery.UNKNOWN


def test_the_server_stops_taking_bytes(make_client: MakeClient, big_photo: Path, token: Token) -> None:
    over = threading.Event()
    with RawServer([lambda line: (line.read_head(), over.wait(10))]) as server, pytest.raises(TimedOut) as caught:
        make_client(server.base, read_timeout=0.3).start(big_photo, PAYLOAD, token, name="a.jpg", key="k")
    over.set()
    assert caught.value.delivery is Delivery.NO


def test_closing_the_client_ends_a_stalled_upload(make_client: MakeClient, big_photo: Path, token: Token) -> None:
    over = threading.Event()
    stalled = threading.Event()
    failures: list[BaseException] = []
    with RawServer([lambda line: (line.read_head(), stalled.set(), over.wait(10))]) as server:
        client = make_client(server.base)

        def send() -> None:
            try:
                client.start(big_photo, PAYLOAD, token, name="a.jpg", key="k")
            except CallError as error:
                failures.append(error)

        thread = threading.Thread(target=send)
        thread.start()
        assert stalled.wait(5)
        client.close()
        thread.join(3)
        assert not thread.is_alive()
        over.set()
    assert [type(error) for error in failures] == [ConnectionLost]


def test_an_unreadable_photo_a_missing_token_and_a_bad_key_send_nothing(
    make_client: MakeClient, small_photo: Path, token: Token, tmp_path: Path
) -> None:
    with RawServer([accept]) as server:
        client = make_client(server.base)
        with pytest.raises(InvalidPhoto, match=r"“gone\.jpg” can't be read"):
            client.start(tmp_path / "gone.jpg", PAYLOAD, token, name="gone.jpg")
        with pytest.raises(TokenMissing):
            client.start(small_photo, PAYLOAD, Token("  "), name="a.jpg")
        with pytest.raises(TokenRejected, match="not sent"):
            client.start(small_photo, PAYLOAD, Token("reto\r\nX-Evil: 1"), name="a.jpg")
        with pytest.raises(ValueError, match="printable"):
            client.start(small_photo, PAYLOAD, token, name="a.jpg", key="a\r\nb")
        assert server.lines == []

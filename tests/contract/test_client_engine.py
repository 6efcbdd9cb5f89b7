"""The client against the local engine, over real HTTP: both were written from the same page, apart from each other."""

from __future__ import annotations

import hashlib
import logging
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from retouch_lib.cloud.client import Client
from retouch_lib.cloud.replies import DOCUMENTED_LIMITS, StatusReply
from retouch_lib.cloud.retry import may_resend_start
from retouch_lib.engine.server import EngineServer
from retouch_lib.errors import (
    BadRequest,
    CallError,
    ConnectionLost,
    Delivery,
    LimitReached,
    NotFound,
    ServerError,
    TaskRejected,
    TimedOut,
    TokenRejected,
    TooManyRequests,
    UnexpectedReply,
)
from retouch_lib.presets.vendor import BALANCED
from retouch_lib.tokens.secret import Token
from tests import engines
from tests.clock import ManualClock
from tests.conftest import GOLDEN
from tests.engines import HandWork, MakeEngine, wait_until

TOKEN = Token(engines.TOKEN)
PAYLOAD = BALANCED.to_json()
LIFTING = '{"mode":"professional","tasks":[{"Plugin":"Face Lifting","face_lifting_version":3}]}'


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    path.write_bytes(engines.jpeg_bytes())
    return path


@pytest.fixture
def client(engine: EngineServer, clock: ManualClock) -> Iterator[Client]:
    with Client(f"{engine.url}/api/v1", sleep=clock.sleep, read_timeout=10) as made:
        yield made


def finished(client: Client, remote_id: str) -> StatusReply:
    def ended() -> StatusReply | None:
        reply = client.status(remote_id)
        return reply if reply.state in ("completed", "failed") else None

    reply = wait_until(ended)
    assert isinstance(reply, StatusReply)
    return reply


@pytest.mark.parametrize("kind", ["jpeg", "png"])
def test_a_photo_there_and_back(engine: EngineServer, client: Client, tmp_path: Path, kind: str) -> None:
    photo = tmp_path / f"Ä “photo” 😀.{kind}"
    photo.write_bytes(engines.jpeg_bytes() if kind == "jpeg" else engines.png_bytes())
    started = client.start(photo, PAYLOAD, TOKEN, name=photo.name, key=str(uuid.uuid4()))
    assert started.quota == 999
    done = finished(client, started.id)
    assert (done.state, done.progress, done.max_attempts, done.reason) == ("completed", 100, 3, "")
    assert done.expires is not None
    got = client.get_file(started.id, tmp_path / "result")
    assert got.kind == kind
    assert got.sha256 == hashlib.sha256((tmp_path / "result").read_bytes()).hexdigest()
    assert client.balance(TOKEN).remaining == {"professional": 999}
    assert engine.tasks.charges == 1


@pytest.mark.parametrize("name", ["slight", "balanced", "heavy"])
def test_the_golden_payloads_are_taken_as_they_stand(
    engine: EngineServer, client: Client, photo: Path, name: str
) -> None:
    payload = (GOLDEN / f"preset_{name}.json").read_text()
    assert finished(client, client.start(photo, payload, TOKEN, name="a.jpg").id).state == "completed"
    assert engine.tasks.charges == 1


def test_status_calls_share_a_connection(client: Client, photo: Path, caplog: pytest.LogCaptureFixture) -> None:
    remote_id = client.start(photo, PAYLOAD, TOKEN, name="a.jpg").id
    caplog.set_level(logging.DEBUG, "urllib3")
    for _ in range(5):
        client.status(remote_id)
    assert caplog.text.count("Starting new HTTP connection") == 1


def test_a_task_at_work_is_seen_as_it_is(make_engine: MakeEngine, photo: Path) -> None:
    work = HandWork()
    engine = make_engine(work=work)
    with Client(f"{engine.url}/api/v1") as client:
        remote_id = client.start(photo, PAYLOAD, TOKEN, name="a.jpg").id
        work.wait_begun()
        work.advance("Heal", 0.5)
        seen = client.status(remote_id)
        assert (seen.state, seen.step, seen.plugin) == ("active", "processing", "Heal")
        assert seen.progress < 100
        work.finish("No face found. Face plugins changed nothing.")
        assert finished(client, remote_id).reason == "No face found. Face plugins changed nothing."


def test_one_key_is_one_job_and_one_credit(engine: EngineServer, client: Client, photo: Path) -> None:
    ids = {client.start(photo, PAYLOAD, TOKEN, name="a.jpg", key="k1").id for _ in range(3)}
    assert (len(ids), engine.tasks.charges) == (1, 1)
    client.start(photo, PAYLOAD, TOKEN, name="a.jpg", key="k2")
    client.start(photo, PAYLOAD, TOKEN, name="a.jpg")
    assert engine.tasks.charges == 3


@pytest.mark.parametrize(
    ("fault", "kind", "delivery", "charges"),
    [
        ("drop_after", ConnectionLost, Delivery.UNKNOWN, 1),
        ("drop_middle", UnexpectedReply, Delivery.UNKNOWN, 1),
        ("html_500", ServerError, Delivery.UNKNOWN, 0),
        ("html_502", ServerError, Delivery.UNKNOWN, 0),
        ("redirect", UnexpectedReply, Delivery.UNKNOWN, 0),
        ("too_many", TooManyRequests, Delivery.NO, 0),
        ("503", ServerError, Delivery.NO, 0),
        ("400", BadRequest, Delivery.NO, 0),
        ("460", TokenRejected, Delivery.NO, 0),
        ("461", LimitReached, Delivery.NO, 0),
        ("462", TaskRejected, Delivery.NO, 0),
        ("body_error", TokenRejected, Delivery.NO, 0),
    ],
)
def test_a_start_in_trouble_and_a_second_try(
    engine: EngineServer,
    client: Client,
    photo: Path,
    fault: str,
    kind: type[CallError],
    delivery: Delivery,
    charges: int,
) -> None:
    engine.faults.add("start", fault)
    with pytest.raises(CallError) as caught:
        client.start(photo, PAYLOAD, TOKEN, name="a.jpg", key="one-key")
    assert (type(caught.value), caught.value.delivery) == (kind, delivery)
    assert engine.tasks.charges == charges, "sent once"
    assert delivery is Delivery.UNKNOWN or charges == 0, "what is said not to be delivered is not paid"
    if may_resend_start(caught.value, trusts_key=True):
        client.start(photo, PAYLOAD, TOKEN, name="a.jpg", key="one-key")
        assert engine.tasks.charges == 1


def test_a_connection_dropped_before_the_engine_acts(engine: EngineServer, client: Client, photo: Path) -> None:
    """It hangs up after the headers: whether the body was out by then is a race, and both verdicts are true."""
    engine.faults.add("start", "drop_before")
    with pytest.raises(ConnectionLost) as caught:
        client.start(photo, PAYLOAD, TOKEN, name="a.jpg", key="k")
    assert may_resend_start(caught.value, trusts_key=True)
    assert engine.tasks.charges == 0


def test_where_the_key_is_ignored_a_second_try_would_be_paid_twice(
    engine: EngineServer, client: Client, photo: Path
) -> None:
    engine.faults.add("start", "drop_after")
    engine.faults.add("start", "ignore_key", count=None)
    with pytest.raises(ConnectionLost) as caught:
        client.start(photo, PAYLOAD, TOKEN, name="a.jpg", key="k")
    assert not may_resend_start(caught.value, trusts_key=False)
    client.start(photo, PAYLOAD, TOKEN, name="a.jpg", key="k")
    assert engine.tasks.charges == 2


def test_a_stalled_start_times_out(engine: EngineServer, photo: Path) -> None:
    engine.faults.add("start", "stall", acted=True)
    with Client(f"{engine.url}/api/v1", read_timeout=0.3) as client, pytest.raises(TimedOut) as caught:
        client.start(photo, PAYLOAD, TOKEN, name="a.jpg", key="k")
    assert caught.value.delivery is Delivery.UNKNOWN
    assert engine.tasks.charges == 1


def test_what_the_engine_itself_refuses(make_engine: MakeEngine, photo: Path, tmp_path: Path) -> None:
    engine = make_engine(credits=1)
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(photo.read_bytes()[:200])
    with Client(f"{engine.url}/api/v1") as client:
        with pytest.raises(TokenRejected, match="Token not found"):
            client.start(photo, PAYLOAD, Token("nobody-knows-this"), name="a.jpg")
        with pytest.raises(TokenRejected):
            client.balance(Token("nobody-knows-this"))
        with pytest.raises(TaskRejected, match="not on the local engine yet"):
            client.start(photo, LIFTING, TOKEN, name="a.jpg")
        with pytest.raises(BadRequest):
            client.start(broken, PAYLOAD, TOKEN, name="a.jpg")
        client.start(photo, PAYLOAD, TOKEN, name="a.jpg")
        with pytest.raises(LimitReached):
            client.start(photo, PAYLOAD, TOKEN, name="a.jpg")
        with pytest.raises(NotFound):
            client.status("n0-such-1d")
        with pytest.raises(NotFound):
            client.get_file("n0-such-1d", tmp_path / "x")
    assert engine.tasks.charges == 1
    assert sorted(path.name for path in tmp_path.glob("x*")) == []


def test_an_unknown_token_is_refused_before_100_mb_are_sent(client: Client, tmp_path: Path) -> None:
    big = tmp_path / "big.jpg"
    big.write_bytes(b"\xff\xd8\xff\xe0")
    with big.open("rb+") as file:
        file.truncate(100 * 1024 * 1024)
    sent: list[int] = []
    with pytest.raises(TokenRejected) as caught:
        client.start(big, PAYLOAD, Token("nobody-knows-this"), name="a.jpg", progress=lambda done, _: sent.append(done))
    assert caught.value.delivery is Delivery.NO
    assert sent[-1] < 90_000_000


@pytest.mark.parametrize(
    "fault", ["html_500", "html_502", "too_many", "503", "drop_before", "drop_after", "drop_middle"]
)
def test_status_and_download_outlast_trouble(
    engine: EngineServer, client: Client, photo: Path, tmp_path: Path, clock: ManualClock, fault: str
) -> None:
    remote_id = client.start(photo, PAYLOAD, TOKEN, name="a.jpg").id
    finished(client, remote_id)
    engine.faults.add("status", fault, count=2)
    engine.faults.add("get_file", fault, count=2)
    assert client.status(remote_id).state == "completed"
    assert client.get_file(remote_id, tmp_path / "result").kind == "jpeg"
    assert engine.faults.left() == 0
    assert len(clock.slept) == 4


@pytest.mark.parametrize("fault", ["truncated", "short_file", "wrong_type"])
def test_half_a_file_is_never_taken_for_a_whole_one(
    engine: EngineServer, client: Client, photo: Path, tmp_path: Path, fault: str
) -> None:
    remote_id = client.start(photo, PAYLOAD, TOKEN, name="a.jpg").id
    finished(client, remote_id)
    whole = client.get_file(remote_id, tmp_path / "first").sha256
    engine.faults.add("get_file", fault)
    assert client.get_file(remote_id, tmp_path / "second").sha256 == whole
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["first", "photo.jpg", "second"]


def test_states_that_are_no_end_and_ends_that_are_bad(
    engine: EngineServer, client: Client, photo: Path, tmp_path: Path
) -> None:
    remote_id = client.start(photo, PAYLOAD, TOKEN, name="a.jpg").id
    finished(client, remote_id)
    engine.faults.add("status", "delayed")
    assert client.status(remote_id).state == "delayed"
    engine.faults.add("status", "progress_100")
    early = client.status(remote_id)
    assert (early.state, early.progress) == ("active", 100)
    engine.faults.add("status", "failed", reason="Something\nbroke")
    failed = client.status(remote_id)
    assert (failed.state, failed.reason) == ("failed", "Something broke")
    other = client.start(photo, PAYLOAD, TOKEN, name="a.jpg").id
    finished(client, other)
    engine.faults.add("get_file", "expired")
    with pytest.raises(NotFound):
        client.get_file(other, tmp_path / "x")


def test_limits_from_the_engine_and_when_it_has_none(engine: EngineServer, client: Client) -> None:
    assert client.limits().from_server
    assert client.limits().max_bytes == DOCUMENTED_LIMITS.max_bytes
    engine.faults.add("limits", "404")
    assert client.limits() == DOCUMENTED_LIMITS


def test_both_balance_forms(engine: EngineServer, client: Client) -> None:
    assert client.documented_balance(TOKEN, ["professional", "other"]).remaining == {"professional": 1000, "other": 0}
    assert client.newer_balance(TOKEN).remaining == {"professional": 1000}
    engine.faults.add("balance", "html_502")
    assert client.balance(TOKEN).remaining == {"professional": 1000}
    assert engine.faults.left() == 0
    engine.faults.add("balance", "body_error")
    with pytest.raises(TokenRejected):
        client.balance(TOKEN)


def test_many_threads_share_one_client(engine: EngineServer, client: Client, photo: Path, tmp_path: Path) -> None:
    failures: list[BaseException] = []

    def one(index: int) -> None:
        try:
            remote_id = client.start(photo, PAYLOAD, TOKEN, name="a.jpg", key=f"k{index}").id
            finished(client, remote_id)
            client.get_file(remote_id, tmp_path / f"r{index}")
        except BaseException as error:  # noqa: BLE001 - reported below
            failures.append(error)

    threads = [threading.Thread(target=one, args=(index,)) for index in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failures == []
    assert engine.tasks.charges == 8
    assert len(list(tmp_path.glob("r?"))) == 8

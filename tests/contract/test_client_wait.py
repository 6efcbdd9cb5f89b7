"""Waiting for a job with the client alone: its end, its failure, and its disappearance."""

from __future__ import annotations

from pathlib import Path

import pytest

from retouch_lib.cloud.client import Client
from retouch_lib.engine.server import EngineServer
from retouch_lib.errors import JobExpired, JobFailed, NotFound
from retouch_lib.tokens.secret import Token
from tests.engines import HEAL, TOKEN, MakeEngine


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def client(engine: EngineServer, waits: list[float]) -> Client:
    return Client(f"{engine.url}/api/v1", sleep=waits.append)


def started(client: Client, portrait: Path) -> str:
    return client.start(portrait, HEAL, Token(TOKEN), name=portrait.name).id


def test_a_job_is_waited_for_politely(client: Client, engine: EngineServer, waits: list[float], portrait: Path) -> None:
    engine.faults.add("status", "progress_100", count=3)
    assert client.wait(started(client, portrait)).state == "completed"
    assert waits[:4] == [2.0, 3.0, 3.0, 3.0]


def test_a_failed_job_brings_its_reason_and_its_id(client: Client, engine: EngineServer, portrait: Path) -> None:
    engine.faults.add("status", "failed", reason="the face is upside down")
    job = started(client, portrait)
    with pytest.raises(JobFailed, match="upside down") as error:
        client.wait(job)
    assert error.value.remote_id == job
    assert not error.value.retryable


def test_a_job_that_was_there_and_is_gone_has_expired(
    make_engine: MakeEngine, waits: list[float], portrait: Path
) -> None:
    engine = make_engine(seconds=3600)  # it does not end by itself between two looks
    engine.faults.add("status", "progress_100")
    engine.faults.add("status", "expired", skip=1)
    client = Client(f"{engine.url}/api/v1", sleep=waits.append)
    with pytest.raises(JobExpired):
        client.wait(started(client, portrait))


def test_a_machine_that_doesnt_know_the_job_twice_ends_nothing(
    client: Client, engine: EngineServer, portrait: Path
) -> None:
    engine.faults.add("status", "progress_100")
    engine.faults.add("status", "error", status=404, count=2)
    assert client.wait(started(client, portrait)).state == "completed"


def test_an_id_that_was_never_there_is_not_found(client: Client) -> None:
    with pytest.raises(NotFound):
        client.wait("nobody")

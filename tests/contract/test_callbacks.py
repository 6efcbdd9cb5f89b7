"""Callbacks over real HTTP: from the engine to the lab's route, and from whoever else calls there."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from retouch_lib.cloud import servers
from retouch_lib.engine.server import EngineServer
from retouch_lib.lab import Lab
from retouch_lib.presets.vendor import SLIGHT
from retouch_lib.store.records import JobState
from retouch_lib.ui.server import lifespan
from tests.contract.hosts import Host
from tests.engines import HandWork, quick_verify, wait_until
from tests.jobs.labs import launched, new_photo, now, press, wait_for

HOOKS = {"public_url": "http://127.0.0.1:1/", "hooks": True, "poll_seconds": 60.0}
SOON, RARELY = 0.2, 120.0


@contextmanager
def served(lab: Lab) -> Iterator[Host]:
    """The lab's own routes, at the address that its servers are asked to call."""
    lifespan.use(lab)
    host = Host(lab)
    lab.hooks.base = f"http://127.0.0.1:{host.port}"
    try:
        yield host
    finally:
        host.close()
        lifespan.use(None)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Host, HandWork]]:
    """A lab that asks its servers once, and then after a minute or two; the engine works on when a test says so."""
    folder, work = tmp_path_factory.mktemp("hooks"), HandWork()
    engine = EngineServer(data_dir=folder / "engine", work=work, verify=quick_verify, hook_pauses=())
    with engine, launched(folder / "data", engine.url, **HOOKS) as lab, pytest.MonkeyPatch.context() as patch:
        table = servers.servers
        patch.setattr(
            servers,
            "servers",
            lambda settings: tuple(replace(one, first_poll=SOON, every=RARELY) for one in table(settings)),
        )
        with served(lab) as host:
            yield host, work


def path_of(host: Host, job: str) -> str:
    return urlsplit(str(host.lab.hooks.address(job))).path


@pytest.mark.parametrize("server", ["local", "custom"])
def test_a_result_is_there_as_soon_as_the_server_calls(house: tuple[Host, HandWork], server: str) -> None:
    host, work = house
    run = press(host.lab, new_photo(host.lab), server, [SLIGHT])
    work.wait_begun()
    wait_for(host.lab, run, JobState.WAITING)
    work.finish()
    (job,) = wait_for(host.lab, run, JobState.DONE)
    assert job.polls <= 3
    assert host.lab.hooks.hints.arrive(server)


def test_whatever_comes_there_changes_nothing_but_when_the_server_is_asked(house: tuple[Host, HandWork]) -> None:
    host, work = house
    run = press(host.lab, new_photo(host.lab), "local", [SLIGHT])
    work.wait_begun()
    (job,) = wait_for(host.lab, run, JobState.WAITING)
    path = path_of(host, job.id)
    lie = b'{"state": "completed", "id": "another", "url": "http://127.0.0.1/"}'
    assert host.call("POST", path, lie)[::2] == (204, b"")
    wait_until(lambda: now(host.lab, run)[0].polls)
    for body in (b"", b"\0" * 60_000, b"not json"):
        assert host.call("POST", path, body)[0] == 204
    assert host.call("GET", path)[0] == 204
    assert host.call("POST", path, iter([b"x" * 50_000] * 2))[0] == 413
    (same,) = now(host.lab, run)
    assert (same.state, same.remote_id) == (JobState.WAITING, job.remote_id)
    assert same.polls <= 4
    work.finish()
    (ended,) = wait_for(host.lab, run, JobState.DONE)
    assert host.call("POST", path, lie)[0] == 204, "late"
    assert now(host.lab, run)[0] == ended


def test_a_forged_address_is_not_found_and_not_read(house: tuple[Host, HandWork]) -> None:
    host, _ = house
    path = path_of(host, "some-job")
    for forged in (path[:-1] + "_", path.rsplit("/", 1)[0] + "/", path.replace("some-job", "other-job"), "/hooks/x"):
        assert host.call("POST", forged, b"x" * 100)[0] == 404


def test_no_cookie_is_needed_and_no_page_can_call(house: tuple[Host, HandWork]) -> None:
    host, _ = house
    path = path_of(host, "some-job")
    assert host.call("POST", path, b"{}")[0] == 204
    assert host.call("POST", path, b"{}", Origin="https://other.example")[0] == 403


def test_the_address_is_in_no_log_and_no_row(
    house: tuple[Host, HandWork], caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    host, work = house
    caplog.set_level(logging.DEBUG)
    run = press(host.lab, new_photo(host.lab), "local", [SLIGHT])
    work.wait_begun()
    work.finish()
    (job,) = wait_for(host.lab, run, JobState.DONE)
    mark = path_of(host, job.id).rsplit("/", 1)[1]
    assert mark not in caplog.text
    host.lab.backup(tmp_path / "backup.zip")
    kept: list[Any] = [path.read_bytes() for path in host.lab.settings.data_dir.rglob("*") if path.is_file()]
    assert not any(mark.encode() in data for data in kept)


def test_off_means_that_nobody_is_asked_to_call(host: Host) -> None:
    assert host.lab.hooks.address("some-job") is None
    assert host.call("POST", f"/hooks/some-job/{'A' * 24}", b"{}")[0] == 404

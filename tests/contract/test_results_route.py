"""Results as one ZIP over real HTTP: whole or not at all, its owner's only, and deleted when it has been sent."""

from __future__ import annotations

import http.client
import io
import os
import socket
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote

import pytest

from retouch_lib.lab import Lab
from retouch_lib.media.results_zip import ResultsZip
from retouch_lib.store.records import Job, JobState, Wanted
from retouch_lib.ui.server.attachment import attachment
from retouch_lib.ui.server.urls import results_url
from tests.contract.hosts import Host
from tests.engines import png_bytes, wait_until

BIG = 64 << 20
"""Bytes: more than a connection holds by itself."""


def done(lab: Lab, contents: list[bytes], name: str = "a.png", owner: str = "local") -> list[Job]:
    """Jobs of one run with these results."""
    part = lab.files.new_part()
    part.write_bytes(png_bytes())
    photo = lab.add_photo(owner, part, name).sha256
    asked = [Wanted(photo, f"look {at}", "{}", f"{at}{owner}", "", None) for at in range(len(contents))]
    run = lab.store.make_run(owner, "main", asked, engine_version="", token_ref="")
    jobs = []
    for item, content in zip(run.items, contents, strict=True):
        part = lab.files.new_part()
        part.write_bytes(content)
        result = lab.files.adopt(part)
        for state in (JobState.STARTING, JobState.WAITING, JobState.DOWNLOADING):
            lab.store.set_job(item.job.id, state=state)
        kept = {"result": result, "result_type": "jpeg", "result_bytes": len(content)}
        jobs.append(lab.store.set_job(item.job.id, state=JobState.DONE, **kept))
    return jobs


def url(jobs: list[Job]) -> str:
    return results_url([job.id for job in jobs])


def begin(host: Host, address: str) -> socket.socket:
    """A download of which only the first bytes are taken."""
    connection = socket.create_connection(("127.0.0.1", host.port))
    connection.sendall(f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
    assert connection.recv(20).startswith(b"HTTP/1.1 200")
    return connection


def test_it_comes_whole_with_its_length_and_a_name(host: Host) -> None:
    jobs = done(host.lab, [b"one", b"two"], "50% Été?.png")
    status, headers, body = host.call("GET", url(jobs))
    assert (status, headers["content-type"], int(headers["content-length"])) == (200, "application/zip", len(body))
    assert unquote(headers["content-disposition"]).endswith("''50% Été_results.zip")
    assert headers["cache-control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        names = ["50% Été_look-0.jpg", "50% Été_look-1.jpg"]
        assert {name: archive.read(name) for name in archive.namelist()} == dict(
            zip(names, [b"one", b"two"], strict=True)
        )
    status, head, body = host.call("HEAD", url(jobs))
    assert (status, head["content-length"], body) == (200, headers["content-length"], b"")


def test_nobody_gets_what_is_not_theirs_or_not_there(host: Host) -> None:
    mine, theirs = done(host.lab, [b"one"]), done(host.lab, [b"two"], owner="somebody")
    for jobs in ([], theirs, mine + theirs):
        assert host.call("GET", url(jobs))[0] == 404
    assert host.call("GET", results_url(["guessed", "' or 1=1"]))[0] == 404
    host.lab.files.remove(mine[0].result or "")
    status, _, body = host.call("GET", url(mine))
    assert (status, body.decode()[:41]) == (404, "One of these results is not here any more")


def test_what_is_deleted_meanwhile_is_sent_whole_and_removed_then(host: Host) -> None:
    (job,) = done(host.lab, [os.urandom(BIG)])
    path = host.lab.files.path(job.result or "")
    with begin(host, url([job])) as connection:
        host.lab.storage.delete("local", [run.id for run in host.lab.store.runs("local")])
        assert host.lab.store.runs("local") == ()
        assert path.is_file(), "it is being sent"
        received = sum(iter(lambda: len(connection.recv(1 << 20)), 0))
    assert received > BIG
    wait_until(lambda: not path.exists())
    wait_until(lambda: not host.lab.storage.unfinished())


def test_a_connection_that_is_given_up_lets_go_of_the_results(host: Host) -> None:
    (job,) = done(host.lab, [os.urandom(BIG)])
    with begin(host, url([job])), host.lab.files.removing() as held:
        assert held == {job.result}

    def free() -> bool:
        with host.lab.files.removing() as held:
            return not held

    wait_until(free)


def test_what_breaks_in_the_middle_is_no_whole_answer(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    (job,) = done(host.lab, [b"x" * 1000])

    def broken(_: ResultsZip) -> Iterator[bytes]:
        yield b"PK"
        raise OSError(5, "the disk is gone")

    monkeypatch.setattr(ResultsZip, "pieces", broken)
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        host.call("GET", url([job]))
    with host.lab.files.removing() as held:
        assert not held


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DSC_6229_balanced.jpg", 'attachment; filename="DSC_6229_balanced.jpg"'),
        ('a"b.jpg', "attachment; filename=\"a_b.jpg\"; filename*=UTF-8''a%22b.jpg"),
        ("ж.jpg", "attachment; filename=\"_.jpg\"; filename*=UTF-8''%D0%B6.jpg"),
    ],
)
def test_a_name_is_told_to_every_reader(name: str, value: str) -> None:
    assert attachment(name) == value

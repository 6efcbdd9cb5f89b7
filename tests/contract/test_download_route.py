"""A ticket's ZIP over real HTTP: whole or not at all, its owner's only; what was deleted goes when it has been sent."""

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
from retouch_lib.media.parcel_zip import ParcelZip
from retouch_lib.store.records import Job, JobState, Wanted
from retouch_lib.ui.server import downloads
from retouch_lib.ui.server.attachment import attachment
from retouch_lib.ui.server.urls import download_url
from retouch_lib.work.delivery import ResultsOf
from retouch_lib.work.delivery_names import Naming
from retouch_lib.work.name_pattern import read_pattern
from retouch_lib.work.parcels import Order
from retouch_lib.work.tickets import Ticket
from retouch_lib.work.transfers import TransferState
from tests.contract.hosts import Host
from tests.engines import png_bytes, wait_until

BIG = 64 << 20
"""Bytes: more than a connection holds by itself."""


def done(
    lab: Lab, contents: list[bytes], name: str = "a.png", owner: str = "local", project: str = "", folder: str = ""
) -> list[Job]:
    """Jobs of one run with these results."""
    part = lab.files.new_part()
    part.write_bytes(png_bytes())
    photo = lab.add_photo(owner, part, name, folder).sha256
    asked = [Wanted(photo, f"look {at}", "{}", f"{at}{owner}", "", None) for at in range(len(contents))]
    run = lab.store.make_run(owner, "main", asked, engine_version="", token_ref="", project=project)
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


def ticket(lab: Lab, jobs: list[Job], pattern: str = "{photo}_{look}", owner: str = "local") -> Ticket:
    """Without a pattern: as a delivery."""
    results = lab.deliveries.meant(owner, ResultsOf(jobs=tuple(job.id for job in jobs))).results
    parcel = lab.parcels.packed(owner, results, Order(Naming(read_pattern(pattern) if pattern else None))).parcel
    return lab.tickets.issue(owner, parcel)


def url(lab: Lab, jobs: list[Job]) -> str:
    return download_url(ticket(lab, jobs).id)


def begin(host: Host, address: str) -> socket.socket:
    """A download of which only the first bytes are taken."""
    connection = socket.create_connection(("127.0.0.1", host.port))
    connection.sendall(f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
    assert connection.recv(20).startswith(b"HTTP/1.1 200")
    return connection


def test_it_comes_whole_with_its_length_and_a_name(host: Host) -> None:
    jobs = done(host.lab, [b"one", b"two"], "50% Été?.png", project="Été & Co.")
    status, headers, body = host.call("GET", url(host.lab, jobs))
    assert (status, headers["content-type"], int(headers["content-length"])) == (200, "application/zip", len(body))
    assert unquote(headers["content-disposition"]).endswith("''Été & Co.zip")
    assert headers["cache-control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        names = ["Été & Co/50% Été_look-0.jpg", "Été & Co/50% Été_look-1.jpg"]
        assert {name: archive.read(name) for name in archive.namelist()} == dict(
            zip(names, [b"one", b"two"], strict=True)
        )
    status, head, body = host.call("HEAD", url(host.lab, jobs))
    assert (status, head["content-length"], body) == (200, headers["content-length"], b"")


def test_of_thousands_it_comes_at_once_without_its_length(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = done(host.lab, [b"one", b"two"])
    monkeypatch.setattr(downloads, "_SECONDS_FOR_ITS_LENGTH", -1.0)
    issued = ticket(host.lab, jobs)
    status, headers, body = host.call("GET", download_url(issued.id))
    assert (status, "content-length" in headers, headers["transfer-encoding"]) == (200, False, "chunked")
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert [archive.read(name) for name in archive.namelist()] == [b"one", b"two"]
    wait_until(lambda: issued.transfer.state is TransferState.DONE)


def test_a_delivery_has_the_folder_that_the_photo_came_from(host: Host) -> None:
    (job,) = done(host.lab, [b"one"], "DSC_1.PNG", project="Anna", folder="Wedding/Été")
    (again,) = done(host.lab, [b"two"], "DSC_1.PNG", project="Ben", folder="Best of")
    address = download_url(ticket(host.lab, [job, again], pattern="").id)
    with zipfile.ZipFile(io.BytesIO(host.call("GET", address)[2])) as archive:
        inside = [name.partition("/")[2] for name in archive.namelist()]
    assert inside == ["Wedding/Été/DSC_1.jpg", "Best of/DSC_1.jpg"]
    of_run = host.lab.deliveries.meant("local", ResultsOf(project="Anna"))
    assert [one.folder for one in of_run.results] == ["Wedding/Été"]


def test_it_is_written_down_how_far_it_is(host: Host) -> None:
    jobs = done(host.lab, [b"one", b"two"])
    issued = ticket(host.lab, jobs)
    assert issued.transfer.state is TransferState.WAITING
    length = len(host.call("GET", download_url(issued.id))[2])
    wait_until(lambda: issued.transfer.state is TransferState.DONE)
    assert (issued.transfer.files, issued.transfer.bytes) == (2, length)


def test_nobody_gets_what_is_not_theirs(host: Host) -> None:
    theirs = done(host.lab, [b"two"], owner="somebody")
    assert host.lab.deliveries.results("local", [job.id for job in theirs]) == {}
    issued = ticket(host.lab, theirs, owner="somebody")
    for guess in (issued.id, "guessed", "0" * 64):
        status, _, body = host.call("GET", download_url(guess))
        assert (status, body.decode()[:34]) == (404, "This download is not known any mor")


@pytest.mark.parametrize("how", ["swept", "deleted", "replaced", "file lost"])
def test_where_a_result_is_gone_nothing_is_sent(host: Host, how: str) -> None:
    jobs = done(host.lab, [b"one", b"two"])
    address = url(host.lab, jobs)
    if how == "swept":
        host.lab.store.set_job(jobs[1].id, state=JobState.SWEPT, result=None)
    elif how == "deleted":
        host.lab.storage.delete("local", [run.id for run in host.lab.store.runs("local")])
    elif how == "replaced":
        host.lab.store.set_job(jobs[1].id, result="0" * 64)
    else:
        host.lab.files.remove(jobs[1].result or "")
    status, _, body = host.call("GET", address)
    many = "2 of these results are" if how == "deleted" else "1 of these results is"
    assert (status, body.decode()[: len(many)]) == (404, many)


def test_what_is_deleted_meanwhile_is_sent_whole_and_removed_then(host: Host) -> None:
    (job,) = done(host.lab, [os.urandom(BIG)])
    path = host.lab.files.path(job.result or "")
    with begin(host, url(host.lab, [job])) as connection:
        host.lab.storage.delete("local", [run.id for run in host.lab.store.runs("local")])
        assert host.lab.store.runs("local") == ()
        assert path.is_file(), "it is being sent"
        received = sum(iter(lambda: len(connection.recv(1 << 20)), 0))
    assert received > BIG
    wait_until(lambda: not path.exists())
    wait_until(lambda: not host.lab.storage.unfinished())


def test_a_connection_that_is_given_up_lets_go_of_the_results(host: Host) -> None:
    (job,) = done(host.lab, [os.urandom(BIG)])
    issued = ticket(host.lab, [job])
    with begin(host, download_url(issued.id)), host.lab.files.removing() as held:
        assert held == {job.result, job.photo}
        assert issued.transfer.state is TransferState.MOVING

    def free() -> bool:
        with host.lab.files.removing() as held:
            return not held

    wait_until(free)
    assert issued.transfer.state is TransferState.BROKEN


def test_what_breaks_in_the_middle_is_no_whole_answer(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    (job,) = done(host.lab, [b"x" * 1000])

    def broken(_: ParcelZip) -> Iterator[bytes]:
        yield b"PK"
        raise OSError(5, "the disk is gone")

    monkeypatch.setattr(ParcelZip, "pieces", broken)
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        host.call("GET", url(host.lab, [job]))
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

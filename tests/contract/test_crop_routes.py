"""Crops over real HTTP: to the owner of both files alone, of known regions and widths, and not for who has gone."""

from __future__ import annotations

import io
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from retouch_lib.media.crops import Crop
from retouch_lib.ui.server.urls import CROP_HEADER, THUMBNAIL, crop_url, file_url
from tests.contract.hosts import Host
from tests.contract.test_layer_routes import add_photo, add_result, layered, quoted
from tests.engines import wait_until
from tests.unit.imaging import archives, hostile_archives, pictures


def shown(headers: dict[str, str]) -> str:
    return headers[CROP_HEADER.lower()]


def test_crops_are_served_and_may_be_kept(host: Host, portrait: Path) -> None:
    _, reply = host.put(portrait.read_bytes())
    photo = reply["sha256"]
    result = add_result(host, photo, pictures.png(pictures.smooth(455, 568)))
    for sha256 in (photo, result):
        for region, size in (("face", (220, 220)), ("eyes", (220, 110)), ("cheek", (220, 220)), ("pair", (220, 220))):
            status, headers, body = host.call("GET", crop_url(sha256, photo, region, 220))
            assert (status, headers["content-type"], shown(headers)) == (200, "image/jpeg", "region")
            assert Image.open(io.BytesIO(body)).size == size
            assert len(body) <= 30_000
            assert headers["cache-control"] == "private, max-age=86400"
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["cross-origin-resource-policy"] == "same-origin"
            assert "sandbox" in headers["content-security-policy"]
    assert host.call("GET", crop_url(photo, photo, "face", 220))[1]["etag"]


def test_a_layered_result_is_shown_composed_and_a_photo_without_a_face_says_so(host: Host) -> None:
    photo = add_photo(host)
    result = add_result(host, photo, layered())
    status, headers, _ = host.call("GET", crop_url(result, photo, "face", 160))
    assert (status, shown(headers)) == (200, "middle")
    assert shown(host.call("GET", crop_url(result, photo, "whole", 160))[1]) == "region"
    assert host.call("GET", crop_url(result, photo, "face1", 160))[0] == 404


def test_another_owners_files_are_not_found(host: Host) -> None:
    mine, theirs = add_photo(host), add_photo(host, "somebody", (40, 60))
    result = add_result(host, mine, layered())
    their_result = add_result(host, theirs, archives.layered(), "somebody")
    for sha256, photo in ((their_result, mine), (result, theirs), (mine, theirs), (theirs, mine), (theirs, theirs)):
        for region in ("whole", "face", "pair"):
            assert host.call("GET", crop_url(sha256, photo, region, 220))[0] == 404
    assert not [path for path in (host.lab.settings.data_dir / "previews").rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    "region",
    [
        *("", "Face", "face0", "face32x", "whole1", "nose", "..", "%2e%2e", "face.jpg", "%00", "face%0a", "facé"),
        *("x0.5y0.5", "x1.5000y0.5000", "x0.5000", "x-0.500y0.5000", "x0.5000y0.5000 ", "9" * 6000),
    ],
)
def test_no_other_region_is_made(host: Host, region: str) -> None:
    photo = add_photo(host)
    assert host.call("GET", f"/files/{photo}/crop/{photo}/{quoted(region).replace(' ', '%20')}/220")[0] == 404
    assert not list((host.lab.settings.data_dir / "previews").rglob("*.of-*"))


@pytest.mark.parametrize("side", ["", "0", "221", "2048", "0220", "22", "-160", "٢٢٠", "1e2", "220.0", "9" * 6000])
def test_no_other_width_is_made(host: Host, side: str) -> None:
    photo = add_photo(host)
    assert host.call("GET", f"/files/{photo}/crop/{photo}/whole/{quoted(side)}")[0] == 404


@pytest.mark.parametrize("name", ["0" * 64, "A" * 64, "vault.key", "%2e%2e%2fvault.key"])
def test_what_is_not_there_is_not_found(host: Host, name: str) -> None:
    photo = add_photo(host)
    for path in (crop_url(name, photo, "whole", 220), crop_url(photo, name, "whole", 220)):
        assert host.call("GET", path)[0] == 404


@pytest.mark.parametrize("data", [hostile_archives.bomb_by_ratio(), b"{}", b"\xff\xd8\xff"], ids=["bomb", "{}", "jpeg"])
def test_a_result_that_is_no_picture_gets_its_sentence(host: Host, data: bytes) -> None:
    photo = add_photo(host)
    result = add_result(host, photo, data)
    status, headers, body = host.call("GET", crop_url(result, photo, "face", 220))
    assert (status, headers["content-type"]) == (404, "text/plain; charset=utf-8")
    assert len(body) > 20
    assert "immutable" not in headers.get("cache-control", "")


def test_a_full_disk_is_said(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = add_photo(host)

    def full(*_: object) -> Crop:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(host.lab.crops, "crop", full)
    assert host.call("GET", crop_url(photo, photo, "face", 220))[0] == 507


def test_crops_that_take_long_hold_up_nothing_and_those_made_already_least(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = add_photo(host)
    assert host.call("GET", crop_url(photo, photo, "whole", 160))[0] == 200
    begun, go_on = threading.Semaphore(0), threading.Event()
    crop = host.lab.crops.crop

    def slow(sha256: str, photo: str, region: str, side: int) -> Crop:
        if side != 160:
            begun.release()
            assert go_on.wait(60)
        return crop(sha256, photo, region, side)

    monkeypatch.setattr(host.lab.crops, "crop", slow)
    with ThreadPoolExecutor(50) as pool:
        answers = [pool.submit(host.call, "GET", crop_url(photo, photo, "whole", 220)) for _ in range(50)]
        assert begun.acquire(timeout=60)
        assert host.call("GET", file_url(photo, THUMBNAIL))[0] == 200
        assert host.call("GET", crop_url(photo, photo, "whole", 160))[0] == 200
        assert not any(answer.done() for answer in answers)
        go_on.set()
        assert {answer.result()[0] for answer in answers} == {200}


def test_what_nobody_waits_for_is_not_made(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    """A grid that is scrolled on breaks off what it asked for: those that wait for their turn are not made any more."""
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    photo = add_photo(host)
    asked: list[Any] = []
    begun, go_on = threading.Event(), threading.Event()
    crop = host.lab.crops.crop

    def slow(*arguments: Any) -> Crop:
        asked.append(arguments)
        begun.set()
        assert go_on.wait(60)
        return crop(*arguments)

    monkeypatch.setattr(host.lab.crops, "crop", slow)
    waiting: list[Any] = []
    kept = host.lab.crops.is_kept
    monkeypatch.setattr(host.lab.crops, "is_kept", lambda *each: waiting.append(each) or kept(*each))
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(host.call, "GET", crop_url(photo, photo, "whole", 220))
        assert begun.wait(60)
        gone = []
        for spot in range(5):
            connection = socket.create_connection(("127.0.0.1", host.port))
            url = crop_url(photo, photo, f"x0.000{spot}y0.5000", 220)
            connection.sendall(f"GET {url} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            gone.append(connection)
        wait_until(lambda: len(waiting) == 6)
        for connection in gone:
            connection.close()
        last = pool.submit(host.call, "GET", crop_url(photo, photo, "x0.9000y0.5000", 220))
        go_on.set()
        assert first.result()[0] == 200
        assert last.result()[0] == 200
    assert [region for _, _, region, _ in asked] == ["whole", "x0.9000y0.5000"]

"""Layers and composites over real HTTP: to their owner alone, with the headers of all files, and never a traceback."""

from __future__ import annotations

import io
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from retouch_lib.presets.vendor import LOOKS
from retouch_lib.store.records import JobState, Wanted
from retouch_lib.ui.server.urls import EXTENT_HEADER, FULL, PREVIEW, THUMBNAIL, composite_url, file_url, layer_url
from tests.contract.hosts import Host
from tests.unit.imaging import archives, hostile_archives, pictures

SIZE = (60, 40)


def add_photo(host: Host, owner: str = "local", size: tuple[int, int] = SIZE) -> str:
    part = host.lab.files.new_part()
    part.write_bytes(pictures.jpeg(pictures.smooth(*size)))
    return host.lab.add_photo(owner, part, "DSC_1.jpg").sha256


def add_result(host: Host, photo: str, data: bytes, owner: str = "local") -> str:
    """The file as the result of a finished job of that owner."""
    part = host.lab.files.new_part()
    part.write_bytes(data)
    sha256 = host.lab.files.adopt(part)
    preset = LOOKS[0]
    store = host.lab.store
    wanted = [Wanted(photo, preset.name, preset.to_json(), preset.fingerprint, sha256[:8], None)]
    (item,) = store.make_run(owner, "local", wanted, engine_version="1", token_ref="t").items
    for state in (JobState.STARTING, JobState.WAITING, JobState.DOWNLOADING):
        store.set_job(item.job.id, state=state)
    store.set_job(item.job.id, state=JobState.DONE, result=sha256, result_type="zip", result_bytes=len(data))
    return sha256


def layered() -> bytes:
    return archives.zipped(
        {
            name: archives.layer_png(*SIZE, seed)
            for seed, name in enumerate((archives.HEAL, archives.DODGE, archives.VOLUMES), start=1)
        }
    )


def test_layers_are_served_in_three_sizes_and_may_be_kept(host: Host) -> None:
    result = add_result(host, add_photo(host), layered())
    for number in range(3):
        status, headers, body = host.call("GET", layer_url(result, number))
        assert (status, headers["content-type"]) == (200, "image/png")
        assert body == archives.layer_png(*SIZE, number + 1)
        for size in (PREVIEW, THUMBNAIL):
            status, headers, body = host.call("GET", layer_url(result, number, size))
            assert (status, headers["content-type"]) == (200, "image/jpeg")
            assert Image.open(io.BytesIO(body)).size == SIZE
            check_headers(headers)
            assert headers.get(EXTENT_HEADER.lower()) == ("whole" if size == THUMBNAIL else None)


def test_a_thumbnail_tells_what_it_shows_also_when_only_that_is_asked(host: Host) -> None:
    layer = np.zeros((400, 600, 4), np.uint8)
    empty = archives.png_of(layer)
    layer[100:110, 200:230] = 255
    data = archives.zipped({archives.HEAL: archives.png_of(layer), archives.DODGE: empty})
    result = add_result(host, add_photo(host, size=(600, 400)), data)
    for number, extent in enumerate(("part", "empty")):
        for method in ("HEAD", "GET"):
            status, headers, body = host.call(method, layer_url(result, number, THUMBNAIL))
            assert (status, headers[EXTENT_HEADER.lower()], bool(body)) == (200, extent, method == "GET")


def check_headers(headers: dict[str, str]) -> None:
    assert "immutable" in headers["cache-control"]
    assert "private" in headers["cache-control"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "sandbox" in headers["content-security-policy"]


def test_a_composite_is_served_in_two_sizes(host: Host) -> None:
    photo = add_photo(host)
    result = add_result(host, photo, layered())
    for size in (PREVIEW, FULL):
        status, headers, body = host.call("GET", composite_url(result, photo, size))
        assert (status, headers["content-type"]) == (200, "image/jpeg")
        assert Image.open(io.BytesIO(body)).size == SIZE
        check_headers(headers)


def test_composites_that_take_long_hold_up_nothing_else(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    """More are asked for than a server has threads; thumbnails of photos come all the same."""
    photo = add_photo(host)
    result = add_result(host, photo, layered())
    begun, go_on = threading.Semaphore(0), threading.Event()
    composite = host.lab.layer_views.composite

    def slow(*arguments: Any) -> Path:
        begun.release()
        assert go_on.wait(60)
        return composite(*arguments)

    monkeypatch.setattr(host.lab.layer_views, "composite", slow)
    with ThreadPoolExecutor(50) as pool:
        answers = [pool.submit(host.call, "GET", composite_url(result, photo)) for _ in range(50)]
        assert begun.acquire(timeout=60)
        assert host.call("GET", file_url(photo, THUMBNAIL))[0] == 200
        assert not any(answer.done() for answer in answers)
        go_on.set()
        assert {answer.result()[0] for answer in answers} == {200}


def test_downloads_carry_their_names_safely(host: Host) -> None:
    photo = add_photo(host)
    result = add_result(host, photo, layered())
    name = '../a "b"\r\nX: 1 Skin Tone.png'
    for url in (layer_url(result, 0, FULL, name), composite_url(result, photo, FULL, name)):
        status, headers, _ = host.call("GET", url)
        assert status == 200
        assert headers["content-disposition"] == 'attachment; filename="a -b-X- 1 Skin Tone.png"'
        assert "x" not in headers


def test_a_number_or_a_size_that_does_not_exist_is_not_found(host: Host) -> None:
    photo = add_photo(host)
    result = add_result(host, photo, layered())
    for number in ("3", "-1", "0x0", "1.0", "٣", "%00", "..", "9" * 6000):
        assert host.call("GET", f"/files/{result}/layers/{quoted(number)}/full")[0] == 404
    for size in ("original", "400", ""):
        assert host.call("GET", f"/files/{result}/layers/0/{size}")[0] == 404
        assert host.call("GET", f"/files/{result}/composite/{photo}/{size}")[0] == 404
    assert host.call("GET", composite_url(result, photo, THUMBNAIL))[0] == 404


def quoted(text: str) -> str:
    return "".join(
        letter if letter.isascii() else "".join(f"%{byte:02x}" for byte in letter.encode()) for letter in text
    )


def test_another_owners_result_or_photo_is_not_found(host: Host) -> None:
    mine, theirs = add_photo(host), add_photo(host, "somebody", (40, 60))
    result = add_result(host, mine, layered())
    their_result = add_result(host, theirs, archives.layered(), "somebody")
    for size in (PREVIEW, FULL, THUMBNAIL):
        assert host.call("GET", layer_url(their_result, 0, size))[0] == 404
        assert host.call("GET", composite_url(their_result, mine, size))[0] == 404
        assert host.call("GET", composite_url(result, theirs, size))[0] == 404
    assert not [path for path in (host.lab.settings.data_dir / "previews").rglob("*") if path.is_file()]


@pytest.mark.parametrize("name", ["0" * 64, "A" * 64, "vault.key", "%2e%2e%2fvault.key"])
def test_what_is_not_there_is_not_found(host: Host, name: str) -> None:
    photo = add_photo(host)
    result = add_result(host, photo, layered())
    for path in (layer_url(name, 0), composite_url(name, photo), composite_url(result, name)):
        assert host.call("GET", path)[0] == 404


@pytest.mark.parametrize(
    "data",
    [
        hostile_archives.bomb_by_ratio(),
        hostile_archives.encrypted(),
        hostile_archives.cut_end(),
        hostile_archives.wide(),
        b"{}",
        b"\xff\xd8\xff",
    ],
    ids=["bomb", "encrypted", "cut", "wide", "json", "jpeg"],
)
def test_a_result_that_can_t_be_used_gets_its_sentence(host: Host, data: bytes) -> None:
    photo = add_photo(host)
    result = add_result(host, photo, data)
    for path in (layer_url(result, 0), layer_url(result, 0, THUMBNAIL), composite_url(result, photo)):
        status, headers, body = host.call("GET", path)
        assert (status, headers["content-type"]) == (404, "text/plain; charset=utf-8")
        assert body.decode().startswith("This ZIP of layers can't be used: ")
        assert "immutable" not in headers.get("cache-control", "")
    assert host.call("GET", file_url(result))[2] == data


def test_a_composite_over_a_photo_of_another_size_says_so(host: Host) -> None:
    result = add_result(host, add_photo(host), layered())
    status, _, body = host.call("GET", composite_url(result, add_photo(host, size=(40, 60))))
    assert status == 404
    assert "60 × 40 pixels, the photo 40 × 60 pixels" in body.decode()
    assert host.call("GET", composite_url(result, result))[0] == 404

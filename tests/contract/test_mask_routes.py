"""Parts and spots over real HTTP: to the owner of all files alone, and nothing for what is none."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from PIL import Image

from retouch_lib.media.whole_pictures import PictureName
from retouch_lib.ui.server.urls import parts_template, spots_template
from tests.contract.hosts import Host
from tests.contract.test_layer_routes import add_photo, add_result, layered, quoted
from tests.unit.imaging import pictures


def parts(photo: str, part: str) -> str:
    return parts_template(photo).format(part=part)


def spots(result: object, photo: str) -> str:
    return spots_template(photo).format(picture=result)


def test_parts_and_spots_are_served(host: Host, portrait: Path) -> None:
    _, reply = host.put(portrait.read_bytes())
    photo = reply["sha256"]
    result = add_result(host, photo, pictures.png(pictures.smooth(910, 1137)))
    status, headers, body = host.call("GET", parts(photo, "skin"))
    assert (status, headers["content-type"]) == (200, "image/png")
    assert headers["cache-control"] == "private, max-age=86400"
    assert Image.open(io.BytesIO(body)).size == (910, 1137)
    status, headers, body = host.call("GET", spots(result, photo))
    assert (status, headers["content-type"]) == (200, "application/json")
    assert set(json.loads(body)) == {"at_risk", "healed"}


def test_spots_of_a_layered_result_are_those_of_its_composite(host: Host) -> None:
    photo = add_photo(host)
    result = add_result(host, photo, layered())
    assert host.call("GET", spots(result, photo))[0] == 404
    assert host.call("GET", spots(PictureName(result, photo), photo))[0] == 200


def test_another_owners_files_are_not_found(host: Host) -> None:
    mine, theirs = add_photo(host), add_photo(host, "somebody", (40, 60))
    result = add_result(host, mine, layered())
    for path in (
        parts(theirs, "skin"),
        spots(theirs, mine),
        spots(mine, theirs),
        spots(PictureName(result, theirs), mine),
    ):
        assert host.call("GET", path)[0] == 404
    assert not [path for path in (host.lab.settings.data_dir / "previews").rglob("*") if path.is_file()]


@pytest.mark.parametrize("part", ["nose", "SKIN", "all/..", "..%2f..", "skin%0a"])
def test_no_part(host: Host, part: str) -> None:
    assert host.call("GET", parts(add_photo(host), quoted(part)))[0] == 404


@pytest.mark.parametrize("name", ["0" * 64, "x", f"{'a' * 64}-{'b' * 64}"])
def test_no_picture(host: Host, name: str) -> None:
    photo = add_photo(host)
    assert host.call("GET", spots(quoted(name), photo))[0] == 404
    assert host.call("GET", parts(quoted(name), "skin"))[0] == 404

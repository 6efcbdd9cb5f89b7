"""Mixes over real HTTP: to the owner of both files alone, named in one way each, to be kept for good."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from retouch_lib.imaging.guard import ALL, NO_GUARD
from retouch_lib.imaging.strengths import Strengths
from retouch_lib.imaging.strokes import Stroke
from retouch_lib.media.whole_pictures import PictureName
from retouch_lib.store.records import Mix
from retouch_lib.ui.server.urls import (
    CROP_HEADER,
    FULL,
    MIX_BOX_HEADER,
    PREVIEW,
    mix_crop_template,
    mix_layer_template,
    mix_url,
)
from tests.contract.hosts import Host
from tests.contract.test_layer_routes import SIZE, add_photo, add_result, check_headers, layered, quoted


def name_of(host: Host) -> PictureName:
    photo = add_photo(host)
    return PictureName(add_result(host, photo, layered()), photo)


def layer(name: object, number: object) -> str:
    return mix_layer_template().format(picture=name, number=number)


def crop(name: object, strengths: str, region: str, side: object) -> str:
    return mix_crop_template(str(name), strengths).format(region=region, side=side)


def test_a_mix_is_served_in_three_ways_and_may_be_kept(host: Host) -> None:
    name = name_of(host)
    for part in (PREVIEW, FULL, "0-0"):
        bodies = []
        for strengths in ("1000-450-0", "0-0-1500"):
            status, headers, body = host.call("GET", mix_url(str(name), strengths, part))
            assert (status, headers["content-type"]) == (200, "image/jpeg")
            check_headers(headers)
            assert Image.open(io.BytesIO(body)).size == SIZE
            bodies.append(body)
        assert bodies[0] != bodies[1]


def test_a_guard_is_found_by_the_mix_that_has_it(host: Host) -> None:
    """Also where another process's page kept it: the address has its name alone."""
    name = name_of(host)
    guard = NO_GUARD.add(ALL, "kept", Stroke(((50_000, 50_000),), 20_000))
    strengths = str(Strengths.full(3).guarded(guard.name))
    assert host.call("GET", mix_url(str(name), strengths))[0] == 404
    now = host.lab.clock()
    (job,) = host.lab.mixes.results("local")
    host.lab.store.add_mix(
        Mix(
            "1",
            "local",
            job.id,
            "",
            Strengths.full(3),
            extrapolate=False,
            guard=str(guard),
            made_at=now,
            changed_at=now,
        )
    )
    status, _, body = host.call("GET", mix_url(str(name), strengths))
    assert status == 200
    assert body != host.call("GET", mix_url(str(name), "1000-1000-1000"))[2]


def test_a_layer_comes_with_its_place(host: Host) -> None:
    name = name_of(host)
    for number in range(3):
        status, headers, body = host.call("GET", layer(name, number))
        assert (status, headers["content-type"]) == (200, "image/png")
        check_headers(headers)
        left, top, width, height, *whole = map(int, headers[MIX_BOX_HEADER.lower()].split(","))
        assert tuple(whole) == SIZE
        image = Image.open(io.BytesIO(body))
        assert (image.size, image.mode) == ((width, height), "RGBA")
        assert left + width <= SIZE[0]
        assert top + height <= SIZE[1]


@pytest.mark.parametrize(
    ("strengths", "part"),
    [
        ("1000-1000", PREVIEW), ("1000-1000-1000-1000", PREVIEW), ("1000-1000-01", PREVIEW), ("1000-1000-1501", FULL),
        ("1000-1000-\u0661", PREVIEW), ("x", "0-0"), ("1000-1000-1000", "thumbnail"), ("1000-1000-1000", "0-1"),
        ("1000-1000-1000", "0-0-0"), ("1000-1000-1000", "0000-0"), ("-".join(["1"] * 2000), PREVIEW),
    ],
)  # fmt: skip
def test_no_mix(host: Host, strengths: str, part: str) -> None:
    status, _, body = host.call("GET", mix_url(str(name_of(host)), quoted(strengths), quoted(part)))
    assert (status, body) == (404, b"Not found")


def test_a_small_region_of_a_mix_is_served(host: Host) -> None:
    name = name_of(host)
    bodies = []
    for strengths in ("1000-450-0", "0-0-1000"):
        status, headers, body = host.call("GET", crop(name, strengths, "face", 160))
        assert (status, headers["content-type"], headers[CROP_HEADER.lower()]) == (200, "image/jpeg", "middle")
        assert Image.open(io.BytesIO(body)).size == (160, 160)
        bodies.append(body)
    assert bodies[0] != bodies[1]


@pytest.mark.parametrize(
    ("strengths", "region", "side"),
    [
        ("1000-1000", "face", "160"), ("1000-1000-01", "face", "160"), ("1000-1000-1000", "cheek", "160"),
        ("1000-1000-1000", "face", "161"), ("1000-1000-1000", "face", "\u0661\u0666\u0660"),
        ("1000-1000-1000", "x0.5000y0.5000", "160"), ("1000-1000-1000", "face1", "160"),
    ],
)  # fmt: skip
def test_no_small_region(host: Host, strengths: str, region: str, side: str) -> None:
    assert host.call("GET", crop(name_of(host), strengths, region, quoted(side)))[0] == 404


@pytest.mark.parametrize("number", ["3", "-1", "100", "\u0661", "x"])
def test_no_layer(host: Host, number: str) -> None:
    assert host.call("GET", layer(name_of(host), quoted(number)))[0] == 404


def test_another_owners_files_are_not_found(host: Host) -> None:
    mine, theirs = add_photo(host), add_photo(host, "somebody", (40, 60))
    result = add_result(host, mine, layered())
    for name in (PictureName(result, theirs), PictureName(theirs, mine), PictureName(result), "x", PictureName(mine)):
        assert host.call("GET", mix_url(str(name), "1000-1000-1000"))[0] == 404
        assert host.call("GET", layer(name, 0))[0] == 404
        assert host.call("GET", crop(name, "1000-1000-1000", "whole", 160))[0] == 404
    assert not [path for path in (host.lab.settings.data_dir / "previews").rglob("*") if path.is_file()]


def test_what_can_t_be_mixed_is_said(host: Host) -> None:
    photo = add_photo(host, size=(40, 60))
    name = PictureName(add_result(host, photo, layered()), photo)
    status, _, body = host.call("GET", mix_url(str(name), "1000-1000-1000"))
    assert status == 404
    assert b"the photo 40" in body

"""FLIP over real HTTP: of a part in sight, to the owner of all files alone; what fails is said and nothing is kept."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from retouch_lib.measuring import flip as flip_file
from retouch_lib.measuring.flip import FlipFailed, FlipMap
from retouch_lib.media.whole_pictures import PictureName
from retouch_lib.ui.server.urls import FLIP_HEADER, flip_template
from tests.contract.hosts import Answer, Host
from tests.contract.test_layer_routes import SIZE, add_photo, add_result, layered, quoted
from tests.unit.imaging import pictures

Picture = NDArray[np.uint8]


@pytest.fixture
def seen(host: Host, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Picture, Picture]]:
    """What FLIP was asked for; it answers as if each pixel had 0.2. The real one is tested in `unit/measuring`."""
    asked: list[tuple[Picture, Picture]] = []

    def of(reference: Picture, test: Picture) -> FlipMap:
        asked.append((reference, test))
        return FlipMap(np.full(reference.shape[:2], 51, np.uint8), 0.2)

    monkeypatch.setattr(host.lab.flip, "of", of)
    monkeypatch.setattr(flip_file, "is_installed", lambda: True)
    return asked


def ask(host: Host, one: object, other: object, part: str = f"0-0-{SIZE[0]}-{SIZE[1]}") -> Answer:
    return host.call("GET", flip_template().format(picture=one, other=other, part=part))


def pair(host: Host) -> tuple[str, str]:
    photo = add_photo(host)
    return photo, add_result(host, photo, pictures.png(pictures.smooth(*SIZE)[::-1]))


def test_a_part_is_served_in_magma_with_its_mean_and_kept_by_nobody(
    host: Host, seen: list[tuple[Picture, Picture]]
) -> None:
    photo, result = pair(host)
    status, headers, body = ask(host, result, photo, "10-5-50-25")
    assert (status, headers["content-type"], headers["cache-control"]) == (200, "image/png", "no-store")
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]
    assert json.loads(headers[FLIP_HEADER.lower()]) == {"mean": 0.2, "width": 40, "height": 20}
    image = Image.open(io.BytesIO(body)).convert("RGB")
    assert image.size == (40, 20)
    assert image.getcolors() == [(800, (59, 15, 112))], "magma at 0.2"
    ((reference, test),) = seen
    whole = pictures.smooth(*SIZE)[::-1]
    assert (reference == whole[5:25, 10:50]).all(), "the left one comes first"
    assert reference.shape == test.shape
    assert (reference != test).any()
    assert not list((host.lab.settings.data_dir / "previews").rglob("*.png"))


def test_it_is_reduced_to_half_a_megapixel(
    host: Host, seen: list[tuple[Picture, Picture]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flip_file, "MOST_PIXELS", 600)
    photo, result = pair(host)
    told = json.loads(ask(host, photo, result)[1][FLIP_HEADER.lower()])
    assert (told["width"], told["height"]) == (30, 20)
    assert seen[0][0].shape == (20, 30, 3)


def test_another_owners_files_are_not_found(host: Host, seen: list[tuple[Picture, Picture]]) -> None:
    mine, theirs = add_photo(host), add_photo(host, "somebody", (40, 60))
    result = add_result(host, mine, layered())
    for one, other in ((mine, theirs), (theirs, mine), (mine, PictureName(result, theirs)), ("x", mine)):
        assert ask(host, one, other, "0-0-9-9")[0] == 404
    assert not seen


@pytest.mark.parametrize(
    "part",
    ["0-0-61-40", "0-0-60-41", "5-0-5-40", "6-0-5-40", "0-0-60", "0-0-60-40-1", "-1-0-60-40", "0-0-\u0666-40", "whole"],
)
def test_no_part(host: Host, seen: list[tuple[Picture, Picture]], part: str) -> None:
    photo, result = pair(host)
    assert ask(host, photo, result, quoted(part))[0] == 404
    assert not seen


def test_what_fails_is_said(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    photo, result = pair(host)
    monkeypatch.setattr(flip_file, "is_installed", lambda: True)

    def of(reference: Picture, test: Picture) -> FlipMap:
        raise FlipFailed("It took too long.")

    monkeypatch.setattr(host.lab.flip, "of", of)
    assert ask(host, photo, result)[::2] == (503, b"It took too long.")
    monkeypatch.setattr(flip_file, "is_installed", lambda: False)
    status, _, body = ask(host, photo, result)
    assert (status, b"not installed here" in body) == (503, True)


def test_sizes_that_differ_are_said(host: Host, seen: list[tuple[Picture, Picture]]) -> None:
    status, _, body = ask(host, add_photo(host), add_photo(host, size=(40, 60)), "0-0-9-9")
    assert (status, b"differ in size" in body) == (404, True)
    assert not seen

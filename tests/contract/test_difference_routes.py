"""Differences over real HTTP: to the owner of all files alone, of known parts and factors, in the map's colours."""

from __future__ import annotations

import io
import json
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from retouch_lib.imaging.measures import colour_map
from retouch_lib.media.whole_pictures import PictureName
from retouch_lib.ui.server.urls import difference_template, places_url
from tests.contract.hosts import Host
from tests.contract.test_layer_routes import SIZE, add_photo, add_result, layered, quoted
from tests.unit.imaging import pictures


def difference(one: object, other: object, factor: object = 1, part: str = "whole") -> str:
    return difference_template().format(picture=one, other=other, factor=factor, part=part)


def test_the_whole_and_a_tile_are_served_in_colours(host: Host) -> None:
    photo = add_photo(host)
    result = add_result(host, photo, pictures.png(pictures.smooth(*SIZE)[::-1]))
    for part in ("whole", "0-0"):
        seen = []
        for factor in colour_map.FACTORS:
            status, headers, body = host.call("GET", difference(photo, result, factor, part))
            assert (status, headers["content-type"]) == (200, "image/png")
            assert headers["cache-control"] == "private, max-age=86400"
            assert headers["x-content-type-options"] == "nosniff"
            assert "sandbox" in headers["content-security-policy"]
            image = Image.open(io.BytesIO(body))
            assert image.size == SIZE
            seen.append(np.asarray(image.convert("RGB"), np.int32))
        assert all((one != other).any() for one, other in pairwise(seen))


def test_a_layered_result_is_compared_as_its_composite(host: Host) -> None:
    photo = add_photo(host)
    result = add_result(host, photo, layered())
    assert host.call("GET", difference(photo, result))[0] == 404
    assert host.call("GET", difference(photo, PictureName(result, photo)))[0] == 200


def test_sizes_that_differ_are_said(host: Host) -> None:
    one, other = add_photo(host), add_photo(host, size=(40, 60))
    status, _, body = host.call("GET", difference(one, other))
    assert (status, b"differ in size" in body) == (404, True)


def test_another_owners_files_are_not_found(host: Host) -> None:
    mine, theirs = add_photo(host), add_photo(host, "somebody", (40, 60))
    result = add_result(host, mine, layered())
    for one, other in ((mine, theirs), (theirs, mine), (mine, PictureName(result, theirs))):
        for part in ("whole", "0-0"):
            assert host.call("GET", difference(one, other, part=part))[0] == 404
    assert not [path for path in (host.lab.settings.data_dir / "previews").rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("factor", "part"),
    [("3", "whole"), ("0", "whole"), ("1", "0-1"), ("1", "0-0-0"), ("1", "0000-0"), ("1", "full"), ("\u0661", "whole")],
)
def test_no_part_or_factor(host: Host, factor: str, part: str) -> None:
    photo = add_photo(host)
    result = add_result(host, photo, pictures.png(pictures.smooth(*SIZE)))
    assert host.call("GET", difference(photo, result, quoted(factor), quoted(part)))[0] == 404


def test_places_are_told_to_their_owner(host: Host) -> None:
    photo, theirs = add_photo(host), add_photo(host, "somebody", (40, 60))
    result = add_result(host, photo, pictures.png(pictures.smooth(*SIZE)[::-1]))
    status, headers, body = host.call("GET", places_url(photo, result))
    assert (status, headers["content-type"]) == (200, "application/json")
    assert all(0 <= x <= 1 and 0 <= y <= 1 and difference > 1 for x, y, difference in json.loads(body))
    for one, other in ((photo, theirs), (theirs, photo), ("x", photo)):
        assert host.call("GET", places_url(one, other))[0] == 404

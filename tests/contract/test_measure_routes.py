"""Crops of texture over real HTTP: those that there are."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from retouch_lib.imaging.measures.definitions import TEXTURE_CROPS
from retouch_lib.ui.server.urls import texture_url
from tests.contract.hosts import Host


@pytest.mark.parametrize("kept", TEXTURE_CROPS)
def test_every_crop_of_texture_is_served(host: Host, kept: int) -> None:
    status, headers, body = host.call("GET", texture_url(kept))
    assert (status, headers["content-type"]) == (200, "image/jpeg")
    assert Image.open(io.BytesIO(body)).size == (220, 220)


@pytest.mark.parametrize("kept", ["0", "96", "-95", "95.0", "..", "%2e%2e%2fNOTICE", "9" * 6000])
def test_no_other_is(host: Host, kept: str) -> None:
    assert host.call("GET", f"/measures/texture/{kept}.jpg")[0] == 404

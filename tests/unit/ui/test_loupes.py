from __future__ import annotations

import pytest

from retouch_lib.ui.loupes import Looked, told_point


def test_a_point_is_heard() -> None:
    assert told_point({"spot": {"x": 0, "y": 0.25}}) == (0.0, 0.25)


@pytest.mark.parametrize(
    "told",
    [None, {}, {"spot": None}, {"spot": "0.5"}, {"spot": {"x": 0.5}}, {"spot": {"x": 2, "y": 0.5}}]
    + [{"spot": {"x": value, "y": 0.5}} for value in (True, "0.5", float("nan"), -0.1, [0.5])],
)
def test_what_is_no_point_is_none(told: object) -> None:
    assert told_point(told) is None


@pytest.mark.parametrize("address", ["https://elsewhere.example/{region}", "//elsewhere.example/"])
def test_crops_come_from_this_app_only(address: str) -> None:
    with pytest.raises(ValueError, match="path on this app"):
        Looked("a", "a", address)

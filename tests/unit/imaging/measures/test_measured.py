from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from retouch_lib.imaging.measures.definitions import DEFINITIONS
from retouch_lib.imaging.measures.measured import Measured
from retouch_lib.imaging.measures.unpacking import MAX_CHARACTERS
from tests.unit.imaging.measures import retouched


@pytest.fixture(scope="module")
def found() -> Measured:
    return retouched.measured(retouched.moved_backdrop(), retouched.with_mole())


def test_there_and_back(found: Measured) -> None:
    again = Measured.from_json(found.to_json())
    assert again.to_json() == found.to_json()
    assert again.at_risk.places[0].kind is found.at_risk.places[0].kind
    assert again.stray is not None
    assert again.stray.part is found.stray.part if found.stray else False
    assert Measured.from_json(Measured((0, 0)).to_json()) == Measured((0, 0))


def test_it_is_small(found: Measured) -> None:
    assert len(found.to_json()) < 8_000


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("version",), 0),
        (("size",), [1, 2, 3]),
        (("size",), [1, 2.5]),
        (("size",), ["1", 2]),
        (("more",), 1),
        (("parts", 0, "mean"), 1e7),
        (("parts", 0, "mean"), float("nan")),
        (("parts", 0, "mean"), True),
        (("parts", 0, "part"), "shoes"),
        (("parts", 0, "shift"), None),
        (("at_risk", "places"), [{}] * 101),
        (("at_risk", "places", 0, "kind"), 3),
        (("stray",), []),
        (("faces",), {}),
        (("files",), [{"trait": "size", "before": "x" * 101, "after": ""}]),
        (("metadata",), [{"kind": "EXIF", "fate": "eaten"}]),
    ],
)
def test_what_it_did_not_write_is_refused(found: Measured, place: tuple[str | int, ...], value: object) -> None:
    written: Any = json.loads(found.to_json())
    inner = written
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    with pytest.raises(ValueError, match=r"measured|version|valid"):
        Measured.from_json(json.dumps(written))


@pytest.mark.parametrize("text", ["", "null", "[1]", "{", "[" * 30_000, " " * (MAX_CHARACTERS + 1)])
def test_no_text_does_harm(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Measured.from_json(text)


def test_every_measure_has_its_definition() -> None:
    fields = {field.name for field in dataclasses.fields(Measured)}
    assert {definition.field for definition in DEFINITIONS} == fields - {"size"}

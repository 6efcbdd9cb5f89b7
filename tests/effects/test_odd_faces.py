"""The balanced preset on faces that are small, cut off, turned, covered or missing: a sound result, whatever comes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from retouch_lib.engine.analysis import scene
from retouch_lib.engine.retouch import NO_FACE, RetouchOutcome, retouch
from retouch_lib.imaging.faces.find import Face
from retouch_lib.imaging.files import photo
from retouch_lib.presets.vendor import LOOKS
from tests.unit.imaging import portraits
from tests.unit.imaging.pictures import ALL_SAMPLES, GLASSES, HALF_BODY, PORTRAIT, noise
from tests.unit.imaging.portraits import Edge, Portrait, sample

Pixels = NDArray[np.uint8]
BALANCED = next(look for look in LOOKS if look.name == "balanced").payload()["tasks"]
BY_NAME = {path.stem: path for path in ALL_SAMPLES}


def grey(width: int, height: int) -> Pixels:
    return np.full((height, width, 3), 128, np.uint8)


def retouched(pixels: Pixels, folder: Path) -> tuple[RetouchOutcome, Pixels]:
    source, target = folder / "photo.png", folder / "result.png"
    cv2.imwrite(str(source), pixels[..., ::-1])
    outcome = retouch(source, BALANCED, target, lambda plugin, done: None)
    result = photo.load(target).pixels
    assert result.shape == pixels.shape
    return outcome, result


def moved(before: Pixels, after: Pixels, face: Portrait) -> float:
    """The mean change, in levels, within the box around the face."""
    low, high = face.points.min(0).astype(int), face.points.max(0).astype(int)
    window = slice(max(0, low[1]), high[1]), slice(max(0, low[0]), high[0])
    return float(np.abs(after[window].astype(int) - before[window].astype(int)).mean())


def check_one(face: Portrait, folder: Path) -> None:
    outcome, result = retouched(face.pixels, folder)
    assert (outcome.faces, outcome.reason) == (1, "1 face found.")
    assert 0.2 < moved(face.pixels, result, face) < 25, "the face is retouched, and stays a picture of itself"


@pytest.mark.parametrize("edge", ["left", "right", "top", "bottom"])
@pytest.mark.parametrize("name", BY_NAME)
def test_cut_off_at_an_edge(name: str, edge: Edge, tmp_path: Path) -> None:
    check_one(portraits.cut(sample(BY_NAME[name]), edge, 0.3), tmp_path)


@pytest.mark.parametrize("degrees", [45, 90, 180])
def test_turned(degrees: float, tmp_path: Path) -> None:
    check_one(portraits.turned(sample(GLASSES), degrees), tmp_path)


ODD: dict[str, Callable[[], Portrait]] = {
    "60 px high": lambda: portraits.small(sample(HALF_BODY), 60, grey(1200, 900)),
    "sunglasses": lambda: portraits.in_sunglasses(sample(PORTRAIT)),
    "beard": lambda: portraits.bearded(sample(GLASSES)),
    "almost black": lambda: portraits.exposed(sample(HALF_BODY), -5),
    "burnt out": lambda: portraits.exposed(sample(HALF_BODY), 2),
}


@pytest.mark.parametrize("look", ODD)
def test_looks(look: str, tmp_path: Path) -> None:
    face = ODD[look]()
    outcome, result = retouched(face.pixels, tmp_path)
    assert outcome.reason == "1 face found."
    assert moved(face.pixels, result, face) < 25


def test_each_of_a_group_is_retouched(tmp_path: Path) -> None:
    picture, truths = portraits.group(3, 180, grey(1200, 500))
    outcome, result = retouched(picture, tmp_path)
    assert (outcome.faces, outcome.reason) == (3, "3 faces found.")
    for truth in truths:
        assert moved(picture, result, Portrait(picture, truth)) > 0.2


@pytest.mark.parametrize("picture", ["grey", "noise", "one pixel", "a line"])
def test_without_a_face(picture: str, tmp_path: Path) -> None:
    pixels = {
        "grey": grey(400, 300),
        "noise": noise(300, 200),
        "one pixel": grey(1, 1),
        "a line": grey(700, 1),
    }[picture]
    outcome, result = retouched(pixels, tmp_path)
    assert (outcome.faces, outcome.reason) == (0, NO_FACE)
    assert np.abs(result.astype(int) - pixels).mean() < 3


STRANGE: dict[str, Callable[[NDArray[np.float32]], NDArray[np.float32]]] = {
    "one point": lambda points: np.full_like(points, 100),
    "no width": lambda points: points * np.array((0, 1), np.float32) + np.array((100, 0), np.float32),
    "far outside": lambda points: points + np.array((5000, -3000), np.float32),
    "beside the edge": lambda points: points - np.array((points[:, 0].max() + 3, 0), np.float32),
    "far too large": lambda points: (points - points.mean(0)) * 30 + points.mean(0),
    "a pixel": lambda points: points / 200 + 50,
    "mirrored": lambda points: points * np.array((-1, 1), np.float32) + np.array((450, 0), np.float32),
}


@pytest.mark.parametrize("shape", STRANGE)
def test_landmarks_that_no_face_has_do_no_harm(shape: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = sample(HALF_BODY)
    strange = Face(STRANGE[shape](there.points).astype(np.float32), 1.0)
    monkeypatch.setattr(scene, "find_faces", lambda pixels: (strange,))
    outcome, result = retouched(there.pixels, tmp_path)
    assert outcome.faces == 1
    assert np.abs(result.astype(int) - there.pixels).mean() < 25

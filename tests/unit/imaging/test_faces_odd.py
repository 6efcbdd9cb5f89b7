"""Faces as photos have them: small, several, turned, cut off, covered, light, dark, unsharp; and pictures without."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from retouch_lib.imaging.faces import detector, landmarks, mesh
from retouch_lib.imaging.faces.find import Face, find_faces
from tests.unit.imaging import portraits
from tests.unit.imaging.pictures import ALL_SAMPLES, GLASSES, PORTRAIT, noise
from tests.unit.imaging.portraits import Edge, Portrait, sample

Pixels = NDArray[np.uint8]
BY_NAME = {path.stem: path for path in ALL_SAMPLES}
each_sample = pytest.mark.parametrize("name", BY_NAME)


def grey(width: int, height: int) -> Pixels:
    return np.full((height, width, 3), 128, np.uint8)


def clouds(width: int, height: int, cell: int, seed: int = 0) -> Pixels:
    """Coloured patches of about `cell` pixels."""
    coarse = np.random.default_rng(seed).integers(0, 256, (height // cell, width // cell, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def check(face: Face, truth: NDArray[np.float32], eyes: float = 0.05, box: float = 0.08) -> None:
    """The middle between the eyes and the box's centre lie where they should; tolerances in heights of the face."""
    known = Face(truth, 1.0)
    assert np.hypot(*np.subtract(face.eyes, known.eyes)) < eyes * known.height
    assert np.linalg.norm(centre(face) - centre(known)) < box * known.height
    assert float(face.down @ known.down) > 0.95, "the right way up"


def centre(face: Face) -> NDArray[np.float32]:
    x, y, width, height = face.box
    return np.array((x + width / 2, y + height / 2), np.float32)


def only(portrait: Portrait, eyes: float = 0.05, box: float = 0.08) -> None:
    """One face is found, and it is the one that is there."""
    found = find_faces(portrait.pixels)
    assert len(found) == 1
    check(found[0], portrait.points, eyes, box)


@pytest.mark.parametrize("degrees", [-30, 15, 45, 90, 135, 180, 270])
@each_sample
def test_turned(name: str, degrees: float) -> None:
    only(portraits.turned(sample(BY_NAME[name]), degrees))


@pytest.mark.parametrize("size", [(1500, 1000), (2500, 1667)])
@each_sample
def test_small_in_a_large_photo(name: str, size: tuple[int, int]) -> None:
    only(portraits.small(sample(BY_NAME[name]), 60, grey(*size)))


@each_sample
def test_small_before_a_lively_background(name: str) -> None:
    only(portraits.small(sample(BY_NAME[name]), 60, clouds(2000, 1500, 12)))


@pytest.mark.parametrize("degrees", [90, 180])
def test_small_and_turned(degrees: float) -> None:
    only(portraits.moved(sample(GLASSES), 0.6, degrees, (600, 500), grey(1300, 1000)))


@pytest.mark.parametrize("scale", [0.5, 0.54, 0.6])
def test_a_face_that_was_first_taken_for_its_opposite_is_the_right_way_up(scale: float) -> None:
    ramp = np.add.outer(np.linspace(40, 160, 1200), np.linspace(0, 70, 1500)).astype(np.uint8)
    only(portraits.moved(sample(PORTRAIT), scale, 180, (700, 560), np.repeat(ramp[..., None], 3, axis=2)))


@pytest.mark.parametrize(("count", "height", "size"), [(2, 300, (1600, 1100)), (3, 220, (1800, 900))])
def test_two_and_three(count: int, height: float, size: tuple[int, int]) -> None:
    several(count, height, grey(*size))


@pytest.mark.parametrize(("height", "size"), [(150, (1800, 1300)), (80, (2000, 1300))])
def test_six(height: float, size: tuple[int, int]) -> None:
    several(6, height, clouds(*size, 40))


def several(count: int, height: float, canvas: Pixels) -> None:
    picture, truths = portraits.group(count, height, canvas)
    found = find_faces(picture)
    assert len(found) == count
    for truth in truths:
        check(min(found, key=lambda face: float(np.linalg.norm(face.points - truth))), truth)


def test_a_person_behind_another() -> None:
    near = portraits.moved(sample(PORTRAIT), 1.6, 0, (500, 560), grey(1800, 1200))
    far = portraits.moved(sample(GLASSES), 0.7, 0, (1400, 500), near.pixels)
    found = find_faces(far.pixels)
    assert len(found) == 2
    check(found[0], near.points)
    check(found[1], far.points)


def test_small_ones_beside_a_large_one() -> None:
    near = portraits.moved(sample(PORTRAIT), 1.6, 0, (500, 560), grey(1600, 1100))
    picture, truths = near.pixels, []
    for name, centre in zip(BY_NAME, ((1150, 250), (1420, 400), (1250, 800)), strict=True):
        one = sample(BY_NAME[name])
        small = portraits.moved(one, 80 / one.face.height, 0, centre, picture)
        picture, truths = small.pixels, [*truths, small.points]
    first, *others = find_faces(picture)
    check(first, near.points)
    assert len(others) == len(truths)
    for truth in truths:
        check(min(others, key=lambda face: float(np.linalg.norm(face.points - truth))), truth)


def test_a_class() -> None:
    picture, truths = portraits.group(15, 60, grey(900, 500), columns=5)
    found = find_faces(picture)
    assert len(found) == len(truths)
    for truth in truths:
        check(min(found, key=lambda face: float(np.linalg.norm(face.points - truth))), truth)


def test_what_drifts_from_look_to_look_is_no_face(monkeypatch: pytest.MonkeyPatch) -> None:
    """A painted axe had a presence of 0.99997 in one part of a picture."""
    place = np.array((150, 150), np.float32)
    axe = detector.Detection(0.9, place, 80.0, np.array(((130, 130), (170, 130)), np.float32))
    monkeypatch.setattr(detector, "search", lambda rgb, parts=1, turns=0: [axe] if parts > 1 and not turns else [])
    looks = iter(range(100))
    there = sample(PORTRAIT).points - sample(PORTRAIT).points.mean(0) + place
    monkeypatch.setattr(landmarks, "first", lambda *given: (there, 1.0))
    monkeypatch.setattr(landmarks, "again", lambda *given: (there + np.float32(20 * next(looks)), 1.0))
    assert find_faces(grey(300, 300)) == ()


@pytest.mark.parametrize("edge", ["left", "right", "top", "bottom"])
@each_sample
def test_cut_off_at_an_edge(name: str, edge: Edge) -> None:
    there = portraits.cut(sample(BY_NAME[name]), edge, 0.3)
    only(there, box=0.1)
    (face,) = find_faces(there.pixels)
    x, y, width, height = face.box
    beyond = {"left": x < 0, "top": y < 0, "right": x + width > there.pixels.shape[1]}
    assert beyond.get(edge, y + height > there.pixels.shape[0]), "the landmarks go on where the picture ends"


@pytest.mark.parametrize("by", [-25, 25])
@each_sample
def test_skin_from_light_to_dark(name: str, by: float) -> None:
    only(portraits.skin_lightness(sample(BY_NAME[name]), by))


LOOKS: dict[str, Callable[[Portrait], Portrait]] = {
    "dark picture": lambda face: portraits.curved(face, 2.5),
    "light picture": lambda face: portraits.curved(face, 0.4),
    "four stops under": lambda face: portraits.exposed(face, -4),
    "two stops over": lambda face: portraits.exposed(face, 2),
    "beard": portraits.bearded,
    "sunglasses": portraits.in_sunglasses,
    "noise": lambda face: portraits.noisy(face, 50),
    "out of focus": lambda face: portraits.blurred(face, 0.05),
    "black and white": lambda face: portraits.changed(face, face.pixels.mean(2, keepdims=True).repeat(3, 2)),
}


@pytest.mark.parametrize("look", LOOKS)
@each_sample
def test_looks(name: str, look: str) -> None:
    only(LOOKS[look](sample(BY_NAME[name])), eyes=0.08)


def checkerboard(side: int) -> Pixels:
    ys, xs = np.indices((450, 600)) // side
    return np.repeat(((ys + xs) % 2 * 255).astype(np.uint8)[..., None], 3, axis=2)


def text() -> Pixels:
    page = np.full((450, 600, 3), 245, np.uint8)
    for line in range(30, 450, 34):
        words = "Lorem o:o dolor (o_o) 8888 sit :-) amet"
        cv2.putText(page, words, (10 + line % 3 * 9, line), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (20, 20, 20), 2)
    return page


def discs() -> Pixels:
    there, random = np.full((450, 600, 3), 200, np.uint8), np.random.default_rng(3)
    for number in range(40):
        x, y, radius = (int(random.integers(low, high)) for low, high in ((0, 600), (0, 450), (10, 120)))
        cv2.circle(there, (x, y), radius, random.integers(0, 256, 3).tolist(), 4 if number % 2 else -1)
    return there


def beside(name: str, side: Edge) -> Pixels:
    """What is left, right or below the face, or above its brows, in one of the samples."""
    there = sample(BY_NAME[name])
    low, high, room = there.points.min(0), there.points.max(0), 0.2 * there.face.height
    window = {
        "left": (slice(None), slice(0, int(low[0] - room))),
        "right": (slice(None), slice(int(high[0] + room), None)),
        "top": (slice(0, int(low[1])), slice(None)),
        "bottom": (slice(int(high[1] + room), None), slice(None)),
    }[side]
    return np.ascontiguousarray(there.pixels[window])


WITHOUT: dict[str, Callable[[], Pixels]] = {
    "white": lambda: np.full((450, 600, 3), 255, np.uint8),
    "fine noise": lambda: noise(600, 450),
    "gradient": lambda: np.repeat(np.add.outer(np.arange(450) // 5, np.arange(600) // 6)[..., None], 3, 2).astype("u1"),
    "text": text,
    "discs": discs,
    **{f"squares of {side}": lambda side=side: checkerboard(side) for side in (8, 40, 100)},  # type: ignore[misc]
    **{f"clouds {cell}-{seed}": lambda cell=cell, seed=seed: clouds(600, 450, cell, seed)  # type: ignore[misc]
       for cell in (8, 25, 60) for seed in range(2)},
}  # fmt: skip


@pytest.mark.parametrize("picture", WITHOUT)
def test_nothing_that_only_looks_like_a_face(picture: str) -> None:
    assert find_faces(WITHOUT[picture]()) == ()


@pytest.mark.parametrize("side", ["left", "right", "top", "bottom"])
@each_sample
def test_nothing_beside_the_face(name: str, side: Edge) -> None:
    assert find_faces(beside(name, side)) == ()


class Calls:
    """Counts the calls of a function that it passes on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str) -> None:
        self.count = 0
        self._function = getattr(module, name)
        monkeypatch.setattr(module, name, self)

    def __call__(self, *given: Any) -> Any:
        self.count += 1
        return self._function(*given)


def test_a_face_seen_at_once_is_not_looked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = sample(PORTRAIT).pixels
    searches, looks = Calls(monkeypatch, detector, "search"), Calls(monkeypatch, landmarks, "_seen")
    assert len(find_faces(picture)) == 1
    assert searches.count == 1, "the whole picture, as it stands"
    assert looks.count == 3, "the landmarks, and a second look at them and at their mirror image"


def test_the_search_where_all_is_in_doubt_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    place = np.array((100, 100), np.float32)
    doubtful = detector.Detection(0.9, place, 80.0, np.array(((80, 80), (120, 80)), np.float32))
    monkeypatch.setattr(detector, "search", lambda *given: [doubtful] * 500)
    monkeypatch.setattr(landmarks, "_seen", lambda square: (np.eye(mesh.COUNT, 2, dtype=np.float32), -0.4))
    looks = Calls(monkeypatch, landmarks, "_seen")
    assert find_faces(grey(300, 300)) == ()
    upright, turned = 24 * 3 + 4 * 6, 4 * 9
    assert looks.count == 3 * upright + 4 * turned, "two looks, a third in doubt, two for each other way up"

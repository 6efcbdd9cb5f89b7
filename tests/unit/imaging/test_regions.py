"""Crops of faces: all stand alike, whatever the size, turn and place of the face; cheeks and spots pixel for pixel."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from retouch_lib.imaging.faces import cutting, mesh, regions, windows
from retouch_lib.imaging.faces.find import Face, find_faces
from retouch_lib.imaging.faces.marks import Marks, marks
from retouch_lib.imaging.faces.regions import SIDES, Region
from retouch_lib.imaging.faces.windows import FRAMES, Window
from retouch_lib.imaging.floats import Floats
from tests.unit.imaging import portraits
from tests.unit.imaging.pictures import noise, smooth
from tests.unit.imaging.portraits import Portrait

GREY = np.full((1400, 1600, 3), 128, np.uint8)
OFF = 2.0
"""Pixels by which an eye may be beside its place."""


def marks_of(portrait: Portrait) -> Marks:
    return marks(portrait.pixels, portrait.face, windows.CHEEK_SIDE)


def size_of(pixels: NDArray[np.uint8]) -> tuple[int, int]:
    return pixels.shape[1], pixels.shape[0]


def eyes_of(face: Face) -> list[Floats]:
    return [face.pick(eye).mean(0) for eye in mesh.EYES]


def targets(kind: regions.Kind, side: int) -> list[tuple[float, float]]:
    frame = FRAMES[kind]
    return [(side * (frame.eyes[0] + sign * frame.apart / 2) - 0.5, side * frame.eyes[1] - 0.5) for sign in (-1, 1)]


def variants() -> list[Portrait]:
    made = portraits.samples()
    made += [portraits.turned(each, degrees) for each in portraits.samples() for degrees in (-20, 35, 180)]
    made += [portraits.small(each, height, GREY) for each in portraits.samples() for height in (150, 400, 900)]
    return [*made, portraits.cut(portraits.samples()[0], "left", 0.2)]


@pytest.mark.parametrize("kind", ["face", "eyes"])
@pytest.mark.parametrize("side", [220, 320])
def test_eyes_come_to_the_same_places(kind: regions.Kind, side: int) -> None:
    for portrait in variants():
        window = windows.window(Region(kind), size_of(portrait.pixels), side, [marks_of(portrait)])
        if window.shows == "small":
            continue
        for eye, target in zip(eyes_of(portrait.face), targets(kind, side), strict=True):
            there = window.there[:, :2] @ eye + window.there[:, 2]
            assert np.hypot(*(there - target)) < 0.5


def test_the_pixels_stand_where_the_landmarks_say() -> None:
    """The faces are looked for anew in their crops."""
    for portrait in variants()[:6]:
        window = windows.window(Region("face"), size_of(portrait.pixels), 320, [marks_of(portrait)])
        crop = cutting.cut(portrait.pixels, window)
        assert crop.shape == (320, 320, 3)
        (face,) = find_faces(crop)
        for eye, target in zip(eyes_of(face), targets("face", 320), strict=True):
            assert np.hypot(*(eye - target)) < OFF


def test_a_small_face_is_enlarged_twice_at_most_and_it_is_said() -> None:
    portrait = portraits.small(portraits.samples()[0], 60, GREY)
    window = windows.window(Region("face"), size_of(portrait.pixels), 320, [marks_of(portrait)])
    assert (window.shows, round(window.scale, 3)) == ("small", windows.MOST_ENLARGED)
    middle = window.there[:, :2] @ np.mean(eyes_of(portrait.face), axis=0) + window.there[:, 2]
    assert middle == pytest.approx(np.mean(targets("face", 320), axis=0), abs=0.5)


def test_the_height_counts_of_a_face_turned_aside() -> None:
    """Its eyes are close together; taken for far away it would fill the crop."""
    ahead = marks_of(portraits.samples()[0])
    middle = (ahead.right_eye[0] + ahead.left_eye[0]) / 2
    aside = Marks(
        *((middle + 0.4 * (place[0] - middle), place[1]) for place in (ahead.right_eye, ahead.left_eye)),
        ahead.forehead,
        ahead.chin,
        ahead.cheek,
    )
    scales = [windows.window(Region("face"), (910, 1137), 220, [face]).scale for face in (ahead, aside)]
    assert 0.85 < scales[1] / scales[0] < 1.15


@pytest.mark.parametrize("region", ["face", "eyes", "whole"])
def test_a_result_of_another_size_shows_the_same_place(region: str) -> None:
    portrait = portraits.samples()[0]
    half = np.asarray(cv2.resize(portrait.pixels, (455, 568), interpolation=cv2.INTER_AREA), np.uint8)
    crops = [
        cutting.cut(pixels, windows.window(regions.parse(region), size_of(pixels), 160, [marks_of(portrait)]))
        for pixels in (portrait.pixels, half)
    ]
    assert crops[0].shape == crops[1].shape
    assert np.abs(crops[0].astype(int) - crops[1]).mean() < 4


@pytest.mark.parametrize("side", SIDES)
def test_a_cheek_and_a_spot_are_the_files_own_pixels(side: int) -> None:
    pixels = noise(900, 700)
    face = Marks((0.4, 0.4), (0.6, 0.4), (0.5, 0.2), (0.5, 0.8), (0.35, 0.55))
    for region, middle in (("cheek", face.cheek), (regions.spot_name(0.35, 0.55), face.cheek)):
        window = windows.window(regions.parse(region), size_of(pixels), side, [face])
        left, top = round(900 * middle[0] - side / 2), round(700 * middle[1] - side / 2)
        assert window.straight
        assert np.array_equal(cutting.cut(pixels, window), pixels[top : top + side, left : left + side])


@pytest.mark.parametrize("times", [2, 3, 4])
def test_a_spot_enlarged_is_the_same_pixels_larger(times: int) -> None:
    pixels = noise(900, 700)
    name = regions.spot_name(0.35, 0.55, times)
    assert regions.parse(name).name == name
    crop, own = (
        cutting.cut(pixels, windows.window(regions.parse(each), size_of(pixels), side, []))
        for each, side in ((name, 160), (regions.spot_name(0.35, 0.55), 160 // times))
    )
    assert crop.shape == (160 // times * times,) * 2 + (3,)
    back = cv2.resize(crop, size_of(own), interpolation=cv2.INTER_AREA)
    inside = (slice(2, -2), slice(2, -2))
    assert np.abs(back[inside].astype(int) - own[inside]).mean() < 20, "of noise, whose mean from its own is 64"
    corner = cutting.cut(pixels, windows.window(regions.parse(regions.spot_name(1.0, 0.0, times)), (900, 700), 160, []))
    assert corner.shape == crop.shape


def test_a_spot_at_the_edge_stays_within_the_file_and_a_small_file_is_shown_whole() -> None:
    pixels = noise(500, 250)
    for place in ((0.0, 0.0), (1.0, 1.0), (1.0, 0.5)):
        window = windows.window(Region("spot", spot=place), size_of(pixels), 320, [])
        crop = cutting.cut(pixels, window)
        assert crop.shape == (250, 320, 3)
        left = 0 if place[0] == 0 else 180
        assert np.array_equal(crop, pixels[:, left : left + 320])
    for size in ((1, 1), (1, 3000), (3000, 1)):
        for name in ("whole", "face", "eyes", "cheek", "x1.0000y1.0000"):
            window = windows.window(regions.parse(name), size, 220, [])
            assert cutting.cut(np.zeros((size[1], size[0], 3), np.uint8), window).shape[1::-1] == window.size


def test_without_a_face_the_upper_middle_is_shown_and_it_is_said() -> None:
    for name in ("face", "eyes", "cheek"):
        window = windows.window(regions.parse(name), (1000, 2000), 220, [])
        middle = np.linalg.inv(window.there[:, :2]) @ (np.array(window.size) / 2 - 0.5 - window.there[:, 2])
        assert (window.shows, [round(float(value)) for value in middle]) == ("middle", [500, 700])
    assert windows.window(regions.parse("whole"), (1000, 2000), 220, []).shows == "region"


def test_the_others_of_several_faces_have_numbers() -> None:
    faces = [Marks((x, 0.4), (x + 0.1, 0.4), (x, 0.3), (x, 0.6), (x, 0.5)) for x in (0.1, 0.6)]
    first, second = (windows.window(regions.parse(name), (2000, 1000), 220, faces) for name in ("cheek", "cheek1"))
    assert (first.there[:, 2] - second.there[:, 2]).tolist() == [1000, 0]
    for name in ("face2", "eyes2", "cheek2"):
        with pytest.raises(LookupError):
            windows.window(regions.parse(name), (2000, 1000), 220, faces)
    with pytest.raises(LookupError):
        windows.window(regions.parse("face1"), (2000, 1000), 220, [])


NAMES = ("whole", "face", "eyes", "cheek", "face1", "eyes31", "x0.3125y0.4100", "x1.0000y0.0000", "x0.3125y0.4100z4")


@pytest.mark.parametrize("name", NAMES)
def test_a_region_has_its_one_name(name: str) -> None:
    assert regions.parse(name).name == name
    assert regions.is_name(name)


@pytest.mark.parametrize(
    "name",
    [
        *("", "Face", "face0", "face01", "face-1", "face100", "whole1", "nose", "face ", "face\n", "face٣", "../face"),
        *(
            "x0.3y0.4",
            "x1.0001y0.0000",
            "x0.31250y0.4100",
            "x-0.1000y0.1000",
            "xnany0.1000",
            "x0.3125",
            "x2y2",
            "pair",
            "x0.5000y0.5000z1",
            "face1z2",
        ),
    ],
)
def test_nothing_else_is_a_region(name: str) -> None:
    assert not regions.is_name(name)
    with pytest.raises(ValueError, match="no region"):
        regions.parse(name)


def test_what_gets_smaller_does_not_flicker() -> None:
    """Noise turned grey by areas: a warp alone would keep single pixels of it."""
    pixels = noise(3000, 3000)
    face = Marks((0.35, 0.42), (0.65, 0.40), (0.5, 0.1), (0.5, 0.9), (0.4, 0.5))
    crop = cutting.cut(pixels, windows.window(Region("face"), (3000, 3000), 160, [face]))
    assert crop.astype(int).std() < 12


def test_beyond_the_picture_it_is_grey() -> None:
    pixels = smooth(300, 300)
    face = Marks((0.0, 0.0), (0.4, 0.0), (0.2, -0.3), (0.2, 0.6), (0.2, 0.2))
    crop = cutting.cut(pixels, windows.window(Region("face"), (300, 300), 220, [face]))
    assert (crop[0, 0] == 118).all()


def cheek_of(portrait: Portrait, square: float = windows.CHEEK_SIDE) -> NDArray[np.float64]:
    place = marks(portrait.pixels, portrait.face, square).cheek
    return np.array(place) * size_of(portrait.pixels) - 0.5


def inside(points: Sequence[Floats] | Floats, place: NDArray[np.float64]) -> bool:
    hull = cv2.convexHull(np.asarray(points, np.float32))
    return cv2.pointPolygonTest(hull, (float(place[0]), float(place[1])), False) >= 0


def test_a_cheek_lies_beside_the_nose_clear_of_eyes_and_mouth() -> None:
    for portrait in [*portraits.samples(), *(portraits.turned(each, 90) for each in portraits.samples())]:
        place, face = cheek_of(portrait), portrait.face
        assert inside(face.pick(mesh.OVAL), place)
        for part in (*mesh.EYES, *mesh.BROWS, mesh.LIPS, mesh.NOSE_BASE):
            assert not inside(face.pick(part), place)
            assert np.min(np.hypot(*(face.pick(part) - place).T)) > 0.06 * face.height


def test_a_cheek_is_sought_away_from_what_is_rough() -> None:
    """A patch of stripes on the cheek that was chosen sends it elsewhere."""
    for portrait in portraits.samples():
        face = portrait.face
        first = cheek_of(portrait, 0.15 * face.height)
        pixels = portrait.pixels.copy()
        x, y, reach = round(first[0]), round(first[1]), round(0.07 * face.height)
        pixels[y - reach : y + reach : 2, x - reach : x + reach] = 20
        second = cheek_of(Portrait(pixels, portrait.points), 0.15 * face.height)
        assert np.abs(second - first).max() > reach


def test_a_cheek_under_a_mask_is_no_cheek() -> None:
    portrait = portraits.samples()[0]
    face = portrait.face
    covered = portrait.pixels.copy()
    below = (np.indices(covered.shape[:2]).transpose(1, 2, 0)[..., ::-1] - face.eyes) @ face.down
    covered[(below > 0.13 * face.height) & (below < 0.8 * face.height)] = (225, 228, 226)
    place = cheek_of(Portrait(covered, portrait.points))
    assert (place - face.eyes) @ face.down < 0.13 * face.height


def test_the_farther_cheek_of_a_turned_face_is_not_chosen() -> None:
    """Half of the face squeezed to a third, as one sees it from the side."""
    for mirrored in (False, True):
        pixels, points = portraits.samples()[0].pixels, portraits.samples()[0].points.copy()
        if mirrored:
            pixels = np.ascontiguousarray(pixels[:, ::-1])
            points[:, 0] = pixels.shape[1] - 1 - points[:, 0]
            points = points[list(mesh.MIRRORED)]
        nose = float(points[mesh.UNDER_NOSE][0])
        xs = np.arange(pixels.shape[1], dtype=np.float32)
        source = np.where(xs < nose, nose - (nose - xs) * 3, xs)
        squeezed = cv2.remap(
            pixels,
            np.tile(source.astype(np.float32), (len(pixels), 1)),
            np.tile(np.arange(len(pixels), dtype=np.float32)[:, None], (1, pixels.shape[1])),
            cv2.INTER_LINEAR,
        )
        points[:, 0] = np.where(points[:, 0] < nose, nose - (nose - points[:, 0]) / 3, points[:, 0])
        assert cheek_of(Portrait(np.asarray(squeezed, np.uint8), points))[0] > nose


def test_a_wider_crop_has_the_narrower_one_within() -> None:
    portrait = portraits.samples()[0]
    laid: list[Window] = [
        windows.window(Region("cheek"), size_of(portrait.pixels), side, [marks_of(portrait)]) for side in SIDES
    ]
    for narrow, wide in pairwise(laid):
        assert (narrow.there[:, 2] <= wide.there[:, 2]).all()

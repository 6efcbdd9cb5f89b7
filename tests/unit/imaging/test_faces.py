"""Faces on the samples: where they are, in any size, turned, several at once, from several threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from retouch_lib.imaging.faces import mesh, nets
from retouch_lib.imaging.faces.find import Face, find_faces, person_mask
from retouch_lib.imaging.files import photo
from tests.unit.imaging.pictures import ALL_SAMPLES, GLASSES, HALF_BODY, PORTRAIT

Pixels = NDArray[np.uint8]

# the pupils, read off each sample by eye: the person's right, then the left
PUPILS = {
    PORTRAIT: ((442, 214), (548, 212)),
    GLASSES: ((220, 189), (305, 187)),
    HALF_BODY: ((203, 101), (247, 103)),
}


def pixels(path: Path) -> Pixels:
    return photo.load(path).pixels


def resized(picture: Pixels, factor: float) -> Pixels:
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, None, fx=factor, fy=factor, interpolation=method), np.uint8)


@pytest.mark.parametrize("sample", ALL_SAMPLES, ids=lambda path: path.stem)
def test_one_face_where_it_is(sample: Path) -> None:
    (face,) = find_faces(pixels(sample))
    pupils = np.array(PUPILS[sample], np.float32)
    apart = float(np.hypot(*(pupils[1] - pupils[0])))
    for iris, pupil in zip((mesh.RIGHT_IRIS, mesh.LEFT_IRIS), pupils, strict=True):
        assert np.hypot(*(face.points[iris[0]] - pupil)) < 0.05 * apart
    assert np.hypot(*(face.eyes - pupils.mean(0))) < 0.08 * apart
    assert 2.2 < face.height / apart < 3.0
    assert face.points.shape == (mesh.COUNT, 2)
    assert face.points.dtype == np.float32
    assert 0.5 <= face.presence <= 1


def test_the_box_holds_all_landmarks_and_no_more() -> None:
    (face,) = find_faces(pixels(PORTRAIT))
    x, y, width, height = face.box
    np.testing.assert_allclose(face.points.min(0), (x, y), atol=1e-3)
    np.testing.assert_allclose(face.points.max(0), (x + width, y + height), atol=1e-3)


def test_right_and_left_are_the_persons_own_and_down_is_down() -> None:
    (face,) = find_faces(pixels(PORTRAIT))
    right, left = (face.pick(eye).mean(0) for eye in mesh.EYES)
    assert right[0] < left[0]
    assert face.down[1] > 0.95
    assert face.points[mesh.CHIN][1] > face.points[mesh.UNDER_NOSE][1] > face.eyes[1]


@pytest.mark.parametrize("factor", [0.25, 3.0])
def test_landmarks_scale_with_the_picture(factor: float) -> None:
    picture = pixels(PORTRAIT)
    (face,), (other,) = find_faces(picture), find_faces(resized(picture, factor))
    assert np.abs(other.points / factor - face.points).mean() < 0.02 * face.height


def test_a_face_on_its_side_is_found_upright() -> None:
    (face,) = find_faces(np.ascontiguousarray(np.rot90(pixels(PORTRAIT))))
    assert abs(face.down[0]) > 0.9


def test_several_faces_come_largest_first() -> None:
    # far apart in size, so that the small ones need the search by tiles
    canvas = np.full((1100, 2000, 3), 128, np.uint8)
    parts = ((pixels(HALF_BODY), 40, 40), (resized(pixels(PORTRAIT), 0.9), 40, 1100), (pixels(GLASSES), 480, 560))
    for part, top, left in parts:
        height, width = part.shape[:2]
        canvas[top : top + height, left : left + width] = part[: len(canvas) - top]
    faces = find_faces(canvas)
    assert [round(face.height / 10) for face in faces] == [27, 20, 11]
    assert [face.eyes[0] > 1100 for face in faces] == [True, False, False]


@pytest.mark.parametrize("picture", ["grey", "noise", "stripes"])
def test_no_face_where_there_is_none(picture: str) -> None:
    pictures = {
        "grey": np.full((400, 600, 3), 128, np.uint8),
        "noise": np.random.default_rng(1).integers(0, 256, (400, 600, 3), dtype=np.uint8),
        "stripes": np.tile(np.repeat(np.array((0, 255), np.uint8), 8)[None, :, None], (400, 30, 3)),
    }
    assert find_faces(pictures[picture]) == ()


@pytest.mark.parametrize(("width", "height"), [(1, 1), (3, 900), (900, 3)])
def test_the_smallest_pictures_have_no_face(width: int, height: int) -> None:
    assert find_faces(np.zeros((height, width, 3), np.uint8)) == ()
    assert not person_mask(np.zeros((height, width, 3), np.uint8)).all()


def test_the_outline_of_a_person() -> None:
    outline = person_mask(pixels(HALF_BODY))
    assert outline.dtype == np.float32
    assert outline.min() >= 0
    assert outline.max() <= 1
    height, width = outline.shape
    assert outline[int(0.8 * height), int(0.35 * width)] > 0.9  # the suit
    assert outline[int(0.25 * height), int(0.44 * width)] > 0.9  # the face
    assert outline[int(0.1 * height), int(0.7 * width)] < 0.1  # the wall


def test_threads_that_share_the_networks_all_find_the_face() -> None:
    pictures = [resized(pixels(sample), 0.8) for sample in ALL_SAMPLES] * 4
    alone = [find_faces(picture) for picture in pictures[:3]] * 4
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(find_faces, pictures))
    for one, other in zip(alone, together, strict=True):
        assert len(other) == 1
        np.testing.assert_allclose(one[0].points, other[0].points, atol=0.01)


def test_a_damaged_model_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = nets.Net.PERSON.value[0]
    (tmp_path / name).write_bytes(b"not the model")
    monkeypatch.setattr(nets, "_FOLDER", tmp_path)
    nets._load.cache_clear()
    try:
        with pytest.raises(nets.ModelDamaged, match=r"selfie_segmentation.tflite is damaged"):
            person_mask(np.zeros((8, 8, 3), np.uint8))
        with pytest.raises(nets.ModelDamaged, match=r"face_detection_full_range.tflite can't be read"):
            find_faces(np.zeros((8, 8, 3), np.uint8))
    finally:
        nets._load.cache_clear()


def test_a_face_of_no_size_still_has_a_height() -> None:
    assert Face(np.zeros((mesh.COUNT, 2), np.float32), 1.0).height == 1.0

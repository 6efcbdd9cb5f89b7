"""Mattifier takes shine off the skin: it only darkens, keeps pores and the face's shape, and never turns skin grey."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.faces.figures import structure
from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.imaging import filters
from retouch_lib.imaging.faces import masks, mesh, openings
from tests.effects import measures
from tests.effects.scenes import NAMES, SAMPLE_NAMES, cheek, forehead, full, pixels, scene, task, tinted, tried
from tests.effects.truth import draw

Mask = NDArray[np.bool_]
STEPS = (0.2, 0.4, 0.6, 0.8, 1.0)


def around(start: Scene, plane: NDArray[np.float32], reach: float = 0.2) -> NDArray[np.float32]:
    """The mean of the skin around each pixel, so far to each side, in heights of a face."""
    side = 2 * int(reach * start.faces[0].height) + 1
    there = (start.skin > 0.5).astype(np.float32)
    return np.asarray(cv2.blur(plane * there, (side, side)) / (cv2.blur(there, (side, side)) + 1e-3), np.float32)


def bare(start: Scene) -> Mask:
    """Skin that is not behind glasses."""
    skin = start.skin > 0.5
    for subject in start.subjects:
        if subject.glasses:
            for eye in mesh.EYES:
                middle = subject.head_face.pick(eye).mean(0)
                window = skin[subject.head]
                window &= filters.disc(window.shape, middle, 0.3 * subject.face.height) == 0
    return skin


def shine(start: Scene) -> Mask:
    """By the eye's rule: a small part of the skin that is clearly lighter and paler than the skin around it."""
    lab = measures.lab((start.rgb * 255 + 0.5).astype(np.uint8))
    light, chroma = np.ascontiguousarray(lab[..., 0]), np.hypot(lab[..., 1], lab[..., 2])
    soft = max(1.0, 0.01 * start.faces[0].height)
    light, chroma = filters.gaussian(light, soft), filters.gaussian(chroma, soft)
    lighter, paler = light - around(start, light, 0.1), around(start, chroma, 0.1) - chroma
    return np.asarray(bare(start) & (lighter > 5) & (paler > 2), np.bool_)


def face_skin(start: Scene) -> Mask:
    """The skin of all faces, without their bodies'."""
    inside = np.zeros(start.shape, np.float32)
    for face in start.faces:
        inside = np.maximum(inside, masks.oval(start.shape, face))
    return np.asarray((inside > 0.5) & (start.skin > 0.5), np.bool_)


def lit(name: str) -> NDArray[np.uint8]:
    """The sample with its largest face before a large lamp at the left: half of it near to white, the rest in shade."""
    start = scene(name)
    face = start.faces[0]
    columns = (np.arange(start.shape[1], dtype=np.float32) - face.points[:, 0].mean()) / face.height
    lamp = 1 / (1 + np.exp(columns / 0.08))
    light = (0.55 + 0.85 * lamp)[None, :, None] * (start.rgb ** np.float32(2.2))
    white = 1 - np.exp(-light * np.array((2.2, 2.1, 2.0), np.float32))
    return np.asarray(np.clip(white ** np.float32(1 / 2.2) * 255 + 0.5, 0, 255), np.uint8)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_seen_on_shine_and_not_beyond_the_skin(name: str) -> None:
    start = scene(name)
    difference = measures.delta_e(pixels(name), tried(start, task("Mattifier")))
    assert shine(start).mean() > 0.001
    assert difference[shine(start)].mean() > 2
    assert np.percentile(difference[start.skin < 0.05], 99) < 1


@pytest.mark.parametrize("name", NAMES)
def test_how_a_face_is_lit_is_no_shine(name: str) -> None:
    start = scene(name)
    difference = measures.delta_e(pixels(name), tried(start, task("Mattifier")))
    assert (difference[face_skin(start)] > 3).mean() < 0.12


@pytest.mark.parametrize("name", ["portrait.jpg", "half-body.png"])
def test_a_lamp_that_lights_half_a_face_stays(name: str) -> None:
    start = Scene(lit(name))
    after = tried(start, task("Mattifier"))
    difference = measures.delta_e(start.full, after)
    assert (difference[face_skin(start)] > 3).mean() < 0.12
    before, dim = (measures.lab(picture)[face_skin(start)][:, 0] for picture in (start.full, after))
    lightest = before > np.percentile(before, 75)
    assert (before - dim)[lightest].mean() < 2


@pytest.mark.parametrize("name", NAMES)
def test_no_new_border_on_the_skin(name: str) -> None:
    start = scene(name)
    before, after = measures.lab(pixels(name)), measures.lab(tried(start, task("Mattifier")))
    assert structure.new_border(before, after, face_skin(start), start.faces[0].height) < 1


def test_make_up_keeps_its_colour() -> None:
    start = scene("portrait.jpg")
    centre, height = cheek(start)
    painted = tinted(pixels("portrait.jpg"), centre, 0.03 * height, (12, 8, -38))
    before, after = (measures.lab(picture) for picture in (painted, tried(Scene(painted.copy()), task("Mattifier"))))
    there = np.abs(before[..., 2] - measures.lab(pixels("portrait.jpg"))[..., 2]) > 20
    assert there.sum() > 100
    assert np.abs(after - before)[there].mean() < 1


@pytest.mark.parametrize("name", NAMES)
def test_matt_skin_stays(name: str) -> None:
    start = scene(name)
    light = np.ascontiguousarray(measures.lab(pixels(name))[..., 0])
    matt = (start.skin > 0.5) & (light < around(start, light) - 1)
    difference = measures.delta_e(pixels(name), tried(start, task("Mattifier")))
    assert difference[matt].mean() < 0.3


@pytest.mark.parametrize("name", NAMES)
def test_no_channel_gets_lighter(name: str) -> None:
    change = tried(scene(name), task("Mattifier")).astype(int) - pixels(name)
    assert change.max() == 0
    assert change.min() < -10


@pytest.mark.parametrize("name", NAMES)
def test_nothing_half_and_whole(name: str) -> None:
    none, half, whole = (tried(scene(name), full("Mattifier", value)).astype(np.float32) for value in (0, 0.5, 1))
    assert np.array_equal(none, pixels(name))
    assert np.abs(half - (none + whole) / 2).max() <= 2


@pytest.mark.parametrize("name", NAMES)
def test_more_takes_more(name: str) -> None:
    start = scene(name)
    where = shine(start)
    seen = [measures.delta_e(pixels(name), tried(start, full("Mattifier", value)))[where].mean() for value in STEPS]
    assert (np.diff([0, *seen]) > 0.2).all()


@pytest.mark.parametrize("name", NAMES)
def test_pores_and_the_shape_of_the_face_stay(name: str) -> None:
    start = scene(name)
    after = tried(start, task("Mattifier"))
    skin, height = start.skin > 0.6, start.faces[0].height
    assert measures.texture_kept(pixels(name), after, skin, max(0.8, 0.003 * height)) >= 0.94
    soft = [filters.gaussian(measures.lab(picture)[..., 0].copy(), 0.02 * height) for picture in (pixels(name), after)]
    assert soft[1][skin].std() > 0.7 * soft[0][skin].std()


@pytest.mark.parametrize("name", NAMES)
def test_matt_is_the_colour_of_the_skin_around_and_no_grey(name: str) -> None:
    start = scene(name)
    where = shine(start)
    before, after = (measures.lab(picture) for picture in (pixels(name), tried(start, task("Mattifier"))))
    around_it = filters.grow(where.astype(np.float32), 0.15 * start.faces[0].height) > 0.5
    skin = before[around_it & bare(start) & ~where].mean(0)
    shiny, matt = before[where].mean(0), after[where].mean(0)
    assert np.hypot(*matt[1:]) > np.hypot(*shiny[1:]), "shine is pale, skin is not"
    assert np.linalg.norm(matt[1:] - skin[1:]) < 0.85 * np.linalg.norm(shiny[1:] - skin[1:])
    assert matt[0] < shiny[0] - 2
    assert matt[0] > skin[0] - 2, "no hole where the shine was"


@pytest.mark.parametrize(
    ("name", "place"),
    [("portrait.jpg", cheek), ("portrait.jpg", forehead), ("half-body.png", cheek)],
)
def test_a_new_highlight_goes(name: str, place: Callable[[Scene], tuple[NDArray[np.float32], float]]) -> None:
    start = scene(name)
    centre, height = place(start)
    shiny = tinted(pixels(name), centre, 0.035 * height, (14, -3, -8))
    added = measures.lab(shiny)[..., 0] - measures.lab(pixels(name))[..., 0]
    left = measures.lab(tried(Scene(shiny.copy()), task("Mattifier")))[..., 0]
    left -= measures.lab(tried(start, task("Mattifier")))[..., 0]
    middle = added > 0.6 * added.max()
    assert left[middle].mean() < 0.6 * added[middle].mean()


@pytest.mark.parametrize("name", SAMPLE_NAMES)
def test_what_is_no_skin_keeps_its_highlights(name: str) -> None:
    start = scene(name)
    difference = measures.delta_e(pixels(name), tried(start, task("Mattifier")))
    drawn = draw.DRAWINGS[name.partition(".")[0]].mask() > 0
    far = filters.grow(drawn.astype(np.float32), 0.01 * start.faces[0].height) < 0.5
    assert np.percentile(difference[far & (start.person > 0.9)], 99) < 1
    for subject in start.subjects:
        inside = difference[subject.head]
        for part in (*mesh.EYES, mesh.LIPS):
            assert inside[filters.polygon(inside.shape, subject.head_face.pick(part)) > 0.99].max() < 1
        assert inside[openings.mouth(inside.shape, subject.head_face) > 0].max(initial=0) < 0.5


def test_glasses_keep_their_reflections() -> None:
    start = scene("glasses.jpg")
    assert start.subjects[0].glasses
    difference = measures.delta_e(pixels("glasses.jpg"), tried(start, task("Mattifier")))
    head = start.subjects[0]
    for eye in mesh.EYES:
        lens = filters.disc(difference[head.head].shape, head.head_face.pick(eye).mean(0), 0.2 * head.face.height) > 0
        assert difference[head.head][lens].max() < 1


def test_without_a_face_nothing_changes() -> None:
    empty = np.full((300, 400, 3), 190, np.uint8)
    assert np.array_equal(tried(Scene(empty.copy()), task("Mattifier")), empty)


def test_the_smaller_the_face_is_said_to_be_the_more_of_a_broad_shine_is_left() -> None:
    start = scene("portrait.jpg")
    centre, height = forehead(start)
    shiny = tinted(pixels("portrait.jpg"), centre, 0.08 * height, (12, -3, -8))
    there = np.abs(measures.lab(shiny)[..., 0] - measures.lab(pixels("portrait.jpg"))[..., 0]) > 5
    again = Scene(shiny.copy())
    results = [tried(again, task("Mattifier", Scale=value)) for value in (1, 2, 3)]
    left = [measures.lab(picture)[there][:, 0].mean() for picture in results]
    assert left[0] + 1 < left[1] < left[2] - 0.5
    assert left[2] < measures.lab(shiny)[there][:, 0].mean()

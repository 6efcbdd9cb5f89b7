"""From file to file: format, profile, uprightness, progress, several people and none, large pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import ImageCms

from retouch_lib.engine import PLUGINS
from retouch_lib.engine.effects.backdrop import NOT_PLAIN
from retouch_lib.engine.retouch import EFFECTS, NO_FACE, RetouchOutcome, retouch
from retouch_lib.errors import InvalidPhoto
from retouch_lib.imaging.files import photo
from retouch_lib.imaging.files.photo import Picture
from retouch_lib.plugins import BY_KEY
from retouch_lib.presets.preset import default_task
from retouch_lib.presets.vendor import BALANCED, LOOKS, SLIGHT
from tests.unit.imaging.pictures import GLASSES, HALF_BODY, PORTRAIT, exif, icc_segments, jpeg

Pixels = NDArray[np.uint8]
TASKS = [task.as_dict() for task in BALANCED.tasks]


def quiet(_plugin: str, _fraction: float) -> None:
    """Nobody looks at the progress."""


def tasks(*plugins: str) -> list[dict[str, Any]]:
    return [default_task(BY_KEY[plugin]).as_dict() for plugin in plugins]


@cache
def pixels(path: Path) -> Pixels:
    return photo.load(path).pixels


def write_png(folder: Path, picture: Pixels, name: str = "photo.png") -> Path:
    path = folder / name
    photo.save(Picture(picture, None, "png"), path)
    return path


def retouched(folder: Path, picture: Pixels, wanted: Sequence[Mapping[str, Any]]) -> tuple[RetouchOutcome, Pixels]:
    """Through files that lose nothing."""
    target = folder / "result"
    outcome = retouch(write_png(folder, picture), wanted, target, quiet)
    return outcome, photo.load(target).pixels


def two_people() -> Pixels:
    """The woman with glasses beside the man of the portrait, on grey."""
    canvas = np.full((600, 1024, 3), 128, np.uint8)
    canvas[:, :512] = pixels(GLASSES)
    half = cv2.resize(pixels(PORTRAIT), (480, 600), interpolation=cv2.INTER_AREA)
    canvas[:, 544:] = half
    return canvas


def test_every_plugin_that_the_engine_promises_has_its_effect() -> None:
    assert set(EFFECTS) == set(PLUGINS)
    assert {task.plugin for look in LOOKS for task in look.tasks} <= set(EFFECTS)


def test_a_jpeg_becomes_a_jpeg_with_its_profile_whatever_the_targets_name(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    source, target = tmp_path / "photo.jpg", tmp_path / "result"
    source.write_bytes(jpeg(pixels(GLASSES), *icc_segments(profile)))
    outcome = retouch(source, tasks("Skin Tone"), target, quiet)
    assert (outcome.format, outcome.reason, outcome.faces) == ("jpeg", "1 face found.", 1)
    assert photo.inspect(target).format == "jpeg"
    assert photo.load(target).icc == profile


def test_a_png_becomes_a_png_and_keeps_what_no_effect_touches(tmp_path: Path) -> None:
    before = pixels(HALF_BODY)
    outcome, after = retouched(tmp_path, before, tasks("White Teeth"))
    assert outcome.format == "png"
    changed = (before != after).any(axis=2)
    assert 0 < changed.mean() < 0.005
    np.testing.assert_array_equal(before[200:], after[200:])


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_a_turned_photo_is_retouched_and_saved_upright(tmp_path: Path, orientation: int) -> None:
    upright = pixels(GLASSES)
    stored = np.ascontiguousarray(np.rot90(upright, {3: 2, 6: 1, 8: 3}[orientation]))
    source, target = tmp_path / "turned.jpg", tmp_path / "result.jpg"
    source.write_bytes(jpeg(stored, exif(orientation)))
    assert retouch(source, tasks("Dodge Burn"), target, quiet).faces == 1
    info = photo.inspect(target)
    assert (info.width, info.height, info.orientation) == (upright.shape[1], upright.shape[0], 1)
    assert np.abs(photo.load(target).pixels.astype(int) - upright).mean() < 3


def test_progress_names_each_plugin_in_order_and_ends_at_one(tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    retouch(write_png(tmp_path, pixels(HALF_BODY)), TASKS, tmp_path / "result", lambda *step: told.append(step))
    names, fractions = zip(*told, strict=True)
    assert list(dict.fromkeys(names)) == [task["Plugin"] for task in TASKS]
    assert list(fractions) == sorted(fractions)
    assert fractions[0] > 0
    assert fractions[-1] == 1


def test_no_result_is_left_when_the_work_is_stopped(tmp_path: Path) -> None:
    class Stop(BaseException):
        pass

    def stop(plugin: str, _fraction: float) -> None:
        if plugin == "White Teeth":
            raise Stop

    with pytest.raises(Stop):
        retouch(write_png(tmp_path, pixels(HALF_BODY)), TASKS, tmp_path / "result", stop)
    assert not (tmp_path / "result").exists()


def test_tasks_act_one_after_the_other(tmp_path: Path) -> None:
    both = retouched(tmp_path, pixels(HALF_BODY), tasks("Skin Tone", "Dodge Burn"))[1]
    first = retouched(tmp_path, pixels(HALF_BODY), tasks("Skin Tone"))[1]
    then = retouched(tmp_path, first, tasks("Dodge Burn"))[1]
    # the second run finds the skin anew and starts from whole levels
    assert np.abs(both.astype(int) - then).mean() < 0.05
    assert np.abs(both.astype(int) - first).mean() > 0.1


def test_no_task_gives_the_photo_back(tmp_path: Path) -> None:
    outcome, after = retouched(tmp_path, pixels(HALF_BODY), [])
    assert outcome.reason == "1 face found."
    np.testing.assert_array_equal(after, pixels(HALF_BODY))


def test_without_a_face_nothing_changes_and_it_is_said(tmp_path: Path) -> None:
    wall = np.ascontiguousarray(pixels(HALF_BODY)[:90, 310:])
    outcome, after = retouched(tmp_path, wall, TASKS)
    assert (outcome.faces, outcome.reason) == (0, NO_FACE)
    assert NO_FACE == "No face found. Face plugins changed nothing."
    np.testing.assert_array_equal(after, wall)


def test_what_an_effect_has_to_say_follows_once(tmp_path: Path) -> None:
    outcome, after = retouched(tmp_path, pixels(PORTRAIT), tasks("Clean Backdrop", "Clean Backdrop"))
    assert outcome.reason == f"1 face found. {NOT_PLAIN}"
    np.testing.assert_array_equal(after, pixels(PORTRAIT))


@pytest.mark.parametrize(("height", "width"), [(1, 1), (2, 700), (700, 2), (64, 64)])
def test_the_smallest_pictures_come_back_as_they_are(tmp_path: Path, height: int, width: int) -> None:
    picture = np.random.default_rng(1).integers(0, 256, (height, width, 3), dtype=np.uint8)
    outcome, after = retouched(tmp_path, picture, TASKS)
    assert outcome.reason == NO_FACE
    np.testing.assert_array_equal(after, picture)


def test_two_people_are_both_retouched_and_each_as_if_alone(tmp_path: Path) -> None:
    together = two_people()
    outcome, after = retouched(tmp_path, together, tasks("Skin Tone", "Dodge Burn", "Eye Brilliance"))
    assert (outcome.faces, outcome.reason) == (2, "2 faces found.")
    change = after.astype(int) - together
    for part in (np.s_[:, :512], np.s_[:, 544:]):
        alone = np.ascontiguousarray(together[part])
        own = retouched(tmp_path, alone, tasks("Skin Tone", "Dodge Burn", "Eye Brilliance"))[1].astype(int) - alone
        assert (np.abs(change[part]).max(axis=2) > 3).mean() > 0.02
        assert np.corrcoef(change[part].ravel(), own.ravel())[0, 1] > 0.9
    assert not change[:, 516:540].any()


def test_a_large_picture_keeps_what_is_finer_than_the_working_copy(tmp_path: Path) -> None:
    """The change is smooth: single pixels of grain, far finer than the working copy, are all still there."""
    large = np.asarray(cv2.resize(pixels(PORTRAIT), None, fx=2.4, fy=2.4, interpolation=cv2.INTER_CUBIC), np.uint8)
    checks = ((np.indices(large.shape[:2]).sum(axis=0) % 2) * 8 - 4)[..., None]
    large = np.clip(large.astype(int) + checks, 6, 249).astype(np.uint8)
    outcome, after = retouched(tmp_path, large, tasks("Dodge Burn", "Skin Tone", "Portrait Volumes"))
    assert outcome.faces == 1
    change = after.astype(np.float32) - large
    assert np.abs(change).mean() > 0.5
    fine = change - cv2.blur(change, (2, 2))
    assert np.abs(fine).mean() < 0.5  # less than rounding to whole levels makes
    assert np.abs(cv2.resize(change, None, fx=1 / 2.4, fy=1 / 2.4, interpolation=cv2.INTER_AREA)).max() > 8


def test_strips_leave_no_seams(tmp_path: Path) -> None:
    """The change of a picture larger than the working copy is as smooth from strip to strip as within them."""
    large = np.asarray(cv2.resize(pixels(GLASSES), None, fx=4.1, fy=4.1, interpolation=cv2.INTER_CUBIC), np.uint8)
    after = retouched(tmp_path, large, tasks("Dodge Burn"))[1]
    change = (after.astype(np.float32) - large).mean(axis=2)
    steps = np.abs(np.diff(change, axis=0)).mean(axis=1)
    changed = steps[steps > 0.01]
    assert changed.max() < 4 * np.median(changed)


def test_pictures_retouched_at_the_same_time_are_as_if_alone(tmp_path: Path) -> None:
    sources = [PORTRAIT, GLASSES, HALF_BODY] * 2
    wanted = [task.as_dict() for task in SLIGHT.tasks]

    def work(index: int, name: str) -> bytes:
        target = tmp_path / f"{name}-{index}"
        retouch(sources[index], wanted, target, quiet)
        return target.read_bytes()

    alone = [work(index, "alone") for index in range(3)] * 2
    with ThreadPoolExecutor(3) as pool:
        together = list(pool.map(lambda index: work(index, "together"), range(6)))
    assert together == alone


def test_a_file_that_is_no_photo_is_refused(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0 and no more")
    with pytest.raises(InvalidPhoto):
        retouch(tmp_path / "photo.jpg", TASKS, tmp_path / "result", quiet)
    with pytest.raises(KeyError):
        retouch(HALF_BODY, [{"Plugin": "Crop"}], tmp_path / "result", quiet)
    assert not (tmp_path / "result").exists()

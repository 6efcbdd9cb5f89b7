"""Photos sent reduced, on the pages: the plan says it, the result comes back so, and its pair is what was sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import simplejpeg
from streamlit.testing.v1 import AppTest

from retouch_lib.imaging.files.photo import load
from retouch_lib.lab import Lab
from retouch_lib.media import sent
from retouch_lib.presets.vendor import BALANCED, LAYERED
from retouch_lib.store.records import Job, Photo
from retouch_lib.ui import preferences
from retouch_lib.ui.compare.comparison import labels_of
from retouch_lib.ui.history import actions
from retouch_lib.ui.shared.shots import face_boxes, original_shot, result_shots
from tests.pages.conftest import ran, wait_for_run
from tests.unit.imaging import archives

OpenPage = Callable[..., AppTest]
WHOLE, SMALL = (2400, 1600), (2048, 1365)


@pytest.fixture
def photo(lab: Lab) -> Photo:
    """A large one, chosen for the run."""
    lab.store.set_preference("local", preferences.GREETED, True)
    part = lab.files.new_part()
    rows = np.linspace(40, 200, WHOLE[1]).astype(np.uint8)
    pixels = np.ascontiguousarray(np.broadcast_to(rows[:, None, None], (WHOLE[1], WHOLE[0], 3)))
    part.write_bytes(simplejpeg.encode_jpeg(pixels, 90, "RGB", "420"))
    photo = lab.add_photo("local", part, "IMG_1.jpg")
    lab.store.set_preference("local", preferences.PHOTOS, [photo.sha256])
    return photo


def captions(test: AppTest) -> list[str]:
    return [caption.value for caption in test.caption]


def widget(test: AppTest, kind: str, key: str) -> Any:
    return next(element for element in test.get(kind) if element.key == key)


def press(lab: Lab, photo: Photo, longest_side: int, preset: Any = BALANCED) -> Job:
    run = lab.run(lab.plan("local", [photo.sha256], [preset], "local", longest_side=longest_side))
    wait_for_run(lab)
    job = lab.store.job("local", run.items[0].job.id)
    assert job is not None
    return job


def test_the_plan_says_it_and_the_run_does_it(lab: Lab, open_page: OpenPage, photo: Photo) -> None:
    test = open_page("tune")
    assert not any("educed" in caption for caption in captions(test)), "it is off at first"
    widget(test, "selectbox", "longest_side").set_value(2048)
    ran(test)
    said = "Sent reduced, as JPEG: IMG_1.jpg 2400 × 1600 → 2048 × 1365. Its results come back at that size."
    assert said in captions(test)
    widget(test, "button", "run_now").click()
    ran(test)
    wait_for_run(lab)
    jobs = lab.store.results_for("local", photo.sha256)
    assert [job.longest_side for job in jobs] == [2048] * 3
    assert len({job.sent for job in jobs}) == 1
    for job in jobs:
        assert job.result is not None
        assert lab.previews.size(job.result) == SMALL
        assert job.note == ""
    ran(test)
    assert any(caption.startswith("Sent reduced, 2400 × 1600 → 2048 × 1365: the ori") for caption in captions(test))
    assert widget(test, "button", "run_now").label == "All 3 done already"
    widget(test, "selectbox", "longest_side").set_value(0)
    ran(test)
    assert widget(test, "button", "run_now").label == "Run · free", "at full size none is known"


def test_a_photo_that_is_no_longer_goes_byte_for_byte(lab: Lab, open_page: OpenPage, photo: Photo) -> None:
    lab.store.set_preference("local", preferences.LONGEST_SIDE, 4096)
    test = open_page("tune")
    assert "No photo of this run is longer than 4096 px: all go as they are." in captions(test)
    job = press(lab, photo, 4096)
    assert (job.longest_side, job.sent, job.uploaded) == (0, None, photo.bytes)


def test_a_photo_too_long_for_the_api_runs_only_reduced(
    lab: Lab, open_page: OpenPage, photo: Photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sent, "MAX_BYTES", 0)  # stands for 100 MB
    test = open_page("tune")
    assert widget(test, "button", "run_blocked").disabled
    assert any(
        "MB; the API takes 0. Nothing was sent. Send it reduced, to less than" in text for text in captions(test)
    )
    widget(test, "selectbox", "longest_side").set_value(2048)
    ran(test)
    assert not widget(test, "button", "run_now").disabled


def test_the_original_beside_results_is_what_was_sent(lab: Lab, photo: Photo) -> None:
    whole, small = press(lab, photo, 0), press(lab, photo, 2048)
    assert small.sent is not None
    beside = original_shot(photo, [small])
    assert (beside.width, beside.height, beside.full) == (*SMALL, f"/files/{small.sent}/full")
    assert [(shot.width, shot.height) for shot in result_shots(photo, [small])] == [SMALL]
    for jobs in ([], [whole], [whole, small]):
        shot = original_shot(photo, jobs)
        assert (shot.width, shot.height, shot.full) == (*WHOLE, f"/files/{photo.sha256}/full")
    assert face_boxes(photo) == []
    assert labels_of(lab.store.result_names("local", photo.sha256)) == ["balanced · 2048 px", "balanced"]


def test_layers_are_laid_over_what_was_sent(lab: Lab, open_page: OpenPage, photo: Photo) -> None:
    job = press(lab, photo, 2048, LAYERED)
    data = archives.zipped({"index=0&blendmode=normal&name=Heal.png": archives.layer_png(*SMALL, seed=1)})
    part = lab.files.new_part()
    part.write_bytes(data)
    sha256 = lab.files.adopt(part)
    job = lab.store.set_job(job.id, result=sha256, result_type="zip", result_bytes=len(data))
    (shot,) = result_shots(photo, [job])
    assert (shot.width, shot.height) == SMALL
    assert shot.full == f"/files/{sha256}/composite/{job.sent}/full"
    assert job.sent is not None
    composed = load(lab.layer_views.composite(sha256, job.sent, "full"))
    assert composed.pixels.shape == (SMALL[1], SMALL[0], 3)
    test = open_page("compare")
    assert not any("pixels, the photo" in warning.value for warning in test.warning)


def test_what_is_run_again_from_history_goes_reduced_again(lab: Lab, open_page: OpenPage, photo: Photo) -> None:
    first = press(lab, photo, 2048)
    test = open_page("history")
    (table,) = (frame for frame in test.dataframe if "Preset" in frame.value)
    assert list(table.value["Sent at"]) == [2048]
    whole = press(lab, photo, 0)
    plans, _ = actions._plans([first, whole])
    assert [(item.longest_side, item.nonce) for item in plans[0].items] == [(2048, first.id), (0, whole.id)]

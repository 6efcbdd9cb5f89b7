"""History, *Rescue a job*: ids are looked up, and what they have is fetched for nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from retouch_lib.engine.server import EngineServer
from retouch_lib.lab import Lab
from retouch_lib.presets.vendor import SLIGHT
from retouch_lib.store.records import JobState
from retouch_lib.tokens.secret import Token
from tests.engines import jpeg_bytes
from tests.jobs.labs import TOKEN_TEXT, new_photo
from tests.pages.conftest import ran, wait_for_run

OpenPage = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def greeted(lab: Lab) -> None:
    """No first run by itself."""
    lab.store.set_preference("local", "greeted", True)


def sent_elsewhere(lab: Lab, photo: Path) -> str:
    reply = lab.client("custom").start(photo, SLIGHT.to_json(), Token(TOKEN_TEXT), name="a.jpg")
    lab.client("custom").wait(reply.id, first=0.0, every=0.03)
    return reply.id


def pressed(test: AppTest, key: str) -> AppTest:
    next(button for button in test.button if button.key == key).click()
    return ran(test)


def looked_up(test: AppTest, text: str) -> AppTest:
    next(area for area in test.text_area if area.key == "rescue_ids").set_value(text)
    next(box for box in test.selectbox if box.key == "rescue_server").set_value("custom")
    return pressed(test, "rescue_look")


def test_a_job_of_another_program_joins_with_photo_and_payload(
    lab: Lab, open_page: OpenPage, engine: EngineServer
) -> None:
    photo = new_photo(lab)
    remote_id = sent_elsewhere(lab, lab.files.path(photo.sha256))
    test = looked_up(open_page("history"), f"curl https://server/api/v1/retoucher/status/{remote_id}")
    assert list(test.table[0].value["Job"]) == [remote_id]
    assert list(test.table[0].value["State"]) == ["completed"]
    next(box for box in test.selectbox if box.key == "rescue_photo").set_value(photo.sha256)
    next(area for area in test.text_area if area.key == "rescue_payload").set_value("slight")
    test = pressed(test, "rescue_fetch")
    assert "Fetching 1 result" in test.success[0].value
    wait_for_run(lab)
    (job,) = lab.store.jobs("local")
    assert (job.state, job.photo, job.variant) == (JobState.DONE, photo.sha256, "slight")
    assert engine.tasks.charges == 1, "the other program's"
    assert "This lab has it" in looked_up(test, remote_id).table[0].value.to_string()


def test_without_either_the_result_stands_for_its_photo(lab: Lab, open_page: OpenPage, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(jpeg_bytes(seed=7))
    remote_id = sent_elsewhere(lab, tmp_path / "a.jpg")
    test = looked_up(open_page("history"), f"{remote_id} {'ab12' * 8}")
    assert "24 hours have passed" in test.table[0].value.to_string()
    next(area for area in test.text_area if area.key == "rescue_payload").set_value("{}")
    test = pressed(test, "rescue_fetch")
    assert test.error
    next(area for area in test.text_area if area.key == "rescue_payload").set_value("")
    pressed(test, "rescue_fetch")
    wait_for_run(lab)
    (job,) = lab.store.jobs("local")
    assert (job.state, job.variant, job.photo) == (JobState.DONE, "rescued", job.result)
    for page in ("history", "compare", "tune"):
        open_page(page)
    assert "No id of a job" in looked_up(open_page("history"), "nothing here").warning[0].value

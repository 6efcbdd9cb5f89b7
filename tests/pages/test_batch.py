"""Batch: a folder is looked at, priced, tested, run, and what failed is tried again; each press does what it says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from retouch_lib.engine.server import EngineServer
from retouch_lib.lab import Lab
from retouch_lib.presets.vendor import SLIGHT
from retouch_lib.store.batches import Batch, BatchState
from retouch_lib.store.records import JobState
from retouch_lib.tokens.secret import Token
from retouch_lib.ui import preferences
from retouch_lib.work.batches import Wish
from tests.engines import jpeg_bytes, wait_until
from tests.jobs.labs import OWNER, TOKEN_TEXT, seeds
from tests.pages.conftest import ran

OpenPage = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def greeted(lab: Lab) -> None:
    lab.store.set_preference(OWNER, preferences.GREETED, True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "Meyer *wedding*"
    folder.mkdir()
    for number in range(3):
        (folder / f"DSC_{number}.jpg").write_bytes(jpeg_bytes(seed=next(seeds)))
    (folder / "broken.jpg").write_bytes(b"no photo")
    return folder


def press(test: AppTest, label: str) -> AppTest:
    (button,) = [button for button in test.button if button.label == label]
    button.click()
    return ran(test)


def fill(test: AppTest, label: str, text: str) -> None:
    (field,) = [field for field in test.text_input if field.label == label]
    field.set_value(text)


def texts(test: AppTest) -> str:
    return " ".join(one.value for one in (*test.markdown, *test.caption, *test.info, *test.warning, *test.error))


def rested(lab: Lab, state: BatchState) -> Batch:
    (batch, *_) = lab.store.batches(OWNER)
    wait_until(lambda: lab.store.batch(OWNER, batch.id).state is state)  # type: ignore[union-attr]
    return batch


def ready(lab: Lab, folder: Path, server: str) -> Batch:
    return lab.batches.wait(lab.batches.of_folder(OWNER, Wish(str(folder), (SLIGHT,), server, least_face=0)))


def test_a_folder_from_the_first_look_to_its_results(lab: Lab, folder: Path, open_page: OpenPage) -> None:
    test = open_page("batch")
    fill(test, "Folder", str(folder / "none"))
    assert "There is no folder" in texts(ran(test))
    fill(test, "Folder", str(folder))
    press(ran(test), "Look at the photos")
    rested(lab, BatchState.READY)
    ran(test)
    assert "3 photos × 1 look = 3" in texts(test)
    assert r"Meyer \*wedding\*" in texts(test)
    assert "no picture we can read" in texts(test)
    press(test, "Test 2 photos")
    rested(lab, BatchState.TESTED)
    assert "2 of 3 photos done" in texts(ran(test))
    press(test, "Go on · free")
    batch = rested(lab, BatchState.DONE)
    assert "3 of 3 photos done · 1 refused · 3 jobs made for it" in texts(ran(test))
    assert {"Download…", "See them on Survey", "Look again"} <= {button.label for button in test.button}
    assert [one.label for one in test.expander if "result" in one.label] == ["Without a result: 1"]
    jpeg = jpeg_bytes(seed=next(seeds))
    (folder / "broken.jpg").write_bytes(jpeg)
    press(test, "Try it again")
    rested(lab, BatchState.READY)
    press(ran(test), "Go on · free")
    rested(lab, BatchState.DONE)
    assert lab.store.batch_tally(batch).settled == 4


def test_over_a_limit_its_credits_are_typed_for_all_of_it(lab: Lab, folder: Path, open_page: OpenPage) -> None:
    lab.vault.keep(OWNER, Token(TOKEN_TEXT))
    lab.choose(OWNER, "budget_run", 2)
    batch = ready(lab, folder, "custom")
    test = open_page("batch")
    (box,) = [one for one in test.selectbox if one.label == "Batch"]
    box.set_value(batch.id)
    ran(test)
    assert not [button for button in test.button if button.label.startswith("Test ")]
    fill(test, "Type 3 to spend 3 credits", "2")
    press(test, "Run all · 3 credits")
    assert lab.store.batch_tally(batch).paid == 0
    fill(test, "Type 3 to spend 3 credits", "3")
    press(test, "Run all · 3 credits")
    rested(lab, BatchState.DONE)
    assert lab.store.batch_tally(batch).paid == 3


def test_out_of_credits_it_pauses_and_goes_on_with_what_was_refused(
    lab: Lab, folder: Path, open_page: OpenPage, engine: EngineServer
) -> None:
    """Nothing of it was paid, so all of it waits for the press that goes on; a failure has its own way on."""
    lab.vault.keep(OWNER, Token(TOKEN_TEXT))
    engine.faults.add("start", "461", count=None)
    batch = ready(lab, folder, "custom")
    lab.batches.go_on(OWNER, batch.id)
    rested(lab, BatchState.PAUSED)
    engine.faults.clear()
    engine.faults.add("start", "failed", reason="Too dark.")
    test = open_page("batch")
    test.selectbox[0].set_value(batch.id)
    assert "Limit reached" in texts(ran(test))
    (more,) = [button.label for button in test.button if button.label.startswith("Go on · 3 credits")]
    press(test, more)
    rested(lab, BatchState.DONE)
    assert lab.store.batch_tally(batch).jobs == {JobState.DONE: 2, JobState.FAILED: 1}
    assert "Too dark." in texts(ran(test))
    (again,) = [button for button in test.button if button.label.startswith("Try it again · 1 credit")]
    again.click()
    ran(test)
    wait_until(lambda: lab.store.batch_tally(batch).jobs == {JobState.DONE: 3})
    rested(lab, BatchState.DONE)

"""What a component asks for is checked, written down, told, and taken back; notes are written in a dialog."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from retouch_lib.lab import Lab
from retouch_lib.store.records import Run, Verdict
from retouch_lib.ui.shared.judging import MOST_STEPS
from retouch_lib.ui.shared.needs_look import named_result
from tests.pages.conftest import TIMEOUT, ran
from tests.pages.done_run import done_run
from tests.pages.test_tune import click


def judged_page() -> None:
    """The script of a page whose component says what lies under "asked"."""
    import streamlit as st

    from retouch_lib.ui import session
    from retouch_lib.ui.shared import judging
    from retouch_lib.ui.shared.note_dialog import note_dialog

    asked = st.session_state.pop("asked", None)
    jobs = {item.job.id: item.job for run in session.lab().store.runs("local") for item in run.items}
    if asked is not None:
        st.session_state["stands"] = judging.judge(asked, jobs)
    judging.tell()
    note_dialog()


@pytest.fixture
def run(lab: Lab) -> Run:
    return done_run(lab)


@pytest.fixture
def ids(run: Run) -> list[str]:
    return [item.job.id for item in run.items]


@pytest.fixture
def page(run: Run) -> AppTest:
    return ran(AppTest.from_function(judged_page, default_timeout=TIMEOUT))


def ask(page: AppTest, value: Any) -> bool:
    page.session_state["asked"] = value
    ran(page)
    return bool(page.session_state["stands"])


def press(page: AppTest, what: str, *shots: str, stars: int = 0) -> bool:
    return ask(page, {"what": what, "stars": stars, "shots": list(shots)})


def saved_note(page: AppTest, note: str) -> AppTest:
    """Writes in the open dialog and presses its button: a form, whose text goes with the press."""
    page.text_area(key="note_text").set_value(note)
    return click(page, "note_save")


def told(page: AppTest) -> list[str]:
    return [toast.value.replace("\\", "") for toast in page.toast]


def verdicts(lab: Lab, run: Run) -> dict[str, Verdict]:
    picks = lab.picks.of_photos("local", [item.job.photo for item in run.items])
    return {job: pick.verdict for job, pick in picks.items()}


def test_a_key_judges_what_is_chosen(lab: Lab, page: AppTest, run: Run, ids: list[str]) -> None:
    assert press(page, "pick", ids[0])
    assert press(page, "reject", ids[1], ids[3])
    assert press(page, "stars", ids[1], stars=4)
    assert verdicts(lab, run) == {ids[0]: Verdict.PICKED, ids[1]: Verdict.REJECTED, ids[3]: Verdict.REJECTED}
    assert lab.picks.of_photos("local", [run.items[1].job.photo])[ids[1]].stars == 4
    assert told(page) == []


def test_a_press_is_taken_back_and_done_again(lab: Lab, page: AppTest, run: Run, ids: list[str]) -> None:
    press(page, "pick", ids[0])
    press(page, "pick", ids[1])
    assert press(page, "undo")
    assert verdicts(lab, run) == {ids[0]: Verdict.PICKED}
    assert told(page) == [f"Undone: picked · {run.items[0].photo_name}"]
    press(page, "redo")
    assert verdicts(lab, run) == {ids[1]: Verdict.PICKED}
    press(page, "redo")
    assert told(page) == ["Nothing to redo."]


def test_an_undo_that_finds_its_result_gone_says_so(lab: Lab, page: AppTest, run: Run, ids: list[str]) -> None:
    press(page, "pick", ids[0])
    lab.store.delete_runs("local", [run.id])
    press(page, "undo")
    assert told(page) == [f"picked · {run.items[0].photo_name}: changed since, or gone. Nothing was undone."]
    press(page, "redo")
    assert told(page) == ["Nothing to redo."]


def test_a_new_press_ends_what_could_be_redone(lab: Lab, page: AppTest, run: Run, ids: list[str]) -> None:
    press(page, "pick", ids[0])
    press(page, "undo")
    press(page, "reject", ids[1])
    press(page, "redo")
    assert verdicts(lab, run) == {ids[1]: Verdict.REJECTED}


def test_what_changes_nothing_is_no_step(lab: Lab, page: AppTest, run: Run, ids: list[str]) -> None:
    press(page, "pick", ids[0])
    assert press(page, "pick", ids[0])
    press(page, "undo")
    assert verdicts(lab, run) == {}


def test_a_hundred_steps_are_kept(lab: Lab, page: AppTest, run: Run, ids: list[str]) -> None:
    for number in range(MOST_STEPS + 1):
        press(page, "stars", ids[0], stars=number % 2 + 1)
    for _ in range(MOST_STEPS + 1):
        press(page, "undo")
    assert told(page) == ["Nothing to undo."]
    assert lab.picks.of_photos("local", [run.items[0].job.photo])[ids[0]].stars == 1


@pytest.mark.parametrize(
    "value",
    [
        None,
        "pick",
        [],
        {},
        {"what": "delete", "shots": ["JOB"]},
        {"what": ["pick"], "shots": ["JOB"]},
        {"what": "stars", "stars": 6, "shots": ["JOB"]},
        {"what": "stars", "stars": True, "shots": ["JOB"]},
        {"what": "stars", "stars": "5", "shots": ["JOB"]},
    ],
)
def test_what_no_key_says_is_not_heard(value: Any, lab: Lab, page: AppTest, run: Run, ids: list[str]) -> None:
    if isinstance(value, dict) and "shots" in value:
        value = {**value, "shots": [ids[0]]}
    page.session_state["stands"] = False
    assert not ask(page, value)
    assert verdicts(lab, run) == {}


@pytest.mark.parametrize("shots", [["original"], [], None, "JOB", [7, None, {}]])
def test_what_is_no_result_is_not_judged_and_that_is_said(shots: Any, lab: Lab, page: AppTest, run: Run) -> None:
    ask(page, {"what": "pick", "shots": shots})
    assert told(page) == ["Choose a result first: the original is not judged."]
    assert verdicts(lab, run) == {}


def test_results_that_are_still_coming_are_not_judged_and_that_is_said(page: AppTest) -> None:
    ask(page, {"what": "pick", "shots": [], "loading": True})
    assert told(page) == ["Nothing was judged: this photo's results are still coming."]


def test_a_key_faster_than_the_next_photo_judges_nothing(lab: Lab, page: AppTest, run: Run) -> None:
    ask(page, {"what": "pick", "shots": ["a result of the photo before"]})
    assert told(page) == ["Nothing was judged: that picture is not shown any more."]
    assert verdicts(lab, run) == {}


def test_a_note_is_written_in_a_dialog_and_can_be_taken_back(lab: Lab, page: AppTest, run: Run, ids: list[str]) -> None:
    press(page, "note", ids[1])
    assert page.caption[0].value == named_result(run.items[1].job), "photo and look"
    press(page, "note", ids[0], ids[2])
    page = saved_note(page, " lips\x07 too red ")
    photos = [run.items[0].job.photo, run.items[2].job.photo]
    assert {pick.note for pick in lab.picks.of_photos("local", photos).values()} == {"lips too red"}
    assert not page.text_area
    press(page, "note", ids[0])
    assert page.text_area[0].value == "lips too red"
    saved_note(page, "")
    assert list(lab.picks.of_photos("local", photos)) == [ids[2]]
    press(page, "undo")
    assert len(lab.picks.of_photos("local", photos)) == 2


@pytest.mark.parametrize(("what", "was"), [("pick", "picked"), ("reject", "rejected")])
def test_what_was_taken_back_is_told(page: AppTest, run: Run, ids: list[str], what: str, was: str) -> None:
    press(page, what, ids[0])
    press(page, "clear", ids[0])
    assert told(page) == [f"Taken back: {was} · {run.items[0].photo_name}"]
    press(page, "clear", ids[0])
    assert told(page) == [], "nothing stood any more"

"""*Download…* from every page: what it opens with, what it is about to do, and that its choice is remembered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from retouch_lib.lab import Lab
from retouch_lib.store.records import Run
from retouch_lib.work.picks import Judgement
from retouch_lib.work.tickets import Ticket
from retouch_lib.work.transfers import TransferState
from tests.engines import wait_until
from tests.pages.done_run import done_run

OpenPage = Callable[..., AppTest]


@pytest.fixture
def run(lab: Lab) -> Run:
    """Three photos × slight and balanced, all done; nothing is judged."""
    return done_run(lab)


def pressed(test: AppTest, place: str) -> AppTest:
    test.button(key=f"download_{place}").click().run()
    assert not test.exception
    return test


def links(test: AppTest) -> list[Any]:
    """The dialog's own, beside those of the page below."""
    return [each.proto for each in test.get("link_button") if "/download/" in each.proto.url]


def link(test: AppTest) -> Any:
    (found,) = links(test)
    return found


def ticket_of(lab: Lab, test: AppTest) -> Ticket:
    """What the button that is on the screen would download."""
    ticket = lab.tickets.find("local", link(test).url.rpartition("/")[2])
    assert ticket is not None
    return ticket


def paths(lab: Lab, test: AppTest) -> list[str]:
    return [file.path for file in ticket_of(lab, test).parcel.files]


def choice(test: AppTest, label: str) -> Any:
    return next(group for group in test.get("button_group") if group.proto.label == label)


def choose(test: AppTest, label: str, value: Any) -> AppTest:
    choice(test, label).set_value(value).run()
    assert not test.exception
    return test


def said(test: AppTest) -> str:
    return "\n".join(one.value for kind in ("caption", "markdown", "info", "warning") for one in test.get(kind))


def test_where_nothing_is_picked_all_of_the_run_leaves_under_the_photos_names(
    lab: Lab, run: Run, open_page: OpenPage
) -> None:
    test = pressed(open_page("tune", run=run.id), "tune")
    assert link(test).label.startswith("Download 6 files · ")
    assert {path.partition("-2")[0] for path in paths(lab, test)} == {
        *("portrait.jpg", "portrait", "glasses.jpg", "glasses", "half-body.png", "half-body")
    }
    assert "3 names were taken" in said(test)
    assert "2 looks of one photo would have one name: choose winners or work files." in said(test)
    day = f"{run.created_at.astimezone():%Y-%m-%d}"
    first = "portrait.jpg, portrait-2.jpg, glasses.jpg … half-body-2.png"
    assert f"retouched {day} / {first}" in said(test)
    test.text_input(key=f"download_name_retouched {day}").set_value("Anna/Ben").run()
    assert f"Anna-Ben / {first}" in said(test)
    assert ticket_of(lab, test).parcel.name == "Anna-Ben"
    assert "would have one name" not in said(choose(test, "As", "Work files"))


def test_winners_leave_first_where_anything_is_picked(lab: Lab, run: Run, open_page: OpenPage) -> None:
    lab.picks.judge("local", [run.items[1].job], Judgement("pick"))
    lab.picks.judge("local", [run.items[2].job], Judgement("stars", stars=4))
    test = pressed(open_page("survey", run=run.id), "survey")
    assert [file.job for file in ticket_of(lab, test).parcel.files] == [run.items[1].job.id]
    assert paths(lab, test) == ["portrait.jpg"]
    assert "2 photos have no winner." in said(test)
    options = [option.content for option in choice(test, "Which").proto.options]
    assert options == ["Winners · 1", "All · 6", "★★★★ or more · 1"]
    choose(test, "Which", "4")
    assert [file.job for file in ticket_of(lab, test).parcel.files] == [run.items[2].job.id]


def test_work_files_are_named_by_a_pattern_and_the_choice_is_remembered(
    lab: Lab, run: Run, open_page: OpenPage
) -> None:
    test = choose(pressed(open_page("compare"), "compare"), "As", "Work files")
    fingerprints = [item.job.fingerprint[:8] for item in run.items[:2]]
    looks = zip(("slight", "balanced"), fingerprints, strict=True)
    assert paths(lab, test) == [f"portrait_{look}_{fingerprint}.jpg" for look, fingerprint in looks]
    assert all(file.wishes.added for file in ticket_of(lab, test).parcel.files)
    test.text_input(key="download_pattern").set_value("{look}/{photo}").run()
    test.checkbox(key="download_tells").uncheck().run()
    assert paths(lab, test) == ["slight/portrait.jpg", "balanced/portrait.jpg"]
    assert not any(file.wishes.added for file in ticket_of(lab, test).parcel.files)
    test.text_input(key="download_pattern").set_value("{look}").run()
    assert "The pattern needs {photo}" in said(test).replace("\\", "")
    assert not links(test)
    again = pressed(open_page("compare"), "compare")
    assert paths(lab, again) == ["slight/portrait.jpg", "balanced/portrait.jpg"]


def test_from_history_the_rows_that_a_filter_leaves(lab: Lab, run: Run, open_page: OpenPage) -> None:
    test = open_page("history")
    test.multiselect(key="history_presets").select("balanced").run()
    pressed(test, "filter")
    assert {file.job for file in ticket_of(lab, test).parcel.files} == {item.job.id for item in run.items[1::2]}


def test_where_there_is_no_result_it_says_so(lab: Lab, run: Run, open_page: OpenPage) -> None:
    for item in run.items:
        lab.store.set_job(item.job.id, state="swept", result=None)
    test = pressed(open_page("history"), "filter")
    assert "There is no result among these yet." in said(test)
    assert "6 results were removed since" in said(test)
    assert "download_tune" not in [button.key for button in open_page("tune", run=run.id).button]


def saved_into(lab: Lab, test: AppTest, folder: Path) -> AppTest:
    test.text_input(key="download_folder").set_value(str(folder)).run()
    test.button(key="download_now").click().run()
    wait_until(lambda: lab.folder_writer.last("local").transfer.state is TransferState.DONE)  # type: ignore[union-attr]
    return test.run()


def to_a_folder(open_page: OpenPage, run: Run) -> AppTest:
    return choose(pressed(open_page("survey", run=run.id), "survey"), "To", "Folder on this computer")


def test_into_a_folder_and_never_over_what_is_there(lab: Lab, run: Run, open_page: OpenPage, tmp_path: Path) -> None:
    folder = tmp_path / "delivered"
    folder.mkdir()
    test = saved_into(lab, to_a_folder(open_page, run), folder)
    assert test.success[0].value.startswith("6 files, ")
    names = {path.name for path in next(folder.iterdir()).iterdir()}
    assert names >= {"portrait.jpg", "portrait-2.jpg", "glasses.jpg", "half-body.png"}
    assert "there already" not in said(test), "what was just saved is no clash"
    writing = lab.folder_writer.last("local")
    assert writing is not None
    writing.transfer.remark(["Its XMP can’t be read."] * 2)
    assert "2 files: Its XMP can’t be read." in said(test.run())
    test.button(key="download_again").click().run()
    assert not test.success
    assert "6 files of these names are there already." in said(test)
    assert choice(test, "Those").value == "Number the new ones"
    again = pressed(open_page("survey", run=run.id), "survey")
    assert again.text_input(key="download_folder").value == str(folder), "it is remembered"


def test_what_was_said_of_a_save_goes_with_its_choice_and_its_dialog(
    lab: Lab, run: Run, open_page: OpenPage, tmp_path: Path
) -> None:
    lab.picks.judge("local", [run.items[1].job], Judgement("pick"))
    test = saved_into(lab, to_a_folder(open_page, run), tmp_path)
    assert test.success[0].value.startswith("1 file, ")
    assert not choose(test, "Which", "all").success
    assert not test.button(key="download_now").disabled
    assert choose(test, "Which", "picked").success
    assert not pressed(test, "survey").success


def test_the_folder_is_filled_in_and_what_is_wrong_with_it_is_said(
    lab: Lab, run: Run, open_page: OpenPage, tmp_path: Path
) -> None:
    lab.folder_writer._root = str(tmp_path)
    test = to_a_folder(open_page, run)
    assert test.text_input(key="download_folder").value == str(tmp_path.resolve())
    assert not test.button(key="download_now").disabled
    for typed, why in {
        "": "Type a folder",
        "delivered": "Give the whole path",
        str(tmp_path / "no" / "such"): f"There is no folder {tmp_path / 'no'}: correct the path",
    }.items():
        test.text_input(key="download_folder").set_value(typed).run()
        assert why in said(test).replace("\\", "")
        assert test.button(key="download_now").disabled
    (tick,) = [box for box in test.checkbox if box.label == "Make this folder"]
    tick.check().run()
    assert not test.button(key="download_now").disabled
    assert not (tmp_path / "no").exists(), "nothing is made before the press"


def test_where_colleagues_reach_the_lab_no_folder_is_offered(lab: Lab, run: Run, open_page: OpenPage) -> None:
    lab.folder_writer._root = "no"
    test = pressed(open_page("survey", run=run.id), "survey")
    assert "To" not in [group.proto.label for group in test.get("button_group")]


def test_layers_leave_as_pictures_or_as_they_came(lab: Lab, run: Run, open_page: OpenPage) -> None:
    job = run.items[0].job
    lab.store.set_job(job.id, result_type="zip")
    test = pressed(open_page("survey", run=run.id), "survey")
    assert [file.over for file in ticket_of(lab, test).parcel.files].count(job.photo) == 1
    choose(test, "Layered results", "archive")
    assert not any(file.over for file in ticket_of(lab, test).parcel.files)
    assert "portrait.zip" in paths(lab, test)


def test_the_place_is_left_out_of_all_that_leaves_where_that_is_chosen(lab: Lab, run: Run, open_page: OpenPage) -> None:
    lab.leaving.keep_without_place("local", True)
    test = pressed(open_page("tune"), "tune")
    assert "Without the place (GPS), as you chose in Settings." in said(test)
    assert all(file.wishes.without_place for file in ticket_of(lab, test).parcel.files)
    choose(test, "As", "Work files")
    assert all(file.wishes.without_place for file in ticket_of(lab, test).parcel.files)

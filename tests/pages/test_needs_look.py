"""Which results need a look: said on every page that shows a run, listed worst first, opened at the place."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from retouch_lib.imaging.measures.change import StrayChange
from retouch_lib.imaging.measures.marks import MarkKind, SkinMark
from retouch_lib.imaging.measures.measured import GoneSpots, Measured
from retouch_lib.imaging.measures.parts import Part
from retouch_lib.imaging.measures.places import PhotoPlace
from retouch_lib.lab import Lab
from retouch_lib.store.records import Job, Run
from retouch_lib.ui import session
from retouch_lib.ui.history import needing
from retouch_lib.ui.history.jobs import with_reasons
from retouch_lib.ui.shared.again import draw_again
from retouch_lib.ui.shared.pick_filter import NEEDS_LOOK
from retouch_lib.ui.survey.toolbar import WORST_FIRST
from retouch_lib.ui.tune import stage
from retouch_lib.work import triaging
from retouch_lib.work.history import Where
from tests.pages.conftest import ran
from tests.pages.done_run import done_run
from tests.pages.filmstrip import names
from tests.pages.test_survey import cells, grid

OpenPage = Callable[..., AppTest]
FINE = Measured((30, 20))
MOLE = SkinMark(0.25, 0.5, 0.01, MarkKind.MOLE, 12.0, 1.0, 0.1)
NO_MOLE = replace(FINE, healed=GoneSpots(1, (MOLE,)), at_risk=GoneSpots(1, (MOLE,)))
MOVED = "64% moved where no plugin belongs, background most, right edge"
STRAY = replace(FINE, stray=StrayChange(9.0, 0.5, 0.64, Part.BACKGROUND, PhotoPlace(0.9, 0.4, 0.1, 0.2)))


@pytest.fixture
def run(lab: Lab) -> Run:
    """Three photos, two looks each, all but the last measured: one has no mole any more, another one leaks."""
    run = done_run(lab)
    jobs = [item.job for item in run.items]
    for job, figures in zip(jobs, (FINE, FINE, NO_MOLE, FINE, STRAY), strict=False):
        settle(lab, job, figures)
    return run


def settle(lab: Lab, job: Job, figures: Measured | str) -> None:
    (one,) = lab.store.to_measure(1, [job.id])
    if isinstance(figures, str):
        lab.store.settle_measure(one, trouble=figures)
    else:
        lab.store.settle_measure(one, figures.to_json())


def said(test: AppTest) -> str:
    return " ".join(element.value for element in (*test.markdown, *test.caption))


def component(test: AppTest, name: str) -> dict[str, Any]:
    """What was sent to it."""
    (found,) = (one for one in test.get("bidi_component") if one.proto.component_name == name)
    data: dict[str, Any] = json.loads(found.proto.json)
    return data


def press_open(test: AppTest, page: str, job: Job) -> AppTest:
    test.button(key=session.needs_look_open(page, job.id)).click()
    return ran(test)


def test_tune_lists_them_and_opens_one_at_its_place(run: Run, lab: Lab, open_page: OpenPage) -> None:
    test = open_page("tune")
    assert "**2 of 5 need a look** · measuring 6 of 6" in said(test)
    listed = said(test)
    assert listed.index("64% moved where no plugin belongs, background most, right edge") < listed.index(
        "a mole is gone"
    )
    job = run.items[2].job
    for file in (job.photo, job.result):
        assert f"/files/{file}/crop/{job.photo}/x0.2500y0.5000z3/160" in listed, "before and after"
    assert "Shown 3 × enlarged" in listed, "10 pixels wide as it is"
    press_open(test, "tune", job)
    shown = component(test, "retouch_viewer")
    assert (shown["photo"], shown["start"]) == (job.photo, {"x": 0.25, "y": 0.5})
    assert [shot["id"] for shot in shown["shots"]] == ["original", job.id]


def test_a_press_is_kept_where_a_key_of_the_same_moment_ends_its_run(
    run: Run, lab: Lab, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(lab, run.items[5].job, FINE)
    test, job = open_page("tune"), run.items[2].job
    told = iter([True])

    def judge(*_: object) -> None:
        if next(told, False):
            draw_again()

    monkeypatch.setattr(stage, "judge", judge)
    press_open(test, "tune", job)
    assert component(test, "retouch_viewer")["start"] == {"x": 0.25, "y": 0.5}


def test_when_all_are_measured_it_is_said_how_many_of_all(run: Run, lab: Lab, open_page: OpenPage) -> None:
    settle(lab, run.items[5].job, "This result could not be measured: it is torn.")
    listed = said(open_page("tune"))
    assert "**2 of 6 need a look** · 1 could not be measured" in listed
    assert "could not be measured: it is torn." in listed


def test_where_nothing_needs_one_there_is_no_list(lab: Lab, open_page: OpenPage) -> None:
    for item in done_run(lab).items:
        settle(lab, item.job, FINE)
    test = open_page("tune")
    assert "None of 6 needs a look" in said(test)
    assert not any(expander.label == "Worst first" for expander in test.expander)


def test_figures_that_cant_be_read_take_no_page_down(run: Run, lab: Lab, open_page: OpenPage) -> None:
    (one,) = lab.store.to_measure(1, [run.items[5].job.id])
    lab.store.settle_measure(one, "{")
    assert "**2 of 5 need a look** · measuring 6 of 6" in said(open_page("tune"))
    assert [each.job for each in lab.store.to_measure(9)] == [run.items[5].job.id], "they are taken again"


def test_the_filmstrip_shows_only_photos_that_need_one(run: Run, open_page: OpenPage) -> None:
    test = open_page("tune")
    test.selectbox(key=session.PHOTO_FILTER).set_value(NEEDS_LOOK)
    kept = set(names(ran(test)))
    assert {run.items[2].photo_name, run.items[4].photo_name} <= kept


class TestSurvey:
    def test_warnings_say_why(self, run: Run, open_page: OpenPage) -> None:
        test = open_page("survey")
        warnings = {cell["id"]: cell.get("warning", "") for row in cells(test) for cell in row}
        assert warnings[run.items[2].job.id] == "A mole is gone."
        assert warnings[run.items[0].job.id] == ""

    def test_only_those_and_the_worst_first(self, run: Run, open_page: OpenPage) -> None:
        test = open_page("survey")
        assert grid(test)["shown"] is None
        test.segmented_control(key=session.SURVEY_ORDER).set_value(WORST_FIRST)
        rows = [row["id"] for row in grid(test)["rows"]]
        worst = [run.items[4].job.photo, run.items[2].job.photo, run.items[0].job.photo]
        assert [rows[place] for place in grid(ran(test))["shown"]] == worst
        test.selectbox(key=session.SURVEY_FILTER).set_value(NEEDS_LOOK)
        assert [rows[place] for place in grid(ran(test))["shown"]] == worst[:2]

    def test_one_opens_large_at_its_place(self, run: Run, open_page: OpenPage) -> None:
        job = run.items[4].job
        test = press_open(open_page("survey"), "survey", job)
        shown = component(test, "retouch_viewer")
        assert (shown["photo"], shown["show"]) == (job.photo, job.id)
        assert shown["start"] == pytest.approx({"x": 0.95, "y": 0.5})
        assert any("64.0% by more than 2 ΔE00" in str(table.value.to_dict()) for table in test.table), "its measures"

    def test_hidden_names_stay_hidden(self, run: Run, open_page: OpenPage) -> None:
        test = open_page("survey")
        test.button(key=session.SURVEY_HIDE).click()
        ran(test)
        assert "need a look" not in said(test)
        assert not any(cell.get("warning") for row in cells(test) for cell in row)


class TestSettings:
    def test_a_limit_holds_from_the_next_look_on_and_goes_back(self, run: Run, lab: Lab, open_page: OpenPage) -> None:
        test = open_page("settings")
        test.number_input(key=session.choice_field("stray_share")).set_value(90.0)
        ran(test)
        assert lab.triages.limits.chosen("local") == {"stray_share": 0.9}
        assert len(lab.triages.of_jobs("local", [item.job for item in run.items]).needing) == 1
        test.button(key=session.TRIAGE_BACK).click()
        ran(test)
        assert lab.triages.limits.chosen("local") == {}
        assert test.number_input(key=session.choice_field("stray_share")).value == 1.0


class TestMeasures:
    def test_compare_shows_figures_and_definitions(self, run: Run, open_page: OpenPage) -> None:
        photo = run.items[4].job.photo
        test = open_page("compare", photo=photo[:12])
        (table,) = (table.value for table in test.table if "Where no plugin belongs" in str(table.value.to_dict()))
        cells = str(table.to_dict())
        assert "64.0% by more than 2 ΔE00" in cells
        assert "64% moved where no plugin belongs" in cells
        assert "not measured yet" in cells
        assert "CIEDE2000" in said(test)
        assert "/measures/texture/85.jpg" in said(test)

    def test_what_could_not_be_measured_says_why(self, run: Run, lab: Lab, open_page: OpenPage) -> None:
        settle(lab, run.items[5].job, "This result could not be measured: it is torn.")
        test = open_page("compare", photo=run.items[5].job.photo[:12])
        assert any("it is torn" in str(table.value.to_dict()) for table in test.table)


class TestHistory:
    def test_only_what_needs_a_look_in_the_table_its_sums_and_its_exports(
        self, run: Run, lab: Lab, open_page: OpenPage
    ) -> None:
        test = open_page("history")
        test.toggle(key=session.history_filter("needs_look")).set_value(True)
        ran(test)
        assert len(test.dataframe[0].value) == 2
        assert "**2** pictures asked for" in said(test)
        where = Where(needing=lab.triages.hold_all("local", 1).limits)
        assert set(lab.history("local").jobs(where)["job"]) == {run.items[2].job.id, run.items[4].job.id}
        assert "still to be held" not in said(test)

    def test_the_reason_stands_in_the_table_and_its_exports_and_opens_at_its_place(
        self, run: Run, lab: Lab, open_page: OpenPage
    ) -> None:
        test = open_page("history")
        assert sorted(filter(None, test.dataframe[0].value["Needs a look"])) == [MOVED, "a mole is gone"]
        rows = with_reasons(lab.history("local").jobs())
        assert dict(zip(rows["job"], rows["needs_look"], strict=True)) == {
            item.job.id: {2: "a mole is gone", 4: MOVED}.get(item.position, "") for item in run.items
        }
        (more,) = [one for one in test.button if one.label == "Show all that need a look"]
        more.click()
        test = ran(test)
        assert len(test.dataframe[0].value) == 2
        assert [one for one in test.button if one.label == "Show all that need a look"] == []
        lab.store.remove_photos("local", [run.items[2].job.photo])
        opens = session.needs_look_open("history", run.items[2].job.id)
        next(one for one in test.button if one.key == opens).click()
        test.run()  # it opens another page
        assert test.session_state[session.LOOK_AT][0] == run.items[2].job.photo
        assert run.items[2].job.photo in {photo.sha256 for photo in lab.store.photos("local")}, "back on the list"

    def test_it_says_while_not_all_are_held_against_the_limits(
        self, run: Run, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(triaging, "_AT_ONCE", 2)
        monkeypatch.setattr(needing, "SECONDS", 0.0)
        test = open_page("history")
        test.toggle(key=session.history_filter("needs_look")).set_value(True)
        assert "3 results still to be held against the limits" in said(ran(test))
        assert "1 result still to be held against the limits" in said(ran(test))
        assert "still to be held" not in said(ran(test))

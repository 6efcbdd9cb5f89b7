"""Survey: photos × looks in one grid, judged there; blind; the winner becomes a preset."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from retouch_lib.lab import Lab
from retouch_lib.media.face_scan import ScannedFaces
from retouch_lib.presets.preset import Task
from retouch_lib.presets.vendor import BALANCED, LOOKS
from retouch_lib.store.records import JobState, Run, Verdict
from retouch_lib.ui import preferences, rounds
from retouch_lib.ui.grid.told import Memory, Told, take
from retouch_lib.ui.shared import judging
from retouch_lib.ui.survey import heard
from retouch_lib.ui.survey.scope import EVERYTHING
from tests.pages.conftest import ran
from tests.pages.done_run import done_run
from tests.pages.test_tune import click, set_value

OpenPage = Callable[..., AppTest]
MILD = replace(BALANCED.with_task(Task("Heal", {"Scale": 0, "Alpha1": 0.4})), name="mild")


@pytest.fixture
def run(lab: Lab) -> Run:
    return done_run(lab, LOOKS)


@pytest.fixture
def page(run: Run, open_page: OpenPage) -> AppTest:
    return open_page("survey")


def grid(test: AppTest) -> dict[str, Any]:
    """What was sent to the grid."""
    (component, *_) = test.get("bidi_component")
    data: dict[str, Any] = json.loads(component.proto.json)
    return data


def cells(test: AppTest) -> list[list[dict[str, Any]]]:
    """Those of all rows, as the browser shows them."""
    data = grid(test)
    return [[{**cell, **data["changed"].get(cell["id"], {})} for cell in row["cells"] if cell] for row in data["rows"]]


def marks(test: AppTest) -> list[list[str]]:
    return [[cell.get("mark", "") for cell in row] for row in cells(test)]


class Hand:
    """Tells the page what a person does in the grid, as the component would."""

    def __init__(self) -> None:
        self.test: AppTest
        self._judgements: list[dict[str, Any]] = []
        self._told: dict[str, Any] = {}

    def take(self, _key: str, memory: Memory) -> tuple[Told, Memory]:
        told, self._told = self._told, {}
        return take(told, memory)

    def tell(self, **told: Any) -> AppTest:
        self._told = told
        return ran(self.test)

    def judge(self, what: str, *shots: str, stars: int = 0) -> AppTest:
        self.told_with_the_next_press(what, *shots, stars=stars)
        return ran(self.test)

    def told_with_the_next_press(self, what: str, *shots: str, stars: int = 0) -> None:
        number = len(self._judgements) + 1
        self._judgements.append({"number": number, "what": what, "stars": stars, "shots": list(shots)})
        self._told = {"judge": {"by": "hand", "judgements": self._judgements}}

    def forget(self) -> None:
        """The grid is a new one."""
        self._judgements = []

    def can_press(self, key: str) -> bool:
        return any(button.key == key for button in self.test.button)


@pytest.fixture
def hand(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> Hand:
    hand = Hand()
    hand.test = page
    monkeypatch.setattr(heard, "taken", hand.take)
    return hand


def ids(run: Run) -> list[list[str]]:
    """Of the jobs: a row a photo."""
    photos = list(dict.fromkeys(item.job.photo for item in run.items))
    return [[item.job.id for item in run.items if item.job.photo == photo] for photo in photos]


def verdicts(lab: Lab, run: Run) -> dict[str, Verdict]:
    picks = lab.picks.of_photos("local", {item.job.photo for item in run.items})
    return {job: pick.verdict for job, pick in picks.items() if pick.verdict is not Verdict.NONE}


def test_without_results_it_says_what_to_do(lab: Lab, open_page: OpenPage) -> None:
    lab.store.set_preference("local", preferences.GREETED, True)
    test = open_page("survey")
    assert test.info[0].value.startswith("Nothing to survey yet.")
    assert [link.proto.label for link in test.get("page_link")] == ["Go to Tune"]


def test_a_row_a_photo_a_column_a_look(page: AppTest, run: Run) -> None:
    data = grid(page)
    assert [head["label"] for head in data["columns"]] == ["slight", "balanced", "heavy"]
    assert [row["name"] for row in data["rows"]] == list(dict.fromkeys(item.photo_name for item in run.items))
    assert [[cell["id"] for cell in row] for row in cells(page)] == ids(run)
    assert all("{region}/{side}" in cell["src"] for row in cells(page) for cell in row)
    view = data["view"]
    assert (view["region"], view["side"], view["fills"], data["corner"]) == ("face", 220, True, "0 of 3 photos judged")


def test_a_photo_without_a_face_is_said_as_soon_as_it_is_known(lab: Lab, run: Run, open_page: OpenPage) -> None:
    (photo, *_) = [item.job.photo for item in run.items]
    assert [row.get("warning") for row in grid(open_page("survey"))["rows"]] == [None] * 3
    found = {photo: ScannedFaces(0), run.items[-1].job.photo: ScannedFaces(None)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lab.face_scan, "at", found.get)
        told = {row["id"]: row.get("warning", "") for row in grid(open_page("survey"))["rows"]}
    assert [name for name, words in told.items() if words.startswith("No face was found")] == [photo]


def test_the_run_of_the_address_is_surveyed(lab: Lab, run: Run, open_page: OpenPage) -> None:
    other = done_run(lab, [MILD], ["glasses"])
    test = open_page("survey", run=run.id)
    assert len(grid(test)["rows"]) == 3
    test = open_page("survey", run=other.id)
    assert [len(row["cells"]) for row in grid(test)["rows"]] == [1]


def test_all_results_of_its_photos_are_surveyed(lab: Lab, run: Run, open_page: OpenPage) -> None:
    other = done_run(lab, [MILD], ["glasses"])
    test = set_value(open_page("survey", run=other.id), "button_group", "survey_which", EVERYTHING)
    assert {head["label"] for head in grid(test)["columns"]} == {"slight", "balanced", "heavy", "mild"}
    shown = {row["name"]: cells_of for row, cells_of in zip(grid(test)["rows"], cells(test), strict=True)}
    before = {item.job.id for item in run.items if item.photo_name == "glasses.jpg"}
    assert {cell["id"] for cell in shown["glasses.jpg"]} == before | {other.items[0].job.id}
    assert set(shown) == {item.photo_name for item in run.items}, "what was surveyed before is there, too"


def test_a_small_second_run_says_what_else_there_is_and_a_press_shows_it(
    lab: Lab, run: Run, open_page: OpenPage
) -> None:
    test = open_page("survey", run=run.id)
    assert "survey_widen" not in {button.key for button in test.button}, "the run has all that there is"
    other = done_run(lab, [MILD], ["glasses"])
    test = open_page("survey", run=other.id)
    assert "Shown: the 1 result of this run." in shown_words(test)
    assert test.button(key="survey_widen").label == "Show all 10 results"
    test = click(test, "survey_widen")
    assert [len(row) for row in cells(test)] == [4 if name == "glasses.jpg" else 3 for name in names_of_rows(test)]
    assert "Shown: all 10 results of 3 photos." in shown_words(test)
    assert test.button(key="survey_widen").label == "Show only this run"
    test = click(test, "survey_widen")
    assert len(cells(test)) == 1


def test_all_results_are_those_of_the_project_where_the_run_has_one(lab: Lab, run: Run, open_page: OpenPage) -> None:
    photos = [item.job.photo for item in run.items]
    for photo in photos[0], photos[-1]:
        plan = lab.plan("local", [photo], [MILD], "local")
        last = lab.store.make_run(
            "local", "local", plan.wanted(), project="A *wedding*", engine_version="x", token_ref=""
        )
    test = open_page("survey", run=last.id)
    assert test.button(key="survey_widen").label == r"Show all 6 results of “A \*wedding\*”"
    assert "Shown: this run, which has no result yet." in shown_words(test)
    test = click(test, "survey_widen")
    assert {row["id"] for row in grid(test)["rows"]} == {photos[0], photos[-1]}


def test_a_run_of_photos_that_were_all_taken_off_the_list_stands_for_itself(
    lab: Lab, run: Run, open_page: OpenPage
) -> None:
    other = done_run(lab, [MILD], ["glasses"])
    lab.store.remove_photos("local", [other.items[0].job.photo])
    test = set_value(open_page("survey", run=other.id), "button_group", "survey_which", EVERYTHING)
    assert names_of_rows(test) == ["glasses.jpg"]


def test_of_all_results_the_looks_stand_as_in_the_run_then_as_on_the_board(
    lab: Lab, run: Run, open_page: OpenPage
) -> None:
    other = done_run(lab, [MILD], ["glasses"])
    for shown, first in (
        (run, ["slight", "balanced", "heavy", "mild"]),
        (other, ["mild", "slight", "balanced", "heavy"]),
    ):
        test = set_value(open_page("survey", run=shown.id), "button_group", "survey_which", EVERYTHING)
        assert [head["label"] for head in grid(test)["columns"]] == first


def test_of_too_many_results_none_is_judged_and_it_says_so(
    lab: Lab, run: Run, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "MOST_AT_ONCE", 2)
    test = hand.judge("reject", *ids(run)[0])
    assert verdicts(lab, run) == {}
    assert [toast.value for toast in test.toast] == [
        "Nothing was judged: 3 results are selected, and 2 can be judged at once."
    ]
    hand.judge("reject", *ids(run)[0][:2])
    assert len(verdicts(lab, run)) == 2


def test_a_pick_shows_in_the_cell_its_column_and_the_corner(lab: Lab, run: Run, hand: Hand) -> None:
    (first, second, third), *_ = ids(run)
    hand.judge("pick", first)
    test = hand.judge("pick", second)
    assert marks(test)[0] == ["", "picked", ""]
    assert verdicts(lab, run) == {second: Verdict.PICKED}
    hand.judge("stars", third, stars=4)
    test = hand.judge("reject", third)
    assert [head["tally"] for head in grid(test)["columns"]] == ["", "won 1 of 3", "won 0 of 3, rejected 1, ★ 4.0"]
    assert grid(test)["corner"] == "1 of 3 photos judged"
    assert grid(test)["judged"] == {"by": "hand", "upto": 4}


def test_many_cells_are_judged_at_once_and_taken_back_at_once(lab: Lab, run: Run, hand: Hand) -> None:
    wanted = [row[2] for row in ids(run)]
    hand.judge("reject", *wanted)
    assert verdicts(lab, run) == dict.fromkeys(wanted, Verdict.REJECTED)
    hand.judge("undo")
    assert verdicts(lab, run) == {}
    hand.judge("redo")
    assert verdicts(lab, run) == dict.fromkeys(wanted, Verdict.REJECTED)


def test_a_tie_takes_the_pick_away_and_is_taken_back_with_it(lab: Lab, run: Run, hand: Hand) -> None:
    (first, second, _), *_ = ids(run)
    photo = run.items[0].job.photo
    hand.judge("pick", first)
    test = hand.judge("tie", first)
    assert (grid(test)["tied"], verdicts(lab, run), grid(test)["corner"]) == ([photo], {}, "1 of 3 photos judged")
    test = hand.judge("undo")
    assert (grid(test)["tied"], verdicts(lab, run)) == ([], {first: Verdict.PICKED})
    test = hand.judge("redo")
    assert (grid(test)["tied"], verdicts(lab, run)) == ([photo], {})
    test = hand.judge("pick", second)
    assert (grid(test)["tied"], verdicts(lab, run)) == ([], {second: Verdict.PICKED})
    test = hand.judge("undo")
    assert (grid(test)["tied"], verdicts(lab, run)) == ([photo], {})


def test_a_tie_said_twice_is_none(run: Run, hand: Hand) -> None:
    (first, *_), *_ = ids(run)
    hand.judge("tie", first)
    assert grid(hand.judge("tie", first))["tied"] == []


def test_odd_judgements_change_nothing(lab: Lab, run: Run, hand: Hand) -> None:
    for what in ("pick", "tie", "nothing", "stars"):
        test = hand.judge(what, "no-such-job", stars=99)
    assert (verdicts(lab, run), grid(test)["tied"]) == ({}, [])


def test_a_note_opens_its_dialog(run: Run, hand: Hand) -> None:
    test = hand.judge("note", ids(run)[0][0])
    assert [area.label for area in test.text_area] == ["Note"]


def test_a_run_deleted_in_another_tab_leaves_the_way_on(lab: Lab, run: Run, hand: Hand) -> None:
    lab.store.delete_runs("local", [run.id])
    test = hand.judge("pick", run.items[0].job.id)
    assert "Nothing to survey yet" in test.info[0].value
    assert not test.exception


def test_a_filter_leaves_the_photos_that_fit(run: Run, hand: Hand) -> None:
    one, two, _ = ids(run)
    hand.judge("pick", one[0])
    test = hand.judge("tie", two[0])
    assert grid(test)["shown"] is None
    shown = {}
    for choice in ("unjudged", "picked", "rejected"):
        test = set_value(hand.test, "selectbox", "survey_filter", choice)
        shown[choice] = (grid(test)["shown"], grid(test)["hint"])
    assert shown == {"unjudged": ([2], ""), "picked": ([0], ""), "rejected": ([], "No photo passes this filter.")}


def test_crops_and_a_spot_that_is_pointed_at(run: Run, hand: Hand) -> None:
    test = set_value(hand.test, "button_group", "survey_crop", "Cheek 1:1")
    assert [grid(test)["view"][name] for name in ("region", "exact", "high")] == ["cheek", True, 1.0]
    test = set_value(test, "button_group", "survey_crop", "Eyes")
    assert [grid(test)["view"][name] for name in ("region", "exact", "high")] == ["eyes", False, 0.5]
    test = set_value(test, "button_group", "survey_crop", "Point 1:1")
    assert (grid(test)["pointing"], grid(test)["view"]["region"]) == (True, "whole")
    photo = run.items[0].job.photo
    test = hand.tell(point={"row": photo, "x": 0.25, "y": 0.5, "all": True})
    assert (grid(test)["pointing"], grid(test)["view"]["region"]) == (False, "x0.2500y0.5000")
    click(test, "survey_point")
    test = hand.tell(point={"row": photo, "x": 1, "y": 0, "all": False})
    assert grid(test)["view"]["region"] == "x0.2500y0.5000"
    assert grid(test)["view"]["spots"] == {photo: "x1.0000y0.0000"}


def test_a_cell_opens_in_the_viewer_and_esc_leads_back_to_it(lab: Lab, run: Run, hand: Hand) -> None:
    first = run.items[0].job
    test = hand.tell(open={"row": first.photo, "cell": ids(run)[0][1], "face": 1})
    assert grid(test)["behind"]
    viewer = json.loads(test.get("bidi_component")[1].proto.json)
    assert [shot["label"] for shot in viewer["shots"]] == ["original", "slight", "balanced", "heavy"]
    assert (viewer["right"], viewer["start"], viewer["face"]) == (ids(run)[0][1], "face", 1)
    test = hand.tell(back=True)
    assert [one.proto.component_name for one in test.get("bidi_component")] == ["retouch_grid", "retouch_narrow_menu"]
    assert (grid(test)["behind"], grid(test)["goTo"]) == (False, [first.photo, ids(run)[0][1]])


def test_a_cell_opens_at_the_spot_that_its_crop_shows(run: Run, hand: Hand) -> None:
    photo, job = run.items[0].job.photo, ids(run)[0][1]
    found = {}
    for crop in ("Whole", "Eyes", "Cheek 1:1", "Point 1:1"):
        set_value(hand.test, "button_group", "survey_crop", crop)
        if crop == "Point 1:1":
            hand.tell(point={"row": photo, "x": 0.25, "y": 0.5, "all": True})
        test = hand.tell(open={"row": photo, "cell": job})
        found[crop] = json.loads(test.get("bidi_component")[1].proto.json)["start"]
        hand.tell(back=True)
    assert (found["Whole"], found["Point 1:1"]) == ("fit", {"x": 0.25, "y": 0.5})
    eyes, cheek = found["Eyes"], found["Cheek 1:1"]
    assert 0 < eyes["y"] < cheek["y"] < 1, "a cheek is below the eyes"


def names_of_rows(test: AppTest) -> list[str]:
    return [row["name"] for row in grid(test)["rows"]]


def names(test: AppTest) -> list[str]:
    return [head["label"] for head in grid(test)["columns"]]


def shown_words(test: AppTest) -> str:
    return "\n".join(each.value for each in (*test.markdown, *test.caption))


class TestBlind:
    def test_names_are_hidden_until_it_is_shown_who_was_who(self, lab: Lab, run: Run, hand: Hand) -> None:
        hand.judge("pick", ids(run)[0][0])
        test = click(hand.test, "survey_hide")
        assert names(test) == ["A", "B", "C"]
        assert {head["tally"] for head in grid(test)["columns"]} == {"shuffled on every photo"}
        assert "an approximation, not Retouch4me’s result." in test.caption[-1].value
        assert [look.name for look in LOOKS if look.name in json.dumps(grid(test)) + shown_words(test)] == []
        assert marks(test) == [["", "", ""]] * 3, "what was said before is hidden, too"
        balanced = [row[1] for row in ids(run)]
        hand.judge("pick", balanced[0])
        hand.judge("pick", balanced[1])
        test = hand.judge("tie", balanced[2])
        assert grid(test)["corner"] == "3 of 3 photos judged"
        test = click(test, "survey_show")
        assert names(test) == ["slight", "balanced", "heavy"]
        assert "balanced won 2 of 3 photos." in shown_words(test)
        assert "1 photo ended in a tie." in shown_words(test)
        assert grid(test)["tied"] == [run.items[-1].job.photo]

    def test_a_pick_of_before_that_is_confirmed_counts(self, lab: Lab, run: Run, hand: Hand) -> None:
        heavy = ids(run)[0][2]
        hand.judge("pick", heavy)
        click(hand.test, "survey_hide")
        test = hand.judge("pick", heavy)
        assert [mark for row in marks(test) for mark in row if mark] == ["picked"]
        assert grid(test)["corner"] == "1 of 3 photos judged"
        test = click(test, "survey_show")
        assert "heavy won 1 of 3 photos." in shown_words(test)
        assert verdicts(lab, run) == {heavy: Verdict.PICKED}

    def test_nothing_said_before_is_seen_whatever_is_said_blind(self, lab: Lab, run: Run, hand: Hand) -> None:
        slight, balanced, heavy = ids(run)[0]
        hand.judge("stars", balanced, stars=3)
        hand.judge("reject", slight)
        hand.judge("pick", balanced)
        click(hand.test, "survey_hide")
        for what in ("pick", "reject", "clear", "note"):
            test = hand.judge(what, heavy)
        assert {(cell.get("mark", ""), cell.get("stars", 0)) for row in cells(test) for cell in row} == {("", 0)}
        assert not test.text_area, "a note of before could tell"
        test = hand.judge("undo")
        test = hand.judge("undo")
        assert sorted(mark for row in marks(test) for mark in row if mark) == ["picked"]
        click(test, "survey_show")
        picks = lab.picks.of_photos("local", {run.items[0].job.photo})
        said = {job: (pick.verdict, pick.stars) for job, pick in picks.items()}
        assert said == {
            slight: (Verdict.REJECTED, 0),
            balanced: (Verdict.NONE, 3),
            heavy: (Verdict.PICKED, 0),
        }, "stars of before stay"

    def test_picks_of_before_stay_until_the_end_and_can_be_brought_back(self, lab: Lab, run: Run, hand: Hand) -> None:
        rows = ids(run)
        before = {rows[0][0]: Verdict.PICKED, rows[1][0]: Verdict.PICKED}
        for job in before:
            hand.judge("pick", job)
        hand.judge("tie", rows[2][0])
        test = click(hand.test, "survey_hide")
        assert "2 of 3 photos have an earlier pick: it stays until you show who was who" in shown_words(test)
        hand.judge("pick", rows[0][1])
        hand.judge("pick", rows[2][1])
        test = hand.judge("tie", rows[1][1])
        assert verdicts(lab, run) == before
        test = click(test, "survey_show")
        assert verdicts(lab, run) == {rows[0][1]: Verdict.PICKED, rows[2][1]: Verdict.PICKED}
        assert grid(test)["tied"] == [run.items[3].job.photo]
        assert "2 earlier picks gave way to what you chose blind." in shown_words(test)
        test = click(test, "survey_restore")
        assert verdicts(lab, run) == before
        assert grid(test)["tied"] == [run.items[-1].job.photo]
        assert "gave way" not in shown_words(test)
        assert "balanced won 2 of 3 photos." in shown_words(test), "how it was judged blind is still told"
        test = hand.judge("undo")
        assert verdicts(lab, run) == {rows[0][1]: Verdict.PICKED, rows[2][1]: Verdict.PICKED}

    @pytest.mark.parametrize("way", ["button", "key"])
    def test_after_the_page_was_loaded_anew_picks_of_before_still_come_back(
        self, lab: Lab, run: Run, hand: Hand, open_page: OpenPage, way: str
    ) -> None:
        (slight, balanced, _), other, _ = ids(run)
        hand.judge("pick", slight)
        hand.judge("tie", other[0])
        click(hand.test, "survey_hide")
        hand.judge("pick", balanced)
        hand.judge("pick", other[1])
        click(hand.test, "survey_show")
        hand.test = open_page("survey")
        hand.forget()
        assert "1 earlier pick gave way to what you chose blind." in shown_words(hand.test)
        test = click(hand.test, "survey_restore") if way == "button" else hand.judge("undo")
        assert verdicts(lab, run) == {slight: Verdict.PICKED}
        assert grid(test)["tied"] == [run.items[3].job.photo]
        assert "gave way" not in shown_words(test)
        hand.judge("undo")
        assert verdicts(lab, run) == {balanced: Verdict.PICKED, other[1]: Verdict.PICKED}, "a step of its own"

    def test_what_gave_way_is_not_brought_back_over_what_was_judged_since(self, run: Run, hand: Hand) -> None:
        slight, balanced, _ = ids(run)[0]
        hand.judge("pick", slight)
        click(hand.test, "survey_hide")
        hand.judge("pick", balanced)
        click(hand.test, "survey_show")
        assert "gave way" in shown_words(hand.test)
        assert "gave way" not in shown_words(hand.judge("stars", slight, stars=3))

    def test_once_something_else_was_said_the_round_is_told_as_past(self, run: Run, hand: Hand) -> None:
        slight, balanced, _ = ids(run)[0]
        click(hand.test, "survey_hide")
        hand.judge("pick", balanced)
        (box,) = click(hand.test, "survey_show").expander
        assert box.label.startswith("Who was who in your blind round of ")
        assert box.proto.expanded
        (box,) = hand.judge("pick", slight).expander
        assert not box.proto.expanded
        assert "Other judgements were made since" in shown_words(hand.test)
        assert [button.label for button in box.button] == []

    def test_what_is_taken_back_blind_was_said_blind(self, lab: Lab, run: Run, hand: Hand) -> None:
        first = ids(run)[0][0]
        hand.judge("pick", first)
        click(hand.test, "survey_hide")
        hand.judge("pick", ids(run)[1][0])
        hand.judge("undo")
        test = hand.judge("undo")
        assert [toast.value for toast in test.toast] == ["Nothing to undo in this blind round."]
        assert verdicts(lab, run) == {first: Verdict.PICKED}
        test = hand.judge("redo")
        assert grid(test)["corner"] == "1 of 3 photos judged"

    def test_a_round_in_which_nothing_was_said_leaves_no_trace(self, run: Run, hand: Hand) -> None:
        click(hand.test, "survey_hide")
        hand.judge("pick", ids(run)[0][1])
        click(hand.test, "survey_show")
        test = click(hand.test, "survey_hide")
        assert "balanced won" not in shown_words(test)
        assert [button.label for button in test.button if button.key == "survey_show"] == ["Back to names"]
        test = click(test, "survey_show")
        assert "balanced won 1 of 3 photos." in shown_words(test), "the round before is still told"

    def test_what_is_picked_with_the_same_press_still_counts_as_blind(self, run: Run, hand: Hand) -> None:
        click(hand.test, "survey_hide")
        hand.judge("pick", ids(run)[0][1])
        hand.told_with_the_next_press("pick", ids(run)[1][1])
        test = click(hand.test, "survey_show")
        assert "balanced won 2 of 3 photos." in shown_words(test)

    def test_a_late_press_neither_ends_another_round_nor_begins_one(
        self, lab: Lab, run: Run, hand: Hand, open_page: OpenPage
    ) -> None:
        late = open_page("survey")
        click(hand.test, "survey_hide")
        hand.judge("pick", ids(run)[0][1])
        late_blind = open_page("survey")
        click(hand.test, "survey_show")
        told = kept(lab, run)
        click(late, "survey_hide")
        assert kept(lab, run) == told, "drawn before the round that ended meanwhile"
        click(hand.test, "survey_hide")
        hand.judge("pick", ids(run)[1][1])
        click(late_blind, "survey_show")
        assert kept(lab, run).blind, "drawn in the round before"

    @pytest.mark.parametrize("seed", range(3))
    def test_no_order_of_presses_loses_a_round(self, lab: Lab, run: Run, hand: Hand, seed: int) -> None:
        chance = random.Random(seed)
        for _ in range(25):
            before, named = kept(lab, run), verdicts(lab, run)
            press = chance.choice(["hide", "show", "pick", "pick", "tie", "undo", "redo", "reject", "tick"])
            if press in ("hide", "show"):
                if hand.can_press(f"survey_{press}"):
                    click(hand.test, f"survey_{press}")
            elif press == "tick":
                ran(hand.test)
            else:
                hand.judge(press, *([] if press in ("undo", "redo") else [chance.choice(chance.choice(ids(run)))]))
            after = kept(lab, run)
            assert after.blind is (press == "hide" or (before.blind and press != "show"))
            if press != "show":
                assert after.told == before.told
            elif before.trial and not before.trial.empty:
                assert after.told == before.trial
            if before.blind and press != "show":
                assert verdicts(lab, run) == named
                assert after.named_ties == before.named_ties
            if before.trial and after.trial:
                assert after.trial.seed == before.trial.seed

    def test_a_page_loaded_anew_goes_on_with_the_same_places(self, lab: Lab, run: Run, open_page: OpenPage) -> None:
        first = click(open_page("survey"), "survey_hide")
        again = open_page("survey")
        assert names(again) == ["A", "B", "C"]
        assert cells(again) == cells(first)
        assert kept(lab, run).blind

    def test_the_viewer_names_them_by_their_place(self, run: Run, hand: Hand) -> None:
        hand.judge("stars", ids(run)[0][1], stars=3)
        click(hand.test, "survey_hide")
        test = hand.tell(open={"row": run.items[0].job.photo, "cell": ids(run)[0][1]})
        sent = test.get("bidi_component")[1].proto.json
        assert [shot["label"] for shot in json.loads(sent)["shots"]] == ["original", "A", "B", "C"]
        assert {shot["stars"] for shot in json.loads(sent)["shots"]} == {0}
        assert [look.name for look in LOOKS if look.name in sent] == []

    def test_the_blind_winner_becomes_a_preset_that_says_so(self, lab: Lab, run: Run, hand: Hand) -> None:
        hand.judge("pick", ids(run)[0][0])
        test = click(hand.test, "survey_hide")
        hand.judge("pick", ids(run)[1][1])
        hand.judge("tie", ids(run)[0][1])
        click(test, "survey_show")
        click(test, "save_winner")
        set_value(test, "text_input", "save_name", "school")
        click(test, "save_now")
        entry = lab.library.entry("local", "school")
        assert entry is not None
        assert entry.newest.fingerprint == BALANCED.fingerprint
        assert entry.newest.note == "Judged blind: balanced won 1, 1 tie of 3 photos."


def kept(lab: Lab, run: Run) -> rounds.Round:
    return rounds.from_json(lab.store.preference("local", preferences.ROUNDS)).get(run.id, rounds.Round())


def test_the_winner_becomes_a_preset(lab: Lab, run: Run, hand: Hand) -> None:
    for row in ids(run):
        test = hand.judge("pick", row[1])
    click(test, "save_winner")
    set_value(test, "text_input", "save_name", "school")
    click(test, "save_now")
    entry = lab.library.entry("local", "school")
    assert entry is not None
    assert entry.newest.fingerprint == BALANCED.fingerprint


def test_a_run_under_way_shows_how_far_each_cell_is(lab: Lab, run: Run, open_page: OpenPage) -> None:
    photo = run.items[0].job.photo
    plan = lab.plan("local", [photo], [MILD], "local")
    new = lab.store.make_run("local", "local", plan.wanted(), engine_version="x", token_ref="")
    (item,) = new.items
    lab.store.set_job(item.job.id, state=JobState.STARTING)
    lab.store.set_job(item.job.id, state=JobState.WAITING, remote_id="r", remote_state="active", progress=50)
    ((cell,),) = cells(open_page("survey", run=new.id))
    assert (cell["words"], cell["share"], "src" in cell) == ("Retouching", 0.55, False)


def test_cells_fill_the_width_until_a_size_is_chosen_and_the_menu_tells_what_is_shown(page: AppTest) -> None:
    assert [menu.proto.popover.label for menu in page.get("popover")] == ["This run · All photos"]
    assert page.select_slider(key="survey_side").label == "Size of cells"
    test = set_value(page, "select_slider", "survey_side", 320)
    assert (grid(test)["view"]["side"], grid(test)["view"]["fills"]) == (320, False)
    assert [menu.proto.popover.label for menu in test.get("popover")] == ["This run · All photos · 320 px"]

"""Results are judged where they are seen, and what won becomes a preset."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from retouch_lib.lab import Lab
from retouch_lib.presets.made_from import MadeFrom
from retouch_lib.presets.vendor import BALANCED, SLIGHT
from retouch_lib.store.records import Pick, Run, RunItem, Verdict
from retouch_lib.ui.shared import photo_strip
from retouch_lib.ui.tune import stage
from retouch_lib.ui.viewer import ViewerState
from retouch_lib.work.picks import Judgement
from tests.pages.conftest import ran
from tests.pages.done_run import done_run
from tests.pages.test_judging import saved_note
from tests.pages.test_tune import click, set_value, widget

OpenPage = Callable[..., AppTest]


@pytest.fixture
def run(lab: Lab) -> Run:
    """Three photos as slight and balanced."""
    return done_run(lab)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let the viewer tell, once, that a key judged these shots."""
    waiting: list[object] = []

    def viewer(shots: list[Any], **_: Any) -> ViewerState:
        seen.append([(shot.id, shot.mark, shot.stars) for shot in shots])
        return ViewerState("swipe", "original", "original", judge=waiting.pop() if waiting else None)

    seen: list[list[tuple[str, str, int]]] = []
    monkeypatch.setattr(stage, "viewer", viewer)

    def ask(what: str, *shots: str, stars: int = 0) -> list[list[tuple[str, str, int]]]:
        waiting.append({"what": what, "stars": stars, "shots": list(shots)})
        return seen

    return ask


def of(run: Run, place: int) -> list[RunItem]:
    """The items of its first, second, … photo."""
    photo = list(dict.fromkeys(item.job.photo for item in run.items))[place]
    return [item for item in run.items if item.job.photo == photo]


def picks(lab: Lab, run: Run) -> dict[str, Pick]:
    return lab.picks.of_photos("local", {item.job.photo for item in run.items})


def pick(lab: Lab, *items: RunItem, what: Any = "pick") -> None:
    lab.picks.judge("local", [item.job for item in items], Judgement(what))


def captions(test: AppTest) -> str:
    return "\n".join(caption.value for caption in test.caption)


def toasts(test: AppTest) -> list[str]:
    return [toast.value for toast in test.toast]


def shown(test: AppTest) -> str:
    return next(text.value for text in test.text if " of " in text.value)


class TestOnTune:
    def test_the_buttons_of_a_card_judge_its_result_and_take_it_back(
        self, lab: Lab, run: Run, open_page: OpenPage
    ) -> None:
        test = open_page("tune", run=run.id)
        first, second = (item.job.id for item in of(run, 0))
        test = click(test, f"pick_Pick_{first}")
        test = click(test, f"pick_Pick_{second}")
        test = click(test, f"pick_Reject_{first}")
        assert {job: one.verdict for job, one in picks(lab, run).items()} == {
            first: Verdict.REJECTED,
            second: Verdict.PICKED,
        }
        test = click(test, f"pick_Picked_{second}")
        test = click(test, f"pick_Rejected_{first}")
        assert picks(lab, run) == {}
        assert toasts(test) == [], "the card shows it"

    def test_stars_are_given_and_taken_off_and_shown_whoever_gave_them(
        self, lab: Lab, run: Run, open_page: OpenPage
    ) -> None:
        job = of(run, 0)[0].job
        test = open_page("tune", run=run.id)
        test = set_value(test, "feedback", f"pick_stars_{job.id}_0", 3)
        assert picks(lab, run)[job.id].stars == 4
        lab.picks.judge("local", [job], Judgement("stars", stars=2))
        assert widget(ran(test), "feedback", f"pick_stars_{job.id}_2").value == 1
        set_value(test, "feedback", f"pick_stars_{job.id}_2", None)
        assert picks(lab, run) == {}

    def test_a_note_is_written_beside_the_stars(self, lab: Lab, run: Run, open_page: OpenPage) -> None:
        job = of(run, 0)[0].job
        test = click(open_page("tune", run=run.id), f"pick_Note_{job.id}")
        test = saved_note(test, "*lips*")
        assert picks(lab, run)[job.id].note == "*lips*"
        assert widget(test, "button", f"pick_Note_{job.id}").help == "\\*lips\\* (N)"

    def test_while_a_note_is_written_its_key_sends_no_run(self, lab: Lab, run: Run, open_page: OpenPage) -> None:
        test = open_page("tune")
        assert widget(test, "button", "run_now").proto.shortcut
        test = click(test, f"pick_Note_{of(run, 0)[0].job.id}")
        assert not widget(test, "button", "run_now").proto.shortcut, "Ctrl + Enter saves the note"

    def test_the_key_picks_and_goes_on_to_the_next_photo_and_stops_at_the_last(
        self, lab: Lab, run: Run, open_page: OpenPage, asked: Callable[..., Any]
    ) -> None:
        test = open_page("tune", run=run.id)
        workplace = shown(test)
        assert workplace.startswith("1 of 3")
        for place in range(3):
            seen = asked("pick", of(run, place)[1].job.id)
            test = ran(test)
            assert shown(test).startswith(f"{min(place + 2, 3)} of 3")
        assert toasts(test) == ["That was the last photo: 3 of 3 have a winner."]
        assert seen[-1] == [
            ("original", "", 0),
            (of(run, 2)[0].job.id, "none", 0),
            (of(run, 2)[1].job.id, "picked", 0),
        ]

    def test_other_keys_stay_at_the_photo(
        self, lab: Lab, run: Run, open_page: OpenPage, asked: Callable[..., Any]
    ) -> None:
        test = open_page("tune", run=run.id)
        job = of(run, 0)[0].job
        for what, said in (
            ("reject", (Verdict.REJECTED, 0)),
            ("stars", (Verdict.REJECTED, 3)),
            ("clear", (Verdict.NONE, 3)),
            ("undo", (Verdict.REJECTED, 3)),
            ("redo", (Verdict.NONE, 3)),
        ):
            asked(what, job.id, stars=3)
            test = ran(test)
            found = picks(lab, run)[job.id]
            assert (found.verdict, found.stars) == said, what
            assert shown(test).startswith("1 of 3")
        asked("note", job.id)
        assert [area.key for area in ran(test).text_area] == ["note_text"]

    def test_the_original_is_not_picked_and_nothing_goes_on(
        self, lab: Lab, run: Run, open_page: OpenPage, asked: Callable[..., Any]
    ) -> None:
        test = open_page("tune", run=run.id)
        asked("pick", "original")
        test = ran(test)
        assert shown(test).startswith("1 of 3")
        assert toasts(test) == ["Choose a result first: the original is not judged."]


class TestTally:
    def test_who_won_how_often_stands_below_the_run(self, lab: Lab, run: Run, open_page: OpenPage) -> None:
        assert "won" not in captions(open_page("tune", run=run.id))
        pick(lab, of(run, 0)[0], of(run, 1)[0], of(run, 2)[1])
        pick(lab, of(run, 0)[1], what="reject")
        assert "slight won 2 of 3, balanced 1 of 3; balanced rejected on 1" in captions(open_page("tune", run=run.id))

    def test_the_winner_becomes_a_preset_as_it_was_sent(self, lab: Lab, run: Run, open_page: OpenPage) -> None:
        pick(lab, of(run, 0)[0], of(run, 1)[0])
        test = open_page("tune", run=run.id)
        test = click(test, "save_winner")
        assert widget(test, "text_input", "save_name").value == "my slight"
        assert widget(test, "text_area", "save_note").value == "Chosen by comparing: slight won 2 of 3."
        test = click(test, "save_now")
        version = lab.library.entry("local", "my slight")
        assert version is not None
        assert version.newest.preset.payload() == SLIGHT.payload()
        assert version.newest.preset.made_from == MadeFrom("slight", None, SLIGHT.fingerprint)
        assert toasts(test) == ["Saved as “my slight”, version 1. You find it on the page Presets."]
        assert not [field for field in test.text_input if field.key.startswith("save_name")], "the dialog is closed"
        test = click(click(test, "save_winner"), "save_now")
        again = lab.library.entry("local", "my slight")
        assert again is not None
        assert again.count == 1, "the same in everything"
        test = click(test, "save_winner")
        set_value(test, "text_area", "save_note", "for schools")
        click(test, "save_now")
        third = lab.library.entry("local", "my slight")
        assert third is not None
        assert third.newest.number == 2

    def test_at_a_tie_there_is_a_choice(self, lab: Lab, run: Run, open_page: OpenPage) -> None:
        pick(lab, of(run, 0)[0], of(run, 1)[1])
        test = open_page("tune", run=run.id)
        assert "A tie: slight and balanced won 1 of 3 each" in captions(test)
        test = click(test, "save_winner")
        test = set_value(test, "button_group", "save_which", 1)
        assert widget(test, "text_input", "save_name").value == "my balanced"
        click(test, "save_now")
        entry = lab.library.entry("local", "my balanced")
        assert entry is not None
        assert entry.newest.preset.payload() == BALANCED.payload()


class TestOnCompare:
    def test_each_result_compared_has_its_buttons(self, lab: Lab, run: Run, open_page: OpenPage) -> None:
        first, second = (item.job.id for item in of(run, 0))
        test = open_page("compare")
        test = click(test, f"pick_Pick_{first}")
        test = set_value(test, "feedback", f"pick_stars_{second}_0", 0)
        found = picks(lab, run)
        assert (found[first].verdict, found[second].stars) == (Verdict.PICKED, 1)

    def test_the_viewers_keys_judge(
        self, lab: Lab, run: Run, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        job = of(run, 0)[0].job
        waiting: list[object] = [{"what": "reject", "stars": 0, "shots": [job.id]}]
        said = "retouch_lib.ui.viewer.viewer"

        def viewer(_shots: list[Any], **_: Any) -> ViewerState:
            return ViewerState("swipe", "original", job.id, judge=waiting.pop() if waiting else None)

        monkeypatch.setattr(said, viewer)
        test = open_page("compare")
        assert picks(lab, run)[job.id].verdict is Verdict.REJECTED
        assert widget(test, "button", f"pick_Rejected_{job.id}")


class TestInHistory:
    def test_picks_stand_in_the_table_and_rows_are_found_by_them(self, lab: Lab, run: Run, open_page: OpenPage) -> None:
        assert not {"Pick", "Stars", "Note"} & set(open_page("history").dataframe[0].value), "nothing was said yet"
        slight, balanced = of(run, 0)
        pick(lab, slight)
        lab.picks.judge("local", [slight.job], Judgement("stars", stars=3))
        lab.picks.judge("local", [balanced.job], Judgement("note", note="=lips"))
        test = open_page("history")
        table = test.dataframe[0].value
        said = {row.Pick + row.Stars + row.Note for row in table.itertuples()}
        assert said == {"✓ picked★★★", "=lips", ""}
        test = set_value(test, "multiselect", "history_judged", ["picked"])
        assert test.dataframe[0].value["Preset"].to_list() == ["slight"]
        test = set_value(test, "multiselect", "history_judged", ["unjudged"])
        assert len(test.dataframe[0].value) == 4


class TestOnPresets:
    def test_a_preset_says_where_it_won_and_lost_and_leads_to_the_run(
        self, lab: Lab, run: Run, open_page: OpenPage
    ) -> None:
        assert "Won on" not in captions(open_page("presets", preset="slight"))
        pick(lab, of(run, 0)[0], of(run, 1)[0], of(run, 2)[1])
        test = open_page("presets", preset="slight")
        assert "Won on 2 photos, lost on 1." in captions(test)
        test = set_value(test, "button_group", "preset_view", "Won and lost")
        heads = [text.value for text in test.markdown if text.value.startswith(("**Won", "**Lost"))]
        assert heads == ["**Won · 2 photos**", "**Lost · 1 photo**"]
        pictures = [
            text.value for text in test.markdown if "before and after](" in text.value and "/pair/" in text.value
        ]
        assert len(pictures) >= 3
        test = click(test, f"contest_{of(run, 1)[0].job.id}")
        assert test.query_params["run"] == run.id
        test = set_value(open_page("presets", preset="balanced"), "button_group", "preset_view", "Versions")
        assert test.table[0].value["Won and lost"].to_list() == ["Won on 1 photo, lost on 2."]

    def test_a_preset_that_nobody_judged_says_so(self, run: Run, open_page: OpenPage) -> None:
        test = set_value(open_page("presets", preset="heavy"), "button_group", "preset_view", "Won and lost")
        assert "No result of it was picked or rejected yet" in captions(test)


class TestFilter:
    def test_the_filmstrip_and_the_steps_hold_what_the_filter_leaves(
        self, lab: Lab, run: Run, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        drawn: list[list[str]] = []

        def strip(frames: list[Any], **_: Any) -> str:
            drawn.append([frame.id for frame in frames])
            return ""

        monkeypatch.setattr(photo_strip, "filmstrip", strip)
        first, second, third = (of(run, place)[0].job.photo for place in range(3))
        pick(lab, of(run, 1)[0])
        test = open_page("tune", run=run.id)
        assert drawn[-1] == [first, second, third]
        test = set_value(test, "selectbox", "photo_filter", "unjudged")
        assert drawn[-1] == [first, third]
        test = click(test, "photo_step_1")
        assert shown(test).startswith("3 of 3")
        set_value(test, "selectbox", "photo_filter", "picked")
        assert drawn[-1] == [second, third], "the photo that is shown stays"

    def test_a_pick_goes_on_to_the_next_that_the_filter_leaves(
        self, lab: Lab, run: Run, open_page: OpenPage, asked: Callable[..., Any]
    ) -> None:
        pick(lab, of(run, 1)[0])
        test = set_value(open_page("tune", run=run.id), "selectbox", "photo_filter", "unjudged")
        asked("pick", of(run, 0)[0].job.id)
        assert shown(ran(test)).startswith("3 of 3")

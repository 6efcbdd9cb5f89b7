"""One never looks at one thing and runs another: whose photos and variants lie on Tune, and which run is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from retouch_lib.engine.server import EngineServer
from retouch_lib.lab import Lab
from retouch_lib.presets.preset import Preset, Task
from retouch_lib.presets.vendor import BALANCED, LOOKS, SLIGHT
from retouch_lib.store.records import JobState, Run
from retouch_lib.ui import preferences
from tests.engines import wait_until
from tests.pages.conftest import ran, wait_for_run
from tests.pages.filmstrip import say, ticked
from tests.pages.test_tune import click, set_value, widget

OpenPage = Callable[..., AppTest]
MILD = replace(BALANCED.with_task(Task("Heal", {"Scale": 0, "Alpha1": 0.4})), name="balanced (edited)")


@pytest.fixture
def mine(lab: Lab) -> str:
    """An owner with a photo and the three looks, whose run has ended; returns the photo."""
    photo = lab.add_sample("local", "portrait").sha256
    lab.store.set_preference("local", preferences.GREETED, True)
    lab.store.set_preference("local", preferences.PHOTOS, [photo])
    run = lab.run(lab.plan("local", [photo], LOOKS, "local"))
    lab.store.set_preference("local", preferences.RUN, run.id)
    wait_for_run(lab)
    return photo


@pytest.fixture
def other(lab: Lab, mine: str) -> Run:
    """A run of another photo, which was taken off the list since, with values that are not on the board."""
    return run_of(lab, "local", [SLIGHT, MILD])


def run_of(lab: Lab, owner: str, presets: list[Preset]) -> Run:
    photo = lab.add_sample(owner, "glasses").sha256
    run = lab.run(lab.plan(owner, [photo], presets, "local"))
    wait_until(lambda: all(item.job.ended for item in now(lab, run).items), seconds=60)
    lab.store.remove_photos(owner, [photo])
    return run


def now(lab: Lab, run: Run) -> Run:
    found = lab.store.run(run.owner, run.id)
    assert found is not None
    return found


def board(test: AppTest) -> list[str]:
    return list(widget(test, "button_group", "open_variant").options)


def said(test: AppTest) -> str:
    return "\n".join(str(element.value) for kind in ("markdown", "caption", "text") for element in test.get(kind))


def kept(lab: Lab) -> list[object]:
    """One's own, as the store has it."""
    return [lab.store.preference("local", name) for name in (preferences.PHOTOS, preferences.VARIANTS)]


def test_another_runs_address_shows_that_run_and_what_a_press_sends(
    lab: Lab, engine: EngineServer, mine: str, other: Run, open_page: OpenPage
) -> None:
    before = kept(lab)
    for _ in ("a new tab", "F5"):
        test = open_page("tune", run=other.id)
        assert "Viewing the run of" in said(test)
        assert ticked(test) == ["glasses.jpg"], "also where it was taken off the list"
        assert board(test) == ["slight", "balanced*"]
        assert "2 variants × 1 photo = 2" in said(test)
        assert widget(test, "button", "run_now").label == "All 2 done already"
        assert "glasses.jpg" in [text.value for text in test.text], "at the picture"
        assert [card for card in ("slight", r"balanced (edited)") if f"**{card}** · Done" in said(test)]
    assert kept(lab) == before
    charges = engine.tasks.charges
    click(test, "run_anyway")
    wait_until(lambda: engine.tasks.charges == charges + 2)
    latest = lab.store.latest_run("local")
    assert latest is not None
    assert [(item.variant, item.job.photo) for item in latest.items] == [
        (item.variant, item.job.photo) for item in other.items
    ]
    assert "Viewing the run of" in said(test), "one's own photos are still not what is seen"
    test = click(test, "back_to_mine")
    assert "run" not in test.query_params
    assert (ticked(test), board(test)) == (["portrait.jpg"], ["slight", "balanced", "heavy"])
    assert kept(lab) == before


def test_what_is_changed_while_looking_stays_there_and_off_ones_own_board(
    lab: Lab, mine: str, other: Run, open_page: OpenPage
) -> None:
    before = kept(lab)
    set_value(open_page("tune", run=other.id), "slider", "slight_Heal_Alpha1_slid", 71)
    again = open_page("tune", run=other.id)
    assert widget(again, "slider", "slight_Heal_Alpha1_slid").value == 71, "after F5"
    assert kept(lab) == before
    own = click(again, "back_to_mine")
    set_value(own, "button_group", "open_variant", "slight")
    assert widget(own, "slider", "slight_Heal_Alpha1_slid").value == 80, "as it was"


def test_ones_own_run_is_shown_among_ones_own_drafts(lab: Lab, mine: str, open_page: OpenPage) -> None:
    run = lab.store.latest_run("local")
    assert run is not None
    set_value(open_page("tune", run=run.id), "slider", "balanced_Heal_Alpha1_slid", 39)
    test = open_page("tune", run=run.id)
    assert widget(test, "slider", "balanced_Heal_Alpha1_slid").value == 39
    assert "Viewing the run of" not in said(test)
    say(test, ticked={mine: False})
    assert "run" not in ran(test).query_params, "its photo is no longer ticked: F5 shows what is"


def test_beside_another_photo_the_run_says_that_it_is_not_its_own(lab: Lab, mine: str, open_page: OpenPage) -> None:
    other = lab.add_sample("local", "glasses").sha256
    lab.store.set_preference("local", preferences.PHOTOS, [other])
    test = open_page("tune")
    assert "The photo above is not in that run." in said(test)
    test = click(test, "show_run")
    assert "Viewing the run of" in said(test)
    assert ticked(test) == ["portrait.jpg"]
    assert "The photo above is not in that run." not in said(test)
    assert lab.store.preference("local", preferences.PHOTOS) == [other]


@pytest.mark.parametrize("owner", ["local", "stranger"])
def test_a_run_that_is_not_ones_own_to_see_is_said(lab: Lab, mine: str, open_page: OpenPage, owner: str) -> None:
    run_id = "no-such-run" if owner == "local" else run_of(lab, owner, [SLIGHT]).id
    test = open_page("tune", run=run_id)
    assert f"There is no run “{run_id}” of yours" in said(test)
    assert (ticked(test), board(test)) == (["portrait.jpg"], ["slight", "balanced", "heavy"])
    test = click(test, "back_to_mine")
    assert "There is no run" not in said(test)


@pytest.mark.parametrize("page", ["compare", "survey"])
def test_pages_that_judge_say_so_too(lab: Lab, mine: str, open_page: OpenPage, page: str) -> None:
    test = open_page(page, run="no-such-run")
    assert "There is no run “no-such-run” of yours" in said(test)
    assert "There is no run" not in said(click(test, "back_to_mine"))
    (run,) = lab.store.runs("local")
    assert "There is no run" not in said(open_page(page, run=run.id))


def test_the_run_is_named_and_so_is_a_photo_that_stands_alone(lab: Lab, mine: str, open_page: OpenPage) -> None:
    test = open_page("tune")
    assert "portrait.jpg" in [text.value for text in test.text]
    assert any(caption.value.startswith("Run of ") and "3 of 3 done" in caption.value for caption in test.caption)


def test_a_duplicate_runs_nothing_before_it_is_pressed(lab: Lab, mine: str, open_page: OpenPage) -> None:
    test = open_page("tune")
    set_value(test, "slider", "balanced_Heal_Alpha1_slid", 41)
    widget(test, "menu_button", "variant_menu").click("Duplicate")
    told = said(ran(test))
    assert "4 variants × 1 photo = 4 · 2 already done: free · 1 the same as another: made once" in told
    assert "running" not in told


def test_what_is_not_sent_yet_is_stopped_in_one_press(
    lab: Lab, engine: EngineServer, mine: str, open_page: OpenPage
) -> None:
    engine.faults.add("start", "503", count=None)
    charges = engine.tasks.charges
    run = lab.run(lab.plan("local", [mine], LOOKS, "local", anyway=True))
    lab.store.set_preference("local", preferences.RUN, run.id)

    def stopped() -> bool:
        test = open_page("tune")
        for button in test.button:
            if button.key == "stop_unsent":
                button.click()
                ran(test)
                assert "stopped before anything was sent." in " ".join(toast.value for toast in test.toast)
        return {item.job.state for item in now(lab, run).items} == {JobState.CANCELLED}

    wait_until(stopped, seconds=30)  # what is being tried at that moment is not to be stopped
    engine.faults.clear()
    assert engine.tasks.charges == charges

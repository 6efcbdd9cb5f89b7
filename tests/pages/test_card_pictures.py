"""The picture on a result's card: its face, which a press shows in the viewer; and remarks too long for a card."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from retouch_lib.lab import Lab
from retouch_lib.store.records import Run
from retouch_lib.ui.tune import job_cards
from tests.pages.conftest import ran, wait_for_run

OpenPage = Callable[..., AppTest]


def finished(lab: Lab) -> Run:
    wait_for_run(lab)
    run = lab.store.latest_run("local")
    assert run is not None
    return run


def shown(test: AppTest) -> str:
    """Which result the viewer is asked to show."""
    viewer = next(element for element in test.get("bidi_component") if element.proto.component_name == "retouch_viewer")
    asked: str = json.loads(viewer.proto.json)["show"]
    return asked


def test_a_card_shows_the_results_face_and_a_press_shows_it_in_the_viewer(lab: Lab, open_page: OpenPage) -> None:
    open_page("tune")
    heavy = next(item.job for item in finished(lab).items if item.variant == "heavy")
    test = open_page("tune")
    picture = next(button for button in test.button if button.key == f"show_{heavy.id}")
    assert picture.label == f"![Show heavy](/files/{heavy.result}/crop/{heavy.photo}/face/220)"
    assert shown(test) == ""
    picture.click()
    assert shown(ran(test)) == heavy.id


def test_a_long_remark_is_shortened_and_opens_whole(
    lab: Lab, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_page("tune")
    finished(lab)
    reason = "The server said that it could not read the file, and gave a long reason that nobody has room for."
    monkeypatch.setattr(job_cards, "_remark", lambda _job: reason)
    test = open_page("tune")
    labels = {popover.proto.popover.label for popover in test.get("popover")}
    assert "The server said that it could not read the file, and gave a…" in labels
    assert reason in [caption.value for caption in test.caption], "within"

"""Compare: nothing to compare, the results of a run, and what differs between them."""

from __future__ import annotations

import json
from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from retouch_lib.lab import Lab
from tests.pages.conftest import wait_for_run

OpenPage = Callable[..., AppTest]


def test_without_results_it_says_what_to_do(lab: Lab, open_page: OpenPage) -> None:
    lab.store.set_preference("local", "greeted", True)
    test = open_page("compare")
    assert test.info[0].value == "Choose two results on Tune, or wait for a run to finish."


def test_a_finished_run_is_compared(lab: Lab, open_page: OpenPage) -> None:
    open_page("tune")
    wait_for_run(lab)
    test = open_page("compare")
    (viewer,) = test.get("bidi_component")
    data = json.loads(viewer.proto.json)
    assert [shot["label"] for shot in data["shots"]] == ["original", "balanced", "heavy", "slight"]
    assert (data["left"], data["right"]) == (data["shots"][1]["id"], data["shots"][2]["id"]), "balanced against heavy"
    assert data["start"] == "face"
    assert data["faces"], "the portrait has a face to go to"
    table = test.table[0].value
    assert list(table.columns) == ["Plugin", "Value", "balanced", "heavy", "slight"]
    assert [
        "Dodge Burn",
        "Blend",
        "100\N{NO-BREAK SPACE}%",
        "135\N{NO-BREAK SPACE}%",
        "35\N{NO-BREAK SPACE}%",
    ] in table.values.tolist()
    labels = [button.label for button in test.get("download_button")]
    assert labels == ["portrait_balanced.jpg", "portrait_heavy.jpg", "portrait_slight.jpg", "All as ZIP"]

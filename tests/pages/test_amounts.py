"""How much of a result is shown: told by the viewer, kept, shown under another name, taken back."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from retouch_lib.imaging.strengths import Strengths
from retouch_lib.lab import Lab
from retouch_lib.media.whole_pictures import PictureName
from retouch_lib.presets.vendor import BALANCED, SLIGHT
from retouch_lib.store.records import Job
from retouch_lib.ui.shared import amounts
from retouch_lib.ui.viewer import ViewerState
from tests.pages.conftest import ran
from tests.pages.done_run import done_run

OpenPage = Callable[..., AppTest]


@pytest.fixture
def jobs(lab: Lab) -> dict[str, Job]:
    run = done_run(lab, (SLIGHT, BALANCED), ("glasses",))
    return {item.job.variant: item.job for item in run.items}


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch) -> Callable[[AppTest, Any], AppTest]:
    """What the viewer tells, in the browser's place; it is told once."""
    telling: list[Any] = []
    choose = amounts.choose_amount

    def heard(told: object, jobs: Any) -> bool:
        return choose(telling.pop() if telling else told, jobs)

    for page in ("retouch_lib.ui.tune.stage", "retouch_lib.ui.shared.amounts"):
        monkeypatch.setattr(f"{page}.choose_amount", heard)

    def say(test: AppTest, told: Any) -> AppTest:
        telling.append(told)
        return ran(test)

    return say


def shots(test: AppTest) -> dict[str, Any]:
    sent = [json.loads(element.proto.json) for element in test.get("bidi_component")]
    return {shot["id"]: shot for shot in next(each for each in sent if "shots" in each)["shots"]}


@pytest.mark.parametrize("page", ["tune", "compare"])
def test_an_amount_is_kept_and_shown(
    lab: Lab, jobs: dict[str, Job], open_page: OpenPage, say: Callable[..., AppTest], page: str
) -> None:
    job = jobs["balanced"]
    test = open_page(page)
    assert (shots(test)[job.id]["label"], shots(test)[job.id]["amount"]["strength"]) == ("balanced", 1000)
    assert shots(test)["original"]["amount"] is None
    say(test, {"shot": job.id, "what": "strength", "strength": 700, "goes_on": False})
    shot = shots(test)[job.id]
    assert (shot["label"], shot["amount"]["look"], shot["amount"]["strength"]) == ("70 % of balanced", "balanced", 700)
    assert shot["amount"]["preview"].endswith("/mix/700/preview")
    assert PictureName.parse(shot["name"]) == PictureName(str(job.result), job.source, Strengths((700,)))
    assert shot["preview"] == f"/files/{job.result}/preview", "the whole result, to be laid together in the browser"
    for strength in (690, 680):
        say(test, {"shot": job.id, "what": "strength", "strength": strength, "goes_on": True})
    say(test, {"shot": job.id, "what": "undo"})
    assert shots(test)[job.id]["label"] == "balanced", "a series of arrow presses is one step with the first"
    assert shots(test)[job.id]["amount"]["ahead"]
    say(test, {"shot": job.id, "what": "redo"})
    assert shots(test)[job.id]["label"] == "68 % of balanced"


def test_a_brush_gives_the_original_back(
    lab: Lab, jobs: dict[str, Job], open_page: OpenPage, say: Callable[..., AppTest]
) -> None:
    """A stroke is a step; what is kept of it is the photo's own pixels, in the exact picture that is named by it."""
    job, test = jobs["balanced"], open_page("tune")
    stroke = {"points": [[50_000, 50_000], [60_000, 50_000]], "radius": 5_000, "erase": False}
    say(test, {"shot": job.id, "what": "stroke", "stroke": stroke})
    shot = shots(test)[job.id]
    assert (shot["label"], shot["amount"]["strength"]) == ("balanced, in part", 1000)
    assert shot["amount"]["strokes"] == [stroke]
    name = PictureName.parse(shot["name"])
    assert name.mixed is not None
    assert name.mixed.guard in shot["amount"]["preview"]
    kept = lab.mixes.amounts("local", [job.id])[job.id]
    assert lab.leaving.in_part("local", job, kept).name.endswith("_balanced-in-part_simulated.jpg")
    say(test, {"shot": job.id, "what": "strength", "strength": 400})
    assert shots(test)[job.id]["label"] == "40 % of balanced, in part"
    say(test, {"shot": job.id, "what": "clear"})
    assert shots(test)[job.id]["label"] == "40 % of balanced"
    for label in ("40 % of balanced, in part", "balanced, in part", "balanced"):
        say(test, {"shot": job.id, "what": "undo"})
        assert shots(test)[job.id]["label"] == label


@pytest.mark.parametrize(
    "told",
    [
        {}, "x", {"shot": "other", "what": "undo"}, {"what": "undo"},
        {"strength": 10**9}, {"strength": True}, {"strength": -1}, {"what": "stroke"},
        {"what": "stroke", "stroke": {"points": [[0, 10**9]], "radius": 1, "erase": False}},
    ],
)  # fmt: skip
def test_what_no_slider_says_changes_nothing(
    lab: Lab, jobs: dict[str, Job], open_page: OpenPage, say: Callable[..., AppTest], told: Any
) -> None:
    job = jobs["slight"]
    say(open_page("tune"), {"shot": job.id, **told} if isinstance(told, dict) else told)
    assert lab.mixes.amounts("local", [job.id]) == {}


def test_a_viewer_that_says_nothing_draws_nothing_anew() -> None:
    assert not amounts.choose_amount(ViewerState("swipe", "a", "b").amount, [])

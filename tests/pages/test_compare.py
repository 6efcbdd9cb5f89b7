"""Compare: nothing to compare, the results of a run, and what differs between them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

from retouch_lib.lab import Lab
from retouch_lib.presets.vendor import SLIGHT
from retouch_lib.ui.compare import comparison
from tests.many_jobs import fill
from tests.pages.conftest import ENTRY, TIMEOUT, ran, wait_for_run

OpenPage = Callable[..., AppTest]


def viewed(test: AppTest) -> dict[str, Any]:
    """What the viewer is sent."""
    data = [json.loads(one.proto.json) for one in test.get("bidi_component")]
    return next(found for found in data if "shots" in found)


def test_without_results_it_says_what_to_do(lab: Lab, open_page: OpenPage) -> None:
    lab.store.set_preference("local", "greeted", True)
    test = open_page("compare")
    assert test.info[0].value == "Choose two results on Tune, or wait for a run to finish."


def test_a_finished_run_is_compared(lab: Lab, open_page: OpenPage) -> None:
    open_page("tune")
    wait_for_run(lab)
    test = open_page("compare")
    data = viewed(test)
    assert [shot["label"] for shot in data["shots"]] == ["original", "slight", "balanced", "heavy"], "the run's order"
    assert (data["left"], data["right"]) == ("original", data["shots"][2]["id"]), "the variant on the board"
    assert data["start"] == "kept"
    assert data["faces"], "the portrait has a face to go to"
    table = test.table[0].value
    assert list(table.columns) == ["Plugin", "Value", "slight", "balanced", "heavy"]
    assert [
        "Dodge Burn",
        "Blend",
        "35\N{NO-BREAK SPACE}%",
        "100\N{NO-BREAK SPACE}%",
        "135\N{NO-BREAK SPACE}%",
    ] in table.values.tolist()
    labels = [link.proto.label for link in test.get("link_button")]
    assert labels == ["portrait_slight.jpg", "portrait_balanced.jpg", "portrait_heavy.jpg"]
    assert test.button(key="download_compare").label == "Download…"


def test_loupes_are_drawn_when_they_are_asked_for(lab: Lab, open_page: OpenPage) -> None:
    open_page("tune")
    wait_for_run(lab)
    test = open_page("compare")
    assert not [one for one in test.get("bidi_component") if "sides" in json.loads(one.proto.json)]
    test.toggle(key="compare_loupes_shown").set_value(True)
    ran(test)
    (sent,) = [data for one in test.get("bidi_component") if "sides" in (data := json.loads(one.proto.json))]
    assert [each["label"] for each in sent["pictures"]] == ["original", "slight", "balanced", "heavy"]
    assert [bool(each["places"]) for each in sent["pictures"]] == [False, True, True, True]
    assert [name for name, _ in sent["faces"][0]] == ["eyes", "right cheek", "left cheek", "mouth"]


def test_two_photos_with_one_name_are_told_apart(lab: Lab, open_page: OpenPage) -> None:
    lab.store.set_preference("local", "greeted", True)
    photos = []
    for ending in (b"", b"\0"):  # two files, one picture
        part = lab.files.new_part()
        part.write_bytes(lab.files.path(lab.add_sample("local", "glasses").sha256).read_bytes() + b"\0" + ending)
        photos.append(lab.add_photo("local", part, "DSC_0001.jpg").sha256)
    lab.run(lab.plan("local", photos, [SLIGHT], "local"))
    wait_for_run(lab)
    test = open_page("compare")
    choice = test.selectbox[0]
    alike = [name for name in choice.options if name.startswith("DSC")]
    assert alike == ["DSC_0001.jpg", "DSC_0001.jpg (2)"]
    shown = set()
    for option in alike:
        test.selectbox[0].select(option)
        ran(test)
        shown.add(viewed(test)["shots"][0]["full"])
    assert len(shown) == 2


def test_of_a_thousand_results_the_newest_are_offered_and_any_other_that_is_asked_for(
    lab: Lab, open_page: OpenPage
) -> None:
    lab.store.set_preference("local", "greeted", True)
    photo = lab.add_sample("local", "glasses").sha256
    fill(lab.settings.data_dir / "lab.sqlite", 1_200, until=lab.clock(), photo=photo)
    known = lab.store.result_names("local", photo)
    labels = comparison.labels_of(known)
    assert len(set(labels)) == len(known) > 1_000
    oldest = labels[-1]
    key = f"compare_{photo[:12]}"

    test = open_page("compare")
    (choice,) = test.multiselect
    assert choice.options == labels[:1_000]
    assert f"The newest 1,000 of {len(known):,}. Any other opens from History." in [one.value for one in test.caption]
    test = open_page("compare", **{key: oldest})
    assert (test.multiselect[0].value, test.multiselect[0].options[1_000:]) == ([known[-1].job], [oldest])
    test = AppTest.from_file(str(ENTRY), default_timeout=TIMEOUT)
    test.session_state[key] = [known[-2].job, known[0].job]  # as History leaves it
    test.run()
    test.switch_page("../../pages/compare.py")
    assert ran(test).multiselect[0].value == [known[-2].job, known[0].job]

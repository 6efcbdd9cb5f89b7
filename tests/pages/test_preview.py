"""Preview all looks: several from one job a photo, simulated on Tune, in Survey and in History, and said to be."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from retouch_lib.lab import Lab
from retouch_lib.media.parcel import ParcelFile
from retouch_lib.presets.preset import Preset, Task
from retouch_lib.presets.vendor import SLIGHT
from retouch_lib.store.records import Photo, Run
from retouch_lib.ui import preferences, session, variants
from retouch_lib.ui.history.jobs import with_simulated
from retouch_lib.ui.rounds import ALL_RESULTS
from retouch_lib.work.delivery import ResultsOf, missing_in_words
from retouch_lib.work.delivery_names import Layers, Naming
from retouch_lib.work.name_pattern import read_pattern
from retouch_lib.work.parcels import Order
from retouch_lib.work.picks import Judgement
from tests.pages import test_clients as clients
from tests.pages.conftest import ran, wait_for_run
from tests.pages.test_mix import SOFT, kept, layered, press, sent, shots
from tests.pages.test_mix import photo as photo_alone
from tests.pages.test_money import button, on_server

__all__ = ["photo_alone"]
OpenPage = Callable[..., AppTest]
STRONG = Preset(
    "strong",
    (Task("Heal", {"Scale": 0, "Alpha1": 0.9}), Task("Dodge Burn", {"Scale": 2, "Alpha1": 1.35, "Alpha2": 0.35})),
)


def choose(lab: Lab, *presets: Preset) -> None:
    """Those are the variants in the run."""
    board = [variants.Variant(preset.name, preset, preset, chosen=True) for preset in presets]
    lab.store.set_preference("local", preferences.VARIANTS, variants.to_json(board))


@pytest.fixture
def photo(lab: Lab, photo_alone: Photo) -> Photo:
    choose(lab, SOFT, STRONG)
    return photo_alone


@pytest.fixture
def run(lab: Lab, photo: Photo, open_page: OpenPage) -> Run:
    """The press, and two layers that came: Heal at 80 %, as soft has it, and Dodge Burn at 135 %."""
    press(open_page("tune"), "Preview all looks · free")
    wait_for_run(lab)
    run = lab.store.latest_run("local")
    assert run is not None
    (item,) = run.items
    assert [task["Layer"] for task in json.loads(item.job.payload)["tasks"]] == [1, 1]
    lab.store.set_job(item.job.id, **layered(lab, photo))
    return run


def labels(test: AppTest) -> list[str]:
    return [one.label for one in test.button if "Preview" in one.label]


def sentences(test: AppTest) -> str:
    return " ".join(one.value for kind in (test.markdown, test.caption) for one in kind)


def test_it_costs_one_credit_where_two_looks_would_cost_two(lab: Lab, open_page: OpenPage) -> None:
    on_server(lab, "custom")
    choose(lab, SOFT, STRONG)
    test = open_page("tune")
    assert labels(test) == ["Preview all looks · 1 credit"]
    assert button(test, "run_now").label.startswith("Run · 2 credits")
    said = button(test, "run_preview").help
    assert "strong: Heal: its layer was rendered with Sensitivity 80 %, not 90 %." in said, "named before the press"


@pytest.mark.parametrize("presets", [(SOFT,), (SOFT, STRONG.with_task(Task("Crop", {})))])
def test_it_is_offered_where_it_saves_a_job_and_is_exact_enough(
    lab: Lab, photo: Photo, open_page: OpenPage, presets: tuple[Preset, ...]
) -> None:
    choose(lab, *presets)
    assert labels(open_page("tune")) == []


def test_looks_are_shown_on_tune_and_say_that_they_are_simulated(lab: Lab, run: Run, open_page: OpenPage) -> None:
    test = open_page("tune")
    seen = shots(test)
    assert list(seen) == ["original", "soft (simulated)", "strong (simulated)"]
    assert seen["soft (simulated)"]["preview"].endswith("/mix/1000-370/preview")
    assert {shot["mark"] for shot in seen.values()} == {""}, "none of it can be judged"
    assert "**soft** :gray-badge[simulated]" in sentences(test)
    assert "Warmth would be 13 %, not 10 %" in sentences(test), "what the layers can’t show of soft is said on its card"
    assert labels(test) == [], "what is seen is not offered again"
    links = [link.proto.url.rpartition("/")[2] for link in test.get("link_button")]
    assert [link for link in links if "?" in link] == [
        *("1000-370.jpg?look=soft", "1000-1000.jpg?look=strong"),
    ]
    [one for one in test.button if one.label == "On Mix"][-1].click()  # with soft Mix opens by itself
    ran(test)
    assert str(kept(lab).strengths) == "1000-1000"


def test_survey_shows_them_beside_the_layers_and_they_are_not_judged(run: Run, open_page: OpenPage) -> None:
    test = open_page("survey")
    data = sent(test, "columns")
    assert [(one["label"], one["tally"]) for one in data["columns"]][1:] == [
        *(("soft", "simulated"), ("strong", "simulated")),
    ]
    (row,) = data["rows"]
    assert [cell.get("simulated", False) for cell in row["cells"]] == [False, True, True]
    assert "/mix-crop/1000-370/" in row["cells"][1]["src"]
    press(test, "Judge blind")
    assert len(sent(test, "columns")["columns"]) == 1, "their name would tell that they are simulated"


def test_history_tells_which_looks_its_layers_show(run: Run, open_page: OpenPage) -> None:
    test = open_page("history")
    assert list(test.dataframe[0].value["Preset"]) == ["layers · simulated: soft, strong"]


def test_the_run_opened_again_lies_on_its_own_looks(lab: Lab, run: Run, open_page: OpenPage) -> None:
    choose(lab, SLIGHT)
    test = open_page("tune", run=run.id)
    assert [name for name in shots(test) if "simulated" in name] == ["soft (simulated)", "strong (simulated)"]


def test_pressed_in_two_tabs_it_is_one_job(lab: Lab, photo: Photo, open_page: OpenPage) -> None:
    for test in [open_page("tune"), open_page("tune")]:
        press(test, "Preview all looks · free")
    wait_for_run(lab)
    runs = lab.store.runs("local")
    assert len(runs) == 2
    assert len({item.job.id for run in runs for item in run.items}) == 1


WORK = Naming(read_pattern("{photo}_{look}_{version}"))


def packed(lab: Lab, run: Run, naming: Naming, **source: Any) -> tuple[ParcelFile, ...]:
    meant = lab.deliveries.meant("local", ResultsOf(**source or {"runs": (run.id,)}))
    return lab.parcels.packed("local", meant.results, Order(naming, tells=True)).parcel.files


def test_looks_leave_as_pictures_that_say_what_they_are_or_in_their_layers(lab: Lab, photo: Photo, run: Run) -> None:
    files = packed(lab, run, WORK)
    soft = SOFT.fingerprint[:8]
    assert files[0].path == f"{Path(photo.name).stem}_soft_{soft}_simulated.jpg"
    assert [file.mixed for file in files] == ["1000-370", "1000-1000"]
    told = files[0].wishes.added
    assert told is not None
    assert (told.preset, told.fingerprint, told.simulated) == ("soft", SOFT.fingerprint, True)
    assert b"".join(lab.parcel_reader.opened(files[0]).pieces())[:2] == b"\xff\xd8"
    assert [Path(one.path).suffix for one in packed(lab, run, replace(WORK, layers=Layers.ARCHIVE))] == [".zip", ".xmp"]
    assert [file.mixed for file in packed(lab, run, WORK, photos=(photo.sha256,))] == ["1000-370", "1000-1000"]
    meant = lab.deliveries.meant("local", ResultsOf(runs=(run.id,)))
    assert missing_in_words(meant) == ["2 pictures are simulated from layers: no server has rendered them."]
    lab.picks.judge("local", [run.items[0].job], Judgement("pick"))
    assert [file.mixed for file in packed(lab, run, WORK)][2:] == [""], "layers that somebody picked leave, too"


def test_compare_has_them_beside_results_and_they_are_saved(lab: Lab, run: Run, open_page: OpenPage) -> None:
    test = open_page("compare")
    assert list(shots(test)) == ["original", "soft (simulated)", "strong (simulated)"], "as on Tune"
    (choice,) = test.multiselect
    assert choice.options == ["all layers", "soft (simulated)", "strong (simulated)"]
    choice.set_value([choice.options[0], choice.options[2]])
    ran(test)
    assert list(shots(test)) == ["original", "all layers", "strong (simulated)"]
    (link,) = [one.proto for one in test.get("link_button") if "simulated" in one.proto.label]
    assert link.label.endswith("strong_simulated.jpg")
    assert link.url.endswith("/1000-1000.jpg?look=strong")


def test_all_results_of_survey_and_the_table_that_leaves_have_them(lab: Lab, run: Run, open_page: OpenPage) -> None:
    test = open_page("survey")
    test.session_state[session.SURVEY_WHICH] = ALL_RESULTS
    assert [one["label"] for one in sent(ran(test), "columns")["columns"]] == ["all layers", "soft", "strong"]
    assert list(with_simulated(lab.history("local").jobs())["simulated"]) == ["soft, strong"]


def test_a_contact_sheet_has_them_and_a_pick_page_has_not(lab: Lab, run: Run, open_page: OpenPage) -> None:
    test = clients.opened(open_page)
    assert any(one.value.startswith("1 photo, 2 results, at most ") for one in test.caption)
    sheet = clients.made(lab, press(test, "Make the file")).path.read_text()
    assert all(words in sheet for words in ("Simulated from layers by Retouch Lab", "strong (simulated)"))
    clients.choose(test, "Pick page")
    assert "Without 2 simulated looks: a pick is of a result." in sentences(test)

"""Layered results on Tune and Compare: composite, strip, downloads, and archives that can't be used."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from retouch_lib.jobs.words import FLAT_INSTEAD_OF_LAYERS
from retouch_lib.lab import Lab
from retouch_lib.presets.vendor import BALANCED, LAYERED, SLIGHT
from retouch_lib.store.records import Job, Photo
from retouch_lib.ui import preferences
from tests.engines import wait_until
from tests.pages.conftest import ran, wait_for_run
from tests.unit.imaging import archives, hostile_archives

OpenPage = Callable[..., AppTest]


@pytest.fixture
def photo(lab: Lab) -> Photo:
    """The sample with glasses, 512 × 600."""
    lab.store.set_preference("local", preferences.GREETED, True)
    photo = lab.add_sample("local", "glasses")
    lab.store.set_preference("local", preferences.PHOTOS, [photo.sha256])
    return photo


@pytest.fixture
def came(lab: Lab, photo: Photo) -> Callable[..., Job]:
    """A done job whose result is these bytes."""

    def make(data: bytes, preset: Any = BALANCED, **others: Any) -> Job:
        lab.run(lab.plan("local", [photo.sha256], [preset], "local"))
        wait_for_run(lab)
        run = lab.store.latest_run("local")
        assert run is not None
        part = lab.files.new_part()
        part.write_bytes(data)
        sha256 = lab.files.adopt(part)
        lab.store.set_job(run.items[0].job.id, result=sha256, result_type="zip", result_bytes=len(data), **others)
        return lab.store.results_for("local", photo.sha256)[0]

    return make


def layered_for(photo: Photo) -> bytes:
    size = (photo.width, photo.height)
    mask = np.zeros((photo.height, photo.width), np.uint8)
    return archives.zipped(
        {
            "index=0&name=Skin Mask.png": archives.png_of(mask),
            "index=1&blendmode=normal&name=Heal.png": archives.layer_png(*size, seed=1),
            "index=2&blendmode=softLight&name=Dodge Burn.png": archives.layer_png(*size, seed=2),
            "result.json": archives.RESULT_JSON,
        }
    )


def component(test: AppTest, part: str) -> dict[str, Any]:
    """What the page sends to the viewer ("shots") or to the strip ("cards")."""
    sent = [json.loads(element.proto.json) for element in test.get("bidi_component")]
    return next(data for data in sent if part in data)


def captions(test: AppTest) -> list[str]:
    return [caption.value for caption in test.caption]


def downloads(test: AppTest) -> list[str]:
    return [link.proto.label for link in test.get("link_button")]


def test_compare_takes_a_layered_result_apart(photo: Photo, came: Callable[..., Job], open_page: OpenPage) -> None:
    job = came(layered_for(photo), reason="1 face found.")
    test = open_page("compare")
    shots = component(test, "shots")["shots"]
    assert [shot["label"] for shot in shots] == ["original", "balanced (layers)"]
    assert shots[1]["full"] == f"/files/{job.result}/composite/{photo.sha256}/full"
    assert (shots[1]["width"], shots[1]["height"]) == (512, 600)
    cards = component(test, "cards")["cards"]
    assert [(card["number"], card["name"], card["blend"]) for card in cards] == [
        (0, "Skin Mask", "Mask: never blended"),
        (1, "Heal", "Normal"),
        (2, "Dodge Burn", "Soft light"),
    ]
    assert cards[1]["use"] == "Use this normal layer for blemish cleanup and removal of small skin distractions."
    assert cards[2]["thumbnail"] == f"/files/{job.result}/layers/2/thumbnail"
    assert cards[2]["file_name"] == "glasses_balanced_Dodge-Burn_softLight.png"
    assert downloads(test) == ["glasses_balanced.zip", "glasses_balanced_composed.jpg"]
    assert "Composed here from the layers over your original." in captions(test)
    assert "1 face found." in captions(test)


def test_a_layer_chosen_in_the_strip_is_one_more_picture_beside_the_original(
    photo: Photo, came: Callable[..., Job], open_page: OpenPage
) -> None:
    job = came(layered_for(photo))
    test = open_page("compare")
    test.session_state[f"layers_{job.id}"] = {"shown": 1}
    data = component(ran(test), "shots")
    layer = data["shots"][-1]
    assert (layer["label"], layer["see_through"]) == ("Heal · Normal", True)
    assert (data["left"], data["show"]) == ("original", layer["id"])
    assert layer["full"] == f"/files/{job.result}/layers/1/full"


def test_tune_shows_the_composite_and_says_remarks_once(
    photo: Photo, came: Callable[..., Job], open_page: OpenPage
) -> None:
    came(layered_for(photo), reason="1 face found.")
    test = open_page("tune")
    data = component(test, "shots")
    assert [shot["label"] for shot in data["shots"]] == ["original", "balanced (layers)"]
    assert data["right"] == data["shots"][1]["id"], "the variant on the board"
    assert "Composed here from the layers over your original. Compare opens the layers." in captions(test)
    assert captions(test).count("1 face found.") == 1
    assert downloads(test) == ["Download ZIP"]


def test_two_layered_results_and_a_flat_one_are_told_apart(
    lab: Lab, photo: Photo, came: Callable[..., Job], open_page: OpenPage
) -> None:
    came(layered_for(photo))
    came(layered_for(photo) + b"\0", SLIGHT)
    lab.run(lab.plan("local", [photo.sha256], [BALANCED.with_layers(True)], "local"))  # this engine sends it flat
    wait_for_run(lab)
    test = open_page("compare")
    test.multiselect[0].set_value([job.id for job in lab.store.results_for("local", photo.sha256)])
    labels = [shot["label"] for shot in component(ran(test), "shots")["shots"]]
    assert sorted(labels) == ["balanced", "balanced (layers)", "original", "slight (layers)"]
    (choice,) = [group for group in test.get("button_group") if group.key.startswith("layers_of_")]
    assert sorted(choice.options) == ["balanced (layers)", "slight (layers)"]
    assert f"balanced: {FLAT_INSTEAD_OF_LAYERS}" in captions(test)
    plugins = {row[1] for row in test.table[0].value.values.tolist()}
    assert "Layer" not in plugins, "layers or not is said in the names"


@pytest.mark.parametrize("make", [hostile_archives.cut_in_the_middle, hostile_archives.bomb_by_ratio])
def test_an_archive_that_cannot_be_used_gets_a_sentence_and_its_download(
    came: Callable[..., Job], open_page: OpenPage, make: Callable[[], bytes]
) -> None:
    came(make())
    test = open_page("compare")
    (warning,) = test.warning
    assert warning.value.startswith("balanced (layers): This ZIP of layers can't be used: ")
    assert downloads(test) == ["glasses_balanced.zip"]
    assert [shot["label"] for shot in component(test, "shots")["shots"]] == ["original"]
    tune = open_page("tune")
    assert any("This ZIP of layers can't be used: " in caption for caption in captions(tune))
    assert downloads(tune) == ["Download ZIP"]


def test_layers_of_another_size_are_shown_but_not_laid_over_the_photo(
    came: Callable[..., Job], open_page: OpenPage
) -> None:
    came(archives.layered())
    test = open_page("compare")
    (warning,) = test.warning
    assert warning.value.startswith("The layers have 40 × 30 pixels, the photo 512 × 600")
    assert len(component(test, "cards")["cards"]) == 3
    assert [shot["label"] for shot in component(test, "shots")["shots"]] == ["original"]
    assert downloads(test) == ["glasses_balanced.zip"]
    assert "Composed here from the layers over your original." not in captions(test)


def test_what_was_odd_in_an_archive_is_said_as_text(
    photo: Photo, came: Callable[..., Job], open_page: OpenPage
) -> None:
    layer = archives.layer_png(photo.width, photo.height)
    came(archives.zipped({"index=0&blendmode=*dissolve*&name=Heal.png": layer, "notes.txt": b"hello"}))
    shown = "\n".join(captions(open_page("compare")))
    assert "Heal: the blend mode" in shown
    assert r"\*dissolve\*" in shown


def test_one_picture_where_layers_were_asked_is_said(lab: Lab, photo: Photo, open_page: OpenPage) -> None:
    preset = LAYERED.without("Skin Mask")
    lab.run(lab.plan("local", [photo.sha256], [preset], "local"))
    wait_for_run(lab)
    wait_until(lambda: lab.store.jobs("local")[0].note)  # the remark comes once the result is safe
    for page in ("tune", "compare"):
        test = open_page(page)
        assert [shot["label"] for shot in component(test, "shots")["shots"]] == ["original", "layered"]
        assert FLAT_INSTEAD_OF_LAYERS in captions(test)

"""Mix: layers rendered once, sliders that stand for values, looks simulated, back and again, saved and confirmed."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from retouch_lib.imaging.guard import NO_GUARD, Guard
from retouch_lib.imaging.strengths import FULL, Strengths
from retouch_lib.imaging.strokes import MOST_STROKES, Stroke
from retouch_lib.lab import Lab
from retouch_lib.media.mixes import Mixes
from retouch_lib.media.whole_pictures import PictureName
from retouch_lib.presets.layer_request import NAME, layers_for
from retouch_lib.presets.preset import Preset, Task
from retouch_lib.presets.vendor import HEAVY
from retouch_lib.store.records import Job, JobState, Mix, MixKind, Photo, Share
from retouch_lib.ui import preferences, session, variants, workspace
from retouch_lib.ui.mix import board
from retouch_lib.ui.mix_board import BoardTold, What
from retouch_lib.ui.shared.opening import opening
from retouch_lib.work.mixing import Mixing
from tests.engines import wait_until
from tests.pages.conftest import ran, wait_for_run
from tests.unit.imaging import archives

OpenPage = Callable[..., AppTest]
SOFT = Preset(
    "soft", (Task("Heal", {"Scale": 0, "Alpha1": 0.8}), Task("Dodge Burn", {"Scale": 2, "Alpha1": 0.5, "Alpha2": 0.1}))
)
ASKED = replace(
    layers_for([Preset("", tuple(task for task in HEAVY.tasks if task.plugin in ("Heal", "Dodge Burn")))]).preset,
    name="both",
)


@pytest.fixture
def photo(lab: Lab) -> Photo:
    """The sample with glasses, 512 × 600; one variant of two plugins on the board."""
    lab.store.set_preference("local", preferences.GREETED, True)
    photo = lab.add_sample("local", "glasses")
    lab.store.set_preference("local", preferences.PHOTOS, [photo.sha256])
    board = [variants.Variant("soft", SOFT, SOFT, chosen=True), variants.Variant("heavy", HEAVY, HEAVY, chosen=False)]
    lab.store.set_preference("local", preferences.VARIANTS, variants.to_json(board))
    return photo


@pytest.fixture
def job(lab: Lab, photo: Photo) -> Job:
    """A result of two layers: Heal at 90 %, Dodge Burn at 135 % with a warmth of 35 %."""
    return rendered(lab, photo, ASKED)


def rendered(lab: Lab, photo: Photo, asked: Preset) -> Job:
    plan = lab.plan("local", [photo.sha256], [asked], "local")
    (item,) = lab.store.make_runs("local", [plan.ask()])[0].items
    for state in (JobState.STARTING, JobState.WAITING, JobState.DOWNLOADING):
        lab.store.set_job(item.job.id, state=state)
    return lab.store.set_job(item.job.id, state=JobState.DONE, **layered(lab, photo))


def layered(lab: Lab, photo: Photo) -> dict[str, Any]:
    """A job's result: two layers."""
    size = (photo.width, photo.height)
    layers = {archives.HEAL: archives.layer_png(*size, 1), archives.DODGE: archives.layer_png(*size, 2)}
    part = lab.files.new_part()
    part.write_bytes(archives.zipped(layers))
    return {"result_type": "zip", "result_bytes": part.stat().st_size, "result": lab.files.adopt(part)}


class Board:
    """What the board says, in the browser's place; a number is told once, as by the component."""

    def __init__(self) -> None:
        self.told: BoardTold | None = None

    def heard(self, key: str, numbers: Sequence[int]) -> BoardTold | None:
        told, self.told = self.told, None
        return told

    def see_alone(self, test: AppTest, layer: int | None) -> None:
        self.told = BoardTold("alone", alone=layer)
        ran(test)

    def say(self, test: AppTest, what: What = "strengths", **strengths: int) -> None:
        """`strengths`: of "heal" and "dodge"; the other one stays."""
        shown = sent(test, "rows")["strengths"]
        now = {0: strengths.get("heal", shown["0"]), 1: strengths.get("dodge", shown["1"])}
        self.told = BoardTold(what, now if what == "strengths" else {})
        ran(test)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Board:
    said = Board()
    monkeypatch.setattr(board, "heard", said.heard)
    return said


def rows(test: AppTest) -> dict[str, Any]:
    """The board's, by plugin, the topmost first."""
    return {row["name"]: row for row in sent(test, "rows")["rows"]}


def sent(test: AppTest, part: str) -> dict[str, Any]:
    """What the page sends to the viewer ("shots") or to the board ("rows")."""
    data = [json.loads(element.proto.json) for element in test.get("bidi_component")]
    return next(each for each in data if part in each)


def press(test: AppTest, label: str) -> AppTest:
    (button,) = [one for one in test.button if one.label == label]
    button.click()
    return ran(test)


def switch(test: AppTest, label: str, value: bool) -> None:
    {one.label: one for one in test.toggle}[label].set_value(value)
    ran(test)


def captions(test: AppTest) -> str:
    return " ".join(one.value for one in test.caption)


def shots(test: AppTest) -> dict[str, Any]:
    """What the page sends to the viewer, by label."""
    return {shot["label"]: shot for shot in sent(test, "shots")["shots"]}


def kept(lab: Lab) -> Mix:
    return lab.store.mixes("local", kind=MixKind.MIX)[0]


def test_without_a_photo_it_says_what_to_do(lab: Lab, open_page: OpenPage) -> None:
    lab.store.set_preference("local", preferences.GREETED, True)
    assert "Add a photo first" in open_page("mix").info[0].value


def test_layers_are_rendered_once_and_then_mixed(lab: Lab, photo: Photo, open_page: OpenPage) -> None:
    """From a photo to sliders; every task as a layer, and nothing asked twice."""
    test = open_page("mix")
    assert list(shots(test)) == ["original"]
    assert "Heal finds spots at 80 %, as soft has it" in captions(test)
    press(test, "Render layers for this photo · free")
    wait_for_run(lab)
    run = lab.store.latest_run("local")
    assert run is not None
    assert run.items[0].share is Share.PAID
    assert [task["Layer"] for task in json.loads(run.items[0].job.payload)["tasks"]] == [1, 1]
    ran(test)
    assert "one picture came" in captions(test), "as the tests’ engine answers"
    lab.store.set_job(run.items[0].job.id, **layered(lab, photo))
    ran(test)
    assert list(rows(test)) == ["Dodge Burn", "Heal"]
    assert not [one for one in test.button if one.label.startswith("Render layers")]
    assert shots(test)["mix (simulated)"]["preview"].endswith("/mix/1000-1000/preview")


def test_a_slider_shows_the_value_and_moves_the_picture(lab: Lab, job: Job, open_page: OpenPage, said: Board) -> None:
    test = open_page("mix")
    dodge, heal = rows(test)["Dodge Burn"], rows(test)["Heal"]
    assert (dodge["label"], dodge["full"], dodge["most"], dodge["blend"]) == (
        *("Blend + Warmth", [1.35, 0.35], FULL), "Soft light",
    )  # fmt: skip
    assert "move together" in dodge["sentence"]
    assert (heal["label"], heal["full"]) == ("Opacity", [1.0])
    assert lab.store.mixes("local") == (), "to look keeps nothing"
    said.say(test, dodge=400)
    assert str(kept(lab).strengths) == "1000-400"
    mix = shots(test)["mix (simulated)"]
    assert mix["preview"].endswith("/mix/1000-400/preview")
    assert mix["full"].endswith("/mix/1000-400/{part}")
    assert [layer["opacity"] for layer in mix["mix"]["layers"]] == [1.0, 0.4]
    assert mix["mix"]["id"] == sent(test, "rows")["mix"], "the picture follows this board"
    said.say(test, heal=300)
    assert str(kept(lab).strengths) == "300-400"
    assert "an opacity of 30 % can’t be said in a preset" in captions(test)
    assert sent(open_page("mix"), "rows")["strengths"] == {"0": 300, "1": 400}, "after F5 it is as it was left"


def test_it_opens_at_the_look_that_stands_on_tune(
    lab: Lab, photo: Photo, open_page: OpenPage, said: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the layers of all looks; another look on the board opens it there, until a slider is moved."""
    job = rendered(lab, photo, replace(ASKED, name=NAME))
    test = open_page("mix")
    assert "mix/1000-370/" in shots(test)["mix (simulated)"]["preview"]
    assert "Opened at soft, simulated. Heal: its layer was rendered" in captions(test)
    assert lab.store.mixes("local") == (), "nothing is kept by looking"
    lab.store.set_preference("local", preferences.OPEN, "heavy")
    test = open_page("mix")
    assert "Opened at heavy, simulated." in captions(test)
    said.say(test, dodge=900)
    assert "Opened" not in captions(test)
    assert (kept(lab).name, str(kept(lab).strengths)) == ("heavy mix", "1000-900")
    lab.store.delete_mix("local", kept(lab).id)
    other = Preset("matt", (Task("Mattifier", {"Alpha1": 0.5}),))
    monkeypatch.setattr(workspace, "open_variant", lambda: variants.Variant("matt", other, other, chosen=True))
    assert opening(lab.mixes.result("local", job.id)).look == "balanced", "none of its plugins has a layer"


def test_steps_are_taken_back_and_done_again(lab: Lab, job: Job, open_page: OpenPage, said: Board) -> None:
    """By the buttons, and by the keys on the board."""
    test = open_page("mix")
    for strength in (741, 370):
        said.say(test, dodge=strength)
    press(test, "Undo")
    assert str(kept(lab).strengths) == "1000-741"
    said.say(test, "undo")
    assert str(kept(lab).strengths) == "1000-1000"
    said.say(test, "undo")
    press(test, "Redo")
    said.say(test, "redo")
    assert str(kept(lab).strengths) == "1000-370"
    assert sent(test, "rows")["strengths"] == {"0": FULL, "1": 370}


def test_a_look_is_simulated_and_what_is_missing_is_said(lab: Lab, job: Job, open_page: OpenPage) -> None:
    test = open_page("mix")
    press(test, "soft")
    assert kept(lab).strengths.values == (FULL, 370)
    assert "soft, simulated. Heal: its layer was rendered with Sensitivity 90 %, not 80 %." in captions(test)
    press(test, "heavy")
    assert kept(lab).strengths.values == (FULL, FULL)
    assert "Fabric: there is no layer of it" in captions(test)
    press(test, "As rendered")
    assert "simulated." not in captions(test)


def test_beyond_what_was_rendered_is_off_until_it_is_asked_for(
    lab: Lab, job: Job, open_page: OpenPage, said: Board
) -> None:
    test = open_page("mix")
    said.say(test, dodge=1400)
    assert lab.store.mixes("local") == (), "no further than it is shown"
    switch(test, "Stronger than rendered", True)
    assert rows(test)["Dodge Burn"]["most"] == 1481, "no further than the plugin goes"
    assert rows(test)["Heal"]["most"] == FULL
    said.say(test, dodge=1500)
    assert kept(lab).strengths.values == (FULL, 1481)
    switch(test, "Stronger than rendered", False)
    assert kept(lab).strengths.values == (FULL, FULL)
    assert "is as it was rendered now. Undo brings it back." in test.toast[0].value
    press(test, "Undo")
    assert kept(lab).strengths.values == (FULL, 1481)


def test_a_mix_is_confirmed_and_compared_and_saved(lab: Lab, job: Job, open_page: OpenPage) -> None:
    test = open_page("mix")
    press(test, "soft")
    tell_guard(test, what="add", part="kept", strokes=[DAB])
    press(test, "Confirm · free")
    wait_for_run(lab)
    run = lab.store.latest_run("local")
    assert run is not None
    sent = json.loads(run.items[0].job.payload)["tasks"]
    assert [(task["Plugin"], task["Alpha1"], "Layer" in task) for task in sent] == [
        ("Heal", 0.9, False),
        ("Dodge Burn", 0.5, False),
    ]
    ran(test)
    assert list(shots(test)) == ["original", "mix (simulated)", "rendered"]
    assert "The mix, simulated against rendered: ΔE00" in captions(test)
    assert "is not counted: strokes keep layers from places" in captions(test)
    assert "confirmation)" not in captions(test), "what is guarded is in no figure"
    press(test, "Undo")
    assert "not counted: " not in captions(test)
    assert captions(test).count("ΔE00") == 1, "one confirmation alone is this mix’s own"
    assert "simulated, at its worst place" in " ".join(one.value for one in test.markdown)
    press(test, "Check layers against the flat result · free")
    wait_for_run(lab)
    ran(test)
    assert "These layers against the flat result: ΔE00" in captions(test)
    assert not [one for one in test.button if one.label.startswith("Check layers")], "paid once"
    (confirmed,) = [one for one in test.button if one.label == "Confirmed"]
    assert confirmed.disabled
    press(test, "Save as preset")
    (name,) = [one for one in test.text_input if one.label == "Name"]
    assert name.value == "soft mix"
    name.set_value("my mix")
    press(test, "Save")
    assert lab.library.entry("local", "my mix") is not None


def test_a_psd_is_made_beside_the_page_cancelled_and_downloaded(
    lab: Lab, job: Job, open_page: OpenPage, said: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, go_on = Mixes.write_document, threading.Event()

    def slowly(mixes: Mixes, target: Path, name: PictureName, strengths: Strengths, says: Any, told: Any) -> str:
        told(3, 6)
        assert go_on.wait(30)
        return write(mixes, target, name, strengths, says, told)

    monkeypatch.setattr(Mixes, "write_document", slowly)
    test = press(open_page("mix"), "PSD with layers")
    wait_until(lambda: "PSD: step 3 of 6" in str(ran(test).get("progress")[0].proto), seconds=30)
    assert button(test, "PSD with layers").disabled, "one at a time"
    press(test, "Cancel")
    assert not button(test, "PSD with layers").disabled
    assert not test.get("progress")
    go_on.set()
    press(test, "PSD with layers")
    wait_until(lambda: any("Download PSD" in str(one.proto) for one in ran(test).get("link_button")), seconds=30)
    assert "With layers and masks." in captions(test)
    test = open_page("mix")
    assert [one.proto.label for one in test.get("link_button")][-1].startswith("Download PSD ·"), "after F5, too"
    said.say(test, dodge=400)
    assert [one.proto.label for one in test.get("link_button")][-1].startswith("Download PSD of the earlier mix ·")
    assert "The mix was changed since" in captions(test)
    press(test, "Make the PSD anew")
    wait_until(lambda: "With layers and masks." in captions(ran(test)), seconds=30)


def button(test: AppTest, label: str) -> Any:
    (found,) = [one for one in test.button if one.label == label]
    return found


def test_the_same_mix_is_put_on_another_photo(lab: Lab, job: Job, open_page: OpenPage, said: Board) -> None:
    other = lab.add_sample("local", "portrait")
    test = open_page("mix")
    assert not [one for one in test.button if one.label.startswith("Put it on")], "there are no other layers"
    theirs = rendered(lab, other, ASKED)
    said.say(test, dodge=400)
    assert not [one for one in test.button if one.label.startswith("Put it on")], "nothing is looked up before it opens"
    test.session_state["mix_others"] = True
    ran(test)
    assert "what is guarded" not in captions(test)
    tell_guard(test, what="add", part="kept", strokes=[DAB])
    assert "Strengths only: what is guarded is kept on this photo." in captions(test)
    press(test, "Put it on 1 photo")
    assert {mix.job for mix in lab.store.mixes("local") if mix.guard} == {job.id}, "the guard does not go along"
    assert {(mix.job, str(mix.strengths)) for mix in lab.store.mixes("local")} == {
        (job.id, "1000-400"),
        (theirs.id, "1000-400"),
    }


def test_all_layers_off_can_t_be_saved_and_a_mix_deleted_elsewhere_is_said(
    lab: Lab, job: Job, open_page: OpenPage, said: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = open_page("mix")
    said.say(test, heal=0, dodge=0)
    assert "Every layer is off" in captions(test)
    keep = Mixing.set_strengths

    def deleted_meanwhile(mixing: Mixing, owner: str, mix: Mix, *given: Any, **others: Any) -> Mix:
        lab.store.delete_mix("local", mix.id)
        return keep(mixing, owner, mix, *given, **others)

    monkeypatch.setattr(Mixing, "set_strengths", deleted_meanwhile)
    said.say(test, heal=FULL)
    assert lab.store.mixes("local") == ()
    ran(test)
    assert sent(test, "rows")["strengths"] == {"0": FULL, "1": FULL}, "as it was rendered"


def test_the_address_keeps_the_photo_and_an_empty_layer_says_so(lab: Lab, job: Job, open_page: OpenPage) -> None:
    other = lab.add_sample("local", "portrait")
    test = open_page("mix")
    assert test.query_params["photo"] == job.photo[:12]
    assert list(shots(open_page("mix", photo=other.sha256[:12]))) == ["original"]
    photo = lab.store.photo("local", job.photo)
    assert photo is not None
    size = (photo.width, photo.height)
    empty = archives.png_of(np.zeros((size[1], size[0], 4), np.uint8))
    part = lab.files.new_part()
    part.write_bytes(archives.zipped({archives.HEAL: empty, archives.DODGE: archives.layer_png(*size, 2)}))
    result = lab.files.adopt(part)
    lab.store.set_job(job.id, result=result)
    assert not sent(open_page("mix"), "rows")["looked_at"], "then the board asks once they are there"
    lab.mix_pictures.layer(PictureName(result, job.photo), 0)
    test = open_page("mix")
    assert sent(test, "rows")["looked_at"]
    told = {name: (row["sentence"], row["idle"]) for name, row in rows(test).items()}
    assert told["Heal"] == ("Nothing to change on this photo.", True)
    assert "Nothing to change" not in told["Dodge Burn"][0]


def test_a_result_that_can_t_be_opened_is_said(lab: Lab, job: Job, open_page: OpenPage) -> None:
    part = lab.files.new_part()
    part.write_bytes(b"PK\x03\x04 and no more")
    lab.store.set_job(job.id, result=lab.files.adopt(part))
    test = open_page("mix")
    assert "can’t be used" in test.warning[0].value or "can't be used" in test.warning[0].value
    assert list(shots(test)) == ["original"]


def test_a_layer_alone_is_a_way_of_looking(lab: Lab, job: Job, open_page: OpenPage, said: Board) -> None:
    test = open_page("mix")
    said.say(test, heal=400, dodge=700)
    said.see_alone(test, 1)
    assert "/mix/0-700/" in shots(test)["Dodge Burn alone (simulated)"]["preview"]
    assert sent(test, "rows")["alone"] == 1
    assert "the whole mix" in captions(test)
    assert str(kept(lab).strengths) == "400-700"
    said.say(test, dodge=500)
    assert str(kept(lab).strengths) == "400-500"
    said.see_alone(test, None)
    assert "/mix/400-500/" in shots(test)["mix (simulated)"]["preview"]


def test_mixes_are_kept_to_be_compared(lab: Lab, job: Job, open_page: OpenPage, said: Board) -> None:
    """Each is a picture as any other: named, so that differences and loupes are made of it, and moved by no slider."""
    test = open_page("mix")
    press(test, "Keep to compare")
    said.say(test, dodge=400)
    press(test, "Keep to compare")
    said.say(test, dodge=700)
    seen = {shot["id"]: shot["name"] for shot in sent(test, "shots")["shots"]}
    names = [PictureName.parse(name) for name in seen.values()]
    assert [str(name.mixed) for name in names[1:]] == ["1000-700", "1000-1000", "1000-400"]
    assert {name.file for name in names[1:]} == {job.result}
    first, second = lab.mixes.kept("local", lab.mixes.result("local", job.id))
    assert (first.name, second.name) == ("kept mix", "kept mix 2")
    {one.value: one for one in test.text_input}["kept mix 2"].set_value("softer")
    ran(test)
    assert "softer (simulated)" in shots(test)
    next(one for one in test.button if one.label == "Take").click()
    ran(test)
    assert str(kept(lab).strengths) == "1000-1000", "the first one’s"
    press(test, "Undo")
    assert str(kept(lab).strengths) == "1000-700"
    next(one for one in test.button if one.label == "Delete").click()
    ran(test)
    assert [mix.name for mix in lab.mixes.kept("local", lab.mixes.result("local", job.id))] == ["softer"]
    assert len(sent(test, "shots")["shots"]) == 3
    test = open_page("mix")
    assert "softer (simulated)" in shots(test), "after F5, too"
    test = open_page("compare")
    assert shots(test)["softer (simulated)"]["name"].endswith("~1000-400"), "a picture there, as any other"
    assert test.multiselect[0].value == [job.id, f"kept-{second.id}"]
    lab.store.set_preference("local", preferences.MIXES_BESIDE, [])
    assert "softer (simulated)" not in shots(open_page("compare")), "as it is chosen on Mix"


DAB = {"points": [[50_000, 50_000]], "radius": 9_000, "erase": False}


def tell_guard(test: AppTest, **told: Any) -> None:
    """What the viewer's guard tool says, in the browser's place."""
    name = session.told(session.MIX_VIEWER)
    number = sent(test, "shots")["heard"] + 1
    test.session_state[name] = [(number, "guard", {"mix": sent(test, "rows")["mix"], "layer": 0, **told})]
    ran(test)


def test_a_mole_is_guarded_and_taken_back(lab: Lab, job: Job, open_page: OpenPage, said: Board) -> None:
    """Kept with the mix, beside its strengths, and shown; taken back as they are."""
    test = open_page("mix")
    tell_guard(test, what="add", part="kept", strokes=[DAB])
    guard = Guard.parse(kept(lab).guard)
    assert guard == NO_GUARD.add(0, "kept", Stroke(((50_000, 50_000),), 9_000))
    mix = shots(test)["mix (simulated)"]
    assert mix["preview"].endswith(f"/mix/1000-1000~{guard.name}/preview")
    assert mix["mix"]["guard"] == {"0": {"kept": [DAB], "within": "", "region": []}}
    assert [layer["name"] for layer in mix["mix"]["layers"]] == ["Heal", "Dodge Burn"]
    assert mix["mix"]["spots"] == f"{job.result}-{job.photo}"
    said.say(test, dodge=400)
    assert Guard.parse(kept(lab).guard) == guard, "strengths move, the guard stays"
    press(test, "Keep to compare")
    assert f"~{guard.name}/" in shots(test)["kept mix (simulated)"]["preview"]
    press(test, "Undo")
    press(test, "Undo")
    assert (str(kept(lab).strengths), kept(lab).guard) == ("1000-1000", "")
    press(test, "Redo")
    assert Guard.parse(kept(lab).guard) == guard
    assert sent(open_page("mix"), "shots")["shots"][1]["mix"]["guard"], "after F5 it is there"
    tell_guard(test, what="within", within="painted", strokes=[DAB])
    assert Guard.parse(kept(lab).guard).of(0).within == "painted"
    tell_guard(test, what="clear")
    assert kept(lab).guard == ""


FOREIGN: list[dict[str, Any]] = [
    *({"what": "add", "part": "kept", "strokes": strokes} for strokes in ([5], 5)),
    {"what": "add", "part": "x", "strokes": [DAB]},
    *({"what": "clear", "layer": layer} for layer in (7, True, "0")),
    *({"what": "within", "within": "x", "strokes": []}, {"what": "x"}, {"what": "clear", "mix": 5}),
]


def test_what_no_guard_tool_says_changes_nothing(lab: Lab, job: Job, open_page: OpenPage) -> None:
    test = open_page("mix")
    for told in FOREIGN:
        tell_guard(test, **told)
        assert "could not be read" in test.warning[0].value, told
    tell_guard(test, what="add", part="kept", strokes=[DAB], mix="mix-another")
    assert not test.warning
    tell_guard(test, what="add", part="kept", strokes=[DAB] * (MOST_STROKES + 1))
    assert "more than a guard holds" in test.warning[0].value
    assert lab.store.mixes("local") == ()


def test_arrow_presses_are_one_step_and_the_look_that_stands_is_lit(
    lab: Lab, job: Job, open_page: OpenPage, said: Board
) -> None:
    test = open_page("mix")
    lit = {one.label: one.proto.type for one in test.button}
    assert (lit["heavy"], lit["soft"]) == ("primary", "secondary"), "as rendered: these layers are heavy’s"
    for strength in (990, 980, 970):
        said.told = BoardTold("strengths", {0: FULL, 1: strength}, goes_on=strength < 990)
        ran(test)
    lit = {one.label: one.proto.type for one in test.button}
    assert (lit["heavy"], lit["soft"]) == ("secondary", "secondary")
    press(test, "Undo")
    assert kept(lab).strengths.values == (FULL, FULL)

"""Tune as a person uses it: the first visit, the board, the variants, the plan with its price, and a run."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from streamlit.runtime.scriptrunner_utils.exceptions import StopException
from streamlit.testing.v1 import AppTest

from retouch_lib import engine
from retouch_lib.engine.server import EngineServer
from retouch_lib.imaging.files import photo
from retouch_lib.lab import Lab
from retouch_lib.owners import Owner
from retouch_lib.plugins import PLUGINS
from retouch_lib.presets.preset import MAX_TASKS, Preset, Task
from retouch_lib.presets.vendor import LOOKS
from retouch_lib.store.records import JobState, Share
from retouch_lib.ui import preferences, session, workspace
from retouch_lib.ui.variants import Variant, to_json
from tests.engines import wait_until
from tests.pages.conftest import ran, wait_for_run
from tests.pages.filmstrip import names, say

OpenPage = Callable[..., AppTest]


def widget(test: AppTest, kind: str, key: str) -> Any:
    """By its key; one in a dialog also by the key without the number of its opening."""
    return next(element for element in test.get(kind) if (element.key or "").partition("_opened_")[0] == key)


def variants(lab: Lab) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in lab.store.preference("local", preferences.VARIANTS)}


def set_value(test: AppTest, kind: str, key: str, value: Any) -> AppTest:
    widget(test, kind, key).set_value(value)
    return ran(test)


def click(test: AppTest, key: str) -> AppTest:
    widget(test, "button", key).click()
    return ran(test)


def test_a_new_user_finds_a_sample_and_three_looks_that_run_by_themselves(lab: Lab, open_page: OpenPage) -> None:
    test = open_page("tune")
    run = lab.store.latest_run("local")
    assert run is not None
    assert [item.variant for item in run.items] == ["slight", "balanced", "heavy"]
    assert test.query_params["run"] == run.id, "the run stays in the URL"
    assert "Local engine: an approximation, not Retouch4me’s result. Free." in [c.value for c in test.caption]
    wait_for_run(lab)
    finished = lab.store.run("local", run.id)
    assert finished is not None
    assert {item.job.state for item in finished.items} == {JobState.DONE}


def test_a_second_visit_runs_nothing(lab: Lab, open_page: OpenPage) -> None:
    open_page("tune")
    wait_for_run(lab)
    open_page("tune")
    assert len(lab.store.runs("local")) == 1


def test_the_payload_shown_is_the_vendors_number_for_number(open_page: OpenPage) -> None:
    test = set_value(open_page("tune"), "segmented_control", "details_view", "Code")
    assert json.loads(test.code[0].value) == LOOKS[1].payload()


def test_a_slider_writes_its_share_into_the_payload_and_marks_the_variant(lab: Lab, open_page: OpenPage) -> None:
    test = set_value(open_page("tune"), "slider", "balanced_Heal_Alpha1_slid", 39)
    assert widget(test, "number_input", "balanced_Heal_Alpha1_typed").value == 39, "number and slider move together"
    stored = variants(lab)["balanced"]["payload"]["tasks"][0]
    assert stored == {"Plugin": "Heal", "Scale": 0, "Alpha1": 0.39}
    assert "balanced*" in str(widget(test, "button_group", "open_variant").proto)


def test_pills_hear_nothing_while_they_show_what_was_ticked_last(lab: Lab, open_page: OpenPage) -> None:
    """Told then, they would take back the tick that has come meanwhile."""

    def told(test: AppTest) -> bool:
        return bool(widget(test, "button_group", "chosen_variants").proto.set_value)

    test = open_page("tune")
    assert told(test), "at first"
    test = set_value(test, "button_group", "chosen_variants", ["balanced", "heavy"])
    assert [name for name, row in variants(lab).items() if row["chosen"]] == ["balanced", "heavy"]
    assert not told(test)
    assert not told(ran(test)), "when the whole page is drawn"
    widget(test, "menu_button", "variant_menu").click("Duplicate")
    assert told(ran(test)), "another variant has come"


def test_reset_goes_back_to_the_vendors_numbers(lab: Lab, open_page: OpenPage) -> None:
    test = set_value(open_page("tune"), "slider", "balanced_Heal_Alpha1_slid", 39)
    widget(test, "menu_button", "variant_menu").click("Reset to its start")
    ran(test)
    assert variants(lab)["balanced"]["payload"] == LOOKS[1].payload()


def test_a_plugin_switched_off_and_on_again_has_its_values_back(lab: Lab, open_page: OpenPage) -> None:
    test = set_value(open_page("tune"), "checkbox", "balanced_Dodge Burn_on", value=False)
    plugins = [task["Plugin"] for task in variants(lab)["balanced"]["payload"]["tasks"]]
    assert "Dodge Burn" not in plugins
    set_value(test, "checkbox", "balanced_Dodge Burn_on", value=True)
    assert variants(lab)["balanced"]["payload"] == LOOKS[1].payload(), "at its place, with its values"


def open_groups(test: AppTest, *names: str) -> AppTest:
    """With these groups open in one more run; AppTest closes them again in the next."""
    for name in names:
        test.session_state[f"group_{name}"] = True
    return ran(test)


def test_what_the_local_engine_cannot_do_is_greyed_and_said(open_page: OpenPage) -> None:
    test = open_groups(open_page("tune"), "EYES", "CLOTHES", "SHAPE", "DATA")
    switches = {plugin.key: widget(test, "checkbox", f"balanced_{plugin.key}_on") for plugin in PLUGINS}
    assert {key for key, switch in switches.items() if not switch.disabled} == set(engine.PLUGINS)
    for key, switch in switches.items():
        assert ("Not on the local engine yet." in switch.help) == (key not in engine.PLUGINS)


def test_a_plugins_tooltip_tells_its_values_names_in_the_payload(open_page: OpenPage) -> None:
    test = open_page("tune")
    assert "\n" not in widget(test, "checkbox", "balanced_Mattifier_on").help, "it is off"
    set_value(test, "slider", "balanced_Skin Tone_Alpha1_slid", 80)
    told = widget(test, "checkbox", "balanced_Skin Tone_on").help.split("\n\n")
    assert told[1:] == ["Blend: Alpha1 · was 100 %", "Second strength: Alpha2 · Retouch4me doesn’t say what it does"]


def test_groups_are_open_as_they_were_left(lab: Lab, open_page: OpenPage) -> None:
    lab.store.set_preference("local", preferences.BOARD_GROUPS, ["EYES"])
    test = open_page("tune")
    shown = {checkbox.label for checkbox in test.checkbox}
    assert {"Eye Vessels", "White Teeth"} <= shown
    assert "Heal" not in shown


def test_crops_fields_follow_the_vendors_table(lab: Lab, open_page: OpenPage) -> None:
    lab.store.set_preference("local", preferences.SERVER, "custom")

    def crop() -> dict[str, Any]:
        task = next(task for task in variants(lab)["balanced"]["payload"]["tasks"] if task["Plugin"] == "Crop")
        fields: dict[str, Any] = task["User Params"]
        return fields

    def shape(kind: str, name: str, value: Any) -> AppTest:
        widget(open_groups(test, "SHAPE"), kind, f"balanced_Crop_{name}").set_value(value)
        return ran(test)

    test = open_page("tune")
    shape("checkbox", "on", True)
    assert crop() == {"AutoStraightenMode": "Manual", "ManualCenterX": 0.5, "ManualCenterY": 0.5}
    shape("selectbox", "AutoStraightenMode", "Person")
    shape("number_input", "Angle", -1.5)
    shape("selectbox", "AspectRatio", "Custom")
    shape("number_input", "CustomAspectX", 5.0)
    shape("selectbox", "AspectRatio", "4 : 5")
    switched_on = {"AutoStraightenMode": "Person", "ManualCenterX": 0.5, "ManualCenterY": 0.5}
    assert crop() == switched_on | {"Angle": -1.5, "AspectRatio": "4 : 5", "CustomAspectX": 5.0}
    shape("number_input", "Angle", None)
    shape("number_input", "CustomAspectX", None)
    shape("selectbox", "AspectRatio", None)
    assert crop() == switched_on


def test_an_aspect_that_the_table_does_not_name_is_shown_and_kept(lab: Lab, open_page: OpenPage) -> None:
    lab.store.set_preference("local", preferences.SERVER, "custom")
    fields = {"AutoStraightenMode": "AI", "AspectRatio": "3 : 2"}
    payload = {"mode": "professional", "tasks": [{"Plugin": "Crop", "Layer": False, "User Params": fields}]}
    test = open_groups(paste(open_page("tune"), json.dumps(payload)), "SHAPE")
    (shown,) = [box for box in test.selectbox if (box.key or "").endswith("_Crop_AspectRatio")]
    assert shown.value == "3 : 2"
    assert variants(lab)["pasted"]["payload"] == payload


def test_a_cloud_server_is_asked_for_any_plugin(lab: Lab, open_page: OpenPage) -> None:
    lab.store.set_preference("local", preferences.SERVER, "custom")
    test = open_groups(open_page("tune"), "EYES", "CLOTHES", "SHAPE", "DATA")
    assert not any(widget(test, "checkbox", f"balanced_{plugin.key}_on").disabled for plugin in PLUGINS)


def test_a_plugin_without_values_is_only_switched(lab: Lab, open_page: OpenPage) -> None:
    test = open_groups(open_page("tune"), "DATA")
    set_value(test, "checkbox", "balanced_Face Detection_on", value=True)
    tasks = variants(lab)["balanced"]["payload"]["tasks"]
    assert tasks[0] == {"Plugin": "Face Detection"}, "first, as the table has it"
    assert [task["Plugin"] for task in tasks[1:]] == [task.plugin for task in LOOKS[1].tasks]


def test_a_payload_that_is_full_takes_no_further_plugin(lab: Lab, open_page: OpenPage) -> None:
    lab.store.set_preference("local", preferences.GREETED, True)
    full = Preset("full", (Task("Dodge Burn", {"Scale": 0, "Alpha1": 0.5, "Alpha2": 0.1}),) * MAX_TASKS)
    rows = to_json([Variant("full", full, full, chosen=True)])
    lab.store.set_preference("local", preferences.VARIANTS, rows)
    test = set_value(open_page("tune"), "checkbox", "full_Heal_on", value=True)
    assert "Heal was not switched on. tasks: 101 are too many" in test.error[0].value
    assert not widget(test, "checkbox", "full_Heal_on").value
    assert variants(lab)["full"]["payload"] == full.payload(), "a board that can't be read again would be lost"


def test_clean_backdrop_has_a_switch_and_a_dirt_size(lab: Lab, open_page: OpenPage) -> None:
    lab.store.set_preference("local", preferences.SERVER, "custom")
    test = open_groups(open_page("tune"), "CLOTHES")
    test = open_groups(set_value(test, "checkbox", "balanced_Clean Backdrop_on", value=True), "CLOTHES")
    size = widget(test, "selectbox", "balanced_Clean Backdrop_Scale")
    assert size.options == ["Auto", "Largest", "Medium", "Finest"]
    size.set_value(3)
    test = open_groups(ran(test), "CLOTHES")
    set_value(test, "toggle", "balanced_Clean Backdrop_Automask", value=False)
    (task,) = (t for t in variants(lab)["balanced"]["payload"]["tasks"] if t["Plugin"] == "Clean Backdrop")
    assert task == {"Plugin": "Clean Backdrop", "Scale": 3, "Alpha1": 1.0, "Automask": False}


def test_what_is_shown_done_is_no_run_to_be_pressed(lab: Lab, open_page: OpenPage) -> None:
    open_page("tune")
    wait_for_run(lab)
    test = open_page("tune")
    pressed = widget(test, "button", "run_now")
    assert (pressed.label, pressed.disabled) == ("All 3 done already", True)
    assert pressed.proto.type == "secondary"
    assert widget(test, "button", "run_anyway").label == "Run all 3 again · free"


def test_what_is_done_in_another_run_is_shown_by_a_press(lab: Lab, engine: EngineServer, open_page: OpenPage) -> None:
    open_page("tune")
    wait_for_run(lab)
    test = open_page("tune")
    set_value(test, "slider", "balanced_Heal_Alpha1_slid", 41)
    click(ran(test), "run_now")
    wait_for_run(lab)
    test = open_page("tune")
    set_value(test, "slider", "balanced_Heal_Alpha1_slid", 100)
    charges = engine.tasks.charges
    assert widget(ran(test), "button", "run_now").label == "Show · all 3 done already"
    click(test, "run_now")
    run = lab.store.latest_run("local")
    assert run is not None
    assert [item.share for item in run.items] == [Share.KNOWN] * 3
    assert engine.tasks.charges == charges


def test_a_draft_outlives_the_session(lab: Lab, open_page: OpenPage) -> None:
    set_value(open_page("tune"), "slider", "balanced_Heal_Alpha1_slid", 71)
    again = open_page("tune")
    assert widget(again, "slider", "balanced_Heal_Alpha1_slid").value == 71


def test_a_pasted_payload_becomes_a_variant(lab: Lab, open_page: OpenPage) -> None:
    test = set_value(open_page("tune"), "segmented_control", "details_view", "Code")
    text = '{"mode":"professional","tasks":[{"Plugin":"Heal","Alpha1":0.7},{"Plugin":"Hair","New":{"a":1}}]}'
    widget(test, "text_area", "pasted").set_value(text)
    form_button(test).click()
    ran(test)
    assert variants(lab)["pasted"]["payload"] == Preset.from_json(text).payload(), "unknown plugins are kept"


def test_a_bad_payload_gets_a_sentence_and_changes_nothing(lab: Lab, open_page: OpenPage) -> None:
    test = set_value(open_page("tune"), "segmented_control", "details_view", "Code")
    for text, words in (
        ("[1, 2]", "must be an object"),
        ('{"mode":"professional"}', "tasks"),
        ('{"tasks":[{"Plugin":"Heal","Alpha1":NaN}]}', "number"),
        ('{"tasks":[{"Plugin":"Heal","Alpha1":1e309}]}', "number"),
        ("[" * 100_000, "nested"),
        ("{", "JSON"),
    ):
        widget(test, "text_area", "pasted").set_value(text)
        form_button(test).click()
        ran(test)
        assert words in test.error[0].value, test.error[0].value
        assert lab.store.preference("local", preferences.VARIANTS) is None


def form_button(test: AppTest) -> Any:
    return next(button for button in test.button if button.label == "Add as variant")


def test_a_cloud_server_asks_for_token_and_consent_and_shows_the_price(
    lab: Lab, engine: EngineServer, open_page: OpenPage
) -> None:
    open_page("tune")
    wait_for_run(lab)
    charges = engine.tasks.charges
    lab.store.set_preference("local", preferences.SERVER, "custom")
    test = open_page("tune")
    assert widget(test, "button", "run_blocked").disabled
    assert any("needs your token" in caption.value for caption in test.caption)
    lab.vault.keep("local", session_token())
    test = click(open_page("tune"), "consent")
    assert widget(test, "button", "run_now").label == "Run · 3 credits"
    lab.balance("local", "custom")
    test = open_page("tune")
    label = widget(test, "button", "run_now").label
    assert label == "Run · 3 credits (balance 1,000 → 997)"
    lab.choose("local", "budget_run", 2)
    lab.choose("local", "price", 0.15)
    test = open_page("tune")
    said = "This takes 3 credits, 1 more than the 2 set for one run. Spent today: 0 credits."
    assert said in [words.value for words in test.warning]
    shown = [caption.value for caption in test.caption]
    assert "3 variants × 1 photo = 3 · 3 credits ≈ 0.45 USD" in shown
    assert "Balance 1,000, read just now." in shown
    test = type_and_press(test, "2")
    assert "Nothing was sent. Type 3, the number of credits, to spend them." in [words.value for words in test.warning]
    assert engine.tasks.charges == charges
    type_and_press(test, "3")
    wait_for_run(lab)
    assert engine.tasks.charges == charges + 3
    wait_until(lambda: lab.standing("local", "custom").balance.value == 997, seconds=20)  # type: ignore[union-attr]
    assert (lab.standing("local", "custom").spent, lab.standing("local", "custom").left) == (3, 997)


def type_and_press(test: AppTest, typed: str) -> AppTest:
    widget(test, "text_input", "run_now_typed_3").set_value(typed)
    return click(test, "run_now")


def session_token() -> Any:
    from retouch_lib.tokens.secret import Token

    return Token("reto-test-token-1234567890")


def test_a_price_that_rose_since_it_was_seen_is_not_paid(lab: Lab, engine: EngineServer, open_page: OpenPage) -> None:
    open_page("tune")
    wait_for_run(lab)
    charges = engine.tasks.charges
    lab.store.set_preference("local", preferences.SERVER, "custom")
    lab.store.set_preference("local", preferences.CONSENT, [lab.server("custom").base])
    lab.vault.keep("local", session_token())
    test = open_page("tune")
    rows = lab.store.preference("local", preferences.VARIANTS)
    assert rows is None
    second = lab.add_sample("local", "glasses")
    chosen = [photo.sha256 for photo in lab.store.photos("local")]
    lab.store.set_preference("local", preferences.PHOTOS, chosen)
    test = click(test, "run_now")
    assert "The price is 6 credits now, not 3. Nothing was sent; look again." in [w.value for w in test.warning]
    assert engine.tasks.charges == charges
    assert second.sha256 in chosen


def test_a_name_from_outside_is_shown_as_it_is(lab: Lab, open_page: OpenPage) -> None:
    part = lab.files.new_part()
    part.write_bytes((lab.files.path(lab.add_sample("local", "glasses").sha256)).read_bytes() + b"\0")
    odd = lab.add_photo("local", part, "<script>*x*](y).jpg").sha256
    test = say(open_page("tune"), shown=odd)
    assert "<script>*x*](y).jpg" in names(test), "the strip shows it as text"
    assert test.text[0].value == "<script>*x*](y).jpg · not in the run"


def test_two_variants_with_the_same_values_are_one_job_and_one_card(
    lab: Lab, engine: EngineServer, open_page: OpenPage
) -> None:
    open_page("tune")
    wait_for_run(lab)
    charges = engine.tasks.charges
    test = open_page("tune")
    widget(test, "menu_button", "variant_menu").click("Duplicate")
    click(ran(test), "run_now")
    test = open_page("tune")
    assert any("balanced = balanced 2" in words.value for words in test.markdown)
    assert engine.tasks.charges == charges


def paste(test: AppTest, text: str) -> AppTest:
    set_value(test, "segmented_control", "details_view", "Code")
    widget(test, "text_area", "pasted").set_value(text)
    form_button(test).click()
    return ran(test)


def test_layer_flags_of_a_pasted_payload_follow_the_result_chosen(lab: Lab, open_page: OpenPage) -> None:
    text = '{"tasks":[{"Plugin":"Heal","Alpha1":0.7,"Layer":1},{"Plugin":"White Teeth","Alpha1":0.2,"Alpha2":0.2}]}'
    test = paste(open_page("tune"), text)
    assert "Layer" not in test.code[0].value, "one picture is chosen"
    assert variants(lab)["pasted"]["payload"]["tasks"][0]["Layer"] == 1, "the variant keeps its flags"
    set_value(test, "button_group", "result_kind", "Layers (ZIP)")
    test = open_page("tune")
    set_value(test, "segmented_control", "details_view", "Code")
    set_value(test, "button_group", "open_variant", lab_id(lab, "pasted"))
    assert json.loads(test.code[0].value)["tasks"] == json.loads(text)["tasks"]


def lab_id(lab: Lab, name: str) -> str:
    return str(variants(lab)[name]["id"])


def test_what_a_payload_says_is_shown_as_text(open_page: OpenPage) -> None:
    test = paste(open_page("tune"), '{"tasks":[{"Plugin":"![x](http://example.com/x.png)"}]}')
    shown = [element.value for kind in ("warning", "error", "caption") for element in test.get(kind)]
    assert any("example" in text for text in shown)
    assert not any("![x](" in text for text in shown)


def test_results_say_which_server_made_them_when_another_is_chosen(lab: Lab, open_page: OpenPage) -> None:
    open_page("tune")
    wait_for_run(lab)
    lab.store.set_preference("local", preferences.SERVER, "custom")
    captions = [caption.value for caption in open_page("tune").caption]
    assert "slight, balanced, heavy · Local engine, an approximation, not Retouch4me’s result." in captions


def test_the_variant_that_was_open_is_open_again(open_page: OpenPage) -> None:
    test = open_page("tune")
    widget(test, "button_group", "open_variant").set_value("heavy")
    ran(test)
    assert open_page("tune").session_state["open_variant"] == "heavy"


@pytest.mark.parametrize("page", ["tune", "compare"])
def test_a_page_drawn_again_opens_no_picture(
    lab: Lab, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    open_page("tune")
    wait_for_run(lab)
    test = open_page(page)
    before = _shots(test)
    assert len(before) == 4

    def opened(path: Path, **_: object) -> photo.PhotoInfo:
        raise AssertionError(path)

    monkeypatch.setattr(photo, "inspect", opened)
    assert _shots(ran(test)) == before


def _shots(test: AppTest) -> Any:
    data = [json.loads(one.proto.json) for one in test.get("bidi_component")]
    return next(found["shots"] for found in data if "shots" in found)


def test_a_first_visit_that_another_page_cuts_short_begins_again_there(
    lab: Lab, open_page: Callable[[str], AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    cut, ended = iter([True]), threading.Event()
    choose, owner = workspace.choose_photos, session.owner

    def chosen(photos: Sequence[str]) -> None:
        if next(cut, False):
            ended.set()
            raise StopException  # as Streamlit does where a script touches its session after that
        choose(photos)

    def owner_while_it_runs() -> Owner:
        if ended.is_set():
            raise StopException
        return owner()

    monkeypatch.setattr(workspace, "choose_photos", chosen)
    monkeypatch.setattr(session, "owner", owner_while_it_runs)
    open_page("tune")
    ended.clear()
    assert lab.store.latest_run("local") is None
    open_page("settings")
    (photo,) = lab.store.photos("local")
    assert lab.store.preference("local", preferences.PHOTOS) == [photo.sha256]
    wait_for_run(lab)

"""Tune's Code tab: what is copied, and what is pasted."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from retouch_lib.lab import Lab
from retouch_lib.presets import envelope, share_text
from retouch_lib.presets.preset import Preset, Task
from retouch_lib.presets.snippets import LANGUAGES, snippet
from retouch_lib.presets.vendor import BALANCED, HEAVY, SLIGHT
from retouch_lib.ui import preferences
from retouch_lib.ui.variants import MAX_VARIANTS
from tests.pages.conftest import ran
from tests.pages.test_tune import form_button, paste, set_value, variants, widget

OpenPage = Callable[..., AppTest]


@pytest.fixture
def code(open_page: OpenPage) -> AppTest:
    return set_value(open_page("tune"), "segmented_control", "details_view", "Code")


def test_a_script_is_the_open_variants_and_for_the_chosen_server(lab: Lab, code: AppTest) -> None:
    address = f"{lab.settings.engine_url}/api/v1"
    assert widget(code, "selectbox", "copy_as").options == ["JSON", *LANGUAGES]
    for language in ("Node.js", "curl (Windows)"):
        set_value(code, "selectbox", "copy_as", language)
        expected = snippet(language, BALANCED, address, photo_name="portrait.jpg").replace("\r\n", "\n")
        assert code.code[0].value == expected.strip()
        assert code.code[0].language == LANGUAGES[language].highlight
    lab.store.set_preference("local", preferences.SERVER, "main")
    ran(code)
    assert lab.server("main").base in code.code[0].value


def test_a_preset_too_long_for_windows_is_said(code: AppTest) -> None:
    long = Preset("long", (Task("Heal", {"Alpha1": 1.0, "Note": "x" * 8000}),))
    set_value(code, "selectbox", "copy_as", "curl (Windows)")
    widget(code, "text_area", "pasted").set_value(long.to_json())
    form_button(code).click()
    ran(code)
    assert any("too long for a Windows command line" in warning.value for warning in code.warning)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (share_text.to_text(Preset("warm", HEAVY.tasks)), "warm"),
        (envelope.to_json(Preset("warm", HEAVY.tasks)), "warm"),
        (f"WARM = {HEAVY.payload()}", "WARM"),
        (f"curl x --form-string 'payload={HEAVY.to_json()}'", "heavy 2"),
    ],
    ids=["share", "file", "python", "curl"],
)
def test_what_is_pasted_becomes_a_variant(lab: Lab, code: AppTest, text: str, name: str) -> None:
    widget(code, "text_area", "pasted").set_value(text)
    form_button(code).click()
    ran(code)
    assert variants(lab)[name]["payload"] == HEAVY.payload()
    assert json.loads(code.code[0].value) == HEAVY.payload(), "it is open"
    assert widget(code, "text_area", "pasted").value == ""


def test_of_several_every_remark_is_shown_by_place(lab: Lab, open_page: OpenPage) -> None:
    wrong = {"tasks": [{"Plugin": "Heal", "Alpha1": 3}, {"Plugin": "Hair"}]}
    test = paste(open_page("tune"), json.dumps([SLIGHT.payload(), wrong, {"tasks": []}]))
    assert {"slight 2", "pasted"} < variants(lab).keys()
    errors, warnings = [[item.value for item in kind] for kind in (test.error, test.warning)]
    assert any("list\\[1\\]" in text and "Alpha1 is 3, allowed 0–1" in text for text in errors)
    assert any("list\\[1\\]" in text and "not in our table" in text for text in warnings)
    assert any("Left out: list\\[2\\]" in text for text in warnings)


def test_suggested_names_are_taken_in_one_press(lab: Lab, open_page: OpenPage) -> None:
    written = {"mode": "professional", "tasks": [{"Plugin": "Heal ", "Alpha 1": 0.4}, {"Plugin": "Hair"}]}
    test = paste(open_page("tune"), json.dumps(written))
    assert variants(lab)["pasted"]["payload"] == written, "it is kept as it is"
    told = "pasted: the local engine knows no “Heal ”, “Hair”: look under Code for the names that were perhaps meant."
    assert told in [caption.value for caption in test.caption]
    assert any('did you mean "Heal"?' in warning.value for warning in test.warning)
    widget(test, "button", "take_names").click()
    test = ran(test)
    right = {"mode": "professional", "tasks": [{"Plugin": "Heal", "Alpha1": 0.4}, {"Plugin": "Hair"}]}
    assert variants(lab)["pasted"]["payload"] == right
    assert [button for button in test.button if button.key == "take_names"] == []
    assert not any("did you mean" in warning.value for warning in test.warning)
    told = "pasted (edited): the local engine knows no “Hair”: choose another server to send it as it is."
    assert told in [caption.value for caption in test.caption]


def test_only_so_many_variants_fit(lab: Lab, open_page: OpenPage) -> None:
    many = json.dumps([{"tasks": [{"Plugin": "Heal", "Alpha1": number / 100}]} for number in range(20)])
    test = paste(open_page("tune"), many)
    assert len(variants(lab)) == MAX_VARIANTS
    assert any("9 of 20 were added" in warning.value for warning in test.warning)
    paste(test, SLIGHT.to_json())
    assert any("Nothing was changed" in error.value for error in test.error)

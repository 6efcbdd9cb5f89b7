"""Presets as a person uses it: save on Tune, look at versions, pass on, take in, use again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from retouch_lib.lab import Lab
from retouch_lib.presets import envelope, importing, share_text
from retouch_lib.presets.made_from import MadeFrom
from retouch_lib.presets.preset import Preset, Task
from retouch_lib.presets.vendor import BALANCED, HEAVY, SLIGHT
from retouch_lib.store.records import Wanted
from retouch_lib.ui import preferences
from retouch_lib.words.times import day_of_year_and_time
from retouch_lib.work.library import LibraryEntry
from tests.pages.conftest import ran, wait_for_run
from tests.pages.test_tune import click, set_value, variants, widget

OpenPage = Callable[..., AppTest]
WEDDING = replace(BALANCED, name="wedding", note="softer teeth", author="Ann")


@pytest.fixture(autouse=True)
def been_here(lab: Lab) -> None:
    lab.store.set_preference("local", preferences.GREETED, True)


def entry(lab: Lab, name: str) -> LibraryEntry:
    found = lab.library.entry("local", name)
    assert found is not None, [entry.name for entry in lab.library.entries("local")]
    return found


def heal(preset: Preset, value: float) -> Preset:
    return preset.with_task(Task("Heal", {"Scale": 0, "Alpha1": value}))


def save_two(lab: Lab) -> None:
    lab.library.save("local", WEDDING, tags=["church"])
    lab.library.save("local", replace(heal(WEDDING, 0.6), note="leaves freckles"))


def captions(test: AppTest) -> str:
    return "\n".join(caption.value for caption in test.caption)


def menu(test: AppTest, action: str) -> AppTest:
    widget(test, "menu_button", "variant_menu").click(action)
    return ran(test)


def imported(test: AppTest, text: str) -> AppTest:
    test = set_value(test, "button_group", "presets_page", "Import")
    return set_value(test, "text_area", "import_text", text)


class TestSaving:
    def test_a_look_becomes_a_preset_of_ones_own(self, lab: Lab, open_page: OpenPage) -> None:
        test = menu(open_page("tune"), "Save preset")
        assert widget(test, "text_input", "save_name").value == "my balanced"
        set_value(test, "text_area", "save_note", "as it is")
        set_value(test, "text_input", "save_tags", "School, school, indoors")
        set_value(test, "text_input", "save_author", "Ann")
        test = click(test, "save_now")
        version = entry(lab, "my balanced").newest
        assert (version.number, version.note, version.author, version.tags) == (
            1,
            "as it is",
            "Ann",
            ("school", "indoors"),
        )
        assert version.preset.payload() == BALANCED.payload()
        assert list(variants(lab)) == ["slight", "my balanced", "heavy"], "the variant is that preset now"
        assert "Saved as “my balanced”, version 1. You find it on the page Presets." in captions(test)
        assert not [one for one in test.text_input if (one.key or "").startswith("save_name")], "the dialog is closed"

    def test_saving_again_shows_what_changed_and_makes_the_next_version(self, lab: Lab, open_page: OpenPage) -> None:
        test = click(menu(open_page("tune"), "Save preset"), "save_now")
        opened = next(row["id"] for row in variants(lab).values() if row["name"] == "my balanced")
        set_value(test, "slider", f"{opened}_Heal_Alpha1_slid", 39)
        test = menu(test, "Save preset")
        assert widget(test, "text_input", "save_name").value == "my balanced"
        assert "Version 2 of “my balanced”." in captions(test)
        (dialogs,) = (table for table in test.table if list(table.value.columns)[2:] == ["version 1", "now"])
        assert dialogs.value.values.tolist() == [
            ["Heal", "Sensitivity", "100\N{NO-BREAK SPACE}%", "39\N{NO-BREAK SPACE}%"]
        ]
        test = click(test, "save_now")
        assert [version.number for version in entry(lab, "my balanced").versions] == [1, 2]
        assert "my balanced*" not in str(widget(test, "button_group", "open_variant").proto)

    def test_what_it_was_made_from_is_kept_and_compared_with(self, lab: Lab, open_page: OpenPage) -> None:
        test = set_value(open_page("tune"), "button_group", "open_variant", "slight")
        set_value(test, "slider", "slight_Heal_Alpha1_slid", 39)
        test = click(menu(test, "Save preset"), "save_now")
        made_from = MadeFrom("slight", None, SLIGHT.fingerprint)
        assert entry(lab, "my slight").newest.preset.made_from == made_from
        test = open_page("presets")
        assert "made from “slight”" in captions(test)
        table = test.table[0].value
        assert list(table.columns) == ["Plugin", "Value", "slight", "my slight"]
        assert table.values.tolist() == [["Heal", "Sensitivity", "80\N{NO-BREAK SPACE}%", "39\N{NO-BREAK SPACE}%"]]
        copy = imported(
            open_page("presets"), share_text.to_text(replace(entry(lab, "my slight").newest.preset, name="x"))
        )
        assert list(copy.table[0].value.columns)[2:] == ["slight", "x (new)"]

    def test_the_vendors_names_are_not_for_saving(self, lab: Lab, open_page: OpenPage) -> None:
        test = menu(open_page("tune"), "Save preset")
        set_value(test, "text_input", "save_name", "Heavy")
        assert widget(test, "button", "save_now").disabled
        assert "stays as it is" in " ".join(warning.value for warning in test.warning)
        assert all(entry.vendor for entry in lab.library.entries("local"))


class TestLibrary:
    def test_a_preset_of_unknown_origin_is_compared_with_the_vendors_nearest(
        self, lab: Lab, open_page: OpenPage
    ) -> None:
        lab.library.save("local", replace(heal(SLIGHT, 0.2), name="a"))
        gone = MadeFrom("their <b>base</b>", 4, "a" * 64)
        lab.library.save("local", replace(heal(HEAVY, 0.2), name="b", made_from=gone))
        test = open_page("presets", preset="a")
        assert list(test.table[0].value.columns)[2:] == ["slight", "a"]
        assert "What it was made from isn’t known: compared with the nearest of Retouch4me’s, “slight”." in captions(
            test
        )
        test = open_page("presets", preset="b")
        assert list(test.table[0].value.columns)[2:] == ["heavy", "b"]
        assert "which isn’t in this library: compared with the nearest of Retouch4me’s, “heavy”." in captions(test)
        assert "<b>" not in captions(test)
        next(box for box in test.selectbox if box.label == "From").set_value(("slight", "1"))
        assert "the nearest of" not in captions(ran(test)), "it is what was chosen"

    def test_a_new_user_sees_the_vendors_and_what_tells_them_apart(self, open_page: OpenPage) -> None:
        test = open_page("presets", preset="nobody's")
        assert "None yet." in captions(test)
        assert test.subheader[0].value == "balanced"
        assert not [button for button in test.button if button.key == "remove_preset"], "read-only"
        assert ["White Teeth", "Whiten", "10\N{NO-BREAK SPACE}%", "25\N{NO-BREAK SPACE}%"] in test.table[
            0
        ].value.values.tolist()

    def test_versions_and_what_changed_between_them(self, lab: Lab, open_page: OpenPage) -> None:
        save_two(lab)
        test = open_page("presets")
        assert test.subheader[0].value == "wedding"
        assert "leaves freckles" in [markdown.value for markdown in test.markdown]
        table = test.table[0].value
        assert list(table.columns) == ["Plugin", "Value", "wedding, version 1", "wedding, version 2"]
        assert table.values.tolist() == [["Heal", "Sensitivity", "100\N{NO-BREAK SPACE}%", "60\N{NO-BREAK SPACE}%"]]
        test = set_value(test, "segmented_control", "preset_view", "Versions")
        assert test.table[0].value["Version"].tolist() == ["2", "1"]

    def test_where_it_was_used_and_its_last_result(self, lab: Lab, open_page: OpenPage) -> None:
        save_two(lab)
        photo = lab.add_sample("local", "glasses").sha256
        run = lab.run(lab.plan("local", [photo], [heal(WEDDING, 0.6)], "local"))
        wait_for_run(lab)
        test = open_page("presets")
        assert "Version 2 of 2. Tried on the local engine with 1 photo." in captions(test)
        done = lab.store.run("local", run.id)
        assert done is not None
        pictures = [item.value for item in test.markdown if f"/files/{done.items[0].job.result}/crop/" in item.value]
        assert [f"/crop/{photo}/pair/160)" in picture for picture in pictures] == [True, True], "in the list, and large"
        before, after = (next(box for box in test.selectbox if box.label == label) for label in ("From", "To"))
        (sent,) = (option for option in after.options if option.startswith("Run of "))
        assert sent == f"Run of {day_of_year_and_time(done.created_at)} · wedding"
        place = (run.id, f"wedding/{heal(WEDDING, 0.6).fingerprint}")
        before.set_value(("slight", "1"))
        test = ran(test)
        next(box for box in test.selectbox if box.label == "To").set_value(place)
        table = ran(test).table[0].value
        assert list(table.columns) == ["Plugin", "Value", "slight", sent]
        assert ["Heal", "Sensitivity", "80\N{NO-BREAK SPACE}%", "60\N{NO-BREAK SPACE}%"] in table.values.tolist()

    def test_a_runs_payload_that_cant_be_read_is_said_and_nothing_more(self, lab: Lab, open_page: OpenPage) -> None:
        save_two(lab)
        photo = lab.add_sample("local", "glasses").sha256
        unreadable = Wanted(photo, "wedding", '{"mode":"professional","tasks":[]}', "f" * 64, "", None)
        lab.store.make_run("local", "main", [unreadable], engine_version="", token_ref="")
        test = open_page("presets")
        after = next(box for box in test.selectbox if box.label == "To")
        (sent,) = (option for option in after.options if option.startswith("Run of "))
        after.select(sent)
        test = ran(test)
        assert "One of these can't be read by this version: tasks: a list" in test.warning[0].value
        assert "Version 2 of 2." in captions(test)

    def test_a_preset_is_renamed_and_removed(self, lab: Lab, open_page: OpenPage) -> None:
        save_two(lab)
        test = open_page("presets")
        key = f"rename_{entry(lab, 'wedding').versions[0].id}"
        set_value(test, "text_input", key, "heavy")
        test = click(test, "rename_preset")
        assert "stays as it is" in test.error[0].value
        set_value(test, "text_input", key, "church")
        test = click(test, "rename_preset")
        assert test.subheader[0].value == "church"
        test = click(test, "remove_preset")
        assert all(entry.vendor for entry in lab.library.entries("local"))
        assert "“church” was removed from your library. It can be brought back" in test.success[0].value
        (button,) = (button for button in test.button if button.key and button.key.startswith("restore_"))
        button.click()
        test = ran(test)
        assert test.success[0].value == "“church” is in your library again."
        assert [version.note for version in entry(lab, "church").versions] == ["softer teeth", "leaves freckles"]
        assert test.subheader[0].value == "church"

    def test_a_version_is_opened_on_tune_once(self, lab: Lab, open_page: OpenPage) -> None:
        save_two(lab)
        for _ in range(2):
            test = open_page("presets")
            widget(test, "button", "use_on_tune").click()
            test.run()
        assert variants(lab)["wedding"]["payload"]["tasks"][0]["Alpha1"] == 0.6
        assert len(variants(lab)) == 4
        test = open_page("presets")
        widget(test, "selectbox", f"version_{entry(lab, 'wedding').versions[0].id}_2").select(1)
        ran(test)
        widget(test, "button", "use_on_tune").click()
        test.run()
        assert variants(lab)["wedding v1"]["payload"] == BALANCED.payload()
        assert lab.store.preference("local", preferences.OPEN) == variants(lab)["wedding v1"]["id"]

    def test_files_and_the_share_text_hold_the_preset(self, lab: Lab, open_page: OpenPage) -> None:
        save_two(lab)
        test = set_value(open_page("presets"), "segmented_control", "preset_view", "Share and export")
        found = share_text.from_text(test.code[0].value)
        newest = entry(lab, "wedding").newest
        assert (found.preset, found.version, found.tags) == (newest.preset, 2, newest.tags)
        labels = [button.label for button in test.get("download_button")]
        assert labels == ["ZIP of 1 preset", "wedding-v2.json", "payload-wedding-v2.json"]
        assert len(test.code) == 1, "no address, no link"
        assert "set RETOUCH_PUBLIC_URL to that address" in captions(test)
        lab.settings = replace(lab.settings, public_url="https://studio.example/lab")
        test = ran(test)
        assert test.code[1].value.startswith("https://studio.example/lab/presets?share=retouchlab%3A1%3A")
        assert importing.read_presets(test.code[1].value).found == (found,)

    def test_a_version_is_copied_as_a_script(self, lab: Lab, open_page: OpenPage) -> None:
        save_two(lab)
        test = set_value(open_page("presets"), "segmented_control", "preset_view", "Code")
        assert Preset.from_json(test.code[0].value).fingerprint == heal(WEDDING, 0.6).fingerprint
        test = set_value(test, "selectbox", "preset_copy_as", "Python (requests)")
        assert importing.read_presets(test.code[0].value).found[0].preset.payload() == heal(WEDDING, 0.6).payload()


class TestImport:
    def test_nothing_is_kept_before_the_button(self, lab: Lab, open_page: OpenPage) -> None:
        save_two(lab)
        theirs = share_text.to_text(heal(WEDDING, 0.2), version=7, tags=["church"], used={"local": 3})
        test = imported(open_page("presets"), theirs)
        assert "Version 3 of “wedding”." in captions(test)
        assert "version 7 of its sender · by Ann · church" in captions(test)
        assert "Its sender says: Tried on the local engine with 3 photos." in captions(test)
        assert test.table[0].value.values.tolist() == [
            ["Heal", "Sensitivity", "60\N{NO-BREAK SPACE}%", "20\N{NO-BREAK SPACE}%"]
        ]
        assert len(entry(lab, "wedding").versions) == 2
        test = click(test, "import_now")
        assert test.success[0].value == "In your library: “wedding”, version 3."
        assert entry(lab, "wedding").newest.preset == heal(WEDDING, 0.2)
        assert widget(test, "text_area", "import_text").value == ""
        test = set_value(test, "button_group", "presets_page", "Library")
        assert "Not run yet.\nIts sender says: Tried on the local engine with 3 photos" in captions(test)

    def test_what_one_has_already_is_not_ticked(self, lab: Lab, open_page: OpenPage) -> None:
        save_two(lab)
        test = imported(open_page("presets"), share_text.to_text(entry(lab, "wedding").newest.preset))
        assert "The same values as the newest version of “wedding”." in captions(test)
        box = next(box for box in test.text_input if box.key and box.key.startswith("import_name_"))
        box.set_value("church")
        ran(test)
        assert "A new preset, “church”. You have these very values already: “wedding”, version 2." in captions(test)
        next(box for box in test.text_input if box.label == "Name here").set_value("wedding")
        ran(test)
        assert widget(test, "button", "import_now").disabled

    def test_several_files_some_ticked_under_names_of_ones_own(self, lab: Lab, open_page: OpenPage) -> None:
        test = set_value(open_page("presets"), "button_group", "presets_page", "Import")
        archive = envelope.to_zip([(WEDDING, 1, (), {}), (replace(SLIGHT, name="soft"), 1, (), {})])
        payload = json.dumps(heal(BALANCED, 0.11).payload()).encode()
        test.file_uploader[0].upload("two.zip", archive, "application/zip")
        test.file_uploader[0].upload("mine.json", payload, "text/plain")
        ran(test)
        ticks = [box for box in test.checkbox if box.key.startswith("import_want_")]
        names = [box for box in test.text_input if box.key.startswith("import_name_")]
        assert {box.value for box in names} == {"wedding", "soft", "imported"}
        cards = [card.label for card in test.expander]
        assert any("two.zip: wedding" in card for card in cards)
        assert any("Unnamed" in card and "mine.json" in card for card in cards), "which file it is"
        next(box for box in names if box.value == "imported").set_value("eleven")
        ticks[[box.value for box in names].index("soft")].uncheck()
        ran(test)
        assert widget(test, "button", "import_now").label == "Import 2 presets"
        click(test, "import_now")
        assert [entry.name for entry in lab.library.entries("local") if not entry.vendor] == ["eleven", "wedding"]

    def test_warnings_errors_and_the_vendors_names(self, lab: Lab, open_page: OpenPage) -> None:
        odd = replace(BALANCED, tasks=(Task("Heal", {"Alpha1": 7}), Task("Hair", {"New": [1]})))
        test = imported(open_page("presets"), envelope.to_json(odd))
        assert "Alpha1 is 7" in test.error[0].value
        assert any("Hair" in warning.value for warning in test.warning)
        click(test, "import_now")
        assert entry(lab, "balanced (imported)").newest.preset.tasks == odd.tasks, "unknown plugins and fields are kept"

    def test_suggested_names_are_taken_where_the_box_is_ticked(self, lab: Lab, open_page: OpenPage) -> None:
        odd = replace(WEDDING, tasks=(Task("portrait volumes", {"Scale ": 0, "Alpha1": 0.3}),))
        test = imported(open_page("presets"), envelope.to_json(odd))
        assert any('did you mean "Portrait Volumes"?' in warning.value for warning in test.warning)
        next(box for box in test.checkbox if box.key.startswith("import_names_")).check()
        test = ran(test)
        assert not any("did you mean" in warning.value for warning in test.warning)
        click(test, "import_now")
        right = (Task("Portrait Volumes", {"Scale": 0, "Alpha1": 0.3}),)
        assert entry(lab, "wedding").newest.preset.tasks == right

    def test_what_is_no_preset_gets_a_sentence(self, lab: Lab, open_page: OpenPage) -> None:
        test = imported(open_page("presets"), "hello")
        for text in ("hello", "retouchlab:1:abc.00000000", "{", '{"tasks": []}'):
            test = set_value(test, "text_area", "import_text", text)
            assert test.error[0].value.endswith("Nothing was kept.")
            assert not [button for button in test.button if button.key == "import_now"]

    def test_a_link_opens_the_preset_it_holds(self, lab: Lab, open_page: OpenPage) -> None:
        test = open_page("presets")
        test.query_params["share"] = share_text.to_text(WEDDING).replace(":1:", ":2:", 1)
        test = ran(test)
        assert "made by a newer Retouch Lab (version 2, this one knows 1)" in test.warning[0].value
        assert "A new preset, “wedding”." in captions(test)
        assert "share" not in test.query_params
        assert all(entry.vendor for entry in lab.library.entries("local"))

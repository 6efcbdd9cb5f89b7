"""What is read, from where, under which name, and what is said of it."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets import envelope, importing
from retouch_lib.presets.preset import Preset
from retouch_lib.presets.vendor import BALANCED, LAYERED, SLIGHT
from tests.unit.presets.importing.sources import FORMS, TOKEN, bash_curl, windows_curl


def places(source: str | bytes) -> list[tuple[str, str]]:
    return [(found.place, found.preset.name) for found in importing.read_presets(source).found]


def fingerprints(source: str | bytes) -> list[str]:
    return [found.preset.fingerprint for found in importing.read_presets(source).found]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("payload", [("", "slight")]),
        ("envelope", [("the envelope", "slight")]),
        ("list", [("list[0]", "slight"), ("list[1]", "balanced")]),
        ("names", [("v3", "v3"), ("v4", "v4")]),
        ("bash", [("curl command, line 1", "slight")]),
        ("windows", [("curl command", "slight")]),
        ("python", [("line 3", "PRESET_V3")]),
        ("markdown", [("line 4", "slight")]),
        ("share", [("the share text", "slight")]),
        ("yaml", [("YAML, line 1, soft skin", "soft skin")]),
        ("toml", [("TOML, line 1, soft", "soft")]),
        ("collection", [("item[0].request.body.formdata[1].value", "Start")]),
        ("go", [("line 1", "soft")]),
        ("mail", [("line 2; line 40; line 41", "Try this")]),
        ("zip", [("slight-v3.json", "slight"), ("balanced.json", "balanced")]),
    ],
)
def test_each_form(form: str, expected: list[tuple[str, str]]) -> None:
    assert places(FORMS[form]) == expected
    assert fingerprints(FORMS[form])[0] == SLIGHT.fingerprint


class TestScripts:
    """Literals as they stand in code; nothing of them is run."""

    @pytest.mark.parametrize(
        "text",
        [
            "{'mode': 'professional', 'tasks': [{'Plugin': 'Heal', 'Alpha1': .8, 'Automask': True, 'Gone': None},]}",
            'payload = dict  # v3\nV3 = {"mode": "professional",  # the documented one\n "tasks": ({"Plugin": "He" '
            '"al",\n"Alpha1": 0.80, "Automask": True, "Gone": None},)}',
            "const payload = {\n  mode: 'professional', // as documented\n  tasks: [\n    { Plugin: heal() },\n"
            "  ],\n};\nconst v3 = { mode: 'professional', tasks: [ { Plugin: 'Heal', /* soft */ Alpha1: 0.8, "
            "Automask: true, Gone: undefined } ] };",
            "<?php\n$payload = ['mode' => 'professional', 'tasks' => [['Plugin' => 'Heal', 'Alpha1' => 0.8, "
            "'Automask' => true, 'Gone' => null],],];",
            "$payload = array('mode' => 'professional', 'tasks' => array(array('Plugin' => 'Heal', 'Alpha1' => 8e-1, "
            "'Automask' => TRUE, 'Gone' => NULL)));",
        ],
        ids=["python", "commented", "javascript", "php", "old-php"],
    )
    def test_the_languages(self, text: str) -> None:
        expected = {
            "mode": "professional",
            "tasks": [{"Plugin": "Heal", "Alpha1": 0.8, "Automask": True, "Gone": None}],
        }
        assert [found.preset.payload() for found in importing.read_presets(text).found] == [expected]

    def test_several_in_one_script_keep_their_names(self) -> None:
        text = f"V3 = {SLIGHT.payload()}\n# better:\nv4: dict[str, object] = {BALANCED.payload()}\n"
        assert places(text) == [("line 1", "V3"), ("line 3", "v4")]

    def test_strings_are_read_as_the_language_writes_them(self) -> None:
        text = r"""{'tasks': [{'Plugin': 'Heal', 'a': 'it\'s', 'b': "tab\t\x41\u00e9\ud83d\ude42", 'c': r'C:\new'}]}"""
        assert importing.read_presets(text).found[0].preset.tasks[0].fields == {
            "a": "it's",
            "b": "tab\tAé🙂",
            "c": r"C:\new",
        }

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("{'tasks': [{'Plugin': 'Heal', 'Alpha1': x}]}", '"x" is a name, not a value, at line 1, column 41'),
            ("{'tasks': [__import__('os').system('true')]}", '"__import__" is a name'),
            ("{'tasks': [\n{'Plugin': 'Heal'} {}]}", "a comma or ] is expected at line 2, column 20"),
            ("{'tasks': [{'Plugin': 'Heal', 'Plugin': 'Dust'}]}", '"Plugin" stands twice'),
            ("{'tasks': [{1: 2}]}", "the key 1 is no text"),
            ("{'tasks': [{'Plugin'", "a colon is expected"),
            ("{'tasks': [", "it ends too early"),
            ("{'tasks': [1 + 1]}", "a comma or ] is expected"),
            ("{'tasks': " + "[" * 30 + "]" * 30 + "}", "nested too deeply"),
        ],
    )
    def test_what_is_wrong_is_said_with_its_place(self, text: str, sentence: str) -> None:
        with pytest.raises(InvalidPayload) as caught:
            importing.read_presets(text)
        assert sentence in str(caught.value)


class TestCurl:
    def test_the_token_is_left_out_and_never_repeated(self) -> None:
        for text in (bash_curl(SLIGHT), windows_curl(SLIGHT)):
            imported = importing.read_presets(text)
            assert imported.notes == ("A token stood in it: it was left out and is not kept.",)
            assert TOKEN not in repr(imported)
        with pytest.raises(InvalidPayload) as caught:
            importing.read_presets(bash_curl(SLIGHT).replace('"Heal"', f'["{TOKEN}"]'))
        assert TOKEN not in str(caught.value)
        assert str(caught.value).startswith("curl command, line 1: tasks[0]")

    @pytest.mark.parametrize(
        "option",
        [
            "-F 'payload={}'",
            "-F'payload={}'",
            "--form=payload='{}'",
            "--form 'payload={};type=application/json'",
            "--data-urlencode 'payload={}'",
            "--data-raw $'{}'",
            "--json '{}'",
        ],
    )
    def test_ways_to_send_it(self, option: str) -> None:
        text = f"$ curl -sS {option.replace('{}', SLIGHT.to_json())} https://example.test/start | jq .id"
        assert fingerprints(text) == [SLIGHT.fingerprint]

    def test_url_encoded(self) -> None:
        text = "curl x -d 'token=a&payload=%7B%22tasks%22%3A%5B%7B%22Plugin%22%3A%22Eye+Vessels%22%7D%5D%7D&z=1'"
        assert importing.read_presets(text).found[0].preset.tasks[0].plugin == "Eye Vessels"

    def test_form_values_in_quotes_of_curls_own(self) -> None:
        inside = SLIGHT.to_json().replace('"', '\\"')
        assert fingerprints(f"curl x --form 'payload=\"{inside}\"'") == [SLIGHT.fingerprint]

    def test_copied_from_a_browser_on_windows(self) -> None:
        """Chrome puts ^ before every special letter."""
        inside = SLIGHT.to_json().replace('"', '^\\^"')
        text = f'curl ^"https://example.test/start^" ^\n  -H ^"accept: */*^" ^\n  --form ^"payload={inside}^"'
        assert fingerprints(text) == [SLIGHT.fingerprint]

    def test_backslashes_as_windows_has_them(self) -> None:
        preset = Preset.from_json({"tasks": [{"Plugin": "Heal", "Path": "C:\\x"}]})
        assert fingerprints(windows_curl(preset)) == [preset.fingerprint]

    def test_two_commands_and_what_lies_between(self) -> None:
        text = f'{bash_curl(SLIGHT)}\n{{"id": "x"}}\ncurl \'https://x.test/status/1\'\n{bash_curl(BALANCED)}'
        assert places(text) == [("curl command, line 1", "slight"), ("curl command, line 7", "balanced")]
        assert fingerprints(text) == [SLIGHT.fingerprint, BALANCED.fingerprint]

    def test_a_payload_in_a_file_or_variable_is_asked_for(self) -> None:
        for value in ("<payload.json", "$PAYLOAD", "%PAYLOAD%"):
            with pytest.raises(InvalidPayload, match="from a file or a variable"):
                importing.read_presets(f'curl x --form "payload={value}"')

    def test_a_payload_in_the_same_scripts_variable_is_found(self) -> None:
        text = f"payload='{SLIGHT.to_json()}'\ncurl x --form-string \"payload=$payload\""
        assert fingerprints(text) == [SLIGHT.fingerprint]

    def test_a_payload_within_a_string(self) -> None:
        inside = SLIGHT.to_json().replace('"', '\\"')
        assert fingerprints(f'set "payload={inside}"\r\ncurl --form-string "payload=%payload%" x') == [
            SLIGHT.fingerprint
        ]
        assert fingerprints(f"log: {json.dumps(SLIGHT.to_json())}") == [SLIGHT.fingerprint]


class TestEnvelope:
    def changed(self, **fields: object) -> importing.FoundPreset:
        value = {**envelope.as_dict(SLIGHT, 3, ["a"]), **fields}
        return importing.read_presets(json.dumps(value)).found[0]

    def test_a_newer_one_opens_with_a_note(self) -> None:
        found = self.changed(retouchlab={"schema": 2, "kind": "preset"}, grain=0.2)
        assert found.preset == SLIGHT
        assert "made by a newer Retouch Lab (schema 2, this one knows 1)" in found.notes[0]
        assert "were left out: grain" in found.notes[1]

    def test_values_changed_by_hand_are_told(self) -> None:
        found = self.changed(payload=BALANCED.payload())
        assert found.preset.fingerprint == BALANCED.fingerprint
        assert found.notes == (
            "Its fingerprint does not match its payload: the values were changed after it was exported.",
        )

    def test_odd_fields_are_left_out_and_said(self) -> None:
        found = self.changed(name=7, note=None, author="x" * 500, tags="a", version=-1, used={"main": True})
        assert (found.preset.name, found.preset.note, found.tags, found.version) == ("slight", "", (), None)
        assert len(found.preset.author) == 100
        assert len(found.notes) == 6
        assert found.used == self.changed(used=[3]).used == self.changed(used={"\n": 3}).used == {}

    def test_names_are_one_line_without_tricks(self) -> None:
        assert self.changed(name="a\nb\u202egpj.\u0000").preset.name == "a bgpj."

    def test_another_kind_is_refused(self) -> None:
        with pytest.raises(InvalidPayload, match='the envelope: it holds a "mix"; only presets'):
            self.changed(retouchlab={"schema": 1, "kind": "mix"})
        with pytest.raises(InvalidPayload, match="its payload is missing"):
            self.changed(payload=None)

    def test_findings_are_those_of_the_payload(self) -> None:
        found = self.changed(payload={"tasks": [{"Plugin": "Hair"}, {"Plugin": "Heal", "Alpha1": 3}]})
        assert [(finding.severity, finding.place) for finding in found.findings] == [
            ("warning", "tasks[0] Hair"),
            ("error", "tasks[1] Heal"),
        ]


class TestLists:
    def test_one_bad_preset_does_not_keep_the_others_out(self) -> None:
        text = json.dumps([SLIGHT.payload(), {"tasks": []}, "x", envelope.as_dict(LAYERED)])
        imported = importing.read_presets(text)
        assert [found.place for found in imported.found] == ["list[0]", "list[3]"]
        assert [note.split(":")[:2] for note in imported.notes] == [
            ["Left out", " list[1]"],
        ]

    def test_a_message_that_begins_with_a_bracket(self) -> None:
        assert fingerprints(f"[12:30] Ana: {SLIGHT.to_json()}") == [SLIGHT.fingerprint]
        with pytest.raises(InvalidPayload, match="not JSON"):
            importing.read_presets("[12:30] Ana: later")

    def test_of_a_list_that_is_cut_the_whole_ones_are_read_and_the_rest_is_said(self) -> None:
        text = json.dumps([SLIGHT.payload(), BALANCED.payload(), LAYERED.payload()], indent=1)[:-80]
        imported = importing.read_presets(text)
        assert [found.preset.name for found in imported.found] == ["slight", "balanced"]
        assert "“Skin Mask”, “Heal”, “Fabric”" in imported.notes[-1]
        assert imported.notes[-1].startswith("Left out: lines ")

    def test_what_was_not_looked_at_is_said(self) -> None:
        imported = importing.read_presets(f"see {SLIGHT.to_json()} and {'[' * 300_000}")
        assert [found.preset.fingerprint for found in imported.found] == [SLIGHT.fingerprint]
        assert imported.notes == ("The text is too long and too tangled: only its first part was looked at.",)

    def test_json_lines(self) -> None:
        assert fingerprints(f"{SLIGHT.to_json()}\n{BALANCED.to_json()}\n") == [SLIGHT.fingerprint, BALANCED.fingerprint]

    def test_tasks_alone(self) -> None:
        tasks = SLIGHT.payload()["tasks"]
        assert fingerprints(json.dumps(tasks)) == [SLIGHT.fingerprint]
        imported = importing.read_presets(json.dumps(tasks[0]))
        assert imported.found[0].preset.tasks == SLIGHT.tasks[:1]
        assert imported.notes == ('It is a single task; "mode" and "tasks" were added around it.',)

    def test_at_most_200(self) -> None:
        many = [{"tasks": [{"Plugin": "Heal", "Alpha1": number / 1000}]} for number in range(201)]
        imported = importing.read_presets(json.dumps(many))
        assert len(imported.found) == 200
        assert imported.notes == ("There are more than 200 presets; the first 200 were read.",)


class TestZip:
    def zip(self, **files: str | bytes) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in files.items():
                archive.writestr(name.replace("_dot_", "."), text)
        return buffer.getvalue()

    def test_bare_payloads_take_their_files_names_and_others_are_said(self) -> None:
        data = self.zip(
            warm_dot_json=SLIGHT.to_json(),
            photo_dot_jpg=b"\xff\xd8",
            bad_dot_json="{",
            c_dot_md="none",
            run_dot_py=f"V3 = {BALANCED.payload()}",
        )
        imported = importing.read_presets(data)
        assert places(data) == [("warm.json", "warm"), ("run.py", "V3")]
        assert imported.notes == (
            "2 other files in the ZIP were passed over.",
            "Left out: bad.json: there is no preset in it",
        )

    def test_no_two_files_under_one_name(self) -> None:
        items = [SLIGHT, SLIGHT, Preset("Slight", SLIGHT.tasks)]
        data = envelope.to_zip([(preset, None, (), {}) for preset in items])
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.namelist() == ["slight.json", "slight-2.json", "Slight-3.json"]

    def test_bombs_and_nothing(self) -> None:
        for data, sentence in (
            (self.zip(a_dot_json=b" " * 3_000_000), "a.json: it is too large"),
            (self.zip(a_dot_jpg=b""), "none of its text files has one"),
            (self.zip(a_dot_json=b"\xff"), "no text in UTF-8"),
            (b"PK\x03\x04", "the ZIP can't be read: its end is missing"),
        ):
            with pytest.raises(InvalidPayload, match=sentence):
                importing.read_presets(data)

"""What can't be read is said with its line and the plugin found, and hides nothing beside it."""

from __future__ import annotations

import json

import pytest

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets import importing
from retouch_lib.presets.vendor import BALANCED, HEAVY, LAYERED, SLIGHT

WHOLE = SLIGHT.to_json()

UNREAD = {
    "typescript": "\nexport const soft = {\n  tasks: [{ Plugin: Plugin.Heal, Alpha1: BASE * 2 }],\n};\n",
    "kotlin": '\nval tasks = buildList {\n  add(Task(plugin = "Heal", alpha1 = 0.8f))\n}\n',
    "java": '\npayload.tasks(\n  new Task("Heal").alpha1(0.8));\n',
    "csharp": "\nvar t = new RetouchTask(\n  Plugins.Heal, 0.8f);\n",
    "php": "\n$tasks = [\n  task('Heal', $strength),\n];\n",
    "python": '\ntasks = [task(\n  "Heal", strength) for strength in GRID]\n',
    "go": '\nvar t = client.Task(\n  PluginFor("Heal"), alpha)\n',
    "xml": "\n<task>\n  <Plugin>Heal</Plugin></task>\n",
    "cut": '\n{"mode": "professional",\n "tasks": [{"Plugin": "Heal", "Alpha1": 0.8',
    "misspelt": '\n{"mode": "professional",\n "tasks": [{"Plugin": "Heal" "Alpha1": 0.8}]}\n',
}


@pytest.mark.parametrize("name", UNREAD)
class TestByLine:
    def test_beside_what_is_read(self, name: str) -> None:
        imported = importing.read_presets(f"{WHOLE}\n{UNREAD[name]}")
        assert [found.preset.fingerprint for found in imported.found] == [SLIGHT.fingerprint]
        (note,) = (note for note in imported.notes if "“Heal”" in note)
        assert note.startswith(("Left out: line 4: ", "Left out: lines 3 to 4: "))

    def test_alone(self, name: str) -> None:
        with pytest.raises(InvalidPayload, match="“Heal” can't be read there") as caught:
            importing.read_presets(UNREAD[name])
        assert str(caught.value).startswith(("line 3: ", "lines 2 to 3: "))


def test_why_is_said_where_it_is_known() -> None:
    with pytest.raises(InvalidPayload, match="a comma or } is expected at line 3, column 38"):
        importing.read_presets(UNREAD["misspelt"])


def test_prose_that_only_mentions_a_plugin_is_no_loss() -> None:
    imported = importing.read_presets(
        f"Dodge Burn uses Scale: 2 here, and the tasks are few.\nHeal is strong.\n{WHOLE}"
    )
    assert imported.notes == ()


def test_a_balance_call_hides_nothing_and_is_no_payload() -> None:
    text = (
        "curl -X POST 'https://x.test/api/v1/balance' --data-raw '{\"modes\":[\"professional\"]}'\n\n"
        f"curl 'https://x.test/start' --form-string 'payload={WHOLE}'\n\n"
        f"Heavy:\n\n```json\n{BALANCED.to_json(indent=2)}\n```\n"
    )
    imported = importing.read_presets(text)
    assert [found.preset.fingerprint for found in imported.found] == [SLIGHT.fingerprint, BALANCED.fingerprint]
    assert imported.notes == ()


def test_a_failure_in_one_form_hides_no_other() -> None:
    text = f"curl x -d '{{\"tasks\": []}}'\nretouchlab:1:abc.00000000\nx = {{'tasks': [\n{WHOLE}\n"
    imported = importing.read_presets(text)
    assert [found.preset.fingerprint for found in imported.found] == [SLIGHT.fingerprint]
    assert [note.split(":")[1].strip() for note in imported.notes] == [
        "the share text, line 2 is damaged",
        "curl command, line 1",
        "line 3",
    ]


def test_many_places_are_counted_not_listed() -> None:
    text = "\n" * 9 + ("'Heal': x\n" + "\n" * 9) * 50
    with pytest.raises(InvalidPayload) as caught:
        importing.read_presets(text)
    assert len(caught.value.problems) == 21
    assert caught.value.problems[-1] == "there are more places like these; they were not listed"


class TestVendorsPage:
    """Laid out as the vendor's page: prose, commands for two shells, replies, scripts in three languages."""

    def page(self) -> str:
        parts = [
            "Cloud AI Retouching API",
            "curl 'https://x/balance' --form 'modes[]=\"professional\"'",
            '{"status": 200}',
        ]
        parts += ["Balanced retouching JSON: a moderate preset.", "Note: Dodge Burn uses Scale: 2 in this example."]
        parts += [BALANCED.to_json(indent=0), "Slight retouching JSON: lower values.", SLIGHT.to_json(indent=0)]
        parts += ["Heavy retouching JSON: higher values.", HEAVY.to_json(indent=0)]
        for preset in (BALANCED, LAYERED):
            inside = preset.to_json().replace('"', '\\"')
            parts += [
                "curl --location 'https://x/start' \\\n--form 'file=@\"a.jpg\"' \\\n"
                "--form 'token=\"retoexample7k2mQ9\"' \\\n"
                f"--form-string 'payload={preset.to_json()}'",
                f'curl --location "https://x/start" --form "file=@a.jpg" --form-string "payload={inside}"',
                '{\n"status": 200,\n"id": "x"\n}',
            ]
        parts += [f"PAYLOAD = {BALANCED.payload()}", "Example 2", "Payload JSON: layered.", LAYERED.to_json(indent=0)]
        return "\n".join(parts)

    def test_all_four(self) -> None:
        imported = importing.read_presets(self.page())
        assert [found.preset.name for found in imported.found] == ["balanced", "slight", "heavy", "layered"]
        assert [found.preset.fingerprint for found in imported.found] == [
            preset.fingerprint for preset in (BALANCED, SLIGHT, HEAVY, LAYERED)
        ]
        assert imported.notes == ("A token stood in it: it was left out and is not kept.",)
        assert imported.found[0].place.startswith("line 6; curl command, line ")
        assert imported.found[0].place.endswith(" and 1 more place")

    def test_as_json_in_a_report(self) -> None:
        imported = importing.read_presets(json.dumps({"page": self.page()}))
        assert len(imported.found) == 4

"""YAML and TOML as a whole file, between fences, and in the midst of a message."""

from __future__ import annotations

import pytest

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets import importing

SOFT = {"mode": "professional", "tasks": [{"Plugin": "Heal", "Scale": 0, "Alpha1": 0.6}]}
HARD = {
    "mode": "professional",
    "tasks": [{"Plugin": "Heal", "Scale": 0, "Alpha1": 0.6}, {"Plugin": "Fabric", "Alpha1": 2}],
}

YAML = """\
# what the studio agreed on
soft skin:
  mode: professional
  tasks:
    - Plugin: Heal
      Scale: 0
      Alpha1: 0.6   # was 0.8
hard:
  mode: professional
  tasks:
    - {Plugin: Heal, Scale: 0, Alpha1: 0.6}
    - Plugin: Fabric
      Alpha1: 2
"""
TOML = """\
[looks.soft]
mode = "professional"

[[looks.soft.tasks]]
Plugin = "Heal"
Scale = 0
Alpha1 = 0.6

[looks.hard]
mode = "professional"
tasks = [{Plugin = "Heal", Scale = 0, Alpha1 = 0.6}, {Plugin = "Fabric", Alpha1 = 2}]
"""
BARE = """\
mode: professional
tasks:
  - Plugin: Heal
    Scale: 0
    Alpha1: 0.6
"""
ANCHORS = """\
heal: &heal
  - {Plugin: Heal, Scale: 0, Alpha1: 0.6}
soft:
  mode: &mode professional
  tasks: *heal
"""
WORKFLOW = """\
name: retouch
jobs:
  start:
    steps:
      - run: |
          curl https://x.test/start --form-string \\
            'payload={"mode":"professional","tasks":[{"Plugin":"Heal","Scale":0,"Alpha1":0.6}]}'
      - name: hard
        env:
          tasks:
            - {Plugin: Heal, Scale: 0, Alpha1: 0.6}
            - {Plugin: Fabric, Alpha1: 2}
          mode: professional
"""


def read(source: str) -> list[tuple[str, object]]:
    return [(found.preset.name, found.preset.payload()) for found in importing.read_presets(source).found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (YAML, [("soft skin", SOFT), ("hard", HARD)]),
        (TOML, [("soft", SOFT), ("hard", HARD)]),
        (BARE, [("", SOFT)]),
        (
            "---\nname: a\nmode: professional\ntasks: [{Plugin: Heal, Scale: 0, Alpha1: 0.6}]\n---\nother: 1\n",
            [("a", SOFT)],
        ),
        (ANCHORS, [("heal", SOFT), ("soft", SOFT)]),
        ('"tasks":\n  - "Plugin": "Heal"\n    "Scale": 0\n    "Alpha1": 0.6\n', [("", SOFT)]),
    ],
    ids=["yaml", "toml", "bare", "documents", "anchors", "quoted-keys"],
)
class TestForms:
    def test_a_whole_file(self, text: str, expected: list[tuple[str, object]]) -> None:
        assert read(text) == expected
        assert not [note for note in importing.read_presets(text).notes if note.startswith("Left out")]

    def test_between_fences(self, text: str, expected: list[tuple[str, object]]) -> None:
        assert read(f"# Our looks\n\nTake these: they hold.\n\n```\n{text}```\n\nBye: Ana\n") == expected


def test_in_a_message() -> None:
    message = f"Hi Ben,\n\nI tried: a lot. Now:\n\n{YAML.partition('hard')[0]}\nBye,\nAna: from the studio"
    assert read(message) == [("soft skin", SOFT)]


def test_commands_within_are_read_once_and_the_rest_beside_them() -> None:
    imported = importing.read_presets(WORKFLOW)
    assert [found.preset.payload() for found in imported.found] == [SOFT, HARD]
    assert imported.notes == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (YAML.replace("      Scale: 0", "     Scale: 0"), "not YAML"),
        (YAML.replace("Scale: 0, Alpha1: 0.6}", "Scale: 0, Scale: 1}"), "twice"),
        (TOML.partition("[looks.hard]")[0].replace('"Heal"', "Heal"), "not TOML"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_with_its_line(text: str, sentence: str) -> None:
    with pytest.raises(InvalidPayload) as caught:
        importing.read_presets(text)
    assert "“Heal”" in str(caught.value) or "tasks" in str(caught.value)
    assert sentence in str(caught.value)
    assert " line " in str(caught.value)


def test_tasks_that_make_no_sense_in_yaml_are_said() -> None:
    with pytest.raises(InvalidPayload, match="tasks"):
        importing.read_presets("soft:\n  tasks:\n    - Heal\n    - Fabric\n")

"""docs/presets.md: each example is read as the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets import importing
from retouch_lib.presets.preset import Preset

PAGE = (Path(__file__).resolve().parents[4] / "docs" / "presets.md").read_text()
HEAL = Preset.from_json({"mode": "professional", "tasks": [{"Plugin": "Heal", "Scale": 0, "Alpha1": 0.6}]})
READ, UNREAD = PAGE.split("## What can't be read")
EXAMPLES = re.findall(r"([^\n]+)\n\n```\w+\n(.*?)```", READ, re.DOTALL)


@pytest.mark.parametrize("example", [text for _, text in EXAMPLES], ids=[said[:30] for said, _ in EXAMPLES])
def test_each_example_is_read(example: str) -> None:
    for source in (example, example.encode("utf-16"), f"Hello Ana!\n\n{example}\nBye"):
        imported = importing.read_presets(source)
        assert [found.preset.payload() for found in imported.found] == [HEAL.payload()]
        assert not [note for note in imported.notes if note.startswith("Left out")]


def test_there_is_one_for_each_form() -> None:
    assert len(EXAMPLES) == PAGE.count("```") // 2 - 1 >= 25


def test_what_can_t_be_read_is_said_as_the_page_says() -> None:
    (example,) = re.findall(r"```text\n(.*?)```", UNREAD, re.DOTALL)
    (said,) = re.findall(r"Here “(.*)”, and why", UNREAD)
    with pytest.raises(InvalidPayload, match=re.escape(said)):
        importing.read_presets(example)

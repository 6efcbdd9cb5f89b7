"""Each language's script, letter for letter; and what every script promises. Run: tests/contract/test_snippets.py."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets import importing
from retouch_lib.presets.preset import MAX_TASKS, Preset, Task
from retouch_lib.presets.snippets import LANGUAGES, snippet
from retouch_lib.presets.vendor import BALANCED
from tests.conftest import GOLDEN
from tests.unit.presets.importing.sources import presets_of_values

MAIN = "https://retoucher.hz.labs.retouch4.me/api/v1"


def made(language: str, preset: Preset = BALANCED) -> str:
    return snippet(language, preset, MAIN, photo_name="DSC_6229_Sample.jpg")


def golden(language: str) -> Path:
    return GOLDEN / "snippets" / f"{LANGUAGES[language].file_name}.txt"


@pytest.mark.parametrize("language", LANGUAGES)
def test_letter_for_letter(language: str) -> None:
    """After a change that is meant, write them anew: `python -m tests.unit.presets.test_snippets`."""
    assert made(language) == golden(language).read_bytes().decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_script_holds_a_token(language: str) -> None:
    text = made(language)
    assert "RETOUCH_TOKEN" in text
    assert "reto_" not in text
    assert re.findall(r"@@\w+@@", text) == []


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=20)
@given(preset=presets_of_values)
def test_copied_and_pasted_it_is_the_same_preset(language: str, preset: Preset) -> None:
    assert [found.preset.fingerprint for found in importing.read_presets(made(language, preset)).found] == [
        preset.fingerprint
    ]


def test_lines_of_the_windows_script_fit_and_end_as_they_must() -> None:
    lines = made("curl (Windows)").split("\n")
    assert all(line.endswith("\r") for line in lines[:-1])
    assert max(map(len, lines)) < 8191
    many = Preset("many", (Task("Heal", {"Alpha1": 0.123456789, "Note": "x" * 100}),) * MAX_TASKS)
    with pytest.raises(InvalidPayload, match="too long for a Windows command line"):
        made("curl (Windows)", many)


if __name__ == "__main__":
    for name in LANGUAGES:
        golden(name).write_bytes(made(name).encode())

"""Each language's script, letter for letter; and what every script promises."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets import importing
from retouch_lib.presets.preset import MAX_TASKS, Preset, Task
from retouch_lib.presets.snippets import LANGUAGES, snippet
from retouch_lib.presets.vendor import BALANCED
from tests.conftest import GOLDEN
from tests.unit.presets.test_preset import presets

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


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "curl (Windows)"])
@given(preset=presets)
def test_copied_and_pasted_it_is_the_same_preset(language: str, preset: Preset) -> None:
    assert [found.preset.fingerprint for found in importing.read(made(language, preset)).found] == [preset.fingerprint]


@given(presets)
def test_the_windows_script_too(preset: Preset) -> None:
    text = made("curl (Windows)", preset)
    assert [found.preset.fingerprint for found in importing.read(text).found] == [preset.fingerprint]


def test_lines_of_the_windows_script_fit_and_end_as_they_must() -> None:
    lines = made("curl (Windows)").split("\n")
    assert all(line.endswith("\r") for line in lines[:-1])
    assert max(map(len, lines)) < 8191
    many = Preset("many", (Task("Heal", {"Alpha1": 0.123456789, "Note": "x" * 100}),) * MAX_TASKS)
    with pytest.raises(InvalidPayload, match="too long for a Windows command line"):
        made("curl (Windows)", many)


@pytest.mark.parametrize(
    ("language", "command"),
    [
        ("curl (bash)", ["bash", "-n"]),
        ("Python (requests)", [sys.executable, "-m", "py_compile"]),
        ("PHP", ["php", "-l"]),
        ("Node.js", ["node", "--check"]),
    ],
)
def test_each_languages_own_reader_accepts_it(language: str, command: list[str], tmp_path: Path) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not on this machine: only the golden file is compared")
    script = tmp_path / LANGUAGES[language].file_name
    script.write_text(made(language))
    ended = subprocess.run([*command, str(script)], capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr


if __name__ == "__main__":
    for name in LANGUAGES:
        golden(name).write_bytes(made(name).encode())

"""The Windows script without Windows: each line as cmd.exe expands and quotes it, and curl.exe then splits it."""

from __future__ import annotations

import hashlib
import json
import re
import sys
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given

from retouch_lib.presets.preset import Preset
from retouch_lib.presets.snippets import snippet
from retouch_lib.presets.snippets.windows import quoted
from retouch_lib.presets.vendor import BALANCED
from tests.unit import cmd_line
from tests.unit.presets.test_preset import presets

SERVER = "https://retoucher.hz.labs.retouch4.me/api/v1"
PHOTOS = ("photo.jpg", r"C:\Users\Ana & Co\it's 100% (new)^2!.jpg", r"\\nas\a b\é.jpg")


def lines(preset: Preset, photo: str = "photo.jpg") -> list[str]:
    return snippet("curl (Windows)", preset, SERVER, photo_name=photo).split("\r\n")


def ran(preset: Preset, argument: str = "", photo: str = "photo.jpg") -> tuple[dict[str, str], list[str]]:
    """The variables that the script sets in plain lines, and the line with which curl starts the job, expanded."""
    variables = {"retouch_token": "reto-token"}
    for line in lines(preset, photo):
        text = cmd_line.expanded(line, variables, argument)
        if pair := cmd_line.assigned(text):
            variables[pair[0]] = pair[1]
        elif line.startswith("if not defined photo ") and not variables["photo"]:
            variables["photo"] = str(cmd_line.assigned(text.removeprefix("if not defined photo "))[1])  # type: ignore[index]
        elif line.startswith("for /f ") and line.endswith('do set "key=%%K"'):
            variables["key"] = "the-key"
        elif line.startswith("curl ") and line.endswith('/start"'):
            return variables, [text]
    raise AssertionError("no line starts a job")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (r'curl "a b" c', ["curl", "a b", "c"]),
        (r'"{\"a\":\"b c\"}" x', ['{"a":"b c"}', "x"]),
        (r'"C:\a\\" b\\c \\\"', ["C:\\a\\", r"b\\c", '\\"']),
        ('a"b c"d  ""', ["ab cd", ""]),
    ],
)
def test_the_rules_themselves(line: str, expected: list[str]) -> None:
    """As documented for the C runtime's argv."""
    assert cmd_line.arguments(line) == expected


@given(presets)
def test_curl_gets_the_payload_whatever_is_in_it(preset: Preset) -> None:
    variables, (line,) = ran(preset)
    assert cmd_line.special(line) == set()
    assert cmd_line.special(f'set "payload={variables["payload"]}"') == set()
    assert "%" not in variables["payload"]
    assert variables["payload"].isascii()
    payload = next(word for word in cmd_line.arguments(line) if word.startswith("payload="))
    assert json.loads(payload.removeprefix("payload=")) == preset.payload()


@pytest.mark.parametrize("photo", PHOTOS)
@pytest.mark.parametrize("given_as", ["argument", "default"])
def test_curl_gets_the_photo_whatever_its_name(photo: str, given_as: str) -> None:
    _, (line,) = ran(BALANCED, photo, "x.jpg") if given_as == "argument" else ran(BALANCED, "", photo)
    assert cmd_line.special(line) == set()
    words = cmd_line.arguments(line)
    name = photo if given_as == "argument" else photo.rsplit("\\", 1)[-1]
    assert f"file=@{name}" in words or f"file=@{photo}" in words
    assert words[-1] == f"{SERVER}/retoucher/start"
    assert words[words.index("--header") + 1] == "Idempotency-Key: the-key"
    assert "token=reto-token" in words


def test_a_name_stands_in_quotes_wherever_it_stands() -> None:
    """A photo may be called "a&b.jpg": outside of quotes its second half would be a command."""
    for line in lines(BALANCED):
        for found in re.finditer(r"%(photo|result|part|reply|base)(:[^%]*)?%", line):
            assert line[: found.start()].count('"') % 2 == 1, line


def test_curls_own_signs_in_a_name_are_refused() -> None:
    line = next(line for line in lines(BALANCED) if line.startswith('if not "%photo:'))
    for name, same in (("a b.jpg", True), ("a, b.jpg", False), ("a;b.jpg", False)):
        left, right = cmd_line.expanded(line, {"photo": name}).removeprefix("if not ").removesuffix(" (").split("==")
        assert (left == right) is same


@given(presets)
def test_its_key_is_the_other_scripts(preset: Preset) -> None:
    """PowerShell takes the backslashes before quotes away; what is left is what Python's script hashes."""
    text = quoted(preset).replace('\\"', '"')
    digest = hashlib.sha256(b"photo").hexdigest()
    made = hashlib.sha256(f"{digest}\n{text}\n".encode()).hexdigest()
    key = f"{made[:8]}-{made[8:12]}-8{made[13:16]}-8{made[17:20]}-{made[20:32]}"
    script = snippet("Python (requests)", preset, SERVER, photo_name="photo.jpg")
    names: dict[str, Any] = {}
    with patch.object(sys, "argv", ["retouch.py"]):
        exec(script.removesuffix("\nmain()\n"), names)
    assert names["key"](b"photo") == key


def test_powershell_hashes_the_same_text() -> None:
    line = next(line for line in lines(BALANCED) if "Get-FileHash" in line)
    assert "$p=$env:payload.Replace(([string][char]92+[char]34),[string][char]34);" in line
    assert "UTF8.GetBytes($h+[char]10+$p+[char]10+$env:again)" in line

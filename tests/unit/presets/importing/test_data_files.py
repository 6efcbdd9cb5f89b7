"""Presets as YAML and TOML: the value that JSON would hold, or a sentence with a line; nothing takes long."""

from __future__ import annotations

import contextlib
import math
import time

import pytest
import yaml

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets.bounded_json import Json
from retouch_lib.presets.importing import data_files, yaml_nodes
from retouch_lib.presets.importing.data_files import from_toml, from_yaml

TASKS = [
    {"Plugin": "Heal", "Scale": 0, "Alpha1": 0.8},
    {"Plugin": "White Teeth", "Scale": 0, "Alpha1": 0.25, "Alpha2": 0.2},
]
PAYLOAD = {"mode": "professional", "tasks": TASKS}

YAML = {
    "block": """\
# what the studio sends
mode: professional
tasks:
  - Plugin: Heal       # soft
    Scale: 0
    Alpha1: 0.80
  - {Plugin: White Teeth, Scale: 0, Alpha1: .25, Alpha2: 2e-1}
""",
    "quoted": """\
"mode": 'professional'
"tasks":
- "Plugin": "Heal"
  "Scale": 0
  Alpha1: !!float "0.8"
- Plugin: >-
    White
    Teeth
  Scale: !!int 0
  Alpha1: 0.25
  Alpha2: 0.2
""",
    "json": '{"mode": "professional", "tasks": [{"Plugin": "Heal", "Scale": 0, "Alpha1": 0.8},\n'
    ' {"Plugin": "White Teeth", "Scale": 0, "Alpha1": 0.25, "Alpha2": 0.2}]}',
    "merged": """\
mode: professional
tasks:
  - &auto {Plugin: Heal, Scale: 0, Alpha1: 0.8}
  - <<: [*auto, {Alpha1: 9, Alpha2: 0.2}]
    Plugin: White Teeth
    Alpha1: 0.25
""",
}
TOML = {
    "tables": """\
mode = "professional"  # the only one
[[tasks]]
Plugin = "Heal"
Scale = 0
Alpha1 = 0.8
[[tasks]]
Plugin = 'White Teeth'
Scale = 0
Alpha1 = 0.25
Alpha2 = 2e-1
""",
    "inline": 'mode = "professional"\ntasks = [{Plugin = "Heal", Scale = 0, Alpha1 = 0.8},\n'
    '  {Plugin = "White Teeth", Scale = 0, Alpha1 = 0.25, Alpha2 = 0.2}]\n',
}


@pytest.mark.parametrize("name", YAML)
def test_yaml(name: str) -> None:
    assert from_yaml(YAML[name]) == PAYLOAD


@pytest.mark.parametrize("name", TOML)
def test_toml(name: str) -> None:
    assert from_toml(TOML[name]) == PAYLOAD


def test_toml_of_several() -> None:
    text = '[[presets]]\nname = "a"\n[[presets.tasks]]\nPlugin = "Heal"\n[[presets]]\nname = "b"\ntasks = []\n'
    expected = {"presets": [{"name": "a", "tasks": [{"Plugin": "Heal"}]}, {"name": "b", "tasks": []}]}
    assert from_toml(f"\ufeff{text}") == expected


def test_documents_are_a_list_and_empty_ones_are_none() -> None:
    assert from_yaml("\ufeff---\na: 1\n---\n# nothing\n---\n- b\n...\n") == [{"a": 1}, ["b"]]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        *(("yes", "yes"), ("on", "on"), ("010", "010"), ("1:30", "1:30"), ("1_000", "1_000"), ("0x10", "0x10")),
        *(("2024-01-31", "2024-01-31"), ("!secret x", "x"), ("!!binary aGk=", "aGk="), ("!!str 5", "5"), ("'5'", "5")),
        *(
            ("", None),
            ("~", None),
            ("True", True),
            ("false", False),
            ("-5", -5),
            ("+.5", 0.5),
            ("1e-1", 0.1),
            ("5.", 5.0),
        ),
        *((".inf", math.inf), ("9" * 500, math.inf), ("|\n  a\n  b\n", "a\nb\n"), ('"\\u00e9"', "é")),
    ],
)
def test_single_values(written: str, read: Json) -> None:
    value = from_yaml(f"a: {written}")["a"]
    assert value == read
    assert type(value) is type(read)


def test_keys_are_as_they_are_written() -> None:
    assert from_yaml("1: a\non: b\n2024-01-31: c\n") == {"1": "a", "on": "b", "2024-01-31": "c"}


def test_dates_of_toml_are_texts_and_no_number_is_endless() -> None:
    assert from_toml("a = 2024-01-31\nb = 07:32:00\nc = nan")["a"] == "2024-01-31"
    assert from_toml(f"a = {'9' * 500}") == {"a": math.inf}


LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)
)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: [1\nb: 2", "not YAML: .* at line 2, column 2"),
        ("a: 'x", "not YAML: .* at line 1"),
        ("a:\n\t- b", "not YAML: .* at line 2, column 1"),
        ("a: 1\nb: 2\na: 3", '"a" stands twice in one object; keep one of them, at line 3'),
        ("a: 1\nb: \x01", "a character that it can't hold, at line 2"),
        ("a: \ud800", "a character that it can't hold, at line 1"),
        ("a: *b", r"\*b stands for nothing before it, at line 1"),
        ("a: &a [*a]", r"\*a stands for nothing before it, at line 1"),
        ("a: 1\n<<: 5", "<< takes the values of an object, and there is none, at line 2"),
        ("? [a]\n: b", "a key is no text, at line 1"),
        ("a: !!set {b, c}", "a set is nothing that JSON can say, at line 1"),
        (LAUGHS, r"its aliases \(\*\) stand for too much, at line 5"),
        ("a: " + "[" * 20 + "]" * 20, "nested too deeply; at most 20 levels are read, at line 1"),
        ("- " * 21 + "a", "nested too deeply"),
        (
            "a: &a " + "[" * 15 + "]" * 15 + "\nb: [[[[[*a]]]]]",
            "nested too deeply; at most 20 levels are read, at line 2",
        ),
        ("just a text", "without an object or a list"),
        ("--- a\n--- b\n", "without an object or a list"),
        ("", "without an object or a list"),
        ("!!python/object/apply:os.system ['true']\n---\na: 'x", "not YAML"),
        ("a: 1\n" * 250_000, "too long to be read: over 1,000,000 characters"),
    ],
)
def test_what_yaml_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(InvalidPayload, match=sentence):
        from_yaml(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a = 1\na = 2", "not TOML: Cannot overwrite a value at its end, line 2"),
        ("a = ", "not TOML: Invalid value at its end, line 1"),
        ("a = 1\nb = 010", "not TOML: .* at line 2, column"),
        ("a: 1", "not TOML"),
        (f"{'.'.join('a' * 25)} = 1", "nested too deeply; at most 20 levels"),
        (f"a = {'[' * 3000}", "nested too deeply"),
        (f"a = {'9' * 5000}", "a number is too long"),
        (f"a = 1\n{'a.' * 3000}b = 1", "too many dots in one line, at line 2"),
        ("a = 1\n" * 50_000, "too long to be read: over 250,000 characters"),
    ],
)
def test_what_toml_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(InvalidPayload, match=sentence):
        from_toml(text)


def test_no_object_of_python_is_made() -> None:
    assert from_yaml("a: !!python/object/apply:os.system ['exit 1']") == {"a": ["exit 1"]}


@pytest.mark.parametrize("name", YAML)
def test_the_parser_in_python_gives_the_same(name: str) -> None:
    """It takes libyaml's place where there is none."""
    assert yaml_nodes.documents(yaml.parse(YAML[name], Loader=yaml.SafeLoader)) == [PAYLOAD]


SLOW = {
    "nested": "[", "items": "- ", "objects": "{a: ", "keys": "? ", "anchors": "&a ", "aliases": "[*a,", "tags": "!",
    "documents": "---\n", "colons": ":", "quotes": "'", "tabs": "\t", "breaks": "\n", "lists": "- a\n", "pairs": "a\n",
    "directives": "%a\n", "spaces": " ", "blocks": "|\n", "comments": "# a\n", "deeper": "a:\n ", "words": "a ",
    "tasks": "- {Plugin: Heal, Scale: 0, Alpha1: 0.8}\n",
    "toml": "a = 1\n", "toml-tables": "[[a]]\n", "toml-dots": "a." * 1000 + "a = 1\n", "toml-inline": "a={",
    "toml-names": "[" + "a." * 1000 + "a]\n", "toml-texts": "a = \"\"\"",
}  # fmt: skip


@pytest.mark.parametrize("name", SLOW)
@pytest.mark.parametrize("before", ["", "[", '"', "a: "])
def test_a_megabyte_takes_no_time(name: str, before: str) -> None:
    """The limit is for a slow and busy machine."""
    text = before + SLOW[name] * ((data_files.MAX_YAML - 4) // len(SLOW[name]))
    for read, most in ((from_yaml, data_files.MAX_YAML), (from_toml, data_files.MAX_TOML)):
        begun = time.thread_time()
        with contextlib.suppress(InvalidPayload):
            read(text[:most])
        assert time.thread_time() - begun < 5

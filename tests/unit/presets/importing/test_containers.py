"""Presets in whatever stands around them: other programs' files, strings in strings, rows, logs."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets import importing
from retouch_lib.presets.preset import Preset

SOFT: dict[str, Any] = {"mode": "professional", "tasks": [{"Plugin": "Heal", "Scale": 0, "Alpha1": 0.6}]}
HARD: dict[str, Any] = {
    "mode": "professional",
    "tasks": [{"Plugin": "Fabric", "Scale": 0, "Alpha1": 1.2}, {"Plugin": "Skin Tone", "Scale": 0, "Alpha1": 0.9}],
}


def read(source: str | bytes) -> list[tuple[str, dict[str, Any]]]:
    return [(found.preset.name, found.preset.payload()) for found in importing.read_presets(source).found]


def in_strings(value: object, times: int) -> object:
    """The value as JSON within JSON within JSON."""
    for _ in range(times):
        value = {"next": json.dumps(value)}
    return value


def multipart(payload: object) -> str:
    return f'--xx\r\nContent-Disposition: form-data; name="payload"\r\n\r\n{json.dumps(payload)}\r\n--xx--'


POSTMAN = {
    "info": {"name": "Studio", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
    "item": [
        {
            "name": name,
            "request": {
                "method": "POST",
                "body": {
                    "mode": "formdata",
                    "formdata": [
                        {"key": "file", "type": "file", "src": "a.jpg"},
                        {"key": "token", "value": "{{token}}", "type": "text"},
                        {"key": "payload", "value": json.dumps(payload, indent=2), "type": "text"},
                    ],
                },
            },
        }
        for name, payload in (("Start soft", SOFT), ("Start hard", HARD))
    ],
}
HAR = {
    "log": {
        "creator": {"name": "Firefox"},
        "entries": [
            {
                "request": {
                    "url": "https://retoucher.example/api/v1/retoucher/start",
                    "postData": {
                        "mimeType": "multipart/form-data; boundary=xx",
                        "text": multipart(SOFT),
                    },
                }
            },
            {
                "request": {
                    "postData": {
                        "mimeType": "application/x-www-form-urlencoded",
                        "text": urlencode({"token": "x", "payload": json.dumps(HARD)}),
                    }
                }
            },
        ],
    }
}
OPENAPI = {
    "openapi": "3.1.0",
    "paths": {
        "/retoucher/start": {
            "post": {
                "requestBody": {
                    "content": {
                        "multipart/form-data": {
                            "schema": {"properties": {"payload": {"type": "string", "example": json.dumps(SOFT)}}},
                            "examples": {"hard": {"summary": "More", "value": HARD}},
                        }
                    }
                }
            }
        }
    },
}
NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "source": ["# Presets\n", "as agreed\n"]},
        {
            "cell_type": "code",
            "source": ["soft = {\n", "  'mode': 'professional',\n", f"  'tasks': {SOFT['tasks']},\n", "}\n"],
            "outputs": [{"data": {"text/plain": [repr(HARD)]}}],
        },
    ],
    "nbformat": 4,
}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (POSTMAN, [("Start soft", SOFT), ("Start hard", HARD)]),
        (HAR, [("", SOFT), ("", HARD)]),
        (OPENAPI, [("", SOFT), ("hard", HARD)]),
        (NOTEBOOK, [("soft", SOFT), ("", HARD)]),
        (
            {"clean": {"name": "Clean skin", "preset": SOFT}, "strong": {"preset": HARD}},
            [("Clean skin", SOFT), ("strong", HARD)],
        ),
        ({"version": 1, "presets": [{"name": "A", **SOFT}, {"name": "B", **HARD}]}, [("A", SOFT), ("B", HARD)]),
        ({"looks": {"soft": SOFT["tasks"], "hard": HARD["tasks"]}}, [("soft", SOFT), ("hard", HARD)]),
        ([{"id": 7, "preset_name": "soft", "payload_json": json.dumps(SOFT)}], [("soft", SOFT)]),
        ({"S": SOFT, "L": HARD}, [("S", SOFT), ("L", HARD)]),
        ({"studio": {"weddings": [SOFT, HARD]}}, [("weddings", SOFT), ("weddings 2", HARD)]),
        ({"request": {"args": {"body": in_strings(SOFT, 4)}}}, [("next", SOFT)]),
        (json.dumps(json.dumps(SOFT)), [("", SOFT)]),
        ({"cmd": f"curl x -F file=@a.jpg --form-string 'payload={json.dumps(HARD)}'"}, [("cmd", HARD)]),
        (
            {"base": {**SOFT, "variants": {"more": HARD}}},
            [("base", {**SOFT, "variants": {"more": HARD}}), ("more", HARD)],
        ),
    ],
    ids=[
        *(
            "postman",
            "har",
            "openapi",
            "notebook",
            "nested",
            "list",
            "named-task-lists",
            "rows",
            "sizes",
            "two-of-one-name",
        ),
        *("strings-in-strings", "string-of-a-string", "command-in-json", "payload-in-a-payload"),
    ],
)
def test_json_of_other_programs(value: object, expected: list[tuple[str, dict[str, Any]]]) -> None:
    for indent in (None, 2):
        assert read(json.dumps(value, indent=indent)) == expected


def rows() -> str:
    file = io.StringIO()
    csv.writer(file).writerows(
        [["id", "name", "payload"], [1, "soft", json.dumps(SOFT)], [2, "hard", json.dumps(HARD)]]
    )
    return file.getvalue()


ESCAPED = json.dumps(json.dumps(SOFT))[1:-1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (rows(), [SOFT, HARD]),
        (f"INSERT INTO presets VALUES (1, 'soft', '{json.dumps(SOFT)}', NULL);\n", [SOFT]),
        (f'2026-03-18 12:00:01 INFO job 12 start payload={json.dumps(SOFT)} quota=17\n[…] payload="{ESCAPED}"', [SOFT]),
        (f'level=info msg="sent {json.dumps(ESCAPED)[1:-1]}"', [SOFT]),
        (f"RETOUCH_URL=https://x\nRETOUCH_PAYLOAD='{json.dumps(HARD)}'\n", [HARD]),
        (
            f"POST /start\nContent-Type: x-www-form-urlencoded\n\ntoken=a&payload={quote(json.dumps(HARD))}",
            [HARD],
        ),
        (f"https://studio.example/try?payload={quote(json.dumps(SOFT))}&x=1", [SOFT]),
        (
            '--xx\r\nContent-Disposition: form-data; name="token"\r\n\r\nreto_4x4x4x4x4x\r\n--xx\r\n'
            f'Content-Disposition: form-data; name="payload"\r\n\r\n{json.dumps(SOFT, indent=1)}\r\n--xx--\r\n',
            [SOFT],
        ),
        (f"<payload>{json.dumps(HARD)}</payload>", [HARD]),
    ],
    ids=["csv", "sql", "log", "log-in-log", "env", "form", "address", "multipart", "xml"],
)
def test_texts_of_other_programs(text: str, expected: list[dict[str, Any]]) -> None:
    assert [payload for _, payload in read(text)] == expected


class TestDepth:
    def nested(self, levels: int) -> str:
        value: object = SOFT
        for _ in range(levels):
            value = {"in": value}
        return json.dumps({"near": HARD, "far": value}, indent=1)

    def test_twenty_levels_are_walked(self) -> None:
        assert [payload for _, payload in read(self.nested(19))] == [HARD, SOFT]

    def test_what_is_deeper_is_said_with_its_line(self) -> None:
        imported = importing.read_presets(self.nested(20))
        assert [found.preset.payload() for found in imported.found] == [HARD]
        assert any("line " in note and "deep" in note for note in imported.notes), imported.notes

    def test_strings_count_as_levels_and_hide_nothing_without_a_word(self) -> None:
        imported = importing.read_presets(json.dumps({"near": HARD, "far": in_strings(SOFT, 12)}))
        assert [found.preset.payload() for found in imported.found] == [HARD]
        assert any("deeper than 20 levels" in note for note in imported.notes), imported.notes


class TestNames:
    def test_a_name_in_the_payload_is_taken_out_and_joins_the_same_without_one(self) -> None:
        imported = importing.read_presets(json.dumps([SOFT, {"name": "soft", "description": "for kids", **SOFT}]))
        (found,) = imported.found
        assert (found.preset.name, found.preset.note, found.preset.payload()) == ("soft", "for kids", SOFT)
        assert found.place == "list[0]; list[1]"
        assert imported.notes == (
            "Fields that only name or describe it were taken out of the payload: “name”, “description”. "
            "The API knows none of them.",
        )

    def test_one_payload_under_two_names_stays_two(self) -> None:
        assert read(json.dumps({"a": SOFT, "b": SOFT})) == [("a", SOFT), ("b", SOFT)]

    @pytest.mark.parametrize(
        ("before", "name"),
        [
            ("## Soft skin\n\n```json\n", "Soft skin"),
            ("**Soft skin:**\n\n", "Soft skin"),
            ("Soft:\n```\n", "Soft"),
            ("const SOFT_V2: Payload = ", "SOFT_V2"),
            ("$soft = ", "soft"),
            ("soft := `", "soft"),
            ('PAYLOAD_SOFT="', "PAYLOAD_SOFT"),
            ("x = {broken, 'soft': ", "soft"),
            ("## Soft skin ##\n\nFor portraits: it is enough.\n\n```json\n", "Soft skin"),
            ("[soft]\npayload = ", "soft"),
            ("SOFT = <<~JSON\n  ", "SOFT"),
            ("## Hard\n\n{}\n\nnow\n", ""),
            ("payload = ", ""),
            ("I tried a lot, and in the end this one was the one I liked best of all of them:\n", ""),
        ],
    )
    def test_what_stands_before_it(self, before: str, name: str) -> None:
        assert read(f"Hello!\n{before}{json.dumps(SOFT)}\nand more") == [(name, SOFT)]

    def test_fields_in_the_spelling_of_another_language(self) -> None:
        text = json.dumps({"Mode": "professional", "Tasks": [{"plugin": "Heal", "scale": 0, "alpha1": 0.6}]})
        imported = importing.read_presets(text)
        assert imported.found[0].preset == Preset.from_json(SOFT)
        assert imported.notes[0].startswith("Names of fields were put into the API's spelling: “Mode” is “mode”")


class TestTokens:
    SECRET = "reto_aB3dE5fG7hJ9kL1m"

    @pytest.mark.parametrize(
        "text",
        [
            json.dumps({"token": SECRET, "payload": SOFT}),
            json.dumps({"token": SECRET, **SOFT}),
            json.dumps({"headers": {"X-Retouch-Token": SECRET}, "data": json.dumps(SOFT)}),
            json.dumps(
                {"formdata": [{"key": "token", "value": SECRET}, {"key": "payload", "value": json.dumps(SOFT)}]}
            ),
            json.dumps({**SOFT, "tasks": [{**SOFT["tasks"][0], "token": SECRET}]}),
            f"TOKEN = '{SECRET}'\nPAYLOAD = {SOFT}",
            f"curl x -H 'X-Retouch-Token: {SECRET}' -d '{json.dumps(SOFT)}'",
            f"token: {SECRET}\n{json.dumps(SOFT)}",
        ],
    )
    def test_left_out_said_and_never_repeated(self, text: str) -> None:
        imported = importing.read_presets(text)
        assert imported.found[0].preset.payload() == SOFT
        assert self.SECRET not in repr(imported)
        assert any(note.startswith("A token stood in it") for note in imported.notes)

    def test_not_in_a_sentence_on_what_is_wrong_either(self) -> None:
        for text in (
            json.dumps({"token": self.SECRET, "tasks": [{"Plugin": "Heal"}, self.SECRET]}),
            f"TOKEN = '{self.SECRET}'\n{{'tasks': [{{'Plugin': 'Heal', 'x': {self.SECRET}}}]}}",
        ):
            with pytest.raises(InvalidPayload) as caught:
                importing.read_presets(text)
            assert self.SECRET[:9] not in str(caught.value)

    def test_a_place_for_a_token_is_none(self) -> None:
        assert importing.read_presets(json.dumps({"token": "{{token}}", "payload": SOFT})).notes == ()
        assert importing.read_presets(f"token = os.environ['RETOUCH_TOKEN']\nPAYLOAD = {SOFT}").notes == ()


def test_a_payload_with_a_field_of_our_marks_name_is_a_payload() -> None:
    odd = {**SOFT, "retouchlab": {}}
    assert read(json.dumps(odd)) == [("", odd)]

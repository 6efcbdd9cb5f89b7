"""10,000 damaged, cut, mixed and hostile sources: each is read, or refused with a sentence; none takes long."""

from __future__ import annotations

import random
import time

import pytest

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets import importing
from tests.unit.presets.importing.sources import FORMS, TOKEN

COUNT = 10_000
_ODD = (
    *("{", "}", "[", "]", "(", '"', "'", "\\", "`", "$", "%", "^", "\n", "\x00", "\ud800", "é", "🙂", ",", ":", "=>"),
    *(
        '"""',
        "/*",
        "#",
        "//",
        "$'",
        "1e999",
        "-",
        "NaN",
        "null",
        "\\ud800",
        "\\x",
        "curl ",
        "retouchlab:1:",
        "payload=",
    ),
    *("tasks", "Plugin", '{"tasks":[{"Plugin":"Heal"}]}', "array(", "PK\x05\x06", "9" * 500, "{" * 40),
)


def damaged(source: str | bytes, chance: random.Random) -> str | bytes:
    """One to four cuts, doublings, swaps, insertions or changed letters."""
    for _ in range(chance.randint(1, 4)):
        at = chance.randint(0, len(source))
        length = chance.choice((1, 1, 2, 5, 20, 100))
        kind = chance.randrange(5)
        if kind == 0:
            source = source[:at]
        elif kind == 1:
            source = source[:at] + source[at + length :]  # type: ignore[operator]
        elif kind == 2:
            source = source[:at] + source[at : at + length] * 3 + source[at:]  # type: ignore[operator]
        elif isinstance(source, str):
            source = source[:at] + chance.choice(_ODD) + source[at + (kind == 3) :]
        else:
            source = source[:at] + bytes([chance.randrange(256)]) + source[at + (kind == 3) :]
    return source


def outcome(source: str | bytes) -> str:
    """What is said of it, or "read"; fails on anything else."""
    try:
        imported = importing.read_presets(source)
    except InvalidPayload as error:
        sentence, problems = str(error), error.problems
    else:
        problems = ()
        assert imported.found
        for found in imported.found:
            assert found.preset.to_json().encode()
            assert found.preset.fingerprint
            assert found.preset.name.isprintable() or not found.preset.name
        sentence = "\n".join(imported.notes) or "read"
    assert sentence.strip()
    assert all(problem.strip() for problem in problems)
    assert TOKEN not in sentence
    return sentence


def test_ten_thousand() -> None:
    chance = random.Random(20260318)
    forms = list(FORMS.values())
    said = {outcome(damaged(chance.choice(forms), chance)) for _ in range(COUNT)}
    assert "read" in said
    assert len(said) > 200, "they fail in many ways, not all at the first letter"


HOSTILE = {
    "brackets": "{" * 300_000,
    "lists": "x" + "[" * 300_000,
    "pairs": "x" + "{'a':" * 30_000,
    "comments": "x{/*" * 70_000,
    "quotes": "x{'" * 100_000,
    "triple": "x{'''\"\"\"" * 50_000,
    "lines": "x\n{" * 300_000,
    "curls": "curl -F 'payload={' \\\n" * 40_000,
    "curl-quotes": 'curl "' * 50_000,
    "curl-words": "curl " + "a " * 50_000,
    "curl-types": "curl -F payload=" + ";type=" * 50_000,
    "curl-slashes": "curl " + "\\" * 300_000,
    "curl-data": "curl -d '" + "payload={&" * 30_000 + "'",
    "shares": "retouchlab:1:" * 23_000,
    "share-spaces": "retouchlab:1:" + " " * 300_000,
    "share-encoded": "retouchlab%3A1%3A" * 50_000,
    "assigned": "x" + " = {'tasks': []}\n" * 25_000,
    "numbers": "x{'tasks': " + "9" * 300_000,
    "numbers-of-nothing": "{'tasks': " + "9" * 300_000 + "x}",
    "numbers-apart": "{'tasks': " + "9_" * 150_000 + "x}",
    "exponents": "{'tasks': 1e" + "9" * 300_000 + "x}",
    "fractions": "{'tasks': 9." + "9" * 300_000 + ".}",
    "json-digits": '{"tasks": ' + "9" * 300_000 + "}",
    "json-nested": '{"tasks":' * 30_000,
    "side-by-side": "{'tasks': " + "'a' " * 75_000 + "}",
    "unreadable": "[" + '{"tasks":[1]},' * 10_000 + "{}]",
    "spaces": " " * 300_000,
    "json-lines": '{"tasks":[{"Plugin":"Heal"}]}\n' * 15_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_texts_made_to_be_slow(name: str) -> None:
    """The limit is for a slow and busy machine: what grows with the square of its length takes minutes."""
    begun = time.thread_time()
    assert outcome(HOSTILE[name])
    assert time.thread_time() - begun < 10

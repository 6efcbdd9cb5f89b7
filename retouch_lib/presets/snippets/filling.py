"""What all scripts say, and how a template takes it: each value once, and quoted for its language."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from retouch_lib.names import clean
from retouch_lib.presets.preset import Preset

_PLACE = re.compile(r"@@([A-Z]+)@@")
_SPECIAL = re.compile(r"[&<>|^%!'`$]")
_SEQUENCE = re.compile(r"\\(?!u)(.)")
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_BREAK = re.compile(r"\n *")


@dataclass(frozen=True, slots=True)
class Facts:
    """The values of one script."""

    preset: Preset
    base: str
    """The server's address up to and including /api/v1."""
    photo: str
    """A file name on one line."""
    title: str
    """The preset's name for a comment: letters, digits and a few marks that end a comment nowhere."""
    suffix: str
    """The preset's name for a file: what stands behind the photo's name in the result's."""


def facts(preset: Preset, base: str, photo_name: str) -> Facts:
    title = re.sub(r"[^A-Za-z0-9 _.,()-]+", " ", preset.name).strip()[:60] or "without a name"
    suffix = re.sub(r"[^A-Za-z0-9_-]+", "-", preset.name).strip("-")[:60] or "retouched"
    return Facts(preset, base.rstrip("/"), clean(photo_name), title, suffix)


def payload_lines(preset: Preset) -> str:
    """The payload's JSON with one task a line, in ASCII, without a letter that means something to a shell.

    Such letters can stand only inside JSON's strings, where they are written \\uXXXX; no other backslash is left. So
    the same text is safe in every language's raw text, and the key that each script makes of it is the same in all.
    """
    payload = preset.payload()
    tasks = ",\n    ".join(map(json.dumps, payload.pop("tasks")))
    rest = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in payload.items() if key != "mode"]
    lines = [f'"mode": {json.dumps(preset.mode)}', f'"tasks": [\n    {tasks}\n  ]', *rest]
    plain = _SEQUENCE.sub(_as_code, "{\n  " + ",\n  ".join(lines) + "\n}")
    return _SPECIAL.sub(lambda found: _code(found[0]), plain)


def flat(payload: str) -> str:
    """`payload_lines` on one line: what the key is made of, in every language."""
    return _BREAK.sub("", payload)


def _as_code(match: re.Match[str]) -> str:
    """JSON's short sequences, such as \\n, in the long form."""
    return _code(_LETTERS.get(match[1], match[1]))


def _code(letter: str) -> str:
    return f"\\u{ord(letter):04x}"


def filled(template: str, values: Mapping[str, str]) -> str:
    """The template with each @@NAME@@ replaced, in one pass: a value that holds another's mark stays as it is."""
    return _PLACE.sub(lambda found: values[found[1]], template)

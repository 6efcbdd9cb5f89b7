"""What all scripts say, and how a template takes it: each value once, and quoted for its language."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from retouch_lib.names import clean
from retouch_lib.presets import Preset

_PLACE = re.compile(r"@@([A-Z]+)@@")


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
    """The payload's JSON with one task a line, in ASCII, without $ and backtick: safe in every language's raw text.

    $ and backtick can stand only inside JSON's strings, where they are written \\u0024 and \\u0060.
    """
    payload = preset.payload()
    tasks = ",\n    ".join(map(json.dumps, payload.pop("tasks")))
    rest = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in payload.items() if key != "mode"]
    lines = [f'"mode": {json.dumps(preset.mode)}', f'"tasks": [\n    {tasks}\n  ]', *rest]
    return escaped("{\n  " + ",\n  ".join(lines) + "\n}", "$`")


def escaped(text: str, letters: str) -> str:
    """JSON text in which these letters, that only its strings hold, are written as \\uXXXX."""
    return "".join(f"\\u{ord(letter):04x}" if letter in letters else letter for letter in text)


def filled(template: str, values: Mapping[str, str]) -> str:
    """The template with each @@NAME@@ replaced, in one pass: a value that holds another's mark stays as it is."""
    return _PLACE.sub(lambda found: values[found[1]], template)

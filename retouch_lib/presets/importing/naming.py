"""What a preset in the midst of a text is called: a variable, a key, or the heading before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LOOKED_BACK = 600
_NEAR = 300
_TYPE = r"(?:new\b|json\.dumps\(|JSON\.stringify\(|json!\(|&)?\s*[\w.<>\[\], *]{0,80}"
_QUOTE = r"[rRbBuU]?(?:\"\"\"|'''|[\"'`]|@[\"']\s{0,9}|<<[~-]?[\"']?\w{1,20}[\"']?\n)"
_ASSIGNED = re.compile(rf"([A-Za-z_$][\w$]{{0,60}})\s{{0,9}}(?::(?!//)[^=\n]{{0,80}})?=\s{{0,9}}(?:{_QUOTE})?{_TYPE}\Z")
"""A name before a literal: `PRESET_V3 = `, `const payload: Payload = `, `m := map[string]any`."""
_KEYED = re.compile(
    r"(?:([\"'`])([^\"'`\n]{1,60})\1|(?:\A|[{,(\[\n])\s{0,40}([A-Za-z_$][\w-]{0,60}))"
    r"[ \t]{0,9}(?::|=>|\bto\b)[ \t]{0,9}\Z"
)
"""A key before a value of an object that can't be read whole: `heavy: `, `'v3' => `."""
_HEADING = re.compile(
    r"(?:^|\n)(?:#{1,6}[ \t]{1,9}([^\n]{1,60}?)#{0,6}|(?:\*\*)?(\w[\w +&.-]{0,39}?)(?:\*\*)?:(?:\*\*)?)"
    r"\s{1,9}(?:(?:```|~~~)[\w -]{0,20}\s{1,9})?\Z"
)
"""A line of its own before a literal or its fence: `## Heavy`, `Heavy:`."""
_SECTION = re.compile(r"^(?:#{2,6}[ \t]{1,9}([^\n]{1,60}?)|\[([\w .-]{1,40})\])[ \t#]{0,9}$", re.MULTILINE)
"""A heading above a few sentences, or the section of a file of settings."""
_GENERAL = frozenset(["const", "let", "var", "payload", "the", "json", "example", "request", "body", "response"])

_STRUCTURE = frozenset({
    "payload", "payloads", "data", "body", "json", "preset", "presets", "params", "parameters", "args", "arguments",
    "request", "requestbody", "requests", "content", "contents", "schema", "properties", "property", "example",
    "examples", "raw", "text", "form", "formdata", "fields", "field", "input", "inputs", "config", "configuration",
    "settings", "retouch", "retoucher", "items", "item", "tasks", "default", "defaults", "postdata", "value",
    "values", "result", "results", "response", "responses", "entries", "entry", "log", "logs", "cells", "source",
    "outputs", "post", "put", "options", "job", "jobs", "rows", "row", "files", "message", "messages", "urlencoded",
    "file", "paths", "components", "schemas", "events", "event", "record", "records", "variable",
    "variables", "rawmodedata", "originalrequest", "bodyparameters", "queryparameters", "jscode", "nodes", "node",
    "parameter", "env", "environment", "folder", "key",
})  # fmt: skip
"""Keys that say what stands there, not what it is called."""
_KIND_OF_TEXT = re.compile(r"[_-]?(?:json|text|string|str)\Z")


def tells(key: str) -> bool:
    """Whether a key is what somebody called it; addresses and types of content are not."""
    plain = _KIND_OF_TEXT.sub("", key.strip().casefold()) or key.strip()
    return bool(plain) and plain not in _STRUCTURE and "/" not in key and not plain.isdigit()


def name_before(text: str, start: int) -> str:
    """The name that stands before an offset: the nearest of those that tell something, or nothing."""
    before = text[max(0, start - _LOOKED_BACK) : start]
    if start > _LOOKED_BACK:
        before = before.partition("\n")[2] or before
    for pattern in (_ASSIGNED, _KEYED, _HEADING):
        match = pattern.search(before[-_NEAR:])
        if match is not None and (name := _telling(match.groups())):
            return name
    sections = [match.groups() for match in _SECTION.finditer(before.rpartition("}")[2])]
    return _telling(sections[-1]) if sections else ""


def _telling(groups: Sequence[str | None]) -> str:
    name = next((part for part in reversed(groups) if part and part not in "\"'`"), "").strip(" :*_$")
    return name if tells(name) and name.casefold() not in _GENERAL else ""
